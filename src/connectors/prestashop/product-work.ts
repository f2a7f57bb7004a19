/** What is being written of a product, for all steps of one writing. */
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ShopFacts } from "./shop.ts";
import type { PriceForms } from "./tax-rates.ts";

export interface Base {
  readonly price: string;
  readonly weight: string;
  readonly taxGroup: string | undefined;
  /** What the shop adds to its price by itself. */
  readonly ecotax: string | null;
}

export interface Putting {
  readonly product: ProductForChannel;
  readonly forms: PriceForms;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

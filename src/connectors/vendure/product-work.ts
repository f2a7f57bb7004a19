/** What is being written of a product, for all steps of one writing. */
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ShopFacts } from "./shop.ts";

export interface Putting {
  readonly shop: ShopFacts;
  readonly ctx: Context;
  readonly product: ProductForChannel;
}

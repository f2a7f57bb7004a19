/** The goods of the emulated seller, however they are listed. */
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { Money } from "./state.ts";

type GoodsControls = Pick<
  SandboxShop,
  | "addProduct"
  | "removeProduct"
  | "blockProduct"
  | "stockOf"
  | "setStock"
  | "priceOf"
  | "setPrice"
  | "titleOf"
  | "setTitle"
  | "setDescription"
  | "catalog"
  | "skus"
>;

export interface Goods extends GoodsControls {
  /** What a buyer's line is made of; its units are counted as sold. */
  sell(
    sku: string,
    quantity: number,
  ): {
    readonly title: string;
    readonly cost: Money;
    readonly listingId: string;
    readonly variationId?: string | undefined;
  };
}

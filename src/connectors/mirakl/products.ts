import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, Sweep } from "../kit/contract/ports.ts";
import { byOffset, readDaily, singlyBySku } from "../kit/pull/whole-list.ts";
import { toProduct } from "./product-mapping.ts";
import { offerOf, offerPage } from "./product-read.ts";

/** Offers tell no time of change, and the export that does (OF52) tells no titles: the list is read once a day. */
const all: Sweep<ChannelProduct> = readDaily("offers", ({ cursor }, ctx) =>
  byOffset(cursor, async (offset) => {
    const readAt = ctx.clock.now();
    const page = await offerPage(offset, ctx);
    return { ...page, items: page.items.map((one) => toProduct(one, readAt, ctx)) };
  }),
);

async function get(sku: string, ctx: Context): Promise<ChannelProduct | null> {
  const readAt = ctx.clock.now();
  const one = await offerOf(sku, ctx);
  return one && toProduct(one, readAt, ctx);
}

export const products: Products = {
  sweeps: [all],
  get,
  bySku: singlyBySku(get),
};

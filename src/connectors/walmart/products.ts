import { z } from "zod";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products } from "../kit/contract/ports.ts";
import { readDaily, singlyBySku } from "../kit/pull/whole-list.ts";
import { inventoriesOf, levelsOf } from "./inventories.ts";
import { type ReadItem, toProduct } from "./product-mapping.ts";
import { itemOf, itemPage } from "./product-read.ts";

const placeSchema = z.object({ cursor: z.string(), offset: z.number() });
const BEGINNING = { cursor: "", offset: 0 };

/** Items as products, with the quantities of their inventories: fifty items a call. */
export async function withLevels(items: readonly ReadItem[], readAt: number, ctx: Context): Promise<ChannelProduct[]> {
  const shown = await inventoriesOf(
    items.map(({ item }) => item.sku),
    ctx,
  );
  return items.map((one) => toProduct(one, levelsOf(shown.get(one.item.sku), ctx.connection), readAt));
}

/** Items tell no time of change (sheet section 4). */
const all = readDaily<ChannelProduct>("items", async function* ({ cursor }, ctx) {
  let place = cursor === null ? BEGINNING : placeSchema.parse(JSON.parse(cursor));
  for (;;) {
    const readAt = ctx.clock.now();
    const { items, next, isLast, ...unread } = await itemPage(place, ctx);
    place = isLast ? BEGINNING : next;
    yield {
      items: await withLevels(items, readAt, ctx),
      cursor: JSON.stringify(place),
      safeToSave: true,
      ...unread,
    };
    if (isLast) return;
  }
});

async function get(sku: string, ctx: Context): Promise<ChannelProduct | null> {
  const readAt = ctx.clock.now();
  const one = await itemOf(sku, ctx);
  return one === null ? null : ((await withLevels([one], readAt, ctx))[0] ?? null);
}

/** All items of a group of variants, by their SKU: fifty a call. */
export async function itemsOfGroup(group: string, ctx: Context): Promise<ReadonlyMap<string, ChannelProduct>> {
  const found = new Map<string, ChannelProduct>();
  for (let position = BEGINNING, isEnd = false; !isEnd; ) {
    const readAt = ctx.clock.now();
    const { items, next, isLast } = await itemPage(position, ctx, group);
    // Where Walmart heeds no group, the items of another are not ours.
    const own = items.filter(({ item }) => item.variantGroupId === group);
    const shown = own.length === 0 ? [] : await withLevels(own, readAt, ctx);
    for (const product of shown) found.set(product.key, product);
    isEnd = isLast || own.length < items.length;
    position = next;
  }
  return found;
}

export const products: Products = {
  sweeps: [all],
  get,
  bySku: singlyBySku(get),
};

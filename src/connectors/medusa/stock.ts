/**
 * The shop knows pieces on hand and, of these, pieces reserved for orders, at each location. What we say is what is free:
 * on hand becomes free plus reserved. Nothing compares there and the last write wins, so that both are read before a write
 * and again from its answer.
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { type Compare, writeInRounds } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { forShop, readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { withExactAmounts } from "./amounts.ts";
import { IDS_A_CALL, post } from "./client.ts";
import { isKit, levelsOf, type Shown, shownAt } from "./levels.ts";
import { countsOwn } from "./product-packs.ts";
import { levelSchema, type VariantRow } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsById } from "./variants.ts";
import { message } from "./words.ts";

export function stock(shop: ShopFacts): Stock {
  return {
    ...readsFirst,
    takesAt:
      "when the order is placed (reserved), and for good when its parcel is made; cancelling and receiving a return give back, refunding nothing",
    multiLocation: shop.locations.length > 1,
    push: { maxItems: IDS_A_CALL, send: forShop(shop)(send) },
    async read(items, ctx) {
      const existing = await variantsOf(items, ctx);
      return items.map(({ key }) => {
        const variant = existing.get(key);
        return { key, levels: variant && countsOwn(variant) ? levelsOf(variant, shop) : [] };
      });
    },
  };
}

interface Write {
  readonly item: StockItem;
  readonly location: string;
  readonly variant: VariantRow;
  readonly shown: Shown | null;
  readonly stocked: number;
}

function send(items: readonly StockItem[], shop: ShopFacts, ctx: Context): Promise<readonly StockResult[]> {
  return writeInRounds<VariantRow, Write>(items, {
    look: (some) => variantsOf(some, ctx),
    decide: (item, variant, compare) => decide(item, variant, shop, compare),
    write: (due) => written(due, ctx),
  });
}

const variantsOf = (items: readonly { readonly key: string }[], ctx: Context) =>
  variantsById(
    items.map(({ key }) => key),
    ctx,
  );

function decide(
  item: StockItem,
  variant: VariantRow | undefined,
  shop: ShopFacts,
  compare: Compare,
): StockResult | Write {
  const refuse = (code: string, text: HubText): StockResult => ({ ...echo(item), outcome: "rejected", code, text });
  if (!variant) return refuse("unknown", message("refused.shopNoLongerVariant"));
  const location = item.location || shop.locations[0] || "";
  if (!shop.locations.includes(location)) return refuse("location", message("refused.stockLocationNotServeChannel"));
  if (!variant.manage_inventory) return refuse("not_counted", message("refused.shopNotCountVariantStock"));
  if (isKit(variant)) return refuse("kit", message("refused.shopMakesVariantSeveralStock"));
  const shown = shownAt(variant, location);
  const settled = compare(item, shown?.hasLevel ? shown.free : undefined);
  if (settled) return settled;
  const stocked = item.want + (shown?.reserved ?? 0);
  if (stocked < 0) return refuse("range", message("refused.shopHoldsNoNumberBelow"));
  return { item, location, variant, shown, stocked };
}

const answerSchema = z.object({
  created: z.array(levelSchema.extend({ inventory_item_id: idText })),
  updated: z.array(levelSchema.extend({ inventory_item_id: idText })),
});
type Answered = z.output<typeof answerSchema>["updated"];

/** The variants with their levels as they are afterwards; null where the answer does not tell them all. */
async function written(writes: readonly Write[], ctx: Context): Promise<ReadonlyMap<string, VariantRow> | null> {
  const bare = writes.filter(({ shown }) => shown === null);
  for (const one of bare) await makeStockItem(one, ctx);
  const rows = writes.flatMap(({ location, shown, stocked }) =>
    shown ? [{ hasLevel: shown.hasLevel, row: levelRow(shown.itemId, location, stocked) }] : [],
  );
  const reported = rows.length === 0 ? [] : await setLevels(rows, ctx);
  if (reported === null || bare.length > 0) return null;
  return new Map(writes.map(({ item, variant }) => [item.key, withLevels(variant, reported)]));
}

export const levelRow = (inventory_item_id: string, location_id: string, stocked_quantity: number) => ({
  inventory_item_id,
  location_id,
  stocked_quantity,
});

/** A level is made where there is none. One row the shop refuses takes the whole batch back: the engine sends halves. */
export async function setLevels(
  rows: readonly { readonly hasLevel: boolean; readonly row: ReturnType<typeof levelRow> }[],
  ctx: Context,
): Promise<Answered | null> {
  const of = (hasLevel: boolean) => rows.filter((one) => one.hasLevel === hasLevel).map(({ row }) => row);
  try {
    const body = await post(ctx, "/admin/inventory-items/location-levels/batch", {
      operation: "levels.set",
      json: { create: of(false), update: of(true), delete: [] },
    });
    const { created, updated } = parseResponse(answerSchema, withExactAmounts(body), { ctx, what: "stock" });
    return [...created, ...updated];
  } catch (error) {
    // One that was deleted meanwhile, or an answer that was lost: the look that follows tells which.
    if (isConnectorError(error) && ["not_found", "ambiguous"].includes(error.kind)) return null;
    throw error;
  }
}

function withLevels(variant: VariantRow, reported: Answered): VariantRow {
  return {
    ...variant,
    inventory_items: variant.inventory_items.map((link) => {
      const own = reported.filter(({ inventory_item_id }) => inventory_item_id === link.inventory_item_id);
      const others = (link.inventory?.location_levels ?? []).filter(
        ({ location_id }) => !own.some((one) => one.location_id === location_id),
      );
      return { ...link, inventory: { variants: [], ...link.inventory, location_levels: [...others, ...own] } };
    }),
  };
}

const itemSchema = z.object({ inventory_item: z.object({ id: idText }) });

/** Counting was switched on later: the shop makes no stock item then, and the variant cannot be sold. */
async function makeStockItem({ variant, location, stocked }: Write, ctx: Context): Promise<void> {
  const body = await post(ctx, "/admin/inventory-items", {
    operation: "items.create",
    json: {
      ...(variant.sku === undefined ? {} : { sku: variant.sku }),
      title: variant.title ?? null,
      location_levels: [{ location_id: location, stocked_quantity: stocked }],
    },
  });
  const { inventory_item } = parseResponse(itemSchema, body, { ctx, what: "the stock item" });
  const path = `/admin/products/${variant.product_id ?? ""}/variants/${variant.id}/inventory-items`;
  await post(ctx, path, {
    operation: "items.link",
    json: { inventory_item_id: inventory_item.id, required_quantity: 1 },
  });
}

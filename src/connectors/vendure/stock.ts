/**
 * The shop knows pieces on hand and, of these, pieces allocated to orders, at each location. What we say is what is free:
 * on hand becomes free plus allocated. Orders move what is allocated at any time, so that both are read before a write and
 * again from its answer.
 */
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { ChannelLevel } from "../../commerce/product.ts";
import { type Compare, countedNoMore, writeInRounds } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { forShop, readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { idText } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { VariantRow } from "./schemas.ts";
import { stockLevelSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsById } from "./variants.ts";
import { message } from "./words.ts";

/** A list is one transaction of 9 ms a variant. */
const MAX_ITEMS = 100;

type Shown = Pick<VariantRow, "trackInventory" | "stockLevels">;
type Level = z.output<typeof stockLevelSchema>;

export function stock(shop: ShopFacts): Stock {
  return {
    ...readsFirst,
    takesAt:
      "when the order is placed (allocated), and for good when its parcel is made; cancelling gives all back, refunding nothing",
    multiLocation: shop.locations.length > 1,
    push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) },
    async read(items, ctx) {
      const existing = await variantsOf(items, ctx);
      return items.map(({ key }) => ({ key, levels: levelsOf(existing.get(key), shop) }));
    },
  };
}

/** At the channel's locations: a variant may have pieces at those of others. */
export function levelsOf(
  variant: Pick<VariantRow, "trackInventory" | "stockLevels"> | undefined,
  shop: ShopFacts,
): ChannelLevel[] {
  if (!variant || !isTracked(variant, shop)) return [];
  return variant.stockLevels
    .filter(({ stockLocationId }) => shop.locations.length === 0 || shop.locations.includes(stockLocationId))
    .map((level) => ({ location: level.stockLocationId, available: freeOf(level), committed: level.stockAllocated }));
}

export function isTracked({ trackInventory }: Pick<VariantRow, "trackInventory">, shop: ShopFacts): boolean {
  return trackInventory === "INHERIT" ? shop.tracksStock : trackInventory === "TRUE";
}

const freeOf = ({ stockOnHand, stockAllocated }: Level): number => stockOnHand - stockAllocated;

function send(items: readonly StockItem[], shop: ShopFacts, ctx: Context): Promise<readonly StockResult[]> {
  return writeInRounds<Shown, Write>(items, {
    look: (some) => variantsOf(some, ctx),
    decide: (item, variant, compare) => decide(item, variant, shop, compare),
    write: (due) => write(due, ctx),
  });
}

const variantsOf = (items: readonly { readonly key: string }[], ctx: Context) =>
  variantsById(
    items.map(({ key }) => key),
    ctx,
  );

interface Write {
  readonly item: StockItem;
  readonly location: string;
  readonly onHand: number;
  readonly tracks: boolean;
}

function decide(item: StockItem, variant: Shown | undefined, shop: ShopFacts, compare: Compare): StockResult | Write {
  const refuse = (code: string, text: HubText): StockResult => ({ ...echo(item), outcome: "rejected", code, text });
  if (!variant) return refuse("unknown", message("refused.shopNoLongerVariant"));
  const location = item.location || shop.locations[0] || "";
  if (!shop.locations.includes(location)) return refuse("location", message("refused.stockLocationNotBelongChannel"));
  const tracks = isTracked(variant, shop);
  const level = variant.stockLevels.find(({ stockLocationId }) => stockLocationId === location);
  const shown = level ? freeOf(level) : 0;
  // Where there is no level, nothing can have changed it.
  const settled =
    countedNoMore(item, tracks) ?? compare(level ? item : { ...item, expected: null }, tracks ? shown : undefined);
  if (settled) return settled;
  const onHand = item.want + (level?.stockAllocated ?? 0);
  if (onHand > MOST_INT32 || onHand < 0)
    return refuse("range", message("refused.shopHolds0Pieces", { most: MOST_INT32 }));
  return { item, location, onHand, tracks };
}

const writtenSchema = z.object({
  updateProductVariants: z.array(z.object({ id: idText, stockLevels: z.array(stockLevelSchema) }).nullable()),
});

/** The levels afterwards, by variant; null where the answer does not tell them. Several locations of one variant go together. */
async function write(writes: readonly Write[], ctx: Context): Promise<ReadonlyMap<string, Shown> | null> {
  const byVariant = Map.groupBy(writes, ({ item }) => item.key);
  const input = [...byVariant].map(([id, some]) => ({
    id,
    stockLevels: some.map(({ location, onHand }) => ({ stockLocationId: location, stockOnHand: onHand })),
    ...(some.every(({ tracks }) => tracks) ? {} : { trackInventory: "TRUE" }),
  }));
  try {
    const { updateProductVariants } = await graphql(ctx, documents.SET_STOCK, {
      variables: { input },
      schema: writtenSchema,
      what: "stock",
      timeoutMs: 45_000,
    });
    const reported = updateProductVariants.filter((one) => one !== null);
    return reported.length < byVariant.size
      ? null
      : new Map(reported.map(({ id, stockLevels }) => [id, { trackInventory: "TRUE", stockLevels }]));
  } catch (error) {
    // One that was deleted meanwhile rolls the whole list back, and one that cannot be told hides a list that was written.
    if (isConnectorError(error) && ["not_found", "rejected", "ambiguous"].includes(error.kind)) return null;
    throw error;
  }
}

/**
 * The shop knows pieces on hand and, of these, pieces allocated to orders, at each location. What we say is what is free:
 * on hand becomes free plus allocated. Orders move what is allocated at any time, so that both are read before a write and
 * again from its answer.
 */
import { z } from "zod";
import type { ChannelLevel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { forShop, readsFirst } from "../kit/contract/ports-by.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { idText } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { VariantRow } from "./schemas.ts";
import { stockLevelSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsById } from "./variants.ts";
import { say } from "./words.ts";

/** A list is one transaction of 9 ms a variant. */
const MAX_ITEMS = 100;
/** Writes that collide with orders are tried again this often. */
const MAX_TRIES = 3;

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
      const known = await variantsById(
        items.map(({ key }) => key),
        ctx,
      );
      return items.map(({ key }) => ({ key, levels: levelsOf(known.get(key), shop) }));
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

/** Each round reads, writes what differs in one call, and takes into the next what orders moved in between. */
async function send(items: readonly StockItem[], shop: ShopFacts, ctx: Context): Promise<StockResult[]> {
  const results: StockResult[] = [];
  let left = items;
  let known: ReadonlyMap<string, Shown> = await variantsById(
    items.map(({ key }) => key),
    ctx,
  );
  for (let round = 1; left.length > 0; round += 1) {
    const decisions = left.map((item) => ({ item, judged: decide(item, known.get(item.key), shop, round) }));
    results.push(...decisions.flatMap((one) => (isResult(one.judged) ? [one.judged] : [])));
    const writes = decisions.flatMap((one) => (isResult(one.judged) ? [] : [{ item: one.item, ...one.judged }]));
    if (writes.length === 0) return results;
    if (round > MAX_TRIES) return [...results, ...writes.map(({ item }) => unsettled(item))];
    const after = await write(writes, ctx);
    known =
      after ??
      (await variantsById(
        writes.map(({ item }) => item.key),
        ctx,
      ));
    left = writes.map(({ item }) => item);
  }
  return results;
}

interface Write {
  readonly item: StockItem;
  readonly location: string;
  readonly onHand: number;
  readonly tracks: boolean;
}

type Decision = StockResult | Omit<Write, "item">;

const isResult = (decision: Decision): decision is StockResult => "outcome" in decision;

function decide(item: StockItem, variant: Shown | undefined, shop: ShopFacts, round: number): Decision {
  const base = { key: item.key, location: item.location, seq: item.seq };
  if (!variant) return { ...base, outcome: "rejected", code: "unknown", text: say("refused.shopNoLongerVariant") };
  const location = item.location || shop.locations[0] || "";
  if (!shop.locations.includes(location))
    return {
      ...base,
      outcome: "rejected",
      code: "location",
      text: say("refused.stockLocationNotBelongChannel"),
    };
  const tracks = isTracked(variant, shop);
  const level = variant.stockLevels.find(({ stockLocationId }) => stockLocationId === location);
  const shown = level ? freeOf(level) : 0;
  const isWritten = round > 1;
  // An order placed since the write lowers what is free: that is as it should be.
  if (tracks && (shown === item.want || (isWritten && shown < item.want)))
    return { ...base, outcome: "applied", observed: shown };
  if (!isWritten && tracks && level && item.expected !== null && shown !== item.expected)
    return { ...base, outcome: "conflict", observed: shown };
  const onHand = item.want + (level?.stockAllocated ?? 0);
  if (onHand > MOST_INT32 || onHand < 0)
    return { ...base, outcome: "rejected", code: "range", text: say("refused.shopHolds0Pieces", { most: MOST_INT32 }) };
  return { location, onHand, tracks };
}

function unsettled({ key, location, seq }: StockItem): StockResult {
  const text = "Orders kept changing this variant while its stock was written.";
  return { key, location, seq, outcome: "retry", error: { kind: "transient" }, text };
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
    const told = updateProductVariants.filter((one) => one !== null);
    return told.length < byVariant.size
      ? null
      : new Map(told.map(({ id, stockLevels }) => [id, { trackInventory: "TRUE", stockLevels }]));
  } catch (error) {
    // One that was deleted meanwhile rolls the whole list back, and one that cannot be told hides a list that was written.
    if (isConnectorError(error) && ["not_found", "rejected", "ambiguous"].includes(error.kind)) return null;
    throw error;
  }
}

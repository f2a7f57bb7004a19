import { z } from "zod";
import type { Actor } from "../../commerce/actor.ts";
import { message, toStoredText } from "../../commerce/message.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { clearItemStockRules, setItemStockRules } from "../../hub/inventory/item-rules.ts";
import { explainListing, stockExplanationSchema } from "../../hub/listings/explain-stock.ts";
import {
  confirmSuggestions,
  countListings,
  getListing,
  ignoreListings,
  listListings,
  mapListings,
  rejectSuggestions,
  setListingSwitches,
  unmapListings,
} from "../../hub/listings/index.ts";
import { listingSchema } from "../../hub/listings/listings.ts";
import { retryListing } from "../../hub/listings/retry.ts";
import { undecidedNumbers } from "../../hub/listings/undecided-stock.ts";
import { clearPriceOverrides, setPriceOverrides } from "../../hub/prices/overrides.ts";
import { getStore, type Store } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import type { Deps } from "../deps.ts";
import { translatorOf } from "../language.ts";
import { byId, type Call, type Route, routes } from "../route.ts";
import { flag, id, minor, page, pageOf, record, whole } from "../schemas.ts";
import { fromFirst } from "./list-filters.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "mappings", reads: "view", changes: "edit_catalogue" });

const state = z.enum(["unmapped", "suggested", "mapped", "ignored"]);
const result = z.object({
  id: z.string(),
  ok: z.boolean(),
  error: z.string().optional(),
  warning: z.string().optional(),
});
const results = z.object({ results: z.array(result) });
const pair = z.strictObject({ listingId: id, variantId: id });
const ownPrice = z.strictObject({
  listingId: id,
  priceMinor: minor,
  compareAtMinor: minor.nullable().default(null),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .optional(),
});
const confidence = z.int().min(0).max(100);
const units = whole.min(0).nullable().default(null).describe("null: the channel's setting");
const bulkBody = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("map"), pairs: z.array(pair).min(1).max(1_000) }),
  z.strictObject({
    action: z.enum(["confirm", "reject"]),
    listingIds: z
      .array(id)
      .max(1_000)
      .optional()
      .describe("absent: all suggestions within the confidence; again while the answer says more"),
    minConfidence: confidence.optional(),
    maxConfidence: confidence.optional(),
  }),
  z.strictObject({
    action: z.literal("allocation"),
    listingIds: z.array(id).min(1).max(1_000),
    buffer: units,
    cap: units,
    percent: whole.min(0).max(100).nullable().default(null),
    zeroBelow: units,
    keep: units,
  }),
  z.strictObject({ action: z.literal("price"), prices: z.array(ownPrice).min(1).max(1_000) }),
  z.strictObject({
    action: z.enum(["unmap", "ignore", "clear_price", "clear_allocation"]),
    listingIds: z.array(id).min(1).max(1_000),
  }),
  z.strictObject({
    action: z.literal("settle_stock"),
    listingIds: z.array(id).min(1).max(1_000),
    stockFrom: z.enum(["channel", "hub"]).describe("whose number is right; of items whose stock is undecided"),
  }),
  z.strictObject({
    action: z.literal("switch"),
    listingIds: z.array(id).min(1).max(1_000),
    stockSync: z.boolean().optional(),
    priceSync: z.boolean().optional(),
    contentSync: z.boolean().optional(),
    active: z.boolean().optional(),
  }),
]);

type Bulk = z.output<typeof bulkBody>;

/** Refuses listings of another store before anything is changed. */
async function inStore(
  call: Pick<Call<{ id: string }, unknown, unknown>, "tenant" | "params">,
  ids: readonly string[],
): Promise<Store> {
  const store = await storeOf(call, "commerce");
  const rows = await call.tenant((tx) =>
    tx.rows<{ id: string }>(
      "select id from listing where organization_id = argosy.tenant() and connection_id = $1 and id = any($2)",
      [store.id, [...ids]],
    ),
  );
  if (rows.length < new Set(ids).size)
    throw new HubError("LISTING_NOT_FOUND", "not_found", "Not all of these are items of this channel.");
  return store;
}

type Switches = Optional<{
  stockSync: boolean;
  priceSync: boolean;
  contentSync: boolean;
}>;

/** Throws HubError CHANNEL_CANNOT where something is switched on that the channel does not take. */
function requireSwitches(deps: Deps, store: Store, { stockSync, priceSync, contentSync }: Switches): void {
  requireAble(deps, store, [
    { ability: "stock", field: "stockSync", isRequested: stockSync === true },
    { ability: "prices", field: "priceSync", isRequested: priceSync === true },
    { ability: "putProducts", field: "contentSync", isRequested: contentSync === true },
  ]);
}

function listingsOf(body: Bulk): readonly string[] {
  if (body.action === "map") return body.pairs.map((each) => each.listingId);
  if (body.action === "price") return body.prices.map((each) => each.listingId);
  return body.listingIds ?? [];
}

interface BulkCall {
  readonly connectionId: string;
  readonly by: Actor;
  readonly now: Date;
}

async function bulk(tx: Tx, body: Exclude<Bulk, SettleStock>, { connectionId, by, now }: BulkCall) {
  switch (body.action) {
    case "map":
      return { results: await mapListings(tx, { pairs: body.pairs, by, now }) };
    case "confirm":
    case "reject": {
      const { action, ...choice } = body;
      if (action === "reject" && Object.keys(choice).length === 0)
        throw new HubError("SUGGESTIONS_WHICH", "validation", "Say which suggestions: listingIds or a confidence.");
      return (action === "confirm" ? confirmSuggestions : rejectSuggestions)(tx, { ...choice, connectionId, by, now });
    }
    case "switch": {
      const { action: _, listingIds, ...switches } = body;
      return { changed: await setListingSwitches(tx, { listingIds, ...switches }) };
    }
    case "price": {
      const done = await setPriceOverrides(tx, { overrides: body.prices, by, now });
      return { results: listingsOf(body).map((each) => ({ id: each, ok: done.has(each) })) };
    }
    case "allocation": {
      const { action: _, listingIds, ...rule } = body;
      return { changed: (await setItemStockRules(tx, { listingIds, rule, by, now })).size };
    }
    case "clear_allocation":
      return { changed: await clearItemStockRules(tx, body.listingIds) };
    case "clear_price":
      return { changed: (await clearPriceOverrides(tx, body.listingIds)).size };
    default: {
      const release = body.action === "unmap" ? unmapListings : ignoreListings;
      return { results: await release(tx, { listingIds: body.listingIds, by, now }) };
    }
  }
}

type SettleStock = Extract<Bulk, { readonly action: "settle_stock" }>;

async function settleStock(
  { deps, access, language }: Pick<Call<unknown, unknown, unknown>, "deps" | "access" | "language">,
  store: Store,
  { listingIds, stockFrom }: SettleStock,
) {
  requireSwitches(deps, store, { stockSync: stockFrom === "hub" ? true : undefined });
  const { settled, bundles } = await deps.engine.settleStock({
    organization: access.organization,
    connectionId: store.id,
    listingIds,
    stockFrom,
    by: access.actor,
  });
  const bundle = translatorOf(deps.connectors, language)(toStoredText(message("refused.bundleNumber")));
  const errorOf = (each: string) => (bundles.has(each) ? bundle : "Its stock is decided already.");
  return {
    results: listingIds.map((each) =>
      settled.has(each) ? { id: each, ok: true } : { id: each, ok: false, error: errorOf(each) },
    ),
  };
}

/** Channel items and the variants they stand for. */
export const mappingRoutes: readonly Route[] = [
  route.get("/stores/:id/mappings", {
    summary: "The channel's listings and the variants they are linked to; unlinked ones by state",
    query: z.object({
      ...page,
      state: state.optional(),
      gone: flag.optional(),
      blocked: flag.optional().describe("kept off sale by the channel"),
      undecided: flag.optional().describe("left out of stock sync until it is decided whose number is right"),
      q: z.string().max(200).optional(),
      variantId: id.optional(),
      sort: fromFirst,
    }),
    response: pageOf(listingSchema).extend({ counts: record }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      const { q, ...filter } = call.query;
      return call.tenant(async (tx) => {
        const found = await listListings(tx, { ...filter, text: q, connectionId });
        const numbers = await undecidedNumbers(tx, connectionId, found.items);
        const items = found.items.map((item) => ({ ...item, undecided: numbers.get(item.id) ?? null }));
        return { ...found, items, counts: await countListings(tx, connectionId) };
      });
    },
  }),
  route.get("/mappings/counts", {
    summary: "How many items of all channels are linked, suggested, unlinked, left out, gone and undecided",
    response: z.object({
      ...{ unmapped: z.int(), suggested: z.int(), mapped: z.int(), ignored: z.int(), gone: z.int() },
      undecided: z.int().describe("left out of stock sync until it is decided whose number is right"),
    }),
    handler: ({ tenant }) => tenant((tx) => countListings(tx, null)),
  }),
  route.get("/mappings/:id", {
    summary: "One channel item",
    response: listingSchema,
    handler: byId(getListing),
  }),
  route.get("/mappings/:id/explain", {
    summary: "Why the channel is shown this number of units",
    response: stockExplanationSchema,
    handler: ({ tenant, params, now }) => tenant((tx) => explainListing(tx, params.id, now)),
  }),
  route.post("/mappings/:id/retry", {
    summary: "Try again now what failed of this item: its stock, its price, its product's description",
    response: z.object({ stock: z.int(), prices: z.int(), products: z.int() }).describe("how much of each there was"),
    status: 202,
    handler: async ({ tenant, params, now, access, deps }) => {
      const retried = await tenant((tx) => retryListing(tx, params.id, now));
      await deps.engine.wake(access.organization);
      return retried;
    },
  }),
  route.post("/stores/:id/mappings", {
    summary: "Link a listing of the channel to a variant",
    body: pair.extend({ stockSync: z.boolean().optional(), priceSync: z.boolean().optional() }),
    response: listingSchema,
    status: 201,
    handler: async (call) => {
      const { listingId, variantId, ...switches } = call.body;
      requireSwitches(call.deps, await inStore(call, [listingId]), switches);
      const made = await call.tenant(async (tx) => {
        const by = call.access.actor;
        const [result] = await mapListings(tx, { pairs: [{ listingId, variantId }], by, now: call.now });
        if (result && !result.ok)
          throw new HubError("MAPPING_REFUSED", "validation", result.error ?? "This cannot be linked.", "variantId");
        await setListingSwitches(tx, { listingIds: [listingId], ...switches });
        return getListing(tx, listingId);
      });
      await call.deps.engine.wake(call.access.organization);
      return made;
    },
  }),
  route.post("/stores/:id/mappings/bulk", {
    summary: "Link, confirm or reject suggestions, unlink, ignore, switch or price many items; one result each",
    body: bulkBody,
    response: results.partial().extend({ changed: z.int().optional(), more: z.boolean().optional() }),
    rows: {
      in: ["pairs", "prices"],
      refused: ({ row, message }) => ({
        id: String(Reflect.get(Object(row), "listingId") ?? ""),
        ok: false,
        error: message,
      }),
    },
    handler: async (call) => {
      const { body, now, access } = call;
      const store = await inStore(call, listingsOf(body));
      const { id: connectionId } = store;
      if (body.action === "switch") requireSwitches(call.deps, store, body);
      const answer =
        body.action === "settle_stock"
          ? await settleStock(call, store, body)
          : await call.tenant((tx) => bulk(tx, body, { connectionId, by: access.actor, now }));
      await call.deps.engine.wake(access.organization);
      return answer;
    },
  }),
  route.patch("/mappings/:id", {
    summary: "Switch stock, price or content sync of an item on or off",
    body: z.strictObject({
      stockSync: z.boolean().optional(),
      priceSync: z.boolean().optional(),
      contentSync: z.boolean().optional().describe("of the whole product"),
      active: z.boolean().optional(),
    }),
    response: listingSchema,
    handler: async ({ tenant, params, body, access, deps }) => {
      const changed = await tenant(async (tx) => {
        const { storeId } = await getListing(tx, params.id);
        requireSwitches(deps, await getStore(tx, storeId), body);
        await setListingSwitches(tx, { listingIds: [params.id], ...body });
        return getListing(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return changed;
    },
  }),
  route.delete("/mappings/:id", {
    summary: "Unlink an item: the channel keeps its last number, nothing is pushed any more",
    handler: async ({ tenant, params, access, now }) => {
      await tenant(async (tx) => {
        await getListing(tx, params.id);
        await unmapListings(tx, { listingIds: [params.id], by: access.actor, now });
      });
    },
  }),
];

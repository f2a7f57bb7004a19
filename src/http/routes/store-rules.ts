import { z } from "zod";
import { listDrift } from "../../hub/inbox/drift.ts";
import {
  listChannelLocations,
  mapChannelLocation,
  mapChannelLocations,
} from "../../hub/inventory/channel-locations.ts";
import { clearItemStockRules, setItemStockRules } from "../../hub/inventory/item-rules.ts";
import { previewLocations } from "../../hub/inventory/preview-locations.ts";
import { previewStockRule } from "../../hub/inventory/preview-rule.ts";
import { checkStockRule, getStockRule, setStockRule } from "../../hub/inventory/stock-rules.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { listCustomStatuses } from "../../hub/orders/order-words.ts";
import { readSettings } from "../../hub/stores/settings.ts";
import { type Route, routes } from "../route.ts";
import { id, list, whole } from "../schemas.ts";
import { orderStatus } from "./order-schemas.ts";
import { explanation } from "./stock-reads.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "stores", reads: "view", changes: "edit_catalogue" });

const rule = {
  locationIds: z.array(id).min(1).nullable().default(null).describe("null: every location of your own"),
  buffer: whole.min(0).default(0).describe("safety buffer"),
  cap: whole.min(0).nullable().default(null).describe("never show more"),
  percent: whole.min(0).max(100).nullable().default(null).describe("share of what is available"),
  zeroBelow: whole.min(0).default(0).describe("below this many, show none"),
  keep: whole.min(0).default(0).describe("units of each item reserved for this channel: no other channel sells them"),
};
const channelLocation = z.object({
  key: z.string(),
  name: z.string(),
  active: z.boolean(),
  locationId: id.nullable(),
});

const locationMap = z.strictObject({
  locations: z.array(z.strictObject({ key: z.string().max(200), locationId: id.nullable() })).max(1_000),
});

const part = (what: string) => whole.min(0).nullable().default(null).describe(`${what}; null: the channel's setting`);

const own = z.strictObject({
  buffer: part("safety buffer"),
  cap: part("never show more"),
  percent: whole
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe("share of what is available; null: the channel's setting"),
  zeroBelow: part("below this many, show none"),
  keep: part("units reserved for this channel"),
});

/** What a store may sell, where its locations are, how its data changed shape. */
export const storeRuleRoutes: readonly Route[] = [
  route.get("/stores/:id/allocation", {
    summary: "How much of what is available the channel may sell",
    response: z.object(rule),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => getStockRule(tx, store.id));
    },
  }),
  route.put("/stores/:id/allocation", {
    summary: "Set how much of what is available the channel may sell",
    body: z.strictObject(rule),
    response: z.object(rule),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      await call.tenant((tx) => setStockRule(tx, store.id, call.body));
      await call.deps.engine.wake(call.access.organization);
      return call.tenant((tx) => getStockRule(tx, store.id));
    },
  }),
  route.post("/stores/:id/allocation/preview", {
    permission: "view",
    audited: false,
    summary: "What a rule would change, before it is saved",
    body: z.strictObject(rule),
    response: z.object({
      checked: z.int(),
      complete: z.boolean().describe("false: a larger channel is judged by its first items"),
      changed: z.int(),
      emptied: z.int().describe("of the changed: those that would show none"),
      unitsBefore: z.int(),
      unitsAfter: z.int(),
      samples: z.array(
        z.object({
          listingId: id,
          storeId: id.describe("another channel's, where units are reserved from it"),
          storeName: z.string(),
          sku: z.string().nullable(),
          title: z.string(),
          before: z.int(),
          after: z.int(),
        }),
      ),
    }),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant(async (tx) => {
        await checkStockRule(tx, call.body);
        return previewStockRule(tx, store.id, call.body);
      });
    },
  }),
  route.put("/mappings/:id/allocation", {
    tag: "mappings",
    summary: "Give a listing a rule of its own; what is left open is the channel's",
    body: own,
    response: explanation,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const shown = await tenant(async (tx) => {
        await setItemStockRules(tx, { listingIds: [params.id], rule: body, by: access.actor, now });
        return explainListing(tx, params.id, now);
      });
      await deps.engine.wake(access.organization);
      return shown;
    },
  }),
  route.delete("/mappings/:id/allocation", {
    tag: "mappings",
    summary: "Remove the listing's own rule: the channel's holds again",
    handler: async ({ tenant, params, access, now, deps }) => {
      await tenant(async (tx) => {
        await explainListing(tx, params.id, now);
        await clearItemStockRules(tx, [params.id]);
      });
      await deps.engine.wake(access.organization);
    },
  }),
  route.get("/stores/:id/locations", {
    summary: "The channel's locations, or a courier's pickup addresses, and which of yours each stands for",
    response: list(channelLocation),
    handler: async (call) => {
      const store = await storeOf(call);
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  }),
  route.put("/stores/:id/locations", {
    summary: "Say which location of yours a channel's location, or a courier's pickup place, stands for",
    body: z.strictObject({ key: z.string().max(200), locationId: id.nullable() }),
    response: list(channelLocation),
    handler: async (call) => {
      const store = await storeOf(call);
      await call.tenant((tx) => mapChannelLocation(tx, { connectionId: store.id, ...call.body }));
      await call.deps.engine.wake(call.access.organization);
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  }),
  route.patch("/stores/:id/locations", {
    summary: "Say which locations of yours several of a channel's locations stand for, all at once; the others stay",
    body: locationMap,
    response: list(channelLocation),
    handler: async (call) => {
      const store = await storeOf(call);
      await call.tenant((tx) => mapChannelLocations(tx, store.id, call.body.locations));
      await call.deps.engine.wake(call.access.organization);
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  }),
  route.post("/stores/:id/locations/preview", {
    permission: "view",
    audited: false,
    summary: "What would be sent to the channel if its locations stood for these of yours, before it is saved",
    body: locationMap,
    response: z.object({
      checked: z.int(),
      complete: z.boolean().describe("false: a larger channel is judged by its first items"),
      changed: z.int().describe("quantities that would be sent"),
      emptied: z.int().describe("of the changed: those that would be none"),
      locations: z
        .array(
          z.object({
            key: z.string(),
            changed: z.int().describe("quantities that would be sent there"),
            unitsBefore: z.int().describe("of all items, changed or not"),
            unitsAfter: z.int(),
          }),
        )
        .describe("the channel's, where it has quantities or would have"),
      samples: z.array(
        z.object({
          listingId: id,
          sku: z.string().nullable(),
          title: z.string(),
          location: z.string().describe("the channel's"),
          shown: z.number().nullable().describe("what the channel shows there; null: not known"),
          after: z.number(),
        }),
      ),
    }),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => previewLocations(tx, store.id, call.body.locations));
    },
  }),
  route.get("/stores/:id/drift", {
    tag: "conflicts",
    summary: "What the platform sent that was not expected: its data may have changed shape",
    response: list(
      z.object({
        path: z.string(),
        problem: z.string(),
        sample: z.unknown(),
        count: z.int(),
        firstAt: z.string(),
        lastAt: z.string(),
      }),
    ),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return { items: await call.tenant((tx) => listDrift(tx, store.id)) };
    },
  }),
  route.get("/stores/:id/order-statuses", {
    summary: "The channel's own order statuses, and what you said they mean (settings.orders.statusMap)",
    response: list(
      z.object({
        word: z.string(),
        status: orderStatus.nullable().describe("null: not mapped; its orders keep what the channel says otherwise"),
        orders: z.int().describe("that have it now"),
      }),
    ),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const { statusMap } = readSettings(store.settings).orders;
      return { items: await call.tenant((tx) => listCustomStatuses(tx, store.id, statusMap)) };
    },
  }),
];

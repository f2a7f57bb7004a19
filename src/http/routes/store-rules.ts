import { z } from "zod";
import { driftRowSchema, listDrift } from "../../hub/incoming-event-log/drift.ts";
import {
  channelLocationSchema,
  listChannelLocations,
  mapChannelLocation,
  mapChannelLocations,
} from "../../hub/inventory/channel-locations.ts";
import { clearItemStockRules, setItemStockRules } from "../../hub/inventory/item-rules.ts";
import { locationsPreviewSchema, previewLocations } from "../../hub/inventory/preview-locations.ts";
import { previewStockRule, rulePreviewSchema } from "../../hub/inventory/preview-rule.ts";
import {
  checkStockRule,
  getStockRule,
  ruleFields,
  setStockRule,
  storeStockRuleSchema,
} from "../../hub/inventory/stock-rules.ts";
import { explainListing, stockExplanationSchema } from "../../hub/listings/explain-stock.ts";
import { listCustomStatuses } from "../../hub/orders/custom-statuses.ts";
import { orderStatus } from "../../hub/orders/order-fields/summary-schema.ts";
import { readSettings } from "../../hub/stores/settings.ts";
import { type Route, routes } from "../route.ts";
import { id, list, whole } from "../schemas.ts";

import { storeOf } from "./stores.ts";

const route = routes({ tag: "stores", reads: "view", changes: "edit_catalogue" });

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
    response: storeStockRuleSchema,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => getStockRule(tx, store.id));
    },
  }),
  route.put("/stores/:id/allocation", {
    summary: "Set how much of what is available the channel may sell",
    body: z.strictObject(ruleFields),
    response: z.object(ruleFields),
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
    body: z.strictObject(ruleFields),
    response: rulePreviewSchema,
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
    response: stockExplanationSchema,
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
    response: list(channelLocationSchema),
    handler: async (call) => {
      const store = await storeOf(call);
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  }),
  route.put("/stores/:id/locations", {
    summary: "Say which location of yours a channel's location, or a courier's pickup place, stands for",
    body: z.strictObject({ key: z.string().max(200), locationId: id.nullable() }),
    response: list(channelLocationSchema),
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
    response: list(channelLocationSchema),
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
    response: locationsPreviewSchema,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => previewLocations(tx, store.id, call.body.locations));
    },
  }),
  route.get("/stores/:id/drift", {
    tag: "conflicts",
    summary: "What the platform sent that was not expected: its data may have changed shape",
    response: list(driftRowSchema),
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

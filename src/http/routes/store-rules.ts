import { z } from "zod";
import { listConflicts, settleConflict } from "../../hub/conflicts/conflicts.ts";
import { listDrift } from "../../hub/inbox/drift.ts";
import {
  getStockRule,
  listChannelLocations,
  mapChannelLocation,
  setStockRule,
} from "../../hub/inventory/stock-rules.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, page, pageOf, whole } from "../schemas.ts";
import { storeOf } from "./stores.ts";

const tag = "stores";
const rule = {
  locationIds: z.array(id).min(1).nullable().default(null).describe("null: every location of your own"),
  buffer: whole.min(0).default(0).describe("units kept back"),
  cap: whole.min(0).nullable().default(null).describe("never show more"),
  percent: whole.min(0).max(100).nullable().default(null).describe("share of what is available"),
  zeroBelow: whole.min(0).default(0).describe("below this many, show none"),
};
const conflictState = z.enum(["open", "hub", "channel", "dismissed"]);
const channelLocation = z.object({
  key: z.string(),
  name: z.string(),
  active: z.boolean(),
  locationId: id.nullable(),
});

/** What a store may sell, where its locations are, what it disagrees about. */
export function storeRuleRoutes(api: Api): void {
  allocationRoutes(api);
  locationRoutes(api);
  differenceRoutes(api);
}

function allocationRoutes(api: Api): void {
  const url = "/stores/:id/allocation";
  route(api, {
    method: "GET",
    url,
    permission: "view",
    tag,
    summary: "How much of what is available the store may sell",
    params: idParams,
    response: z.object(rule),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => getStockRule(tx, store.id));
    },
  });
  route(api, {
    method: "PUT",
    url,
    permission: "edit_catalogue",
    tag,
    summary: "Set how much of what is available the store may sell",
    params: idParams,
    body: z.strictObject(rule),
    response: z.object(rule),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      await call.tenant((tx) => setStockRule(tx, store.id, call.body));
      await api.deps.engine.wake(call.access.organization);
      return call.tenant((tx) => getStockRule(tx, store.id));
    },
  });
}

function locationRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/stores/:id/locations",
    permission: "view",
    tag,
    summary: "The channel's locations and which of yours each stands for",
    params: idParams,
    response: list(channelLocation),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  });
  route(api, {
    method: "PUT",
    url: "/stores/:id/locations",
    permission: "edit_catalogue",
    tag,
    summary: "Say which location of yours a channel's location stands for",
    params: idParams,
    body: z.strictObject({ key: z.string().max(200), locationId: id.nullable() }),
    response: list(channelLocation),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      await call.tenant((tx) => mapChannelLocation(tx, { connectionId: store.id, ...call.body }));
      await api.deps.engine.wake(call.access.organization);
      return { items: await call.tenant((tx) => listChannelLocations(tx, store.id)) };
    },
  });
}

function differenceRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/conflicts",
    permission: "view",
    tag: "conflicts",
    summary: "Where hub and channel said different things, and who won",
    query: z.object({
      ...page,
      storeId: id.optional(),
      state: conflictState.optional(),
      field: z.string().max(40).optional(),
    }),
    response: pageOf(
      z.object({
        id,
        connectionId: id,
        listingId: id.nullable(),
        productListingId: id.nullable(),
        variantId: id.nullable(),
        productId: id.nullable(),
        title: z.string(),
        field: z.string(),
        hubValue: z.unknown(),
        channelValue: z.unknown(),
        state: conflictState,
        policy: z.string(),
        foundAt: z.string(),
        settledAt: z.string().nullable(),
        settledBy: z.string().nullable(),
      }),
    ),
    handler: ({ tenant, query }) => {
      const { storeId, ...filter } = query;
      return tenant((tx) => listConflicts(tx, { ...filter, connectionId: storeId }));
    },
  });
  route(api, {
    method: "POST",
    url: "/conflicts/:id/settle",
    permission: "edit_catalogue",
    tag: "conflicts",
    summary: "Settle a conflict: ours goes to the channel, its value becomes ours, or both stay",
    params: idParams,
    body: z.strictObject({ winner: z.enum(["hub", "channel", "dismissed"]) }),
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => settleConflict(tx, { id: params.id, winner: body.winner, by: access.actor, now })),
  });
  route(api, {
    method: "GET",
    url: "/stores/:id/drift",
    permission: "view",
    tag: "conflicts",
    summary: "What the platform sent that was not expected: its data may have changed shape",
    params: idParams,
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
  });
}

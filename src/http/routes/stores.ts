import { z } from "zod";
import { LEFT_ON_PLATFORM } from "../../commerce/connection-states.ts";
import type { Json } from "../../commerce/product.ts";
import { HubError } from "../../hub/errors.ts";
import { openOrdersOf } from "../../hub/orders/store-deleted.ts";
import { refusal } from "../../hub/refusals.ts";
import { patchStore } from "../../hub/store-settings/patch-store.ts";
import {
  activateStore,
  deactivateStore,
  pauseStore,
  resumeStore,
  type StoreChange,
} from "../../hub/stores/lifecycle.ts";
import { asSection } from "../../hub/stores/settings.ts";
import { getStore, listStores, type Store, settingsOf } from "../../hub/stores/stores.ts";
import { type Requirements, requireAble } from "../abilities.ts";
import type { Deps } from "../deps.ts";
import { overlapHours } from "../overlap-hours.ts";
import { type Call, type Route, routes } from "../route.ts";
import { page, pageOf, record, SETTINGS_LIMIT, text, time } from "../schemas.ts";
import { storeFilters } from "./list-filters.ts";
import { connectRoute, trimmed, values } from "./store-connect.ts";
import { storeSchema, storeView } from "./store-view.ts";

const route = routes({ tag: "stores", reads: "view", changes: "connect" });

const readRoutes: readonly Route[] = [
  route.get("/stores", {
    summary: "Connected accounts of every kind, oldest first; drafts and deleted ones only when asked for by state",
    query: z.object({
      ...page,
      ...storeFilters,
    }),
    response: pageOf(storeSchema),
    handler: async (call) => {
      const { q, ...filter } = call.query;
      const found = await call.tenant((tx) => listStores(tx, { ...filter, text: q }));
      return { ...found, items: found.items.map((store) => storeView(call.deps, call, store)) };
    },
  }),
  route.get("/stores/:id", {
    summary: "One connected account, also after it was deleted",
    response: storeSchema,
    handler: async (call) => storeView(call.deps, call, await pastStoreOf(call)),
  }),
];

type WithId = Call<{ id: string }, unknown, unknown>;

type ByPath = Pick<WithId, "tenant" | "params">;

/** The account of the path. What only a shop can do names the kind: of a courier or an ad account it is not there. */
export async function storeOf({ tenant, params }: ByPath, kind?: "commerce") {
  const store = await tenant((tx) => getStore(tx, params.id), { atOnce: true });
  if (kind !== undefined && store.kind !== kind) throw refusal("STORE_NOT_FOUND");
  return store;
}

/** The same, also after it was deleted: what happened there can still be read. */
export function pastStoreOf({ tenant, params }: ByPath) {
  return tenant((tx) => getStore(tx, params.id, { orDeleted: true }), { atOnce: true });
}

const changeRoutes: readonly Route[] = [
  route.patch("/stores/:id", {
    summary: "Change name, code, order prefix, stock cut-over or sync settings",
    body: z.strictObject({
      name: text(120).optional(),
      code: z.string().max(50).optional(),
      storeUrl: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .nullable()
        .optional(),
      orderPrefix: z.string().max(12).optional(),
      stockCutoverAt: time.optional(),
      settings: record
        .optional()
        .describe("orders, inventory, listings, publish, webhooks, prices, policy; only what changes"),
    }),
    bodyLimit: SETTINGS_LIMIT,
    response: storeSchema,
    audited: false,
    handler: async (call) => {
      const store = await storeOf(call);
      const { settings, ...patch } = call.body;
      if (settings) checkSettings(call.deps, store.provider, settings);
      requireAble(call.deps, store, requirementsOf(settings, store));
      const changed = await call.tenant((tx) =>
        patchStore(tx, {
          ...changeOf(call, store.id),
          patch: { ...patch, ...(settings && { settings: settings as Record<string, Json> }) },
        }),
      );
      await call.deps.engine.wake(call.access.organization);
      return storeView(call.deps, call, changed);
    },
  }),
  route.delete("/stores/:id", {
    summary: "Disconnect: webhooks removed, tokens revoked, secrets wiped; orders and history stay",
    query: z.object({
      openOrders: z
        .enum(["finish", "cancel"])
        .default("finish")
        .describe(
          "what happens to orders not shipped yet: finished here without notifying the channel, or cancelled, which frees their units",
        ),
    }),
    response: z.object({
      openOrders: z.int().describe("orders this was about"),
      leftOnPlatform: z.array(z.enum(LEFT_ON_PLATFORM)).describe("what the platform still has"),
      isRetried: z.boolean().describe("the platform did not answer and is asked again every hour for 7 days"),
    }),
    audited: false,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call);
      const { organization, actor } = call.access;
      const { openOrders } = call.query;
      const done = await call.deps.engine.connections.disconnect({ organization, connectionId, actor, openOrders });
      await call.deps.engine.wake(organization);
      return done;
    },
  }),
  route.get("/stores/:id/open-orders", {
    summary: "Orders not shipped yet, and the units they hold: what disconnecting is about",
    response: z.object({ orders: z.int(), units: z.int() }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call);
      return call.tenant((tx) => openOrdersOf(tx, connectionId));
    },
  }),
];

/** What a store is to have of itself needs a channel that takes it. */
function publishRequirements(settings: Record<string, unknown> | undefined) {
  const requested = settings?.["publish"];
  const of = (name: string): unknown =>
    typeof requested === "object" && requested !== null ? Reflect.get(requested, name) : null;
  return [
    { ability: "putProducts", field: "settings.publish.products", isRequested: of("products") === "automatic" },
    { ability: "putProducts", field: "settings.publish.content", isRequested: of("content") === true },
    { ability: "putCategories", field: "settings.publish.categories", isRequested: of("categories") === true },
    { ability: "putCustomers", field: "settings.publish.customers", isRequested: of("customers") === true },
  ] as const;
}

/** What the channel has to be able to do for what a change switches on. */
const requirementsOf = (settings: Record<string, unknown> | undefined, store: Store): Requirements => [
  {
    ability: "takeDocuments",
    field: "settings.orders.sendsInvoices",
    isRequested: turnsOn(settings, "orders.sendsInvoices", store),
  },
  {
    ability: "prices",
    field: "settings.prices.newItems",
    isRequested: turnsOn(settings, "prices.newItems", store),
  },
  {
    ability: "stock",
    field: "settings.inventory.enabled",
    isRequested: turnsOn(settings, "inventory.enabled", store),
  },
  {
    ability: "marketplaceStock",
    field: "settings.inventory.fulfilledBy",
    isRequested:
      (settings?.["inventory"] as { readonly fulfilledBy?: Json } | null | undefined)?.fulfilledBy === "marketplace",
  },
  ...publishRequirements(settings),
];

/** A section is switched on that was off: what is on by default was nobody's request. */
function turnsOn(
  settings: Record<string, unknown> | undefined,
  which: "prices.newItems" | "inventory.enabled" | "orders.sendsInvoices",
  store: Store,
): boolean {
  const [section = "", name = ""] = which.split(".");
  const isOn = (all: unknown) =>
    asSection((all as Readonly<Record<string, Json>> | undefined)?.[section])[name] === true;
  return isOn(settings) && !isOn(settingsOf(store));
}

const SECTIONS = ["orders", "inventory", "listings", "publish", "webhooks", "prices", "policy"];

/** Only sync settings and the provider's own non-secret settings may be written; credentials go through the vault. */
function checkSettings(deps: Deps, provider: string, settings: Record<string, unknown>): void {
  const existing = new Set([
    ...SECTIONS,
    ...(deps.connectors.get(provider)?.meta.settingsFields ?? []).map((field) => field.id),
  ]);
  const strange = Object.keys(settings).find((name) => !existing.has(name));
  if (strange !== undefined)
    throw new HubError("STORE_SETTING", "validation", `There is no setting ${strange}.`, `settings.${strange}`);
}

function changeOf(call: WithId, connectionId: string): StoreChange {
  return { connectionId, by: call.access.actor, requestId: call.request.id, now: call.now };
}

const moves = [
  { name: "activate", move: activateStore, summary: "Switch on: catches up both ways" },
  {
    name: "deactivate",
    move: deactivateStore,
    summary: "Switch off: deliveries are stored, nothing is applied or pushed",
  },
  { name: "pause", move: pauseStore, summary: "Pause: what comes in is applied, what goes out waits" },
  { name: "resume", move: resumeStore, summary: "Go on after a pause: catches up both ways" },
] as const;

const stateRoutes: readonly Route[] = moves.map(({ name, move, summary }) =>
  route.post(`/stores/:id/${name}`, {
    summary,
    response: storeSchema,
    audited: false,
    handler: async (call) => {
      await storeOf(call);
      const store = await call.tenant(async (tx) => {
        await move(tx, changeOf(call, call.params.id));
        return getStore(tx, call.params.id);
      });
      await call.deps.engine.wake(call.access.organization);
      return storeView(call.deps, call, store);
    },
  }),
);

async function target(call: WithId) {
  const { id: connectionId } = await storeOf(call);
  return { organization: call.access.organization, connectionId, actor: call.access.actor };
}

const credentialRoutes: readonly Route[] = [
  route.post("/stores/:id/test-connection", {
    summary: "Ask the platform whether the credentials still work",
    response: record,
    handler: async (call) => ({ ok: true, ...asRecord(await call.deps.engine.connections.test(await target(call))) }),
  }),
  route.post("/stores/:id/refresh-credentials", {
    summary: "Renew the platform's tokens now",
    response: storeSchema,
    audited: false,
    handler: async (call) => {
      await call.deps.engine.connections.refresh(await target(call));
      return storeView(call.deps, call, await storeOf(call));
    },
  }),
  route.put("/stores/:id/secrets", {
    summary:
      "Save secrets the platform made after connecting (webhook secrets) or new credentials; they are never shown again",
    body: z.strictObject({ values, overlapHours }),
    audited: false,
    handler: async (call) => {
      const { overlapHours } = call.body;
      await call.deps.engine.connections.setSecrets({
        ...(await target(call)),
        values: trimmed(call.body.values),
        overlapHours,
      });
    },
  }),
  route.post("/stores/:id/webhook-secret", {
    summary:
      "Make a new webhook secret to paste on the platform; shown in this answer only, the old one ends at once or after overlapHours",
    body: z.strictObject({ overlapHours }).prefault({}),
    response: z.object({ webhookSecret: z.string() }),
    secretAnswer: true,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call);
      const { organization } = call.access;
      return call.deps.engine.connections.newSecret({ organization, connectionId, ...call.body });
    },
  }),
];

/** Connected accounts of every kind: list, connect, change, switch on and off, delete. */
export const storeRoutes: readonly Route[] = [
  ...readRoutes,
  connectRoute,
  ...changeRoutes,
  ...stateRoutes,
  ...credentialRoutes,
];

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

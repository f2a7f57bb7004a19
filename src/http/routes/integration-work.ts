import { z } from "zod";
import type { Access } from "../../hub/accounts/access.ts";
import { HubError } from "../../hub/errors.ts";
import { listSubscriptions, subscriptionRowSchema } from "../../hub/incoming-event-log/incoming-events.ts";
import { refusal } from "../../hub/refusals.ts";
import { getRun, listRuns, type Run, runSchema } from "../../hub/runs/runs.ts";
import type { Deps } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { id, list, record } from "../schemas.ts";
import { connectorOf, provider, target } from "./integrations.ts";
import { startRun } from "./runs.ts";
import { connectionsOf, onlyConnection } from "./store-view.ts";

const route = routes({ tag: "integrations", reads: "view", changes: "connect" });

const started = z.object({ runs: z.array(runSchema) });

const REFRESH_MS = 20_000;
const POLL_EVERY_MS = 250;

/** Has the channel's stock read, by the run that is under way if there is one, and waits for its end; not for ever. */
async function refreshed(deps: Deps, access: Access, connectionId: string): Promise<Run> {
  const { db, clock } = deps;
  const readNow = (id: string) => db.tenant(access.organization, (tx) => getRun(tx, id));
  let run = await startRun(deps, access, { connectionId, kind: "sync_inventory" }).catch(async (error: unknown) => {
    if (!(error instanceof HubError) || error.code !== "RUN_ACTIVE") throw error;
    const { items } = await db.tenant(access.organization, (tx) =>
      listRuns(tx, { storeId: connectionId, type: "sync_inventory", limit: 1 }),
    );
    const [active] = items;
    if (!active) throw error;
    return active;
  });
  for (const until = clock.now() + REFRESH_MS; isUnderWay(run) && clock.now() < until; run = await readNow(run.id))
    await clock.sleep(POLL_EVERY_MS);
  return run;
}

const isUnderWay = ({ status }: Run): boolean => status === "queued" || status === "running";

function register(deps: Deps, access: Access, connectionId: string) {
  return startRun(deps, access, { connectionId, kind: "register_webhooks" });
}

const works = [
  { url: "/sync", kind: "reconcile", what: "webhooks, orders, products and stock" },
  { url: "/sync/orders", kind: "sync_orders", what: "orders" },
];

/** Syncs and webhook registrations by provider: runs of its accounts. */
export const integrationWorkRoutes: readonly Route[] = [
  ...works.map(({ url, kind, what }) =>
    route.post(`/integrations/providers/:provider${url}`, {
      permission: "edit_catalogue",
      summary: `Sync ${what} of the provider's accounts, or of one`,
      params: provider,
      query: target,
      response: started,
      status: 202,
      handler: async ({ tenant, params, query, access, deps }) => {
        connectorOf(deps, params.provider);
        const found = await tenant((tx) => connectionsOf(tx, { ...params, ...query }));
        if (found.length === 0) throw refusal("CONNECTION_NOT_FOUND");
        const runs = [];
        for (const { id: connectionId } of found) runs.push(await startRun(deps, access, { connectionId, kind }));
        return { runs };
      },
    }),
  ),
  route.get("/integrations/providers/:provider/inventory", {
    summary:
      "What the channel shows per listing; refresh=true reads it from the platform first and waits for that up to 20 seconds: a run that is not done then goes on, and what is answered is what was last seen",
    params: provider,
    query: target.extend({ refresh: z.enum(["true", "false"]).default("false") }),
    response: z.object({
      connectionId: id,
      run: runSchema.nullable(),
      items: z.array(record),
      marketplace: z
        .array(record)
        .describe("items the marketplace sells from its own warehouses and keeps the stock of itself (FBA)"),
    }),
    handler: async ({ tenant, params, query, access, deps }) => {
      const only = await tenant((tx) =>
        onlyConnection(tx, { provider: params.provider, connectionId: query.connectionId }),
      );
      const run = query.refresh === "true" ? await refreshed(deps, access, only.id) : null;
      const items = await tenant((tx) =>
        tx.rows<object>(
          `select l.id as "listingId", l.ext_key as "key", l.sku, l.title, l.variant_id as "variantId", s.location,
             s.desired, s.expected, s.observed, s.observed_at as "observedAt", s.state, s.error
           from listing_stock s join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
           where s.organization_id = argosy.tenant() and l.connection_id = $1
           order by l.sku nulls last, l.id, s.location
           limit 1000`,
          [only.id],
        ),
      );
      const marketplace = await tenant((tx) =>
        tx.rows<object>(
          `select id as "listingId", ext_key as "key", sku, title, variant_id as "variantId",
             marketplace_units as units, marketplace_at as "observedAt"
           from listing where organization_id = argosy.tenant() and connection_id = $1 and marketplace_units is not null
             and gone_at is null order by sku nulls last, id limit 1000`,
          [only.id],
        ),
      );
      return { connectionId: only.id, run, items, marketplace };
    },
  }),
  route.post("/integrations/providers/:provider/register-webhooks", {
    summary: "Make the platform call us for every topic, now",
    params: provider,
    query: target,
    response: started,
    status: 202,
    handler: async ({ tenant, params, query, access, deps }) => {
      const only = await tenant((tx) => onlyConnection(tx, { ...params, ...query }));
      return { runs: [await register(deps, access, only.id)] };
    },
  }),
  route.get("/webhooks/subscriptions", {
    tag: "webhooks",
    summary: "Webhooks registered with the platforms, as last seen there",
    query: target,
    response: list(subscriptionRowSchema),
    handler: async ({ tenant, query, access }) => {
      const rows = await tenant((tx) => listSubscriptions(tx, query.connectionId));
      // An address holds the store's key: for who may connect channels.
      const mayConnect = access.actions.includes("connect");
      return { items: rows.map(({ url, ...row }) => (mayConnect ? { ...row, url } : row)) };
    },
  }),
  route.post("/webhooks/register/:connectionId", {
    tag: "webhooks",
    summary: "Make the platform of this connection call us for every topic, now",
    params: z.object({ connectionId: id }),
    response: runSchema,
    status: 202,
    handler: async ({ tenant, params, access, deps }) => {
      const only = await tenant((tx) => onlyConnection(tx, params));
      return register(deps, access, only.id);
    },
  }),
];

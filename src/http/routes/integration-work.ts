import { z } from "zod";
import type { Access } from "../../hub/accounts/access.ts";
import { HubError } from "../../hub/errors.ts";
import { listSubscriptions } from "../../hub/inbox/webhook-events.ts";
import { type Api, route } from "../route.ts";
import { id, list, record } from "../schemas.ts";
import { connectorOf, provider, target } from "./integrations.ts";
import { runSchema, startRun } from "./runs.ts";
import { connectionsOf, onlyConnection } from "./store-view.ts";

/** Syncs and webhook registrations by provider: thin names of runs. */
export function integrationWorkRoutes(api: Api): void {
  workRoutes(api);
  subscriptionRoutes(api);
}

const started = z.object({ runs: z.array(runSchema) });

function workRoutes(api: Api): void {
  const tag = "integrations";
  const works = [
    {
      urls: ["/integrations/providers/:provider/sync", "/integrations/:provider/sync"],
      kind: "sync",
      what: "everything",
    },
    { urls: ["/integrations/:provider/sync/orders"], kind: "sync_orders", what: "orders" },
  ];
  for (const { urls, kind, what } of works)
    for (const url of urls)
      route(api, {
        method: "POST",
        url,
        permission: "edit_catalogue",
        tag,
        summary: `Sync ${what} of the provider's accounts, or of one`,
        params: provider,
        query: target,
        response: started,
        status: 202,
        handler: async ({ tenant, params, query, access }) => {
          connectorOf(api, params.provider);
          const found = await tenant((tx) => connectionsOf(tx, { ...params, ...query }));
          if (found.length === 0)
            throw new HubError("CONNECTION_NOT_FOUND", "not_found", "No such account is connected.");
          const runs = [];
          for (const { id: connectionId } of found) runs.push(await startRun(api, access, { connectionId, kind }));
          return { runs };
        },
      });
  route(api, {
    method: "GET",
    url: "/integrations/:provider/inventory",
    permission: "view",
    tag,
    summary: "What the channel shows per listing; refresh=true reads it from the platform first",
    params: provider,
    query: target.extend({ refresh: z.enum(["true", "false"]).default("false") }),
    response: z.object({ connectionId: id, run: runSchema.nullable(), items: z.array(record) }),
    handler: async ({ tenant, params, query, access }) => {
      const only = await tenant((tx) =>
        onlyConnection(tx, { provider: params.provider, connectionId: query.connectionId }),
      );
      const run =
        query.refresh === "true"
          ? await startRun(api, access, { connectionId: only.id, kind: "sync_inventory" })
          : null;
      const items = await tenant((tx) =>
        tx.rows(
          `select l.id as "listingId", l.ext_key as "key", l.sku, l.title, l.variant_id as "variantId", s.location, s.desired, s.expected,
             s.observed, s.observed_at as "observedAt", s.state, s.error
           from listing_stock s join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
           where s.organization_id = argosy.tenant() and l.connection_id = $1 order by l.sku nulls last, l.id, s.location limit 1000`,
          [only.id],
        ),
      );
      return { connectionId: only.id, run, items };
    },
  });
  route(api, {
    method: "POST",
    url: "/integrations/:provider/register-webhooks",
    permission: "connect",
    tag,
    summary: "Make the platform call us for every topic, now",
    params: provider,
    query: target,
    response: started,
    status: 202,
    handler: async ({ tenant, params, query, access }) => {
      const only = await tenant((tx) => onlyConnection(tx, { ...params, ...query }));
      return { runs: [await register(api, access, only.id)] };
    },
  });
}

function register(api: Api, access: Access, connectionId: string) {
  return startRun(api, access, { connectionId, kind: "register_webhooks" });
}

function subscriptionRoutes(api: Api): void {
  const tag = "webhooks";
  route(api, {
    method: "GET",
    url: "/webhooks/subscriptions",
    permission: "view",
    tag,
    summary: "Webhooks registered with the platforms, as last seen there",
    query: target,
    response: list(
      z.object({
        connectionId: id,
        storeName: z.string(),
        provider: z.string(),
        key: z.string(),
        topic: z.string(),
        url: z.string().optional(),
        state: z.enum(["active", "paused", "disabled"]),
        checkedAt: z.string(),
      }),
    ),
    handler: async ({ tenant, query, access }) => {
      const rows = await tenant((tx) => listSubscriptions(tx, query.connectionId));
      // An address holds the store's key: for who may connect channels.
      const mayConnect = access.actions.includes("connect");
      return { items: rows.map(({ url, ...row }) => (mayConnect ? { ...row, url } : row)) };
    },
  });
  route(api, {
    method: "POST",
    url: "/webhooks/register/:connectionId",
    permission: "connect",
    tag,
    summary: "Make the platform of this connection call us for every topic, now",
    params: z.object({ connectionId: id }),
    response: runSchema,
    status: 202,
    handler: async ({ tenant, params, access }) => {
      const only = await tenant((tx) => onlyConnection(tx, params));
      return register(api, access, only.id);
    },
  });
}

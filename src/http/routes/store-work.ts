import { z } from "zod";
import { EVENT_STATES, getWebhookEvent, listWebhookEvents } from "../../hub/inbox/webhook-events.ts";
import { listRuns } from "../../hub/runs/runs.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { secretFacts } from "../../hub/stores/secrets.ts";
import { storeStatistics } from "../../hub/stores/statistics.ts";
import { listSyncLog, syncActions } from "../../hub/sync-log/sync-log.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, page, pageOf, time } from "../schemas.ts";
import { eitherEnd } from "./list-filters.ts";
import { runSchema, startRun } from "./runs.ts";
import { healthSchema, statisticsSchema, sweepSchema } from "./store-health.ts";
import { missedScopes } from "./store-view.ts";
import { asRecord, pastStoreOf, storeOf, type View, views } from "./stores.ts";

const syncEntry = z.object({
  id,
  storeId: id,
  action: z.enum(syncActions),
  status: z.string(),
  text: z.string(),
  ref: z.string().nullable(),
  attempt: z.int(),
  errorKind: z.string().nullable(),
  details: z.unknown(),
  durationMs: z.int().nullable(),
  traceId: z.string().nullable(),
  at: z.string(),
});
const event = z.object({
  id,
  storeId: id,
  kind: z.string(),
  ref: z.string(),
  topic: z.string(),
  source: z.enum(["webhook", "poll"]),
  status: z.enum(EVENT_STATES),
  attempts: z.int(),
  error: z.string().nullable(),
  receivedAt: z.string(),
  processedAt: z.string().nullable(),
  bytes: z.int(),
  traceId: z.string().nullable(),
});
const eventParams = z.object({ id, eventId: id });

/** What happens on a connection: log, webhook events, health, sync by hand. */
export function storeWorkRoutes(api: Api): void {
  for (const view of views) {
    logRoute(api, view);
    eventRoutes(api, view);
    healthRoutes(api, view);
    retryRoute(api, view);
  }
  syncRoutes(api);
}

function logRoute(api: Api, { base, kind, tag }: View): void {
  route(api, {
    method: "GET",
    url: `${base}/:id/sync-logs`,
    permission: "view",
    tag,
    summary: "Every attempt between hub and channel, newest first, in a seller's words",
    params: idParams,
    query: z.object({
      ...page,
      action: z.string().optional(),
      status: z.enum(["pending", "in_progress", "success", "failed"]).optional(),
      q: z.string().max(200).optional(),
      from: time.optional(),
      to: time.optional(),
      sort: eitherEnd,
    }),
    asFile: "activity",
    response: pageOf(syncEntry),
    handler: async (call) => {
      const store = await pastStoreOf(call, kind);
      const { q, ...filter } = call.query;
      return call.tenant((tx) => listSyncLog(tx, { ...filter, text: q, connectionId: store.id }));
    },
  });
}

function eventRoutes(api: Api, { base, kind, tag }: View): void {
  route(api, {
    method: "GET",
    url: `${base}/:id/webhook-events`,
    permission: "view",
    tag,
    summary: "What the channel told us, newest first, and what became of it",
    params: idParams,
    query: z.object({
      ...page,
      status: z.enum(EVENT_STATES).optional(),
      kind: z.string().optional(),
      ref: z.string().optional(),
      sort: eitherEnd,
    }),
    asFile: "webhook-events",
    response: pageOf(event),
    handler: async (call) => {
      const store = await pastStoreOf(call, kind);
      return call.tenant((tx) => listWebhookEvents(tx, { ...call.query, connectionId: store.id }));
    },
  });
  route(api, {
    method: "GET",
    url: `${base}/:id/webhook-events/:eventId`,
    permission: "connect",
    tag,
    summary: "One event with its body as it came (it may hold personal data)",
    params: eventParams,
    response: event.extend({ body: z.string() }),
    handler: async (call) => {
      const store = await pastStoreOf(call, kind);
      return call.tenant((tx) => getWebhookEvent(tx, store.id, call.params.eventId));
    },
  });
  route(api, {
    method: "POST",
    url: `${base}/:id/webhook-events/:eventId/replay`,
    permission: "act_on_orders",
    tag,
    summary: "Apply a stored event again; what was applied already has no second effect",
    params: eventParams,
    response: event,
    status: 202,
    handler: async (call) => {
      const store = await storeOf(call, kind);
      const { eventId } = call.params;
      await call.tenant((tx) => getWebhookEvent(tx, store.id, eventId));
      await api.deps.engine.inbox.replay({ organization: call.access.organization, eventId });
      const { body: _body, ...shown } = await call.tenant((tx) => getWebhookEvent(tx, store.id, eventId));
      return shown;
    },
  });
}

function healthRoutes(api: Api, { base, kind, tag }: View): void {
  route(api, {
    method: "GET",
    url: `${base}/:id/health`,
    permission: "view",
    tag,
    summary: "Health, breaker, limits, lag, and the dates of its secrets (never the secrets)",
    params: idParams,
    response: healthSchema,
    handler: async (call) => {
      const store = await storeOf(call, kind);
      const [figures, secrets] = await call.tenant(async (tx) => [
        await storeHealth(tx, store.id, call.now),
        await secretFacts(tx, store.id),
      ]);
      const live = await api.deps.engine.connections.health({
        organization: call.access.organization,
        connectionId: store.id,
      });
      const { webhookUrls, ...shown } = asRecord(live);
      // An address holds the store's key: for who may connect channels.
      const urls = call.access.actions.includes("connect") && webhookUrls !== undefined ? { webhookUrls } : {};
      return { ...figures, ...shown, ...urls, secrets, missingScopes: missedScopes(store) };
    },
  });
  route(api, {
    method: "GET",
    url: `${base}/:id/statistics`,
    permission: "view",
    tag,
    summary: "What it has done so far: orders by who ships them, linked items, stock updates, open feeds, last times",
    params: idParams,
    response: statisticsSchema,
    handler: async (call) => {
      const store = await storeOf(call, kind);
      return call.tenant((tx) => storeStatistics(tx, store.id, call.now));
    },
  });
  route(api, {
    method: "GET",
    url: `${base}/:id/sync-status`,
    permission: "view",
    tag,
    summary: "What is running and when each sweep runs next",
    params: idParams,
    response: z.object({ state: z.string(), sync: z.string(), runs: z.array(runSchema), sweeps: z.array(sweepSchema) }),
    handler: async (call) => {
      const store = await pastStoreOf(call, kind);
      return call.tenant(async (tx) => ({
        state: store.state,
        sync: store.syncState,
        runs: (await listRuns(tx, { storeId: store.id, limit: 10 })).items,
        sweeps: await tx.rows(
          `select sweep, split_part(sweep, ':', 1) as subject, reads, every_ms as "everyMs",
             last_started_at as "lastStartedAt", last_finished_at as "lastFinishedAt", next_at as "nextAt", error,
               error_said as "errorTold"
           from sync_cursor
           where organization_id = argosy.tenant() and connection_id = $1 and next_at is not null
           order by sweep`,
          [store.id],
        ),
      }));
    },
  });
}

function retryRoute(api: Api, { base, kind, tag }: View): void {
  for (const name of base === "/stores" ? ["retry-failed-sync"] : ["retry"])
    route(api, {
      method: "POST",
      url: `${base}/:id/${name}`,
      permission: "act_on_orders",
      tag,
      summary: "Try everything that failed on this connection once more",
      params: idParams,
      response: z
        .record(z.string(), z.int())
        .describe("how much of each: stock, prices, products, records, commands, deliveries"),
      status: 202,
      handler: async (call) => {
        const { id: connectionId } = await storeOf(call, kind);
        return api.deps.engine.retryFailed({ organization: call.access.organization, connectionId });
      },
    });
}

function syncRoutes(api: Api): void {
  for (const what of ["products", "categories", "inventory", "orders"])
    route(api, {
      method: "POST",
      url: `/stores/:id/sync/${what}`,
      permission: "edit_catalogue",
      tag: "stores",
      summary: `Sync ${what} now`,
      params: idParams,
      response: runSchema,
      status: 202,
      handler: async (call) => {
        const { id: connectionId } = await storeOf(call, "commerce");
        return startRun(api, call.access, { connectionId, kind: `sync_${what}` });
      },
    });
}

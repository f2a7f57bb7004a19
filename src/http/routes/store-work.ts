import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { dismissEvent } from "../../hub/incoming-event-log/dismiss-event.ts";
import {
  EVENT_STATES,
  getIncomingEvent,
  type IncomingEvent,
  incomingEventSchema,
  listIncomingEvents,
} from "../../hub/incoming-event-log/incoming-events.ts";
import { unreadOrders } from "../../hub/incoming-event-log/unread-orders.ts";
import { unknownStock } from "../../hub/listings/unknown-stock.ts";
import { listRuns, runSchema } from "../../hub/runs/runs.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { storeStatistics, storeStatisticsSchema } from "../../hub/stores/statistics.ts";
import { listSyncLog, syncEntrySchema } from "../../hub/sync-log/sync-log.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";
import { startRun } from "./runs.ts";
import { healthSchema, sweepSchema } from "./store-health.ts";
import { missedScopes } from "./store-view.ts";
import { pastStoreOf, storeOf } from "./stores.ts";

/** As stored, with what an error says beside it. */
type Sweep = z.input<typeof sweepSchema> & { readonly errorTold: readonly MessagePart[] | null };

const route = routes({ tag: "stores", reads: "view", changes: "act_on_orders" });
const eventParams = z.object({ id, eventId: id });

const logRoute = route.get("/stores/:id/sync-logs", {
  summary: "Every attempt between hub and channel, newest first, in a seller's words",
  query: z.object({
    ...page,
    action: z.string().optional(),
    status: z.enum(["pending", "in_progress", "success", "failed"]).optional(),
    q: z.string().max(200).optional(),
    ...when("logged"),
    sort: eitherEnd,
  }),
  asFile: "activity",
  response: pageOf(syncEntrySchema),
  handler: async (call) => {
    const store = await pastStoreOf(call);
    const { q, ...filter } = call.query;
    return call.tenant((tx) => listSyncLog(tx, { ...filter, text: q, connectionId: store.id }));
  },
});

async function eventWithoutBody(tx: Tx, storeId: string, id: string): Promise<IncomingEvent> {
  const { body: _body, ...shown } = await getIncomingEvent(tx, storeId, id);
  return shown;
}

const eventRoutes: readonly Route[] = [
  route.get("/stores/:id/webhook-events", {
    summary: "What the channel told us, newest first, and what became of it",
    query: z.object({
      ...page,
      ...when("received"),
      status: z.enum(EVENT_STATES).optional(),
      kind: z.string().optional(),
      ref: z.string().optional(),
      sort: eitherEnd,
    }),
    asFile: "webhook-events",
    response: pageOf(incomingEventSchema),
    handler: async (call) => {
      const store = await pastStoreOf(call);
      return call.tenant((tx) => listIncomingEvents(tx, { ...call.query, connectionId: store.id }));
    },
  }),
  route.get("/stores/:id/webhook-events/:eventId", {
    permission: "connect",
    summary: "One event with its body as it came (it may hold personal data)",
    params: eventParams,
    response: incomingEventSchema.extend({ body: z.string() }),
    handler: async (call) => {
      const store = await pastStoreOf(call);
      return call.tenant((tx) => getIncomingEvent(tx, store.id, call.params.eventId));
    },
  }),
  route.post("/stores/:id/webhook-events/:eventId/replay", {
    summary: "Apply a stored event again; what was applied already has no second effect",
    params: eventParams,
    response: incomingEventSchema,
    status: 202,
    handler: async (call) => {
      const store = await storeOf(call);
      const { eventId } = call.params;
      await call.tenant((tx) => getIncomingEvent(tx, store.id, eventId));
      await call.deps.engine.inbox.replay({ organization: call.access.organization, eventId });
      return call.tenant((tx) => eventWithoutBody(tx, store.id, eventId));
    },
  }),
  route.post("/stores/:id/webhook-events/:eventId/dismiss", {
    summary: "Dismiss an event that is not applied: it never is, and no longer keeps quantities from being raised",
    params: eventParams,
    response: incomingEventSchema,
    handler: async (call) => {
      const store = await storeOf(call);
      const { eventId } = call.params;
      return call.tenant(async (tx) => {
        await dismissEvent(tx, { connectionId: store.id, id: eventId, actor: call.access.actor, now: call.now });
        return eventWithoutBody(tx, store.id, eventId);
      });
    },
  }),
];

const healthRoutes: readonly Route[] = [
  route.get("/stores/:id/health", {
    summary: "Health, breaker, limits, lag, and the dates of its secrets (never the secrets)",
    response: healthSchema,
    handler: async (call) => {
      const store = await storeOf(call);
      const { figures, unread, unknown } = await call.tenant(async (tx) => ({
        figures: await storeHealth(tx, store.id, call.now),
        unread: await unreadOrders(tx, store.id, call.now),
        unknown: await unknownStock(tx, store.id),
      }));
      const { webhookUrls, ...live } = await call.deps.engine.connections.health({
        organization: call.access.organization,
        connectionId: store.id,
      });
      return {
        ...figures,
        ...live,
        // An address holds the store's key: for who may connect channels.
        ...(call.access.actions.includes("connect") && { webhookUrls }),
        secrets: live.credentials,
        unreadOrders: unread,
        unknownStock: unknown,
        missingScopes: missedScopes(store),
      };
    },
  }),
  route.get("/stores/:id/statistics", {
    summary: "What it has done so far: orders by who ships them, linked items, stock updates, open feeds, last times",
    response: storeStatisticsSchema,
    handler: async (call) => {
      const store = await storeOf(call);
      return call.tenant((tx) => storeStatistics(tx, store.id, call.now));
    },
  }),
  route.get("/stores/:id/sync-status", {
    summary: "What is running and when each sweep runs next",
    response: z.object({
      state: z.string(),
      sync: z.string(),
      runs: z.array(runSchema),
      sweeps: z.array(sweepSchema),
    }),
    handler: async (call) => {
      const store = await pastStoreOf(call);
      return call.tenant(async (tx) => ({
        state: store.state,
        sync: store.syncState,
        runs: (await listRuns(tx, { storeId: store.id, limit: 10 })).items,
        sweeps: await tx.rows<Sweep>(
          `select sweep, split_part(sweep, ':', 1) as subject, ${columns("", "reads everyMs")},
    ${columns("", "lastStartedAt lastFinishedAt nextAt error")},
             error_said as "errorTold"
           from sync_cursor
           where organization_id = argosy.tenant() and connection_id = $1 and next_at is not null
           order by sweep`,
          [store.id],
        ),
      }));
    },
  }),
];

const retryRoute = route.post("/stores/:id/retry-failed-sync", {
  summary: "Try everything that failed on this channel once more",
  response: z
    .record(z.string(), z.int())
    .describe("how much of each: stock, prices, products, records, commands, deliveries"),
  status: 202,
  handler: async (call) => {
    const { id: connectionId } = await storeOf(call);
    return call.deps.engine.retryFailed({ organization: call.access.organization, connectionId });
  },
});

/** What happens on an account: log, webhook events, health, sync by hand. */
export const storeWorkRoutes: readonly Route[] = [
  logRoute,
  ...eventRoutes,
  ...healthRoutes,
  retryRoute,
  ...["products", "categories", "inventory", "orders"].map((what) =>
    route.post(`/stores/:id/sync/${what}`, {
      permission: "edit_catalogue",
      summary: `Sync ${what} now`,
      response: runSchema,
      status: 202,
      handler: async (call) => {
        const { id: connectionId } = await storeOf(call, "commerce");
        return startRun(call.deps, call.access, { connectionId, kind: `sync_${what}` });
      },
    }),
  ),
];

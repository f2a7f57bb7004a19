/**
 * The inbox lane: interprets and applies stored deliveries of one connection. Deliveries about one subject are applied
 * once, by the newest; a batch and its marks share one transaction; a delivery that fails is retried alone.
 */

import { type Message, message, textParts } from "../../commerce/message.ts";
import { createSlices } from "../../commerce/slices.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { InboundChange } from "../../connectors/kit/contract/webhooks.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { textParameters } from "../../hub/json-column.ts";
import { noteTrouble, UNREAD_ORDER_TROUBLE } from "../../hub/stores/health.ts";
import type { NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import { isTracing } from "../../hub/traces.ts";
import { acceptsDeliveries, ignoredBecause, NO_WEBHOOK_HANDLER } from "../apply/order-filter.ts";
import { type CallLog, newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { tracedBatch } from "../journal/stock-traces.ts";
import { describeError, failureDetails, writeJournal } from "../journal/sync-journal.ts";
import {
  ConnectionUnavailable,
  classifyFailure,
  createFailureProbes,
  IDLE,
  type ItemFailure,
  isAnswerNews,
  withConnectionFailures,
  withHealth,
} from "../lanes/lane-result.ts";
import type { Lane, LaneResult } from "../lanes/lanes.ts";
import { actionOf, applyOutcomes, type DeliveryDeps, type InterpretedOutcome } from "./apply-deliveries.ts";
import type { ApplyWhileStoring } from "./apply-while-storing.ts";
import { type EventRow, eventCause, type Group, groupEvents, HOLDS_QUANTITIES } from "./delivery-groups.ts";
import { interpreted } from "./large-bodies.ts";
import { nextDelivery, readDue } from "./read-due-deliveries.ts";
import type { TurnsStartedWhileStoring } from "./start-while-storing.ts";

type Outcome = InterpretedOutcome | { readonly group: Group; readonly error: unknown };

interface DeliveryLaneDeps extends DeliveryDeps {
  /** Deliveries whose turns started while they were stored. */
  readonly whileStoring: Pick<TurnsStartedWhileStoring<ApplyWhileStoring>, "claim">;
}

const PARALLEL = 4;

// Hints of a slow platform: what is interpreted by then is applied, the rest stays due.
const INTERPRETING_MS = 1_000;

/** One turn of an inbox lane: a batch of what is due. Inactive stores keep their events until activated. */
export async function runDeliveryLane(deps: DeliveryLaneDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  const now = new Date(deps.clock.now());
  const early = await deps.whileStoring.claim(lane);
  const fresh = () =>
    deps.registry.openWith(lane.organization, lane.connection, (tx) => readDue(tx, lane.connection, now));
  // A store that was inactive while its delivery was stored may have been activated since.
  const current = early && acceptsDeliveries(early.open) ? early : null;
  const opened = current ?? (await fresh());
  if (!opened || !acceptsDeliveries(opened.open)) return IDLE;
  const { open, read: events } = opened;
  const callLog = newCallLog();
  return withConnectionFailures(deps, lane, open, callLog, async () => {
    await releaseHints(deps, lane, events);
    const batch = { events, callLog, signal, applyWhileStoring: current?.applyWhileStoring ?? null };
    const process = () => processBatch(deps, lane, open, batch);
    const work = () => (isTracing() ? tracedBatch(events, lane.connection, process) : process());
    const done = events.length > 0 ? await work() : null;
    if (done && !isAnswerNews(open, callLog, deps.clock.now())) return { nextDue: done.nextDue };
    const next = await withHealth(deps, open, callLog, (tx) => nextDelivery(tx, lane.connection));
    return { nextDue: next };
  });
}

/** Releases a hint's dedup key before it is interpreted: an equal hint that comes later means a later change. */
async function releaseHints(deps: DeliveryDeps, lane: Lane, events: readonly EventRow[]): Promise<void> {
  const hints = events.filter((event) => event.is_hint).map((event) => event.id);
  if (hints.length === 0) return;
  const release =
    "update argosy.inbox_event set dedup_key = null where organization_id = argosy.tenant() and id = any ($1::uuid[])";
  await deps.db.tenant(lane.organization, (tx) => tx.run(release, [hints]), { plans: "kept", atOnce: true });
}

interface Batch {
  readonly events: readonly EventRow[];
  readonly callLog: CallLog;
  readonly signal: AbortSignal;
  /** Set if the batch is one delivery that was applied while it was stored. */
  readonly applyWhileStoring: ApplyWhileStoring | null;
}

/** Null if the next due time was not read. */
async function processBatch(
  deps: DeliveryDeps,
  lane: Lane,
  open: OpenConnection,
  batch: Batch,
): Promise<{ readonly nextDue: Date | null } | null> {
  const early = await batch.applyWhileStoring?.outcome;
  const outcomes: Outcome[] = early ? [early] : await interpretAll(deps, open, groupEvents(batch.events), batch);
  const understood = outcomes.filter((outcome) => "change" in outcome);
  const failed: { group: Group; error: unknown }[] = outcomes.filter((outcome) => "error" in outcome);
  let done: { readonly nextDue: Date | null } | null = null;
  if (understood.length > 0) {
    try {
      const committed = early && batch.applyWhileStoring?.commit();
      done = {
        nextDue: await (committed ?? applyOutcomes(deps, open, { outcomes: understood, callLog: batch.callLog })),
      };
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (understood.length === 1) failed.push(...understood.map((one) => ({ group: one.group, error })));
      else failed.push(...(await applyOneByOne(deps, open, understood, batch.callLog)));
    }
    await pinProvenSecrets(deps, lane, understood);
  }
  await recordFailures(deps, lane, open, failed, { ...batch, succeeded: understood.length > 0 });
  return failed.length === 0 ? done : null;
}

/** Interprets as many as time allows, oldest first; the others stay due. */
async function interpretAll(
  deps: DeliveryDeps,
  open: OpenConnection,
  groups: readonly Group[],
  batch: Batch,
): Promise<Outcome[]> {
  const webhooks = open.ports.webhooks ?? open.connector.appWebhooks;
  const ctx = open.context({ signal: batch.signal, callLog: batch.callLog, priority: "interactive" });
  const outcomes: Outcome[] = [];
  const queue = [...groups];
  const until = deps.clock.now() + INTERPRETING_MS;
  const next = () => (outcomes.length > 0 && deps.clock.now() >= until ? undefined : queue.shift());
  // Bodies may need no call at all: two hundred in one go would block every other sale.
  const slice = createSlices();
  const worker = async () => {
    for (let group = next(); group; group = next()) {
      const { newest } = group;
      const started = deps.clock.now();
      try {
        if (newest.ref === "unreadable")
          throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("trouble.strangeDelivery"));
        const change =
          ignoredBecause(open, newest) ??
          (await parkedRecord(open, newest, ctx)) ??
          (webhooks ? await interpreted(webhooks, newest, ctx) : NO_WEBHOOK_HANDLER);
        outcomes.push({ group, change, startedAt: new Date(started), ms: deps.clock.now() - started });
      } catch (error) {
        if (!isConnectorError(error))
          deps.log.error(
            { err: error, connection: open.row.id, ref: newest.ref },
            "a delivery could not be understood by a fault of ours",
          );
        outcomes.push({ group, error });
      }
      await slice();
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, groups.length) }, worker));
  return outcomes;
}

/** Reads a record a sweep could not read or apply again by its key; null for a channel's own delivery. */
async function parkedRecord(open: OpenConnection, event: EventRow, ctx: Context): Promise<InboundChange | null> {
  const { orders, products } = open.ports;
  if (event.topic !== "poll" || event.source !== "poll") return null;
  if (event.kind === "order" && orders) {
    const part = await orders.get(event.ref, ctx);
    return part ? { as: "orders", parts: [part] } : { as: "gone", what: "order", key: event.ref };
  }
  if (event.kind === "product" && products) {
    const product = await products.get(event.ref, ctx);
    return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: event.ref };
  }
  return null;
}

/** Applies each group in its own transaction after the batch failed, so that only the bad one fails. */
async function applyOneByOne(
  deps: DeliveryDeps,
  open: OpenConnection,
  outcomes: readonly InterpretedOutcome[],
  callLog: CallLog,
): Promise<{ group: Group; error: unknown }[]> {
  const failed: { group: Group; error: unknown }[] = [];
  for (const outcome of outcomes) {
    try {
      await applyOutcomes(deps, open, { outcomes: [outcome], callLog });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      deps.log.error(
        { err: error, connection: open.row.id, ref: outcome.group.newest.ref },
        "an inbound event could not be applied",
      );
      failed.push({ group: outcome.group, error });
    }
  }
  return failed;
}

async function pinProvenSecrets(
  deps: DeliveryDeps,
  lane: Lane,
  outcomes: readonly InterpretedOutcome[],
): Promise<void> {
  const proved = outcomes.some(
    (outcome) => !outcome.group.newest.trusted && outcome.change.as !== "nothing" && outcome.change.as !== "gone",
  );
  if (proved) await deps.registry.confirmSecret(lane.organization, lane.connection);
}

async function recordFailures(
  deps: DeliveryDeps,
  lane: Lane,
  open: OpenConnection,
  failed: readonly { group: Group; error: unknown }[],
  batch: Batch & { succeeded: boolean },
): Promise<void> {
  if (failed.length === 0) return;
  const now = new Date(deps.clock.now());
  let rests: ConnectionUnavailable | undefined;
  const probes = createFailureProbes(deps, open, batch);
  for (const { group, error } of failed) {
    try {
      const { signal, succeeded } = batch;
      const outcome = await classifyFailure({ error, attempts: group.newest.attempts, now, succeeded, signal }, probes);
      await deps.db.tenant(lane.organization, (tx) =>
        failGroup(tx, open, { group, error, outcome, now, callLog: batch.callLog }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConnectionUnavailable)) throw thrown;
      rests ??= thrown;
    }
  }
  if (rests) throw rests;
}

interface GroupFailure {
  readonly group: Group;
  readonly error: unknown;
  readonly outcome: ItemFailure;
  readonly now: Date;
  readonly callLog: CallLog;
}

async function failGroup(tx: Tx, open: OpenConnection, failure: GroupFailure): Promise<void> {
  const { group, now } = failure;
  const { attempts, dueAt } = failure.outcome;
  const { userMessage, kind, details } = describeError(failure.error);
  const [text, parts] = textParameters(userMessage);
  await tx.run(
    `update argosy.inbox_event
     set attempts = $2, error = $3, error_said = $5, status = case when $4::timestamptz is null then 'failed'
       else 'pending' end,
       due_at = coalesce($4, due_at)
     where organization_id = argosy.tenant() and id = any ($1::uuid[])`,
    [group.all.map((event) => event.id), attempts, text, dueAt, parts],
  );
  const entry: NewSyncEntry = {
    connectionId: open.row.id,
    action: actionOf(group.newest.kind),
    status: "failed",
    text: userMessage,
    ref: group.newest.ref,
    attempt: attempts,
    errorKind: kind.kind,
    details: { problem: details, ...failureDetails(failure.callLog.calls, 0, dueAt) },
    traceId: group.newest.trace_id ?? undefined,
    at: now,
  };
  await writeJournal(tx, open.row.id, [entry], failure.callLog.drifts.splice(0), now);
  if (dueAt === null) await alertExhaustedEvent(tx, open, failure);
  else await alertStillFailingEvent(tx, open, failure);
}

/**
 * Attempts follow, but an unreadable record does not heal by waiting, and an order holds every quantity of its channel
 * down meanwhile.
 */
async function alertStillFailingEvent(tx: Tx, open: OpenConnection, failure: GroupFailure): Promise<void> {
  const { newest } = failure.group;
  if (unreadField(failure.error) === null && newest.source !== "poll" && !mayBeOrder(newest)) return;
  await raiseEventAlert(tx, open, failure);
}

/** No attempt follows. */
const alertExhaustedEvent = (tx: Tx, open: OpenConnection, failure: GroupFailure): Promise<void> =>
  raiseEventAlert(tx, open, failure);

async function raiseEventAlert(tx: Tx, open: OpenConnection, failure: GroupFailure): Promise<void> {
  const { group, now, error } = failure;
  const unread = unreadField(error);
  const isOrder = mayBeOrder(group.newest);
  if (isOrder) await noteTrouble(tx, open.row.id, { text: UNREAD_ORDER_TROUBLE, now });
  await raiseAlert(tx, {
    kind: "event_failed",
    severity: isOrder ? "critical" : "warning",
    cause: eventCause(open.row.id, group.newest),
    connectionId: open.row.id,
    subject: { kind: "inbox_event", id: group.newest.id },
    title: message("alert.event_failed.title", { store: open.row.name, ...aboutOf(group.newest) }),
    text: [...textParts(unread ?? describeError(error).userMessage), ...(isOrder ? [HOLDS_QUANTITIES] : [])],
    action: { kind: "replay_event", eventId: group.newest.id },
    now,
  });
}

const mayBeOrder = ({ kind, ref }: EventRow): boolean =>
  kind === "order" || kind === "order_status" || ref === "unreadable";

/** Which field of the record is unreadable; null for any other failure. */
function unreadField(error: unknown): Message | null {
  if (!(error instanceof ConnectorError) || error.info.kind !== "drift" || !error.info.problem) return null;
  const { path, problem } = error.info;
  if (problem === "is missing") return message("alert.unread.missing", { field: path });
  return message("alert.unread.wrong", { field: path, problem });
}

function aboutOf(event: EventRow): { readonly thing: string; readonly ref: string } {
  const thing = ["order", "product"].find((each) => event.kind.startsWith(each));
  return thing === undefined ? { thing: "delivery", ref: event.topic } : { thing, ref: event.ref };
}

/** Applies interpreted deliveries and marks them as processed: one transaction, so a crash repeats it harmlessly. */
import { setImmediate } from "node:timers/promises";
import { systemActor } from "../../commerce/actor.ts";
import type { InboundChange, InboundEvent } from "../../connectors/kit/contract/webhooks.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { type End, type Tx, together } from "../../db/database.ts";
import { resolveAlerts } from "../../hub/alerts/alerts.ts";
import { forgetDeliveries } from "../../hub/customers/erase-deliveries.ts";
import { type AppliedKey, overtaken } from "../../hub/incoming-event-log/unread-orders.ts";
import { clearTrouble, UNREAD_ORDER_TROUBLE } from "../../hub/stores/health.ts";
import type { NewSyncEntry, SyncAction } from "../../hub/sync-log/sync-log.ts";
import { freeing, wakeFreed } from "../../hub/sync-state/held-raises.ts";
import { isTracing } from "../../hub/traces.ts";
import { type Applied, applyChanges, type ReceivedChange } from "../apply/apply-changes.ts";
import type { CallLog, OpenConnection } from "../connections/connection-registry.ts";
import type { StoreIds } from "../connections/stored-connection.ts";
import {
  affectedStores,
  finishPropagation,
  NOTHING_PROPAGATED,
  type PropagationResult,
  preparePropagation,
  type StockPropagation,
} from "../fan-out/propagate-in-transaction.ts";
import { recordOrderTraces, tracedApplying } from "../journal/stock-traces.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { type ClaimTicket, claimedRows, type LaneClaimer } from "../lanes/lane-claims.ts";
import type { LaneDeps } from "../lanes/lane-result.ts";
import type { Lane } from "../lanes/lanes.ts";
import type { DueSnapshot, DueSnapshots } from "../outbound/stock/due-snapshots.ts";
import { createEarlyStockWrites, type EarlyStockWrites } from "../outbound/stock/early-stock-writes.ts";
import { affectedStoresReader } from "../outbound/stock/outgoing-stock.ts";
import { type EventRow, eventCause, type Group, hasTies } from "./delivery-groups.ts";
import { isHeldBack, nextDelivery } from "./read-due-deliveries.ts";

export interface DeliveryDeps extends LaneDeps {
  /** Called after a transaction that may have changed what other stores should show; runs the fan-out. */
  readonly onApplied: (whose: Pick<Lane, "organization">) => void;
  /** Claims outbound lanes of stores whose quantities were propagated. */
  readonly claimer: LaneClaimer;
  /** Hands over to turns the stock already marked as sent. */
  readonly dueSnapshots: Pick<DueSnapshots, "handOver" | "stops">;
  /** Called when some of those lanes could not be claimed. */
  readonly onDue: () => void;
}

export interface InterpretedOutcome {
  readonly group: Group;
  readonly change: InboundChange;
  readonly startedAt: Date;
  readonly ms: number;
}

interface Given {
  readonly outcomes: readonly InterpretedOutcome[];
  readonly callLog: CallLog;
  /** Resolves when their delivery is stored; nothing commits before. Absent: it is stored. */
  readonly stored?: Promise<void> | undefined;
  /** Sent before anything else; if it fails, nothing is applied. */
  readonly first?: ((tx: Tx) => Promise<void>) | undefined;
}

/** Rolls back what was applied while storing: its delivery was not stored, or its lane belongs to another worker. */
export class NotStored extends Error {
  override name = "NotStored";
}

/**
 * Applies all outcomes or none, and propagates a sale to the listings where that needs no wait. If propagation fails, the
 * order is applied without it and the fan-out propagates. Returns when the store's next delivery is due.
 */
export function applyOutcomes(deps: DeliveryDeps, open: OpenConnection, given: Given): Promise<Date | null> {
  if (!isTracing()) return applyWithRetry(deps, open, given);
  const events = given.outcomes.map(({ group }) => group.newest);
  return tracedApplying(events, () => applyWithRetry(deps, open, given));
}

async function applyWithRetry(deps: DeliveryDeps, open: OpenConnection, given: Given): Promise<Date | null> {
  const drifts = given.callLog.drifts.splice(0);
  const carrying = { isTried: false };
  const apply = (propagates: boolean) =>
    applyOnce(deps, open, { ...given, drifts, attempt: propagates ? carrying : null });
  const done = await apply(true).catch((error: unknown) => {
    if (!carrying.isTried || error instanceof NotStored || isDatabaseAway(error)) throw error;
    return apply(false);
  });
  if (done.isPropagated && given.outcomes.every(({ change }) => change.as === "orders")) {
    if (done.isLeft) deps.onDue();
  } else deps.onApplied(open);
  return done.nextDue;
}

interface How extends Given {
  readonly drifts: CallLog["drifts"];
  /** Null: nothing is propagated in this transaction. */
  readonly attempt: { isTried: boolean } | null;
}

interface Done {
  readonly isPropagated: boolean;
  /** A lane was woken and could not be claimed. */
  readonly isLeft: boolean;
  readonly nextDue: Date | null;
}

// Untrusted deliveries are read again from the platform.
const receivedChange = ({ change, group: { newest }, startedAt }: InterpretedOutcome): ReceivedChange => ({
  change,
  at: newest.received_at,
  requestedAt: newest.trusted ? undefined : startedAt,
});

async function applyOnce(deps: DeliveryDeps, open: OpenConnection, how: How): Promise<Done> {
  const { outcomes, drifts, attempt } = how;
  const now = new Date(deps.clock.now());
  const stops = deps.dueSnapshots.stops();
  const earlyWrites = createEarlyStockWrites(deps.clock);
  let ticket: ClaimTicket | null = null;
  const reserveSlots = (whose: readonly string[] | null) => {
    ticket?.begin([]);
    ticket = whose === null ? null : deps.claimer.claim("outbound", whose);
    return ticket;
  };
  const work = async (tx: Tx, end: End) => {
    const first = how.first?.(tx) ?? Promise.resolve();
    // Avoids an unhandled rejection if one fails while the other is awaited.
    const isSure = Promise.all([first, how.stored]);
    isSure.catch(() => undefined);
    const carrying = attempt && propagateAlongside(deps, tx, { open, now, isSure, attempt, reserveSlots, earlyWrites });
    const applying = () =>
      applyChanges(tx, open, outcomes.map(receivedChange), { now, source: "webhook", ...carrying });
    const [, applied] = await together([first, applying()]);
    if (isTracing()) await recordOrderTraces(tx, applied.orders.values(), now);
    await how.stored;
    const ending = end(() =>
      together([
        // If quantities are sent at commit, the delivery is recorded afterwards.
        carrying?.isAhead() ? Promise.resolve(null) : record(tx, open, { outcomes, applied, drifts, now }),
        // Stock rows, lanes and marks come last: others wait for these locks only as long as the commit takes.
        carrying?.finish() ?? Promise.resolve(null),
        isHeldBack(tx),
      ]),
    );
    const [recorded, propagated, held] = await ending;
    return {
      isCarried: propagated !== null,
      ...(propagated ?? NOTHING_PROPAGATED),
      applied,
      recorded,
      isHeldBack: held,
    };
  };
  try {
    const done = await deps.db.tenant(open.organization, work, { kind: "derived", plans: "kept", carries: true });
    const taken = claimedRows(open.organization, "outbound", done.woken);
    const claim = ticket as ClaimTicket | null;
    const isTaken = ({ open }: DueSnapshot) => taken.some(({ connection_id: id }) => id === open.row.id);
    if (claim && !done.isHeldBack)
      deps.dueSnapshots.handOver(claim.token, {
        snapshots: done.snapshots.filter(isTaken).map(earlyWrites.withEarlyWrite),
        stops,
      });
    claim?.begin(taken);
    const { isCarried: isPropagated, applied } = done;
    const recorded = done.recorded ?? (await recordAfterwards(deps, open, { outcomes, applied, drifts, now }));
    return { isPropagated, isLeft: done.woken.some((row) => !row.taken), ...recorded };
  } finally {
    earlyWrites.end();
    reserveSlots(null);
  }
}

interface PropagationContext {
  readonly open: OpenConnection;
  readonly now: Date;
  /** Resolves when the delivery is stored and its store proved unchanged. */
  readonly isSure: Promise<unknown>;
  readonly attempt: { isTried: boolean };
  /** Reserves slots; null if none are free or nothing is propagated. */
  readonly reserveSlots: (whose: readonly string[] | null) => ClaimTicket | null;
  readonly earlyWrites: EarlyStockWrites;
}

/** Propagates an order's changes while its transaction writes the rest of the order. */
function propagateAlongside(
  deps: DeliveryDeps,
  tx: Tx,
  { open, now, isSure, attempt, reserveSlots, earlyWrites }: PropagationContext,
) {
  const affected = affectedStoresReader(deps, open.organization);
  const seller = { id: open.row.id, read: (stores: StoreIds) => affected.read(tx, stores) };
  let propagation: StockPropagation | null = null;
  let ticket: ClaimTicket | null = null;
  let finishing: Promise<PropagationResult> | null = null;
  return {
    foreseen: affected.foreseen,
    async alongside(variantIds: readonly string[]) {
      attempt.isTried = true;
      const found = await preparePropagation(tx, { variantIds, now, seller });
      // Lanes are locked only once the delivery is known to be stored.
      await isSure;
      propagation = found;
      ticket = reserveSlots(found && [...affectedStores(found)].map(() => open.organization));
      if (!found || found.outgoing.length === 0 || ticket === null) return;
      finishing = finishPropagation(tx, found, { now, ticket });
      finishing.catch(() => undefined);
      earlyWrites.start(found.outgoing);
    },
    /** Quantities are sent at commit: they are marked already. */
    isAhead: () => finishing !== null,
    /** Writes the propagated quantities unless that has started; null if there are none. */
    finish: (): Promise<PropagationResult> | null =>
      finishing ?? (propagation && finishPropagation(tx, propagation, { now, ticket })),
  };
}

const ROUNDS_UNTIL_CALLED = 4;

interface Recorded {
  readonly outcomes: readonly InterpretedOutcome[];
  readonly applied: Applied;
  readonly drifts: CallLog["drifts"];
  readonly now: Date;
}

/**
 * Records the deliveries' results and reads when the next one is due. For a sale sent at commit this is a transaction of
 * its own: if the process dies between the two, the delivery is applied once more, changes nothing, and is recorded as a
 * repetition.
 */
async function record(tx: Tx, open: OpenConnection, { outcomes, applied, drifts, now }: Recorded) {
  const causes = outcomes.map(({ group }) => eventCause(open.row.id, group.newest));
  const entries = outcomes.map((outcome) => logEntry(open, outcome, applied, now));
  const [, , , , , nextDue] = await together([
    markProcessed(tx, open, outcomes, now),
    requeueTies(tx, outcomes, { applied, now }),
    deleteErased(tx, open, outcomes, applied),
    resolveAlerts(tx, causes, now, systemActor),
    writeJournal(tx, open.row.id, entries, drifts, now),
    nextDelivery(tx, open.row.id),
  ]);
  return { nextDue };
}

async function recordAfterwards(deps: DeliveryDeps, open: OpenConnection, results: Recorded) {
  // The calls to other channels leave first: they share this process, and each is written a round of the loop after it is
  // made (undici looks first whether an idle connection was closed meanwhile).
  for (let round = 0; round < ROUNDS_UNTIL_CALLED; round += 1) await setImmediate();
  return deps.db.tenant(open.organization, (tx) => record(tx, open, results), {
    kind: "derived",
    plans: "kept",
    atOnce: true,
  });
}

/**
 * Queues a fresh read where two states have the same version (many platforms' versions are whole seconds): only the
 * platform knows which is newer. The delivered state is applied meanwhile.
 */
async function requeueTies(
  tx: Tx,
  outcomes: readonly InterpretedOutcome[],
  { applied, now }: { readonly applied: Applied; readonly now: Date },
): Promise<void> {
  const ids = outcomes.flatMap(({ change, group }) => {
    if (!group.newest.trusted || change.as !== "orders") return [];
    const isTied = change.parts.some((part) => applied.orders.get(part.orderKey)?.isTied);
    return isTied || hasTies(group) ? [group.newest.id] : [];
  });
  if (ids.length === 0) return;
  await tx.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, headers, body,
       received_at, due_at, trace_id, trace_span)
     select organization_id, connection_id, kind, ref, topic, 'poll', false, headers, body, $2, $2, trace_id, trace_span
     from argosy.inbox_event where organization_id = argosy.tenant() and id = any ($1::uuid[]) order by id`,
    [ids, now],
  );
}

/** Also marks failed deliveries of the same order, and frees quantities they held down. */
async function markProcessed(
  tx: Tx,
  open: OpenConnection,
  outcomes: readonly InterpretedOutcome[],
  now: Date,
): Promise<void> {
  const ids = outcomes.flatMap((outcome) => outcome.group.all.map((event) => event.id));
  const ignored = outcomes
    .filter((outcome) => outcome.change.as === "nothing")
    .flatMap((outcome) => outcome.group.all.map((event) => event.id));
  const keys = appliedKeys(outcomes);
  const hadFailed = outcomes.some(({ group }) => group.all.some(({ attempts, replayed_at: at }) => attempts > 0 || at));
  const marked = tx.rows(MARK_PROCESSED, [
    ids,
    ignored,
    now,
    open.row.id,
    keys.map(({ key }) => key),
    keys.map(({ at }) => at),
    hadFailed,
  ]);
  await (hadFailed ? together([marked, clearTrouble(tx, [UNREAD_ORDER_TROUBLE.text])]) : marked);
}

const MARK_PROCESSED = `
  with overtaken as (${overtaken(["$4", "$5", "$6", "$3"], "$1::uuid[]")}), marked as (
    update argosy.inbox_event
    set status = case when id = any ($2::uuid[]) then 'ignored' else 'processed' end, processed_at = $3, error = null
    where organization_id = argosy.tenant() and id = any ($1::uuid[])
  ), ${freeing("$4", "$3", "($7::boolean or exists (select 1 from overtaken))")}
  ${wakeFreed("$3")}`;

/** An untrusted delivery was read again, so it is as new as that answer. */
const appliedKeys = (outcomes: readonly InterpretedOutcome[]): AppliedKey[] =>
  outcomes.flatMap(({ change, group: { newest }, startedAt }) =>
    change.as === "orders" || (change.as === "gone" && change.what === "order")
      ? [{ key: newest.ref, at: newest.trusted ? newest.received_at : startedAt }]
      : [],
  );

/** Deletes deliveries about erased people, the erasure request included. */
async function deleteErased(
  tx: Tx,
  open: OpenConnection,
  outcomes: readonly InterpretedOutcome[],
  applied: Applied,
): Promise<void> {
  const isRequest = ({ change }: InterpretedOutcome) => change.as === "privacy" && change.request !== "export_customer";
  const orderKeys = [...applied.orders.values()].filter((order) => order.isErased).map((order) => order.orderKey);
  const eventIds = outcomes.filter(isRequest).flatMap(({ group }) => group.all.map((event) => event.id));
  await forgetDeliveries(tx, open.row.id, { orderKeys, eventIds });
}

function logEntry(open: OpenConnection, outcome: InterpretedOutcome, applied: Applied, now: Date): NewSyncEntry {
  const { newest, all } = outcome.group;
  return {
    connectionId: open.row.id,
    action: actionOf(newest.kind),
    status: "success",
    text: applied.messageFor(outcome.change),
    ref: newest.ref,
    details: { events: all.length, topic: newest.topic, lagMs: lagOf(all, now) },
    durationMs: outcome.ms,
    traceId: newest.trace_id ?? undefined,
    at: now,
  };
}

/** How long the oldest delivery has waited; null after the clock was set back. */
function lagOf(events: readonly EventRow[], now: Date): number {
  return Math.max(0, ...events.map((event) => now.getTime() - (event.replayed_at ?? event.received_at).getTime()));
}

export function actionOf(kind: InboundEvent["kind"]): SyncAction {
  if (kind.startsWith("order")) return "receive_order";
  if (kind.startsWith("product")) return "receive_product";
  if (kind === "stock") return "receive_stock";
  return "receive_event";
}

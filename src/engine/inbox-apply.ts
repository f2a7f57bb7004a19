/** Applies what deliveries of an inbox lane mean, and marks them: one transaction, and a crash repeats it harmlessly. */
import { setImmediate } from "node:timers/promises";
import { systemActor } from "../commerce/actor.ts";
import type { InboundChange, InboundEvent } from "../connectors/kit/contract/webhooks.ts";
import { isDatabaseAway } from "../db/away.ts";
import { type End, type Tx, together } from "../db/database.ts";
import { resolveAlerts } from "../hub/alerts/alerts.ts";
import { forgetDeliveries } from "../hub/customers/erase-deliveries.ts";
import { type AppliedKey, overtaken } from "../hub/inbox/unread-orders.ts";
import { clearTrouble, UNREAD_ORDER_TROUBLE } from "../hub/stores/health.ts";
import type { NewSyncEntry, SyncAction } from "../hub/sync-log/sync-log.ts";
import { freeing, wakeFreed } from "../hub/sync-state/held-raises.ts";
import { isTracing } from "../hub/traces.ts";
import { type Applied, applyChanges, type ReceivedChange } from "./apply.ts";
import {
  type Carriage,
  type Carried,
  concernedBy,
  finishCarriage,
  NOTHING_CARRIED,
  prepareCarriage,
} from "./carry-here.ts";
import type { CallTrace, OpenConnection } from "./connection-registry.ts";
import { type EventRow, eventCause, type Group, hasTies } from "./inbox-groups.ts";
import { isHeldBack, nextDelivery } from "./inbox-read.ts";
import type { LaneDeps } from "./lane-result.ts";
import type { Lane } from "./lanes.ts";
import type { Express, FirstLook } from "./outbound/express.ts";
import { concernedReader } from "./outbound/leaving-along.ts";
import { type Beginnings, createBeginnings } from "./outbound/stock-ahead.ts";
import type { StoreIds } from "./stored-connection.ts";
import { writeJournal } from "./sync-journal.ts";
import { type Takes, type Taking, takenOf } from "./taking.ts";
import { notePlaceOfOrders, tracedApplying } from "./trace-places.ts";

export interface InboxDeps extends LaneDeps {
  /** Told after a transaction that may have changed what other stores are to show, so that it is carried to them. */
  readonly onApplied: (whose: Pick<Lane, "organization">) => void;
  /** Hands for what is carried already, and other stores are to hear of. */
  readonly takes: Takes;
  /** Where turns find what was marked for them already. */
  readonly express: Pick<Express, "give" | "stops">;
  /** Told where there were none for some of it. */
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
  readonly trail: CallTrace;
  /** What they were told by is being stored: nothing commits before it is. Absent: it is. */
  readonly stored?: Promise<void> | undefined;
  /** Sent before anything else; where it fails, nothing is applied. */
  readonly first?: ((tx: Tx) => Promise<void>) | undefined;
}

/** What was applied of a delivery is not wanted: it was not stored, or its lane is somebody else's. */
export class NotStored extends Error {
  override name = "NotStored";
}

/**
 * Applies all of them or none. What a sale changes is carried to the listings with it, where that can be done at once; an
 * order is applied also where that fails, and the fan-out deals with what cannot be carried. Answers when a delivery of
 * the store is due next.
 */
export function applyAll(deps: InboxDeps, open: OpenConnection, given: Given): Promise<Date | null> {
  if (!isTracing()) return applyGiven(deps, open, given);
  const events = given.outcomes.map(({ group }) => group.newest);
  return tracedApplying(events, () => applyGiven(deps, open, given));
}

async function applyGiven(deps: InboxDeps, open: OpenConnection, given: Given): Promise<Date | null> {
  const drifts = given.trail.drifts.splice(0);
  const carrying = { isTried: false };
  const apply = (carries: boolean) => applyOnce(deps, open, { ...given, drifts, carries: carries ? carrying : null });
  const done = await apply(true).catch((error: unknown) => {
    if (!carrying.isTried || error instanceof NotStored || isDatabaseAway(error)) throw error;
    return apply(false);
  });
  if (done.isCarried && given.outcomes.every(({ change }) => change.as === "orders")) {
    if (done.isLeft) deps.onDue();
  } else deps.onApplied(open);
  return done.nextDue;
}

interface How extends Given {
  readonly drifts: CallTrace["drifts"];
  /** Null: nothing is carried along. */
  readonly carries: { isTried: boolean } | null;
}

interface Done {
  readonly isCarried: boolean;
  /** A lane was woken that was not taken. */
  readonly isLeft: boolean;
  readonly nextDue: Date | null;
}

// What is not believed is asked for.
const toldBy = ({ change, group: { newest }, startedAt }: InterpretedOutcome): ReceivedChange => ({
  change,
  at: newest.received_at,
  askedAt: newest.trusted ? undefined : startedAt,
});

async function applyOnce(deps: InboxDeps, open: OpenConnection, how: How): Promise<Done> {
  const { outcomes, drifts, carries } = how;
  const now = new Date(deps.clock.now());
  const stops = deps.express.stops();
  const beginnings = createBeginnings(deps.clock);
  let taking: Taking | null = null;
  const keep = (whose: readonly string[] | null) => {
    taking?.begin([]);
    taking = whose === null ? null : deps.takes.take("outbound", whose);
    return taking;
  };
  const work = async (tx: Tx, end: End) => {
    const first = how.first?.(tx) ?? Promise.resolve();
    // Either may fail while the other is awaited, and then nobody comes to tell of it.
    const isSure = Promise.all([first, how.stored]);
    isSure.catch(() => undefined);
    const carrying = carries && carryAlong(deps, tx, { open, now, isSure, carries, keep, beginnings });
    const applying = () => applyChanges(tx, open, outcomes.map(toldBy), { now, source: "webhook", ...carrying });
    const [, applied] = await together([first, applying()]);
    if (isTracing()) await notePlaceOfOrders(tx, applied.orders.values(), now);
    await how.stored;
    const ending = end(() =>
      together([
        // What leaves with it does not wait for what is told of it.
        carrying?.isAhead() ? Promise.resolve(null) : record(tx, open, { outcomes, applied, drifts, now }),
        // Numbers, lanes and marks: last, so that nobody waits for them longer than the commit takes.
        carrying?.finish() ?? Promise.resolve(null),
        isHeldBack(tx),
      ]),
    );
    const [recorded, carried, held] = await ending;
    return { isCarried: carried !== null, ...(carried ?? NOTHING_CARRIED), applied, recorded, isHeldBack: held };
  };
  try {
    const done = await deps.db.tenant(open.organization, work, { kind: "derived", plans: "kept", carries: true });
    const taken = takenOf(open.organization, "outbound", done.woken);
    const kept = taking as Taking | null;
    const isTaken = ({ open }: FirstLook) => taken.some(({ connection_id: id }) => id === open.row.id);
    if (kept && !done.isHeldBack)
      deps.express.give(kept.token, { looks: done.first.filter(isTaken).map(beginnings.withBegun), stops });
    kept?.begin(taken);
    const { isCarried, applied } = done;
    const recorded = done.recorded ?? (await recordAfterwards(deps, open, { outcomes, applied, drifts, now }));
    return { isCarried, isLeft: done.woken.some((row) => !row.taken), ...recorded };
  } finally {
    beginnings.end();
    keep(null);
  }
}

interface CarriedWith {
  readonly open: OpenConnection;
  readonly now: Date;
  /** The delivery is kept, and its store what it was begun with. */
  readonly isSure: Promise<unknown>;
  readonly carries: { isTried: boolean };
  /** Takes hands for work of these organizations; null: there are none, or nothing is carried. */
  readonly keep: (whose: readonly string[] | null) => Taking | null;
  readonly beginnings: Beginnings;
}

/** Carries what an order changes while its transaction writes the rest of it. */
function carryAlong(deps: InboxDeps, tx: Tx, { open, now, isSure, carries, keep, beginnings }: CarriedWith) {
  const concerned = concernedReader(deps, open.organization);
  const seller = { id: open.row.id, read: (stores: StoreIds) => concerned.read(tx, stores) };
  let carriage: Carriage | null = null;
  let taking: Taking | null = null;
  let ahead: Promise<Carried> | null = null;
  return {
    foreseen: concerned.foreseen,
    async alongside(variantIds: readonly string[]) {
      carries.isTried = true;
      const found = await prepareCarriage(tx, { variantIds, now, seller });
      // Nobody waits for what it locks before the delivery is known to be kept.
      await isSure;
      carriage = found;
      taking = keep(found && [...concernedBy(found)].map(() => open.organization));
      if (!found || found.leaving.length === 0 || taking === null) return;
      ahead = finishCarriage(tx, found, { now, taking });
      ahead.catch(() => undefined);
      beginnings.begin(found.leaving);
    },
    /** Numbers leave with the commit: they are marked already. */
    isAhead: () => ahead !== null,
    /** Writes what is carried, where that is not under way; null where nothing is. */
    finish: (): Promise<Carried> | null => ahead ?? (carriage && finishCarriage(tx, carriage, { now, taking })),
  };
}

const ROUNDS_UNTIL_CALLED = 4;

interface Recorded {
  readonly outcomes: readonly InterpretedOutcome[];
  readonly applied: Applied;
  readonly drifts: CallTrace["drifts"];
  readonly now: Date;
}

/**
 * What became of the deliveries, and when one of the store is due next. In a transaction of its own it comes after a sale
 * whose numbers are on their way: where the process dies between the two, the delivery is applied once more, which
 * changes nothing, and told as a repetition.
 */
async function record(tx: Tx, open: OpenConnection, { outcomes, applied, drifts, now }: Recorded) {
  const causes = outcomes.map(({ group }) => eventCause(open.row.id, group.newest));
  const entries = outcomes.map((outcome) => logEntry(open, outcome, applied, now));
  const [, , , , , nextDue] = await together([
    markProcessed(tx, open, outcomes, now),
    askAboutTies(tx, outcomes, { applied, now }),
    forgetErased(tx, open, outcomes, applied),
    resolveAlerts(tx, causes, now, systemActor),
    writeJournal(tx, open.row.id, entries, drifts, now),
    nextDelivery(tx, open.row.id),
  ]);
  return { nextDue };
}

async function recordAfterwards(deps: InboxDeps, open: OpenConnection, told: Recorded) {
  // The calls to other channels leave first: they share this process, and each is written a round of the loop after it is
  // made (undici looks first whether an idle connection was closed meanwhile).
  for (let round = 0; round < ROUNDS_UNTIL_CALLED; round += 1) await setImmediate();
  return deps.db.tenant(open.organization, (tx) => record(tx, open, told), {
    kind: "derived",
    plans: "kept",
    atOnce: true,
  });
}

/**
 * Two states under one version (many platforms count in seconds): which is the newer, only the platform can say. What a
 * body told is applied meanwhile, and the order is read afresh.
 */
async function askAboutTies(
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

/** Also of deliveries of the same order that failed before; what they held down is free. */
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

/** What is not believed is asked for: it is as new as the answer. */
const appliedKeys = (outcomes: readonly InterpretedOutcome[]): AppliedKey[] =>
  outcomes.flatMap(({ change, group: { newest }, startedAt }) =>
    change.as === "orders" || (change.as === "gone" && change.what === "order")
      ? [{ key: newest.ref, at: newest.trusted ? newest.received_at : startedAt }]
      : [],
  );

/** Nothing is kept of deliveries about people who were erased, the request itself among them. */
async function forgetErased(
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

/** How long the first of these deliveries has waited; a clock set back tells nothing. */
function lagOf(events: readonly EventRow[], now: Date): number {
  return Math.max(0, ...events.map((event) => now.getTime() - (event.replayed_at ?? event.received_at).getTime()));
}

export function actionOf(kind: InboundEvent["kind"]): SyncAction {
  if (kind.startsWith("order")) return "receive_order";
  if (kind.startsWith("product")) return "receive_product";
  if (kind === "stock") return "receive_stock";
  return "receive_event";
}

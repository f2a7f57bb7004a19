/**
 * Asks automations about what happened. All of a chunk is one transaction: the events go, what automations do and the
 * log of it are written together, so that a process killed in the middle did nothing, and one that repeats does it once.
 */
import type { Facts } from "../../commerce/automations/definition.ts";
import { type CheckedCondition, evaluate, meeting } from "../../commerce/automations/evaluate.ts";
import type { FieldKey } from "../../commerce/automations/fields.ts";
import { fieldsNamed } from "../../commerce/automations/named-fields.ts";
import { triggerOf } from "../../commerce/automations/triggers.ts";
import { type HubText, message, textOf } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { lockSkus } from "../catalog/skus.ts";
import type { Chunk } from "../parked/kinds.ts";
import { unpark } from "../parked/parked.ts";
import { NO_PLATFORMS, type Platforms, productIdOf, type Target } from "./acting.ts";
import { changesFacts } from "./acts.ts";
import { lockAutomated, type OrderNow, readAutomated } from "./automated-orders.ts";
import { type ClaimedEvent, claimEvents, parkedEvent } from "./events.ts";
import { factsOf } from "./facts.ts";
import { factsAfter, orderAfter } from "./facts-after.ts";
import { type LaterChange, writeLater } from "./later.ts";
import { type Acted, actedWithinDay, countAct, refusalOf } from "./limits.ts";
import { withTemplates } from "./message-templates.ts";
import { addOutputs, noOutputs, type Outputs, stoppedAlert } from "./outputs.ts";
import { type Performed, performAll } from "./perform.ts";
import { existingRuns, type NewRun, type Result, saveRound } from "./save-round.ts";
import { type Automation, listAutomations, type StoppedBecause } from "./store.ts";

/** Events asked about in one transaction. */
export const EVENTS_AT_ONCE = 200;
/** Automations that may stand between an event and what somebody did: more is a loop. */
const MAX_DEPTH = 5;
const FAILURES_IN_A_ROW = 3;

/** One chunk of events of one transaction. */
interface Round {
  readonly now: Date;
  readonly platforms: Platforms;
  readonly events: readonly ClaimedEvent[];
  readonly bySubject: ReadonlyMap<string, readonly ClaimedEvent[]>;
  readonly facts: Map<string, Facts>;
  /** What any of the automations looks at. */
  readonly fields: ReadonlySet<FieldKey>;
  readonly orders: Map<string, OrderNow>;
  readonly acted: ReadonlyMap<string, Acted>;
  /** "event automation" of what was done before. */
  readonly known: ReadonlySet<string>;
  /** Events no later automation is asked about. */
  readonly ended: Set<string>;
  readonly runs: NewRun[];
  readonly results: Result[];
  readonly outputs: Outputs;
  readonly later: LaterChange[];
  /** As the transaction has it. */
  readonly cause: { set: string };
}

/** Works off at most `size` events; answers whether there may be more. */
export async function workEvents(
  tx: Tx,
  now: Date,
  { size, taken }: Chunk,
  platforms: Platforms = NO_PLATFORMS,
): Promise<boolean> {
  const events = await claimEvents(tx, size);
  taken.splice(0, taken.length, ...events.map(parkedEvent));
  if (events.length === 0) return false;
  const triggers = new Set(events.map(({ trigger }) => trigger));
  const switchedOn = (await listAutomations(tx)).filter(({ isOn, trigger }) => isOn && triggers.has(trigger));
  const automations = await withTemplates(tx, switchedOn);
  if (automations.length > 0) {
    const round = await beginRound(tx, { events, automations, platforms, now });
    for (const automation of automations) await ask(tx, round, automation);
    await writeLater(tx, round.later, now);
    await saveRound(tx, round);
  }
  if (events[0]?.isAnyParked) await unpark(tx, taken, now);
  return true;
}

async function beginRound(
  tx: Tx,
  {
    events,
    automations,
    platforms,
    now,
  }: {
    readonly events: readonly ClaimedEvent[];
    readonly automations: readonly Automation[];
    readonly platforms: Platforms;
    readonly now: Date;
  },
): Promise<Round> {
  const subjectIds = [...new Set(events.map(({ subjectId }) => subjectId))];
  // Before any order or product: the catalog is written in this order, too.
  if (automations.some(({ trigger }) => triggerOf(trigger).subject === "product")) await lockSkus(tx);
  const orders = await lockAutomated(tx, subjectIds);
  const fields = new Set(automations.flatMap(fieldsNamed));
  // What automations change from here on happened because of them.
  await tx.rows(
    "select set_config('argosy.automation_depth', $1, true), set_config('argosy.automation_cause', '', true)",
    [`${(events[0]?.depth ?? 0) + 1}`],
  );
  return {
    now,
    platforms,
    events,
    bySubject: Map.groupBy(events, ({ subjectId }) => subjectId),
    orders: new Map(orders.map((order) => [order.id, order])),
    facts: new Map(await factsOf(tx, events, fields)),
    fields,
    acted: await actedWithinDay(tx, { automations, subjects: subjectsOf(events, orders), most: events.length, now }),
    known: await existingRuns(
      tx,
      events.map(({ id }) => id),
    ),
    ended: new Set(),
    runs: [],
    results: [],
    outputs: noOutputs(),
    later: [],
    cause: { set: "" },
  };
}

function subjectsOf(events: readonly ClaimedEvent[], orders: readonly OrderNow[]) {
  const orderIds = new Set(orders.map(({ id }) => id));
  const kinds = new Map(
    events.map(({ subjectId, trigger }) => {
      const other = triggerOf(trigger).subject === "product" ? "products" : "others";
      return [subjectId, orderIds.has(subjectId) ? "orders" : other] as const;
    }),
  );
  const { orders: of = [], products = [], others = [] } = Object.groupBy(kinds, ([, kind]) => kind);
  const ids = (some: readonly (readonly [string, string])[]) => some.map(([id]) => id);
  return { orders: ids(of), products: ids(products), others: ids(others) };
}

interface Matched {
  readonly event: ClaimedEvent;
  readonly target: Target;
  readonly looked: readonly CheckedCondition[];
}

function matchesOf(round: Round, automation: Automation): Matched[] {
  const isMet = meeting(automation);
  const matched: Matched[] = [];
  for (const event of round.events) {
    if (event.trigger !== automation.trigger || round.ended.has(event.id)) continue;
    if (event.trigger === "order.daily" && event.detail !== automation.id) continue;
    // What an automation changed is no news to it.
    if (event.causeId === automation.id) continue;
    const facts = round.facts.get(event.id);
    if (!facts || !isMet(facts, round.now) || round.known.has(`${event.id} ${automation.id}`)) continue;
    const { looked } = evaluate(automation, facts, round.now);
    const order = round.orders.get(event.subjectId) ?? null;
    matched.push({ event, looked, target: { event, runId: newId(round.now), facts, order } });
  }
  return matched;
}

/** One automation about all events of the round. */
async function ask(tx: Tx, round: Round, automation: Automation): Promise<void> {
  const matched = matchesOf(round, automation);
  const [first] = matched;
  if (!first) return;
  const before = round.runs.length;
  const allowed: Matched[] = [];
  let stopped: { readonly because: StoppedBecause; readonly reason: HubText } | undefined;
  for (const each of matched) {
    const because = stopped?.because ?? refusal(round, automation, each.event);
    if (because === undefined) allowed.push(each);
    else {
      stopped ??= { because, reason: "" };
      note(round, automation, each, { outcome: "stopped", error: message(`alert.automation_stopped.${because}`) });
    }
  }
  // Only what happens to products keeps its cause; one asked before about a product is not that of an order's changes.
  const cause = triggerOf(automation.trigger).subject === "product" ? automation.id : "";
  if (cause !== round.cause.set) await tx.rows("select set_config('argosy.automation_cause', $1, true)", [cause]);
  round.cause.set = cause;
  const failing = await perform(tx, round, automation, allowed);
  stopped ??= failing;
  const own = round.runs.slice(before);
  if (automation.actions.some(changesFacts)) await readAgain(tx, round, own);
  round.results.push({
    automation,
    failures: failuresAfter(own, automation),
    actedAtMost: round.acted.get(automation.id)?.total ?? 0,
    acted: own.filter(({ outcome }) => outcome === "acted"),
    stoppedBecause: stopped?.because ?? null,
  });
  if (stopped)
    round.outputs.alerts.push(
      stoppedAlert(automation, stopped.because, { reason: textOf(stopped.reason), now: round.now }),
    );
}

/** A hold, another location, a gift or a label: later automations look at the orders and products as they are now. */
async function readAgain(tx: Tx, round: Round, runs: readonly NewRun[]): Promise<void> {
  const acted = runs.filter(({ outcome }) => outcome === "acted");
  const subjectIds = [...new Set(acted.map(({ subjectId }) => subjectId))];
  const events = subjectIds.flatMap((id) => round.bySubject.get(id) ?? []);
  if (events.length === 0) return;
  for (const [id, facts] of await factsOf(tx, events, round.fields)) round.facts.set(id, facts);
  for (const order of await readAutomated(tx, subjectIds)) round.orders.set(order.id, order);
}

function refusal(round: Round, { id, limits }: Automation, event: ClaimedEvent): StoppedBecause | undefined {
  if (event.depth >= MAX_DEPTH) return "loop";
  const acted = round.acted.get(id);
  const because = acted && refusalOf(acted, limits, event.subjectId);
  if (acted && because === undefined) countAct(acted, event.subjectId);
  return because;
}

/** All at once, and where that fails one after the other; after the third failure in a row none. */
async function perform(
  tx: Tx,
  round: Round,
  automation: Automation,
  matched: readonly Matched[],
): Promise<{ readonly because: StoppedBecause; readonly reason: HubText } | undefined> {
  const { now, platforms, later } = round;
  const before = round.runs.length;
  const performing = (targets: readonly Target[]) => performAll(tx, { automation, targets, platforms, later, now });
  const together = await performing(matched.map(({ target }) => target));
  if (!("error" in together)) {
    addOutputs(round.outputs, together.outputs);
    for (const each of matched) done(round, automation, each, together.actsOf);
    return undefined;
  }
  for (const [n, each] of matched.entries()) {
    const alone = matched.length === 1 ? together : await performing([each.target]);
    if (!("error" in alone)) {
      addOutputs(round.outputs, alone.outputs);
      done(round, automation, each, alone.actsOf);
      continue;
    }
    note(round, automation, each, { outcome: "failed", error: alone.error });
    if (failuresAfter(round.runs.slice(before), automation) < FAILURES_IN_A_ROW) continue;
    for (const left of matched.slice(n + 1))
      note(round, automation, left, { outcome: "stopped", error: message("alert.automation_stopped.failing") });
    return { because: "failing", reason: alone.error };
  }
  return undefined;
}

/** Failures in a row by an automation's runs of this round, with those of earlier ones. */
function failuresAfter(runs: readonly NewRun[], { failures }: Automation): number {
  const own = runs.filter(({ outcome }) => outcome !== "stopped");
  const last = own.findLastIndex(({ outcome }) => outcome === "acted");
  const before = last === -1 ? failures : 0;
  return before + own.length - 1 - last;
}

function done(round: Round, automation: Automation, each: Matched, actsOf: Performed["actsOf"]): void {
  const { event, target } = each;
  note(round, automation, each, { outcome: "acted", acts: actsOf(target) });
  if (automation.stopHere) round.ended.add(event.id);
  for (const other of round.bySubject.get(event.subjectId) ?? []) {
    const facts = round.facts.get(other.id);
    if (facts) round.facts.set(other.id, factsAfter(facts, automation.actions, event));
  }
  const order = round.orders.get(event.subjectId);
  if (order) round.orders.set(order.id, orderAfter(order, automation.actions, event));
}

function note(
  { runs, orders }: Round,
  { id, version, name }: Automation,
  { event, target, looked }: Matched,
  how: Pick<NewRun, "outcome"> & Partial<Pick<NewRun, "acts" | "error">>,
): void {
  runs.push({
    id: target.runId,
    eventId: event.id,
    automationId: id,
    version,
    name,
    trigger: event.trigger,
    subjectId: event.subjectId,
    orderId: orders.has(event.subjectId) ? event.subjectId : null,
    productId: productIdOf(target),
    happenedAt: event.happenedAt,
    looked,
    acts: [],
    error: null,
    ...how,
  });
}

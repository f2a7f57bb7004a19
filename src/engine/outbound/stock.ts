/**
 * Sends stock to one channel: looks where what it shows is in doubt, then writes what differs in the
 * channel's best batches, compare-and-set where it can. Never writes blindly over a sale it has not seen.
 */

import { systemActor } from "../../commerce/actor.ts";
import type { Context } from "../../connectors/kit/contract.ts";
import { ConnectorError } from "../../connectors/kit/errors.ts";
import type { PushItem, PushResult, Stock } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../../hub/alerts/alerts.ts";
import type { NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import { describeError, exchangesOf, writeJournal } from "../journal.ts";
import { nextAttempt } from "../retry.ts";
import { pollOrdersNow } from "../sweeps/schedule.ts";
import { ConnectionRests, judge, platformAnswers } from "../turn.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import {
  acknowledge,
  believe,
  type DueStock,
  failStock,
  holdBack,
  markSent,
  returnUnsent,
  type StockFailure,
  type StockRow,
  takeDueStock,
  waitForExplanation,
} from "./stock-rows.ts";
import { settleSurprises } from "./surprise.ts";

// Enough for the largest batch a platform takes, small enough for one transaction.
const TAKE = 1_000;
/** Time for the order that explains a changed number to arrive before we believe in an edit (stock.md). */
export const EXPLANATION_MS = 3_000;

interface Seen {
  readonly row: StockRow;
  readonly observed: number;
}

/** Sends what is due; answers true when there may be more. */
export async function drainStock(turn: OutboundTurn): Promise<boolean> {
  const { open } = turn;
  const stock = open.ports.stock;
  if (!stock) return false;
  const { rows: due, isFull } = await takeUpToDate(turn);
  if (due.length === 0) return isFull;
  const doubtful = due.filter(isDoubtful);
  const certain = due.filter((row) => !isDoubtful(row) && row.desired !== row.expected);
  const looked = doubtful.length === 0 ? [] : await look(turn, stock, doubtful);
  const ready = [...certain, ...looked];
  for (const batch of batches(stock, ready)) await sendBatch(turn, stock, batch);
  return isFull;
}

/** Takes due rows; changes that are not worked out yet are carried to their listings first. */
async function takeUpToDate(turn: OutboundTurn): Promise<DueStock> {
  const take = () => turn.tenant((tx) => takeDueStock(tx, turn.open.row.id, turn.now(), TAKE));
  const due = await take();
  if (due.outdated === 0) return due;
  await turn.carryChanges();
  return take();
}

function isDoubtful(row: StockRow): boolean {
  const toldOtherwise =
    row.observed !== null &&
    row.observed !== row.expected &&
    row.observed_at !== null &&
    (row.acked_at === null || row.observed_at > row.acked_at);
  return row.recheck || row.expected === null || row.sent_seq > row.ack_seq || toldOtherwise;
}

/** Reads the doubtful rows afresh; answers those that have to be written now, with what they show. */
async function look(turn: OutboundTurn, stock: Stock, rows: readonly StockRow[]): Promise<StockRow[]> {
  const started = turn.trail.calls.length;
  let shown: Map<string, number>;
  try {
    shown = await readLevels(turn, stock, rows);
  } catch (error) {
    await lookFailed(turn, rows, error, started);
    return [];
  }
  const seen: Seen[] = rows.flatMap((row) => {
    const observed = shown.get(`${row.ext_key}\0${row.location}`);
    return observed === undefined ? [] : [{ row, observed }];
  });
  const missing = rows.filter((row) => !shown.has(`${row.ext_key}\0${row.location}`));
  const surprising = seen.filter(({ row, observed }) => isSurprise(row, observed));
  const settled = seen.filter((one) => !surprising.includes(one));
  const first = surprising.filter(({ row }) => row.surprises === 0);
  const again = surprising.filter(({ row }) => row.surprises > 0);
  const now = turn.now();
  return turn.tenant(async (tx) => {
    await believe(tx, settled, now);
    await waitForExplanation(tx, first, now, new Date(now.getTime() + EXPLANATION_MS));
    if (first.length > 0) await pollOrdersNow(tx, turn.lane, now);
    const taken = await settleSurprises(tx, turn.open, again, now);
    await failMissing(tx, turn, missing, now);
    const wrong = [...settled, ...taken].filter(({ row, observed }) => row.desired !== observed);
    const held = wrong.flatMap(({ row }) => {
      const until = row.attempts > 0 && row.sent_at !== null ? nextAttempt(row.attempts, row.sent_at) : null;
      return until !== null && until > now ? [{ row, until }] : [];
    });
    await holdBack(tx, held);
    return wrong
      .filter(({ row }) => !held.some((one) => one.row === row))
      .map(({ row, observed }) => ({ ...row, expected: observed, recheck: false }));
  });
}

/** The reading itself failed: what was in doubt stays in doubt. */
async function lookFailed(
  turn: OutboundTurn,
  rows: readonly StockRow[],
  error: unknown,
  fromCall: number,
): Promise<void> {
  const now = turn.now();
  const { text } = describeError(error);
  const failures: StockFailure[] = [];
  for (const row of rows) {
    const consequence = await judge({ error, attempts: row.attempts, now, succeeded: turn.succeeded }, () =>
      turn.probe(() => platformAnswers(turn.open, turn.signal, turn.trail)),
    );
    failures.push({ ...failed(row, consequence, now), text, uncertain: row.recheck || row.sent_seq > row.ack_seq });
  }
  await recordFailures(turn, failures, fromCall, now);
}

/** Something we did not know of changed the number: neither a write of ours in doubt nor an order we were unsure about. */
function isSurprise(row: StockRow, observed: number): boolean {
  return row.expected !== null && !row.recheck && row.sent_seq <= row.ack_seq && observed !== row.expected;
}

async function readLevels(turn: OutboundTurn, stock: Stock, rows: readonly StockRow[]): Promise<Map<string, number>> {
  const items = [...new Map(rows.map((row) => [row.ext_key, { key: row.ext_key, ext: row.ext }])).values()];
  const answers = await turn.call((ctx) => stock.read(items, ctx));
  return new Map(
    answers.flatMap((answer) =>
      answer.levels.map((level) => [`${answer.key}\0${level.location}`, level.available] as const),
    ),
  );
}

async function failMissing(tx: Tx, turn: OutboundTurn, rows: readonly StockRow[], now: Date): Promise<void> {
  const text = "The channel no longer shows this item, or does not count its stock.";
  await failStock(
    tx,
    rows.map((row) => ({
      row,
      text,
      attempts: row.attempts + 1,
      dueAt: null,
      state: "rejected" as const,
      uncertain: false,
      observed: null,
    })),
    now,
  );
  for (const row of rows) await alertItem(tx, turn, row, text, now);
}

function batches(stock: Stock, rows: readonly StockRow[]): StockRow[][] {
  const { push } = stock;
  const groupOf = (row: StockRow) => push.groupOf?.(itemOf(row)) ?? "";
  const groups = Map.groupBy(rows, groupOf);
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / push.maxItems) }, (_, index) =>
      group.slice(index * push.maxItems, (index + 1) * push.maxItems),
    ),
  );
}

function itemOf(row: StockRow): PushItem<number> {
  return {
    key: row.ext_key,
    location: row.location,
    seq: row.want_seq,
    want: row.desired,
    expected: row.expected,
    ext: row.ext,
    // The same wish against the same number is the same write; a number seen since makes it a new one.
    idempotencyKey: `${row.listing_id}:${row.location}:${row.want_seq}:${row.expected ?? "unknown"}:${row.attempts}`,
  };
}

async function sendBatch(turn: OutboundTurn, stock: Stock, rows: readonly StockRow[]): Promise<void> {
  await turn.tenant((tx) => markSent(tx, rows, turn.now()));
  let results: readonly PushResult<number>[];
  const started = turn.trail.calls.length;
  try {
    results = await turn.call((ctx: Context) => stock.push.send(rows.map(itemOf), ctx));
  } catch (error) {
    await wholeBatchFailed(turn, rows, error, started);
    return;
  }
  const byKey = new Map(results.map((result) => [`${result.key}\0${result.location}`, result]));
  await record(
    turn,
    rows.map((row) => ({ row, result: byKey.get(`${row.ext_key}\0${row.location}`) })),
    started,
  );
}

type Answered = { readonly row: StockRow; readonly result: PushResult<number> | undefined };

async function record(turn: OutboundTurn, answered: readonly Answered[], fromCall: number): Promise<void> {
  const now = turn.now();
  const applied: Seen[] = [];
  const surprising: Seen[] = [];
  const failures: StockFailure[] = [];
  const unsent: Answered[] = [];
  let rests: ConnectionRests | undefined;
  // Results that all ask to come again may hide that the platform went away in the middle of the batch.
  const succeeded = answered.some(({ result }) => result !== undefined && result.outcome !== "retry");
  for (const { row, result } of answered) {
    if (result?.outcome === "applied" && result.observed === row.desired)
      applied.push({ row, observed: result.observed });
    else if (result?.outcome === "conflict") surprising.push({ row, observed: result.observed });
    else {
      try {
        failures.push(await failureOf(turn, { row, result }, { now, succeeded }));
      } catch (error) {
        if (!(error instanceof ConnectionRests)) throw error;
        rests ??= error;
        unsent.push({ row, result });
      }
    }
  }
  await turn.tenant(async (tx) => {
    for (const [uncertain, some] of Map.groupBy(unsent, ({ result }) => isUnclear(result)))
      await returnUnsent(
        tx,
        some.map(({ row }) => row),
        uncertain,
      );
    await acknowledge(tx, applied, now);
    await resolveAlerts(
      tx,
      applied.map(({ row }) => stockCause(row)),
      now,
      systemActor,
    );
    const first = surprising.filter(({ row }) => row.surprises === 0);
    await waitForExplanation(tx, first, now, new Date(now.getTime() + EXPLANATION_MS));
    if (first.length > 0) await pollOrdersNow(tx, turn.lane, now);
    await settleSurprises(
      tx,
      turn.open,
      surprising.filter(({ row }) => row.surprises > 0),
      now,
    );
    await failStock(tx, failures, now);
    for (const failure of failures)
      if (failure.dueAt === null) await alertItem(tx, turn, failure.row, failure.text, now);
    await writeJournal(
      tx,
      turn.open.row.id,
      logEntries(turn, { applied, surprising, failures, fromCall, now }),
      turn.trail.drifts.splice(0),
      now,
    );
  });
  if (rests) throw rests;
}

async function failureOf(
  turn: OutboundTurn,
  { row, result }: Answered,
  how: { readonly now: Date; readonly succeeded: boolean },
): Promise<StockFailure> {
  const { now, succeeded } = how;
  const base = { row, uncertain: false, observed: null };
  if (result?.outcome === "rejected")
    return { ...base, text: result.text, attempts: row.attempts + 1, dueAt: null, state: "rejected" };
  const error =
    result?.outcome === "applied"
      ? new ConnectorError(
          { kind: "drift", path: "stock" },
          `The channel took ${row.desired} but shows ${result.observed}.`,
        )
      : result?.outcome === "retry"
        ? new ConnectorError(result.error, result.text)
        : new ConnectorError({ kind: "ambiguous" }, "The channel did not say what became of this item.");
  const consequence = await judge({ error, attempts: row.attempts, now, succeeded }, () =>
    turn.probe(() => platformAnswers(turn.open, turn.signal, turn.trail)),
  );
  const failure = soon({ ...failed(row, consequence, now), text: error.message, uncertain: isUnclear(result) }, now);
  return { ...failure, observed: result?.outcome === "applied" ? result.observed : null };
}

/** Whether a result leaves open if the write took place. */
function isUnclear(result: PushResult<number> | undefined): boolean {
  return result === undefined || (result.outcome === "retry" && result.error.kind === "ambiguous");
}

/** What a judgement means for a row; a missing right uses up no attempt. */
function failed(row: StockRow, consequence: Awaited<ReturnType<typeof judge>>, now: Date): Omit<StockFailure, "text"> {
  const base = { row, uncertain: false, observed: null };
  if (consequence.scope === "port")
    return { ...base, attempts: row.attempts, dueAt: new Date(now.getTime() + consequence.waitMs), state: "waiting" };
  return {
    ...base,
    attempts: consequence.attempts,
    dueAt: consequence.dueAt,
    state: consequence.dueAt === null ? consequence.state : "waiting",
  };
}

/** After an unknown outcome a look comes soon: it costs one read and tells whether an attempt was used at all. */
function soon(failure: StockFailure, now: Date): StockFailure {
  return failure.uncertain && failure.dueAt !== null
    ? { ...failure, dueAt: new Date(now.getTime() + EXPLANATION_MS) }
    : failure;
}

/** The call itself failed: throttle, auth and outages rest the connection; the rest counts for each item. */
async function wholeBatchFailed(
  turn: OutboundTurn,
  rows: readonly StockRow[],
  error: unknown,
  fromCall: number,
): Promise<void> {
  const now = turn.now();
  const uncertain = error instanceof ConnectorError && error.kind === "ambiguous";
  const failures: StockFailure[] = [];
  try {
    for (const row of rows) {
      const consequence = await judge({ error, attempts: row.attempts, now, succeeded: turn.succeeded }, () =>
        turn.probe(() => platformAnswers(turn.open, turn.signal, turn.trail)),
      );
      failures.push(soon({ ...failed(row, consequence, now), text: describeError(error).text, uncertain }, now));
    }
  } catch (rests) {
    await turn.tenant((tx) => returnUnsent(tx, rows, uncertain));
    throw rests;
  }
  await recordFailures(turn, failures, fromCall, now);
}

async function recordFailures(
  turn: OutboundTurn,
  failures: readonly StockFailure[],
  fromCall: number,
  now: Date,
): Promise<void> {
  await turn.tenant(async (tx) => {
    await failStock(tx, failures, now);
    for (const failure of failures)
      if (failure.dueAt === null) await alertItem(tx, turn, failure.row, failure.text, now);
    await writeJournal(
      tx,
      turn.open.row.id,
      logEntries(turn, { applied: [], surprising: [], failures, fromCall, now }),
      turn.trail.drifts.splice(0),
      now,
    );
  });
}

const stockCause = (row: StockRow) => `stock-failed:${row.listing_id}:${row.location}`;

async function alertItem(tx: Tx, turn: OutboundTurn, row: StockRow, text: string, now: Date): Promise<void> {
  await raiseAlert(tx, {
    kind: "stock_failed",
    severity: "warning",
    cause: stockCause(row),
    connectionId: turn.open.row.id,
    subject: { kind: "listing", id: row.listing_id },
    title: `${turn.open.row.name}: the stock of ${row.sku ?? row.ext_key} could not be updated`,
    text,
    action: { kind: "retry_stock", listingId: row.listing_id },
    now,
  });
}

function logEntries(
  turn: OutboundTurn,
  what: {
    readonly applied: readonly Seen[];
    readonly surprising: readonly Seen[];
    readonly failures: readonly StockFailure[];
    readonly fromCall: number;
    readonly now: Date;
  },
): NewSyncEntry[] {
  const base = { connectionId: turn.open.row.id, action: "update_inventory", at: what.now } as const;
  const { applied } = what;
  const list = applied.slice(0, 50).map(({ row, observed }) => ({ sku: row.sku, quantity: observed }));
  const sent: NewSyncEntry[] =
    applied.length === 0
      ? []
      : [
          {
            ...base,
            status: "success",
            text: stockSentence(applied),
            ref: applied.length === 1 ? (applied[0]?.row.sku ?? undefined) : undefined,
            details: { items: list },
          },
        ];
  const surprises = what.surprising.map(
    ({ row, observed }): NewSyncEntry => ({
      ...base,
      status: "pending",
      ref: row.sku ?? row.ext_key,
      text: `${row.sku ?? row.ext_key} shows ${observed} on the channel where ${row.expected ?? "an unknown number"} was expected. Looking for the order that explains it.`,
      errorKind: "conflict",
    }),
  );
  const failed = what.failures.map(
    ({ row, text, attempts, dueAt }): NewSyncEntry => ({
      ...base,
      status: "failed",
      ref: row.sku ?? row.ext_key,
      attempt: Math.max(1, attempts),
      text: `Stock of ${row.sku ?? row.ext_key} was not updated: ${text}${dueAt === null ? "" : ` Next try at ${dueAt.toISOString()}.`}`,
      details: { exchanges: exchangesOf(turn.trail.calls, what.fromCall) },
    }),
  );
  return [...sent, ...surprises, ...failed];
}

function stockSentence(applied: readonly Seen[]): string {
  const only = applied.length === 1 ? applied[0] : undefined;
  return only
    ? `Stock of ${only.row.sku ?? only.row.ext_key} set to ${only.observed}.`
    : `Stock of ${applied.length} items updated.`;
}

/** Looks at what a channel shows where that is in doubt, before anything is written over it. */

import { countable } from "../../commerce/inventory.ts";
import type { Stock } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { deferRetry } from "../../hub/sync-state/looks.ts";
import { isShown } from "../../hub/sync-state/shown.ts";
import { failStock } from "../../hub/sync-state/stock.ts";
import { nextAttempt } from "../retry.ts";
import { describeError } from "../sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { bookRestocks, type FoundRestock } from "./restocks.ts";
import { carryOut } from "./stock-discrepancy.ts";
import { decideSeen } from "./stock-facts.ts";
import { alertItem, recordFailures } from "./stock-journal.ts";
import type { FailedCall } from "./stock-outcome.ts";
import { type Seen, type StockFailure, type StockRow, unchangedSince } from "./stock-rows.ts";

/** Reads the doubtful rows afresh; answers those that have to be written now, with what they show. */
export async function look(turn: OutboundSession, stock: Stock, rows: readonly StockRow[]): Promise<StockRow[]> {
  const started = turn.trail.calls.length;
  let shown: Map<string, number>;
  try {
    shown = await readLevels(turn, stock, rows);
  } catch (error) {
    await lookFailed(turn, { rows, error, fromCall: started });
    return [];
  }
  const seen: Seen[] = rows.flatMap((row) => {
    const observed = shown.get(`${row.ext_key}\0${row.location}`);
    return observed === undefined ? [] : [{ row, observed }];
  });
  const missing = rows.filter((row) => !shown.has(`${row.ext_key}\0${row.location}`));
  const now = turn.now();
  let restocked: readonly FoundRestock[] = [];
  const wrong = await turn.tenant(
    async (tx) => {
      // What an order has touched meanwhile stays due and is looked at anew: what was read is older than what it says.
      const steady = await unchangedSince(
        tx,
        seen.map(({ row }) => row),
      );
      const decided = await decideSeen(
        tx,
        turn.open,
        seen.filter(({ row }) => steady.has(row)),
        { now },
      );
      const { write, lower, ...done } = await carryOut(tx, turn, decided, { now });
      restocked = done.restocked;
      await failMissing(tx, turn, missing, now);
      const wrong = write.filter(({ row, observed }) => !isShown(row.desired, observed));
      const deferred = [...wrong, ...lower].flatMap(({ row }) => {
        const until =
          row.attempts > 0 && row.lost_in === 0 && row.sent_at !== null ? nextAttempt(row.attempts, row.sent_at) : null;
        return until !== null && until > now ? [{ row, until }] : [];
      });
      await deferRetry(tx, deferred);
      const isFree = ({ row }: Seen) => !deferred.some((one) => one.row === row);
      return [
        ...lower.filter(isFree).map(({ row, observed }) => ({ ...asLowering(row), expected: observed, observed })),
        // As the row stands now: the write that follows has the key it would have after a crash.
        ...wrong
          .filter(isFree)
          .map(({ row, observed }) => ({ ...settledRow(row), expected: observed, acked_at: now, recheck: false })),
      ];
    },
    { kind: "derived" },
  );
  await bookRestocks(turn, restocked);
  return wrong;
}

const asLowering = (row: StockRow): StockRow => ({ ...row, lowers: true, surprises: row.surprises + 1 });
const settledRow = (row: StockRow): StockRow => ({ ...row, lowers: false, surprises: 0 });

/** The reading itself failed: what was in doubt stays in doubt. */
async function lookFailed(turn: OutboundSession, { rows, error, fromCall }: FailedCall): Promise<void> {
  const now = turn.now();
  const { text } = describeError(error);
  const failures: StockFailure[] = [];
  for (const row of rows) {
    const judged = await turn.classifyFailure(error, row.attempts);
    failures.push({
      ...judged,
      row,
      text,
      uncertain: row.recheck || row.sent_seq > row.ack_seq,
      observed: null,
      lostIn: row.lost_in,
    });
  }
  await recordFailures(turn, failures, fromCall, now);
}

async function readLevels(
  turn: OutboundSession,
  stock: Stock,
  rows: readonly StockRow[],
): Promise<Map<string, number>> {
  const items = [...new Map(rows.map((row) => [row.ext_key, { key: row.ext_key, ext: row.ext }])).values()];
  const answers = await turn.call((ctx) => stock.read(items, ctx));
  const shown = new Map<string, number>(
    answers.flatMap((answer) =>
      answer.levels.map((level) => [`${answer.key}\0${level.location}`, countable(level.available)] as const),
    ),
  );
  // An item that is kept at others of the channel's locations shows none at this one until a write puts it there.
  const elsewhere = new Set(answers.filter((answer) => answer.levels.length > 0).map((answer) => answer.key));
  for (const row of rows) {
    const place = `${row.ext_key}\0${row.location}`;
    if (stock.multiLocation && elsewhere.has(row.ext_key) && !shown.has(place)) shown.set(place, 0);
  }
  return shown;
}

async function failMissing(tx: Tx, turn: OutboundSession, rows: readonly StockRow[], now: Date): Promise<void> {
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
      lostIn: 0,
    })),
    now,
  );
  for (const row of rows) await alertItem(tx, turn, row, text, now);
}

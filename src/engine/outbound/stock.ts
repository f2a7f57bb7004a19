/**
 * Sends stock to one channel: looks where what it shows is in doubt, then writes what differs in the
 * channel's best batches, compare-and-set where it can. Never writes blindly over a sale it has not seen.
 */

import type { Context } from "../../connectors/kit/contract.ts";
import type { PushItem, PushResult, Stock } from "../../connectors/kit/ports.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import { isDoubtful, look } from "./stock-look.ts";
import { record, wholeBatchFailed } from "./stock-outcome.ts";
import { type DueStock, markSent, putToRest, type StockRow, takeDueStock } from "./stock-rows.ts";
import { restUnsupported } from "./unsupported.ts";

// Enough for the largest batch a platform takes, small enough for one transaction.
const TAKE = 1_000;

/** Sends what is due; answers true when there may be more. */
export async function drainStock(turn: OutboundTurn): Promise<boolean> {
  const { open } = turn;
  const stock = open.ports.stock;
  if (!stock) return restUnsupported(turn, "listing_stock");
  const { rows: due, isFull, isSent } = await takeUpToDate(turn, stock);
  if (due.length === 0) return isFull;
  if (isSent) {
    await sendMarked(turn, stock, due);
    return isFull;
  }
  const doubtful = due.filter(isDoubtful);
  const certain = due.filter((row) => !isDoubtful(row) && row.desired !== row.expected);
  // Due for a number that an order has explained meanwhile: there is nothing left to do.
  const resting = due.filter((row) => !isDoubtful(row) && row.desired === row.expected);
  if (resting.length > 0) await turn.tenant((tx) => putToRest(tx, resting));
  const looked = doubtful.length === 0 ? [] : await look(turn, stock, doubtful);
  const ready = [...certain, ...looked];
  for (const batch of batches(stock, ready)) await sendBatch(turn, stock, batch);
  return isFull;
}

interface Taken extends DueStock {
  /** All of it is one certain batch, and marked as sent already: nobody has to wait for a transaction more. */
  readonly isSent: boolean;
}

/** Takes due rows; changes that are not worked out yet are carried to their listings first. */
async function takeUpToDate(turn: OutboundTurn, stock: Stock): Promise<Taken> {
  const take = () =>
    turn.tenant(
      async (tx): Promise<Taken> => {
        const due = await takeDueStock(tx, turn.open.row.id, turn.now(), TAKE);
        const isCertain =
          due.outdated === 0 && due.rows.every((row) => !isDoubtful(row) && row.desired !== row.expected);
        const isSent = isCertain && batches(stock, due.rows).length === 1;
        if (isSent) await markSent(tx, due.rows, turn.now());
        return { ...due, isSent };
      },
      { kind: "derived" },
    );
  const due = await take();
  if (due.outdated === 0) return due;
  await turn.carryChanges();
  return take();
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
  await turn.tenant((tx) => markSent(tx, rows, turn.now()), { kind: "derived" });
  await sendMarked(turn, stock, rows);
}

async function sendMarked(turn: OutboundTurn, stock: Stock, rows: readonly StockRow[]): Promise<void> {
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

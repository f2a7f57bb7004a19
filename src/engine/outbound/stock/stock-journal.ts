/** Records failed stock writes and their sync log entries. */

import { type HubText, type Message, message } from "../../../commerce/message.ts";
import type { Tx } from "../../../db/database.ts";
import type { NewSyncEntry } from "../../../hub/sync-log/sync-log.ts";
import { failStock } from "../../../hub/sync-state/stock.ts";
import { writeJournal } from "../../journal/sync-journal.ts";
import type { OutboundSession } from "../outbound-session.ts";
import { alertExhaustedPush, failedEntry, type PushAlert } from "../push-failure.ts";
import type { Seen, StockFailure, StockRow } from "./stock-rows.ts";

export async function recordFailures(
  session: OutboundSession,
  failures: readonly StockFailure[],
  fromCall: number,
  now: Date,
): Promise<void> {
  await session.tenant(async (tx) => {
    await failStock(tx, failures, now);
    for (const failure of failures) if (failure.dueAt === null) await alertItem(tx, session, failure.row, failure.text);
    await writeJournal(
      tx,
      session.open.row.id,
      logEntries(session, { applied: [], surprising: [], failures, awaited: 0, fromCall, now }),
      session.callLog.drifts.splice(0),
      now,
    );
  });
}

const nameOf = (row: StockRow): string => row.sku ?? row.ext_key;

export const stockCause = (row: StockRow) => `stock-failed:${row.listing_id}:${row.location}`;

export async function alertItem(tx: Tx, session: OutboundSession, row: StockRow, text: HubText): Promise<void> {
  const alert: PushAlert = {
    kind: "stock_failed",
    cause: stockCause(row),
    subject: { kind: "listing", id: row.listing_id },
    title: message("alert.stock_failed.title", { store: session.open.row.name, item: nameOf(row) }),
    action: { kind: "retry_stock", listingId: row.listing_id },
  };
  await alertExhaustedPush(tx, session, alert, text);
}

export function logEntries(
  session: OutboundSession,
  what: {
    readonly applied: readonly Seen[];
    readonly surprising: readonly Seen[];
    readonly failures: readonly StockFailure[];
    /** Items the channel took and answers later. */
    readonly awaited: number;
    readonly fromCall: number;
    readonly now: Date;
  },
): NewSyncEntry[] {
  const base = { connectionId: session.open.row.id, action: "update_inventory", at: what.now } as const;
  const { applied } = what;
  const list = applied.slice(0, 50).map(({ row, observed }) => ({ sku: row.sku, quantity: observed }));
  const sent: NewSyncEntry[] =
    applied.length === 0
      ? []
      : [
          {
            ...base,
            status: "success",
            text: stockMessage(applied),
            ref: applied.length === 1 ? (applied[0]?.row.sku ?? undefined) : undefined,
            details: { items: list },
          },
        ];
  const discrepancies = what.surprising.map(
    ({ row, observed }): NewSyncEntry => ({
      ...base,
      status: "pending",
      ref: nameOf(row),
      text: lookingFor(nameOf(row), row.believed, observed),
      errorKind: "conflict",
    }),
  );
  const { action } = base;
  const failed = what.failures.map(({ row, ...failure }) => {
    const lead = message("log.failed.stock", { item: nameOf(row) });
    return failedEntry(session, { ...failure, ...what, action, ref: nameOf(row), lead });
  });
  const awaited: NewSyncEntry[] =
    what.awaited === 0
      ? []
      : [
          {
            ...base,
            status: "in_progress",
            text: message("log.stock.handedOver", { items: what.awaited }),
          },
        ];
  return [...sent, ...awaited, ...discrepancies, ...failed];
}

function stockMessage(applied: readonly Seen[]): Message {
  const only = applied.length === 1 ? applied[0] : undefined;
  return only
    ? message("log.stock.one", { item: only.row.sku ?? only.row.ext_key, number: only.observed })
    : message("log.stock.many", { items: applied.length });
}

const lookingFor = (item: string, expected: number | null, observed: number): Message =>
  expected === null
    ? message("log.stock.lookingUnknown", { item, observed })
    : message("log.stock.looking", { item, observed, expected });

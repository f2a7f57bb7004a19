/** What eBay charges: the fees taken off sales, and charges and labels of their own. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { feeKind } from "./fee-kinds.ts";
import { askTransactions, feesInRow, readTransaction, signedMinor } from "./finances.ts";
import { payouts } from "./payouts.ts";

const DAY_MS = 86_400_000;
/** A filter without an end reaches 90 days. */
const WINDOW_MS = 90 * DAY_MS;
const HISTORY_MS = 729 * DAY_MS;
/** How late a transaction may be told is not published. */
const OVERLAP_MS = 3 * DAY_MS;

/** Charges of the account or of an order; sales and refunds bring theirs with them. */
const CHARGES = new Set(["NON_SALE_CHARGE", "SHIPPING_LABEL", "ADJUSTMENT"]);

export function feesOf(raw: Json, ctx: Pick<Context, "drift">): Fee[] {
  const row = readTransaction(raw, ctx);
  const { currency } = row.amount;
  const key = `${row.transactionId}:${row.transactionType}`;
  const of = { orderKey: row.orderId, at: new Date(row.transactionDate).toISOString(), raw };
  if (CHARGES.has(row.transactionType)) {
    const text = row.feeType ?? row.transactionType;
    const isLabel = row.transactionType === "SHIPPING_LABEL";
    const kind = isLabel ? "shipping_forward" : row.feeType === undefined ? "adjustment" : feeKind(text);
    return [{ ...of, key, kind, amount: { minor: -signedMinor(row), currency }, text }];
  }
  return feesInRow(row).map((fee) => ({
    ...of,
    key: `${key}:${fee.key}`,
    kind: feeKind(fee.type),
    amount: { minor: -fee.minor, currency },
    text: fee.type,
  }));
}

/** Where a walk stands: the window and the row in it. */
function read(cursor: string | null, since: string | undefined, now: number): readonly [after: number, offset: number] {
  const [after = 0, offset = 0] = (cursor ?? "").split("|").map(Number);
  const began = since === undefined ? now - HISTORY_MS : Math.max(Date.parse(since), now - HISTORY_MS);
  return [after || began, offset];
}

async function* posted(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<Fee>> {
  const end = ctx.shopNow();
  let [after, offset] = read(cursor, since, end);
  while (after < end) {
    const before = Math.min(after + WINDOW_MS, end);
    const window = `[${new Date(after).toISOString()}..${new Date(before).toISOString()}]`;
    const { rows, total } = await askTransactions(`transactionDate:${window}`, offset, ctx);
    const { items, unread } = await readEach(rows, async (some) => some.flatMap((row) => feesOf(row, ctx)));
    offset += rows.length;
    const isOver = rows.length === 0 || offset >= total;
    const isLast = isOver && before >= end;
    // Oldest first, so that what is added meanwhile stands behind.
    if (isOver) [after, offset] = [isLast ? Math.max(after, before - OVERLAP_MS) : before, 0];
    const { unread: nameless, unreadKeys } = named(unread, (row) => rowId(row, "transactionId"));
    yield { items, cursor: `${after}|${offset}`, safeToSave: true, unread: nameless + unreadKeys.length };
    if (isLast) return;
  }
}

export const fees: Fees = {
  sweeps: [{ id: "posted", mode: "changed", everyMs: DAY_MS / 2, run: posted }],
  settlements: [payouts],
};

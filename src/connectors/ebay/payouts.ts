/** Payouts to the seller's bank, each with the transactions it consists of; those have to come to its amount. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { feeKind } from "./fee-kinds.ts";
import { askPayouts, askTransactions, feesInRow, payoutSchema, readTransaction, signedMinor } from "./finances.ts";

const DAY_MS = 86_400_000;
const WINDOW_MS = 90 * DAY_MS;
/** A payout's rows may be told later than itself. */
const OVERLAP_MS = 5 * DAY_MS;

const KINDS: Readonly<Record<string, ChannelSettlementLine["kind"]>> = {
  SALE: "sale",
  REFUND: "refund",
  SHIPPING_LABEL: "shipping_forward",
  DISPUTE: "adjustment",
  CREDIT: "adjustment",
  ADJUSTMENT: "adjustment",
  TRANSFER: "adjustment",
};

/** A transaction as lines that come to what it adds to its payout. */
export function linesOf(raw: Json, ctx: Pick<Context, "drift">): ChannelSettlementLine[] {
  const row = readTransaction(raw, ctx);
  const { currency } = row.amount;
  const key = `${row.transactionId}:${row.transactionType}`;
  const of = { orderKey: row.orderId, at: new Date(row.transactionDate).toISOString(), raw };
  const fees = feesInRow(row);
  const gross = signedMinor(row) - fees.reduce((sum, { minor }) => sum + minor, 0n);
  const type = row.feeType ?? row.transactionType;
  const kind = KINDS[row.transactionType] ?? (row.feeType === undefined ? "other" : feeKind(row.feeType));
  return [
    { ...of, key, kind, amount: { minor: gross, currency }, text: type },
    ...fees.map((fee) => ({
      ...of,
      key: `${key}:${fee.key}`,
      kind: feeKind(fee.type),
      amount: { minor: fee.minor, currency },
      text: fee.type,
    })),
  ];
}

async function settlementOf(raw: Json, ctx: Context): Promise<ChannelSettlement> {
  const payout = parseResponse(payoutSchema, raw, { ctx, what: "payout" });
  const lines: ChannelSettlementLine[] = [];
  for (let offset = 0; ; ) {
    const { rows, total } = await askTransactions(`payoutId:{${payout.payoutId}}`, offset, ctx);
    lines.push(...rows.flatMap((row) => linesOf(row, ctx)));
    offset += rows.length;
    if (rows.length === 0 || offset >= total) break;
  }
  return {
    key: payout.payoutId,
    amount: parseMoney(payout.amount.value, payout.amount.currency),
    ...(payout.payoutStatus === "SUCCEEDED" && { paidAt: new Date(payout.payoutDate).toISOString() }),
    lines,
  };
}

async function* paid(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelSettlement>> {
  const end = ctx.shopNow();
  const began = since === undefined ? end - WINDOW_MS : Date.parse(since);
  let after = Number(cursor ?? "") || began;
  while (after < end) {
    const before = Math.min(after + WINDOW_MS, end);
    const window = `payoutDate:[${new Date(after).toISOString()}..${new Date(before).toISOString()}]`;
    for (let offset = 0; ; ) {
      const { rows, total } = await askPayouts(window, offset, ctx);
      const { items, unread } = await readSingly(rows, (row) => settlementOf(row, ctx));
      offset += rows.length;
      const isOver = rows.length === 0 || offset >= total;
      const next = before < end ? before : Math.max(after, end - OVERLAP_MS);
      yield { items, cursor: String(isOver ? next : after), safeToSave: isOver, unread: unread.length };
      if (isOver) break;
    }
    after = before;
  }
}

export const payouts: Sweep<ChannelSettlement> = { id: "payouts", mode: "changed", everyMs: DAY_MS / 2, run: paid };

/**
 * Transactions and payouts as eBay's finances tell them: asked once for each site, signed for sellers of the EU and the
 * UK, answered with 204 where there are none (sheet section 9).
 */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseLongJson } from "../kit/parse/long-json.ts";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalId,
  optionalText,
  parseResponse,
  time,
  wholeNumber,
} from "../kit/parse/parse.ts";
import { apiz } from "./hosts.ts";
import { homeOf } from "./settings.ts";

const amount = z.object({ value: decimal, currency: z.string() });
export type Amount = z.output<typeof amount>;

const fee = z.object({ feeType: optionalText, amount: amount.nullish() });

const transactionSchema = z.object({
  transactionId: idText,
  transactionType: z.string(),
  transactionDate: time,
  transactionStatus: optionalText,
  bookingEntry: z.string(),
  amount,
  totalFeeAmount: amount.nullish(),
  totalFeeBasisAmount: amount.nullish(),
  feeType: optionalText,
  orderId: optionalId,
  payoutId: optionalId,
  orderLineItems: listOf(z.object({ lineItemId: optionalId, marketplaceFees: listOf(fee) })),
});
export type Transaction = z.output<typeof transactionSchema>;

export const payoutSchema = z.object({
  payoutId: idText,
  payoutDate: time,
  payoutStatus: z.string(),
  amount,
});

const transactionPage = z.object({ transactions: listOf(anyJson), total: wholeNumber.nullish() });
const payoutPage = z.object({ payouts: listOf(anyJson), total: wholeNumber.nullish() });

/** Most rows of a page (official description). */
const MOST_TRANSACTIONS = 1_000;
const MOST_PAYOUTS = 200;

export interface Page {
  readonly rows: readonly Json[];
  readonly total: number;
}

async function ask(
  path: "transaction" | "payout",
  query: readonly (readonly [string, string])[],
  ctx: Context,
): Promise<Json | null> {
  const { status, text } = await ctx.http.request({
    method: "GET",
    url: `${apiz(ctx)}/sell/finances/v1/${path}`,
    query,
    headers: { "x-ebay-c-marketplace-id": homeOf(ctx.connection).id },
    operation: `finances.${path}`,
  });
  return status === 204 || text === "" ? null : parseLongJson(text);
}

export async function askTransactions(filter: string, offset: number, ctx: Context): Promise<Page> {
  const query = [
    ["filter", filter],
    ["sort", "transactionDate"],
    ["limit", String(MOST_TRANSACTIONS)],
    ["offset", String(offset)],
  ] as const;
  const body = await ask("transaction", query, ctx);
  if (body === null) return { rows: [], total: 0 };
  const { transactions, total } = parseResponse(transactionPage, body, { ctx, what: "transactions" });
  return { rows: transactions, total: total ?? transactions.length };
}

export async function askPayouts(filter: string, offset: number, ctx: Context): Promise<Page> {
  const query = [
    ["filter", filter],
    ["sort", "payoutDate"],
    ["limit", String(MOST_PAYOUTS)],
    ["offset", String(offset)],
  ] as const;
  const body = await ask("payout", query, ctx);
  if (body === null) return { rows: [], total: 0 };
  const { payouts, total } = parseResponse(payoutPage, body, { ctx, what: "payouts" });
  return { rows: payouts, total: total ?? payouts.length };
}

export const readTransaction = (raw: Json, ctx: Pick<Context, "drift">): Transaction =>
  parseResponse(transactionSchema, raw, { ctx, what: "transaction" });

/** In minor units, as the seller sees it: what comes in is positive. */
export const signedMinor = ({ bookingEntry, amount: { value, currency } }: Transaction): bigint => {
  const { minor } = parseMoney(value, currency);
  return bookingEntry === "DEBIT" ? -minor : minor;
};

/** A fee of a line of the order, in minor units: what the seller pays for a sale, and gets back with a refund. */
export interface LineFee {
  readonly key: string;
  readonly type: string;
  /** As the seller sees it. */
  readonly minor: bigint;
}

/**
 * The fees that are taken off this very row: its amount is then what is left of its basis. In others the amount is gross,
 * and fees are rows of their own.
 */
export function feesInRow(row: Transaction): readonly LineFee[] {
  const { currency } = row.amount;
  const minor = (reported: Amount | null | undefined) => (reported ? parseMoney(reported.value, currency).minor : 0n);
  const isNet =
    minor(row.totalFeeAmount) !== 0n &&
    minor(row.totalFeeBasisAmount) - minor(row.totalFeeAmount) === minor(row.amount);
  if (!isNet) return [];
  const sign = row.bookingEntry === "DEBIT" ? 1n : -1n;
  const fees = row.orderLineItems.flatMap(({ lineItemId, marketplaceFees }) =>
    marketplaceFees.map((one, index) => ({
      key: `${lineItemId ?? ""}:${index}`,
      type: one.feeType ?? "OTHER_FEES",
      minor: sign * minor(one.amount),
    })),
  );
  const rest = sign * minor(row.totalFeeAmount) - fees.reduce((sum, one) => sum + one.minor, 0n);
  return [...fees, { key: "rest", type: "OTHER_FEES", minor: rest }].filter((one) => one.minor !== 0n);
}

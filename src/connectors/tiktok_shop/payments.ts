/**
 * When statements were paid, and what the bank received of them: payments are listed apart from statements and name the
 * exchange rate, statements name their payment (Get Payments and Get Statements, 202309).
 */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import { exchanged } from "../../commerce/profit/spread.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { idText, optionalDecimal, optionalId, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { currencyCode, optionalTime, unixTime } from "./schemas.ts";

/** A payment follows its statement within weeks; what is older than this is not looked for again. */
const LOOKED_BACK_S = 60 * 86_400;

const paymentsSchema = z.object({
  next_page_token: optionalText,
  payments: z
    .array(
      z.object({
        id: idText,
        status: optionalText,
        amount: z.object({ currency: currencyCode }).nullish(),
        exchange_rate: optionalDecimal,
        paid_time: optionalTime,
      }),
    )
    .nullish(),
});
type Payment = NonNullable<z.output<typeof paymentsSchema>["payments"]>[number];

const statementsSchema = z.object({
  next_page_token: optionalText,
  statements: z
    .array(
      z.object({
        id: idText,
        statement_time: unixTime,
        currency: currencyCode,
        settlement_amount: optionalDecimal,
        payment_id: optionalId,
      }),
    )
    .nullish(),
});
type Statement = NonNullable<z.output<typeof statementsSchema>["statements"]>[number];

interface Listed<S extends z.ZodType> {
  readonly url: string;
  readonly operation: string;
  readonly sortedBy: string;
  readonly from: number;
  readonly schema: S;
}

async function* pages<S extends z.ZodType<{ next_page_token: string | undefined }>>(
  { url, operation, sortedBy, from, schema }: Listed<S>,
  ctx: Context,
): AsyncGenerator<z.output<S>> {
  let token = "";
  do {
    const query: [string, string][] = [
      ["page_size", "100"],
      ["sort_field", sortedBy],
      ["sort_order", "ASC"],
      [`${sortedBy}_ge`, String(from)],
    ];
    if (token !== "") query.push(["page_token", token]);
    const data = await call({ method: "GET", url, query, operation }, ctx);
    const page = parseResponse(schema, data, { ctx, what: operation });
    yield page;
    token = page.next_page_token ?? "";
  } while (token !== "");
}

/** A statement that was paid; null: nothing is known of it beyond the statement. */
export function paidStatement(statement: Statement, payment: Payment | undefined): ChannelSettlement | null {
  if (payment?.status !== "PAID" || statement.settlement_amount === undefined) return null;
  const amount = parseMoney(statement.settlement_amount, statement.currency);
  const { paid_time: at, exchange_rate: rate } = payment;
  const to = payment.amount?.currency;
  const isOther = to !== undefined && to !== statement.currency && rate !== undefined;
  const minor = isOther ? exchanged(amount.minor, { from: statement.currency, to, rate }) : 0n;
  return {
    ...{ key: statement.id, amount, lines: [] },
    ...(at !== undefined && { paidAt: new Date(at * 1000).toISOString() }),
    ...(isOther && { bank: { amount: { minor, currency: to }, rate } }),
  };
}

async function* run(
  { since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelSettlement>> {
  const now = Math.floor(ctx.shopNow() / 1000);
  const opened = since === undefined ? 0 : Math.floor(Date.parse(since) / 1000);
  const from = Math.max(opened, now - LOOKED_BACK_S);
  const payments = new Map<string, Payment>();
  const paid = { url: "/finance/202309/payments", operation: "finance.payments", sortedBy: "create_time" };
  for await (const page of pages({ ...paid, from, schema: paymentsSchema }, ctx))
    for (const payment of page.payments ?? []) payments.set(payment.id, payment);
  const reported = { url: "/finance/202309/statements", operation: "finance.statements", sortedBy: "statement_time" };
  if (payments.size > 0)
    for await (const page of pages({ ...reported, from, schema: statementsSchema }, ctx)) {
      const items = (page.statements ?? []).flatMap(
        (statement) => paidStatement(statement, payments.get(statement.payment_id ?? "")) ?? [],
      );
      yield { items, cursor: String(now), safeToSave: false, unread: 0 };
    }
  yield { items: [], cursor: String(now), safeToSave: true };
}

export const paidStatements: Sweep<ChannelSettlement> = {
  id: "payments",
  mode: "changed",
  everyMs: 12 * 3_600_000,
  run,
};

/** What TikTok kept or paid, from its statements: one entry for each amount that is not zero (sheet section 5, finance). */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { anyJson, each, idText, optionalDecimal, optionalId, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { setAside } from "../kit/pull/set-aside.ts";
import { call } from "./client.ts";
import { paidStatements } from "./payments.ts";
import { currencyCode, pageRows, unixTime } from "./schemas.ts";

/** Statements are made once a day; a late one is looked for three days back. */
const OVERLAP_S = 3 * 86_400;

const statementsSchema = z.object({
  next_page_token: optionalText,
  statements: z
    .array(
      z.object({ id: idText, statement_time: unixTime, currency: currencyCode, settlement_amount: optionalDecimal }),
    )
    .nullish(),
});
type TheirStatement = NonNullable<z.output<typeof statementsSchema>["statements"]>[number];
type Statement = Omit<TheirStatement, "settlement_amount"> & Partial<Pick<TheirStatement, "settlement_amount">>;

const amounts = z.record(z.string(), anyJson).nullish();
const transactionSchema = z.object({
  id: idText,
  type: optionalText,
  order_id: optionalId,
  adjustment_order_id: optionalId,
  ...each(optionalDecimal, "adjustment_amount", "settlement_amount", "revenue_amount", "shipping_cost_amount"),
  shipping_cost_breakdown: z.object({ customer_paid_shipping_fee_amount: optionalDecimal }).nullish(),
  fee_tax_breakdown: z.object({ fee: amounts, tax: amounts }).nullish(),
});

const EVERY_MS = 6 * 3_600_000;

export const fees: Fees = {
  sweeps: [
    {
      id: "statements",
      mode: "changed",
      everyMs: EVERY_MS,
      run: (from, ctx) => statements(from, feesOf, ctx),
    },
  ],
  settlements: [
    {
      id: "statements",
      mode: "changed",
      everyMs: EVERY_MS,
      run: (from, ctx) => statements(from, (raw, statement) => [settlementOf(raw, statement, ctx)], ctx),
    },
    paidStatements,
  ],
};

/** A page in the order of this time; the first one has no token. */
const pageBy = (time: string, token: string): [string, string][] => [
  ["page_size", "100"],
  ["sort_field", time],
  ["sort_order", "ASC"],
  ...(token === "" ? [] : [["page_token", token] as [string, string]]),
];

/** What one transaction of a statement is to whoever reads it. */
type ReadTransaction<T> = (raw: Json, statement: Statement, ctx: Pick<Context, "drift">) => readonly T[];

async function* statements<T>(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  read: ReadTransaction<T>,
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const after = cursor ? Number(cursor) : since === undefined ? 0 : Math.floor(Date.parse(since) / 1000);
  let newest = after;
  let cached: number | null = null;
  let token = "";
  do {
    const query = pageBy("statement_time", token);
    if (after > 0) query.push(["statement_time_ge", String(after)]);
    const data = await call(
      { method: "GET", url: "/finance/202309/statements", query, operation: "finance.statements" },
      ctx,
    );
    const page = parseResponse(statementsSchema, data, { ctx, what: "statements" });
    for (const statement of page.statements ?? []) {
      newest = Math.max(newest, statement.statement_time);
      const { items, unread } = await entriesOf(statement, read, ctx);
      // What could not be read is read again: the cursor stays before it.
      if (unread > 0) cached ??= Math.max(after, statement.statement_time - 1);
      yield { items, cursor: String(cached ?? Math.max(after, newest - OVERLAP_S)), safeToSave: true, unread };
    }
    token = page.next_page_token ?? "";
  } while (token !== "");
}

async function entriesOf<T>(
  statement: Statement,
  readOne: ReadTransaction<T>,
  ctx: Context,
): Promise<{ readonly items: readonly T[]; readonly unread: number }> {
  const items: T[] = [];
  let unread = 0;
  let token = "";
  do {
    const query = pageBy("order_create_time", token);
    const url = `/finance/202501/statements/${encodeURIComponent(statement.id)}/statement_transactions`;
    const data = await call({ method: "GET", url, query, operation: "finance.transactions" }, ctx);
    const page = pageRows(data, "transactions", { ctx, what: "transactions" });
    for (const raw of page.rows) {
      const name = `transaction ${rowId(raw, "id") ?? ""} of statement ${statement.id}`;
      const read = await setAside(name, ctx, () => readOne(raw, statement, ctx));
      if (read === null) unread += 1;
      else items.push(...read);
    }
    token = page.next ?? "";
  } while (token !== "");
  return { items, unread };
}

/** What the buyer paid for shipping: told as part of shipping costs, and part of the sale in the order. */
const paidShipping = (entry: z.output<typeof transactionSchema>): string | undefined =>
  entry.shipping_cost_breakdown?.customer_paid_shipping_fee_amount;

/** Amounts are the seller's: what was charged is negative there, and positive as a fee here. */
export function feesOf(raw: Json, statement: Statement, ctx: Pick<Context, "drift">): Fee[] {
  const entry = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const orderKey = entry.order_id ?? entry.adjustment_order_id;
  const minorOf = (reported: string | undefined) =>
    reported === undefined ? 0n : parseMoney(reported, statement.currency).minor;
  const make = (name: string, kind: Fee["kind"], reported: string | undefined, less = 0n): Fee[] => {
    const minor = minorOf(reported) - less;
    if (minor === 0n) return [];
    return [
      {
        key: `${entry.id}:${name}`,
        ...(orderKey === undefined ? {} : { orderKey }),
        kind,
        amount: { minor: -minor, currency: statement.currency },
        at: new Date(statement.statement_time * 1000).toISOString(),
        text: name,
        raw,
      },
    ];
  };
  const { fee, tax } = entry.fee_tax_breakdown ?? {};
  return [
    ...named(fee).flatMap(([name, reported]) => make(name, kindOf(name), reported)),
    ...named(tax).flatMap(([name, reported]) => make(name, WITHHELD.test(name) ? "withheld_tax" : "other", reported)),
    ...make("shipping_cost_amount", "shipping_forward", entry.shipping_cost_amount, minorOf(paidShipping(entry))),
    ...make(entry.type ?? "adjustment_amount", "adjustment", entry.adjustment_amount),
  ];
}

/**
 * A transaction as lines of its statement, which come to what it settles: what no part names is a line of its own.
 */
export function settlementOf(raw: Json, statement: Statement, ctx: Pick<Context, "drift">): ChannelSettlement {
  const entry = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const { currency } = statement;
  const minor = (text: string | undefined) => (text === undefined ? 0n : parseMoney(text, currency).minor);
  const orderKey = entry.order_id ?? entry.adjustment_order_id;
  const at = new Date(statement.statement_time * 1000).toISOString();
  const of = { ...(orderKey !== undefined && { orderKey }), at, raw };
  const line = (name: string, kind: ChannelSettlementLine["kind"], amount: bigint): ChannelSettlementLine[] =>
    amount === 0n ? [] : [{ ...of, key: `${entry.id}:${name}`, kind, amount: { minor: amount, currency }, text: name }];
  const sold = minor(entry.revenue_amount) + minor(paidShipping(entry));
  const charged = feesOf(raw, statement, ctx).map(
    ({ key, kind, amount, text }): ChannelSettlementLine => ({
      ...of,
      key,
      kind,
      amount: { minor: -amount.minor, currency },
      text,
    }),
  );
  const lines = [...line("revenue_amount", sold < 0n ? "refund" : "sale", sold), ...charged];
  const reported = lines.reduce((sum, { amount }) => sum + amount.minor, 0n);
  const settled = entry.settlement_amount === undefined ? reported : minor(entry.settlement_amount);
  const rest = line("settlement_amount", entry.type === "RESERVE" ? "reserve" : "other", settled - reported);
  const amount = { minor: minor(statement.settlement_amount), currency };
  return { key: statement.id, amount, lines: [...lines, ...rest] };
}

/** An amount stands twice where it is told before and after a tax: only the charge itself counts. */
const INFORMATION = new Set(["affiliate_commission_amount_before_pit"]);

function named(block: Readonly<Record<string, Json>> | null | undefined): [string, string][] {
  return Object.entries(block ?? {}).flatMap(([name, value]) => {
    const { data } = optionalDecimal.safeParse(value);
    return data === undefined || INFORMATION.has(name) ? [] : [[name, data]];
  });
}

/** Taken for the tax office in the seller's name (Mexico's IVA and ISR, personal income tax); duties are costs. */
const WITHHELD = /^(iva|isr|pit)_|withh/;

function kindOf(name: string): Fee["kind"] {
  if (/affiliate|ads_|campaign|live_specials|flash_sales|voucher/.test(name)) return "advertising";
  if (/commission|referral/.test(name)) return "commission";
  if (/transaction_fee|credit_card|paylater|handling/.test(name)) return "payment_fee";
  if (/^(?=.*return).*shipping/.test(name)) return "shipping_return";
  if (/shipping|sfp/.test(name)) return "shipping_forward";
  if (/service|mall|fbt|processing/.test(name)) return "service_fee";
  return "other";
}

/** What TikTok kept or paid, from its statements: one entry for each amount that is not zero (sheet section 5, finance). */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { anyJson, idText, optionalDecimal, optionalId, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./call.ts";
import { currencyCode, pageRows, unixTime } from "./schemas.ts";

/** Statements are made once a day; a late one is looked for three days back. */
const OVERLAP_S = 3 * 86_400;

const statementsSchema = z.object({
  next_page_token: optionalText,
  statements: z.array(z.object({ id: idText, statement_time: unixTime, currency: currencyCode })).nullish(),
});
type Statement = NonNullable<z.output<typeof statementsSchema>["statements"]>[number];

const amounts = z.record(z.string(), anyJson).nullish();
const transactionSchema = z.object({
  id: idText,
  type: optionalText,
  order_id: optionalId,
  adjustment_order_id: optionalId,
  adjustment_amount: optionalDecimal,
  shipping_cost_amount: optionalDecimal,
  fee_tax_breakdown: z.object({ fee: amounts, tax: amounts }).nullish(),
});

export const fees: Fees = {
  sweeps: [
    {
      id: "statements",
      mode: "changed",
      everyMs: 6 * 3_600_000,
      run: ({ cursor, since }, ctx) => statements(cursor, since, ctx),
    },
  ],
};

async function* statements(
  cursor: string | null,
  since: string | undefined,
  ctx: Context,
): AsyncGenerator<SweepPage<Fee>> {
  const after = cursor ? Number(cursor) : since === undefined ? 0 : Math.floor(Date.parse(since) / 1000);
  let newest = after;
  let kept: number | null = null;
  let token = "";
  do {
    const query: [string, string][] = [
      ["page_size", "100"],
      ["sort_field", "statement_time"],
      ["sort_order", "ASC"],
    ];
    if (after > 0) query.push(["statement_time_ge", String(after)]);
    if (token !== "") query.push(["page_token", token]);
    const data = await call(
      { method: "GET", url: "/finance/202309/statements", query, operation: "finance.statements" },
      ctx,
    );
    const page = parseResponse(statementsSchema, data, { ctx, what: "statements" });
    for (const statement of page.statements ?? []) {
      newest = Math.max(newest, statement.statement_time);
      const { items, unread } = await entriesOf(statement, ctx);
      // What could not be read is read again: the cursor stays before it.
      if (unread > 0) kept ??= Math.max(after, statement.statement_time - 1);
      yield { items, cursor: String(kept ?? Math.max(after, newest - OVERLAP_S)), safeToSave: true, unread };
    }
    token = page.next_page_token ?? "";
  } while (token !== "");
}

async function entriesOf(
  statement: Statement,
  ctx: Context,
): Promise<{ readonly items: readonly Fee[]; readonly unread: number }> {
  const items: Fee[] = [];
  let unread = 0;
  let token = "";
  do {
    const query: [string, string][] = [
      ["page_size", "100"],
      ["sort_field", "order_create_time"],
      ["sort_order", "ASC"],
    ];
    if (token !== "") query.push(["page_token", token]);
    const url = `/finance/202501/statements/${encodeURIComponent(statement.id)}/statement_transactions`;
    const data = await call({ method: "GET", url, query, operation: "finance.transactions" }, ctx);
    const page = pageRows(data, "transactions", { ctx, what: "transactions" });
    for (const raw of page.rows) {
      const read = tryFees(raw, statement, ctx);
      if (read === null) unread += 1;
      else items.push(...read);
    }
    token = page.next ?? "";
  } while (token !== "");
  return { items, unread };
}

function tryFees(raw: Json, statement: Statement, ctx: Context): Fee[] | null {
  try {
    return feesOf(raw, statement, ctx);
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "drift") throw error;
    return null;
  }
}

/** Amounts are the seller's: what was charged is negative there, and positive as a fee here. */
export function feesOf(raw: Json, statement: Statement, ctx: Pick<Context, "drift">): Fee[] {
  const entry = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const orderKey = entry.order_id ?? entry.adjustment_order_id;
  const make = (name: string, kind: Fee["kind"], told: string | undefined): Fee[] => {
    const minor = told === undefined ? 0n : parseMoney(told, statement.currency).minor;
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
    ...named(fee).flatMap(([name, told]) => make(name, kindOf(name), told)),
    ...named(tax).flatMap(([name, told]) => make(name, WITHHELD.test(name) ? "withheld_tax" : "other", told)),
    ...make("shipping_cost_amount", "shipping_forward", entry.shipping_cost_amount),
    ...make(entry.type ?? "adjustment_amount", "adjustment", entry.adjustment_amount),
  ];
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
  if (/return.*shipping|shipping.*return/.test(name)) return "shipping_return";
  if (/shipping|sfp/.test(name)) return "shipping_forward";
  if (/service|mall|fbt|processing/.test(name)) return "service_fee";
  return "other";
}

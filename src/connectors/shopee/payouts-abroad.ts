/**
 * Payouts of cross-border shops, each with its billing transactions: released orders with their charges, and adjustments.
 * Amounts are in the currency orders are settled in; where the bank gets another one, its amount and rate are told beside
 * it, but no lines in it.
 */
import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { decimal, optionalDecimal, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { call, iso } from "./client.ts";
import type { ChargesOf } from "./payouts.ts";
import { isCurrency } from "./regions.ts";
import { WIDEST, type WindowList, walkWindows } from "./windows.ts";

const PAYOUTS_A_PAGE = 10;
const LINES_A_PAGE = 100;
const RELEASED = 2;

const currency = z.string().refine(isCurrency);
export const payoutList = z.object({
  payout_list: z.array(
    z.object({
      encrypted_payout_id: z.string().min(1),
      from_currency: currency,
      from_amount: decimal,
      payout_currency: currency.nullish(),
      payout_amount: decimal.nullish(),
      exchange_rate: optionalDecimal,
      payout_time: wholeNumber,
    }),
  ),
  more: z.boolean(),
  next_cursor: optionalText,
});
type Payout = z.output<typeof payoutList>["payout_list"][number];

export const billingList = z.object({
  transactions: z.array(
    z.object({
      amount: decimal,
      currency,
      ...texts("order_sn", "cost_header", "scenario", "remark"),
      billing_transaction_type: z.string(),
    }),
  ),
  more: z.boolean(),
  next_cursor: optionalText,
});
type Billed = z.output<typeof billingList>["transactions"][number];

/** The first that fits; an adjustment without a word of these is one. */
const KINDS: readonly (readonly [RegExp, SettlementKind])[] = [
  [/refund/i, "refund"],
  [/commission/i, "commission"],
  [/transaction fee|payment fee/i, "payment_fee"],
  [/\bads?\b|advert|affiliate|\bams\b/i, "advertising"],
  [/^(?:(?!return).)*return.*(?:shipping|logistic)/i, "shipping_return"],
  [/shipping|logistic/i, "shipping_forward"],
];

function kindOf({ billing_transaction_type: type, cost_header: header, scenario }: Billed): SettlementKind {
  if (/^escrow$/i.test(type)) return "sale";
  const text = `${header ?? ""} ${scenario ?? ""}`;
  return KINDS.find(([word]) => word.test(text))?.[1] ?? "adjustment";
}

/** The key of a transaction: it has no id of its own, so what it says, and which of its like it is. */
function namesOf(): (billed: Billed) => string {
  const count = new Map<string, number>();
  return ({ order_sn, billing_transaction_type: type, cost_header, scenario, amount }) => {
    const name = [order_sn ?? "", type, cost_header ?? "", scenario ?? "", amount].join(":");
    const n = (count.get(name) ?? 0) + 1;
    count.set(name, n);
    return n === 1 ? name : `${name}#${n}`;
  };
}

interface Named {
  readonly key: string;
  readonly at: number;
  readonly charges: ChargesOf;
}

/** A released order is told net: its price less its charges. */
async function linesOf(billed: Billed, { key, at, charges }: Named, ctx: Context): Promise<ChannelSettlementLine[]> {
  const amount = parseMoney(billed.amount, billed.currency);
  if (amount.minor === 0n) return [];
  const { order_sn: orderKey, billing_transaction_type: type } = billed;
  const of = { ...(orderKey && { orderKey }), at: iso(at), raw: { billing_transaction_type: type } };
  const text = billed.remark ?? billed.scenario ?? billed.cost_header ?? type;
  const kind = kindOf(billed);
  if (kind !== "sale" || !orderKey) return [{ ...of, key, kind, amount, text }];
  const fees = (await charges({ key: orderKey, at }, ctx)).filter((fee) => fee.amount.currency === amount.currency);
  const taken = fees.map((fee): ChannelSettlementLine => {
    const paid = { minor: -fee.amount.minor, currency: amount.currency };
    return { ...of, key: `${key}:${fee.key}`, kind: fee.kind, amount: paid, text: fee.text };
  });
  const sold = taken.reduce((sum, line) => sum - line.amount.minor, amount.minor);
  return [{ ...of, key, kind, amount: { minor: sold, currency: amount.currency }, text }, ...taken];
}

/** What the bank gets where that is another currency; the rate is told with as few as two digits, then as 0.00. */
function bankOf(payout: Payout): Pick<ChannelSettlement, "bank"> {
  const { payout_currency: code, payout_amount: reported, exchange_rate: rate } = payout;
  if (!code || !reported || code === payout.from_currency) return {};
  return { bank: { amount: parseMoney(reported, code), rate } };
}

/** A payout page by page; what its transactions do not explain is its last line. */
async function partsOf(payout: Payout, charges: ChargesOf, ctx: Context): Promise<ChannelSettlement[]> {
  const { encrypted_payout_id: id, from_currency: code, payout_time: at } = payout;
  const amount = parseMoney(payout.from_amount, code);
  const whole = { key: id, amount, paidAt: iso(at), ...bankOf(payout) };
  const parts: ChannelSettlement[] = [];
  const nameOf = namesOf();
  let left = amount.minor;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const body = await call(ctx, {
      ...{ path: "payment/get_billing_transaction_info", operation: "fees.payout", safe: true },
      json: { billing_transaction_info_type: RELEASED, encrypted_payout_ids: [id], cursor, page_size: LINES_A_PAGE },
    });
    const page = parseResponse(billingList, body, { ctx, what: "what a payout consists of" });
    const lines: ChannelSettlementLine[] = [];
    for (const billed of page.transactions)
      lines.push(...(await linesOf(billed, { key: nameOf(billed), at, charges }, ctx)));
    for (const line of lines) if (line.amount.currency === code) left -= line.amount.minor;
    parts.push({ ...whole, lines });
    cursor = page.more && page.next_cursor ? page.next_cursor : null;
  }
  const rest = { key: "rest", kind: "other" as const, at: iso(at), text: "payout", raw: {} };
  if (left !== 0n) parts.push({ ...whole, lines: [{ ...rest, amount: { minor: left, currency: code } }] });
  return parts;
}

const paidOut = (charges: ChargesOf): WindowList<ChannelSettlement> => ({
  widest: WIDEST,
  firstPage: "",
  async page({ from, to, page }, ctx) {
    const query = [
      ["payout_time_from", String(from)],
      ["payout_time_to", String(to)],
      ["page_size", String(PAYOUTS_A_PAGE)],
      ["cursor", page],
    ] as const;
    const body = await call(ctx, { path: "payment/get_payout_info", operation: "fees.payouts", query });
    const list = parseResponse(payoutList, body, { ctx, what: "the payouts" });
    const items: ChannelSettlement[] = [];
    for (const payout of list.payout_list) items.push(...(await partsOf(payout, charges, ctx)));
    return { items, unread: 0, next: list.more && list.next_cursor ? list.next_cursor : null };
  },
});

/** Local shops are refused these calls; their money is told by `withdrawals`. */
export function payoutsAbroad(charges: ChargesOf): Sweep<ChannelSettlement> {
  const list = paidOut(charges);
  async function* run(
    input: { readonly cursor: string | null; readonly since?: string | undefined },
    ctx: Context,
  ): AsyncGenerator<SweepPage<ChannelSettlement>> {
    if (ctx.connection.facts["crossBorder"] === true) yield* walkWindows(list, input, ctx);
  }
  return { id: "payouts", mode: "changed", everyMs: 12 * 3_600_000, run };
}

/** Payouts of Shopify Payments, each with the balance transactions it consists of. */
import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { type RawPage, rawPage } from "../kit/graphql/pages.ts";
import { decimal, idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { setAside } from "../kit/pull/set-aside.ts";
import { graphql } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import * as q from "./queries-orders.ts";

const PAYOUTS_A_PAGE = 20;
const LINES_A_PAGE = 100;
/** A payout is announced days before the bank has it, and its status moves without a time of its own. */
const OVERLAP_MS = 14 * 86_400_000;

const amount = z.object({ amount: decimal, currencyCode: z.string().regex(/^[A-Z]{3}$/) });
const when = z.iso.datetime({ offset: true });
const payoutNode = z.object({
  id: idText,
  issuedAt: when,
  status: z.string(),
  transactionType: z.string(),
  net: amount,
});
type Payout = z.output<typeof payoutNode>;
const transactionNode = z.object({
  id: idText,
  type: z.string(),
  transactionDate: when,
  amount,
  net: amount,
  test: z.boolean(),
  associatedOrder: z.object({ id: idText }).nullish(),
  adjustmentReason: optionalText,
});

/** The first that fits; what Shopify adds one day is other. */
const KINDS: readonly (readonly [RegExp, SettlementKind])[] = [
  [/^CHARGE$/, "sale"],
  [/^REFUND/, "refund"],
  [/^TRANSFER/, "payout"],
  [/^RESERVED_FUNDS/, "reserve"],
  [/^SHIPPING_RETURN/, "shipping_return"],
  [/^SHIPPING_(LABEL|OTHER)/, "shipping_forward"],
  [/^(REFERRAL|MARKETPLACE)_FEE/, "commission"],
  [/CAMPAIGN|^ADS_/, "advertising"],
  [/^(STRIPE_FEE|ACH_BANK_FAILURE|APPLICATION_FEE)/, "payment_fee"],
  [/^(DISPUTE|CHARGEBACK|CHARGE_ADJUSTMENT|ADJUSTMENT|SELLER_PROTECTION|MERCHANT_GOODWILL|RISK|ANOMALY)/, "adjustment"],
];

/** The lines of one balance transaction: what moved, and what Shopify took of it. */
export function linesOf(raw: Json, ctx: Pick<Context, "drift">): ChannelSettlementLine[] {
  const entry = parseResponse(transactionNode, raw, { ctx, what: "a balance transaction" });
  if (entry.test) return [];
  const moved = parseMoney(entry.amount.amount, entry.amount.currencyCode);
  const { minor: net } = parseMoney(entry.net.amount, entry.net.currencyCode);
  const key = numberOf(entry.id);
  const of = {
    ...(entry.associatedOrder && { orderKey: numberOf(entry.associatedOrder.id) }),
    at: new Date(entry.transactionDate).toISOString(),
    raw: { id: entry.id, type: entry.type },
  };
  const kind = KINDS.find(([texts]) => texts.test(entry.type))?.[1] ?? "other";
  const text = entry.adjustmentReason ?? entry.type;
  const line = (name: string, as: SettlementKind, minor: bigint): ChannelSettlementLine[] =>
    minor === 0n ? [] : [{ ...of, key: `${key}:${name}`, kind: as, amount: { minor, currency: moved.currency }, text }];
  return [...line("amount", kind, moved.minor), ...line("fee", "payment_fee", net - moved.minor)];
}

async function* issued(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelSettlement>> {
  const from = cursor ?? since ?? null;
  let newest = from === null ? 0 : Date.parse(from);
  let after: string | null = null;
  do {
    const page = await payouts({ from, after }, ctx);
    if (page === null) return;
    for (const node of page.nodes) {
      const read = await setAside(`payout ${rowId(node, "id") ?? ""}`, ctx, () => {
        const payout = parseResponse(payoutNode, node, { ctx, what: "a payout" });
        return { payout, whole: wholeOf(payout) };
      });
      if (read === null) {
        yield { items: [], unread: 1, cursor: from ?? "", safeToSave: false };
        continue;
      }
      const { payout, whole } = read;
      newest = Math.max(newest, Date.parse(payout.issuedAt));
      // What is not on its way yet may still change.
      if (payout.status !== "PAID" && payout.status !== "IN_TRANSIT") continue;
      for await (const part of partsOf(whole, ctx)) yield { ...part, cursor: from ?? "", safeToSave: false };
    }
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  const back = Math.max(from === null ? 0 : Date.parse(from), newest - OVERLAP_MS);
  yield { items: [], cursor: new Date(back).toISOString(), safeToSave: true };
}

/** Null: the shop has no Shopify Payments, or the app may not read its payouts (an optional scope). */
async function payouts(
  { from, after }: { readonly from: string | null; readonly after: string | null },
  ctx: Context,
): Promise<RawPage | null> {
  const schema = z.object({ shopifyPaymentsAccount: z.object({ payouts: rawPage }).nullish() });
  const variables = { first: PAYOUTS_A_PAGE, after, query: from === null ? null : `issued_at:>='${from}'` };
  try {
    const answer = await graphql(ctx, q.PAYOUTS, { variables, schema, what: "the payouts" });
    return answer.shopifyPaymentsAccount?.payouts ?? null;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return null;
    throw error;
  }
}

type Whole = Omit<ChannelSettlement, "lines">;

function wholeOf(payout: Payout): Whole {
  const { minor, currency } = parseMoney(payout.net.amount, payout.net.currencyCode);
  const size = minor < 0n ? -minor : minor;
  return {
    key: numberOf(payout.id),
    amount: { minor: payout.transactionType === "WITHDRAWAL" ? -size : minor, currency },
    ...(payout.status === "PAID" && { paidAt: new Date(payout.issuedAt).toISOString() }),
  };
}

async function* partsOf(
  whole: Whole,
  ctx: Context,
): AsyncGenerator<{ readonly items: readonly ChannelSettlement[]; readonly unread: number }> {
  const schema = z.object({ shopifyPaymentsAccount: z.object({ balanceTransactions: rawPage }) });
  let after: string | null = null;
  do {
    const variables = { first: LINES_A_PAGE, after, query: `payments_transfer_id:${whole.key}` };
    const answer = await graphql(ctx, q.PAYOUT_LINES, { variables, schema, what: "the lines of a payout" });
    const page: RawPage = answer.shopifyPaymentsAccount.balanceTransactions;
    const lines: ChannelSettlementLine[] = [];
    let unread = 0;
    for (const node of page.nodes) {
      const name = `entry ${rowId(node, "id") ?? ""} of payout ${whole.key}`;
      const read = await setAside(name, ctx, () => linesOf(node, ctx));
      if (read === null) unread += 1;
      else lines.push(...read);
    }
    yield { items: [{ ...whole, lines }], unread };
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
}

export const settlements: readonly Sweep<ChannelSettlement>[] = [
  { id: "payouts", mode: "changed", everyMs: 6 * 3_600_000, run: issued },
];

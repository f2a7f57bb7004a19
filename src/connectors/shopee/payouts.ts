/**
 * Withdrawals from the shop's wallet, each with what came into the wallet since the one before: released orders with
 * their charges, adjustments, and the balance before and after. Cross-border shops have no wallet list and tell nothing
 * here: see payouts-abroad.ts.
 */

import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Fee } from "../kit/contract/fees.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { anyJson, decimal, listOf, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { setAside } from "../kit/pull/set-aside.ts";
import { numbered } from "./answer.ts";
import { call, iso, nowSeconds } from "./client.ts";
import { shopCurrency } from "./regions.ts";
import { WIDEST } from "./windows.ts";

const PER_PAGE = 100;
const FIRST_DAYS = 90;
const LINES_AT_ONCE = 500;

const entrySchema = z.object({
  status: optionalText,
  transaction_type: z.string(),
  amount: decimal,
  current_balance: decimal,
  create_time: wholeNumber,
  order_sn: optionalText,
  refund_sn: optionalText,
  withdrawal_id: z.union([z.string(), z.number()]).nullish().transform(String),
  reason: optionalText,
});
type Entry = z.output<typeof entrySchema>;
const pageSchema = z.object({
  transaction_list: listOf(anyJson),
  more: z.boolean().nullish(),
});

/** What Shopee keeps or adds of an order, as its settlement tells it. */
export type ChargesOf = (order: { readonly key: string; readonly at: number }, ctx: Context) => Promise<readonly Fee[]>;

/** Amounts are read with the entry: what the shop's currency does not have is its own fault alone. */
function entryOf(raw: Json, ctx: Context): Entry {
  const entry = parseResponse(entrySchema, raw, { ctx, what: "a wallet entry" });
  const currency = shopCurrency(ctx.connection);
  if (currency !== undefined) for (const text of [entry.amount, entry.current_balance]) parseMoney(text, currency);
  return entry;
}

const WITHDRAWAL = "WITHDRAWAL_CREATED";
/** Says how a withdrawal went on: no money of its own. */
const NO_MONEY = new Set(["WITHDRAWAL_COMPLETED"]);

const nameOf = ({ create_time: at, transaction_type: type, order_sn, refund_sn, withdrawal_id, amount }: Entry) =>
  [at, type, order_sn ?? refund_sn ?? withdrawal_id, amount].join(":");

/** All entries of a span, the oldest first, a withdrawal after what came in its second. */
async function entriesIn(from: number, to: number, ctx: Context): Promise<Entry[]> {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (let page = 0, step = 1; ; page += step) {
    const query = [
      ["page_no", String(page)],
      ["page_size", String(PER_PAGE)],
      ["create_time_from", String(from)],
      ["create_time_to", String(to)],
    ] as const;
    const path = "payment/get_wallet_transaction_list";
    const body = await call(ctx, { path, operation: "fees.wallet", query });
    const { transaction_list: reported, more } = parseResponse(pageSchema, body, { ctx, what: "the wallet" });
    const rows: Entry[] = [];
    for (const raw of reported) {
      const name = `wallet entry of ${rowId(raw, "create_time") ?? ""}`;
      const row = await setAside(name, ctx, () => entryOf(raw, ctx));
      if (row) rows.push(row);
    }
    const names = numbered(rows.map(nameOf));
    // The description calls page_no a page and an entry to begin from: the second answer shows which it is.
    if (page === 1 && names[0] !== undefined && seen.has(names[0])) [page, step] = [0, PER_PAGE];
    for (const [n, row] of rows.entries()) {
      const name = names[n] ?? "";
      if (!seen.has(name)) entries.push(row);
      seen.add(name);
    }
    if (!more || reported.length === 0) break;
  }
  const rank = ({ transaction_type: type }: Entry) => (type === WITHDRAWAL ? 1 : 0);
  return entries.sort((a, b) => a.create_time - b.create_time || rank(a) - rank(b));
}

function kindOf({ transaction_type: type, order_sn }: Entry): SettlementKind {
  if (type === WITHDRAWAL) return "payout";
  if (/^ESCROW_VERIFIED_ADD/.test(type)) return "sale";
  if (/REFUND|^ESCROW_VERIFIED_MINUS/.test(type)) return "refund";
  if (/^WITHDRAWAL|LOAN|FAST_(PAY|ESCROW)/.test(type)) return "reserve";
  if (/AD|AMS|PROMOTION|CAMPAIGN/.test(type) && /PAID_ADS|^ADS?_|AMS/.test(type)) return "advertising";
  return order_sn === undefined && !/ADJUSTMENT/.test(type) ? "other" : "adjustment";
}

/** A released order is its price less its charges; anything else is what it says. */
async function linesOf(
  entry: Entry,
  { key, currency, charges }: { readonly key: string; readonly currency: string; readonly charges: ChargesOf },
  ctx: Context,
): Promise<ChannelSettlementLine[]> {
  const { minor } = parseMoney(entry.amount, currency);
  const { order_sn: orderKey, transaction_type: type, create_time: at, reason } = entry;
  if (minor === 0n || NO_MONEY.has(type)) return [];
  const of = { ...(orderKey !== undefined && { orderKey }), at: iso(at), raw: { transaction_type: type } };
  const kind = kindOf(entry);
  const text = reason ?? type;
  if (kind !== "sale" || orderKey === undefined) return [{ ...of, key, kind, amount: { minor, currency }, text }];
  const fees = await charges({ key: orderKey, at }, ctx);
  const sold = fees.reduce((sum, { amount }) => sum + amount.minor, minor);
  const taken = fees.map(
    ({ key: name, kind: as, amount, text: word }): ChannelSettlementLine => ({
      ...of,
      ...{ key: `${key}:${name}`, kind: as, amount: { minor: -amount.minor, currency }, text: word },
    }),
  );
  return [{ ...of, key, kind, amount: { minor: sold, currency }, text }, ...taken];
}

/** A withdrawal with the entries since the one before: with the balances at both ends they come to what was paid out. */
async function settlementOf(
  entries: readonly Entry[],
  of: { readonly currency: string; readonly charges: ChargesOf },
  ctx: Context,
): Promise<ChannelSettlement | null> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) return null;
  const minorOf = (text: string) => parseMoney(text, of.currency).minor;
  const names = numbered(entries.map(nameOf));
  const lines: ChannelSettlementLine[] = [];
  for (const [n, entry] of entries.entries())
    lines.push(...(await linesOf(entry, { ...of, key: names[n] ?? String(n) }, ctx)));
  const size = (minor: bigint) => (minor < 0n ? -minor : minor);
  const amount = { minor: size(minorOf(last.amount)), currency: of.currency };
  const balance = (key: string, at: number, minor: bigint): ChannelSettlementLine[] => {
    const reported = { key, kind: "reserve" as const, at: iso(at), text: "current_balance", raw: {} };
    return minor === 0n ? [] : [{ ...reported, amount: { minor, currency: of.currency } }];
  };
  lines.push(
    ...balance("balance before", first.create_time, minorOf(first.current_balance) - minorOf(first.amount)),
    ...balance("balance after", last.create_time, -minorOf(last.current_balance)),
  );
  const reported = lines.filter(({ kind }) => kind !== "payout").reduce((sum, line) => sum + line.amount.minor, 0n);
  const rest = { key: "rest", kind: "other" as const, at: iso(last.create_time), text: WITHDRAWAL, raw: {} };
  if (reported !== amount.minor)
    lines.push({ ...rest, amount: { minor: amount.minor - reported, currency: of.currency } });
  return { key: last.withdrawal_id, amount, paidAt: iso(last.create_time), lines };
}

export function withdrawals(charges: ChargesOf): Sweep<ChannelSettlement> {
  async function* run(
    input: { readonly cursor: string | null; readonly since?: string | undefined },
    ctx: Context,
  ): AsyncGenerator<SweepPage<ChannelSettlement>> {
    const currency = shopCurrency(ctx.connection);
    if (currency === undefined) return;
    const end = nowSeconds(ctx);
    const since = input.since === undefined ? 0 : Math.floor(Date.parse(input.since) / 1000);
    let cursor = input.cursor === null ? Math.max(since, end - FIRST_DAYS * 86_400) : Number(input.cursor);
    let open: Entry[] = [];
    let isFirst = true;
    // A window without width is refused.
    for (let from = cursor; from < end; ) {
      const to = Math.min(end, from + WIDEST);
      const found = await entriesIn(from, to, ctx).catch(asNothing(isFirst));
      if (found === null) return;
      isFirst = false;
      from = to + 1;
      for (const entry of found) {
        open.push(entry);
        if (entry.transaction_type !== WITHDRAWAL) continue;
        const settlement = await settlementOf(open, { currency, charges }, ctx);
        open = [];
        for (let at = 0; settlement && at < settlement.lines.length; at += LINES_AT_ONCE) {
          const lines = settlement.lines.slice(at, at + LINES_AT_ONCE);
          yield { items: [{ ...settlement, lines }], cursor: String(cursor), safeToSave: false };
        }
        cursor = entry.create_time + 1;
      }
    }
    yield { items: [], cursor: String(cursor), safeToSave: true };
  }
  return { id: "withdrawals", mode: "changed", everyMs: 12 * 3_600_000, run };
}

/** Cross-border shops have no wallet list: the first question is refused. */
const asNothing =
  (isFirst: boolean) =>
  (error: unknown): null => {
    if (isFirst && isConnectorError(error) && ["rejected", "not_found", "forbidden"].includes(error.kind)) return null;
    throw error;
  };

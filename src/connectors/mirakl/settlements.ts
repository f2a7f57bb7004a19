/**
 * What the operator transfers: billing cycles (SBC11), each with the lines of the transaction log (TL02) that belong to it
 * (sheet section 9). A cycle comes again each day until it is paid; its lines do not change any more then.
 */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import {
  anyJson,
  idText,
  optionalDecimal,
  optionalText,
  optionalTime,
  parseResponse,
  time,
} from "../kit/parse/parse.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { pageSchema, settlementKindOf, TRANSACTIONS_URL, transactionSchema } from "./transactions.ts";

/** Mirakl allows the list once a day. */
const DAY_MS = 86_400_000;
/** The list is searched by when a cycle was made: one that is not paid by then is not asked for again. */
const PATIENCE_MS = 120 * DAY_MS;
const A_PAGE = "1000";

const cycleSchema = z.object({
  id: idText,
  date_created: time,
  currency_iso_code: z.string(),
  amount_transferred_to_seller: optionalDecimal,
  pay_out: z.object({ state: z.string(), reference: optionalText, transaction_date: optionalTime }).nullish(),
});
type Cycle = z.output<typeof cycleSchema>;

/** Where the list begins, and the cycles since then that were paid when they were read. */
const cursorSchema = z.object({ from: z.string(), paid: z.array(z.tuple([z.string(), z.string()])) });

type SettlementPage = SweepPage<ChannelSettlement>;

const isPaid = ({ pay_out: payout }: Cycle): boolean => payout?.state === "PAID";

function lineOf(raw: Json, ctx: Context): ChannelSettlementLine {
  const one = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  return {
    key: one.id,
    orderKey: one.entities?.order?.id,
    kind: settlementKindOf(one.type, ctx),
    amount: parseMoney(one.amount ?? "0", one.currency_iso_code),
    at: new Date(one.date_created).toISOString(),
    text: one.type,
    raw,
  };
}

/** A line that cannot be read would be missing from the sum: then the whole cycle is not read. */
async function linesOf(cycle: Cycle, ctx: Context): Promise<ChannelSettlementLine[]> {
  const lines: ChannelSettlementLine[] = [];
  for (let token: string | undefined, isLast = false; !isLast; ) {
    const body = await read(ctx, TRANSACTIONS_URL, "fees.list", [
      ["sort", "dateCreated,ASC"],
      ["limit", "2000"],
      token === undefined ? ["seller_billing_cycle_id", cycle.id] : ["page_token", token],
    ]);
    const page = parseResponse(pageSchema, body, { ctx, what: "transactions" });
    lines.push(...page.data.map((row) => lineOf(row, ctx)));
    token = page.next_page_token;
    isLast = token === undefined || page.data.length === 0;
  }
  return lines;
}

async function settlementOf(cycle: Cycle, ctx: Context): Promise<ChannelSettlement> {
  const paidAt = isPaid(cycle) ? (cycle.pay_out?.transaction_date ?? cycle.date_created) : undefined;
  return {
    key: cycle.id,
    amount: parseMoney(cycle.amount_transferred_to_seller ?? "0", cycle.currency_iso_code),
    ...(paidAt === undefined ? {} : { paidAt: new Date(paidAt).toISOString() }),
    lines: await linesOf(cycle, ctx),
  };
}

const cyclesSchema = z.object({ data: z.array(anyJson), next_page_token: optionalText });

async function* listCycles(from: string, ctx: Context): AsyncGenerator<readonly Json[]> {
  for (let token: string | undefined, isLast = false; !isLast; ) {
    const body = await read(ctx, "/seller-billing-cycles", "cycles.list", [
      ["limit", A_PAGE],
      token === undefined ? ["start_date", from] : ["page_token", token],
    ]);
    const page = parseResponse(cyclesSchema, body, { ctx, what: "billing cycles" });
    yield page.data;
    token = page.next_page_token;
    isLast = token === undefined || page.data.length === 0;
  }
}

interface Reading {
  readonly from: string;
  /** Cycles that were paid when they were read, by when they were made. */
  readonly paid: Map<string, string>;
}

const textOf = ({ from, paid }: Reading): string => JSON.stringify({ from, paid: [...paid] });

/** Each cycle by itself, so that a reading that is interrupted goes on behind it. */
async function* readPage(rows: readonly Json[], reading: Reading, ctx: Context): AsyncGenerator<SettlementPage> {
  const { items, unread } = await readSingly(rows, (row) =>
    parseResponse(cycleSchema, row, { ctx, what: "billing cycle" }),
  );
  if (unread.length > 0) yield { items: [], cursor: textOf(reading), safeToSave: true, unread: unread.length };
  for (const cycle of items) {
    if (reading.paid.has(cycle.id)) continue;
    const one = await readSingly([cycle], () => settlementOf(cycle, ctx));
    if (one.unread.length === 0 && isPaid(cycle)) reading.paid.set(cycle.id, cycle.date_created);
    yield { items: one.items, cursor: textOf(reading), safeToSave: true, unread: one.unread.length };
  }
}

export const billingCycles: Sweep<ChannelSettlement> = {
  id: "cycles",
  mode: "changed",
  everyMs: DAY_MS,
  async *run({ cursor, since }, ctx) {
    const patientMs = ctx.shopNow() - PATIENCE_MS;
    const patient = new Date(patientMs).toISOString();
    const before = cursor === null ? { from: since ?? patient, paid: [] } : cursorSchema.parse(JSON.parse(cursor));
    const reading: Reading = { from: before.from, paid: new Map(before.paid) };
    for await (const rows of listCycles(before.from, ctx)) yield* readPage(rows, reading, ctx);
    const isLate = Date.parse(before.from) < patientMs;
    const rest = [...reading.paid].filter(([, madeAt]) => !isLate || Date.parse(madeAt) >= patientMs);
    const next = { from: isLate ? patient : before.from, paid: new Map(rest) };
    yield { items: [], cursor: textOf(next), safeToSave: true };
  },
};

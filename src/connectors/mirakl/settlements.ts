/**
 * What the operator transfers: billing cycles (SBC11), each with the lines of the transaction log (TL02) that belong to it
 * (sheet section 9). A cycle comes again each day until it is paid; its lines do not change any more then.
 */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, isKind } from "../kit/contract/errors.ts";
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

const cursorSchema = z.object({
  /** Where the list begins. */
  from: z.string(),
  /** Cycles since then that were paid when they were read, by when they were made. */
  paid: z.array(z.tuple([z.string(), z.string()])),
  /** Cycles of the last list that are still to be read: a reading over several turns asks for no list again. */
  open: z.object({ listedMs: z.number(), cycles: z.array(cycleSchema) }).optional(),
});

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

async function listCycles(from: string, ctx: Context): Promise<Json[]> {
  const cycles: Json[] = [];
  for (let token: string | undefined, isLast = false; !isLast; ) {
    const body = await read(ctx, "/seller-billing-cycles", "cycles.list", [
      ["limit", A_PAGE],
      token === undefined ? ["start_date", from] : ["page_token", token],
    ]);
    const page = parseResponse(cyclesSchema, body, { ctx, what: "billing cycles" });
    cycles.push(...page.data);
    token = page.next_page_token;
    isLast = token === undefined || page.data.length === 0;
  }
  return cycles;
}

interface Reading {
  readonly from: string;
  /** Cycles that were paid when they were read, by when they were made. */
  readonly paid: Map<string, string>;
}

const textOf = ({ from, paid }: Reading, open?: z.output<typeof cursorSchema>["open"]): string =>
  JSON.stringify({ from, paid: [...paid], ...(open === undefined ? {} : { open }) });

/** The first page of a new list; it yields nothing but where it stands. */
async function listed(reading: Reading, ctx: Context) {
  const rows = await listCycles(reading.from, ctx);
  const { items, unread } = await readSingly(rows, (row) =>
    parseResponse(cycleSchema, row, { ctx, what: "billing cycle" }),
  );
  const cycles = items.filter(({ id }) => !reading.paid.has(id));
  return { open: { listedMs: ctx.shopNow(), cycles }, unread: unread.length };
}

/** Each cycle by itself, so that a reading that is interrupted goes on behind it. */
async function* readOpen(
  { listedMs, cycles }: { readonly listedMs: number; readonly cycles: readonly Cycle[] },
  reading: Reading,
  ctx: Context,
): AsyncGenerator<SettlementPage> {
  for (const [at, cycle] of cycles.entries()) {
    let refused: unknown;
    const { items, unread } = await readSingly([cycle], () =>
      settlementOf(cycle, ctx).catch((error: unknown) => {
        if (isKind(error, "forbidden")) refused = error;
        throw error;
      }),
    );
    // No fault of the one cycle.
    if (refused !== undefined) throw refused;
    if (unread.length === 0 && isPaid(cycle)) reading.paid.set(cycle.id, cycle.date_created);
    const cursor = textOf(reading, { listedMs, cycles: cycles.slice(at + 1) });
    yield { items, cursor, safeToSave: true, unread: unread.length };
  }
}

async function* readCycles(before: z.output<typeof cursorSchema>, ctx: Context): AsyncGenerator<SettlementPage> {
  const patientMs = ctx.shopNow() - PATIENCE_MS;
  const patient = new Date(patientMs).toISOString();
  const reading: Reading = { from: before.from, paid: new Map(before.paid) };
  let { open } = before;
  if (open === undefined || ctx.shopNow() - open.listedMs >= DAY_MS) {
    const list = await listed(reading, ctx);
    open = list.open;
    yield { items: [], cursor: textOf(reading, open), safeToSave: true, unread: list.unread };
  }
  yield* readOpen(open, reading, ctx);
  const isLate = Date.parse(before.from) < patientMs;
  const rest = [...reading.paid].filter(([, madeAt]) => !isLate || Date.parse(madeAt) >= patientMs);
  const next = { from: isLate ? patient : before.from, paid: new Map(rest) };
  yield { items: [], cursor: textOf(next), safeToSave: true };
}

/**
 * The list needs an administrator's rights and the log those of accountancy. A key without one of them has no settlements
 * until the next day, which the sync log names; its orders are none of that.
 */
async function* whileAllowed(pages: AsyncGenerator<SettlementPage>, last: string, ctx: Context) {
  let cursor = last;
  try {
    for await (const page of pages) {
      cursor = page.cursor;
      yield page;
    }
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "forbidden") throw error;
    const right = error.info.scope === "cycles.list" ? "administrator (SBC11)" : "accountancy (TL02)";
    ctx.drift({ path: "settlements", problem: "the API key's user has no right to read billing cycles", value: right });
    // Listed anew the next day, from where it began.
    const { open: _, ...stands } = cursorSchema.parse(JSON.parse(cursor));
    yield { items: [], cursor: JSON.stringify(stands), safeToSave: true };
  }
}

export const billingCycles: Sweep<ChannelSettlement> = {
  id: "cycles",
  mode: "changed",
  everyMs: DAY_MS,
  async *run({ cursor, since }, ctx) {
    const first = { from: since ?? new Date(ctx.shopNow() - PATIENCE_MS).toISOString(), paid: [] };
    const before = cursor === null ? first : cursorSchema.parse(JSON.parse(cursor));
    yield* whileAllowed(readCycles(before, ctx), JSON.stringify(before), ctx);
  },
};

/** Amazon's charges, from the finances API (2024-06-19): nested breakdowns of every transaction, up to two days late. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { anyJson, decimal, listOf, optionalText, parseResponse, texts } from "../kit/parse/parse.ts";
import { chargeKind } from "./charge-kinds.ts";
import { settlements } from "./settlements.ts";

const DAY_MS = 86_400_000;
/** A window of more than 180 days is answered with nothing at all. */
const WINDOW_MS = 170 * DAY_MS;
/** Transactions appear up to 48 hours after the fact; the end must lie two minutes back. */
const OVERLAP_MS = 3 * DAY_MS;
const BEFORE_NOW_MS = 5 * 60_000;
const HISTORY_MS = 2 * 365 * DAY_MS;

const amountSchema = z.object({ currencyCode: z.string().regex(/^[A-Z]{3}$/), currencyAmount: decimal });
type Amount = z.output<typeof amountSchema>;

interface Breakdown {
  readonly breakdownType?: string | undefined;
  readonly breakdownAmount?: Amount | null | undefined;
  readonly breakdowns?: readonly Breakdown[] | null | undefined;
}

const breakdownSchema: z.ZodType<Breakdown> = z.object({
  breakdownType: optionalText,
  breakdownAmount: amountSchema.nullish(),
  get breakdowns() {
    return z.array(breakdownSchema).nullish();
  },
});

const transactionSchema = z.object({
  ...texts("transactionId", "transactionType", "description"),
  postedDate: z.iso.datetime({ offset: true }),
  totalAmount: amountSchema.nullish(),
  relatedIdentifiers: listOf(z.object({ relatedIdentifierName: z.string(), relatedIdentifierValue: z.string() })),
  breakdowns: z.array(breakdownSchema).nullish(),
});
type Transaction = z.output<typeof transactionSchema>;

const pageSchema = z.object({
  payload: z.object({
    nextToken: optionalText,
    transactions: listOf(anyJson),
  }),
});

const FEE = /fee|commission|expense|advertis|chargeback|\bTCS|\bTDS/i;
/** Money that only changes its place. */
const TRANSFER = /transfer|disbursement|reserve/i;

const TAX = /tax|gst|vat/i;

interface Leaf {
  readonly path: readonly string[];
  readonly amount: Amount;
}

/** The charges of one transaction: of a sale what its breakdown calls a fee, of anything else all of it. */
export function feesOf(raw: Json, ctx: Pick<Context, "drift">): Fee[] {
  const transaction = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const id = (name: string) =>
    transaction.relatedIdentifiers.find(({ relatedIdentifierName }) => relatedIdentifierName === name)
      ?.relatedIdentifierValue;
  const orderKey = id("ORDER_ID");
  const type = transaction.transactionType ?? "";
  if (TRANSFER.test(type)) return [];
  const outgoing = leavesOf(transaction.breakdowns ?? [], []);
  const charged = orderKey === undefined ? outgoing : outgoing.filter(({ path }) => FEE.test(path.join(" ")));
  if (orderKey === undefined && outgoing.length === 0 && transaction.totalAmount)
    charged.push({ path: [transaction.description ?? type], amount: transaction.totalAmount });
  // What was held back first and released later is one charge: the second telling replaces the first.
  const key = id("DEFERRED_TRANSACTION_ID") ?? transaction.transactionId ?? digestOf(transaction);
  return charged.flatMap(({ path, amount }, index) => {
    const { minor, currency } = parseMoney(amount.currencyAmount, amount.currencyCode);
    if (minor === 0n) return [];
    const text = path.join(": ") || type;
    return [
      {
        key: `${key}:${index}`,
        orderKey,
        kind: chargeKind(text) ?? (orderKey === undefined ? "adjustment" : "other"),
        // Amazon writes what it takes with a minus.
        amount: { minor: -minor, currency },
        ...(path.length > 1 && TAX.test(path.at(-1) ?? "") && { taxMinor: -minor }),
        at: new Date(transaction.postedDate).toISOString(),
        text,
        raw,
      },
    ];
  });
}

function leavesOf(breakdowns: readonly Breakdown[], above: readonly string[]): Leaf[] {
  return breakdowns.flatMap(({ breakdownType, breakdownAmount, breakdowns: inner }) => {
    const path = [...above, breakdownType ?? ""].filter(Boolean);
    if (inner && inner.length > 0) return leavesOf(inner, path);
    return breakdownAmount ? [{ path, amount: breakdownAmount }] : [];
  });
}

function digestOf({ postedDate, relatedIdentifiers, totalAmount, transactionType }: Transaction): string {
  const text = JSON.stringify([postedDate, relatedIdentifiers, totalAmount, transactionType]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Where a walk stands: the window, and the page in it. */
interface PagePosition {
  readonly after: number;
  readonly before: number;
  readonly token: string;
}

const write = ({ after, before, token }: PagePosition): string => [after, before, token].join("|");

function read(cursor: string | null, since: string | undefined, now: number): PagePosition {
  const [after = "", before = "", ...token] = (cursor ?? "").split("|");
  const beginning = since === undefined ? now - HISTORY_MS : Date.parse(since);
  return { after: Number(after) || beginning, before: Number(before) || 0, token: token.join("|") };
}

/** A token goes with the arguments of the call that made it. No marketplace: with one, US orders go missing. */
async function askPage({ after, before, token }: PagePosition, ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/finances/2024-06-19/transactions",
    query: [
      ["postedAfter", new Date(after).toISOString()],
      ["postedBefore", new Date(before).toISOString()],
      ...(token === "" ? [] : [["nextToken", token] as const]),
    ],
    operation: "finances.list",
  });
  return body;
}

async function* posted(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<Fee>> {
  let place = read(input.cursor, input.since, ctx.shopNow());
  for (let first = true; ; first = false) {
    const limit = ctx.shopNow() - BEFORE_NOW_MS;
    const before = place.before || Math.min(place.after + WINDOW_MS, limit);
    if (before <= place.after) return;
    const body = await askPage({ ...place, before }, ctx).catch((error: unknown) => {
      // A token that is no longer known: the window is walked anew.
      if (first && place.token !== "" && isConnectorError(error) && error.kind === "rejected") return null;
      throw error;
    });
    if (body === null) {
      place = { ...place, token: "" };
      continue;
    }
    const { payload } = parseResponse(pageSchema, body, { ctx, what: "transactions" });
    const { items, unread } = readAll(payload.transactions, ctx);
    const token = payload.nextToken ?? "";
    const isLast = token === "" && before >= limit;
    place =
      token === ""
        ? { after: isLast ? Math.max(place.after, before - OVERLAP_MS) : before, before: 0, token }
        : { ...place, before, token };
    yield { items, cursor: write(place), safeToSave: unread === 0, unread };
    if (isLast) return;
  }
}

function readAll(rows: readonly Json[], ctx: Context): { readonly items: Fee[]; readonly unread: number } {
  const items: Fee[] = [];
  let unread = 0;
  for (const row of rows) {
    try {
      items.push(...feesOf(row, ctx));
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "drift") throw error;
      unread += 1;
    }
  }
  return { items, unread };
}

const sweep: Sweep<Fee> = { id: "posted", mode: "changed", everyMs: 6 * 3_600_000, run: posted };

export const fees: Fees = { sweeps: [sweep], settlements };

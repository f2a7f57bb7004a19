/** A sub order as a part of its order: put together of what the orders, returns and payments files say of it. */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { decimal, each, parseResponse } from "../kit/parse/parse.ts";
import { instantOf } from "./cells.ts";
import { itemKey, type Settings } from "./settings.ts";
import { type Meaning, orderMeaning, paymentMeaning, returnMeaning } from "./statuses.ts";

export const CURRENCY = "INR";

/** A row of the orders file, cells as text. */
const orderRow = z.object({
  status: z.string(),
  /** YYYY-MM-DD in India. */
  day: z.string(),
  /** ISO 8601 UTC: no later than this it was placed, as far as the first report that told it knows. */
  ...each(z.string(), "at", "state", "title", "sku", "size"),
  quantity: z.int(),
  price: decimal,
  packet: z.string(),
});

const returnRow = z.object({
  type: z.string(),
  reason: z.string(),
  day: z.string().nullable(),
  awb: z.string(),
});

const reportedSchema = z.object({
  order: orderRow.optional(),
  return: returnRow.optional(),
  /** Live Order Status of the payments file. */
  live: z.string().optional(),
});

export type OrderRow = Readonly<z.output<typeof orderRow>>;

/** What is known of a sub order; kept as the part's raw payload. */
export type ReportedPart = Readonly<z.output<typeof reportedSchema>>;

/** What an earlier file told, from the payload kept of it. Throws drift where that is not of this shape. */
export function reportedOf(raw: Json | undefined, ctx: Pick<Context, "drift">): ReportedPart {
  return parseResponse(reportedSchema, raw ?? {}, { ctx, what: "a sub order kept earlier" });
}

/** As kept: only what is known. */
export const storedPart = (reported: ReportedPart): Json =>
  Object.fromEntries(
    Object.entries(reported).flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const])),
  );

/** Files overlap and come in any order: of two rows about one thing the one that has gone further stays. */
export function merged(before: ReportedPart, news: ReportedPart): ReportedPart {
  const rows = [before.order, news.order].filter((row) => row !== undefined);
  const last = rows.reduce(further, undefined);
  const [earliest] = rows.map(({ at }) => at).sort();
  const order = last && earliest !== undefined && { ...last, at: earliest };
  const live = [before.live, news.live].filter((word) => word !== undefined).reduce(furtherWord, undefined);
  const back = news.return ?? before.return;
  return { ...(order && { order }), ...(back && { return: back }), ...(live !== undefined && { live }) };
}

function further(best: OrderRow | undefined, row: OrderRow): OrderRow {
  return best && rankOf(orderMeaning(best.status)) > rankOf(orderMeaning(row.status)) ? best : row;
}

function furtherWord(best: string | undefined, word: string): string {
  return best !== undefined && rankOf(paymentMeaning(best)) > rankOf(paymentMeaning(word)) ? best : word;
}

const rankOf = (meaning: Meaning | undefined) => meaning?.rank ?? -1;

/** The order a sub order belongs to: what stands before the underscore. */
export const orderOf = (subOrder: string) => subOrder.replace(/_\d+$/, "");

/** The part, once the orders file has told its line; null before. */
export function partOf(
  subOrder: string,
  reported: ReportedPart,
  { settings, ctx }: { readonly settings: Settings; readonly ctx: Pick<Context, "drift"> },
): OrderPart | null {
  const { order } = reported;
  if (!order) return null;
  const meaning = meaningOf(reported, ctx);
  const units = order.quantity;
  const alive = meaning.isDead ? 0 : units;
  const price = parseMoney(order.price, CURRENCY).minor;
  const totalMinor = settings.priceIs === "unit" ? price * BigInt(units) : price;
  const cod = settings.treatAsCod;
  const key = itemKey(order.sku, order.size, settings);
  return {
    orderKey: orderOf(subOrder),
    partKey: subOrder,
    version: { kind: "rank", value: BigInt(meaning.rank) },
    complete: true,
    number: orderOf(subOrder),
    placedAt: order.at,
    status: meaning.status,
    financial: cod && meaning.financial === "pending" ? "cod_pending" : meaning.financial,
    fulfilment: meaning.fulfilment,
    platformStatus: reported.return?.type ?? order.status,
    payment: { kind: cod ? "cod" : "unknown", paymentMethod: "Meesho" },
    totals: {
      currency: CURRENCY,
      subtotalMinor: totalMinor,
      discountMinor: 0n,
      taxMinor: null,
      shippingMinor: null,
      feesMinor: null,
      totalMinor,
      taxIncluded: true,
    },
    // What Meesho pays on, not what the buyer paid.
    quality: "estimated",
    lines: [
      {
        key: subOrder,
        variantKey: key,
        sku: key,
        title: order.title || key,
        orderedQuantity: units,
        quantity: alive,
        fulfilledQuantity: meaning.hasLeft ? units : 0,
        restockedQuantity: 0,
        channelTook: alive,
        unitPrice: settings.priceIs === "unit" ? order.price : perUnit(totalMinor, units),
        discountMinor: 0n,
        taxMinor: 0n,
        totalMinor,
        fulfilledBy: "merchant",
      },
    ],
    fulfilments: meaning.hasLeft
      ? [
          {
            key: order.packet || subOrder,
            status: meaning.fulfilment,
            trackingNumbers: [],
            lines: [{ lineKey: subOrder, quantity: units }],
          },
        ]
      : [],
    refunds: refundsOf(subOrder, reported, { totalMinor, meaning }),
    contact: { quality: "absent" },
    shippingAddress: { country: "IN", ...(order.state !== "" && { region: order.state }) },
    tags: [],
    raw: storedPart(reported),
  };
}

function meaningOf(reported: ReportedPart, ctx: Pick<Context, "drift">): Meaning {
  const { order, live } = reported;
  const own = order ? orderMeaning(order.status) : undefined;
  if (order && !own)
    ctx.drift({
      path: "Reason for Credit Entry",
      problem: "a status this connector does not know",
      value: order.status,
    });
  const others = [
    reported.return ? returnMeaning(reported.return.type) : undefined,
    live === undefined ? undefined : paymentMeaning(live),
  ];
  const existing = [own, ...others].filter((meaning) => meaning !== undefined);
  const [first] = existing;
  // A word nobody knows is looked at by a person.
  if (!first)
    return {
      rank: 0,
      status: "on_hold",
      financial: "pending",
      fulfilment: "unfulfilled",
      hasLeft: false,
      isDead: false,
    };
  return existing.reduce((most, each) => (each.rank > most.rank ? each : most), first);
}

function refundsOf(
  subOrder: string,
  { return: back, order }: ReportedPart,
  { totalMinor, meaning }: { readonly totalMinor: bigint; readonly meaning: Meaning },
): OrderPart["refunds"] {
  if (!back || !order || meaning.financial !== "refunded") return [];
  return [
    {
      key: `${subOrder}:return`,
      amountMinor: totalMinor,
      ...(back.reason !== "" && { reason: back.reason }),
      at: instantOf(back.day ?? order.day),
      lines: [{ lineKey: subOrder, quantity: order.quantity, restocked: null }],
    },
  ];
}

function perUnit(totalMinor: bigint, units: number): string {
  const paise = (totalMinor * 10_000n) / BigInt(units);
  const digits = paise.toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/0{1,4}$/, "");
}

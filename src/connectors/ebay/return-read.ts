/**
 * Return requests of buyers, as Post-Order tells them (sheet section 4, "Returns"; eBay's reference of
 * `GET /post-order/v2/return/search` and `/return/{returnId}`). Searching is by the time they were opened alone.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalId,
  optionalText,
  optionalTime,
  parseResponse,
  texts,
  wholeNumber,
} from "../kit/parse/parse.ts";
import type { OpenRow } from "../kit/pull/open-list.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { orderSites } from "./settings.ts";

const RETURN = "/post-order/v2/return";
const PAGE = 200;
/** A search without an end goes 90 days ahead, and no span of several times that is documented. */
const SPAN_MS = 89 * 86_400_000;
/** One open for longer was known before, and is asked for by its number. */
const SPANS = 2;
export const RETURNS_EVERY_MS = 60 * 60_000;

const moment = z.object({ value: optionalTime }).nullish();
const amount = z.object({ value: decimal, currency: z.string() }).nullish();

const summarySchema = z.object({
  returnId: idText,
  orderId: optionalId,
  ...texts("state", "status", "buyerLoginName"),
  creationInfo: z
    .object({
      item: z
        .object({ itemId: optionalId, transactionId: optionalId, returnQuantity: wholeNumber.nullish() })
        .nullish(),
      ...texts("reason"),
      comments: z.object(texts("content")).nullish(),
      creationDate: moment,
    })
    .nullish(),
  sellerResponseDue: z.object({ ...texts("activityDue"), respondByDate: moment }).nullish(),
  sellerTotalRefund: z.object({ estimatedRefundAmount: amount, actualRefundAmount: amount }).nullish(),
});

const tracking = z.object(texts("carrierName", "carrierUsed", "trackingNumber"));
const detailSchema = z.object({
  marketplaceId: optionalText,
  closeInfo: z.object(texts("returnCloseReason", "buyerCloseReason")).nullish(),
  returnShipmentInfo: z
    .object({ shipmentTracking: tracking.nullish(), allShipmentTrackings: listOf(tracking) })
    .nullish(),
});

export interface ReturnRequest {
  readonly summary: z.output<typeof summarySchema>;
  readonly detail: z.output<typeof detailSchema> | null | undefined;
}

/** Whose it is, what becomes of it, and which goods it is about. */
const ESSENTIAL_OF_SUMMARY = [
  "returnId",
  "orderId",
  "state",
  "creationInfo.item.itemId",
  "creationInfo.item.transactionId",
  "creationInfo.item.returnQuantity",
];
const ESSENTIAL = ESSENTIAL_OF_SUMMARY.map((path) => `summary.${path}`);
const ESSENTIAL_OF_DETAIL = ["detail.closeInfo.returnCloseReason", "detail.closeInfo.buyerCloseReason"];

const pageSchema = z.object({
  members: listOf(anyJson),
  total: wholeNumber.nullish(),
  paginationOutput: z.object({ totalEntries: wholeNumber.nullish() }).nullish(),
});

/** All that are open, by number, with what differs when one has moved on. */
export async function openReturns(
  ctx: Context,
): Promise<{ readonly rows: readonly OpenRow<never>[]; readonly unread: number }> {
  const found: Json[] = [];
  for (let span = 0, to = ctx.shopNow(); span < SPANS; span += 1, to -= SPAN_MS)
    found.push(...(await openedWithin(to - SPAN_MS + 1, to, ctx)));
  const { items, unread } = await readSingly(found, (row): OpenRow<never> => {
    const one = parseResponse(summarySchema, row, { ctx, what: "return", essential: ESSENTIAL_OF_SUMMARY });
    const { returnId, state = "", status = "", sellerResponseDue: due } = one;
    return { key: returnId, mark: `${state} ${status} ${due?.respondByDate?.value ?? ""}` };
  });
  return { rows: items, unread: unread.length };
}

async function openedWithin(from: number, to: number, ctx: Context): Promise<readonly Json[]> {
  const found: Json[] = [];
  for (let isLast = false; !isLast; ) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${RETURN}/search`,
      query: [
        ["return_state", "ALL_OPEN"],
        ["creation_date_range_from", new Date(from).toISOString()],
        ["creation_date_range_to", new Date(to).toISOString()],
        ["limit", String(PAGE)],
        ["offset", String(found.length)],
      ],
      operation: "returns.list",
    });
    const page = parseResponse(pageSchema, body, { ctx, what: "returns" });
    found.push(...page.members);
    const total = page.paginationOutput?.totalEntries ?? page.total ?? found.length;
    isLast = page.members.length < PAGE || found.length >= total;
  }
  return found;
}

/** Null: eBay knows none of this number; undefined: it is of a site this connection does not read. */
export async function askReturn(id: string, ctx: Context): Promise<ReturnRequest | null | undefined> {
  const whole = await ask(id, "FULL", ctx);
  if (whole === null) return null;
  const schema = z.object({ detail: detailSchema.nullish() });
  const { detail } = parseResponse(schema, whole, { ctx, what: "return", essential: ESSENTIAL_OF_DETAIL });
  const site = detail?.marketplaceId;
  if (site !== undefined && !orderSites(ctx.connection).has(site)) return undefined;
  const short = await ask(id, "SUMMARY", ctx);
  if (short === null) return null;
  const of = z.object({ summary: summarySchema });
  return { ...parseResponse(of, short, { ctx, what: "return", essential: ESSENTIAL }), detail };
}

/** An answer holds one of both alone (eBay's reference, GetReturnFieldGroupEnum). */
async function ask(id: string, group: "FULL" | "SUMMARY", ctx: Context): Promise<Json | null> {
  const url = `${RETURN}/${encodeURIComponent(id)}`;
  const query = [["fieldgroups", group]] as const;
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, query, operation: "returns.get" }));
  return reported?.body ?? null;
}

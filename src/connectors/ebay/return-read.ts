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
/** eBay looks 18 months back. */
const HISTORY_MS = 530 * 86_400_000;
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

const returnSchema = z.object({ summary: summarySchema, detail: detailSchema.nullish() });
export type ReturnRequest = z.output<typeof returnSchema>;

/** Whose it is, what becomes of it, and which goods it is about. */
const ESSENTIAL_OF_SUMMARY = [
  "returnId",
  "orderId",
  "state",
  "creationInfo.item.itemId",
  "creationInfo.item.transactionId",
  "creationInfo.item.returnQuantity",
];
const ESSENTIAL = [
  ...ESSENTIAL_OF_SUMMARY.map((path) => `summary.${path}`),
  "detail.closeInfo.returnCloseReason",
  "detail.closeInfo.buyerCloseReason",
];

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
  for (let isLast = false; !isLast; ) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${RETURN}/search`,
      query: [
        ["return_state", "ALL_OPEN"],
        ["creation_date_range_from", new Date(ctx.shopNow() - HISTORY_MS).toISOString()],
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
  const { items, unread } = await readSingly(found, (row): OpenRow<never> => {
    const one = parseResponse(summarySchema, row, { ctx, what: "return", essential: ESSENTIAL_OF_SUMMARY });
    const { returnId, state = "", status = "", sellerResponseDue: due } = one;
    return { key: returnId, mark: `${state} ${status} ${due?.respondByDate?.value ?? ""}` };
  });
  return { rows: items, unread: unread.length };
}

/** Null: eBay knows none of this number; undefined: it is of a site this connection does not read. */
export async function askReturn(id: string, ctx: Context): Promise<ReturnRequest | null | undefined> {
  const url = `${RETURN}/${encodeURIComponent(id)}`;
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, operation: "returns.get" }));
  if (reported === null) return null;
  const request = parseResponse(returnSchema, reported.body, { ctx, what: "return", essential: ESSENTIAL });
  const site = request.detail?.marketplaceId;
  return site === undefined || orderSites(ctx.connection).has(site) ? request : undefined;
}

/** Payment disputes (sheet section 4): read and shown; accepting or contesting one is done on eBay by a person. */
import { z } from "zod";
import type { ChannelConversation, ConversationMessage, ConversationState } from "../../commerce/conversation.ts";
import { parseMoney } from "../../commerce/money.ts";
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
  time,
} from "../kit/parse/parse.ts";
import { type OpenRow, openListSweep } from "../kit/pull/open-list.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { apiz } from "./hosts.ts";

const EVERY_MS = 30 * 60_000;
/** The most a page may have (official description). */
const A_PAGE = 200;
export const DISPUTE = "dispute:";

const amount = z.object({ value: decimal, currency: z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" }) });

/** What the list and the single dispute have alike. */
const shared = {
  paymentDisputeId: idText,
  paymentDisputeStatus: z.string(),
  openDate: time,
  closedDate: optionalTime,
  respondByDate: optionalTime,
  orderId: optionalId,
  reason: optionalText,
  buyerUsername: optionalText,
  amount: amount.nullish(),
};

const summarySchema = z.object(shared);
const disputeSchema = z.object({
  ...shared,
  note: optionalText,
  buyerProvided: z.object({ note: optionalText }).nullish(),
});
type Dispute = z.output<typeof disputeSchema>;

/** Without these nobody knows what is to be done by when, and about which order. */
const ESSENTIAL = ["paymentDisputeId", "paymentDisputeStatus", "openDate", "respondByDate", "orderId"];

const pageSchema = z.object({ paymentDisputeSummaries: listOf(anyJson), next: optionalText });

/** States that are not closed. eBay gives no list in its description: any other word is read as open. */
const LISTED = ["OPEN", "ACTION_NEEDED"];

function stateOf({ paymentDisputeStatus: status }: Dispute): ConversationState {
  if (status === "ACTION_NEEDED") return "waiting_for_seller";
  return status === "CLOSED" ? "closed" : "open";
}

const utc = (text: string): string => new Date(text).toISOString();

function notesOf(dispute: Dispute): ConversationMessage[] {
  const at = utc(dispute.openDate);
  const note = (from: "buyer" | "seller", text: string | undefined): ConversationMessage[] =>
    text === undefined ? [] : [{ key: `${from}-note`, at, from, text }];
  return [...note("buyer", dispute.buyerProvided?.note), ...note("seller", dispute.note)];
}

function toConversation(raw: Json, ctx: Pick<Context, "drift">): ChannelConversation {
  const dispute = parseResponse(disputeSchema, raw, { ctx, what: "payment dispute", essential: ESSENTIAL });
  const { orderId, buyerUsername, reason, respondByDate, closedDate } = dispute;
  return {
    key: `${DISPUTE}${dispute.paymentDisputeId}`,
    kind: "dispute",
    orderKey: orderId,
    subject: "",
    buyer: buyerUsername,
    state: stateOf(dispute),
    respondBy: respondByDate && utc(respondByDate),
    canReply: false,
    reason,
    amount: dispute.amount ? parseMoney(dispute.amount.value, dispute.amount.currency) : undefined,
    openedAt: utc(dispute.openDate),
    updatedAt: utc(closedDate ?? dispute.openDate),
    messages: notesOf(dispute),
  };
}

/** One dispute; null: eBay knows none of this id. */
export async function getDispute(id: string, ctx: Context): Promise<ChannelConversation | null> {
  const url = `${apiz(ctx)}/sell/fulfillment/v1/payment_dispute/${encodeURIComponent(id)}`;
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, operation: "disputes.get" }));
  return reported && toConversation(reported.body, ctx);
}

async function listOpen(ctx: Context) {
  const found: Json[] = [];
  for (let isLast = false; !isLast; ) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${apiz(ctx)}/sell/fulfillment/v1/payment_dispute_summary`,
      query: [
        ...LISTED.map((status) => ["payment_dispute_status", status] as const),
        ["limit", String(A_PAGE)],
        ["offset", String(found.length)],
      ],
      operation: "disputes.list",
    });
    const page = parseResponse(pageSchema, body, { ctx, what: "payment disputes" });
    const rows = page.paymentDisputeSummaries;
    found.push(...rows);
    // `next` stands where there is one (official description); a full page without it is followed by a look.
    isLast = rows.length === 0 || (page.next === undefined && rows.length < A_PAGE);
  }
  const { items, unread } = await readSingly(found, (row): OpenRow<ChannelConversation> => {
    const summary = parseResponse(summarySchema, row, { ctx, what: "payment dispute", essential: ESSENTIAL });
    const { paymentDisputeId: id, paymentDisputeStatus: status, respondByDate = "" } = summary;
    return { key: id, mark: `${status} ${respondByDate}` };
  });
  return { rows: items, unread: unread.length };
}

export const disputes = openListSweep<ChannelConversation>({
  id: "disputes",
  everyMs: EVERY_MS,
  prefix: DISPUTE,
  list: listOpen,
  get: getDispute,
  isOpen: ({ state }) => state !== "closed",
});

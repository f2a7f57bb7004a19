/** Return requests in the inbox: eBay wants an answer by a date, which is given on eBay's site. */
import type { ChannelConversation } from "../../commerce/conversation.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import { openListSweep } from "../kit/pull/open-list.ts";
import { askReturn, openReturns, RETURNS_EVERY_MS, type ReturnRequest } from "./return-read.ts";

export const RETURN_REQUEST = "return:";

const utc = (text: string): string => new Date(text).toISOString();

function toConversation({ summary }: ReturnRequest, ctx: Pick<Context, "shopNow">): ChannelConversation {
  const { creationInfo, sellerResponseDue: due, sellerTotalRefund: refund } = summary;
  const respondBy = due?.respondByDate?.value;
  const openedAt = utc(creationInfo?.creationDate?.value ?? new Date(ctx.shopNow()).toISOString());
  const text = creationInfo?.comments?.content;
  const amount = refund?.actualRefundAmount ?? refund?.estimatedRefundAmount;
  return {
    key: `${RETURN_REQUEST}${summary.returnId}`,
    kind: "incident",
    orderKey: summary.orderId,
    subject: "",
    buyer: summary.buyerLoginName,
    state: summary.state === "CLOSED" ? "closed" : respondBy === undefined ? "open" : "waiting_for_seller",
    respondBy: respondBy && utc(respondBy),
    canReply: false,
    reason: creationInfo?.reason,
    amount: amount ? parseMoney(amount.value, amount.currency) : undefined,
    openedAt,
    updatedAt: openedAt,
    messages: text === undefined ? [] : [{ key: "comment", at: openedAt, from: "buyer", text }],
  };
}

/** One request; null: eBay knows none of this number; undefined: it is of a site this connection does not read. */
export async function getReturnRequest(id: string, ctx: Context): Promise<ChannelConversation | null | undefined> {
  const request = await askReturn(id, ctx);
  return request && toConversation(request, ctx);
}

export const returnRequests = openListSweep<ChannelConversation>({
  id: "returns",
  everyMs: RETURNS_EVERY_MS,
  prefix: RETURN_REQUEST,
  list: openReturns,
  get: getReturnRequest,
  isOpen: ({ state }) => state !== "closed",
});

/** Buyers' messages (Message API) and payment disputes, as the official descriptions have them. */
import type { SandboxConversation } from "../../connectors/kit/sandbox/conversation-controls.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { sellerTotal } from "./order-life.ts";
import { failure, ok } from "./replies.ts";
import { digits, now, ofMinor, type State, type StoredConversation, type StoredDispute } from "./state.ts";

const SELLER = "sandbox_seller";
const BUYER = "sandbox_buyer";
const MOST_CHARACTERS = 2_000;
const A_PAGE = 50;
const DAY_MS = 86_400_000;
const MESSAGE = "message:";
const DISPUTE = "dispute:";

/** A page, or the refusal of its limit or offset. */
function pageOf<T>({ query }: SandboxRequest, all: readonly T[]): readonly T[] | SandboxReply {
  const [limit, offset] = [Number(query.get("limit") ?? 25), Number(query.get("offset") ?? 0)];
  if (!(limit >= 1 && limit <= A_PAGE))
    return failure(400, 355_009, "Invalid limit. The limit value must be a positive integer value.");
  if (offset % limit !== 0) return failure(400, 355_008, "Invalid offset.");
  return all.slice(offset, offset + limit);
}

/** "The URI for the next page of results", where there is one. */
function pageFields({ path, query }: SandboxRequest, page: readonly unknown[], all: readonly unknown[]): object {
  const [limit, offset] = [Number(query.get("limit") ?? 25), Number(query.get("offset") ?? 0)];
  const next = offset + page.length < all.length ? { next: `${path}?limit=${limit}&offset=${offset + limit}` } : {};
  return { href: path, limit, offset, total: all.length, ...next };
}

const isReply = (page: readonly unknown[] | SandboxReply): page is SandboxReply => !Array.isArray(page);

export function messages(request: SandboxRequest, state: State, [area, id]: readonly string[]): SandboxReply {
  if (request.method === "POST" && area === "send_message") return send(request, state);
  if (request.method !== "GET" || area !== "conversation") return failure(404, 2002, "Resource not found");
  if (request.query.get("conversation_type") !== "FROM_MEMBERS")
    return failure(400, 355_017, "The required conversation_type query parameter is either missing or invalid.");
  return id === undefined ? list(request, state) : one(request, state, decodeURIComponent(id));
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const [from, to] = [request.query.get("start_time") ?? "", request.query.get("end_time") ?? "9"];
  // UNVERIFIED: by any message or by the latest; this is the one in which pages shift when somebody writes.
  const found = state.conversations.filter(({ messages: sent }) => {
    const latest = sent.at(-1)?.at ?? "";
    return latest > from && latest < to;
  });
  const page = pageOf(request, found);
  if (isReply(page)) return page;
  const conversations = page.map((conversation) => ({
    conversationId: conversation.id,
    conversationStatus: "ACTIVE",
    conversationTitle: conversation.title,
    conversationType: "FROM_MEMBERS",
    createdDate: conversation.messages[0]?.at,
    latestMessage: conversation.messages.map(messageView).at(-1),
    unreadCount: 0,
  }));
  return ok({ ...pageFields(request, page, found), conversations });
}

function one(request: SandboxRequest, state: State, id: string): SandboxReply {
  const conversation = state.conversations.find((stored) => stored.id === id);
  if (!conversation) return failure(404, 355_007, "Invalid or unrecognized conversation_id value.");
  // Newest first: the order is not published.
  const page = pageOf(request, conversation.messages.toReversed());
  if (isReply(page)) return page;
  return ok({
    conversationStatus: "ACTIVE",
    conversationTitle: conversation.title,
    conversationType: "FROM_MEMBERS",
    ...pageFields(request, page, conversation.messages),
    messages: page.map(messageView),
  });
}

const messageView = (message: StoredConversation["messages"][number]): object => ({
  messageId: message.id,
  createdDate: message.at,
  messageBody: message.body,
  readStatus: false,
  senderUsername: message.isSeller ? SELLER : BUYER,
  recipientUsername: message.isSeller ? BUYER : SELLER,
  subject: "Question about my order",
});

function send(request: SandboxRequest, state: State): SandboxReply {
  const { conversationId, messageText = "" } = request.json() as { conversationId?: string; messageText?: string };
  if (conversationId === undefined)
    return failure(400, 355_018, "conversationId and otherPartyUsername cannot both be empty.");
  const conversation = state.conversations.find(({ id }) => id === conversationId);
  if (!conversation) return failure(400, 355_007, "Invalid or unrecognized conversation_id value.");
  if (messageText === "") return failure(400, 355_015, "Please pass message text or upload one of more media.");
  if (messageText.length > MOST_CHARACTERS)
    return failure(400, 355_013, "The messageText string exceeds the maximum character threshold of 2000.");
  const message = { id: digits(state, 10), at: now(state), body: messageText, isSeller: true };
  conversation.messages.push(message);
  return ok(
    {
      messageId: message.id,
      createdDate: message.at,
      messageBody: messageText,
      readStatus: false,
      senderUserName: SELLER,
      recipientUserName: BUYER,
    },
    201,
  );
}

export function disputes(request: SandboxRequest, state: State, [area, id]: readonly string[]): SandboxReply {
  if (request.method !== "GET") return failure(404, 2002, "Resource not found");
  if (area === "payment_dispute") {
    const found = state.disputes.find((dispute) => dispute.id === id);
    return found ? ok(disputeView(found)) : failure(404, 33_001, "Invalid Payment Dispute Id");
  }
  const limit = Number(request.query.get("limit") ?? 200);
  if (!(limit >= 1 && limit <= 200)) return failure(400, 33_001, "Invalid input request");
  const statuses = request.query.getAll("payment_dispute_status");
  const found = state.disputes.filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  const offset = Number(request.query.get("offset") ?? 0);
  const page = found.slice(offset, offset + limit);
  return ok({ ...pageFields(request, page, found), paymentDisputeSummaries: page.map(summaryView) });
}

const summaryView = (dispute: StoredDispute): object => ({
  paymentDisputeId: dispute.id,
  paymentDisputeStatus: dispute.status,
  openDate: dispute.openedAt,
  orderId: dispute.orderId,
  reason: "ITEM_NOT_RECEIVED",
  buyerUsername: BUYER,
  amount: dispute.amount,
  ...(dispute.status === "ACTION_NEEDED" ? { respondByDate: dispute.respondBy } : {}),
  ...(dispute.closedAt === null ? {} : { closedDate: dispute.closedAt }),
});

const disputeView = (dispute: StoredDispute): object => ({
  ...summaryView(dispute),
  buyerProvided: { note: dispute.note },
  ...(dispute.status === "ACTION_NEEDED" ? { availableChoices: ["ACCEPT", "CONTEST"] } : {}),
  lineItems: [],
  revision: 1,
});

/** A buyer writes, or has the payment contested. */
export function openConversation(state: State, { kind, orderKey, text }: SandboxConversation): string {
  const order = state.orders.get(orderKey);
  if (!order) throw new RangeError(`The sandbox has no order ${orderKey}.`);
  if (kind === "message") {
    const id = digits(state, 9);
    state.conversations.push({ id, title: "Question about my order", messages: [] });
    writeToSeller(state, `${MESSAGE}${id}`, text);
    return `${MESSAGE}${id}`;
  }
  const id = digits(state, 10);
  state.disputes.push({
    ...{ id, orderId: orderKey, openedAt: now(state), note: text, closedAt: null, status: "ACTION_NEEDED" },
    respondBy: new Date(state.clock.now() + 5 * DAY_MS).toISOString(),
    amount: ofMinor(sellerTotal(order), state.currency),
  });
  return `${DISPUTE}${id}`;
}

export function writeToSeller(state: State, key: string, body: string): void {
  conversationOf(state, key).messages.push({ id: digits(state, 10), at: now(state), body, isSeller: false });
}

export function closeConversation(state: State, key: string): void {
  const dispute = state.disputes.find(({ id }) => key === `${DISPUTE}${id}`);
  if (dispute) Object.assign(dispute, { status: "CLOSED", closedAt: now(state) });
}

export const repliesIn = (state: State, key: string): readonly string[] =>
  conversationOf(state, key).messages.flatMap(({ isSeller, body }) => (isSeller ? [body] : []));

function conversationOf(state: State, key: string): StoredConversation {
  const found = state.conversations.find(({ id }) => key === `${MESSAGE}${id}`);
  if (!found) throw new RangeError(`The sandbox has no conversation "${key}".`);
  return found;
}

/** One conversation with a buyer and its messages (Message API, sheet section 10). */
import { z } from "zod";
import type { ChannelConversation, ConversationMessage } from "../../commerce/conversation.ts";
import { message } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import { idText, listOf, optionalText, parseResponse, texts, time, wholeNumber, within } from "../kit/parse/parse.ts";
import { api } from "./hosts.ts";

/** The most a page may have, and what an offset has to be a multiple of (official description). */
export const A_PAGE = 50;
/** Pages from either end of a conversation: in which order messages come is not published. */
const PAGES_AN_END = 5;
/** Where `total` is not to be relied upon, `next` is followed so far. */
const MOST_PAGES = 100;
export const MESSAGE = "message:";
export const OF_MEMBERS = ["conversation_type", "FROM_MEMBERS"] as const;

const messageSchema = z.object({
  messageId: idText,
  createdDate: time,
  senderUsername: z.string(),
  ...texts("recipientUsername", "messageBody", "subject"),
  messageMedia: listOf(z.object({ mediaName: optionalText })),
});
type Message = z.output<typeof messageSchema>;

const detailSchema = z.object({
  ...texts("conversationStatus", "conversationTitle", "next"),
  // An answer without them is no empty conversation.
  messages: z.array(messageSchema),
  total: wholeNumber.nullish(),
});
type Detail = z.output<typeof detailSchema>;

/** Without these nobody knows who said what, and whose turn it is. */
const ESSENTIAL: readonly string[] = [
  "conversationStatus",
  "total",
  ...within("messages.*", "messageId", "createdDate", "senderUsername", "messageBody"),
];

const utc = (text: string): string => new Date(text).toISOString();

/** "next: returned if there is an additional page" (official description); a full page without it is followed by a look. */
export const hasNext = (next: string | undefined, rows: number): boolean =>
  rows > 0 && (next !== undefined || rows >= A_PAGE);

/** Where in an answer a name stands that nobody is known by. */
const SENDER = "messages.senderUsername";

/** The seller may have another name since the account was read: it is read again then. */
export const isOfUnknownSeller = (error: unknown): boolean =>
  error instanceof ConnectorError && error.info.kind === "drift" && error.info.path === SENDER;

/**
 * Who wrote each message. eBay names senders by user name alone, some countries see the id in its place (sheet section
 * 2), and a name can change: whoever writes to the buyer is the seller, by whatever name. Throws where none of the names
 * is the seller's: a message of their own taken for the buyer's would wait for an answer, and be sent once more.
 */
function sendersOf(messages: readonly Message[], { connection }: Pick<Context, "connection">) {
  const own = [connection.facts.name, connection.facts.userId].flatMap((one) =>
    typeof one === "string" ? [one.toLowerCase()] : [],
  );
  const isOwn = (name: string | undefined) => name !== undefined && own.includes(name.toLowerCase());
  const others = messages.flatMap(({ senderUsername: from, recipientUsername: to }) => {
    if (isOwn(from)) return to?.toLowerCase() ?? [];
    return isOwn(to) ? from.toLowerCase() : [];
  });
  const isOther = (name: string | undefined) => name !== undefined && others.includes(name.toLowerCase());
  return ({ senderUsername: from, recipientUsername: to }: Message): "buyer" | "seller" => {
    if (isOwn(from)) return "seller";
    if (isOwn(to) || isOther(from) || to === undefined) return "buyer";
    if (isOther(to)) return "seller";
    const problem = "is not the seller's";
    throw new ConnectorError(
      { kind: "drift", path: SENDER, problem },
      message("platform.changed", { what: "conversation", path: SENDER, problem }),
    );
  };
}

async function askPage(id: string, offset: number, ctx: Context): Promise<Detail> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${api(ctx)}/commerce/message/v1/conversation/${encodeURIComponent(id)}`,
    query: [OF_MEMBERS, ["limit", String(A_PAGE)], ["offset", String(offset)]],
    operation: "messages.get",
  });
  return parseResponse(detailSchema, body, { ctx, what: "conversation", essential: ESSENTIAL });
}

/** All messages, or those of both ends where there are many: the newest are among them whatever the order is. */
async function askMessages(id: string, ctx: Context): Promise<Detail> {
  const first = await askPage(id, 0, ctx);
  const messages = new Map(first.messages.map((one) => [one.messageId, one]));
  let page = first;
  for (let offset = A_PAGE, pages = 1; pages < MOST_PAGES && hasNext(page.next, page.messages.length); pages += 1) {
    const lastPages = Math.floor((page.total ?? 0) / A_PAGE) - PAGES_AN_END;
    if (pages === PAGES_AN_END) offset = Math.max(offset, lastPages * A_PAGE);
    page = await askPage(id, offset, ctx);
    for (const one of page.messages) messages.set(one.messageId, one);
    offset += A_PAGE;
  }
  return { ...first, messages: [...messages.values()] };
}

/** One conversation; null: eBay knows none of this id. */
export async function getMessages(id: string, ctx: Context): Promise<ChannelConversation | null> {
  const detail = await nullIfNotFound(askMessages(id, ctx));
  if (detail === null) return null;
  const byTime = detail.messages.toSorted((one, other) => Date.parse(one.createdDate) - Date.parse(other.createdDate));
  const [first, last] = [byTime[0], byTime.at(-1)];
  if (!first || !last) return null;
  const senderOf = sendersOf(byTime, ctx);
  const toMessage = (one: Message): ConversationMessage => ({
    key: one.messageId,
    at: utc(one.createdDate),
    from: senderOf(one),
    author: one.senderUsername,
    text: one.messageBody ?? "",
    attachments: one.messageMedia.map(({ mediaName }) => mediaName ?? ""),
  });
  const buyerIn = byTime.find((one) => senderOf(one) === "buyer");
  const isOver = detail.conversationStatus === "ARCHIVE" || detail.conversationStatus === "DELETE";
  return {
    key: `${MESSAGE}${id}`,
    kind: "message",
    subject: detail.conversationTitle ?? first.subject ?? "",
    buyer: buyerIn?.senderUsername ?? first.recipientUsername,
    state: isOver ? "closed" : senderOf(last) === "seller" ? "open" : "waiting_for_seller",
    canReply: !isOver,
    openedAt: utc(first.createdDate),
    updatedAt: utc(last.createdDate),
    messages: byTime.map(toMessage),
  };
}

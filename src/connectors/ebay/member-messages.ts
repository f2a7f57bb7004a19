/**
 * Conversations with buyers (Message API, sheet section 10). The list is asked for by the time of messages, with a closed
 * end, so that no page shifts under a moving set; each conversation's messages are a call of their own.
 */
import { z } from "zod";
import type { ChannelConversation, ConversationMessage } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ReplyResult, ReplyToSend } from "../kit/contract/conversations.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import {
  anyJson,
  idText,
  listOf,
  optionalText,
  parseOutcome,
  parseResponse,
  texts,
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { api } from "./hosts.ts";

const EVERY_MS = 15 * 60_000;
/** The most a page may have, and what an offset has to be a multiple of (official description). */
const A_PAGE = 50;
/** A message that is told late; how late is not published. */
const OVERLAP_MS = 10 * 60_000;
/** So far back a first run reads: an assumption, no limit of eBay's. */
const HISTORY_MS = 90 * 86_400_000;
/** Messages read of one conversation. In which order they come is not published, so all of them are, up to here. */
const MOST_PAGES = 10;
export const MESSAGE = "message:";
const OF_MEMBERS = ["conversation_type", "FROM_MEMBERS"] as const;

const messageSchema = z.object({
  messageId: idText,
  createdDate: time,
  senderUsername: z.string(),
  ...texts("recipientUsername", "messageBody", "subject"),
  messageMedia: listOf(z.object({ mediaName: optionalText })),
});
type Message = z.output<typeof messageSchema>;

const listSchema = z.object({ conversations: listOf(anyJson), total: wholeNumber.nullish() });
const rowSchema = z.object({ conversationId: idText });
const detailSchema = z.object({
  ...texts("conversationStatus", "conversationTitle"),
  messages: listOf(messageSchema),
  total: wholeNumber.nullish(),
});

/** Without these nobody knows who said what, and whose turn it is. */
const ESSENTIAL: readonly string[] = [
  "conversationStatus",
  "total",
  ...within("messages.*", "messageId", "createdDate", "senderUsername", "messageBody"),
];

const utc = (text: string): string => new Date(text).toISOString();

/** eBay names senders by user name alone; some countries see the id in its place (sheet section 2). */
function isSeller(name: string, { connection }: Pick<Context, "connection">): boolean {
  const { name: username, userId } = connection.facts;
  return [username, userId].some((own) => typeof own === "string" && own.toLowerCase() === name.toLowerCase());
}

const toMessage =
  (ctx: Pick<Context, "connection">) =>
  (one: Message): ConversationMessage => ({
    key: one.messageId,
    at: utc(one.createdDate),
    from: isSeller(one.senderUsername, ctx) ? "seller" : "buyer",
    author: one.senderUsername,
    text: one.messageBody ?? "",
    attachments: one.messageMedia.map(({ mediaName }) => mediaName ?? ""),
  });

async function askMessages(id: string, ctx: Context) {
  const messages: Message[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${api(ctx)}/commerce/message/v1/conversation/${encodeURIComponent(id)}`,
      query: [OF_MEMBERS, ["limit", String(A_PAGE)], ["offset", String(page * A_PAGE)]],
      operation: "messages.get",
    });
    const part = parseResponse(detailSchema, body, { ctx, what: "conversation", essential: ESSENTIAL });
    messages.push(...part.messages);
    if (part.messages.length < A_PAGE || messages.length >= (part.total ?? 0)) return { ...part, messages };
  }
  return { conversationStatus: undefined, conversationTitle: undefined, messages };
}

/** One conversation; null: eBay knows none of this id. */
export async function getMessages(id: string, ctx: Context): Promise<ChannelConversation | null> {
  const detail = await nullIfNotFound(askMessages(id, ctx));
  if (detail === null) return null;
  const byTime = detail.messages.toSorted((one, other) => Date.parse(one.createdDate) - Date.parse(other.createdDate));
  const [first, last] = [byTime[0], byTime.at(-1)];
  if (!first || !last) return null;
  const buyerIn = byTime.find(({ senderUsername }) => !isSeller(senderUsername, ctx));
  const isOver = detail.conversationStatus === "ARCHIVE" || detail.conversationStatus === "DELETE";
  return {
    key: `${MESSAGE}${id}`,
    kind: "message",
    subject: detail.conversationTitle ?? first.subject ?? "",
    buyer: buyerIn?.senderUsername ?? first.recipientUsername,
    state: isOver ? "closed" : isSeller(last.senderUsername, ctx) ? "open" : "waiting_for_seller",
    canReply: !isOver,
    openedAt: utc(first.createdDate),
    updatedAt: utc(last.createdDate),
    messages: byTime.map(toMessage(ctx)),
  };
}

/** Where a walk stands: its window and the rows read of it. */
const cursorSchema = z.object({ fromMs: z.number(), toMs: z.number(), offset: z.number() });
type Cursor = z.output<typeof cursorSchema>;

function beginOf(cursor: string | null, since: string | undefined, now: number): Cursor {
  if (cursor === null)
    return { fromMs: Math.max(Date.parse(since ?? "") || 0, now - HISTORY_MS), toMs: now, offset: 0 };
  const last = cursorSchema.parse(JSON.parse(cursor));
  return last.offset > 0 ? last : { ...last, toMs: now };
}

async function* changed(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelConversation>> {
  let at = beginOf(cursor, since, ctx.shopNow());
  for (let isLast = false; !isLast; ) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${api(ctx)}/commerce/message/v1/conversation`,
      query: [
        OF_MEMBERS,
        ["start_time", new Date(at.fromMs).toISOString()],
        ["end_time", new Date(at.toMs).toISOString()],
        ["limit", String(A_PAGE)],
        ["offset", String(at.offset)],
      ],
      operation: "messages.list",
    });
    const { conversations, total } = parseResponse(listSchema, body, { ctx, what: "conversations" });
    const { items, unread } = await readSingly<Json, ChannelConversation>(conversations, (row) =>
      getMessages(parseResponse(rowSchema, row, { ctx, what: "conversation" }).conversationId, ctx),
    );
    const offset = at.offset + A_PAGE;
    isLast = conversations.length < A_PAGE || offset >= (total ?? 0);
    at = isLast ? { fromMs: at.toMs - OVERLAP_MS, toMs: at.toMs, offset: 0 } : { ...at, offset };
    yield { items, cursor: JSON.stringify(at), safeToSave: true, unread: unread.length };
  }
}

export const memberMessages: Sweep<ChannelConversation> = {
  id: "messages",
  mode: "changed",
  everyMs: EVERY_MS,
  run: changed,
};

/** eBay takes no key of ours: the call is made once. */
export async function sendMessage({ conversation, text }: ReplyToSend, ctx: Context): Promise<ReplyResult> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${api(ctx)}/commerce/message/v1/send_message`,
    json: { conversationId: conversation.key.slice(MESSAGE.length), messageText: text },
    operation: "messages.send",
  });
  const { messageId } = parseOutcome(z.object({ messageId: optionalText }), body, { ctx, what: "message" });
  return { state: "sent", messageKey: messageId };
}

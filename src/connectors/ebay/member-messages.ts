/**
 * The walk of conversations with buyers (Message API, sheet section 10) and replies to them. The list is asked for by the
 * time of messages, with a closed end; each conversation's messages are a call of their own, and a page of its own, so
 * that a walk ends between any two of them. One whose latest message was read already costs no call.
 */
import { z } from "zod";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ReplyResult, ReplyToSend } from "../kit/contract/conversations.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { anyJson, idText, listOf, optionalText, parseOutcome, parseResponse, texts } from "../kit/parse/parse.ts";
import { MAX_SEEN } from "../kit/pull/overlap.ts";
import { outcomeOf, rowId } from "../kit/pull/read-each.ts";
import { askAgain, unreadSchema, withUnread } from "../kit/pull/unread-keys.ts";
import { api } from "./hosts.ts";
import { A_PAGE, getMessages, hasNext, isOfUnknownSeller, MESSAGE, OF_MEMBERS } from "./message-read.ts";

const EVERY_MS = 15 * 60_000;
/** A message that is told late; how late is not published. */
const OVERLAP_MS = 10 * 60_000;
/** So far back a first run reads: an assumption, no limit of eBay's. */
const HISTORY_MS = 90 * 86_400_000;
/** When none of so many conversations can be read, it is not the conversations: the platform has changed. */
const ALL_UNREAD = 3;

const listSchema = z.object({ conversations: listOf(anyJson), ...texts("next") });
/** What differs when something happened in a conversation; "" where its row does not say, which is no reason not to read it. */
function markOf(row: Json): string {
  const { data } = markSchema.safeParse(row);
  return data ? `${data.latestMessage.messageId} ${data.conversationStatus ?? ""}` : "";
}
const markSchema = z.object({ ...texts("conversationStatus"), latestMessage: z.object({ messageId: idText }) });

/** Ids of conversations, and their marks. */
const rowsSchema = z.array(z.tuple([z.string(), z.string()]));

/** Where a walk stands. */
const cursorSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  /** The page that is asked for next. */
  offset: z.number(),
  /** Rows of the pages before that are still to be read. */
  due: rowsSchema.default([]),
  /** No page follows. */
  isListed: z.boolean().default(false),
  /** The window is walked the second time. */
  isSecond: z.boolean().default(false),
  /** Rows as they were when they were read, the newest last. */
  known: rowsSchema.default([]),
  unread: unreadSchema.default([]),
});
type Cursor = z.output<typeof cursorSchema>;

const isAtRest = ({ offset, due, isSecond }: Cursor): boolean => offset === 0 && due.length === 0 && !isSecond;

function beginOf(cursor: string | null, now: number): Cursor {
  if (cursor === null) return cursorSchema.parse({ fromMs: now - HISTORY_MS, toMs: now, offset: 0 });
  const last = cursorSchema.parse(JSON.parse(cursor));
  return isAtRest(last) ? { ...last, toMs: now } : last;
}

/** The next page of the list: what of it is to be read. */
async function listed(at: Cursor, ctx: Context): Promise<{ readonly at: Cursor; readonly nameless: number }> {
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
  const known = new Map(at.known);
  const { conversations, next } = parseResponse(listSchema, body, { ctx, what: "conversations" });
  const rows = conversations.map((row): Cursor["due"][number] => [rowId(row, "conversationId") ?? "", markOf(row)]);
  const due = rows.filter(([id, mark]) => id !== "" && (mark === "" || known.get(id) !== mark));
  const isListed = !hasNext(next, conversations.length);
  return {
    at: { ...at, due, isListed, offset: at.offset + A_PAGE },
    nameless: rows.filter(([id]) => id === "").length,
  };
}

/**
 * The list is at its end. UNVERIFIED whether the window goes by any message or by the latest: in the latter case one that
 * is written to meanwhile leaves it, and those behind move up unread over the edge of a page. So a window of several
 * pages is walked twice: what was read costs no call then.
 */
function afterList(at: Cursor): Cursor {
  const rest = { ...at, offset: 0, isListed: false };
  if (at.offset > A_PAGE && !at.isSecond) return { ...rest, isSecond: true };
  return { ...rest, fromMs: at.toMs - OVERLAP_MS, isSecond: false };
}

const withKnown = (known: Cursor["known"], [id, mark]: Cursor["due"][number]): Cursor["known"] => [
  ...known.filter(([other]) => other !== id).slice(1 - MAX_SEEN),
  [id, mark],
];

/** Conversations that could not be read before; where a walk goes on, they are counted and not asked for. */
async function again(at: Cursor, ctx: Context): Promise<Cursor & { readonly page: SweepPage<ChannelConversation> }> {
  const { items, gone, unread } = isAtRest(at)
    ? await askAgain(at.unread, (id) => getMessages(id, ctx))
    : { items: [], gone: [], unread: at.unread };
  const then = { ...at, unread: [...unread] };
  const goneKeys = gone.map((id) => `${MESSAGE}${id}`);
  const page = { items, goneKeys, cursor: JSON.stringify(then), safeToSave: true, unread: unread.length };
  return { ...then, page };
}

async function* changed(
  { cursor }: { readonly cursor: string | null },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelConversation>> {
  let at = beginOf(cursor, ctx.shopNow());
  if (at.unread.length > 0) {
    const { page, ...then } = await again(at, ctx);
    at = then;
    yield page;
  }
  let failed = 0;
  let read = 0;
  for (let isOver = false; !isOver; ) {
    let unread = 0;
    if (at.due.length === 0) ({ at, nameless: unread } = await listed(at, ctx));
    const [row, ...due] = at.due;
    at = { ...at, due };
    const page: { items?: ChannelConversation[]; goneKeys?: string[]; accountChanged?: true } = {};
    if (row) {
      const outcome = await outcomeOf(row, ([id]) => getMessages(id, ctx));
      if (outcome.isRead) {
        read += 1;
        at = { ...at, known: withKnown(at.known, row), unread: at.unread.filter((id) => id !== row[0]) };
        if (outcome.item) page.items = [outcome.item];
        else page.goneKeys = [`${MESSAGE}${row[0]}`];
      } else {
        failed += 1;
        // Those met before are counted already.
        if (!at.unread.includes(row[0])) unread += 1;
        if (read === 0 && failed >= ALL_UNREAD) throw outcome.error;
        at = { ...at, unread: withUnread(at.unread, [row[0]]) };
        if (isOfUnknownSeller(outcome.error)) page.accountChanged = true;
      }
    }
    if (due.length === 0 && at.isListed) {
      at = afterList(at);
      isOver = !at.isSecond;
    }
    yield { items: [], ...page, cursor: JSON.stringify(at), safeToSave: true, unread };
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

/** Threads of messages with buyers and the operator (M10, M11, M12; sheet section 10). */
import { z } from "zod";
import type { ChannelConversation, ConversationMessage, MessageSender } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ReplyResult, ReplyToSend } from "../kit/contract/conversations.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import {
  idText,
  listOf,
  optionalText,
  optionalTime,
  parseOutcome,
  parseResponse,
  texts,
  time,
  within,
} from "../kit/parse/parse.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { askAgain, unreadSchema, withUnread } from "../kit/pull/unread-keys.ts";
import { postForm, read } from "./client.ts";
import { seekPages } from "./sweeps.ts";
import { message } from "./words.ts";

/** The description says "at each inbox display" and no number; the sheet's cadence (section 7). */
const EVERY_MS = 15 * 60_000;
/** So far back a first run reads: an assumption, no limit of Mirakl's. */
const HISTORY_MS = 90 * 86_400_000;
const LIMIT = "100";
export const THREAD = "thread:";
const ORDER = "MMP_ORDER";

const participant = z.object({ id: optionalText, type: z.string(), ...texts("display_name") });
type Participant = z.output<typeof participant>;

const threadSchema = z.object({
  id: idText,
  date_created: time,
  date_updated: time,
  topic: z.object(texts("value")).nullish(),
  entities: listOf(z.object({ id: idText, type: z.string(), ...texts("label") })),
  authorized_participants: listOf(participant),
  current_participants: listOf(participant),
  metadata: z.object({ shop_reply_needed_since: optionalTime }),
  messages: listOf(
    z.object({
      id: idText,
      date_created: time,
      body: z.string(),
      from: z.object({ type: z.string(), ...texts("display_name") }),
      attachments: listOf(z.object(texts("name"))),
    }),
  ),
});
type Thread = z.output<typeof threadSchema>;

/** Without these nobody knows who said what, whose turn it is, and who a reply goes to. */
const ESSENTIAL: readonly string[] = [
  ...["id", "date_created", "date_updated"],
  ...within("entities.*", "id", "type"),
  ...within("authorized_participants.*", "id", "type"),
  ...within("current_participants.*", "id", "type"),
  "metadata.shop_reply_needed_since",
  ...within("messages.*", "id", "date_created", "body"),
  "messages.*.from.type",
];

const utc = (text: string): string => new Date(text).toISOString();

function senderOf(type: string): MessageSender {
  if (type === "SHOP_USER") return "seller";
  return type === "CUSTOMER_USER" ? "buyer" : "channel";
}

/** Who a reply goes to: those in the thread beside the shop, and whoever may join it where nobody has. */
function recipientsOf(thread: Thread): Participant[] {
  const others = (some: readonly Participant[]) => some.filter(({ type }) => type !== "SHOP");
  const authorized = new Set(others(thread.authorized_participants).map(({ type }) => type));
  const present = others(thread.current_participants).filter(({ type }) => authorized.has(type));
  return present.length > 0 ? present : others(thread.authorized_participants);
}

function toConversation(raw: Json, ctx: Pick<Context, "drift">): ChannelConversation {
  const thread = parseThread(raw, ctx);
  const order = thread.entities.find(({ type }) => type === ORDER);
  const messages = thread.messages
    .map(
      (one): ConversationMessage => ({
        key: one.id,
        at: utc(one.date_created),
        from: senderOf(one.from.type),
        author: one.from.display_name,
        text: one.body,
        attachments: one.attachments.map(({ name }) => name ?? ""),
      }),
    )
    .sort((one, other) => one.at.localeCompare(other.at));
  return {
    key: `${THREAD}${thread.id}`,
    kind: "message",
    orderKey: order?.id,
    subject: thread.topic?.value ?? "",
    buyer: thread.authorized_participants.find(({ type }) => type === "CUSTOMER")?.display_name,
    state: thread.metadata.shop_reply_needed_since === undefined ? "open" : "waiting_for_seller",
    canReply: recipientsOf(thread).length > 0,
    openedAt: utc(thread.date_created),
    updatedAt: utc(thread.date_updated),
    messages,
  };
}

const parseThread = (raw: Json, ctx: Pick<Context, "drift">): Thread =>
  parseResponse(threadSchema, raw, { ctx, what: "thread", essential: ESSENTIAL });

const askThread = (id: string, ctx: Context): Promise<Json | null> =>
  nullIfNotFound(read(ctx, `/inbox/threads/${encodeURIComponent(id)}`, "threads.get"));

/** One thread; null: Mirakl knows none of this id. */
export async function getThread(id: string, ctx: Context): Promise<ChannelConversation | null> {
  const raw = await askThread(id, ctx);
  return raw === null ? null : toConversation(raw, ctx);
}

const markOf = (row: Json): string => `${rowId(row) ?? ""}:${rowId(row, "date_updated") ?? ""}`;

const LIST = {
  url: "/inbox/threads",
  operation: "threads.list",
  what: "threads",
  first: (from: string | null) => [
    ["with_messages", "true"] as const,
    ...(from === null ? [] : [["updated_since", from] as const]),
  ],
  each: [["limit", LIMIT] as const],
  markOf,
};

/** Beside where the list stands: threads that could not be read. */
const keptSchema = z.object({ walk: z.unknown(), unread: unreadSchema.default([]) });

const withKept = (cursor: string, unread: readonly string[]): string =>
  JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(JSON.parse(cursor)), unread });

export const threads: Sweep<ChannelConversation> = {
  id: "threads",
  mode: "changed",
  everyMs: EVERY_MS,
  async *run({ cursor }, ctx) {
    const kept = cursor === null ? null : keptSchema.parse(JSON.parse(cursor));
    let unread: readonly string[] = kept?.unread ?? [];
    if (cursor !== null && unread.length > 0) {
      // Where a walk goes on, they are counted and not asked for.
      const again =
        kept?.walk === null ? await askAgain(unread, (id) => getThread(id, ctx)) : { items: [], gone: [], unread };
      unread = again.unread;
      yield {
        items: again.items,
        goneKeys: again.gone.map((id) => `${THREAD}${id}`),
        cursor: withKept(cursor, unread),
        safeToSave: true,
        unread: unread.length,
      };
    }
    const since = new Date(ctx.shopNow() - HISTORY_MS).toISOString();
    for await (const page of seekPages({ cursor, since }, LIST, ctx)) {
      const { items, unread: failed } = await readSingly(page.rows, (row) => toConversation(row, ctx));
      const read = new Set(items.map(({ key }) => key));
      const keys = failed.flatMap((row) => rowId(row) ?? []);
      // Those met before are counted already.
      const counted = keys.filter((key) => unread.includes(key)).length;
      unread = withUnread(
        unread.filter((id) => !read.has(`${THREAD}${id}`)),
        keys,
      );
      yield { items, cursor: withKept(page.cursor, unread), safeToSave: true, unread: failed.length - counted };
    }
  },
};

/** Mirakl takes no key of ours: the call is made once. */
export async function sendReply({ conversation, text }: ReplyToSend, ctx: Context): Promise<ReplyResult> {
  const id = conversation.key.slice(THREAD.length);
  const raw = await askThread(id, ctx);
  if (raw === null) return { state: "refused", text: message("refused.unknownThread") };
  const to = recipientsOf(parseThread(raw, ctx)).map(({ id: participantId, type }) => ({
    type,
    ...(participantId === undefined ? {} : { id: participantId }),
  }));
  if (to.length === 0) return { state: "refused", text: message("refused.noRecipient") };
  const body = await postForm(ctx, {
    url: `/inbox/threads/${encodeURIComponent(id)}/message`,
    operation: "threads.reply",
    name: "message_input",
    json: { body: text, to },
  });
  const { message_id: messageKey } = parseOutcome(z.object({ message_id: optionalText }), body, {
    ctx,
    what: "message",
  });
  return { state: "sent", messageKey };
}

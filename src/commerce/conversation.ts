/** What a buyer or a marketplace asks of the seller on a channel: a thread of messages, a payment dispute or an incident. */
import type { Money } from "./money.ts";

/** `dispute`: a buyer's payment is contested; `incident`: a buyer or the marketplace reports trouble with an order's lines. */
export const CONVERSATION_KINDS = ["message", "dispute", "incident"] as const;
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/** `waiting_for_seller`: the seller has to act next; `open`: somebody else has, or nobody. */
export const CONVERSATION_STATES = ["waiting_for_seller", "open", "closed"] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

export const MESSAGE_SENDERS = ["buyer", "seller", "channel"] as const;
export type MessageSender = (typeof MESSAGE_SENDERS)[number];

export interface ConversationMessage {
  /** The platform's id of the message. */
  readonly key: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly from: MessageSender;
  /** As the platform names the sender. */
  readonly author?: string | undefined;
  /** Plain text. */
  readonly text: string;
  /** Names of attached files. */
  readonly attachments?: readonly string[] | undefined;
}

export interface ChannelConversation {
  /** As `get` of the port takes it. */
  readonly key: string;
  readonly kind: ConversationKind;
  /** The platform's key of the order it is about; absent: it names none. */
  readonly orderKey?: string | undefined;
  readonly subject: string;
  /** As the platform names the buyer. */
  readonly buyer?: string | undefined;
  readonly state: ConversationState;
  /** By when the platform wants an answer, ISO 8601 UTC; absent: it names no time. */
  readonly respondBy?: string | undefined;
  /** A reply can be sent through the platform's interface. */
  readonly canReply: boolean;
  /** The platform's own word for why it was opened. */
  readonly reason?: string | undefined;
  /** What is in dispute. */
  readonly amount?: Money | undefined;
  /** ISO 8601 UTC. */
  readonly openedAt: string;
  readonly updatedAt: string;
  /** Oldest first; the newest ones where the platform tells a part. */
  readonly messages: readonly ConversationMessage[];
}

const LINE_BREAK = /<br\s*\/?>/gi;

/** A message as it is compared: platforms change white space and write line breaks as markup. */
const comparable = (text: string): string => text.replace(LINE_BREAK, " ").replace(/\s+/g, " ").trim();

/** A reply whose answer was lost, among the seller's messages that were not there before it was sent. */
export function findReply(
  { messages }: Pick<ChannelConversation, "messages">,
  sent: { readonly text: string; readonly before: readonly string[] },
): ConversationMessage | undefined {
  const before = new Set(sent.before);
  const text = comparable(sent.text);
  return messages.find((one) => one.from === "seller" && !before.has(one.key) && comparable(one.text) === text);
}

/** The conversation as it is after a reply, until the platform shows it. */
export function withReply(
  conversation: ChannelConversation,
  {
    id,
    text,
    sentAt,
    key,
  }: {
    readonly id: string;
    readonly text: string;
    readonly sentAt: Date;
    readonly key?: string | undefined;
  },
): ChannelConversation {
  const at = sentAt.toISOString();
  return {
    ...conversation,
    state: conversation.state === "closed" ? "closed" : "open",
    updatedAt: at,
    messages: [...conversation.messages, { key: key ?? `reply:${id}`, at, from: "seller", text }],
  };
}

import { z } from "zod";
import { CONVERSATION_KINDS, CONVERSATION_STATES, MESSAGE_SENDERS } from "../../commerce/conversation.ts";
import { type Answered, id, minorUnits, partsSchema, time } from "../answer-schemas.ts";

/** pending: waits to be sent; sending: sent, no answer yet; unconfirmed: no answer, and not found on the channel; dropped: given up by a member. */
const REPLY_STATES = ["pending", "sending", "sent", "refused", "unconfirmed", "dropped"] as const;

const summary = {
  id,
  storeId: id,
  storeName: z.string(),
  kind: z.enum(CONVERSATION_KINDS),
  state: z.enum(CONVERSATION_STATES),
  orderId: id.nullable(),
  orderNumber: z.string().nullable().describe("the order as the hub numbers it, or as the channel names it"),
  subject: z.string(),
  buyer: z.string().nullable(),
  reason: z.string().nullable().describe("the channel's own word"),
  respondBy: time.nullable(),
  canReply: z.boolean().describe("through the channel's interface"),
  amountMinor: minorUnits.nullable().describe("what is in dispute"),
  currency: z.string().nullable(),
  openedAt: time,
  changedAt: time,
  doneAt: time.nullable(),
  doneBy: z.string().nullable(),
};

export const conversationSummarySchema = z
  .object({
    ...summary,
    lastText: z.string().nullable().describe("the beginning of the newest message"),
    lastFrom: z.enum(MESSAGE_SENDERS).nullable(),
  })
  .meta({ id: "ConversationSummary" });
export type ConversationSummary = Answered<typeof conversationSummarySchema>;

const replySchema = z.object({
  id,
  text: z.string(),
  state: z.enum(REPLY_STATES),
  requestedBy: z.string(),
  requestedAt: time,
  error: z.string().nullable(),
  errorSaid: partsSchema.nullable(),
});

export const conversationSchema = z
  .object({
    ...summary,
    messages: z.array(
      z.object({
        key: z.string(),
        at: z.string(),
        from: z.enum(MESSAGE_SENDERS),
        author: z.string().nullable(),
        text: z.string(),
        attachments: z.array(z.string()).describe("names of files, which stay on the channel"),
      }),
    ),
    replies: z.array(replySchema).describe("replies of members, oldest first"),
  })
  .meta({ id: "Conversation" });
export type Conversation = Answered<typeof conversationSchema>;

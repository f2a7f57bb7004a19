import { z } from "zod";
import { CONVERSATION_KINDS, CONVERSATION_STATES } from "../../commerce/conversation.ts";
import { message } from "../../commerce/message.ts";
import { getConversation, listConversations, markDone } from "../../hub/conversations/conversations.ts";
import { requestReply, settleReply } from "../../hub/conversations/replies.ts";
import { conversationSchema, conversationSummarySchema } from "../../hub/conversations/schema.ts";
import { HubError } from "../../hub/errors.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { portsOfStore } from "../abilities.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { flag, id, page, pageOf } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "conversations", reads: "view", changes: "act_on_orders" });

/** More than any channel takes; what one takes is checked with the reply. */
const MOST_CHARACTERS = 50_000;

/** What buyers and marketplaces ask of the seller. */
export const conversationRoutes: readonly Route[] = [
  route.get("/conversations", {
    summary: "Messages, payment disputes and incidents of channels; those in which something happened last first",
    query: z.object({
      ...page,
      ...when("changed"),
      waiting: flag.optional().describe("for the seller, and not marked as done"),
      state: z.enum(CONVERSATION_STATES).optional(),
      kind: z.enum(CONVERSATION_KINDS).optional(),
      storeId: id.optional(),
      orderId: id.optional(),
      sort: eitherEnd,
    }),
    asFile: "conversations",
    response: pageOf(conversationSummarySchema),
    handler: asRequested(listConversations),
  }),
  route.get("/conversations/:id", {
    summary: "One conversation with its messages, and the replies of members",
    response: conversationSchema,
    handler: byId(getConversation),
  }),
  route.patch("/conversations/:id", {
    summary: "Mark a conversation as done, or let it wait again",
    description: "What happens in it later on the channel makes it wait again.",
    body: z.strictObject({ done: z.boolean() }),
    response: conversationSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => markDone(tx, { ...body, id: params.id, actor: access.actor, now })),
  }),
  route.post("/conversations/:id/replies", {
    summary: "Reply in a conversation",
    description:
      "The reply is sent through the channel's interface and shows in `replies` what became of it. One whose answer is lost is looked up among the messages and never sent again by itself.",
    body: z.strictObject({ text: z.string().trim().min(1).max(MOST_CHARACTERS) }),
    status: 202,
    response: conversationSchema,
    handler: async ({ tenant, params, body, access, now, deps, idempotencyKey }) => {
      const store = await tenant(async (tx) => getStore(tx, (await getConversation(tx, params.id)).storeId));
      const { reply } = portsOfStore(deps, store).conversations ?? {};
      if (!reply) throw new HubError("CONVERSATION_NO_REPLY", "conflict", message("refused.conversationNoReply"));
      const { maxLength } = reply;
      return tenant((tx) =>
        requestReply(tx, {
          ...{ id: params.id, text: body.text, maxLength, actor: access.actor, now },
          requestKey: idempotencyKey,
        }),
      );
    },
  }),
  route.post("/conversations/:id/replies/:replyId/settle", {
    summary: "Decide about a reply that was refused, never confirmed or not sent yet",
    description:
      "`again`: it is looked up once more, and sent if it is not among the messages. `drop`: given up, also while it waits to be sent.",
    params: z.object({ id, replyId: id }),
    body: z.strictObject({ action: z.enum(["again", "drop"]) }),
    response: conversationSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => settleReply(tx, { ...params, ...body, actor: access.actor, now })),
  }),
];

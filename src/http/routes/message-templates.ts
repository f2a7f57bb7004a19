import { z } from "zod";
import { messagePreviewSchema, previewMessage } from "../../hub/automations/message-preview.ts";
import {
  addMessageTemplate,
  changeMessageTemplate,
  listMessageTemplates,
  messageTemplateSchema,
  removeMessageTemplate,
} from "../../hub/automations/message-templates.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list, text } from "../schemas.ts";

const route = routes({ tag: "automations", reads: "view", changes: "manage_members" });

const texts = {
  subject: text(200).describe("{{order.number}} is that field; see GET /automations/vocabulary"),
  text: text(5_000),
};
const template = z.strictObject({ name: text(100), ...texts });
const sample = { subject: "Your order {{order.number}}", text: "Hello {{customer.name}}, it leaves today." } as const;

/** Texts that automations mail, kept by name. */
export const messageTemplateRoutes: readonly Route[] = [
  route.get("/message-templates", {
    summary: "Message templates by name, each with the automations that send it",
    response: list(messageTemplateSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listMessageTemplates) }),
  }),
  route.post("/message-templates", {
    summary: "Add a message template, for the actions mail_customer and mail_member",
    body: template,
    example: { body: { name: "Leaves today", ...sample } },
    status: 201,
    response: messageTemplateSchema,
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => addMessageTemplate(tx, body, { actor: access.actor, now })),
  }),
  route.post("/message-templates/preview", {
    permission: "view",
    audited: false,
    summary: "What a message template would say of an order, else of the newest",
    body: z.strictObject({ ...texts, orderId: id.optional() }),
    example: { body: sample },
    response: messagePreviewSchema,
    handler: ({ tenant, body, now }) => tenant((tx) => previewMessage(tx, { ...body, now })),
  }),
  route.patch("/message-templates/:id", {
    summary: "Change a message template: automations send the new text from now on",
    description: "A field that one of these automations does not know is refused with 422 `MESSAGE_TEMPLATE_INVALID`.",
    body: template.partial(),
    example: { body: { name: "Left today", ...sample } },
    response: messageTemplateSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => changeMessageTemplate(tx, { id: params.id, ...body }, { actor: access.actor, now })),
  }),
  route.delete("/message-templates/:id", {
    summary: "Remove a message template that no automation sends",
    handler: byId(removeMessageTemplate),
  }),
];

import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { catalog, english } from "./words.ts";

/** The setup form. Without an Api-Key the seller is sent to EasyOrders, which hands one over. */
export const FORM_FIELDS = fieldsOf(catalog.messages, [
  { id: "apiKey", type: "secret" },
  {
    id: "storeUrl",
    type: "url",
    placeholder: "https://my-shop.myeasyorders.com",
    pattern: "^https://",
  },
  {
    id: "currency",
    type: "text",
    required: true,
    defaultValue: "EGP",
    pattern: "^[A-Za-z]{3}$",
  },
  {
    id: "phoneCountry",
    type: "text",
    required: true,
    defaultValue: "EG",
    pattern: "^[A-Za-z]{2}$",
  },
  {
    id: "storeId",
    type: "text",
    pattern: "^[0-9a-fA-F-]{36}$",
  },
  { id: "orderWebhookSecret", type: "secret", afterSave: true },
  { id: "statusWebhookSecret", type: "secret", afterSave: true },
  { id: "orderWebhookId", type: "text" },
  { id: "statusWebhookId", type: "text", help: english("field.orderWebhookId.help") },
]);

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(catalog.messages);

import { setupStepsOf } from "../kit/connect/words.ts";
import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { english, speech } from "./words.ts";

/** The setup form. Without an Api-Key the seller is sent to EasyOrders, which hands one over. */
export const FORM_FIELDS: readonly Field[] = [
  {
    id: "apiKey",
    label: english("field.apiKey"),
    type: "secret",
    required: false,
    help: english("field.apiKey.help"),
  },
  {
    id: "storeUrl",
    label: english("field.storeUrl"),
    type: "url",
    required: false,
    placeholder: "https://my-shop.myeasyorders.com",
    pattern: "^https://",
    patternHint: english("field.storeUrl.patternHint"),
    help: english("field.storeUrl.help"),
  },
  {
    id: "currency",
    label: english("field.currency"),
    type: "text",
    required: true,
    defaultValue: "EGP",
    pattern: "^[A-Za-z]{3}$",
    patternHint: english("field.currency.patternHint"),
    help: english("field.currency.help"),
  },
  {
    id: "phoneCountry",
    label: english("field.phoneCountry"),
    type: "text",
    required: true,
    defaultValue: "EG",
    pattern: "^[A-Za-z]{2}$",
    patternHint: english("field.phoneCountry.patternHint"),
    help: english("field.phoneCountry.help"),
  },
  {
    id: "storeId",
    label: english("field.storeId"),
    type: "text",
    required: false,
    pattern: "^[0-9a-fA-F-]{36}$",
    patternHint: english("field.storeId.patternHint"),
    help: english("field.storeId.help"),
  },
  {
    id: "orderWebhookSecret",
    label: english("field.orderWebhookSecret"),
    type: "secret",
    required: false,
    afterSave: true,
    help: english("field.orderWebhookSecret.help"),
  },
  {
    id: "statusWebhookSecret",
    label: english("field.statusWebhookSecret"),
    type: "secret",
    required: false,
    afterSave: true,
    help: english("field.statusWebhookSecret.help"),
  },
  {
    id: "orderWebhookId",
    label: english("field.orderWebhookId"),
    type: "text",
    required: false,
    help: english("field.orderWebhookId.help"),
  },
  {
    id: "statusWebhookId",
    label: english("field.statusWebhookId"),
    type: "text",
    required: false,
    help: english("field.orderWebhookId.help"),
  },
];

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(speech.sentences);

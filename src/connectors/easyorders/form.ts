import type { Field, SetupStep } from "../kit/contract/contract.ts";

/** The setup form. Without an Api-Key the seller is sent to EasyOrders, which hands one over. */
export const FORM_FIELDS: readonly Field[] = [
  {
    id: "apiKey",
    label: "Api-Key",
    type: "secret",
    required: false,
    help: "EasyOrders: Settings, Public API, API keys. Shown once when it is created. Leave it empty to connect with one click.",
  },
  {
    id: "storeUrl",
    label: "Store URL",
    type: "url",
    required: false,
    placeholder: "https://my-shop.myeasyorders.com",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "Only for your own orientation; the API does not need it.",
  },
  {
    id: "currency",
    label: "Store currency",
    type: "text",
    required: true,
    defaultValue: "EGP",
    pattern: "^[A-Za-z]{3}$",
    patternHint: "Three letters, like EGP, SAR or AED.",
    help: "EasyOrders does not tell a store's currency.",
  },
  {
    id: "phoneCountry",
    label: "Country of your customers' phone numbers",
    type: "text",
    required: true,
    defaultValue: "EG",
    pattern: "^[A-Za-z]{2}$",
    patternHint: "Two letters, like EG, SA or AE.",
    help: "Customers type local numbers such as 010...; this country makes them international.",
  },
  {
    id: "storeId",
    label: "Store id",
    type: "text",
    required: false,
    pattern: "^[0-9a-fA-F-]{36}$",
    patternHint: "A UUID such as 29bafd4f-5e5a-4faf-8f0f-6c4379eb65ef.",
    help: "Optional; learnt from the first product.",
  },
  {
    id: "orderWebhookSecret",
    label: "Secret of the new-order webhook",
    type: "secret",
    required: false,
    afterSave: true,
    help: "EasyOrders makes it when you create the webhook and shows it in Settings, Public API, Webhooks.",
  },
  {
    id: "statusWebhookSecret",
    label: "Secret of the order-status webhook",
    type: "secret",
    required: false,
    afterSave: true,
    help: "A different secret from the one above, in the same list.",
  },
  {
    id: "orderWebhookId",
    label: "Id of the new-order webhook",
    type: "text",
    required: false,
    help: "Optional, for your notes.",
  },
  {
    id: "statusWebhookId",
    label: "Id of the order-status webhook",
    type: "text",
    required: false,
    help: "Optional, for your notes.",
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Create an API key",
    text: "In EasyOrders open Settings, Public API, API keys and create a key with the permissions orders (read, update), products (read, create, update) and categories (read, create, update). Copy it at once: it is shown only once. With the one-click connection EasyOrders does this step and the next two for you.",
  },
  {
    title: "Create the new-order webhook",
    text: "In Settings, Public API, Webhooks create a webhook for new orders with this address: {webhookUrl:newOrder}. Copy the secret EasyOrders shows and paste it here as “Secret of the new-order webhook”.",
  },
  {
    title: "Create the order-status webhook",
    text: "Create a second webhook for order status changes with this address: {webhookUrl:orderStatus}. It has a secret of its own; paste it here as “Secret of the order-status webhook”.",
  },
  {
    title: "No secret at hand?",
    text: "Leave it empty. Argosy then learns it from the first delivery, after checking with your key that the order it names is yours.",
  },
];

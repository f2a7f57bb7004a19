/** Template Shop: a small shop API that exists only as its sandbox. Replace every fact by the platform's own, with its source. */
import type { Bucket, Connector } from "../../src/connectors/kit/contract/contract.ts";
import { defineConnector } from "../../src/connectors/kit/contract/contract.ts";
import ar from "./ar.json" with { type: "json" };
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";

const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 5,
  burst: 20,
  source: "the platform's page on limits: address and the day it was read",
};

export const connector: Connector = defineConnector({
  meta: {
    id: "template_shop",
    kind: "commerce",
    name: "Template Shop",
    section: "stores",
    icon: "template_shop",
    color: "#336699",
    connectType: "api_key",
    setupFormFields: [
      {
        id: "shopUrl",
        label: "Shop address",
        type: "url",
        required: true,
        placeholder: "https://my-shop.example",
        help: "The address your customers see.",
      },
      {
        id: "apiKey",
        label: "API key",
        type: "secret",
        required: true,
        pattern: "^key_[0-9a-f]{24}$",
        patternHint: "A key begins with key_ and has 24 more characters.",
        help: "Admin, Settings, API keys: make one that may read products and write stock and orders.",
      },
    ],
    setupSteps: [
      { title: "Make a key", text: "In the shop's admin open Settings, API keys, and make a key for Argosy." },
      { title: "Paste it", text: "Paste the shop's address and the key. Webhooks are registered for you." },
    ],
    topics: [{ id: "", label: "Orders and products", secret: { madeBy: "ours" }, automatic: true }],
    topicRouting: "request",
    limits: [requests],
    orderPrefix: "TS",
    api: { version: "v1" },
    orderHistory: { days: "all" },
    docs: "docs/providers/template_shop.md",
    facts: { name: "Name", currency: "Currency" },
  },
  auth,
  classify,
  connect,
  maximum: ["products", "stock", "orders", "webhooks", "subscriptions"],
  open: () => ({ products, stock, orders, webhooks, subscriptions }),
  words: { ar },
});

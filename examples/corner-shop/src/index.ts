/** Corner Shop: a small shop API that exists only as its sandbox. Replace every fact by the platform's own, with its source. */
import { fieldsOf, setupStepsOf } from "@argosy/connector-kit/connect/words";
import type { Bucket, Connector } from "@argosy/connector-kit/contract/contract";
import { defineConnector } from "@argosy/connector-kit/contract/contract";
import { portsForAll } from "@argosy/connector-kit/contract/ports-by";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts";
import { webhooks } from "./webhooks.ts";
import { catalog, english } from "./words.ts";

const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 5,
  burst: 20,
  source: "the platform's page on limits: address and the day it was read",
};

export const connector: Connector = defineConnector({
  meta: {
    id: "corner_shop",
    kind: "commerce",
    name: "Corner Shop",
    section: "stores",
    icon: "corner_shop",
    color: "#336699",
    connectType: "api_key",
    setupFormFields: fieldsOf(catalog.messages, [
      {
        id: "shopUrl",
        type: "url",
        required: true,
        placeholder: "https://my-shop.example",
      },
      {
        id: "apiKey",
        type: "secret",
        required: true,
        pattern: "^key_[0-9a-f]{24}$",
      },
    ]),
    setupSteps: setupStepsOf(catalog.messages),
    topics: [{ id: "", label: english("topic.ordersProducts"), secret: { madeBy: "ours" }, automatic: true }],
    topicRouting: "request",
    limits: [requests],
    orderPrefix: "CO",
    api: { version: "v1" },
    orderHistory: { days: "all" },
    docs: "docs/providers/corner_shop.md",
    facts: { name: english("fact.name"), currency: english("fact.currency") },
  },
  auth,
  classify,
  connect,
  ...portsForAll({ products, stock, orders, webhooks, subscriptions }),
  ...catalog,
});

/** Template Shop: a small shop API that exists only as its sandbox. Replace every fact by the platform's own, with its source. */
import { setupStepsOf } from "../../src/connectors/kit/connect/messages.ts";
import type { Bucket, Connector } from "../../src/connectors/kit/contract/contract.ts";
import { defineConnector } from "../../src/connectors/kit/contract/contract.ts";
import { portsForAll } from "../../src/connectors/kit/contract/ports-by.ts";
import { auth, connect, form } from "./auth.ts";
import { classify } from "./classify.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { stock } from "./stock.ts";
import { subscriptions } from "./subscriptions.ts"; // #if webhooks
import { webhooks } from "./webhooks.ts"; // #if webhooks
import { catalog, english } from "./words.ts";

const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 5,
  burst: 10,
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
    ...form,
    setupSteps: setupStepsOf(catalog.messages),
    // #if webhooks
    topics: [{ id: "", label: english("topic.ordersProducts"), secret: { madeBy: "ours" }, automatic: true }],
    // #end
    // #for polling: topics: [],
    topicRouting: "request",
    limits: [requests],
    orderPrefix: "TS",
    api: { version: "v1" },
    orderHistory: { days: "all" },
    docs: "docs/providers/template_shop.md",
    facts: { name: english("fact.name"), currency: english("fact.currency") },
  },
  auth,
  classify,
  connect,
  ...portsForAll({
    ...{ products, stock, orders },
    ...{ webhooks, subscriptions }, // #if webhooks
  }),
  ...catalog,
});

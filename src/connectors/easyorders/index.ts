/** EasyOrders (easy-orders.net): hosted shops of Egypt and the Gulf, cash on delivery first. */
import type { Bucket, Connector, Ports } from "../kit/contract.ts";
import { defineConnector } from "../kit/contract.ts";
import { auth, connect, PERMISSIONS } from "./auth.ts";
import { categories } from "./categories.ts";
import { classify } from "./classify.ts";
import { FORM_FIELDS, SETUP_STEPS } from "./form.ts";
import { ordersPort } from "./orders.ts";
import { prices } from "./prices.ts";
import { products } from "./products.ts";
import { SETTINGS_FIELDS } from "./settings.ts";
import { stock } from "./stock.ts";
import { door, TOPICS } from "./webhooks.ts";

/** Left to the seller's other programs when the minute's calls run out. */
const RESERVE = 6;

/** EasyOrders counts 40 calls a minute; 30 a minute and 8 at once stay below it in every minute. */
const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: 0.5,
  burst: 8,
  publishedRate: 40 / 60,
  whyBelow:
    "on purpose: whether the 40 calls belong to the key, the store or the address, and how the minute is counted, is not published, and a shop's other programs may share them. 38 calls in any minute stay below it however it counts, 8 of them at once, so that an order is not kept waiting by a long push.",
  learn: (response) => {
    const text = response.headers["x-ratelimit-remaining"];
    const remaining = Number(text);
    // Far from the end the header would only tempt us to be faster than planned; a debt makes us wait.
    if (!text || !Number.isFinite(remaining) || remaining >= RESERVE) return null;
    return { available: remaining - RESERVE };
  },
  source:
    "public-api-docs.easy-orders.net (40 a minute, wait for the next minute), read 2026-04; headers x-ratelimit-* seen live 2026-10",
};

export const connector: Connector = defineConnector({
  meta: {
    id: "easyorders",
    kind: "commerce",
    name: "EasyOrders",
    section: "stores",
    icon: "easyorders",
    color: "#5b2be0",
    connectType: "api_key",
    setupFormFields: FORM_FIELDS,
    setupSteps: SETUP_STEPS,
    settingsFields: SETTINGS_FIELDS,
    topics: [
      {
        id: TOPICS.order,
        label: "New order",
        secret: { madeBy: "platform", field: "orderWebhookSecret" },
        automatic: false,
      },
      {
        id: TOPICS.status,
        label: "Order status change",
        secret: { madeBy: "platform", field: "statusWebhookSecret" },
        automatic: false,
      },
    ],
    topicRouting: "path",
    limits: [requests],
    orderPrefix: "EO",
    api: { version: "external-apps v1" },
    scopes: PERMISSIONS,
    orderHistory: {
      days: "all",
      note: "EasyOrders has no list of orders. History is read number by number, at most 30 orders a minute.",
    },
    docs: "docs/providers/easyorders.md",
  },
  auth,
  classify,
  connect,
  maximum: ["products", "prices", "stock", "orders", "categories", "door"],
  open: (connection): Ports => ({ products, prices, stock, orders: ordersPort(connection), categories, door }),
});

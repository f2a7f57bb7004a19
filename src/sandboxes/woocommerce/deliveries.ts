/** The queue of webhook deliveries: merged while pending, built at delivery time, signed, counted. */
import { createHash } from "node:crypto";
import { hmacSha256 } from "../../connectors/kit/parse/signatures.ts";
import type { OutgoingWebhook } from "../../connectors/kit/sandbox/webhooks.ts";
import { renderCouponOf } from "./coupons.ts";
import { renderCustomer } from "./customers.ts";
import { renderOrder } from "./order-view.ts";
import { renderProduct } from "./product-view.ts";
import { ITEM_METHODS } from "./rest.ts";
import type { Obj, Shop, Webhook } from "./state.ts";

const AGENT = "WooCommerce/10.2.4 Hookshot (WordPress/6.9.4)";

export interface Deliveries {
  emit(topic: string, resourceId: number): void;
  ping(webhook: Webhook): void;
  /** Hands everything pending to the sender. */
  flush(): void;
}

/** JSON as PHP prints it: slashes and everything outside ASCII escaped. */
function phpJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function payload(shop: Shop, webhook: Webhook, id: number): Obj {
  const [resource, event] = webhook.topic.split(".");
  if (resource === "action") return { action: event, arg: id };
  if (event === "deleted") return { id };
  const v = { shop, origin: shop.url, context: "view" as const, allow: ITEM_METHODS };
  const order = resource === "order" ? shop.orders.get(id) : undefined;
  if (order) return renderOrder(v, order);
  const product = resource === "product" ? shop.products.get(id) : undefined;
  if (product) return renderProduct(v, product);
  const customer = resource === "customer" ? shop.customers.get(id) : undefined;
  if (customer) return renderCustomer(v, customer);
  const coupon = resource === "coupon" ? shop.coupons.get(id) : undefined;
  if (coupon) return renderCouponOf(v, coupon);
  const word = resource === "product" ? "product" : `shop_${resource}`;
  return { code: `woocommerce_rest_${word}_invalid_id`, message: "Invalid ID.", data: { status: 404 } };
}

/** One delivery with the headers and the signature of the shop. */
export function signedDelivery(shop: Shop, webhook: Webhook, id: number): OutgoingWebhook {
  const body = phpJson(payload(shop, webhook, id));
  const [resource = "", ...event] = webhook.topic.split(".");
  const second = Math.floor(shop.clock.now() / 1000);
  return {
    url: webhook.url,
    body,
    headers: {
      "User-Agent": AGENT,
      Accept: "*/*",
      "Content-Type": "application/json",
      "X-WC-Webhook-Source": `${shop.url}/`,
      "X-WC-Webhook-Topic": webhook.topic,
      "X-WC-Webhook-Resource": resource,
      "X-WC-Webhook-Event": event.join("."),
      "X-WC-Webhook-Signature": hmacSha256(webhook.secret, body).toString("base64"),
      "X-WC-Webhook-ID": String(webhook.id),
      // Made from webhook and second, so two resources of one second share it.
      "X-WC-Webhook-Delivery-ID": createHash("md5").update(`${webhook.id}${second}`).digest("hex"),
    },
  };
}

/** Counts a result: the 7th consecutive failure disables; a success resets. */
function count(deliveries: Deliveries, webhook: Webhook, status: number | null): void {
  if (status !== null && status >= 200 && status <= 302) webhook.failures = 0;
  else if (webhook.failures > 5) webhook.status = "disabled";
  else webhook.failures += 1;
  // Each delivery saves the webhook; while no ping has got 200, a save pings again.
  if (webhook.pendingPing && webhook.status === "active") deliveries.ping(webhook);
}

export function createDeliveries(shop: () => Shop, send: (webhook: OutgoingWebhook) => void): Deliveries {
  const pending = new Map<string, { webhookId: number; id: number }>();
  let isScheduled = false;
  const deliveries: Deliveries = {
    emit(topic, id) {
      for (const webhook of shop().webhooks.values())
        if (webhook.topic === topic && webhook.status === "active")
          pending.set(`${webhook.id}:${id}`, { webhookId: webhook.id, id });
      if (pending.size === 0 || isScheduled) return;
      isScheduled = true;
      setImmediate(() => deliveries.flush());
    },
    ping(webhook) {
      // The attempt is saved with the webhook, which dates it.
      webhook.modified = shop().clock.now();
      send({
        url: webhook.url,
        headers: { "User-Agent": AGENT, Accept: "*/*", "Content-Type": "application/x-www-form-urlencoded" },
        body: `webhook_id=${webhook.id}`,
        onResult: (status) => {
          if (status === 200) webhook.pendingPing = false;
        },
      });
    },
    flush() {
      isScheduled = false;
      const due = [...pending.values()];
      pending.clear();
      for (const { webhookId, id } of due) {
        const webhook = shop().webhooks.get(webhookId);
        if (!webhook || webhook.status === "disabled") continue;
        send({ ...signedDelivery(shop(), webhook, id), onResult: (status) => count(deliveries, webhook, status) });
      }
    },
  };
  return deliveries;
}

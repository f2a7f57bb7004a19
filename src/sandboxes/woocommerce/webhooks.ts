/** /webhooks: what a shop remembers of them and what a save does (the ping). */
import type { Call, Handler, Handlers } from "./rest.ts";
import { batch, flag, ITEM_METHODS, links, paged, RestError } from "./rest.ts";
import type { Obj, Shop, Webhook } from "./state.ts";
import { nextId, token } from "./state.ts";
import { datePair, localText, utcText } from "./time.ts";

const HOOKS: Readonly<Record<string, string[]>> = {
  "order.created": ["woocommerce_new_order"],
  "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
  "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
  "order.restored": ["untrashed_post", "woocommerce_untrash_order"],
  "product.created": [
    "woocommerce_process_product_meta",
    "woocommerce_new_product",
    "woocommerce_new_product_variation",
  ],
  "product.updated": [
    "woocommerce_process_product_meta",
    "woocommerce_update_product",
    "woocommerce_update_product_variation",
  ],
  "product.deleted": ["wp_trash_post"],
  "product.restored": ["untrashed_post"],
  "coupon.created": ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
  "coupon.updated": ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
  "coupon.deleted": ["wp_trash_post"],
  "coupon.restored": ["untrashed_post"],
  "customer.created": ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
  "customer.updated": ["profile_update", "woocommerce_update_customer"],
  "customer.deleted": ["delete_user"],
  // Accepted although nothing ever fires it.
  "customer.restored": [],
};

/** The sender half, so that this file needs no queue of its own. */
export interface Pinger {
  ping(webhook: Webhook): void;
}

function render(call: Call, webhook: Webhook): Obj {
  const { shop } = call;
  const base = `${call.origin}/wp-json/wc/v3/webhooks`;
  const [resource = "", ...event] = webhook.topic.split(".");
  return {
    id: webhook.id,
    name: webhook.name,
    status: webhook.status,
    topic: webhook.topic,
    resource,
    event: event.join("."),
    hooks: HOOKS[webhook.topic] ?? [event.join(".")],
    delivery_url: webhook.url,
    ...datePair("date_created", shop.zone, webhook.created),
    date_modified: webhook.modified === null ? null : localText(shop.zone, webhook.modified),
    date_modified_gmt: webhook.modified === null ? null : utcText(webhook.modified),
    _links: links(ITEM_METHODS, `${base}/${webhook.id}`, base),
  };
}

function checkTopic(topic: unknown): string {
  const text = String(topic ?? "");
  if (text in HOOKS || /^action\.(woocommerce_|wc_)\w+$/.test(text)) return text;
  throw new RestError(
    400,
    "woocommerce_rest_shop_webhook_invalid_topic",
    "Webhook topic is required and must be valid.",
  );
}

function checkUrl(url: unknown): string {
  const text = String(url ?? "");
  if (/^https?:\/\/[^\s/]+/.test(text)) return text;
  throw new RestError(
    400,
    "woocommerce_rest_shop_webhook_invalid_delivery_url",
    "Webhook delivery URL must be a valid URL starting with http:// or https://.",
  );
}

function defaultName(shop: Shop): string {
  const at = new Intl.DateTimeFormat("en-US", {
    timeZone: "UTC",
    month: "short",
    day: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return `Webhook created on ${at.format(shop.clock.now())}`;
}

function find(call: Call, status: number): Webhook {
  const webhook = call.shop.webhooks.get(Number(call.at["id"]));
  if (!webhook) throw new RestError(status, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.");
  return webhook;
}

function newWebhook({ shop, body }: Call): Webhook {
  const [topic, url] = [checkTopic(body["topic"]), checkUrl(body["delivery_url"])];
  return {
    id: nextId(shop, "webhook"),
    name: String(body["name"] ?? defaultName(shop)),
    status: String(body["status"] ?? "active"),
    topic,
    url,
    secret: String(body["secret"] ?? token(shop, 50)),
    created: shop.clock.now(),
    modified: null,
    failures: 0,
    pendingPing: true,
  };
}

export function webhookHandlers(pinger: Pinger): Handlers {
  const create: Handler = (call) => {
    const webhook = newWebhook(call);
    call.shop.webhooks.set(webhook.id, webhook);
    const made = render(call, webhook);
    pinger.ping(webhook);
    return { status: 201, body: made, headers: { Location: `${call.origin}/wp-json/wc/v3/webhooks/${webhook.id}` } };
  };
  const edit: Handler = (call) => {
    const webhook = find(call, 400);
    const { body } = call;
    const topic = body["topic"] === undefined ? webhook.topic : checkTopic(body["topic"]);
    const url = body["delivery_url"] === undefined ? webhook.url : checkUrl(body["delivery_url"]);
    const isMoved = url !== webhook.url;
    Object.assign(webhook, { topic, url, modified: call.shop.clock.now() });
    if (typeof body["status"] === "string") webhook.status = body["status"];
    if (typeof body["name"] === "string") webhook.name = body["name"];
    if (typeof body["secret"] === "string") webhook.secret = body["secret"];
    // A change of address pings; so does any save while no ping has got 200. The failure count stays.
    if (isMoved || webhook.pendingPing) pinger.ping(webhook);
    return { status: 200, body: render(call, webhook) };
  };
  const remove: Handler = (call) => {
    const webhook = find(call, 404);
    if (!flag(call.params["force"]))
      throw new RestError(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.");
    call.shop.webhooks.delete(webhook.id);
    return { status: 200, body: render(call, webhook) };
  };
  return {
    "GET /webhooks": (call) => {
      const status = String(call.params["status"] ?? "all");
      const rows = [...call.shop.webhooks.values()].filter((one) => status === "all" || one.status === status);
      return paged(call, rows.reverse(), (one) => render(call, one));
    },
    "POST /webhooks": create,
    "GET /webhooks/:id": (call) => ({ status: 200, body: render(call, find(call, 404)) }),
    "EDIT /webhooks/:id": edit,
    "DELETE /webhooks/:id": remove,
    "EDIT /webhooks/batch": (call) => batch(call, { create, update: edit, remove }),
  };
}

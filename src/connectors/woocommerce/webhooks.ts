/** The webhook handler: proof over the raw bytes, what a delivery tells, and the state it speaks of. */
import { createHash } from "node:crypto";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { isInstant, timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { readJsonBody, textOf } from "../kit/parse/parse.ts";
import { verifyHmacBase64 } from "../kit/parse/signatures.ts";
import { asRecord } from "./client.ts";
import { readShopJson } from "./json.ts";
import { fetchOrder, isNoOrder, loadOrder } from "./order-read.ts";
import { readCustomer } from "./people.ts";
import { fetchProduct, loadProduct } from "./product-read.ts";
import { message } from "./words.ts";

const OK = { status: 200, headers: { "content-type": "text/plain" }, body: "OK" } as const;

/** WordPress decodes entities inside a secret before it signs (`&amp;` -> `&`); ours have none. */
function asWordPressKeepsIt(secret: string): string {
  return secret
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#039;", "'")
    .replaceAll("&amp;", "&");
}

/** The shop's sign of life when a webhook is made: a form body, no signature, no X-WC headers. */
function isPing(delivery: Delivery): boolean {
  if (delivery.headers["x-wc-webhook-signature"] !== undefined || delivery.body.byteLength > 64) return false;
  return /^webhook_id=\d+$/.test(new TextDecoder().decode(delivery.body));
}

function verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  if (delivery.method !== "POST") return { outcome: "refused", reason: `method ${delivery.method}` };
  // Nothing but 200 stops the shop from pinging again at every save.
  if (isPing(delivery)) return { outcome: "answer", reply: OK };
  const signature = delivery.headers["x-wc-webhook-signature"];
  if (!signature) return { outcome: "refused", reason: "no signature" };
  const keys = [...new Set(secrets.flatMap((secret) => [secret, asWordPressKeepsIt(secret)]))];
  return verifyHmacBase64(delivery.body, signature, keys)
    ? { outcome: "signed" }
    : { outcome: "refused", reason: "wrong signature" };
}

function kindOf(topic: string): InboundEvent["kind"] {
  const [resource, event] = topic.split(".");
  if (resource === "order") return event === "deleted" ? "order_deleted" : "order";
  if (resource === "product") return event === "deleted" ? "product_deleted" : "product";
  return resource === "customer" ? "customer" : "other";
}

/** Topic from the header; without one (manual webhooks through proxies) from the shape of the body. */
function topicOf(delivery: Pick<Delivery, "headers" | "topic">, body: { readonly [key: string]: Json }): string {
  const reported = delivery.headers["x-wc-webhook-topic"];
  if (reported) return reported;
  if (delivery.topic !== "") return delivery.topic;
  if ("line_items" in body) return "order.updated";
  return "type" in body && "sku" in body ? "product.updated" : "other";
}

/**
 * The delivery id of the shop repeats within a second, so that state is told apart by id, time of change and
 * bytes. A body without a time ("deleted") says nothing about when: it is never taken for a repetition.
 */
function deliveryId(topic: string, ref: string, changed: string | undefined, bytes: Uint8Array): string | undefined {
  const [resource, event] = topic.split(".");
  // What comes back from the trash may look exactly as it did before.
  if (changed === undefined || event === "restored") return undefined;
  return `${resource}:${ref}:${changed}:${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}`;
}

function read(delivery: Delivery): readonly InboundEvent[] {
  if (isPing(delivery)) return [];
  const body = asRecord(readJsonBody(delivery.body, "WooCommerce webhook"));
  const topic = topicOf(delivery, body);
  const id = body["id"] ?? body["arg"];
  // A record erased before the queue ran arrives as the API's error object: nothing can be told from it.
  if (textOf(body["id"]) === "")
    return [{ kind: "other", ref: textOf(id) || (delivery.headers["x-wc-webhook-id"] ?? ""), topic }];
  const time = body["date_modified_gmt"];
  const changed = typeof time === "string" && isInstant(`${time.slice(0, 19)}Z`) ? time.slice(0, 19) : undefined;
  const parent = body["type"] === "variation" ? body["parent_id"] : undefined;
  return [
    {
      kind: kindOf(topic),
      // Products are told whole: the variations of one, saved together, are one look at their parent.
      ref: textOf(parent || id),
      topic,
      deliveryId: deliveryId(topic, textOf(id), changed, delivery.body),
      version: changed === undefined || parent ? undefined : timeVersion(`${changed}Z`),
    },
  ];
}

async function interpretOrder(
  event: StoredEvent,
  body: { readonly [key: string]: Json },
  ctx: Context,
): Promise<InboundChange> {
  const status = textOf(body["status"]);
  const isWhole =
    event.trusted && event.kind === "order" && Array.isArray(body["line_items"]) && textOf(body["id"]) === event.ref;
  if (isWhole && status === "trash") return { as: "gone", what: "order", key: event.ref };
  if (isWhole && isNoOrder({ status })) return { as: "nothing", reason: hubMessage("platform.unfinishedCheckout") };
  const loaded = isWhole ? await loadOrder(body, ctx) : await fetchOrder(event.ref, ctx);
  return loaded ? { as: "orders", parts: [loaded.part] } : { as: "gone", what: "order", key: event.ref };
}

async function interpretProduct(
  event: StoredEvent,
  body: { readonly [key: string]: Json },
  ctx: Context,
): Promise<InboundChange> {
  const isWhole =
    event.trusted && event.kind === "product" && typeof body["type"] === "string" && textOf(body["id"]) === event.ref;
  if (isWhole && body["status"] === "trash" && body["type"] !== "variation")
    return { as: "gone", what: "product", key: event.ref };
  // A variation comes in the product's shape, but a product is only ever told whole: its parent is read.
  const isVariation = body["type"] === "variation";
  const parentId = body["parent_id"];
  const product =
    isWhole && !isVariation
      ? await loadProduct(body, ctx)
      : await fetchProduct(isWhole && parentId ? textOf(parentId) : event.ref, ctx);
  if (product) return { as: "products", products: [product] };
  return { as: "gone", what: "product", key: isWhole && parentId ? textOf(parentId) : event.ref };
}

/** Taken from the body where it is proved: who never bought here is not asked for. */
function interpretCustomer(event: StoredEvent, body: { readonly [key: string]: Json }, ctx: Context): InboundChange {
  if (!event.trusted || !/^customer\.(created|updated)$/.test(event.topic) || String(body["id"]) !== event.ref)
    return {
      as: "nothing",
      reason: hubMessage("platform.changesNothing", { platform: "WooCommerce", topic: event.topic }),
    };
  const reported = readCustomer(body, ctx);
  if (reported === null) return { as: "nothing", reason: message("said.staffAccount") };
  const { key, name, email, phone } = reported;
  const time = body["date_modified_gmt"];
  const at = typeof time === "string" && /^\d{4}-\d\d-\d\dT/.test(time) ? `${time.slice(0, 19)}.000Z` : undefined;
  return { as: "customers", customers: [{ key, name, email, phone, at }] };
}

/** `*.deleted` is only a hint: it fires for any trashed post, and never for what is deleted for good. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  const body = asRecord(readShopJson(new TextDecoder().decode(event.body)));
  switch (event.kind) {
    case "order":
    case "order_status":
    case "order_deleted":
      return interpretOrder(event, body, ctx);
    case "product":
    case "product_deleted":
    case "stock":
      return interpretProduct(event, body, ctx);
    case "customer":
      return interpretCustomer(event, body, ctx);
    default:
      return {
        as: "nothing",
        reason:
          body["code"] === undefined
            ? hubMessage("platform.changesNothing", { platform: "WooCommerce", topic: event.topic })
            : message("said.deletedBefore"),
      };
  }
}

export const webhooks: WebhookHandler = {
  secrets: () => ["webhookSecret"],
  verify,
  read,
  reply: (outcome) =>
    outcome === "refused" ? { status: 401, headers: { "content-type": "text/plain" }, body: "Unauthorized" } : OK,
  interpret,
};

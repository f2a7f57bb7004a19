/** The webhook handler: proof over the raw bytes, topics from the header, and the state a delivery points at. */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Version } from "../../commerce/version.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { idText, readBody, readJsonBody, texts } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { verifyHmacBase64 } from "../kit/parse/signatures.ts";
import type { Mode } from "./auth.ts";
import { modeOf } from "./auth.ts";
import { gid, isShopDomain, numberOf } from "./ids.ts";
import { loadOrder, orderOfFulfilmentOrder } from "./order-read.ts";
import { getProduct } from "./product-read.ts";
import { isWholeRestOrder, mapRestOrder } from "./rest-mapping.ts";
import { orderOfReturn } from "./returns.ts";
import { readStockByItem } from "./stock.ts";
import { message } from "./words.ts";

const SIGNATURE = "x-shopify-hmac-sha256";

/**
 * Which secrets may sign for a connection: those of its own app, or of the operator's where that is its app. The one
 * before a rotation signs for up to an hour more (sheet section 6).
 */
const SECRETS: Readonly<Record<Mode, readonly string[]>> = {
  app: ["clientSecret", "previousClientSecret"],
  hosted: ["clientSecret", "previousAppSecret"],
  token: ["webhookSecret"],
};

/** When the order changed: of two deliveries the later one counts. */
const ESSENTIAL = ["updated_at"];

/** The webhook handler of one connection: its own secret only, and only for its own shop. */
export function webhooksOf(connection: ConnectionInfo): WebhookHandler {
  const secrets = SECRETS[modeOf({ mode: connection.settings.mode ?? "app" })];
  const shop = connection.account.externalId.toLowerCase();
  return {
    essential: ESSENTIAL,
    secrets: () => secrets,
    verify: (delivery, values) => {
      const named = shopOf(delivery);
      if (named !== null && shop !== "" && named !== shop)
        return { outcome: "refused", reason: "the delivery is for another shop" };
      return verify(delivery, values);
    },
    read,
    reply,
    interpret,
  };
}

/** The one address per app (privacy topics, app-wide subscriptions): the shop is found from the delivery. */
export const appWebhooks: WebhookHandler = {
  essential: ESSENTIAL,
  secrets: () => [...new Set(Object.values(SECRETS).flat())],
  verify,
  read,
  accounts: (delivery) => [shopOf(delivery) ?? []].flat(),
  reply,
  interpret,
};

function verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  if (delivery.method !== "POST") return { outcome: "refused", reason: "Shopify delivers by POST" };
  return verifyHmacBase64(delivery.body, delivery.headers[SIGNATURE], secrets)
    ? { outcome: "signed" }
    : { outcome: "refused", reason: "the signature is missing or does not match" };
}

function shopOf(delivery: Delivery): string | null {
  const shop = delivery.headers["x-shopify-shop-domain"]?.trim().toLowerCase() ?? "";
  return isShopDomain(shop) ? shop : null;
}

/** App review asks for 401 on a bad signature, also for the privacy topics (shopify-app-js PR #508). */
function reply(outcome: "stored" | "duplicate" | "refused") {
  return { status: outcome === "refused" ? 401 : 200 };
}

/** A topic's events: how to find the id in the body. */
type Reader = (body: Json, topic: string) => Omit<InboundEvent, "topic" | "deliveryId"> | null;

const byId = z.object({ id: idText, updated_at: z.string().nullish() });
const byOrder = z.object({ order_id: idText });
/** Shopify publishes no sample of these bodies: where the order is not named, the return is asked whose it is. */
const byReturn = z.object({ id: idText, order: z.object({ id: idText }).nullish(), order_id: idText.nullish() });

const readers: Readonly<Record<string, Reader>> = {
  orders: (body, topic) => {
    if (topic === "orders/edited") {
      const edit = z.object({ order_edit: byOrder }).safeParse(body);
      if (edit.success) return { kind: "order", ref: edit.data.order_edit.order_id };
    }
    const order = byId.parse(body);
    if (topic === "orders/delete") return { kind: "order_deleted", ref: order.id };
    return { kind: "order", ref: order.id, version: versionOf(order.updated_at) };
  },
  refunds: (body) => ({ kind: "order", ref: byOrder.parse(body).order_id }),
  returns: (body) => {
    const { id, order, order_id } = byReturn.parse(body);
    const ref = order?.id ?? order_id;
    return ref ? { kind: "order", ref } : { kind: "other", ref: `Return:${numberOf(id)}` };
  },
  fulfillments: (body) => ({ kind: "order", ref: byOrder.parse(body).order_id }),
  order_transactions: (body) => ({ kind: "order", ref: byOrder.parse(body).order_id }),
  fulfillment_orders: (body) => {
    const shape = z.object({ fulfillment_order: z.object({ id: idText }) });
    return { kind: "other", ref: `FulfillmentOrder:${numberOf(shape.parse(body).fulfillment_order.id)}` };
  },
  products: (body, topic) => {
    const product = byId.parse(body);
    if (topic === "products/delete") return { kind: "product_deleted", ref: product.id };
    return { kind: "product", ref: product.id, version: versionOf(product.updated_at) };
  },
  inventory_levels: (body) => {
    const level = levelShape.parse(body);
    const ref = `${level.inventory_item_id}:${level.location_id}`;
    return { kind: "stock", ref, version: versionOf(level.updated_at) };
  },
  collections: (body) => ({ kind: "category", ref: byId.parse(body).id }),
  customers: (body, topic) => {
    if (topic === "customers/redact" || topic === "customers/data_request") return privacy(body);
    return { kind: "customer", ref: byId.parse(body).id };
  },
  shop: (body, topic) => (topic === "shop/redact" ? privacy(body) : { kind: "other", ref: "shop" }),
  app: (_body, topic) => ({ kind: topic === "app/uninstalled" ? "uninstalled" : "other", ref: topic }),
};

const privacyShape = z.object({
  shop_id: idText,
  shop_domain: z.string().optional(),
  customer: z.object({ id: idText }).nullish(),
});

function privacy(body: Json): Omit<InboundEvent, "topic" | "deliveryId"> {
  const request = privacyShape.parse(body);
  return { kind: "privacy", ref: request.customer?.id ?? request.shop_id };
}

const levelShape = z.object({
  inventory_item_id: idText,
  location_id: idText,
  available: z.number().int().nullish(),
  updated_at: z.string().nullish(),
});

function versionOf(updatedAt: string | null | undefined): Version | undefined {
  if (!updatedAt) return undefined;
  try {
    return { kind: "time", value: instantMicros(updatedAt) };
  } catch {
    // An odd time orders nothing; the fetched state carries its own version.
    return undefined;
  }
}

function read(delivery: Delivery): readonly InboundEvent[] {
  const topic = delivery.headers["x-shopify-topic"]?.trim() || delivery.topic;
  const body = readJsonBody(delivery.body, `Shopify ${topic} webhook`);
  const deliveryId = delivery.headers["x-shopify-webhook-id"]?.trim() || undefined;
  const subject = topic.split("/")[0] ?? "";
  const reader = Object.hasOwn(readers, subject) ? readers[subject] : undefined;
  if (!reader) return [{ kind: "other", ref: topic || "unknown", topic, deliveryId }];
  const event = readEvent(reader, body, topic);
  if (event === null) return [];
  // Bodies without a time of their own are ordered by when Shopify says the event happened.
  const version =
    event.version ?? (ORDERED.has(event.kind) ? versionOf(delivery.headers["x-shopify-triggered-at"]) : undefined);
  return [{ ...event, ...(version ? { version } : {}), topic, deliveryId }];
}

const ORDERED = new Set<InboundEvent["kind"]>(["order", "order_deleted", "product", "product_deleted", "stock"]);

function readEvent(reader: Reader, body: Json, topic: string): ReturnType<Reader> {
  try {
    return reader(body, topic);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const field = cause.issues[0]?.path.map(String).join(".") ?? "";
    throw new ConnectorError(
      { kind: "rejected", code: "body", field },
      message("error.bodyNotWebhookFieldMissing", { topic, field }),
      { cause },
    );
  }
}

async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  switch (event.kind) {
    case "order":
    case "order_status":
      return interpretOrder(event, ctx);
    case "order_deleted":
      return { as: "gone", what: "order", key: event.ref };
    case "product": {
      const product = await getProduct(event.ref, ctx);
      return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: event.ref };
    }
    case "product_deleted":
      return { as: "gone", what: "product", key: event.ref };
    case "stock":
      return interpretLevel(event, ctx);
    case "uninstalled":
      return { as: "uninstalled" };
    case "privacy":
      return interpretPrivacy(event);
    case "category":
    case "tracking":
      return { as: "nothing", reason: message("said.readByNextSweep") };
    case "customer":
      return interpretCustomer(event);
    case "other":
      return interpretOther(event, ctx);
  }
}

const customerShape = z.object({
  id: idText,
  ...texts("first_name", "last_name", "email", "phone"),
  updated_at: z.string().nullish(),
});

/** Taken from the body where it is proved: protected customer data may be closed to the app's own questions. */
function interpretCustomer(event: StoredEvent): InboundChange {
  if (!event.trusted || event.topic !== "customers/update")
    return { as: "nothing", reason: message("said.customersByOrders") };
  const reported = readBody(customerShape, event.body, "customer webhook");
  const name = [reported.first_name, reported.last_name].filter(Boolean).join(" ");
  return {
    as: "customers",
    customers: [
      {
        key: reported.id,
        name: name || undefined,
        email: reported.email,
        phone: normalisePhone(reported.phone) ?? reported.phone,
        at: reported.updated_at ? new Date(reported.updated_at).toISOString() : undefined,
      },
    ],
  };
}

/** A ping: the order is fetched. Only where Shopify lets us fetch nothing is a whole, proved body taken instead. */
async function interpretOrder(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  try {
    const part = await loadOrder(event.ref, ctx);
    if (part) return { as: "orders", parts: [part] };
  } catch (error) {
    if (!isConnectorError(error) || (error.kind !== "forbidden" && error.kind !== "suspended")) throw error;
    const fromBody = orderFromBody(event, ctx);
    if (fromBody) return fromBody;
    throw error;
  }
  // Older than 60 days without read_all_orders: the order exists, we may only not fetch it.
  return orderFromBody(event, ctx) ?? { as: "gone", what: "order", key: event.ref };
}

function orderFromBody(event: StoredEvent, ctx: Context): InboundChange | null {
  const body = readJsonBody(event.body, "order webhook");
  if (!event.trusted || !isWholeRestOrder(body)) return null;
  const { part, problems } = mapRestOrder(body);
  for (const problem of problems) ctx.drift(problem);
  return { as: "orders", parts: [part] };
}

async function interpretLevel(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  const level = readBody(levelShape, event.body, "inventory level webhook");
  const version: Version = versionOf(level.updated_at) ?? {
    kind: "fetchStart",
    value: BigInt(ctx.clock.now()) * 1000n,
  };
  const place = { inventoryKey: level.inventory_item_id, location: level.location_id };
  if (event.trusted) {
    if (level.available == null) return { as: "nothing", reason: message("said.stockNotCounted") };
    return { as: "levels", levels: [{ ...place, available: level.available, version }] };
  }
  const now = (await readStockByItem(level.inventory_item_id, ctx)).find(
    (entry) => entry.location === level.location_id,
  );
  if (!now) return { as: "nothing", reason: message("said.notStockedThere") };
  return { as: "levels", levels: [{ ...place, available: now.available, version }] };
}

function interpretPrivacy(event: StoredEvent): InboundChange {
  const data = readJsonBody(event.body, "privacy webhook");
  if (event.topic === "shop/redact") return { as: "privacy", request: "erase_shop", data };
  const request = event.topic === "customers/data_request" ? "export_customer" : "erase_customer";
  return { as: "privacy", request, data };
}

async function interpretOther(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  const [type, id] = event.ref.split(":");
  if ((type !== "FulfillmentOrder" && type !== "Return") || !id)
    return {
      as: "nothing",
      reason: hubMessage("platform.changesNothing", { platform: "Shopify", topic: event.topic }),
    };
  const order =
    type === "Return" ? await orderOfReturn(id, ctx) : await orderOfFulfilmentOrder(gid("FulfillmentOrder", id), ctx);
  const part = order === null ? null : await loadOrder(order, ctx);
  return part ? { as: "orders", parts: [part] } : { as: "nothing", reason: message("said.orderGone") };
}

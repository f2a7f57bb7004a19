import { message as hubMessage } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { readBody, readJsonBody, textOf } from "../kit/parse/parse.ts";
import { equalText } from "../kit/parse/signatures.ts";
import { toOrderPart } from "./order-mapping.ts";
import { fetchOrder } from "./order-sweeps.ts";
import { field } from "./pages.ts";
import { statusEventSchema } from "./schemas.ts";
import { readSettings } from "./settings.ts";
import { message } from "./words.ts";

/** Path segments of the two webhooks, and the names their secrets have in the setup form. */
export const TOPICS = { order: "newOrder", status: "orderStatus" } as const;
/** Not "webhookSecret": under that name the hub keeps the secret it makes itself for every draft. */
const SECRET_OF = { order: "orderWebhookSecret", status: "statusWebhookSecret" } as const;

type What = keyof typeof TOPICS;
const MAX_SECRET = 256;

/**
 * Two webhooks, each with its own static secret in the header `secret`: nothing of the body is signed, there
 * is no time stamp and no delivery id. Which of the two a delivery is, its body says, never its path alone.
 */
export const webhooks: WebhookHandler = {
  secrets(topic) {
    if (topic === TOPICS.order) return [SECRET_OF.order];
    if (topic === TOPICS.status) return [SECRET_OF.status];
    return [SECRET_OF.order, SECRET_OF.status];
  },
  verify,
  read,
  reply: (outcome) =>
    outcome === "refused"
      ? { status: 401, headers: { "content-type": "application/json" }, body: '{"message":"not accepted"}' }
      : { status: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}' },
  interpret,
};

function verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  // Documented as POST; the other method stands in integrations written before (requirement A6).
  if (delivery.method !== "POST" && delivery.method !== "PUT") {
    return { outcome: "answer", reply: { status: 405, headers: { allow: "POST, PUT" }, body: "" } };
  }
  const given = delivery.headers.secret?.trim() ?? "";
  if (given === "" || given.length > MAX_SECRET)
    return { outcome: "refused", reason: "The header “secret” is missing." };
  const existing = secrets.filter((secret) => secret !== "");
  let matches = false;
  for (const secret of existing) if (equalText(given, secret)) matches = true;
  if (matches) return { outcome: "static" };
  if (existing.length > 0) return { outcome: "refused", reason: "The header “secret” is not this webhook's secret." };
  return learn(delivery, given);
}

/** The install link creates webhooks whose secrets never reach us: the first delivery that proves true teaches them. */
function learn(delivery: Delivery, given: string): WebhookVerification {
  const what = whatOf(bodyOrNull(delivery.body));
  if (what === null) return { outcome: "refused", reason: "No secret is known yet, and the body is not EasyOrders'." };
  const byPath = (["order", "status"] as const).find((candidate) => TOPICS[candidate] === delivery.topic);
  return { outcome: "learning", secretName: SECRET_OF[byPath ?? what], learned: given };
}

function bodyOrNull(bytes: Uint8Array): Json {
  try {
    return readJsonBody(bytes, "webhook");
  } catch (error) {
    if (isConnectorError(error)) return null;
    throw error;
  }
}

function whatOf(body: Json): What | null {
  if (field(body, "event_type") === "order-status-update") return "status";
  const isOrder = typeof field(body, "id") === "string" && Array.isArray(field(body, "cart_items"));
  return isOrder && field(body, "event_type") === undefined ? "order" : null;
}

function read(delivery: Delivery): readonly InboundEvent[] {
  const body = readJsonBody(delivery.body, "EasyOrders webhook");
  const what = whatOf(body);
  if (what === "order") return [orderEvent(body)];
  if (what === "status") {
    const status = readBody(statusEventSchema, delivery.body, "status webhook");
    // No delivery id: pending -> confirmed may truly happen twice, and the fetch makes a duplicate harmless.
    return [{ kind: "order_status", ref: status.order_id, topic: status.event_type }];
  }
  const type = field(body, "event_type");
  if (typeof type === "string") {
    // A kind of event newer than this connector: kept and shown, not lost.
    return [{ kind: "other", ref: textOf(field(body, "order_id")), topic: type }];
  }
  throw new ConnectorError({ kind: "rejected", code: "body" }, message("error.bodyNeitherOrderNorStatus"));
}

function orderEvent(body: Json): InboundEvent {
  const ref = textOf(field(body, "id"));
  const updated = field(body, "updated_at");
  const event = { kind: "order", ref, topic: "order-created" } as const;
  if (typeof updated !== "string") return event;
  try {
    return { ...event, deliveryId: `order:${ref}:${updated}`, version: timeVersion(updated) };
  } catch (error) {
    if (error instanceof RangeError) return event;
    throw error;
  }
}

async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (event.kind === "order") {
    const reported = event.trusted ? believed(event.body, ctx) : null;
    return reported ? { as: "orders", parts: [reported] } : fetched(event, ctx);
  }
  if (event.kind === "order_status") return fetched(event, ctx);
  return {
    as: "nothing",
    reason: hubMessage("platform.changesNothing", { platform: "EasyOrders", topic: event.topic }),
  };
}

/** The order as the body tells it; null when it must be fetched: another store's, or not as expected. */
function believed(bytes: Uint8Array, ctx: Context): OrderPart | null {
  const body = readJsonBody(bytes, "EasyOrders webhook");
  const { storeId } = readSettings(ctx.connection);
  const store = field(body, "store_id");
  if (storeId !== undefined && store !== undefined && store !== storeId) return null;
  try {
    return toOrderPart(body, ctx);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "drift") return null;
    throw error;
  }
}

/** The truth from the API, with our own key: also what proves a delivery whose secret is still being learnt. */
async function fetched(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  const raw = await fetchOrder(event.ref, ctx);
  if (raw !== null) return { as: "orders", parts: [toOrderPart(raw, ctx)] };
  if (event.trusted && event.kind === "order_status") return { as: "gone", what: "order", key: event.ref };
  return { as: "nothing", reason: hubMessage("platform.notShown", { platform: "EasyOrders", what: event.ref }) };
}

/**
 * Notifications of the queue (sheet section 6): thin, at least once, in any order, written with capitals by some and
 * without by others. Whoever may write to the queue is their proof; which seller they are of is looked at.
 */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { InboundChange, InboundEvent, StoredEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { idText, readJsonBody } from "../kit/parse/parse.ts";
import { fetchOrder } from "./order-read.ts";
import { fetchProduct } from "./product-sweeps.ts";
import { orderMarketplaces, textSetting } from "./settings.ts";
import { message } from "./words.ts";

/** Each kind goes over one of two roads: straight to the queue, or over the seller's event bus (a rule there writes to it). */
export const TOPICS = [
  { type: "ORDER_CHANGE", by: "queue" },
  { type: "FBA_INVENTORY_AVAILABILITY_CHANGES", by: "queue" },
  { type: "LISTINGS_ITEM_STATUS_CHANGE", by: "bus" },
  { type: "LISTINGS_ITEM_ISSUES_CHANGE", by: "bus" },
] as const;
/** Kinds that say something has changed about one item of the seller's. */
const OF_ITEMS: ReadonlySet<string> = new Set(TOPICS.map(({ type }) => type).filter((type) => type !== "ORDER_CHANGE"));

const envelope = z.object({
  notificationtype: z.string().min(1),
  payload: z.record(z.string(), z.unknown()).nullish(),
  notificationmetadata: z.object({ notificationid: z.string().min(1) }).nullish(),
});

/** As an event bus hands it on. */
const bussed = z.object({ "detail-type": z.string(), detail: z.record(z.string(), z.unknown()) });
const ofSeller = z.object({ sellerid: z.string() });
const ofItem = z.object({ sku: idText });

const orderChange = z.object({
  orderchangenotification: z.object({ sellerid: z.string().nullish(), amazonorderid: z.string().min(1) }),
});

/** Every name in lower case, but of what stands in lists: nothing there is read, and there may be much of it. */
function folded(value: Json): Json {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), folded(inner)]));
}

interface Notification {
  readonly type: string;
  readonly id: string | undefined;
  readonly sellerId: string | undefined;
  readonly orderId: string | undefined;
  readonly sku: string | undefined;
}

function readNotification(bytes: Uint8Array): Notification {
  const reported = folded(readJsonBody(bytes, "notification"));
  const body = envelope.safeParse(bussed.safeParse(reported).data?.detail ?? reported);
  if (!body.success)
    throw new ConnectorError({ kind: "rejected", code: "body" }, message("error.messageNotNotification"), {
      cause: body.error,
    });
  const { notificationtype, notificationmetadata, payload } = body.data;
  const change = orderChange.safeParse(payload).data?.orderchangenotification;
  return {
    type: notificationtype,
    id: notificationmetadata?.notificationid,
    sellerId: change?.sellerid ?? sellerIn(payload),
    orderId: change?.amazonorderid,
    sku: itemIn(payload),
  };
}

type Payload = Readonly<Record<string, unknown>> | null | undefined;

/** The payload, and what it wraps: some kinds put all of it into one object. */
const layersOf = (payload: Payload): readonly unknown[] => [payload, ...Object.values(payload ?? {})];

function sellerIn(payload: Payload): string | undefined {
  return layersOf(payload).flatMap((layer) => ofSeller.safeParse(layer).data?.sellerid ?? [])[0];
}

function itemIn(payload: Payload): string | undefined {
  return layersOf(payload).flatMap((layer) => ofItem.safeParse(layer).data?.sku ?? [])[0];
}

/** True when a message names another seller than this connection's. What is no notification is nobody's: it is taken and shown. */
export function isForeign(bytes: Uint8Array, connection: Pick<ConnectionInfo, "settings" | "facts">): boolean {
  const seller = textSetting(connection, "sellerId");
  try {
    const { sellerId } = readNotification(bytes);
    return sellerId !== undefined && seller !== "" && sellerId !== seller;
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}

export const webhooks: WebhookHandler = {
  secrets: () => [],
  verify: () => ({ outcome: "refused", reason: "Amazon calls no webhooks; it writes to the queue." }),
  read(delivery) {
    return [eventOf(readNotification(delivery.body))];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  interpret,
};

function eventOf({ type, id, orderId, sku }: Omit<Notification, "sellerId">): InboundEvent {
  const deliveryId = id === undefined ? {} : { deliveryId: id };
  if (type === "ORDER_CHANGE" && orderId !== undefined)
    return { kind: "order", ref: orderId, topic: type, ...deliveryId };
  if (OF_ITEMS.has(type) && sku !== undefined) return { kind: "product", ref: sku, topic: type, ...deliveryId };
  return { kind: "other", ref: id ?? type, topic: type, ...deliveryId };
}

/** The status in a notification is in the words of an API that is going: the order itself is read. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (event.kind === "product") {
    const product = await fetchProduct(event.ref, ctx);
    return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: event.ref };
  }
  if (event.kind !== "order")
    return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Amazon", topic: event.topic }) };
  const part = await fetchOrder(event.ref, ctx);
  if (part === null) return { as: "gone", what: "order", key: event.ref };
  // A subscription knows sellers, not stores: orders of stores with connections of their own come along.
  if (part.site !== undefined && !orderMarketplaces(ctx.connection).includes(part.site))
    return { as: "nothing", reason: message("said.otherMarketplace", { site: part.site }) };
  return { as: "orders", parts: [part] };
}

/**
 * Notifications of the queue (sheet section 6): thin, at least once, in any order, written with capitals by some and
 * without by others. Whoever may write to the queue is their proof; which seller they are of is looked at.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract.ts";
import type { Door, InboundEvent, StoredEvent, Understood } from "../kit/door.ts";
import { ConnectorError } from "../kit/errors.ts";
import { readJsonBody } from "../kit/parse.ts";
import { fetchOrder } from "./order-reads.ts";
import { orderMarketplaces, textSetting } from "./settings.ts";

export const TOPICS = ["ORDER_CHANGE"] as const;

const envelope = z.object({
  notificationtype: z.string().min(1),
  payload: z.record(z.string(), z.unknown()).nullish(),
  notificationmetadata: z.object({ notificationid: z.string().min(1) }).nullish(),
});

const orderChange = z.object({
  orderchangenotification: z.object({ sellerid: z.string().nullish(), amazonorderid: z.string().min(1) }),
});

/** Every name in lower case, at every depth. */
function folded(value: Json): Json {
  if (Array.isArray(value)) return value.map(folded);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), folded(inner)]));
}

interface Notification {
  readonly type: string;
  readonly id: string | undefined;
  readonly sellerId: string | undefined;
  readonly orderId: string | undefined;
}

function readNotification(bytes: Uint8Array): Notification {
  const body = envelope.safeParse(folded(readJsonBody(bytes, "notification")));
  if (!body.success)
    throw new ConnectorError({ kind: "rejected", code: "body" }, "The message is not a notification of Amazon's.", {
      cause: body.error,
    });
  const { notificationtype, notificationmetadata, payload } = body.data;
  const change = orderChange.safeParse(payload).data?.orderchangenotification;
  return {
    type: notificationtype,
    id: notificationmetadata?.notificationid,
    sellerId: change?.sellerid ?? sellerIn(payload),
    orderId: change?.amazonorderid,
  };
}

/** The seller other notifications name somewhere in their payload's one object. */
function sellerIn(payload: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  for (const inner of Object.values(payload ?? {})) {
    const found = z.object({ sellerid: z.string() }).safeParse(inner);
    if (found.success) return found.data.sellerid;
  }
  return undefined;
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

export const door: Door = {
  secrets: () => [],
  verify: () => ({ outcome: "refused", reason: "Amazon calls no webhooks; it writes to the queue." }),
  read(delivery) {
    const { type, id, orderId } = readNotification(delivery.body);
    return [eventOf({ type, id, orderId })];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  understand,
};

function eventOf({ type, id, orderId }: Omit<Notification, "sellerId">): InboundEvent {
  const deliveryId = id === undefined ? {} : { deliveryId: id };
  if (type === "ORDER_CHANGE" && orderId !== undefined)
    return { kind: "order", ref: orderId, topic: type, ...deliveryId };
  return { kind: "other", ref: id ?? type, topic: type, ...deliveryId };
}

/** The status in a notification is in the words of an API that is going: the order itself is read. */
async function understand(event: StoredEvent, ctx: Context): Promise<Understood> {
  if (event.kind !== "order")
    return { as: "nothing", reason: `Amazon sent "${event.topic}", which changes nothing here.` };
  const part = await fetchOrder(event.ref, ctx);
  if (part === null) return { as: "gone", what: "order", key: event.ref };
  // A subscription knows sellers, not stores: orders of stores with connections of their own come along.
  if (part.site !== undefined && !orderMarketplaces(ctx.connection).includes(part.site))
    return { as: "nothing", reason: `The order is of the marketplace ${part.site}, which this store does not read.` };
  return { as: "orders", parts: [part] };
}

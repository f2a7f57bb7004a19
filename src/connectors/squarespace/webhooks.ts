/** Squarespace's notifications: thin, signed, at least once, in any order (sheet section 6). */

import { message as hubMessage } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { InboundChange, InboundEvent, StoredEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { readBody } from "../kit/parse/parse.ts";
import { equalText, hmacSha256, provedByAny } from "../kit/parse/signatures.ts";
import { fetchOrder } from "./order-read.ts";
import { notificationSchema } from "./schemas.ts";

const HEX_KEY = /^(?:[0-9a-f]{2}){8,}$/i;

export const webhooks: WebhookHandler = {
  secrets: () => ["signingSecret"],
  verify(delivery, secrets) {
    return isSigned(delivery.body, delivery.headers["squarespace-signature"], secrets)
      ? { outcome: "signed" }
      : { outcome: "refused", reason: "The signature does not fit the body." };
  },
  read(delivery) {
    const { id, topic, data } = readBody(notificationSchema, delivery.body, "notification");
    return [eventOf({ topic, deliveryId: id, orderId: data?.orderId })];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  interpret,
};

/** The key is the secret's bytes, not its text: what is no hexadecimal is no key, and nobody signs with an empty one. */
export function isSigned(body: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  const given = (header ?? "").trim().toLowerCase();
  const signature = (secret: string) => hmacSha256(Buffer.from(secret, "hex"), body).toString("hex");
  return provedByAny(
    secrets.filter((secret) => HEX_KEY.test(secret)),
    (secret) => equalText(given, signature(secret)),
  );
}

function eventOf(reported: {
  readonly topic: string;
  readonly deliveryId: string;
  readonly orderId: string | undefined;
}): InboundEvent {
  const { topic, deliveryId, orderId } = reported;
  if (topic.startsWith("order.") && orderId !== undefined) return { kind: "order", ref: orderId, topic, deliveryId };
  const kind = topic === "extension.uninstall" ? "uninstalled" : "other";
  return { kind, ref: topic, topic, deliveryId };
}

/** Only the order's id is told: its state is fetched. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (event.kind === "uninstalled") return { as: "uninstalled" };
  if (event.kind !== "order")
    return {
      as: "nothing",
      reason: hubMessage("platform.changesNothing", { platform: "Squarespace", topic: event.topic }),
    };
  const part = await fetchOrder(event.ref, ctx);
  return part === null ? { as: "gone", what: "order", key: event.ref } : { as: "orders", parts: [part] };
}

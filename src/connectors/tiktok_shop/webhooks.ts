/** TikTok Shop's notifications: thin, signed, at least once, in any order (sheet section 6). */
import { createHash } from "node:crypto";
import { z } from "zod";
import { message as hubMessage, type Message } from "../../commerce/message.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { Delivery, InboundChange, InboundEvent, StoredEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { verifyHmacHex } from "../kit/parse/signatures.ts";
import { fetchOrder } from "./order-read.ts";
import { getProduct } from "./product-read.ts";
import { message } from "./words.ts";

/** Ids come as text, and as numbers beyond what a number holds: `readBody` keeps their digits. */
const notificationSchema = z.object({
  type: z.number().int(),
  tts_notification_id: idText.nullish(),
  shop_id: idText.nullish(),
  data: z
    .object({
      order_id: idText.nullish(),
      product_id: idText.nullish(),
      /** Unix seconds as text. */
      expiration_time: idText.nullish().catch(undefined),
      package_list: z.array(z.object({ order_id_list: z.array(idText).nullish() })).nullish(),
    })
    .nullish(),
});
type Notification = z.output<typeof notificationSchema>;

const ENDING = "UPCOMING_AUTHORIZATION_EXPIRATION";

/** Types by the number they carry; the words are those they are subscribed by. */
const TOPICS: Readonly<Record<number, readonly [topic: string, kind: InboundEvent["kind"]]>> = {
  1: ["ORDER_STATUS_CHANGE", "order"],
  3: ["RECIPIENT_ADDRESS_UPDATE", "order"],
  4: ["PACKAGE_UPDATE", "order"],
  5: ["PRODUCT_STATUS_CHANGE", "product"],
  6: ["SELLER_DEAUTHORIZATION", "uninstalled"],
  7: [ENDING, "other"],
  11: ["CANCELLATION_STATUS_CHANGE", "order"],
  12: ["RETURN_STATUS_CHANGE", "order"],
  15: ["PRODUCT_INFORMATION_CHANGE", "product"],
  16: ["PRODUCT_CREATION", "product"],
  18: ["PRODUCT_CATEGORY_CHANGE", "product"],
  27: ["INVENTORY_STATUS_CHANGE", "product"],
  36: ["INVOICE_STATUS_CHANGE", "other"],
  37: ["PRODUCT_AUDIT_STATUS_CHANGE", "product"],
};

/** The webhook handler of one shop: its app's key is part of what is signed. */
export function webhooksOf(connection: ConnectionInfo): WebhookHandler {
  const { usedAppKey } = connection.settings;
  const appKey = typeof usedAppKey === "string" ? usedAppKey : "";
  return {
    secrets: () => ["appSecret"],
    verify: (delivery, secrets) =>
      appKey !== "" && isSigned(delivery, appKey, secrets)
        ? { outcome: "signed" }
        : { outcome: "refused", reason: "The signature does not fit the body." },
    read: (delivery) => eventsOf(delivery, connection.account.externalId),
    // TikTok wants an empty body within three seconds.
    reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
    interpret,
  };
}

/** Over app key and body; unlike calls, not wrapped in the secret. */
export function isSigned(
  { body, headers }: Pick<Delivery, "body" | "headers">,
  appKey: string,
  secrets: readonly string[],
): boolean {
  return verifyHmacHex(Buffer.concat([Buffer.from(appKey, "utf8"), body]), headers.authorization, secrets);
}

function eventsOf(delivery: Delivery, shop: string): readonly InboundEvent[] {
  const reported = readBody(notificationSchema, delivery.body, "notification");
  const [topic, kind] = TOPICS[reported.type] ?? [`type ${reported.type}`, "other" as const];
  // Not every notification has an id of its own; the same bytes are the same notification.
  const deliveryId = reported.tts_notification_id ?? createHash("sha256").update(delivery.body).digest("hex");
  const other: InboundEvent = { kind: "other", ref: topic, topic, deliveryId };
  // All shops of an app share its secret: what is another's proves nothing about this one.
  if (shop !== "" && reported.shop_id !== shop) return [other];
  if (kind === "uninstalled") return [{ kind, ref: shop || topic, topic, deliveryId }];
  const refs = kind === "order" ? ordersOf(reported) : kind === "product" ? [reported.data?.product_id ?? ""] : [];
  const events = refs
    .filter((ref) => ref !== "")
    .map((ref, index) => ({ kind, ref, topic, deliveryId: index === 0 ? deliveryId : `${deliveryId}:${ref}` }));
  return events.length > 0 ? events : [other];
}

/** A package may hold several orders. */
function ordersOf({ data }: Notification): string[] {
  const packed = (data?.package_list ?? []).flatMap(({ order_id_list }) => order_id_list ?? []);
  return [...new Set([data?.order_id ?? "", ...packed])];
}

/** Only ids are told: the state is fetched. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  switch (event.kind) {
    case "order": {
      const part = await fetchOrder(event.ref, ctx);
      return part === null ? { as: "gone", what: "order", key: event.ref } : { as: "orders", parts: [part] };
    }
    case "product": {
      const product = await getProduct(event.ref, ctx);
      return product === null
        ? { as: "gone", what: "product", key: event.ref }
        : { as: "products", products: [product] };
    }
    case "uninstalled":
      return { as: "uninstalled" };
    default:
      return event.topic === ENDING
        ? { as: "access_ends", text: endingText(event) }
        : { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "TikTok", topic: event.topic }) };
  }
}

/** Sent daily from 30 days before the end; visiting the consent page again renews (sheet section 2). */
function endingText({ body }: StoredEvent): Message {
  const { data } = readBody(notificationSchema, body, "notification");
  const seconds = Number(data?.expiration_time ?? Number.NaN);
  return Number.isSafeInteger(seconds)
    ? message("said.accessEnds", { day: new Date(seconds * 1000).toISOString().slice(0, 10) })
    : message("said.accessEndsSoon");
}

/**
 * Pushes come to one address per app, signed over that address and the raw body. Each says only that something changed:
 * the thing itself is fetched.
 */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Version } from "../../commerce/version.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { idText, parseResponse, readBody } from "../kit/parse/parse.ts";
import { verifyHmacHex } from "../kit/parse/signatures.ts";
import { shopIdOf } from "./auth.ts";
import { call, iso, nowSeconds } from "./client.ts";
import { loadOrder } from "./order-read.ts";
import { versionOf } from "./product-mapping.ts";
import { readProduct } from "./product-read.ts";
import { shopSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** Either key may sign: the guide names the partner key, the console shows one of its own for pushes. */
const KEYS = ["partnerKey", "pushPartnerKey"] as const;
/** The address test is some dozens of bytes. */
const MAX_TEST = 2_000;

const anyId = idText.nullish();
const dataSchema = z.object({
  ordersn: z.string().nullish(),
  order_sn: z.string().nullish(),
  item_id: anyId,
  shop_id: anyId,
  shopid: anyId,
  status: z.string().nullish(),
  // Of the expiry push: int64[] of the shops whose authorization ends within a week (open.shopee.com/push-mechanism).
  shop_expire_soon: z.array(idText).nullish(),
  update_time: z.number().int().nonnegative().nullish(),
});
const pushSchema = z.object({
  code: z.number().int(),
  shop_id: anyId,
  timestamp: z.number().int().nonnegative().nullish(),
  // Some versions of a push carry their data as text of its own.
  data: z.preprocess(parsedText, dataSchema.nullish()),
});
type Push = z.output<typeof pushSchema>;

function parsedText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON: the schema refuses it by its field.
    return value;
  }
}

/** Code -> Shopee's name of the push. Codes above 13 are switched on in the console. */
export const PUSHES: Readonly<Record<number, string>> = {
  0: "url verification",
  1: "shop authorization",
  2: "shop authorization canceled",
  3: "order status",
  4: "order tracking number",
  5: "shopee updates",
  6: "banned item",
  7: "item promotion",
  8: "reserved stock change",
  9: "promotion update",
  12: "authorization expiry",
  15: "shipping document status",
  16: "item violation",
  22: "item price update",
  23: "booking status",
  24: "booking tracking number",
  25: "booking shipping document status",
  29: "return updates",
  30: "package fulfillment status",
  47: "package info",
};

const CANCELED = 2;
const EXPIRY = 12;
/** The push comes a week ahead; a consent that lasts longer has been renewed since. */
const EXPIRES_WITHIN_SECONDS = 14 * 86_400;
const BOOKINGS: ReadonlySet<number> = new Set([23, 24, 25]);

function verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  if (delivery.method !== "POST") return { outcome: "refused", reason: "Shopee pushes by POST" };
  if (isAddressTest(delivery)) return { outcome: "answer", reply: { status: 200 } };
  const { registeredUrl, body, headers } = delivery;
  const signed = Buffer.concat([Buffer.from(`${registeredUrl}|`), body]);
  if (verifyHmacHex(signed, headers.authorization, secrets)) return { outcome: "signed" };
  return {
    outcome: "refused",
    reason: `the signature does not match; the push URL in the Open Platform console has to be exactly ${registeredUrl}`,
  };
}

/** Sent when the address is entered, before anything is configured; it tells nothing and wants an empty yes. */
function isAddressTest({ body }: Delivery): boolean {
  if (body.byteLength > MAX_TEST) return false;
  const shape = z.object({ code: z.literal(0), data: z.object({ verify_info: z.unknown() }) });
  try {
    return shape.safeParse(JSON.parse(Buffer.from(body).toString("utf8"))).success;
  } catch {
    // Not JSON at all: no test.
    return false;
  }
}

const readPush = (bytes: Uint8Array): Push => readBody(pushSchema, bytes, "Shopee push");

const topicOf = (code: number): string => `${code} ${PUSHES[code] ?? "unknown"}`;

const orderOf = ({ data }: Push): string | undefined => data?.ordersn || data?.order_sn || undefined;

function shopOf(push: Push): string | null {
  const id = push.shop_id ?? push.data?.shop_id ?? push.data?.shopid;
  return id === undefined || id === null || id === "0" ? null : id;
}

function read(delivery: Delivery): readonly InboundEvent[] {
  const push = readPush(delivery.body);
  const topic = topicOf(push.code);
  const order = orderOf(push);
  if (push.code === CANCELED) return [{ kind: "uninstalled", ref: shopOf(push) ?? "shop", topic }];
  if (order !== undefined && !BOOKINGS.has(push.code))
    return [{ kind: "order", ref: order, topic, ...identityOf(push, order) }];
  const item = push.data?.item_id;
  if (item !== undefined && item !== null) return [{ kind: "product", ref: item, topic }];
  return [{ kind: "other", ref: shopOf(push) ?? push.data?.shop_expire_soon?.[0] ?? "app", topic }];
}

/** Shopee gives no id: shop, code, order, status and time of change name a push. */
function identityOf(push: Push, order: string): { readonly deliveryId?: string; readonly version?: Version } {
  const { status, update_time: at } = push.data ?? {};
  if (!at || !status) return {};
  return { deliveryId: [shopOf(push) ?? "", push.code, order, status, at].join(":"), version: versionOf(at) };
}

/** The expiry push belongs to the app and lists the shops it is about; all others name one. */
function accounts(delivery: Delivery): readonly string[] {
  try {
    const push = readPush(delivery.body);
    return push.data?.shop_expire_soon ?? [shopOf(push) ?? []].flat();
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return [];
  }
}

/** The list without the other shops. */
function bodyFor(shop: string, { body }: Delivery): Uint8Array {
  const { code, timestamp } = readPush(body);
  const reported = { code, timestamp: timestamp ?? null, data: { shop_expire_soon: [shop] } };
  return Buffer.from(JSON.stringify(reported));
}

async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  switch (event.kind) {
    case "order": {
      const loaded = await loadOrder(event.ref, ctx);
      return loaded ? { as: "orders", parts: [loaded.part] } : { as: "gone", what: "order", key: event.ref };
    }
    case "product": {
      const product = await readProduct(event.ref, ctx);
      return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: event.ref };
    }
    case "uninstalled":
      return (await isStillGranted(ctx))
        ? { as: "nothing", reason: message("said.consentAgain") }
        : { as: "uninstalled" };
    default:
      return event.topic === topicOf(EXPIRY)
        ? await endingOf(ctx)
        : { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Shopee", topic: event.topic }) };
  }
}

/** The push tells one day for a whole list; each shop's own is asked for. */
async function endingOf(ctx: Context): Promise<InboundChange> {
  const reported = await call(ctx, { path: "shop/get_shop_info", operation: "shop.info" });
  const { expire_time: until } = parseResponse(shopSchema, reported, { ctx, what: "the shop" });
  if (until !== undefined && until - nowSeconds(ctx) > EXPIRES_WITHIN_SECONDS)
    return { as: "nothing", reason: message("said.consentAgain") };
  const when = until === undefined ? "within a week" : `on ${iso(until).slice(0, 10)}`;
  return {
    as: "access_ends",
    text: message("refused.consentShopEndsConnectShop", { day: when }),
  };
}

/** A canceled consent may have been renewed before the push arrives. */
async function isStillGranted(ctx: Context): Promise<boolean> {
  try {
    await call(ctx, { path: "shop/get_shop_info", operation: "shop.info" });
    return true;
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "auth_revoked" || error.kind === "auth_expired")) return false;
    throw error;
  }
}

/** An empty body: JSON, or any words, count as a failed push and switch the subscription off in the end. */
const reply: WebhookHandler["reply"] = (outcome) => ({ status: outcome === "refused" ? 401 : 200 });

export const appWebhooks: WebhookHandler = { secrets: () => KEYS, verify, read, accounts, bodyFor, reply, interpret };

/** The webhook handler of one shop: what the app's address takes in for it. */
export function webhooksOf(connection: ConnectionInfo): WebhookHandler {
  const own = shopIdOf(connection);
  return {
    ...appWebhooks,
    verify: (delivery, secrets) => {
      const verification = verify(delivery, secrets);
      const named = verification.outcome === "signed" ? accounts(delivery) : [];
      return named.length > 0 && own !== "" && !named.includes(own)
        ? { outcome: "refused", reason: "the push is for another shop" }
        : verification;
    },
  };
}

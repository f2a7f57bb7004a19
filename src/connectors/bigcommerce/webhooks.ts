/** The webhook handler: Standard Webhooks signatures under the client secret, or a secret header of ours; bodies name ids only. */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Version } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { equalText, hmacSha256 } from "../kit/parse/signatures.ts";
import { isId } from "./client.ts";
import { fetchCustomer } from "./customers.ts";
import { fetchRow, isOrder, loadOrders, parseOrder } from "./order-read.ts";
import { productsById, readLevels } from "./product-read.ts";
import { message } from "./words.ts";

/** Path of hooks whose signature is checked, for connections that know their client secret. */
export const SIGNED_TOPIC = "signed";
/** Header we ask BigCommerce to send with every delivery. */
export const SECRET_HEADER = "x-argosy-secret";

const SIGNATURE_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
const MAX_HEADER = 4_096;
const CUSTOMER_SCOPES: ReadonlySet<string> = new Set(["store/customer/created", "store/customer/updated"]);

const bodySchema = z.object({
  scope: z.string().regex(/^store\/[\w/]{1,100}$/),
  hash: z.string().max(200).nullish(),
  created_at: z.number().nullish(),
  producer: z.string().nullish(),
  data: z.object({
    id: idText.nullish(),
    orderId: idText.nullish(),
    inventory: z.object({ product_id: idText.nullish() }).nullish(),
    sku: z.object({ product_id: idText.nullish() }).nullish(),
  }),
});
type HookBody = z.output<typeof bodySchema>;

/** True when one of the `v1,<base64>` entries signs `id.timestamp.body` under one of the secrets. */
export function isSigned(delivery: Pick<Delivery, "headers" | "body">, secrets: readonly string[]): boolean {
  const [id, timestamp, list] = SIGNATURE_HEADERS.map((name) => delivery.headers[name] ?? "");
  if (!id || !timestamp || !list || list.length > MAX_HEADER) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`, "utf8"), delivery.body]);
  const given = list.split(" ").flatMap((entry) => (entry.startsWith("v1,") ? [entry.slice(3)] : []));
  let matches = false;
  for (const secret of secrets) {
    if (secret === "") continue;
    const requested = hmacSha256(secret, signed).toString("base64");
    for (const one of given) if (equalText(one, requested)) matches = true;
  }
  return matches;
}

function hasOurHeader(delivery: Delivery, secrets: readonly string[]): boolean {
  const given = delivery.headers[SECRET_HEADER] ?? "";
  let matches = false;
  for (const secret of secrets) if (secret !== "" && equalText(given, secret)) matches = true;
  return matches && given.length < MAX_HEADER;
}

/**
 * On the signed path a delivery with any signature header must be signed; only one without all of them (older hooks)
 * may prove itself by our header. The webhook handler has no clock: a delivery sent again later is known by its id, and changes
 * nothing, because the record is fetched.
 */
function verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  if (delivery.method !== "POST") return { outcome: "refused", reason: `method ${delivery.method}` };
  const isSignedPath = delivery.topic === SIGNED_TOPIC;
  const claims = SIGNATURE_HEADERS.some((name) => delivery.headers[name] !== undefined);
  if (isSignedPath && claims)
    return isSigned(delivery, secrets) ? { outcome: "signed" } : { outcome: "refused", reason: "wrong signature" };
  return hasOurHeader(delivery, secrets) ? { outcome: "static" } : { outcome: "refused", reason: "no proof of origin" };
}

/** What a scope is about, and the id of it. */
function subjectOf({ scope, data }: HookBody): Pick<InboundEvent, "kind"> & { readonly ref: string | undefined } {
  const [, thing = "", ...rest] = scope.split("/");
  const event = rest.join("/");
  const id = data.id ?? undefined;
  if (thing === "order") return { kind: event === "archived" ? "order_deleted" : "order", ref: id };
  if (thing === "shipment") return { kind: "order", ref: data.orderId ?? undefined };
  if (event.startsWith("inventory"))
    return { kind: "stock", ref: data.inventory?.product_id ?? (thing === "product" ? id : undefined) };
  if (thing === "sku") return { kind: "product", ref: data.sku?.product_id ?? undefined };
  if (thing === "product") return { kind: event === "deleted" ? "product_deleted" : "product", ref: id };
  if (thing === "category" || thing === "customer") return { kind: thing, ref: id };
  return { kind: "other", ref: id };
}

function read(delivery: Delivery): readonly InboundEvent[] {
  const body = readBody(bodySchema, delivery.body, "BigCommerce webhook");
  const { kind, ref } = subjectOf(body);
  const id = delivery.headers["webhook-id"];
  const existing = id || (body.hash && body.created_at ? `${body.scope}:${body.hash}:${body.created_at}` : undefined);
  return [
    {
      kind: ref === undefined ? "other" : kind,
      ref: ref ?? body.scope,
      topic: body.scope,
      ...(existing === undefined ? {} : { deliveryId: existing.slice(0, 300) }),
    },
  ];
}

async function interpretOrder(ref: string, ctx: Context): Promise<InboundChange> {
  const row = await fetchRow(ref, ctx);
  if (row === null) return { as: "gone", what: "order", key: ref };
  const order = parseOrder(row, ctx);
  if (order.is_deleted === true) return { as: "gone", what: "order", key: ref };
  if (!isOrder(order)) return { as: "nothing", reason: hubMessage("platform.unfinishedCheckout") };
  return { as: "orders", parts: (await loadOrders([row], ctx)).map(({ part }) => part) };
}

async function interpretProduct(ref: string, ctx: Context): Promise<InboundChange> {
  const products = await productsById([ref], ctx);
  return products.length > 0 ? { as: "products", products } : { as: "gone", what: "product", key: ref };
}

/** The number alone changed: the catalog is not asked. What the inventory does not list is gone, or not counted. */
async function interpretStock(ref: string, ctx: Context): Promise<InboundChange> {
  const version: Version = { kind: "fetchStart", value: BigInt(ctx.clock.now()) * 1000n };
  const found = await readLevels("product_id:in", [ref].filter(isId), ctx);
  if (found.size === 0) return interpretProduct(ref, ctx);
  const levels = [...found].flatMap(([variantKey, locations]) =>
    locations.map(({ location, available }) => ({ variantKey, location, available, version })),
  );
  return { as: "levels", levels };
}

/** A body names the account's id; of an address (`store/customer/address/…`) it is the address's own. */
async function interpretCustomer({ ref, topic }: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (!CUSTOMER_SCOPES.has(topic))
    return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "BigCommerce", topic }) };
  const reported = await fetchCustomer(ref, ctx);
  if (reported === null) return { as: "nothing", reason: message("said.customerUnread") };
  const { key, name, email, phone } = reported;
  return { as: "customers", customers: [{ key, name, email, phone }] };
}

/** Bodies name ids only, come twice and out of order: the record is always fetched. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  switch (event.kind) {
    case "order":
    case "order_status":
    case "order_deleted":
      return interpretOrder(event.ref, ctx);
    case "product":
    case "product_deleted":
      return interpretProduct(event.ref, ctx);
    case "stock":
      return interpretStock(event.ref, ctx);
    case "customer":
      return interpretCustomer(event, ctx);
    default:
      return {
        as: "nothing",
        reason: hubMessage("platform.changesNothing", { platform: "BigCommerce", topic: event.topic }),
      };
  }
}

export const webhooks: WebhookHandler = {
  secrets: (topic) => (topic === SIGNED_TOPIC ? ["clientSecret", "webhookSecret"] : ["webhookSecret"]),
  verify,
  read,
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  interpret,
};

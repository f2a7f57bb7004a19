/** Notices: each is a hint, proved by an HMAC over its bytes; what it speaks of is fetched (sheet section 6). */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Delivery, InboundChange, InboundEvent, StoredEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { verifyHmacBase64, verifyHmacHex } from "../kit/parse/signatures.ts";
import { loadOrder } from "./order-read.ts";
import { products } from "./products.ts";
import { returnsOf, withReturns } from "./returns.ts";
import { message } from "./words.ts";

/** Header that Walmart is asked to put the proof in. */
export const SIGNATURE_HEADER = "X-Argosy-Signature";
export const WEBHOOK_SECRET = "webhookSecret";

const ids = z.object({
  purchaseOrderId: idText.nullish(),
  returnOrderId: idText.nullish(),
  sku: idText.nullish(),
});

/** The page of events has an order's fields in the payload and within `order` or `meta` of it. */
const bodySchema = z.object({
  source: z.object({ eventType: z.string().regex(/^[A-Z0-9_]{1,80}$/), eventId: z.string().max(200).nullish() }),
  payload: z.object({ ...ids.shape, order: ids.nullish(), meta: ids.nullish() }),
});
type Body = z.output<typeof bodySchema>;

const WHAT = "Walmart notification";

/** What each kind of event names. */
function subjectOf({ source: { eventType }, payload }: Body): Pick<InboundEvent, "kind"> & { readonly ref: string } {
  const find = (name: "purchaseOrderId" | "returnOrderId" | "sku") =>
    payload[name] ?? payload.order?.[name] ?? payload.meta?.[name] ?? undefined;
  const isReturn = eventType.startsWith("RETURN");
  const order = isReturn ? find("returnOrderId") : find("purchaseOrderId");
  if (order !== undefined && /^(?:ORDER|PO|INTENT|RETURN)_/.test(eventType)) return { kind: "order", ref: order };
  const sku = find("sku");
  if (sku !== undefined && eventType.startsWith("OFFER_")) return { kind: "product", ref: sku };
  return { kind: "other", ref: eventType };
}

function read({ body }: Delivery): readonly InboundEvent[] {
  const reported = readBody(bodySchema, body, WHAT);
  const { eventType: topic, eventId } = reported.source;
  return [{ ...subjectOf(reported), topic, ...(eventId ? { deliveryId: eventId } : {}) }];
}

async function interpret({ kind, ref, topic }: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (kind === "product") {
    const product = await products.get(ref, ctx);
    return product === null ? { as: "gone", what: "product", key: ref } : { as: "products", products: [product] };
  }
  if (kind !== "order")
    return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Walmart", topic }) };
  if (topic.startsWith("RETURN")) return interpretReturn(ref, ctx);
  const existing = await loadOrder(ref, ctx);
  return existing === null ? { as: "gone", what: "order", key: ref } : { as: "orders", parts: [existing.part] };
}

async function interpretReturn(id: string, ctx: Context): Promise<InboundChange> {
  const returns = await returnsOf(["returnOrderId", id], ctx);
  const keys = new Set(returns.flatMap((one) => one.returnOrderLines.flatMap((line) => line.purchaseOrderId ?? [])));
  const parts = [];
  for (const key of keys) {
    const part = (await loadOrder(key, ctx))?.part;
    if (part) parts.push(withReturns(part, returns, ctx));
  }
  return parts.length > 0
    ? { as: "orders", parts }
    : { as: "nothing", reason: hubMessage("platform.notShown", { platform: "Walmart", what: id }) };
}

export const webhooks: WebhookHandler = {
  essential: ["source.eventType", "payload.purchaseOrderId"],
  secrets: () => [WEBHOOK_SECRET],
  verify({ method, headers, body }, secrets) {
    if (method !== "POST") return { outcome: "refused", reason: `method ${method}` };
    const given = headers[SIGNATURE_HEADER.toLowerCase()];
    // The description names the algorithm and not how its result is written.
    const isBase64 = verifyHmacBase64(body, given, secrets);
    const isHex = verifyHmacHex(body, given, secrets);
    return isBase64 || isHex
      ? { outcome: "signed" }
      : { outcome: "refused", reason: message("refused.signature").text };
  },
  read,
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  interpret,
};

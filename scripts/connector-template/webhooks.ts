import { z } from "zod";
import { message } from "../../src/commerce/message.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import type {
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
} from "../../src/connectors/kit/contract/webhooks.ts";
import { anyJson, idText, parseResponse, readBody } from "../../src/connectors/kit/parse/parse.ts";
import { verifyHmacHex } from "../../src/connectors/kit/parse/signatures.ts";
import { toOrderPart } from "./order-mapping.ts";
import { orders } from "./orders.ts";
import { toProduct } from "./product-mapping.ts";
import { products } from "./products.ts";

const bodySchema = z.object({ event: z.string(), order: anyJson.optional(), product: anyJson.optional() });
const refSchema = z.object({ id: idText });

/** Deliveries carry the whole record, signed over the raw bytes, with an id of their own. */
export const webhooks: WebhookHandler = {
  // It says what a delivery without an order is about, and whether a product is gone.
  essential: ["event"],
  secrets: () => ["webhookSecret"],
  verify(delivery, secrets) {
    const isSigned = verifyHmacHex(delivery.body, delivery.headers["x-shop-signature"], secrets);
    return isSigned ? { outcome: "signed" } : { outcome: "refused", reason: "The signature does not fit the body." };
  },
  read(delivery) {
    const { event, order, product } = readBody(bodySchema, delivery.body, "webhook");
    const deliveryId = delivery.headers["x-shop-delivery"];
    const about = (kind: InboundEvent["kind"], record: z.output<typeof anyJson>): InboundEvent => ({
      kind,
      ref: parseResponse(refSchema, record, { what: event }).id,
      topic: event,
      deliveryId,
    });
    if (order !== undefined) return [about("order", order)];
    if (product !== undefined) return [about(event === "product.deleted" ? "product_deleted" : "product", product)];
    return [{ kind: "other", ref: "", topic: event, deliveryId }];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  interpret,
};

async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (!event.trusted) return fetched(event, ctx);
  const body = readBody(bodySchema, event.body, "webhook");
  if (event.kind === "product_deleted") return { as: "gone", what: "product", key: event.ref };
  if (body.order !== undefined) return { as: "orders", parts: [toOrderPart(body.order, ctx)] };
  if (body.product !== undefined) return { as: "products", products: [toProduct(body.product, ctx)] };
  return nothing(event.topic);
}

/** What a delivery nobody proved speaks of, from the platform itself. */
async function fetched({ kind, ref, topic }: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (kind === "order") {
    const part = await orders.get(ref, ctx);
    return part ? { as: "orders", parts: [part] } : { as: "gone", what: "order", key: ref };
  }
  if (kind === "product" || kind === "product_deleted") {
    const product = await products.get(ref, ctx);
    return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: ref };
  }
  return nothing(topic);
}

const nothing = (topic: string): InboundChange => ({
  as: "nothing",
  reason: message("platform.changesNothing", { platform: "Template Shop", topic }),
});

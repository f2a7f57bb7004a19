/** Webhooks as they reach a connector's door, for tests. */
import type { Json } from "../../../commerce/product.ts";
import type { Delivery } from "../contract/webhooks.ts";

/** A delivery of these bytes, this text or this object as JSON; what else matters to a test is told in `more`. */
export const deliveryOf = (body: Uint8Array | Json | object, more: Partial<Delivery> = {}): Delivery => ({
  method: "POST",
  headers: {},
  query: {},
  topic: "",
  body: body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  registeredUrl: "",
  receivedAt: new Date(0),
  ...more,
});

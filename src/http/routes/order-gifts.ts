import { randomUUID } from "node:crypto";
import { z } from "zod";
import { getOrder } from "../../hub/orders/detail.ts";
import { addGift, removeGift } from "../../hub/orders/gifts.ts";
import { orderSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { type Route, routes } from "../route.ts";
import { id, text } from "../schemas.ts";

const route = routes({ tag: "orders", changes: "act_on_orders" });

/** Items of the seller's that are packed with an order. */
export const orderGiftRoutes: readonly Route[] = [
  route.post("/orders/:id/gifts", {
    summary: "Add an item to what is packed of an order, free of charge",
    description:
      "It is a line with `isGift`: it reserves and takes stock, is picked and packed, and its cost counts in the order's profit. The order's channel is not told, and no invoice, refund or report of sales has it. 409 `GIFT_SHORT` where it is not in stock at a location the order leaves from, `GIFT_LATE` once something is packed or booked. `Idempotency-Key` makes a repeat add nothing.",
    body: z.strictObject({ sku: text(255), units: z.int().min(1).max(99).default(1) }),
    status: 201,
    response: orderSchema,
    handler: ({ tenant, params, body, access, now, idempotencyKey }) =>
      tenant(async (tx) => {
        const key = idempotencyKey ?? randomUUID();
        await addGift(tx, { ...body, orderId: params.id, key, actor: access.actor, now });
        return getOrder(tx, params.id);
      }),
  }),
  route.delete("/orders/:id/gifts/:lineId", {
    summary: "Take a gift off an order until it is packed or booked",
    params: z.object({ id, lineId: id }),
    response: orderSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant(async (tx) => {
        await removeGift(tx, { orderId: params.id, lineId: params.lineId, actor: access.actor, now });
        return getOrder(tx, params.id);
      }),
  }),
];

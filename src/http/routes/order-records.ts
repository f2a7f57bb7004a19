import { randomUUID } from "node:crypto";
import { z } from "zod";
import { linkOrderLine } from "../../hub/listings/order-line.ts";
import { correctAddress } from "../../hub/orders/correct-address.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { orderSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { recordPayment } from "../../hub/orders/payments.ts";
import { type Route, routes } from "../route.ts";
import { addressParts, id, minor, text } from "../schemas.ts";

const route = routes({ tag: "orders", changes: "act_on_orders" });

/** What is written down about an order here, and asked of no channel. */
export const orderRecordRoutes: readonly Route[] = [
  route.post("/orders/:id/payments", {
    summary: "Record money received for an order made here, whole or in part; cash on delivery too",
    body: z.strictObject({
      amountMinor: minor.optional().describe("absent: all that is outstanding"),
      method: text(100).describe("cash, card, bank transfer"),
      at: z.iso.datetime({ offset: true }).optional().describe("when the money came; absent: now"),
      fromCourier: z
        .boolean()
        .optional()
        .describe("cash a courier collected for a parcel; asked for where couriers collect and a part is paid"),
      reference: text(200).optional().describe("of a receipt or a transfer"),
    }),
    response: orderSchema,
    status: 201,
    handler: ({ tenant, params, body, access, now, idempotencyKey }) =>
      tenant((tx) =>
        recordPayment(tx, {
          ...body,
          orderId: params.id,
          at: body.at === undefined ? undefined : new Date(body.at),
          requestKey: idempotencyKey ?? randomUUID(),
          actor: access.actor,
          now,
        }),
      ),
  }),
  route.put("/orders/:id/shipping-address", {
    summary: "Correct where an order goes to; the channel keeps its own address, parcels already booked keep theirs",
    body: z.strictObject({
      ...addressParts,
      line1: text(500).describe("street and number"),
      country: addressParts.country.unwrap(),
    }),
    response: orderSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await correctAddress(tx, { orderId: params.id, address: body, actor: access.actor, now });
        return getOrder(tx, params.id);
      }),
  }),
  route.post("/orders/:id/lines/:lineId/link", {
    permission: "edit_catalogue",
    summary: "Say which variant a line is that stands for nothing of yours; all open orders of the same item follow",
    params: z.object({ id, lineId: id }),
    body: z.strictObject({ variantId: id }),
    response: orderSchema,
    handler: async ({ tenant, params, body, access, now }) => {
      const link = { orderId: params.id, lineId: params.lineId, ...body, actor: access.actor, now };
      while (await tenant((tx) => linkOrderLine(tx, link)));
      return tenant((tx) => getOrder(tx, params.id));
    },
  }),
];

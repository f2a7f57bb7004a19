import { z } from "zod";
import { SPLIT_BY } from "../../commerce/order-split.ts";
import {
  MOST_PARCELS,
  orderSplit,
  orderSplitSchema,
  splitOrder,
  splitOrderBy,
  undoSplit,
} from "../../hub/shipping/split.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "pack_orders" });

const units = z.strictObject({ lineId: id, quantity: z.int().min(1) });
const texts = z.array(text(100)).max(20);

/** Orders that are sent in several parcels. */
export const orderSplitRoutes: readonly Route[] = [
  route.get("/orders/:id/split", {
    summary: "The parcels an order is sent in, of what is not booked yet",
    response: orderSplitSchema,
    handler: ({ tenant, params }) => tenant((tx) => orderSplit(tx, params.id)),
  }),
  route.put("/orders/:id/split", {
    summary: "Send an order in several parcels: these units in parcels of their own, the rest in another",
    description:
      "Either `parcels` names the units, or `by` divides all that is left: what is in stock from what is not, by location, or lines with one of `skus` or `tags`. What is in stock goes first. Packing stations and bookings without items take one parcel at a time. The order stays one order, with one invoice and one payment. 409 for orders on hold, merged, or being picked, packed, booked or shipped.",
    body: z
      .strictObject({
        parcels: z
          .array(z.array(units).min(1).max(500))
          .min(1)
          .max(MOST_PARCELS - 1)
          .optional(),
        by: z.enum(SPLIT_BY).optional(),
        skus: texts.optional().describe("with `by`: lines"),
        tags: texts.optional().describe("with `by`: lines; tags of products"),
      })
      .refine(({ parcels, by }) => (parcels === undefined) !== (by === undefined), "Give parcels or by."),
    example: { body: { parcels: [[{ lineId: exampleId("orderLineId"), quantity: 1 }]] } },
    response: orderSplitSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => {
        const { parcels, by, skus, tags } = body;
        const request = { orderId: params.id, actor: access.actor, now };
        return by === undefined
          ? splitOrder(tx, { ...request, parcels: parcels ?? [] })
          : splitOrderBy(tx, { ...request, division: { by, skus, tags } });
      }),
  }),
  route.delete("/orders/:id/split", {
    summary: "Send what is left of an order in one parcel again, until something of it is picked, packed or booked",
    response: orderSplitSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => undoSplit(tx, { orderId: params.id, actor: access.actor, now })),
  }),
];

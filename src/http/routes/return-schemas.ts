/** Shapes of returns and exchanges as the interface gives them. */

import { z } from "zod";
import { DISPOSITIONS, RETURN_CONDITIONS, RETURN_REASONS } from "../../commerce/return-goods.ts";
import { RETURN_STATES } from "../../hub/orders/returns/return-view.ts";
import { id } from "../schemas.ts";

const nullableText = z.string().nullable();

const receipt = z.object({
  id,
  quantity: z.int(),
  disposition: z.enum(DISPOSITIONS),
  condition: z.enum(RETURN_CONDITIONS).nullable(),
  repairOf: id.nullable().describe("the receipt that set these units aside for repair; null: they arrived"),
  inRepair: z.int().describe("units of it that are still in repair"),
  locationId: id.nullable(),
  actor: z.string(),
  at: z.string(),
});

const exchange = z.object({
  id,
  orderId: id.describe("the order that sends the goods"),
  orderNumber: z.string(),
  currency: z.string(),
  worthMinor: z.int().describe("what the returned units cost"),
  creditMinor: z.int().describe("what of it pays for the order"),
  restMinor: z.int().describe("what of it is to be refunded; no money moved yet"),
  actor: z.string(),
  at: z.string(),
});

export const orderReturn = z
  .object({
    id,
    number: z.string(),
    orderId: id,
    orderNumber: z.string(),
    storeId: id.nullable(),
    state: z.enum(RETURN_STATES),
    channelStatus: nullableText.describe(
      "the channel's own word for it; null: the channel tells nothing of this return",
    ),
    reason: z.string().describe("in the buyer's or the channel's words"),
    note: z.string(),
    carrier: nullableText,
    trackingNumber: nullableText,
    trackingUrl: nullableText,
    refundCommandId: id.nullable().describe("the refund asked for with it; money and goods are told apart"),
    refundState: nullableText,
    lines: z.array(
      z.object({
        id,
        orderLineId: id,
        lineKey: z.string(),
        sku: nullableText,
        title: z.string(),
        quantity: z.int(),
        receivedQuantity: z.int(),
        serials: z.array(z.string()).describe("serial numbers of the order line's units that are with the customer"),
        reasonCode: z.enum(RETURN_REASONS).nullable().describe("null: not known"),
        reasonNote: z.string(),
        exchangedQuantity: z.int().describe("units other goods were sent for"),
        inRepair: z.int().describe("units set aside for repair, not in stock"),
        locationId: id.nullable(),
        receipts: z.array(receipt),
      }),
    ),
    exchanges: z.array(exchange).describe("goods sent in place of its units, oldest first"),
    requestedBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "Return" });

export const exchangeQuote = z
  .object({
    currency: z.string(),
    units: z.array(
      z.object({
        lineId: id,
        title: z.string(),
        sku: nullableText,
        variantId: id.nullable(),
        quantity: z.int(),
        most: z.int().describe("units that are not exchanged yet"),
        worthMinor: z.int().describe("what these units of the line cost"),
      }),
    ),
    worthMinor: z.int().describe("what these units cost with tax, without what was refunded of them"),
    availableMinor: z
      .int()
      .describe("what of it pays for the goods sent instead: no more than is known to be paid and not given back"),
    paidMinor: z.int().nullable().describe("of the whole order; null: the channel does not tell"),
    refundedMinor: z.int(),
  })
  .meta({ id: "ExchangeQuote" });

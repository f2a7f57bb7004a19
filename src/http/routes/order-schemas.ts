/** Shapes of orders and customers as the interface gives them. */

import { z } from "zod";
import { BACKORDER_STATES } from "../../commerce/backorders.ts";
import { COD_STATES } from "../../commerce/cod.ts";
import { ORDER_PRIORITIES } from "../../commerce/order-priority.ts";
import { ORDER_STATES } from "../../commerce/order-states.ts";
import { PRESALE_KINDS } from "../../commerce/presale.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { customerFields } from "../../hub/customers/customers.ts";
import { lineTracesSchema } from "../../hub/lots/line-traces.ts";
import { orderCommandSchema } from "../../hub/orders/detail.ts";
import { orderHoldSchema } from "../../hub/orders/held.ts";
import { pickupState } from "../../hub/orders/pickup-state.ts";
import { returnViewSchema } from "../../hub/orders/returns/return-view.ts";
import { shownTotalSchema } from "../../hub/orders/shown-total.ts";
import { DUE_FROM } from "../../hub/orders/to-ship.ts";
import { id } from "../schemas.ts";

const nullableText = z.string().nullable();
const nullableMinor = z.int().nullable().describe("minor units; null where the platform hides it");
const record = z.record(z.string(), z.unknown());

const presentment = z
  .object({
    currency: z.string(),
    subtotalMinor: nullableMinor,
    discountMinor: nullableMinor,
    taxMinor: nullableMinor,
    shippingMinor: nullableMinor,
    feesMinor: nullableMinor,
    totalMinor: nullableMinor,
    currentTotalMinor: nullableMinor.optional(),
    taxIncluded: z.boolean(),
  })
  .describe("what the buyer saw and paid, in their currency; null: as the order's own");

export const orderState = z.enum(ORDER_STATES);
export const orderStatus = z.enum(ORDER_STATUSES);
export const financialStatus = z.enum(FINANCIAL_STATUSES);
export const fulfilmentStatus = z.enum(FULFILMENT_STATUSES);

const summaryFields = {
  id,
  number: z.string().describe("the channel's prefix and the platform's number"),
  platformNumber: z.string(),
  orderKey: nullableText,
  storeId: id.nullable(),
  storeName: nullableText,
  provider: nullableText.describe("of the channel it was bought on; null: made here"),
  state: orderState.describe("what it waits for, or how it ended: one word for people, of all the others"),
  status: orderStatus,
  financial: financialStatus,
  fulfilment: fulfilmentStatus,
  platformStatus: z.string(),
  paymentKind: z.enum(["prepaid", "cod", "unknown"]),
  codState: z
    .enum(COD_STATES)
    .nullable()
    .describe("where the cash of its parcels is, the worst of them; null: no courier collects any for it"),
  currency: z.string(),
  totalMinor: nullableMinor,
  customerId: id.nullable(),
  customerName: nullableText,
  units: z.int(),
  firstItem: z
    .object({ title: z.string(), quantity: z.int(), imageUrl: nullableText })
    .nullable()
    .describe("null: nothing is ordered any more"),
  otherItems: z.int().describe("further items beside the first"),
  shortUnits: z.int().describe("units missing in stock"),
  backorder: z
    .object({
      kind: z.enum(PRESALE_KINDS).nullable().describe("as what they were sold; null: some of them were not sold ahead"),
      state: z.enum(BACKORDER_STATES).describe("undated: the purchase order has no day. late: its day has passed"),
      expectedOn: nullableText.describe("the day the last of them is expected"),
    })
    .nullable()
    .describe(
      "when missing units come: by purchase orders, older orders first, or as they were sold ahead; null: not known",
    ),
  country: nullableText.describe("where it goes, ISO 3166-1 alpha-2; null where the channel does not tell"),
  isShort: z.boolean(),
  hasUnmapped: z.boolean(),
  isHistory: z.boolean(),
  isSandbox: z.boolean().describe("of an emulated store: no one bought anything"),
  underWay: z.enum(["cancelling", "shipping"]).nullable().describe("asked of the channel and not answered yet"),
  pushState: z.enum(["pending", "synced", "failed"]).nullable(),
  pickup: pickupState.nullable().describe("of an order its buyer collects; null: it is sent"),
  tags: z.array(z.string()),
  priority: z.enum(ORDER_PRIORITIES),
  assignedTo: z.string().nullable().describe("the user id of the member who takes care of it"),
  placedAt: z.string(),
  hold: orderHoldSchema.nullable().describe("why it is on hold; null: it is not"),
  shipBy: nullableText.describe("by when its channel wants it shipped; null where it tells no time"),
  dueFrom: z
    .enum(DUE_FROM)
    .describe(
      "expected: the day missing units were promised for; handling: dueAt follows from the handling time of its location; rule: an automation set it; default: nothing says how long it may take",
    ),
  dueAt: nullableText.describe(
    "while it waits to be shipped: by when; two days after it was placed where nothing says more",
  ),
  updatedAt: z.string(),
};
export const orderSummary = z
  .object({
    ...summaryFields,
    sameAddress: z
      .int()
      .optional()
      .describe("in GET /orders: others it could share a parcel with (GET /orders/{id}/merging); absent: none"),
  })
  .meta({ id: "OrderSummary" });

/** What the buyer chose or typed. */
export const options = z.array(z.object({ label: z.string(), value: z.string() }));

const line = z.object({
  id,
  key: z.string().describe("the platform's line id: fulfil and refund name lines by it"),
  variantId: id.nullable(),
  productId: id.nullable(),
  listingId: id.nullable().describe("the channel's item: linking it to a variant links the line"),
  imageUrl: nullableText,
  sku: nullableText,
  title: z.string(),
  orderedQuantity: z.int(),
  quantity: z.int(),
  fulfilledQuantity: z.int(),
  restockedQuantity: z.int(),
  reservedQuantity: z.int(),
  shortQuantity: z.int(),
  returnedQuantity: z.int().describe("units the hub's returns have dealt with"),
  unitPrice: z.string().describe("exact decimal"),
  grossMinor: z.int().describe("before discounts: gross - discount = total"),
  discountMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  fulfilledBy: z.enum(["merchant", "marketplace", "nobody"]),
  locationId: id.nullable(),
  exactQuantity: nullableText.describe("of goods sold in fractions: how much was ordered; units are this, rounded up"),
  group: nullableText.describe("key of the line of the set this one is a part of"),
  isGift: z.boolean().describe("added here to what is packed: free of charge, and unknown to the order's channel"),
  options: options.describe("what the buyer chose or typed for it, such as a size or an engraving"),
  ...lineTracesSchema.shape,
});

const money = z
  .object({
    subtotalMinor: z.int().describe("lines before discounts"),
    lineDiscountMinor: z.int(),
    orderDiscountMinor: z.int().describe("a discount the platform does not spread over the lines"),
    shippingMinor: nullableMinor,
    feesMinor: nullableMinor,
    taxMinor: nullableMinor,
    taxIncluded: z.boolean().describe("true: lines, shipping and fees contain the tax already"),
    residualMinor: nullableMinor.describe("what rounding on the platform left over"),
    totalMinor: nullableMinor,
    paidMinor: nullableMinor.describe("captured so far; null where it cannot be known"),
    refundedMinor: z.int(),
    outstandingMinor: nullableMinor.describe("what the customer still owes"),
  })
  .meta({
    id: "OrderMoney",
    description:
      "subtotal - lineDiscount - orderDiscount + shipping + fees + (taxIncluded ? 0 : tax) + residual = total, exactly",
  });

export const order = z
  .object({
    ...summaryFields,
    gateway: nullableText,
    subtotalMinor: nullableMinor,
    discountMinor: nullableMinor,
    discountCode: nullableText.describe("the code it was given for, of an order made here"),
    discountCodes: z.array(z.string()).describe("all codes it was placed with"),
    taxMinor: nullableMinor,
    shippingMinor: nullableMinor,
    feesMinor: nullableMinor,
    residualMinor: z.int(),
    currentTotalMinor: nullableMinor.describe(
      "the total as the channel tells it after goods were taken out or refunded; null: it tells one total",
    ),
    taxIncluded: z.boolean(),
    presentment: presentment.nullable(),
    attribution: z
      .object({ source: z.string().optional(), medium: z.string().optional(), campaign: z.string().optional() })
      .nullable()
      .describe("where the buyer came from; null: the channel does not tell"),
    quality: z.enum(["exact", "estimated", "hidden"]),
    contact: record,
    shippingAddress: record.nullable(),
    shown: shownTotalSchema.nullable().describe("its total in another currency, for people; null: in its own alone"),
    usesStock: z.boolean().describe("false: it was excluded from stock, and reserves and takes nothing"),
    isAddressCorrected: z.boolean().describe("the channel has another: it was corrected here"),
    billingAddress: record.nullable(),
    note: nullableText,
    options: options.describe(
      "what the buyer chose or typed for the whole order, such as a gift message or a delivery date",
    ),
    pushError: nullableText,
    pickupLocationId: id.nullable().describe("where it is picked up; null: sent, or the channel does not say which"),
    pickupLocationName: nullableText,
    goodsLocationId: id.nullable().describe("where its items are until they arrive there"),
    pickupPlace: nullableText.describe("what the channel calls the place"),
    pickupReadyAt: nullableText,
    lines: z.array(line),
    fulfilments: z.array(
      z.object({
        key: z.string(),
        status: z.string(),
        carrier: nullableText,
        trackingNumbers: z.array(z.string()),
        trackingUrl: nullableText,
        shippedAt: nullableText,
        lines: z.array(z.object({ lineKey: z.string(), quantity: z.int() })),
      }),
    ),
    refunds: z.array(
      z.object({
        key: z.string(),
        amountMinor: z.int(),
        reason: nullableText,
        refundedAt: z.string(),
        lines: z.unknown(),
      }),
    ),
    transactions: z.array(
      z.object({
        key: z.string(),
        parentKey: nullableText,
        kind: z.enum(["authorization", "sale", "capture", "refund", "void"]),
        status: z.enum(["success", "pending", "failed"]),
        gateway: nullableText,
        amountMinor: z.int(),
        at: z.string(),
        fromCourier: z.boolean().describe("cash a courier collected for a parcel and passed on"),
      }),
    ),
    returns: z.array(returnViewSchema),
    exchangeFor: z
      .object({
        returnId: id,
        returnNumber: z.string(),
        orderId: id.describe("the order the returned units came from"),
        orderNumber: z.string(),
        creditMinor: z.int().describe("what the returned units pay for this order"),
      })
      .nullable()
      .describe("of an order sent in exchange; null: it is none"),
    commands: z.array(orderCommandSchema),
    money,
    ownTags: z.array(z.string()).describe("tags of the hub, beside those of the platform"),
  })
  .meta({ id: "Order" });

export const customer = z
  .object({
    ...customerFields,
    contactPoints: z.array(z.object({ kind: z.enum(["email", "phone"]), value: z.string() })),
    notes: nullableText,
    acceptsMarketing: z.boolean().nullable().describe("null: unknown"),
    spent: z.array(z.object({ currency: z.string(), minor: z.int(), orders: z.int() })),
    addresses: z.array(
      z.object({ kind: z.enum(["shipping", "billing"]), address: record, orders: z.int(), lastAt: z.string() }),
    ),
    stores: z.array(
      z.object({
        storeId: id.nullable(),
        storeName: nullableText,
        provider: nullableText,
        orders: z.int(),
        lastAt: z.string(),
      }),
    ),
    recentOrders: z.object({ items: z.array(orderSummary), nextCursor: nullableText }),
  })
  .meta({ id: "Customer" });

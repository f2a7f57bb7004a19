/** Shapes of orders and customers as the interface gives them. */
import { z } from "zod";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { id } from "../schemas.ts";

const nullableText = z.string().nullable();
const nullableMinor = z.int().nullable().describe("minor units; null where the platform hides it");
const record = z.record(z.string(), z.unknown());

export const orderStatus = z.enum(ORDER_STATUSES);
export const financialStatus = z.enum(FINANCIAL_STATUSES);
export const fulfilmentStatus = z.enum(FULFILMENT_STATUSES);

const summaryFields = {
  id,
  number: z.string().describe("the store's prefix and the platform's number"),
  platformNumber: z.string(),
  orderKey: nullableText,
  storeId: id.nullable(),
  storeName: nullableText,
  status: orderStatus,
  financial: financialStatus,
  fulfilment: fulfilmentStatus,
  platformStatus: z.string(),
  paymentKind: z.enum(["prepaid", "cod", "unknown"]),
  currency: z.string(),
  totalMinor: nullableMinor,
  customerId: id.nullable(),
  customerName: nullableText,
  units: z.int(),
  isShort: z.boolean(),
  hasUnmapped: z.boolean(),
  isHistory: z.boolean(),
  pushState: z.enum(["pending", "synced", "failed"]).nullable(),
  tags: z.array(z.string()),
  placedAt: z.string(),
  updatedAt: z.string(),
};
export const orderSummary = z.object(summaryFields).meta({ id: "OrderSummary" });

export const command = z
  .object({
    id,
    kind: z.string(),
    input: z.unknown(),
    state: z.enum(["waiting", "running", "done", "failed", "rejected", "unsupported", "needs_input", "cancelled"]),
    text: z.string(),
    attempts: z.int(),
    dueAt: nullableText,
    requestedBy: z.string(),
    createdAt: z.string(),
    finishedAt: nullableText,
  })
  .meta({ id: "OrderCommand", description: "An intent on its way to the channel of origin" });

const line = z.object({
  id,
  key: z.string().describe("the platform's line id: fulfil and refund name lines by it"),
  variantId: id.nullable(),
  productId: id.nullable(),
  listingId: id.nullable(),
  sku: nullableText,
  title: z.string(),
  orderedQuantity: z.int(),
  quantity: z.int(),
  fulfilledQuantity: z.int(),
  restockedQuantity: z.int(),
  reservedQuantity: z.int(),
  shortQuantity: z.int(),
  unitPrice: z.string().describe("exact decimal"),
  discountMinor: z.int(),
  taxMinor: z.int(),
  totalMinor: z.int(),
  fulfilledBy: z.enum(["merchant", "marketplace", "nobody"]),
  locationId: id.nullable(),
});

export const order = z
  .object({
    ...summaryFields,
    gateway: nullableText,
    subtotalMinor: nullableMinor,
    discountMinor: nullableMinor,
    taxMinor: nullableMinor,
    shippingMinor: nullableMinor,
    feesMinor: nullableMinor,
    residualMinor: z.int(),
    taxIncluded: z.boolean(),
    presentment: z.unknown(),
    quality: z.enum(["exact", "estimated", "hidden"]),
    contact: record,
    shippingAddress: record.nullable(),
    billingAddress: record.nullable(),
    note: nullableText,
    pushError: nullableText,
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
    commands: z.array(command),
  })
  .meta({ id: "Order" });

export const timelineEntry = z.object({
  id,
  kind: z.string(),
  actor: z.string(),
  text: z.string(),
  data: z.unknown(),
  at: z.string(),
});

const customerFields = {
  id,
  name: nullableText,
  email: nullableText,
  phone: nullableText,
  isErased: z.boolean(),
  createdAt: z.string(),
  orders: z.int(),
  lastOrderAt: nullableText,
};
export const customerSummary = z.object(customerFields).meta({ id: "CustomerSummary" });
export const customer = z
  .object({
    ...customerFields,
    contactPoints: z.array(z.object({ kind: z.enum(["email", "phone"]), value: z.string() })),
    spent: z.array(z.object({ currency: z.string(), minor: z.int() })),
    recentOrders: z.object({ items: z.array(orderSummary), nextCursor: nullableText }),
  })
  .meta({ id: "Customer" });

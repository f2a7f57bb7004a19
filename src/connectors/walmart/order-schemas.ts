/** The fields of orders and returns that are used. Ids and quantities are text, times milliseconds or text. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalText,
  optionalTime,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

/** Milliseconds since 1970, as JSON answers have them, or a text, as the description of one order says. */
const moment = z
  .union([z.number(), z.string()])
  .transform((value) => (typeof value === "number" || /^\d+$/.test(value) ? Number(value) : Date.parse(value)))
  .refine((ms) => Number.isFinite(ms) && Math.abs(ms) < 8.64e15, { error: "not a moment" });

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });
const amount = z.object({ currency, amount: decimal });

const charge = z.object({
  chargeType: z.string(),
  chargeName: optionalText,
  chargeAmount: amount,
  /** In the currency of the charge. */
  tax: z.object({ taxAmount: z.object({ amount: decimal }) }).nullish(),
});
export type Charge = z.output<typeof charge>;

const quantity = z.object({ amount: wholeNumber });

const trackingInfo = z
  .object({
    shipDateTime: moment.nullish(),
    carrierName: z.object(texts("carrier", "otherCarrier")).nullish(),
    ...texts("methodCode", "trackingNumber", "trackingURL"),
  })
  .nullish();

const lineStatus = z.object({
  status: z.string(),
  statusQuantity: quantity,
  cancellationReason: optionalText,
  trackingInfo,
});
export type LineStatus = z.output<typeof lineStatus>;

const lineSchema = z.object({
  lineNumber: idText,
  item: z.object({ productName: optionalText, sku: idText }),
  charges: z.object({ charge: listOf(charge) }).nullish(),
  orderLineQuantity: quantity,
  statusDate: moment.nullish(),
  orderLineStatuses: z.object({ orderLineStatus: listOf(lineStatus) }).nullish(),
  refund: z
    .object({
      refundId: optionalText,
      refundCharges: z.object({ refundCharge: listOf(z.object({ refundReason: optionalText, charge })) }).nullish(),
    })
    .nullish(),
  intentToCancel: optionalText,
  fulfillment: z.object(texts("shipMethod")).nullish(),
});
export type Line = z.output<typeof lineSchema>;

export const orderSchema = z.object({
  purchaseOrderId: idText,
  customerOrderId: idText,
  customerEmailId: optionalText,
  orderType: optionalText,
  orderDate: moment,
  shippingInfo: z
    .object({
      phone: optionalText,
      estimatedShipDate: moment.nullish(),
      methodCode: optionalText,
      postalAddress: z
        .object(texts("name", "address1", "address2", "city", "state", "postalCode", "country"))
        .nullish(),
    })
    .nullish(),
  orderLines: z.object({ orderLine: z.array(lineSchema) }),
  orderSummary: z.object({ totalAmount: z.object({ currencyAmount: decimal }).nullish() }).nullish(),
  shipNode: z.object(texts("type", "name", "id")).nullish(),
});
export type Order = z.output<typeof orderSchema>;

const OF_CHARGE = ["chargeType", "chargeAmount.currency", "chargeAmount.amount", "tax.taxAmount.amount"];

/** Without these an order cannot be read; all its other fields may have any form. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["purchaseOrderId", "customerOrderId", "orderDate", "orderType", "shipNode.type"],
  ...within("orderLines.orderLine.*", "lineNumber", "item.sku", "orderLineQuantity.amount", "intentToCancel"),
  ...within("orderLines.orderLine.*.charges.charge.*", ...OF_CHARGE),
  ...within("orderLines.orderLine.*.orderLineStatuses.orderLineStatus.*", "status", "statusQuantity.amount"),
  ...within("orderLines.orderLine.*.refund.refundCharges.refundCharge.*.charge", ...OF_CHARGE),
];

/** The list's key is spelled with the order inside, one order stands alone or as `order` (sheet section 5.1). */
export const orderPageSchema = z.object({
  list: z.object({
    meta: z.object({ totalCount: wholeNumber.nullish(), nextCursor: optionalText }).nullish(),
    elements: z.object({ order: listOf(anyJson) }).nullish(),
  }),
});

export const returnPageSchema = z.object({
  meta: z.object({ totalCount: wholeNumber.nullish(), nextCursor: optionalText }).nullish(),
  returnOrders: listOf(anyJson),
});

const measured = z.object({ measurementValue: decimal.transform(Number) });
const sum = z.object({ currencyAmount: decimal, currencyUnit: z.string() });

const returnLine = z.object({
  returnOrderLineNumber: wholeNumber,
  purchaseOrderId: idText.nullish(),
  purchaseOrderLineNumber: idText.nullish(),
  quantity: measured.nullish(),
  refundedQty: decimal.transform(Number).nullish(),
  ...texts("returnReason", "status", "currentRefundStatus", "refundChannel"),
  returnTrackingDetail: listOf(z.object({ eventTag: optionalText, eventTime: optionalTime })),
});
export type ReturnLine = z.output<typeof returnLine>;

export const returnSchema = z.object({
  returnOrderId: idText,
  customerOrderId: idText,
  returnType: optionalText,
  totalRefundAmount: sum.nullish(),
  returnLineGroups: listOf(
    z.object({
      labels: listOf(z.object({ carrierInfoList: listOf(z.object(texts("carrierName", "trackingNo"))) })),
    }),
  ),
  returnOrderLines: listOf(returnLine),
});
export type Return = z.output<typeof returnSchema>;

/** Without these nobody knows what is on its way back. */
export const ESSENTIAL_OF_RETURN: readonly string[] = [
  ...["returnOrderId", "customerOrderId"],
  ...within("returnOrderLines.*", "purchaseOrderId", "purchaseOrderLineNumber", "quantity.measurementValue", "status"),
];

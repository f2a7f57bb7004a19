/** The fields of an order that are used (official model orders_2026-01-01); all but ids and times may be missing. */
import { z } from "zod";
import { decimal, idText, listOf, optionalText, optionalTime, texts, wholeNumber, within } from "../kit/parse/parse.ts";

const money = z.object({ amount: decimal, currencyCode: z.string().regex(/^[A-Z]{3}$/) });

const breakdown = z.object({
  type: z.string(),
  subtotal: money,
  detailedBreakdowns: listOf(z.object({ subtype: optionalText, value: money.nullish() })),
});
export type Breakdown = z.output<typeof breakdown>;

const itemSchema = z.object({
  orderItemId: idText,
  quantityOrdered: wholeNumber,
  product: z.object({
    ...texts("asin", "title", "sellerSku"),
    price: z.object({ unitPrice: money.nullish() }).nullish(),
  }),
  proceeds: z.object({ proceedsTotal: money.nullish(), breakdowns: listOf(breakdown) }).nullish(),
  cancellation: z
    .object({
      cancellationRequest: z.object({ requester: optionalText, cancelReason: optionalText }).nullish(),
    })
    .nullish(),
  fulfillment: z
    .object({
      quantityFulfilled: wholeNumber.nullish(),
      quantityUnfulfilled: wholeNumber.nullish(),
      packing: z
        .object({ giftOption: z.object({ giftMessage: optionalText, giftWrapLevel: optionalText }).nullish() })
        .nullish(),
      /** Amazon Custom: what the buyer typed is behind this address. */
      customization: z.object({ customizedUrl: optionalText }).nullish(),
    })
    .nullish(),
});
export type Item = z.output<typeof itemSchema>;

const addressSchema = z.object(
  texts(
    "name",
    "companyName",
    "addressLine1",
    "addressLine2",
    "addressLine3",
    "city",
    "districtOrCounty",
    "stateOrRegion",
    "municipality",
    "postalCode",
    "countryCode",
    "phone",
  ),
);
export type PostalAddress = z.output<typeof addressSchema>;

const packageSchema = z.object({
  packageReferenceId: idText,
  packageStatus: z.object({ status: z.string(), detailedStatus: optionalText }).nullish(),
  ...texts("carrier", "trackingNumber"),
  shipTime: optionalTime,
  packageItems: listOf(z.object({ orderItemId: idText, quantity: wholeNumber })),
});

export const orderSchema = z.object({
  orderId: z.string().min(1),
  createdTime: z.iso.datetime({ offset: true }),
  lastUpdatedTime: z.iso.datetime({ offset: true }),
  programs: listOf(z.string()),
  associatedOrders: listOf(z.object({ orderId: optionalText, associationType: optionalText })),
  salesChannel: z.object({ marketplaceId: optionalText, marketplaceName: optionalText }),
  buyer: z.object({ buyerName: optionalText, buyerEmail: optionalText, buyerCompanyName: optionalText }).nullish(),
  recipient: z.object({ deliveryAddress: addressSchema.nullish() }).nullish(),
  proceeds: z
    .object({ grandTotal: money.nullish(), breakdowns: listOf(z.object({ type: z.string(), subtotal: money })) })
    .nullish(),
  payment: z
    .object({ paymentExecutions: listOf(z.object({ paymentMethod: optionalText, paymentAmount: money.nullish() })) })
    .nullish(),
  fulfillment: z.object({
    fulfillmentStatus: z.string(),
    fulfilledBy: optionalText,
    shipByWindow: z.object({ latestDateTime: z.iso.datetime({ offset: true }).nullish() }).nullish(),
  }),
  orderItems: z.array(itemSchema),
  packages: listOf(packageSchema),
});
export type Order = z.output<typeof orderSchema>;

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["orderId", "createdTime", "lastUpdatedTime", "programs", "salesChannel.marketplaceId"],
  ...["fulfillment.fulfillmentStatus", "fulfillment.fulfilledBy", "payment.paymentExecutions.*.paymentMethod"],
  ...["proceeds.grandTotal", "proceeds.breakdowns.*.type", "proceeds.breakdowns.*.subtotal"],
  ...within("orderItems.*", "orderItemId", "quantityOrdered", "product.sellerSku", "product.price.unitPrice"),
  ...within("orderItems.*", "proceeds.proceedsTotal", "proceeds.breakdowns"),
  ...within("orderItems.*.fulfillment", "quantityFulfilled", "quantityUnfulfilled"),
  ...within("packages.*", "packageReferenceId", "packageStatus.status"),
  ...within("packages.*.packageItems.*", "orderItemId", "quantity"),
];

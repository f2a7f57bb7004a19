/** The fields of an order that are used (official model orders_2026-01-01); all but ids and times may be missing. */
import { z } from "zod";
import { decimal, idText, optionalText, wholeNumber } from "../kit/parse/parse.ts";

const money = z.object({ amount: decimal, currencyCode: z.string().regex(/^[A-Z]{3}$/) });

/** Lists that are absent, null or there. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const breakdown = z.object({
  type: z.string(),
  subtotal: money,
  detailedBreakdowns: list(z.object({ subtype: optionalText, value: money.nullish() })),
});
export type Breakdown = z.output<typeof breakdown>;

const itemSchema = z.object({
  orderItemId: idText,
  quantityOrdered: wholeNumber,
  product: z.object({
    asin: optionalText,
    title: optionalText,
    sellerSku: optionalText,
    price: z.object({ unitPrice: money.nullish() }).nullish(),
  }),
  proceeds: z.object({ proceedsTotal: money.nullish(), breakdowns: list(breakdown) }).nullish(),
  cancellation: z
    .object({
      cancellationRequest: z.object({ requester: optionalText, cancelReason: optionalText }).nullish(),
    })
    .nullish(),
  fulfillment: z
    .object({
      quantityFulfilled: wholeNumber.nullish(),
      quantityUnfulfilled: wholeNumber.nullish(),
      packing: z.object({ giftOption: z.object({ giftMessage: optionalText }).nullish() }).nullish(),
    })
    .nullish(),
});
export type Item = z.output<typeof itemSchema>;

const addressSchema = z.object({
  name: optionalText,
  companyName: optionalText,
  addressLine1: optionalText,
  addressLine2: optionalText,
  addressLine3: optionalText,
  city: optionalText,
  districtOrCounty: optionalText,
  stateOrRegion: optionalText,
  municipality: optionalText,
  postalCode: optionalText,
  countryCode: optionalText,
  phone: optionalText,
});
export type PostalAddress = z.output<typeof addressSchema>;

const packageSchema = z.object({
  packageReferenceId: idText,
  packageStatus: z.object({ status: z.string(), detailedStatus: optionalText }).nullish(),
  carrier: optionalText,
  shipTime: optionalText,
  trackingNumber: optionalText,
  packageItems: list(z.object({ orderItemId: idText, quantity: wholeNumber })),
});

export const orderSchema = z.object({
  orderId: z.string().min(1),
  createdTime: z.iso.datetime({ offset: true }),
  lastUpdatedTime: z.iso.datetime({ offset: true }),
  programs: list(z.string()),
  associatedOrders: list(z.object({ orderId: optionalText, associationType: optionalText })),
  salesChannel: z.object({ marketplaceId: optionalText, marketplaceName: optionalText }),
  buyer: z.object({ buyerName: optionalText, buyerEmail: optionalText, buyerCompanyName: optionalText }).nullish(),
  recipient: z.object({ deliveryAddress: addressSchema.nullish() }).nullish(),
  proceeds: z
    .object({ grandTotal: money.nullish(), breakdowns: list(z.object({ type: z.string(), subtotal: money })) })
    .nullish(),
  payment: z
    .object({ paymentExecutions: list(z.object({ paymentMethod: optionalText, paymentAmount: money.nullish() })) })
    .nullish(),
  fulfillment: z.object({
    fulfillmentStatus: z.string(),
    fulfilledBy: optionalText,
    shipByWindow: z.object({ latestDateTime: z.iso.datetime({ offset: true }).nullish() }).nullish(),
  }),
  orderItems: z.array(itemSchema),
  packages: list(packageSchema),
});
export type Order = z.output<typeof orderSchema>;

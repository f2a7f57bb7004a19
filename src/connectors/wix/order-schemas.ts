/** Fields of orders, payments and fulfilments that are used. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalDecimal,
  optionalText,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

const amount = z.object({ amount: decimal });
const optionalAmount = z.object({ amount: optionalDecimal }).nullish();
const instant = z.iso.datetime({ offset: true });

const address = z
  .object({
    ...texts("country", "subdivision", "subdivisionFullname", "city", "postalCode", "addressLine", "addressLine2"),
    streetAddress: z.object({ number: optionalText, name: optionalText }).nullish(),
  })
  .nullish();

const person = z
  .object({
    address,
    contactDetails: z
      .object({ firstName: optionalText, lastName: optionalText, phone: optionalText, company: optionalText })
      .nullish(),
  })
  .nullish();
export type Person = z.output<typeof person>;

const translated = z.object({ original: optionalText, translated: optionalText }).nullish();

const line = z.object({
  id: idText,
  productName: translated,
  catalogReference: z
    .object({
      catalogItemId: optionalText,
      appId: optionalText,
      options: z.looseObject({ variantId: optionalText }).nullish(),
    })
    .nullish(),
  quantity: wholeNumber,
  price: amount,
  totalDiscount: optionalAmount,
  taxInfo: z.object({ taxAmount: optionalAmount }).nullish(),
  physicalProperties: z.object({ sku: optionalText, shippable: z.boolean().nullish() }).nullish(),
  descriptionLines: listOf(z.object({ name: translated, plainText: translated, colorInfo: translated })),
  itemType: z.object({ preset: optionalText, custom: optionalText }).nullish(),
  refundQuantity: wholeNumber.nullish(),
  restockQuantity: wholeNumber.nullish(),
  locations: z.array(z.object({ id: optionalText })).nullish(),
});
export type WixLine = z.output<typeof line>;

export const orderSchema = z.object({
  id: idText,
  number: idText,
  createdDate: instant,
  updatedDate: instant,
  purchasedDate: z.union([instant, z.literal("")]).nullish(),
  ...each(z.string(), "status", "paymentStatus", "fulfillmentStatus"),
  currency: z.string().length(3),
  taxIncludedInPrices: z.boolean().nullish(),
  imported: z.boolean().nullish(),
  priceSummary: z.object({
    ...each(optionalAmount, "subtotal", "shipping", "tax", "discount", "totalAdditionalFees"),
    total: amount,
  }),
  balanceSummary: z.object({ authorized: optionalAmount }).nullish(),
  lineItems: z.array(line),
  buyerInfo: z.object({ contactId: optionalText, email: optionalText }).nullish(),
  billingInfo: person,
  recipientInfo: person,
  shippingInfo: z
    .object({
      title: optionalText,
      logistics: z
        .object({
          shippingDestination: person,
          pickupDetails: z
            .object({
              pickupMethod: optionalText,
              address: z.object({ addressLine: optionalText, city: optionalText }).nullish(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  channelInfo: z.object({ type: optionalText, externalOrderId: optionalText }).nullish(),
  buyerNote: optionalText,
  customFields: listOf(z.object({ title: optionalText, translatedTitle: optionalText, value: anyJson.optional() })),
  appliedDiscounts: listOf(z.object({ coupon: z.object({ code: optionalText }).nullish() })),
  activities: z.array(z.object({ merchantComment: z.object({ message: optionalText }).nullish() })).nullish(),
});
export type WixOrder = z.output<typeof orderSchema>;

const fulfillmentSchema = z.object({
  id: idText,
  createdDate: optionalText,
  status: optionalText,
  lineItems: z.array(z.object({ id: idText, quantity: wholeNumber.nullish() })).nullish(),
  trackingInfo: z
    .object({ trackingNumber: optionalText, shippingProvider: optionalText, trackingLink: optionalText })
    .nullish(),
});
export type WixFulfillment = z.output<typeof fulfillmentSchema>;

export const fulfillmentsSchema = z.object({ orderId: idText, fulfillments: z.array(fulfillmentSchema).nullish() });

const payment = z.object({
  id: idText,
  createdDate: optionalText,
  amount,
  status: optionalText,
  refundDisabled: z.boolean().nullish(),
  regularPaymentDetails: z
    .object({
      offlinePayment: z.boolean().nullish(),
      paymentMethod: optionalText,
      status: optionalText,
      paymentMethodName: z
        .object({ userDefinedName: z.object({ predefined: optionalText, custom: optionalText }).nullish() })
        .nullish(),
      authorizationDetails: z
        .object({
          captures: z.array(z.object({ status: optionalText, createdDate: optionalText })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
  giftcardPaymentDetails: z.looseObject({ voided: z.boolean().nullish() }).nullish(),
  membershipPaymentDetails: z.looseObject({}).nullish(),
});
export type WixPayment = z.output<typeof payment>;

const refundSchema = z.object({
  id: idText,
  createdDate: optionalText,
  transactions: z
    .array(
      z.object({
        paymentId: optionalText,
        amount,
        refundStatus: optionalText,
        externalRefund: z.boolean().nullish(),
      }),
    )
    .nullish(),
  details: z
    .object({
      reason: optionalText,
      lineItems: z.array(z.object({ lineItemId: idText, quantity: wholeNumber })).nullish(),
      items: z.array(z.object({ lineItemId: idText, quantity: wholeNumber })).nullish(),
    })
    .nullish(),
});
export type WixRefund = z.output<typeof refundSchema>;

export const transactionsSchema = z.object({
  orderId: idText,
  payments: z.array(payment).nullish(),
  refunds: z.array(refundSchema).nullish(),
});
export type WixTransactions = z.output<typeof transactionsSchema>;

/** Without these an order cannot be read; apps write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "number", "createdDate", "updatedDate", "status", "paymentStatus", "fulfillmentStatus"],
  ...["currency", "taxIncludedInPrices", "imported", "balanceSummary.authorized.amount"],
  ...within("priceSummary", "total", "shipping", "tax", "discount", "totalAdditionalFees"),
  ...within("lineItems.*", "id", "quantity", "refundQuantity", "restockQuantity"),
  ...within("lineItems.*.catalogReference", "catalogItemId", "options.variantId"),
  ...within("lineItems.*", "price", "totalDiscount", "taxInfo.taxAmount"),
];

/** As `ESSENTIAL_OF_ORDER`. */
export const ESSENTIAL_OF_PARCELS: readonly string[] = [
  "orderId",
  ...within("fulfillments.*", "id", "status", "lineItems.*.id", "lineItems.*.quantity"),
];
export const ESSENTIAL_OF_PAYMENTS: readonly string[] = [
  "orderId",
  ...within("payments.*", "id", "amount", "status"),
  ...within("payments.*.regularPaymentDetails", "offlinePayment", "status"),
  ...["payments.*.regularPaymentDetails.paymentMethodName.userDefinedName.predefined"],
  ...within("refunds.*", "id", "transactions.*.amount", "transactions.*.refundStatus"),
  ...within("refunds.*.details.lineItems.*", "lineItemId", "quantity"),
  ...within("refunds.*.details.items.*", "lineItemId", "quantity"),
];

export const refundabilitySchema = z.object({
  payments: z
    .array(
      z.object({
        refundable: z.boolean().nullish(),
        manuallyRefundable: z.object({ reason: optionalText }).nullish(),
        nonRefundable: z.object({ reason: optionalText }).nullish(),
        payment: z
          .object({
            paymentId: idText,
            monetary: z.object({ maxRefund: optionalAmount }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

/** The fields of orders that are used (official description sell_fulfillment_v1). */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalId,
  optionalText,
  optionalTime,
  texts,
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

const amount = z.object({ value: decimal, currency: z.string() });
export type Amount = z.output<typeof amount>;
const optionalAmount = amount.nullish();

const address = z.object(
  texts("addressLine1", "addressLine2", "city", "county", "stateOrProvince", "postalCode", "countryCode"),
);
const contact = z.object({
  ...texts("fullName", "companyName", "email"),
  contactAddress: address.nullish(),
  primaryPhone: z.object(texts("phoneNumber")).nullish(),
});
export type ShipTo = z.output<typeof contact>;

const tax = z.object({ amount: optionalAmount, taxType: optionalText });
const refund = z.object({
  refundId: optionalId,
  refundReferenceId: optionalId,
  refundStatus: optionalText,
  refundDate: optionalTime,
  amount: optionalAmount,
});
export type Refund = z.output<typeof refund>;

const line = z.object({
  lineItemId: idText,
  legacyItemId: optionalId,
  legacyVariationId: optionalId,
  ...texts("sku", "title", "listingMarketplaceId", "purchaseMarketplaceId", "lineItemFulfillmentStatus"),
  quantity: wholeNumber,
  lineItemCost: amount,
  discountedLineItemCost: optionalAmount,
  deliveryCost: z.object(each(optionalAmount, "importCharges", "shippingIntermediationFee")).nullish(),
  taxes: listOf(tax),
  ebayCollectAndRemitTaxes: listOf(tax.extend({ ebayReference: z.object({ ...texts("name", "value") }).nullish() })),
  ebayCollectedCharges: z
    .object({ ebayShipping: optionalAmount, charges: listOf(z.object({ amount: optionalAmount })) })
    .nullish(),
  appliedPromotions: listOf(z.object(texts("promotionId"))),
  variationAspects: listOf(z.object(texts("name", "value"))),
  giftDetails: z.object(texts("message")).nullish(),
  lineItemFulfillmentInstructions: z.object({ shipByDate: optionalTime }).nullish(),
  properties: z.object({ soldViaAdCampaign: z.boolean().nullish(), fromBestOffer: z.boolean().nullish() }).nullish(),
  refunds: listOf(refund),
});
export type Line = z.output<typeof line>;

export const orderSchema = z.object({
  orderId: idText,
  creationDate: time,
  lastModifiedDate: time,
  orderFulfillmentStatus: z.string(),
  orderPaymentStatus: z.string(),
  legacyOrderId: optionalId,
  salesRecordReference: optionalId,
  buyer: z
    .object({
      ...texts("username"),
      buyerRegistrationAddress: contact.nullish(),
      taxIdentifier: z.object(texts("taxpayerId")).nullish(),
    })
    .nullish(),
  ...texts("buyerCheckoutNotes"),
  cancelStatus: z
    .object({
      ...texts("cancelState"),
      cancelRequests: listOf(
        z.object({ cancelRequestId: optionalId, ...texts("cancelRequestState", "cancelInitiator", "cancelReason") }),
      ),
    })
    .nullish(),
  fulfillmentHrefs: listOf(z.string()),
  fulfillmentStartInstructions: listOf(
    z.object({
      ...texts("fulfillmentInstructionsType"),
      shippingStep: z
        .object({ shipTo: contact.nullish(), ...texts("shipToReferenceId", "shippingServiceCode") })
        .nullish(),
      pickupStep: z.object(texts("merchantLocationKey")).nullish(),
    }),
  ),
  lineItems: z.array(line).min(1),
  pricingSummary: z.object({
    priceSubtotal: optionalAmount,
    priceDiscount: optionalAmount,
    deliveryCost: optionalAmount,
    deliveryDiscount: optionalAmount,
    adjustment: optionalAmount,
    tax: optionalAmount,
    fee: optionalAmount,
    total: amount,
  }),
  paymentSummary: z
    .object({
      payments: listOf(
        z.object({ ...texts("paymentMethod", "paymentStatus"), paymentDate: optionalTime, amount: optionalAmount }),
      ),
      refunds: listOf(refund),
    })
    .nullish(),
  program: z
    .object({
      authenticityVerification: anyJson.nullish(),
      ebayInternationalShipping: anyJson.nullish(),
      ebayVault: anyJson.nullish(),
      ebayShipping: z.object(texts("shippingLabelProvidedBy")).nullish(),
      fulfillmentProgram: z.object(texts("fulfilledBy")).nullish(),
    })
    .nullish(),
});
export type Order = z.output<typeof orderSchema>;

/** Without these nobody knows what was bought, for how much, and what became of it. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  "orderId",
  "creationDate",
  "lastModifiedDate",
  "orderFulfillmentStatus",
  "orderPaymentStatus",
  "cancelStatus.cancelState",
  ...within("pricingSummary.total", "value", "currency"),
  ...within("pricingSummary.priceSubtotal", "value"),
  ...within("pricingSummary.deliveryCost", "value"),
  ...within("lineItems.*", "lineItemId", "quantity", "sku", "listingMarketplaceId"),
  ...within("lineItems.*.lineItemCost", "value", "currency"),
  ...within("lineItems.*.discountedLineItemCost", "value"),
  // What of the total is eBay's.
  ...within("lineItems.*", "taxes", "ebayCollectAndRemitTaxes"),
  ...within("lineItems.*.taxes.*", "amount.value", "taxType"),
  ...within("lineItems.*.ebayCollectAndRemitTaxes.*", "amount.value", "taxType"),
  ...within("paymentSummary.refunds.*", "refundStatus"),
  ...within("paymentSummary.refunds.*.amount", "value"),
  ...within("program.fulfillmentProgram", "fulfilledBy"),
];

const fulfilment = z.object({
  fulfillmentId: idText,
  ...texts("shipmentTrackingNumber", "shippingCarrierCode"),
  shippedDate: optionalTime,
  lineItems: listOf(z.object({ lineItemId: idText, quantity: wholeNumber.nullish() })),
});
export type Fulfilment = z.output<typeof fulfilment>;

export const fulfilmentsSchema = z.object({ fulfillments: listOf(fulfilment) });

export const orderPageSchema = z.object({ orders: listOf(anyJson), total: wholeNumber.nullish() });

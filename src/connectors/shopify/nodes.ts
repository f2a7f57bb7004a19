/** Schemas of the fields used of Shopify's resources. Personal data is nullable everywhere (protected customer data). */
import { z } from "zod";
import { connection } from "../kit/graphql/pages.ts";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalText,
  optionalTime,
  texts,
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

/** ISO 4217 code; anything else would make every amount beside it meaningless. */
export const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });

const moneyV2 = z.object({ amount: decimal, currencyCode: currency });
/** Some bags are read in shop currency alone. */
export const moneyBag = z.object({ shopMoney: moneyV2, presentmentMoney: moneyV2.nullish() });
const nullableBag = moneyBag.nullish();
const ref = z.object({ id: idText });

/** Cart attributes and line item properties: gift messages, engravings, delivery dates. */
const customAttributes = listOf(z.object({ key: optionalText, value: anyJson.optional() }));

export const addressNode = z.object(
  texts("name", "company", "address1", "address2", "city", "province", "provinceCode", "zip", "countryCodeV2", "phone"),
);

export const lineNode = z.object({
  id: idText,
  title: z.string(),
  variantTitle: optionalText,
  sku: optionalText,
  customAttributes,
  ...each(wholeNumber, "quantity", "currentQuantity", "unfulfilledQuantity"),
  requiresShipping: z.boolean(),
  isGiftCard: z.boolean(),
  variant: ref.nullish(),
  product: ref.nullish(),
  originalUnitPriceSet: moneyBag,
  discountAllocations: z.array(z.object({ allocatedAmountSet: moneyBag })),
  taxLines: z.array(z.object({ priceSet: moneyBag })),
});
export type LineNode = z.output<typeof lineNode>;

export const customerNode = z.object({
  id: idText,
  displayName: optionalText,
  updatedAt: z.string().optional(),
  defaultEmailAddress: z.object({ emailAddress: optionalText }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: optionalText }).nullish(),
});

const shippingLineNode = z.object({
  originalPriceSet: moneyBag,
  discountAllocations: z.array(z.object({ allocatedAmountSet: moneyBag })),
});

const transactionNode = z.object({
  id: idText,
  kind: z.string(),
  status: z.string(),
  gateway: optionalText,
  processedAt: time.nullish(),
  amountSet: moneyBag,
  parentTransaction: ref.nullish(),
});
export type TransactionNode = z.output<typeof transactionNode>;

const visitNode = z.object({
  source: optionalText,
  utmParameters: z.object({ source: optionalText, medium: optionalText, campaign: optionalText }).nullish(),
});

const deliveryMethod = z.object({ methodType: z.string() }).nullish();

export const orderNode = z.object({
  id: idText,
  name: z.string(),
  createdAt: time,
  updatedAt: time,
  cancelledAt: time.nullish(),
  closed: z.boolean(),
  note: optionalText,
  customAttributes,
  discountCodes: listOf(z.string()),
  tags: z.array(z.string()),
  test: z.boolean().nullish(),
  sourceName: optionalText,
  sourceIdentifier: optionalText,
  currencyCode: currency,
  presentmentCurrencyCode: currency.nullish(),
  taxesIncluded: z.boolean(),
  dutiesIncluded: z.boolean().nullish(),
  displayFinancialStatus: z.string().nullish(),
  displayFulfillmentStatus: z.string(),
  returnStatus: z.string().nullish(),
  /** Webhook bodies do not tell it. */
  risk: z.object({ recommendation: z.string() }).nullish(),
  paymentGatewayNames: z.array(z.string()),
  email: optionalText,
  phone: optionalText,
  customer: customerNode.nullish(),
  customerJourneySummary: z.object({ lastVisit: visitNode.nullish() }).nullish(),
  shippingAddress: addressNode.nullish(),
  billingAddress: addressNode.nullish(),
  totalTaxSet: nullableBag,
  totalPriceSet: moneyBag,
  currentTotalPriceSet: moneyBag.nullish(),
  totalTipReceivedSet: nullableBag,
  originalTotalDutiesSet: nullableBag,
  originalTotalAdditionalFeesSet: nullableBag,
  totalCashRoundingAdjustment: z.object({ paymentSet: moneyBag }).nullish(),
  shippingLines: z.object({ nodes: z.array(shippingLineNode), pageInfo: z.object({ hasNextPage: z.boolean() }) }),
  /** Webhook bodies do not tell payments. */
  transactions: z.array(transactionNode).optional(),
  fulfillments: z.array(ref),
  refunds: z.array(ref),
  fulfillmentOrders: z.object({ nodes: z.array(z.object({ status: z.string(), deliveryMethod })) }).optional(),
  lineItems: connection(lineNode),
});
export type OrderNode = z.output<typeof orderNode>;

export const fulfilmentLine = z.object({ quantity: wholeNumber.nullish(), lineItem: ref });
const fulfilmentNode = z.object({
  id: idText,
  status: z.string(),
  displayStatus: z.string().nullish(),
  createdAt: optionalTime,
  trackingInfo: z.array(z.object({ company: optionalText, number: optionalText, url: optionalText })),
  location: ref.nullish(),
  fulfillmentLineItems: connection(fulfilmentLine),
});
export type FulfilmentNode = z.output<typeof fulfilmentNode>;

export const refundLine = z.object({
  quantity: wholeNumber,
  restockType: z.string(),
  restocked: z.boolean(),
  lineItem: ref,
});
const refundNode = z.object({
  id: idText,
  note: optionalText,
  createdAt: time.nullish(),
  processedAt: time,
  totalRefundedSet: moneyBag,
  refundLineItems: connection(refundLine),
});
export type RefundNode = z.output<typeof refundNode>;

export const orderEvents = z.object({
  id: idText,
  updatedAt: time,
  fulfillments: z.array(fulfilmentNode),
  refunds: z.array(refundNode),
  fulfillmentOrders: z
    .object({
      nodes: z.array(
        z.object({
          id: idText,
          status: z.string(),
          deliveryMethod,
          assignedLocation: z.object({ name: optionalText, location: ref.nullish() }),
          lineItems: z.object({ nodes: z.array(z.object({ lineItem: ref })) }),
        }),
      ),
    })
    .optional(),
});
export type OrderEvents = z.output<typeof orderEvents>;

/** Without these an order cannot be read. Its shipments and refunds are told in an answer of their own, at the same place. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "createdAt", "updatedAt", "cancelledAt", "closed", "currencyCode", "taxesIncluded"],
  ...["displayFinancialStatus", "displayFulfillmentStatus", "returnStatus", "paymentGatewayNames"],
  ...["totalTaxSet.shopMoney", "totalPriceSet.shopMoney", "currentTotalPriceSet.shopMoney"],
  ...["shippingLines.pageInfo", "lineItems.pageInfo"],
  ...within(
    "shippingLines.nodes.*",
    "originalPriceSet.shopMoney",
    "discountAllocations.*.allocatedAmountSet.shopMoney",
  ),
  ...within("lineItems.nodes.*", "id", "quantity", "currentQuantity", "unfulfilledQuantity", "requiresShipping"),
  ...within("lineItems.nodes.*", "isGiftCard", "variant.id", "originalUnitPriceSet.shopMoney"),
  ...within("lineItems.nodes.*", "discountAllocations.*.allocatedAmountSet.shopMoney", "taxLines.*.priceSet.shopMoney"),
  ...within("transactions.*", "id", "kind", "status", "amountSet.shopMoney"),
  ...within("fulfillments.*", "id", "status", "fulfillmentLineItems.pageInfo"),
  ...within("fulfillments.*.fulfillmentLineItems.nodes.*", "quantity", "lineItem.id"),
  ...within("refunds.*", "id", "processedAt", "totalRefundedSet.shopMoney", "refundLineItems.pageInfo"),
  ...within("refunds.*.refundLineItems.nodes.*", "quantity", "restockType", "restocked", "lineItem.id"),
  ...within(
    "fulfillmentOrders.nodes.*",
    "id",
    "status",
    "assignedLocation.location.id",
    "lineItems.nodes.*.lineItem.id",
  ),
];

const levelNode = z.object({
  location: ref,
  quantities: z.array(z.object({ name: z.string(), quantity: wholeNumber })),
});
export type LevelNode = z.output<typeof levelNode>;

export const itemNode = z.object({
  id: idText,
  tracked: z.boolean(),
  /** Absent in an export, which has all of them. */
  inventoryLevels: z.object({
    nodes: z.array(levelNode),
    pageInfo: z.object({ hasNextPage: z.boolean() }).optional(),
  }),
});

export const variantNode = z.object({
  id: idText,
  ...texts("title", "sku", "barcode"),
  price: decimal,
  compareAtPrice: decimal.nullish(),
  requiresComponents: z.boolean().optional(),
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: itemNode.extend({
    unitCost: moneyV2.nullish(),
    measurement: z.object({ weight: z.object({ unit: z.string(), value: decimal }).nullish() }).nullish(),
  }),
});
export type VariantNode = z.output<typeof variantNode>;

const mediaNode = z.object({
  id: idText,
  alt: optionalText,
  image: z.object({ url: z.string() }).nullish(),
});

export const productNode = z.object({
  id: idText,
  title: z.string(),
  descriptionHtml: z.string().nullish(),
  vendor: optionalText,
  status: z.string(),
  isGiftCard: z.boolean(),
  handle: z.string(),
  updatedAt: time,
  onlineStoreUrl: optionalText,
  media: z.object({ nodes: z.array(mediaNode) }),
  collections: z.object({ nodes: z.array(ref) }),
  variants: connection(variantNode),
});
export type ProductNode = z.output<typeof productNode>;

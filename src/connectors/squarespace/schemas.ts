/** The fields of Squarespace's answers that are used; what else it sends is ignored and kept in `raw`. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalId,
  optionalText,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

/** Notifications print times without seconds ("2020-04-22T22:18+00:00"); everything else is RFC 3339. */
export const time = z
  .string()
  .transform((text) => text.trim().replace(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?=Z|[+-])/, "$1:00"))
  .refine((text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/.test(text), {
    error: "not a time",
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), { error: "not a time" });

/** The documentation prints a decimal in text, the contract a number: both are read. */
export const amount = z.object({ currency: z.string().regex(/^[A-Z]{3}$/), value: decimal });
export type Amount = z.output<typeof amount>;

const pagination = z.object({ hasNextPage: z.boolean(), nextPageCursor: optionalText }).nullish();

/** A page of any list; `rows` is the list under the name this resource uses. */
export const pageOf = (name: string) =>
  z
    .looseObject({ [name]: listOf(anyJson), pagination })
    .transform((page) => ({ rows: listOf(anyJson).parse(page[name]), pagination: pagination.parse(page.pagination) }));

const pricing = z.object({
  basePrice: amount.nullish(),
  onSale: z.boolean().nullish(),
  salePrice: amount.nullish(),
});
export type Pricing = z.output<typeof pricing>;

const image = z.object({ id: optionalId, url: optionalText, altText: optionalText, orderIndex: wholeNumber.nullish() });

const variant = z.object({
  id: idText,
  sku: optionalText,
  gtin: optionalText,
  pricing: pricing.nullish(),
  stock: z.object({ quantity: wholeNumber.nullish(), unlimited: z.boolean().nullish() }).nullish(),
  attributes: z.record(z.string(), z.string()).nullish(),
  shippingMeasurements: z
    .object({
      weight: z.object({ unit: z.string(), value: decimal }).nullish(),
      dimensions: z.object({ unit: z.string(), length: decimal, width: decimal, height: decimal }).nullish(),
    })
    .nullish()
    .catch(undefined),
});
export type Variant = z.output<typeof variant>;

export const productSchema = z.object({
  id: idText,
  type: z.string(),
  storePageId: optionalId,
  name: z.string().nullish(),
  description: z.string().nullish(),
  url: optionalText,
  urlSlug: optionalText,
  tags: listOf(z.string()),
  isVisible: z.boolean().nullish(),
  variantAttributes: listOf(z.string()),
  variants: listOf(variant),
  pricing: pricing.nullish(),
  images: listOf(image),
  modifiedOn: time,
});
export type Product = z.output<typeof productSchema>;

export const inventorySchema = z.object({
  inventory: listOf(
    z.object({ variantId: idText, quantity: wholeNumber.nullish(), isUnlimited: z.boolean().nullish() }),
  ),
});

const address = z.object(
  texts("firstName", "lastName", "address1", "address2", "city", "state", "countryCode", "postalCode", "phone"),
);
export type PostalAddress = z.output<typeof address>;

const line = z.object({
  id: idText,
  lineItemType: optionalText,
  variantId: optionalId,
  sku: optionalText,
  productId: optionalId,
  productName: optionalText,
  quantity: wholeNumber,
  unitPricePaid: amount,
  variantOptions: listOf(z.object({ optionName: optionalText, value: optionalText })),
  customizations: listOf(z.object({ label: optionalText, value: optionalText })),
});
export type Line = z.output<typeof line>;

export const orderSchema = z.object({
  id: idText,
  orderNumber: idText,
  createdOn: time,
  modifiedOn: time,
  testmode: z.boolean().nullish(),
  externalOrderReference: optionalId,
  customerId: optionalId,
  customerEmail: optionalText,
  billingAddress: address.nullish(),
  shippingAddress: address.nullish(),
  fulfillmentStatus: z.string(),
  paymentState: optionalText,
  lineItems: listOf(line),
  discountLines: listOf(z.object({ promoCode: optionalText })),
  formSubmission: listOf(z.object({ label: optionalText, value: optionalText })),
  fulfillments: listOf(
    z.object({
      shipDate: time.nullish(),
      ...texts("carrierName", "service", "trackingNumber", "trackingUrl"),
    }),
  ),
  ...each(amount.nullish(), "shippingTotal", "discountTotal", "taxTotal", "refundedTotal"),
  grandTotal: amount,
  fulfilledOn: time.nullish(),
  priceTaxInterpretation: optionalText,
});
export type Order = z.output<typeof orderSchema>;

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "orderNumber", "createdOn", "modifiedOn", "externalOrderReference"],
  ...["fulfillmentStatus", "paymentState", "fulfilledOn", "priceTaxInterpretation"],
  ...["grandTotal", "shippingTotal", "discountTotal", "taxTotal", "refundedTotal"],
  ...within("lineItems.*", "id", "variantId", "productId", "quantity", "unitPricePaid"),
];

/** Fields of the site a key or token belongs to; their names are third-party knowledge, hence all optional. */
export const websiteSchema = z.object({
  id: optionalId,
  siteId: optionalId,
  ...texts("title", "url", "currency"),
});

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  access_token_expires_at: decimal.optional(),
  refresh_token_expires_at: decimal.optional(),
  expires_in: decimal.optional(),
  website_id: optionalId,
});

export const contactSchema = z.object({
  id: idText,
  firstName: optionalText,
  lastName: optionalText,
  primaryEmail: z.object({ email: optionalText }).nullish(),
  defaultShippingAddress: z
    .object({
      address: z.object({ phoneNumber: optionalText, countryCode: optionalText }).nullish(),
    })
    .nullish(),
});

export const subscriptionSchema = z.object({
  id: idText,
  endpointUrl: z.string(),
  topics: listOf(z.string()),
  secret: z.string().optional(),
});

export const notificationSchema = z.object({
  id: idText,
  topic: z.string().min(1),
  data: z.looseObject({ orderId: z.string().min(1).optional() }).nullish(),
});

export const discountSchema = z.object({
  name: z.string(),
  criteria: z.object({ type: z.string(), minimumCartTotal: amount.optional(), productId: optionalId }),
  template: z.object({ type: z.string(), percentage: decimal.optional(), discountAmount: amount.optional() }),
  trigger: z.object({ type: z.string(), promoCode: optionalText }),
  status: z.string(),
  isLimitedUses: z.boolean().nullish(),
  maxUsesAllowed: wholeNumber.nullish(),
  numberOfUses: wholeNumber.nullish(),
  isOncePerCustomer: z.boolean().nullish(),
});
export type Discount = z.output<typeof discountSchema>;

export const discountPage = z.object({ discounts: listOf(anyJson), hasNextPage: z.boolean().nullish() });

/** The fields of the shop's answers that are used; what else it sends is ignored and kept in `raw`. */
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
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });
const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), { error: "not a date" });

/** Rows as they came, so that one unreadable record does not hide the others. */
export const rawList = z.object({ totalItems: wholeNumber, items: z.array(anyJson) });

const addressSchema = z
  .object(
    texts(
      "fullName",
      "company",
      "streetLine1",
      "streetLine2",
      "city",
      "province",
      "postalCode",
      "countryCode",
      "phoneNumber",
    ),
  )
  .nullish();
export type VendureAddress = z.output<typeof addressSchema>;

const lineSchema = z.object({
  id: idText,
  quantity: wholeNumber,
  orderPlacedQuantity: wholeNumber,
  productVariant: z.object({ id: idText, sku: optionalText, name: z.string(), productId: optionalId }),
  ...each(
    decimal,
    "unitPrice",
    "unitPriceWithTax",
    "proratedUnitPrice",
    "proratedUnitPriceWithTax",
    "linePrice",
    "linePriceWithTax",
    "proratedLinePrice",
    "proratedLinePriceWithTax",
    "lineTax",
  ),
  fulfillmentLines: listOf(z.object({ quantity: wholeNumber, fulfillmentId: idText })),
});
export type VendureLine = z.output<typeof lineSchema>;

const orderLineQuantity = z.object({ orderLineId: idText, quantity: wholeNumber });

const refundSchema = z.object({
  id: idText,
  createdAt: instant,
  total: decimal,
  state: z.string(),
  reason: optionalText,
  lines: z.array(orderLineQuantity),
});
export type VendureRefund = z.output<typeof refundSchema>;

const paymentSchema = z.object({
  id: idText,
  createdAt: instant,
  method: z.string(),
  amount: decimal,
  state: z.string(),
  transactionId: optionalText,
  refunds: z.array(refundSchema),
});
export type VendurePayment = z.output<typeof paymentSchema>;

const fulfilmentSchema = z.object({
  id: idText,
  ...each(optionalTime, "createdAt", "updatedAt"),
  state: z.string(),
  method: z.string(),
  trackingCode: optionalText,
  lines: z.array(orderLineQuantity),
});
export type VendureFulfilment = z.output<typeof fulfilmentSchema>;

export const orderSchema = z.object({
  id: idText,
  code: z.string().min(1),
  type: z.string(),
  state: z.string(),
  orderPlacedAt: instant.nullable(),
  currencyCode: currency,
  couponCodes: listOf(z.string()),
  ...each(decimal, "shipping", "shippingWithTax", "total", "totalWithTax"),
  channels: z.array(z.object({ code: z.string() })),
  surcharges: z.array(z.object({ id: idText, description: z.string(), price: decimal, priceWithTax: decimal })),
  customer: z
    .object({
      id: idText,
      ...texts("emailAddress", "firstName", "lastName", "phoneNumber"),
    })
    .nullish(),
  shippingAddress: addressSchema,
  billingAddress: addressSchema,
  lines: z.array(lineSchema),
  shippingLines: z.array(
    z.object({
      discounts: z.array(
        z.object({ adjustmentSource: z.string(), type: z.string(), amount: decimal, amountWithTax: decimal }),
      ),
    }),
  ),
  payments: listOf(paymentSchema),
  fulfillments: listOf(fulfilmentSchema),
});
export type VendureOrder = z.output<typeof orderSchema>;

/** Without these an order cannot be read; plugins write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "code", "state", "orderPlacedAt", "currencyCode"],
  ...["shipping", "shippingWithTax", "total", "totalWithTax", "channels.*.code"],
  ...within("surcharges.*", "price", "priceWithTax"),
  ...within("lines.*", "id", "quantity", "orderPlacedQuantity", "productVariant.id", "lineTax"),
  ...within("lines.*", "unitPrice", "unitPriceWithTax", "proratedUnitPrice", "proratedUnitPriceWithTax"),
  ...within("lines.*", "linePrice", "linePriceWithTax", "proratedLinePrice", "proratedLinePriceWithTax"),
  ...within("lines.*.fulfillmentLines.*", "quantity", "fulfillmentId"),
  ...within("shippingLines.*.discounts.*", "type", "amount", "amountWithTax"),
  ...within("payments.*", "id", "createdAt", "method", "amount", "state"),
  ...within("payments.*.refunds.*", "id", "createdAt", "total", "state", "lines.*.orderLineId", "lines.*.quantity"),
  ...within("fulfillments.*", "id", "state", "lines.*.orderLineId", "lines.*.quantity"),
];

export const stockLevelSchema = z.object({
  stockLocationId: idText,
  stockOnHand: wholeNumber,
  stockAllocated: wholeNumber,
});

const pricesSchema = z.array(z.object({ currencyCode: currency, price: decimal }));

export const variantRowSchema = z.object({
  id: idText,
  sku: optionalText,
  productId: idText,
  trackInventory: z.string(),
  prices: pricesSchema,
  stockLevels: z.array(stockLevelSchema),
});
export type VariantRow = z.output<typeof variantRowSchema>;

export const assetSchema = z.object({ id: idText, name: z.string(), source: z.string() });
export type VendureAsset = z.output<typeof assetSchema>;

const variantSchema = z.object({
  id: idText,
  sku: optionalText,
  name: z.string(),
  enabled: z.boolean(),
  trackInventory: z.string(),
  updatedAt: instant,
  prices: pricesSchema,
  options: z.array(z.object({ name: z.string(), group: z.object({ name: z.string() }) })),
  translations: z.array(z.object({ languageCode: z.string(), name: z.string() })),
  featuredAsset: assetSchema.nullish(),
  assets: z.array(assetSchema),
  stockLevels: z.array(stockLevelSchema),
});
export type VendureVariant = z.output<typeof variantSchema>;

export const productSchema = z.object({
  id: idText,
  updatedAt: instant,
  enabled: z.boolean(),
  ...each(z.string(), "name", "slug", "description"),
  featuredAsset: assetSchema.nullish(),
  assets: z.array(assetSchema),
  optionGroups: z.array(
    z.object({ id: idText, name: z.string(), options: z.array(z.object({ id: idText, name: z.string() })) }),
  ),
  translations: z.array(
    z.object({ languageCode: z.string(), name: z.string(), description: z.string(), slug: z.string() }),
  ),
  facetValues: z.array(z.object({ id: idText })),
  channels: z.array(z.object({ code: z.string() })),
  collections: z.array(z.object({ id: idText })),
  variants: z.array(variantSchema),
});
export type VendureProduct = z.output<typeof productSchema>;

export const collectionSchema = z.object({ id: idText, name: z.string(), parentId: idText });

export const customerSchema = z.object({
  id: idText,
  ...texts("emailAddress", "firstName", "lastName", "phoneNumber"),
});

const operation = z.object({
  code: z.string(),
  args: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type VendureOperation = z.output<typeof operation>;

export const promotionSchema = z.object({
  id: idText,
  name: z.string(),
  couponCode: optionalText,
  enabled: z.boolean(),
  startsAt: instant.nullish(),
  endsAt: instant.nullish(),
  usageLimit: wholeNumber.nullish(),
  perCustomerUsageLimit: wholeNumber.nullish(),
  conditions: z.array(operation),
  actions: z.array(operation),
});
export type VendurePromotion = z.output<typeof promotionSchema>;

/** The fields of the shop's answers that are used; what else it sends is ignored and kept in `raw`. */
import { z } from "zod";
import { anyJson, each, idText, optionalText, optionalTime, texts, wholeNumber, within } from "../kit/parse/parse.ts";

/** A reference to another resource: "/api/v2/admin/channels/WEB". */
const iri = z.string().min(1);
const optionalIri = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** Some shops print a list whose keys have a gap as an object with numeric keys: the values count. */
function listOf<T extends z.ZodType>(item: T) {
  const isMap = (value: unknown) => value !== null && typeof value === "object" && Object.keys(value).length > 0;
  return z.preprocess((value) => (isMap(value) ? Object.values(Object(value)) : value), z.array(item));
}

/** A map that PHP prints as [] when it is empty. */
function mapOf<T extends z.ZodType>(item: T) {
  return z.union([z.record(z.string(), item), z.array(z.never()).transform((): Record<string, z.output<T>> => ({}))]);
}

const translation = z.object({ "@id": optionalIri, name: optionalText });

export const tokenSchema = z.object({ token: z.string().min(1), adminUser: optionalIri });

export const administratorSchema = z.object({ lastLogin: optionalText });

export const channelSchema = z.object({
  "@id": optionalIri,
  code: z.string().min(1),
  name: optionalText,
  baseCurrency: iri,
  defaultLocale: optionalIri,
  locales: listOf(iri).default([]),
  hostname: optionalText,
  contactEmail: optionalText,
  enabled: z.boolean().default(true),
});

export const taxCategorySchema = z.object({ code: z.string().min(1) });

export const taxRateSchema = z.object({ includedInPrice: z.boolean() });

export const countrySchema = z.object({ code: z.string(), provinces: listOf(anyJson).default([]) });

export const productSchema = z.object({
  id: idText,
  code: idText,
  enabled: z.boolean().default(true),
  channels: listOf(iri).default([]),
  mainTaxon: optionalIri,
  options: listOf(iri).default([]),
  variants: listOf(iri).default([]),
  productTaxons: listOf(iri).default([]),
  images: listOf(z.object({ id: idText, path: optionalText, position: wholeNumber.nullish() })).default([]),
  translations: mapOf(translation.extend({ slug: optionalText, description: optionalText })),
});
export type SyliusProduct = z.output<typeof productSchema>;

export const variantSchema = z.object({
  "@id": iri,
  code: idText,
  product: iri,
  enabled: z.boolean().default(true),
  tracked: z.boolean(),
  onHand: wholeNumber,
  onHold: wholeNumber,
  /** Kilograms by custom; the shop itself knows no unit. */
  weight: z.union([z.number(), z.string()]).nullish(),
  taxCategory: optionalIri,
  optionValues: listOf(iri).default([]),
  translations: mapOf(translation).default({}),
  channelPricings: mapOf(
    z.object({
      "@id": iri,
      price: wholeNumber.nullish(),
      originalPrice: wholeNumber.nullish(),
      appliedPromotions: listOf(anyJson).default([]),
    }),
  ).default({}),
});
export type SyliusVariant = z.output<typeof variantSchema>;

export const optionSchema = z.object({
  code: z.string(),
  values: listOf(iri).default([]),
  translations: mapOf(translation).default({}),
});

export const optionValueSchema = z.object({
  "@id": iri,
  code: z.string(),
  translations: mapOf(z.object({ value: optionalText })).default({}),
});

export const taxonSchema = z.object({
  code: z.string().min(1),
  parent: optionalIri,
  translations: mapOf(translation.extend({ slug: optionalText })),
});

export const productTaxonSchema = z.object({ id: idText, taxon: iri });

export const customerSchema = z.object({
  id: idText,
  ...texts("email", "firstName", "lastName", "phoneNumber"),
});
export type SyliusCustomer = z.output<typeof customerSchema>;

const addressSchema = z.object({
  "@id": optionalIri,
  ...texts(
    "firstName",
    "lastName",
    "phoneNumber",
    "company",
    "countryCode",
    "provinceCode",
    "provinceName",
    "street",
    "city",
    "postcode",
  ),
});
export type SyliusAddress = z.output<typeof addressSchema>;

export const provinceSchema = z.object({ provinceCode: optionalText, provinceName: optionalText });

const itemSchema = z.object({
  id: idText,
  variant: optionalIri,
  productName: optionalText,
  variantName: optionalText,
  quantity: wholeNumber,
  unitPrice: wholeNumber,
  /** With discounts and with tax. */
  total: wholeNumber,
  units: listOf(iri).default([]),
});
export type SyliusItem = z.output<typeof itemSchema>;

export const orderSchema = z.object({
  tokenValue: z.string().min(1),
  number: idText,
  ...each(z.string(), "state", "paymentState", "shippingState"),
  currencyCode: z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" }),
  checkoutCompletedAt: optionalText,
  notes: optionalText,
  customer: optionalIri,
  channel: optionalIri,
  shippingAddress: addressSchema.nullish(),
  billingAddress: addressSchema.nullish(),
  items: listOf(itemSchema),
  payments: listOf(z.object({ id: idText, method: optionalIri })).default([]),
  shipments: listOf(z.object({ id: idText, method: optionalIri })).default([]),
  ...each(wholeNumber, "itemsTotal", "itemsSubtotal", "total", "taxTotal", "taxIncludedTotal", "shippingTotal"),
});
export type SyliusOrder = z.output<typeof orderSchema>;

/** Without these an order cannot be read; plugins write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["tokenValue", "number", "state", "paymentState", "shippingState", "currencyCode", "checkoutCompletedAt"],
  ...within("items.*", "id", "variant", "quantity", "unitPrice", "total", "units"),
  ...within("payments.*", "id", "method"),
  ...["shipments.*.id"],
  ...["itemsTotal", "itemsSubtotal", "total", "taxTotal", "taxIncludedTotal", "shippingTotal"],
];

/** As `ESSENTIAL_OF_ORDER`, of the rows of its payments, parcels and adjustments. */
export const ESSENTIAL_OF_ROW: readonly string[] = [
  ...["id", "state", "amount", "createdAt", "units"],
  ...["type", "neutral", "orderItem", "orderItemUnit", "shipment"],
];

export const paymentSchema = z.object({
  id: idText,
  state: z.string(),
  amount: wholeNumber,
  method: z.union([z.string(), z.object({ "@id": iri }).transform((one) => one["@id"])]).nullish(),
  createdAt: z.string(),
  updatedAt: optionalTime,
});
export type SyliusPayment = z.output<typeof paymentSchema>;

export const shipmentSchema = z.object({
  id: idText,
  state: z.string(),
  tracking: optionalText,
  shippedAt: optionalTime,
  units: listOf(iri).default([]),
});
export type SyliusShipment = z.output<typeof shipmentSchema>;

export const adjustmentSchema = z.object({
  type: z.string(),
  amount: wholeNumber,
  neutral: z.boolean().default(false),
  ...each(optionalIri, "orderItem", "orderItemUnit", "shipment"),
});
export type SyliusAdjustment = z.output<typeof adjustmentSchema>;

/** A payment as the list of all payments shows it. */
export const listedPaymentSchema = z.object({ order: iri, updatedAt: optionalTime });

export const promotionSchema = z.object({
  code: z.string(),
  name: optionalText,
  channels: listOf(iri).default([]),
  couponBased: z.boolean().default(false),
  usageLimit: wholeNumber.nullish(),
  used: wholeNumber.default(0),
  ...texts("startsAt", "endsAt", "archivedAt"),
  rules: listOf(z.object({ type: z.string(), configuration: anyJson })).default([]),
  actions: listOf(z.object({ type: z.string(), configuration: anyJson })).default([]),
});
export type SyliusPromotion = z.output<typeof promotionSchema>;

export const couponSchema = z.object({
  code: z.string(),
  usageLimit: wholeNumber.nullish(),
  used: wholeNumber.default(0),
  perCustomerUsageLimit: wholeNumber.nullish(),
  expiresAt: optionalText,
});
export type SyliusCoupon = z.output<typeof couponSchema>;

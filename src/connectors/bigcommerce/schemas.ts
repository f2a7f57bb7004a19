/** The fields of BigCommerce's answers that are used; everything else passes by. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalDecimal,
  optionalId,
  optionalText,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { readTime } from "./time.ts";

const imageSchema = z.object({
  id: idText,
  ...texts("url_standard", "image_url", "description"),
  sort_order: wholeNumber.nullish(),
});

export const variantSchema = z.object({
  id: idText,
  product_id: idText,
  ...texts("sku", "upc", "gtin"),
  ...each(optionalDecimal, "price", "sale_price", "retail_price", "cost_price", "weight", "width", "depth", "height"),
  option_values: listOf(z.object({ option_display_name: z.string(), label: z.string() })),
});
export type StoreVariant = z.output<typeof variantSchema>;

export const productSchema = z.object({
  id: idText,
  name: z.string(),
  ...texts("description", "sku", "upc", "gtin"),
  price: decimal,
  ...each(optionalDecimal, "sale_price", "retail_price", "cost_price", "weight", "width", "depth", "height"),
  brand_id: optionalId,
  categories: listOf(idText),
  inventory_tracking: z.string(),
  is_visible: z.boolean(),
  availability: optionalText,
  base_variant_id: optionalId,
  date_modified: z.string().min(10),
  custom_url: z.object({ url: optionalText }).nullish(),
  images: listOf(imageSchema),
  variants: z.array(variantSchema),
});
export type StoreProduct = z.output<typeof productSchema>;

export const levelRowSchema = z.object({
  identity: z.object({ sku: optionalText, variant_id: idText, product_id: idText }),
  locations: z.array(
    z.object({ location_id: idText, available_to_sell: wholeNumber, total_inventory_onhand: wholeNumber }),
  ),
});

export const locationSchema = z.object({ id: idText, label: optionalText, code: optionalText, enabled: z.boolean() });

export const categorySchema = z.object({ category_id: idText, parent_id: optionalId, name: z.string() });

export const customerSchema = z.object({
  id: idText,
  ...texts("first_name", "last_name", "email", "phone"),
});

const addressSchema = z.object(
  texts(
    "first_name",
    "last_name",
    "company",
    "street_1",
    "street_2",
    "city",
    "state",
    "zip",
    "country_iso2",
    "phone",
    "email",
  ),
);
export type StoreAddress = z.output<typeof addressSchema>;

/** Amount fields may be missing on old orders: nothing then. */
const amount = optionalDecimal.transform((text) => text ?? "0");
const units = wholeNumber.nullish().transform((count) => count ?? 0);

export const lineSchema = z.object({
  id: idText,
  ...each(optionalId, "product_id", "variant_id", "order_address_id"),
  name: z.string(),
  sku: optionalText,
  type: z.string(),
  quantity: wholeNumber,
  quantity_shipped: units,
  quantity_refunded: units,
  ...each(decimal, "price_inc_tax", "price_ex_tax", "total_inc_tax", "total_ex_tax"),
  total_tax: amount,
  applied_discounts: listOf(z.object({ amount: amount, code: optionalText })),
  product_options: listOf(z.object({ display_name: optionalText, display_value: anyJson.optional() })),
});
export type StoreLine = z.output<typeof lineSchema>;

const lineListSchema = z.object({ line_items: z.array(lineSchema) });
const feeSchema = z.object({ cost_inc_tax: amount, cost_ex_tax: amount });

const consignmentsSchema = z.object({
  shipping: listOf(addressSchema.extend({ id: optionalId, line_items: z.array(lineSchema) })),
  pickups: listOf(
    lineListSchema.extend({
      pickup_method_display_name: optionalText,
      location: z.object({ id: optionalId, name: optionalText }).nullish(),
    }),
  ),
  downloads: listOf(lineListSchema),
  email: z
    .object({
      gift_certificates: listOf(lineListSchema),
    })
    .nullish(),
});

/** Empty shapes come as `[]` in V2 where an object would stand. */
const orList = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value[0] : value), schema.optional());

export const orderSchema = z.object({
  id: idText,
  status_id: wholeNumber,
  status: z.string(),
  payment_status: z
    .string()
    .nullish()
    .transform((word) => word ?? ""),
  payment_method: optionalText,
  payment_provider_id: z.union([z.string(), z.number()]).nullish(),
  date_created: z.string().min(10),
  date_modified: z.string().min(10),
  customer_id: optionalId,
  ...each(z.boolean().nullish(), "is_deleted", "order_is_digital", "is_tax_inclusive_pricing"),
  default_currency_code: z.string().regex(/^[A-Z]{3}$/),
  channel_id: optionalId,
  external_order_id: optionalText,
  total_inc_tax: decimal,
  ...each(
    amount,
    "total_ex_tax",
    "total_tax",
    "shipping_cost_inc_tax",
    "shipping_cost_ex_tax",
    "handling_cost_inc_tax",
    "handling_cost_ex_tax",
    "wrapping_cost_inc_tax",
    "wrapping_cost_ex_tax",
    "discount_amount",
    "coupon_discount",
    "refunded_amount",
  ),
  items_total: units,
  items_shipped: units,
  customer_message: optionalText,
  staff_notes: optionalText,
  billing_address: orList(addressSchema),
  consignments: orList(consignmentsSchema),
  fees: z.preprocess((value) => (Array.isArray(value) ? value : []), z.array(feeSchema)),
});
export type StoreOrder = z.output<typeof orderSchema>;

/** Without these a line cannot be read. */
export const ESSENTIAL_OF_LINE: readonly string[] = [
  ...["id", "product_id", "variant_id", "type", "quantity", "quantity_shipped", "quantity_refunded"],
  ...["price_inc_tax", "price_ex_tax", "total_inc_tax", "total_ex_tax", "total_tax", "applied_discounts.*.amount"],
];

const TWOFOLD = ["total", "shipping_cost", "handling_cost", "wrapping_cost"];
const LINES = ["shipping.*", "pickups.*", "downloads.*", "email.gift_certificates.*"];

/** Without these an order cannot be read; apps write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "status_id", "status", "payment_status", "payment_method", "payment_provider_id"],
  ...["date_created", "date_modified", "is_deleted", "order_is_digital", "is_tax_inclusive_pricing"],
  ...["default_currency_code", "total_tax", "discount_amount", "coupon_discount", "refunded_amount"],
  ...TWOFOLD.flatMap((name) => [`${name}_inc_tax`, `${name}_ex_tax`]),
  ...["items_total", "items_shipped", "fees.*.cost_inc_tax", "fees.*.cost_ex_tax"],
  ...LINES.flatMap((place) => within(`consignments.${place}.line_items.*`, ...ESSENTIAL_OF_LINE)),
];

export const shipmentSchema = z.object({
  id: idText,
  order_address_id: optionalId,
  date_created: optionalText.refine((text) => text === undefined || readTime(text) !== null, { error: "not a time" }),
  ...texts(
    "tracking_number",
    "tracking_carrier",
    "tracking_link",
    "generated_tracking_link",
    "shipping_provider",
    "shipping_provider_display_name",
  ),
  items: z.array(z.object({ order_product_id: idText, quantity: wholeNumber })),
});
export type StoreShipment = z.output<typeof shipmentSchema>;

/** As `ESSENTIAL_OF_ORDER`. */
export const ESSENTIAL_OF_SHIPMENT: readonly string[] = ["id", "items.*.order_product_id", "items.*.quantity"];
export const ESSENTIAL_OF_REFUND: readonly string[] = [
  ...["id", "order_id", "created", "total_amount"],
  ...within("items.*", "item_type", "item_id", "quantity"),
];

export const refundSchema = z.object({
  id: idText,
  order_id: idText,
  created: z.string().min(10),
  reason: optionalText,
  total_amount: decimal,
  items: listOf(
    z.object({
      item_type: z.string(),
      item_id: optionalId,
      quantity: units,
      reason: optionalText,
    }),
  ),
});
export type StoreRefund = z.output<typeof refundSchema>;

export const quoteSchema = z.object({
  total_refund_amount: decimal,
  refund_methods: z.array(
    z.array(z.object({ provider_id: z.string(), amount: decimal, offline: z.boolean().nullish() })),
  ),
});

export const hookSchema = z.object({
  id: idText,
  scope: z.string(),
  destination: z.string(),
  is_active: z.boolean(),
  headers: z.record(z.string(), anyJson).nullish(),
});

export const certificateSchema = z.object({
  id: idText,
  code: z.string(),
  amount: decimal,
  balance: decimal,
  status: z.string(),
  currency_code: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullish(),
  expiry_date: z.union([z.string(), z.number()]).nullish(),
  ...each(z.string(), "to_name", "to_email", "from_name", "from_email"),
  message: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
});

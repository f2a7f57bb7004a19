/** The fields of BigCommerce's answers that are used; everything else passes by. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  idText,
  optionalDecimal,
  optionalId,
  optionalText,
  wholeNumber,
} from "../kit/parse/parse.ts";

const imageSchema = z.object({
  id: idText,
  url_standard: optionalText,
  image_url: optionalText,
  description: optionalText,
  sort_order: wholeNumber.nullish(),
});

export const variantSchema = z.object({
  id: idText,
  product_id: idText,
  sku: optionalText,
  upc: optionalText,
  gtin: optionalText,
  price: optionalDecimal,
  sale_price: optionalDecimal,
  retail_price: optionalDecimal,
  cost_price: optionalDecimal,
  weight: optionalDecimal,
  width: optionalDecimal,
  depth: optionalDecimal,
  height: optionalDecimal,
  option_values: z
    .array(z.object({ option_display_name: z.string(), label: z.string() }))
    .nullish()
    .transform((values) => values ?? []),
});
export type StoreVariant = z.output<typeof variantSchema>;

export const productSchema = z.object({
  id: idText,
  name: z.string(),
  description: optionalText,
  sku: optionalText,
  upc: optionalText,
  gtin: optionalText,
  price: decimal,
  sale_price: optionalDecimal,
  retail_price: optionalDecimal,
  cost_price: optionalDecimal,
  weight: optionalDecimal,
  width: optionalDecimal,
  depth: optionalDecimal,
  height: optionalDecimal,
  brand_id: optionalId,
  categories: z
    .array(idText)
    .nullish()
    .transform((ids) => ids ?? []),
  inventory_tracking: z.string(),
  is_visible: z.boolean(),
  availability: optionalText,
  base_variant_id: optionalId,
  date_modified: z.string().min(10),
  custom_url: z.object({ url: optionalText }).nullish(),
  images: z
    .array(imageSchema)
    .nullish()
    .transform((list) => list ?? []),
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
  first_name: optionalText,
  last_name: optionalText,
  email: optionalText,
  phone: optionalText,
});

const addressSchema = z.object({
  first_name: optionalText,
  last_name: optionalText,
  company: optionalText,
  street_1: optionalText,
  street_2: optionalText,
  city: optionalText,
  state: optionalText,
  zip: optionalText,
  country_iso2: optionalText,
  phone: optionalText,
  email: optionalText,
});
export type StoreAddress = z.output<typeof addressSchema>;

/** Amount fields may be missing on old orders: nothing then. */
const amount = optionalDecimal.transform((text) => text ?? "0");
const units = wholeNumber.nullish().transform((count) => count ?? 0);

export const lineSchema = z.object({
  id: idText,
  product_id: optionalId,
  variant_id: optionalId,
  order_address_id: optionalId,
  name: z.string(),
  sku: optionalText,
  type: z.string(),
  quantity: wholeNumber,
  quantity_shipped: units,
  quantity_refunded: units,
  price_inc_tax: decimal,
  price_ex_tax: decimal,
  total_inc_tax: decimal,
  total_ex_tax: decimal,
  total_tax: amount,
  applied_discounts: z
    .array(z.object({ amount: amount }))
    .nullish()
    .transform((list) => list ?? []),
});
export type StoreLine = z.output<typeof lineSchema>;

const lineListSchema = z.object({ line_items: z.array(lineSchema) });
const feeSchema = z.object({ cost_inc_tax: amount, cost_ex_tax: amount });

const consignmentsSchema = z.object({
  shipping: z
    .array(addressSchema.extend({ id: optionalId, line_items: z.array(lineSchema) }))
    .nullish()
    .transform((list) => list ?? []),
  pickups: z
    .array(
      lineListSchema.extend({
        pickup_method_display_name: optionalText,
        location: z.object({ id: optionalId, name: optionalText }).nullish(),
      }),
    )
    .nullish()
    .transform((list) => list ?? []),
  downloads: z
    .array(lineListSchema)
    .nullish()
    .transform((list) => list ?? []),
  email: z
    .object({
      gift_certificates: z
        .array(lineListSchema)
        .nullish()
        .transform((list) => list ?? []),
    })
    .nullish(),
});

/** Empty shapes come as `[]` in V2 where an object would stand. */
const orList = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).transform((list) => list[0])]);

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
  is_deleted: z.boolean().nullish(),
  order_is_digital: z.boolean().nullish(),
  is_tax_inclusive_pricing: z.boolean().nullish(),
  default_currency_code: z.string().regex(/^[A-Z]{3}$/),
  channel_id: optionalId,
  external_order_id: optionalText,
  total_inc_tax: decimal,
  total_ex_tax: amount,
  total_tax: amount,
  shipping_cost_inc_tax: amount,
  shipping_cost_ex_tax: amount,
  handling_cost_inc_tax: amount,
  handling_cost_ex_tax: amount,
  wrapping_cost_inc_tax: amount,
  wrapping_cost_ex_tax: amount,
  discount_amount: amount,
  coupon_discount: amount,
  refunded_amount: amount,
  items_total: units,
  items_shipped: units,
  customer_message: optionalText,
  staff_notes: optionalText,
  billing_address: orList(addressSchema),
  consignments: orList(consignmentsSchema),
  fees: z
    .union([z.array(feeSchema), z.looseObject({}).transform(() => [])])
    .nullish()
    .transform((list) => list ?? []),
});
export type StoreOrder = z.output<typeof orderSchema>;

export const shipmentSchema = z.object({
  id: idText,
  order_address_id: optionalId,
  date_created: optionalText,
  tracking_number: optionalText,
  tracking_carrier: optionalText,
  tracking_link: optionalText,
  generated_tracking_link: optionalText,
  shipping_provider: optionalText,
  shipping_provider_display_name: optionalText,
  items: z.array(z.object({ order_product_id: idText, quantity: wholeNumber })),
});
export type StoreShipment = z.output<typeof shipmentSchema>;

export const refundSchema = z.object({
  id: idText,
  order_id: idText,
  created: z.string().min(10),
  reason: optionalText,
  total_amount: decimal,
  items: z
    .array(
      z.object({
        item_type: z.string(),
        item_id: optionalId,
        quantity: units,
        reason: optionalText,
      }),
    )
    .nullish()
    .transform((list) => list ?? []),
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
  to_name: z.string(),
  to_email: z.string(),
  from_name: z.string(),
  from_email: z.string(),
  message: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
});

/** The fields we read of the shop's answers. Null fields are left out by the shop. */
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
  optionalTime,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

const count = wholeNumber;
/** Flags come as true, 1 or "1". */
export const flag = z.union([z.boolean(), z.number(), z.string()]).transform((value) => [true, 1, "1"].includes(value));
const optionalFlag = flag.nullish().transform((value) => value ?? false);

const amount = decimal.nullish().transform((value) => value ?? "0");
/** A quantity: whole in most shops, with decimals where goods are sold by weight. */
const quantity = decimal.nullish().transform((value) => value ?? "0");

const addressSchema = z.object({
  ...texts("firstname", "lastname", "company"),
  street: z
    .union([z.array(z.string().nullable()), z.string()])
    .nullish()
    .transform((lines) => (typeof lines === "string" ? lines.split("\n") : (lines ?? []))),
  ...texts("city", "region", "postcode", "country_id", "telephone", "email"),
});
export type MagentoAddress = z.output<typeof addressSchema>;

const giftMessage = z.object(texts("sender", "recipient", "message")).nullish();

const orderItemSchema = z.object({
  item_id: idText,
  parent_item_id: optionalId,
  product_id: optionalId,
  sku: optionalText,
  name: optionalText,
  product_type: z
    .string()
    .nullish()
    .transform((type) => type ?? "simple"),
  product_option: z
    .object({
      extension_attributes: z
        .object({ custom_options: listOf(z.object({ option_id: idText, option_value: optionalText })) })
        .nullish(),
    })
    .nullish(),
  extension_attributes: z.object({ gift_message: giftMessage }).nullish(),
  is_virtual: optionalFlag,
  ...each(quantity, "qty_ordered", "qty_canceled", "qty_invoiced", "qty_refunded", "qty_shipped"),
  ...each(
    amount,
    "price",
    "base_price",
    "row_total",
    "base_row_total",
    "discount_amount",
    "base_discount_amount",
    "discount_tax_compensation_amount",
    "base_discount_tax_compensation_amount",
    "tax_amount",
    "base_tax_amount",
    "weee_tax_applied_amount",
    "base_weee_tax_applied_amount",
    "weee_tax_applied_row_amount",
    "base_weee_tax_applied_row_amnt",
  ),
});
export type MagentoItem = z.output<typeof orderItemSchema>;

const historySchema = z.object({ comment: optionalText, created_at: optionalText });

export const orderSchema = z.object({
  entity_id: idText,
  increment_id: idText,
  state: z.string(),
  status: z
    .string()
    .nullish()
    .transform((status) => status ?? ""),
  store_id: count.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  customer_id: optionalId,
  ...texts("customer_email", "customer_firstname", "customer_lastname", "customer_note", "ext_order_id", "coupon_code"),
  is_virtual: optionalFlag,
  base_currency_code: z.string(),
  order_currency_code: z.string(),
  ...each(
    amount,
    "discount_amount",
    "base_discount_amount",
    "shipping_amount",
    "base_shipping_amount",
    "shipping_discount_amount",
    "base_shipping_discount_amount",
    "shipping_discount_tax_compensation_amount",
    "base_shipping_discount_tax_compensation_amnt",
    "shipping_refunded",
    "tax_amount",
    "base_tax_amount",
  ),
  grand_total: decimal,
  base_grand_total: decimal,
  ...each(amount, "base_total_paid", "base_total_refunded", "total_paid", "total_refunded"),
  billing_address: addressSchema.nullish(),
  payment: z
    .object({ method: optionalText, amount_authorized: optionalDecimal, base_amount_authorized: optionalDecimal })
    .nullish(),
  items: z.array(orderItemSchema),
  status_histories: z.array(historySchema).nullish(),
  extension_attributes: z
    .object({
      shipping_assignments: z
        .array(z.object({ shipping: z.object({ address: addressSchema.nullish(), method: optionalText }).nullish() }))
        .nullish(),
      gift_message: giftMessage,
      /** In-store delivery: the inventory source it is picked up at. */
      pickup_location_code: optionalText,
    })
    .nullish(),
});
export type MagentoOrder = z.output<typeof orderSchema>;

const AMOUNTS_OF_ORDER = ["grand_total", "shipping_amount", "shipping_discount_amount", "tax_amount"];
const AMOUNTS_OF_ITEM = ["price", "row_total", "discount_amount", "discount_tax_compensation_amount", "tax_amount"];
const inBooks = (amounts: readonly string[]) => amounts.map((name) => `base_${name}`);

/** Without these an order cannot be read; modules of shops write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["entity_id", "increment_id", "state", "created_at", "updated_at"],
  ...["base_currency_code", "order_currency_code"],
  ...AMOUNTS_OF_ORDER,
  ...inBooks(AMOUNTS_OF_ORDER),
  ...["shipping_discount_tax_compensation_amount", "base_shipping_discount_tax_compensation_amnt"],
  ...["base_total_paid", "base_total_refunded"],
  ...["payment.method", "payment.base_amount_authorized"],
  ...within("items.*", "item_id", "parent_item_id", "product_id", "product_type", "is_virtual"),
  ...within("items.*", "qty_ordered", "qty_canceled", "qty_invoiced", "qty_refunded", "qty_shipped"),
  ...within("items.*", ...AMOUNTS_OF_ITEM, ...inBooks(AMOUNTS_OF_ITEM)),
];

/** As `ESSENTIAL_OF_ORDER`, of its parcels, invoices and credit memos. */
export const ESSENTIAL_OF_DOCUMENT: readonly string[] = [
  ...["entity_id", "order_id", "created_at", "state", "base_grand_total"],
  ...within("items.*", "order_item_id", "qty"),
];

const trackSchema = z.object({
  entity_id: idText,
  ...texts("track_number", "title", "carrier_code"),
  created_at: optionalTime,
});

export const shipmentSchema = z.object({
  entity_id: idText,
  order_id: idText,
  created_at: z.string(),
  items: z.array(z.object({ order_item_id: idText, qty: quantity })),
  tracks: listOf(trackSchema),
  /** The source its goods were taken from. */
  extension_attributes: z.object({ source_code: optionalText }).nullish(),
});
export type MagentoShipment = z.output<typeof shipmentSchema>;

export const creditmemoSchema = z.object({
  entity_id: idText,
  order_id: idText,
  created_at: z.string(),
  base_grand_total: decimal,
  items: z.array(z.object({ order_item_id: idText, qty: quantity })),
  comments: listOf(z.object({ comment: optionalText })),
});
export type MagentoCreditmemo = z.output<typeof creditmemoSchema>;

/** State 1 is open, 2 paid, 3 cancelled. */
export const invoiceSchema = z.object({
  entity_id: idText,
  order_id: idText,
  created_at: z.string(),
  state: count.nullish(),
  base_grand_total: decimal,
});
export type MagentoInvoice = z.output<typeof invoiceSchema>;

export const categorySchema = z.object({
  id: idText,
  parent_id: idText,
  name: optionalText,
  path: z.string(),
});

export const customerSchema = z.object({
  id: idText,
  updated_at: z.string(),
  ...texts("email", "firstname", "lastname"),
  addresses: listOf(z.object({ telephone: optionalText, country_id: optionalText })),
});

export const customAttributes = listOf(z.object({ attribute_code: z.string(), value: anyJson.nullish() }));

const optionSchema = z.object({
  attribute_id: idText,
  label: optionalText,
  position: count.nullish(),
  values: listOf(z.object({ value_index: idText })),
});

const mediaSchema = z.object({
  id: optionalId,
  media_type: optionalText,
  label: optionalText,
  position: count.nullish(),
  disabled: optionalFlag,
  types: listOf(z.string()),
  file: optionalText,
});

export const productSchema = z.object({
  id: idText,
  sku: idText,
  name: optionalText,
  attribute_set_id: count,
  price: optionalDecimal,
  status: count.nullish(),
  visibility: count.nullish(),
  type_id: z.string(),
  updated_at: z.string(),
  weight: optionalDecimal,
  extension_attributes: z
    .object({
      website_ids: z.array(count).nullish(),
      category_links: z.array(z.object({ category_id: idText })).nullish(),
      configurable_product_options: z.array(optionSchema).nullish(),
      configurable_product_links: z.array(idText).nullish(),
    })
    .nullish(),
  media_gallery_entries: listOf(mediaSchema),
  custom_attributes: customAttributes,
});
export type MagentoProduct = z.output<typeof productSchema>;

export const familySchema = z.object({
  id: idText,
  sku: idText,
  extension_attributes: z.object({ configurable_product_links: z.array(idText).nullish() }).nullish(),
});

export const sourceItemSchema = z.object({
  sku: idText,
  source_code: z.string(),
  quantity: decimal,
  status: count,
});
export const salableSchema = z.object({ sku: idText, qty: decimal });

export type SourceItem = z.output<typeof sourceItemSchema>;

export const attributeSchema = z.object({
  attribute_id: idText,
  attribute_code: z.string(),
  ...texts("frontend_input", "scope", "default_frontend_label"),
  options: z
    .array(z.object({ label: z.string(), value: z.union([z.string(), z.number()]).transform(String) }))
    .nullish()
    .transform((options) => (options ?? []).filter((one) => one.value !== "")),
});
export type MagentoAttribute = z.output<typeof attributeSchema>;

export const ruleSchema = z.object({
  rule_id: idText,
  name: optionalText,
  website_ids: z.array(count),
  customer_group_ids: z.array(count),
  from_date: optionalText,
  to_date: optionalText,
  uses_per_customer: count.nullish(),
  is_active: optionalFlag,
  condition: anyJson.nullish(),
  action_condition: anyJson.nullish(),
  simple_action: optionalText,
  discount_amount: optionalDecimal,
  discount_qty: optionalDecimal,
  apply_to_shipping: optionalFlag,
  times_used: count.nullish(),
  coupon_type: optionalText,
  uses_per_coupon: count.nullish(),
  simple_free_shipping: optionalText,
});
export type MagentoRule = z.output<typeof ruleSchema>;

export const couponSchema = z.object({
  coupon_id: idText,
  rule_id: idText,
  code: z.string(),
  usage_limit: count.nullish(),
  times_used: count.nullish(),
  expiration_date: optionalText,
});
export type MagentoCoupon = z.output<typeof couponSchema>;

/** The fields read from the shop's answers; everything else is kept raw and ignored. */
import { z } from "zod";
import { anyJson, decimal, each, idText, listOf, optionalId, optionalText, texts } from "../kit/parse/parse.ts";

/** Plugins print names, codes and prices of digits as numbers. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? "");
/** Decimal text or ""; samples of old shops leave tax fields out. */
const amount = z.union([z.literal("").transform(() => "0"), z.null().transform(() => "0"), decimal]);
const amountOrZero = amount.optional().transform((value) => value ?? "0");
/** A time without its zone. */
const time = z
  .string()
  .refine((value) => value === "" || !Number.isNaN(Date.parse(value)), { error: "not a time" })
  .nullish();
/** Plugins for weighed goods send fractions. */
const quantity = decimal;

// Lines tell beside a key what people see of it (live-10.2.4, traffic/07-orders.json).
const shown = anyJson.optional();
const meta = z.object({ key: z.string(), value: anyJson.optional(), display_key: shown, display_value: shown });
export type Meta = z.output<typeof meta>;
const metaList = listOf(meta);

const address = z
  .object(
    texts(
      "first_name",
      "last_name",
      "company",
      "address_1",
      "address_2",
      "city",
      "state",
      "postcode",
      "country",
      "phone",
      "email",
    ),
  )
  .partial();
export type ShopAddress = z.output<typeof address>;

const lineTax = z.object({ id: idText, total: amountOrZero });

const taxes = z.array(lineTax.partial()).nullish();

const lineItem = z.object({
  id: idText,
  name: text,
  product_id: optionalId,
  variation_id: optionalId,
  quantity,
  subtotal: amount,
  subtotal_tax: amountOrZero,
  total: amount,
  total_tax: amountOrZero,
  taxes,
  sku: optionalText,
  // Of the extensions Product Bundles and Composite Products: a set and its parts are lines of their own
  // (woocommerce.com/document/bundles/bundles-rest-api-reference, .../composite-products-rest-api-reference).
  ...each(optionalId, "bundled_by", "composite_parent"),
  meta_data: metaList,
});
export type ShopLine = z.output<typeof lineItem>;

const flatLine = z.object({
  id: optionalId,
  total: amountOrZero,
  total_tax: amountOrZero,
  taxes,
  meta_data: metaList,
});
export type ShopFlatLine = z.output<typeof flatLine>;
const flatLines = listOf(flatLine);

export const orderSchema = z.object({
  id: idText,
  number: idText.optional(),
  status: z.string(),
  currency: z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" }),
  prices_include_tax: z.boolean().nullish(),
  ...each(time, "date_created_gmt", "date_modified", "date_modified_gmt", "date_paid_gmt", "date_completed_gmt"),
  shipping_total: amount,
  shipping_tax: amountOrZero,
  total: amount,
  total_tax: amountOrZero,
  customer_id: optionalId,
  customer_note: optionalText,
  payment_method: text,
  payment_method_title: text,
  transaction_id: text,
  created_via: optionalText.catch(undefined),
  billing: address,
  shipping: address,
  meta_data: metaList,
  line_items: z.array(lineItem),
  shipping_lines: listOf(flatLine.extend({ method_id: optionalText, method_title: optionalText })),
  fee_lines: flatLines,
  coupon_lines: listOf(z.object(texts("code"))),
  tax_lines: listOf(
    z.object({
      rate_id: optionalId,
      rate_percent: z.union([z.number(), decimal]).nullish(),
      compound: z.boolean().nullish(),
    }),
  ),
  refunds: listOf(z.object({ id: idText, reason: optionalText, total: amount })),
});
export type ShopOrder = z.output<typeof orderSchema>;

/** Without these an order cannot be read; plugins and old versions write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  "id",
  "status",
  "currency",
  "prices_include_tax",
  "date_created_gmt",
  "date_modified_gmt",
  "date_paid_gmt",
  "shipping_total",
  "shipping_tax",
  "total",
  "total_tax",
  "payment_method",
  "refunds.*.id",
  "refunds.*.total",
  ...["id", "product_id", "variation_id", "quantity", "subtotal", "subtotal_tax", "total", "total_tax"].map(
    (field) => `line_items.*.${field}`,
  ),
  ...["shipping_lines", "fee_lines"].flatMap((list) => [`${list}.*.total`, `${list}.*.total_tax`]),
];

export const refundSchema = z.object({
  id: idText,
  date_created_gmt: time,
  amount,
  reason: optionalText,
  /** True when the gateway was asked to pay back. */
  refunded_payment: z.boolean().nullish(),
  meta_data: metaList,
  line_items: listOf(z.object({ id: optionalId, quantity, total: amountOrZero, taxes, meta_data: metaList })),
  shipping_lines: flatLines,
  fee_lines: flatLines,
});
export const ESSENTIAL_OF_REFUND: readonly string[] = [
  "id",
  "amount",
  ...["id", "quantity", "total"].map((field) => `line_items.*.${field}`),
  "shipping_lines.*.total",
  "fee_lines.*.total",
];
export type ShopRefund = z.output<typeof refundSchema>;

export const fulfilmentSchema = z.object({
  id: idText,
  status: z.string().nullish(),
  is_fulfilled: z.union([z.boolean(), z.string(), z.number()]).nullish(),
  meta_data: metaList,
});
export type ShopFulfilment = z.output<typeof fulfilmentSchema>;

const image = z.object({ id: optionalId, src: text, alt: optionalText, name: optionalText });
const term = z.object({ id: idText, name: text });

const stockFields = {
  manage_stock: z.union([z.boolean(), z.string()]).nullish(),
  stock_quantity: z.union([z.number(), decimal, z.null()]).optional(),
};

const priced = {
  price: text,
  regular_price: text,
  sale_price: text,
  date_on_sale_from_gmt: z.string().nullish(),
  date_on_sale_to_gmt: z.string().nullish(),
};

const sellable = {
  id: idText,
  sku: optionalText,
  global_unique_id: optionalText,
  ...priced,
  on_sale: z.boolean().nullish(),
  // Variations of old shops (before 3.5) print true and false.
  status: z
    .union([z.string(), z.boolean()])
    .transform((value) => (typeof value === "string" ? value : value ? "publish" : "private")),
  weight: text,
  // Old shops and plugins tell none, or something else.
  dimensions: z.object({ length: text, width: text, height: text }).nullish().catch(undefined),
  date_modified_gmt: z.string().nullish(),
  // Only where the merchant has switched the feature on (WooCommerce 9.5).
  cost_of_goods_sold: z.object({ total_value: decimal.nullish() }).nullish().catch(undefined),
  meta_data: metaList,
  ...stockFields,
};

export const variationSchema = z.object({
  ...sellable,
  parent_id: optionalId,
  attributes: listOf(z.object({ name: text, option: text })),
});
export type ShopVariation = z.output<typeof variationSchema>;

const units = z.number().nullish().catch(undefined);
// Of Product Bundles (woocommerce.com/document/bundles/bundles-rest-api-reference); an unlimited number is "".
const bundledItem = z.object({
  product_id: idText,
  optional: z.boolean().nullish(),
  quantity_min: units,
  quantity_max: units,
});

export const productSchema = z.object({
  ...sellable,
  name: text,
  type: z.string(),
  parent_id: optionalId,
  description: text,
  short_description: text,
  virtual: z.boolean().nullish(),
  permalink: optionalText,
  categories: listOf(term.partial({ name: true })),
  brands: listOf(term),
  images: listOf(image),
  variations: listOf(idText),
  // Other plugins may call something else so.
  bundled_items: listOf(bundledItem).catch([]),
});
export type ShopProduct = z.output<typeof productSchema>;

/** What a stock read or a batch answer tells of one item. */
export const stockSchema = z.object({
  id: idText,
  type: z.string().optional(),
  parent_id: optionalId,
  status: z.string().optional(),
  ...stockFields,
});
export type ShopStock = z.output<typeof stockSchema>;

export const priceSchema = z.object({ id: idText, ...priced });
export type ShopPrice = z.output<typeof priceSchema>;

export const batchSchema = z.object({
  create: z.array(anyJson).optional(),
  update: z.array(anyJson).optional(),
});

export const itemErrorSchema = z.object({
  id: z.union([idText, z.null()]).optional(),
  error: z.object({
    code: z.union([z.string(), z.number()]).transform(String),
    message: text,
    data: anyJson.optional(),
  }),
});

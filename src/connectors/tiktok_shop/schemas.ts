/** The fields of TikTok Shop's answers that are used. Ids are text: all of them exceed what a number holds. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  anyJson,
  each,
  idText,
  listOf,
  optionalDecimal,
  optionalId,
  optionalText,
  parseResponse,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

/** Unix seconds up to the year 5138: milliseconds in their place would be another instant, and loud. */
export const unixTime = wholeNumber.refine((value) => value >= 0 && value < 100_000_000_000, {
  error: "not a Unix time in seconds",
});

/** As `unixTime`; 0, null and absent mean "not yet". */
export const optionalTime = z
  .union([unixTime, z.literal("")])
  .nullish()
  .transform((value) => (typeof value === "number" && value > 0 ? value : undefined));

/** The documents' own samples carry line ends inside codes. */
export const currencyCode = z
  .string()
  .transform((text) => text.trim())
  .refine((text) => /^[A-Z]{3}$/.test(text), { error: "not a currency code" });

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  access_token_expire_in: unixTime,
  refresh_token: z.string().min(1),
  refresh_token_expire_in: wholeNumber.nullish(),
  open_id: optionalText,
  seller_name: optionalText,
  user_type: wholeNumber.nullish(),
  granted_scopes: listOf(z.string()),
});

export const shopsSchema = z.object({
  shops: listOf(
    z.object({
      id: idText,
      ...texts("name", "region", "seller_type"),
      cipher: z.string().min(1),
      code: optionalText,
    }),
  ),
});
export type Shop = z.output<typeof shopsSchema>["shops"][number];

export const warehousesSchema = z.object({
  warehouses: listOf(
    z.object({
      id: idText,
      ...texts("name", "type", "sub_type", "effect_status"),
      is_default: z.boolean().nullish(),
    }),
  ),
});

export const categorySchema = z.object({ id: idText, parent_id: optionalId, local_name: z.string() });

const inventory = listOf(z.object({ warehouse_id: idText, quantity: wholeNumber }));
const picture = z.object({ uri: z.string(), urls: listOf(z.string()) });

const salesAttribute = z.object({
  id: optionalId,
  name: optionalText,
  value_id: optionalId,
  value_name: optionalText,
});

const skuSchema = z.object({
  id: idText,
  seller_sku: optionalText,
  price: z
    .object({ currency: currencyCode.nullish(), sale_price: optionalDecimal, tax_exclusive_price: optionalDecimal })
    .nullish(),
  list_price: z.object({ amount: optionalDecimal }).nullish(),
  inventory,
  identifier_code: z.object({ code: optionalText }).nullish(),
  sales_attributes: listOf(salesAttribute),
  // What is in a virtual bundle (api/products/get-product).
  combined_skus: listOf(z.object({ sku_id: optionalId, sku_count: wholeNumber.nullish() })),
});

export const productSchema = z.object({
  id: idText,
  title: z.string(),
  status: optionalText,
  description: optionalText,
  brand: z.object({ name: optionalText }).nullish(),
  category_chains: listOf(z.object({ id: idText, is_leaf: z.boolean().nullish() })),
  main_images: listOf(picture),
  package_weight: z.object({ value: optionalDecimal, unit: optionalText }).nullish(),
  package_dimensions: z
    .object({ length: optionalDecimal, width: optionalDecimal, height: optionalDecimal, unit: optionalText })
    .nullish()
    .catch(undefined),
  skus: listOf(skuSchema),
  audit: z.object({ status: optionalText }).nullish(),
  create_time: optionalTime,
  update_time: unixTime,
});
export type Product = z.output<typeof productSchema>;
export type Sku = z.output<typeof skuSchema>;

/** A row of the product search. Its times only move a watermark: what cannot be read there counts as never. */
export const productRow = z.object({
  id: idText,
  status: optionalText,
  update_time: optionalTime.catch(undefined),
  create_time: optionalTime.catch(undefined),
});

const pageToken = z.object({ next_page_token: optionalText, total_count: wholeNumber.nullish() });

/** A page's rows are read one by one, so that a bad one never blocks the others. */
export function pageRows(
  data: Json,
  name: string,
  { ctx, what }: { readonly ctx: Pick<Context, "drift">; readonly what: string },
): { readonly next: string | undefined; readonly rows: readonly Json[]; readonly total: number } {
  const { next_page_token: next, total_count: total } = parseResponse(pageToken, data, { ctx, what });
  const fields = parseResponse(z.record(z.string(), anyJson), data, { ctx, what });
  return { next, total: total ?? 0, rows: parseResponse(listOf(anyJson), fields[name], { ctx, what }) };
}

const paymentSchema = z.object({
  currency: currencyCode,
  ...each(
    optionalDecimal,
    "sub_total",
    "shipping_fee",
    "seller_discount",
    "platform_discount",
    "total_amount",
    "tax",
    "small_order_fee",
    "retail_delivery_fee",
    "buyer_service_fee",
    "handling_fee",
    "shipping_insurance_fee",
    "item_insurance_fee",
  ),
});

const unitSchema = z.object({
  id: idText,
  sku_id: idText,
  product_id: optionalId,
  ...texts("product_name", "sku_name", "seller_sku"),
  ...each(optionalDecimal, "original_price", "sale_price", "seller_discount", "platform_discount"),
  display_status: optionalText,
  package_id: optionalId,
  ...texts("package_status", "tracking_number", "shipping_provider_name"),
  is_gift: z.boolean().nullish(),
  rts_time: optionalTime,
  // What is in one unit of a virtual bundle (api/orders/get-order-detail).
  combined_listing_skus: listOf(z.object({ sku_id: idText, sku_count: wholeNumber })),
  item_tax: listOf(z.object({ tax_amount: optionalDecimal })),
});
/** A line item of TikTok Shop: one single unit. */
export type Unit = z.output<typeof unitSchema>;

const recipientSchema = z.object({
  ...texts(
    "name",
    "first_name",
    "last_name",
    "phone_number",
    "full_address",
    "address_detail",
    "address_line1",
    "address_line2",
    "address_line3",
    "address_line4",
    "postal_code",
    "post_town",
    "region_code",
  ),
  district_info: listOf(z.object({ address_level: optionalText, address_name: optionalText })),
});

export const orderSchema = z.object({
  id: idText,
  status: z.string().min(1),
  create_time: unixTime,
  update_time: unixTime,
  ...each(optionalTime, "paid_time", "cancel_time", "rts_time", "rts_sla_time", "collection_time"),
  is_cod: z.boolean().nullish(),
  payment: paymentSchema,
  payment_method_name: optionalText,
  recipient_address: recipientSchema.nullish(),
  line_items: z.array(unitSchema).min(1),
  packages: listOf(z.object({ id: idText })),
  fulfillment_type: optionalText,
  shipping_type: optionalText,
  ...each(optionalId, "delivery_option_id", "warehouse_id", "user_id"),
  buyer_email: optionalText,
  buyer_message: optionalText,
  is_buyer_request_cancel: z.boolean().nullish(),
  order_type: optionalText,
  ...each(z.boolean().nullish(), "is_sample_order", "is_replacement_order", "is_exchange_order"),
  commerce_platform: optionalText,
});
export type Order = z.output<typeof orderSchema>;

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "status", "create_time", "update_time", "paid_time", "cancel_time", "is_cod", "payment"],
  ...["fulfillment_type", "is_buyer_request_cancel", "order_type"],
  ...within("line_items.*", "id", "sku_id", "display_status", "is_gift", "item_tax.*.tax_amount"),
  ...within("line_items.*.combined_listing_skus.*", "sku_id", "sku_count"),
  ...within("line_items.*", "original_price", "sale_price", "seller_discount", "platform_discount"),
];

const refundAmount = z.object({ currency: currencyCode.nullish(), refund_total: optionalDecimal }).nullish();

export const returnSchema = z.object({
  return_id: idText,
  order_id: idText,
  return_type: optionalText,
  return_status: z.string(),
  return_reason_text: optionalText,
  create_time: optionalTime,
  update_time: unixTime,
  refund_amount: refundAmount,
  return_line_items: listOf(z.object({ order_line_item_id: optionalId })),
  seller_next_action_response: listOf(z.object({ action: optionalText })),
});
export type Return = z.output<typeof returnSchema>;

export const cancellationSchema = z.object({
  cancel_id: idText,
  order_id: idText,
  cancel_type: optionalText,
  cancel_status: z.string(),
  cancel_reason_text: optionalText,
  create_time: optionalTime,
  update_time: unixTime,
  refund_amount: refundAmount,
  cancel_line_items: listOf(z.object({ order_line_item_id: optionalId })),
});
export type Cancellation = z.output<typeof cancellationSchema>;

/** As `ESSENTIAL_OF_ORDER`. */
export const ESSENTIAL_OF_RETURN: readonly string[] = [
  ...["return_id", "order_id", "return_type", "return_status", "update_time", "refund_amount.refund_total"],
  ...["return_line_items.*.order_line_item_id"],
];
export const ESSENTIAL_OF_CANCELLATION: readonly string[] = [
  ...["cancel_id", "order_id", "cancel_status", "update_time", "refund_amount.refund_total"],
  ...["cancel_line_items.*.order_line_item_id"],
];

/** The fields of EasyOrders' objects that we read; names from the official samples (docs commit 1e63371e). */
import { z } from "zod";
import { instantMicros, isInstant } from "../../commerce/version.ts";
import {
  anyJson,
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

/** RFC 3339 with any offset (Cairo shifts between +02:00 and +03:00), as microseconds. */
const instant = z
  .string()
  .refine(isInstant, { error: "is not a date with a time" })
  .transform((text) => instantMicros(text));

const optionalInstant = z
  .string()
  .nullish()
  .transform((text) => (text && isInstant(text) ? instantMicros(text) : undefined));

/** A code exactly as stored there, because URLs address stock with it; blank means none. */
const code = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || String(value).trim() === "" ? undefined : String(value),
  );

const optionalNumber = wholeNumber.nullish().transform((value) => value ?? undefined);
const optionalFlag = z.boolean().nullish();

const variationProp = z.object({ variation: optionalText, variation_prop: optionalText });

const variantSchema = z.object({
  id: optionalId,
  price: optionalDecimal,
  sale_price: optionalDecimal,
  quantity: optionalNumber,
  taager_code: code,
  variation_props: listOf(variationProp),
});

const variationSchema = z.object({
  id: optionalId,
  name: optionalText,
  type: optionalText,
  props: listOf(z.object({ id: optionalId, name: optionalText, value: optionalText })),
});

export const productSchema = z.object({
  id: idText,
  store_id: optionalId,
  created_at: optionalInstant,
  updated_at: optionalInstant,
  name: optionalText,
  price: optionalDecimal,
  sale_price: optionalDecimal,
  description: z.string().nullish(),
  slug: optionalText,
  sku: code,
  taager_code: code,
  thumb: optionalText,
  images: listOf(z.string()),
  quantity: optionalNumber,
  track_stock: optionalFlag,
  hidden: optionalFlag,
  categories: listOf(z.object({ id: optionalId })),
  variations: listOf(variationSchema),
  variants: listOf(variantSchema),
});
export type Product = z.output<typeof productSchema>;
export type Variant = z.output<typeof variantSchema>;

const orderProduct = z.object({
  name: optionalText,
  sku: code,
  taager_code: code,
  track_stock: optionalFlag,
});

const cartItemSchema = z.object({
  id: idText,
  product_id: optionalId,
  variant_id: optionalId,
  price: optionalDecimal,
  quantity: wholeNumber,
  product: orderProduct.nullish(),
  variant: variantSchema.nullish(),
});
export type CartItem = z.output<typeof cartItemSchema>;

export const orderSchema = z.object({
  id: idText,
  store_id: optionalId,
  short_id: optionalId,
  created_at: instant,
  updated_at: optionalInstant,
  status: z.string().min(1),
  ...each(optionalDecimal, "cost", "shipping_cost", "total_cost"),
  full_name: optionalText,
  phone: z.union([z.string(), z.number()]).nullish(),
  ...texts("government", "address", "payment_method"),
  cart_items: z.array(cartItemSchema),
});
export type Order = z.output<typeof orderSchema>;

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "created_at", "updated_at", "status", "payment_method", "cost", "shipping_cost", "total_cost"],
  ...within("cart_items.*", "id", "product_id", "variant_id", "variant.id", "price", "quantity", "product.track_stock"),
];

export const categorySchema = z.object({
  id: idText,
  name: optionalText,
  parent_id: optionalId,
  children: listOf(anyJson),
});

export const statusEventSchema = z.object({
  event_type: z.literal("order-status-update"),
  order_id: idText,
  old_status: optionalText,
  new_status: z.string().min(1),
});

/** Body the seller's browser posts to the install callback. */
export const installSchema = z.object({ api_key: z.string().trim().min(1), store_id: z.string().trim().min(1) });

/** The shop's records, with the fields used. What `fields=` did not name is not told; relations may be null. */
import { z } from "zod";
import type { DecimalText } from "../../commerce/money.ts";
import {
  decimal,
  each,
  idText,
  listOf,
  optionalId,
  optionalText,
  optionalTime,
  texts,
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { backUnits, goneUnits, soldOf, takenUnits } from "../kit/parse/sold-units.ts";
import { amount } from "./amounts.ts";

const zeroOr = amount.nullish().transform((reported) => reported ?? "0");
/** Shops sell by the metre or kilogram too: quantities are numerics. */
const part = decimal.nullish().transform((reported) => reported ?? "0");

const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch({})
  .transform((reported) => reported ?? {});

const addressSchema = z.object(
  texts(
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "province",
    "postal_code",
    "country_code",
    "phone",
  ),
);
export type MedusaAddress = z.output<typeof addressSchema>;

const taxLine = z.object({ rate: amount });
const adjustment = z.object({ code: optionalText, amount });

/** What a unit of a variant is made of: pieces of stock items, and for each the variants made of it. */
const recipeLink = z.object({
  inventory_item_id: idText,
  required_quantity: wholeNumber.nullish().transform((reported) => reported ?? 1),
});
const owner = z.object({
  id: idText,
  manage_inventory: z.boolean().nullish(),
  inventory_items: listOf(recipeLink),
});
const linked = z.object({
  manage_inventory: z.boolean().nullish(),
  inventory_items: listOf(
    recipeLink.extend({
      inventory: z.object({ variants: listOf(owner) }).nullish(),
    }),
  ),
});
export type Linked = z.output<typeof linked>;

const reportedLine = z.object({
  id: idText,
  ...texts("product_title", "title", "variant_title", "variant_sku"),
  /** Storefronts keep here what the buyer chose or typed (Medusa has no other place for it). */
  metadata,
  variant_id: optionalId,
  product_id: optionalId,
  quantity: decimal,
  unit_price: amount,
  is_tax_inclusive: z.boolean(),
  requires_shipping: z.boolean().nullish(),
  is_giftcard: z.boolean().nullish(),
  ...each(amount, "subtotal", "total", "tax_total"),
  discount_total: zeroOr,
  discount_subtotal: zeroOr,
  tax_lines: listOf(taxLine),
  adjustments: listOf(adjustment),
  variant: linked.nullish(),
  detail: z.object({
    ...each(part, "fulfilled_quantity", "shipped_quantity", "delivered_quantity"),
    ...each(part, "return_received_quantity", "return_dismissed_quantity", "written_off_quantity"),
  }),
});

/** In whole units, with the exact quantity beside where it is a fraction. */
const lineSchema = reportedLine.transform(({ quantity, detail, ...line }) => {
  const sold = soldOf(quantity);
  const gone = (reported: DecimalText) => goneUnits(sold, reported);
  return {
    ...line,
    quantity: sold.orderedQuantity,
    exactQuantity: sold.exactQuantity,
    hasComeBack: [detail.return_received_quantity, detail.return_dismissed_quantity, detail.written_off_quantity].some(
      (reported) => Number(reported) > 0,
    ),
    detail: {
      fulfilled_quantity: gone(detail.fulfilled_quantity),
      shipped_quantity: gone(detail.shipped_quantity),
      delivered_quantity: gone(detail.delivered_quantity),
      return_received_quantity: backUnits(sold, detail.return_received_quantity),
      return_dismissed_quantity: gone(detail.return_dismissed_quantity),
      written_off_quantity: gone(detail.written_off_quantity),
    },
  };
});
export type MedusaLine = z.output<typeof lineSchema>;

const shippingMethodSchema = z.object({
  ...each(amount, "subtotal", "total"),
  discount_subtotal: zeroOr,
  tax_lines: listOf(taxLine),
  is_tax_inclusive: z.boolean().nullish(),
  detail: z.object({ return_id: optionalId, exchange_id: optionalId, claim_id: optionalId }).nullish(),
});

const captureSchema = z.object({ id: idText, amount, created_at: time });
const refundSchema = z.object({ id: idText, amount, note: optionalText, created_at: time });

const paymentSchema = z.object({
  id: idText,
  amount,
  provider_id: z.string(),
  created_at: time,
  canceled_at: optionalTime,
  captures: listOf(captureSchema),
  refunds: listOf(refundSchema),
});
export type MedusaPayment = z.output<typeof paymentSchema>;

const fulfilmentSchema = z.object({
  id: idText,
  ...each(optionalTime, "created_at", "shipped_at", "delivered_at", "canceled_at"),
  metadata,
  items: listOf(z.object({ line_item_id: optionalId, inventory_item_id: optionalId, quantity: decimal })),
  labels: listOf(z.object({ tracking_number: optionalText, tracking_url: optionalText })),
});
export type MedusaFulfilment = z.output<typeof fulfilmentSchema>;

const returnSchema = z.object({
  id: idText,
  status: z.string(),
  location_id: optionalId,
  metadata,
  items: listOf(z.object({ item_id: idText, quantity: decimal.transform(takenUnits), received_quantity: part })),
});
export type MedusaReturn = z.output<typeof returnSchema>;

export const orderSchema = z.object({
  id: idText,
  display_id: idText,
  custom_display_id: optionalText,
  status: z.string(),
  email: optionalText,
  currency_code: z.string().transform((code) => code.toUpperCase()),
  created_at: time,
  sales_channel_id: optionalId,
  is_draft_order: z.boolean().nullish(),
  metadata,
  items: z.array(lineSchema),
  shipping_methods: listOf(shippingMethodSchema),
  shipping_address: addressSchema.nullish(),
  billing_address: addressSchema.nullish(),
  customer: z
    .object({ id: idText, email: optionalText, first_name: optionalText, last_name: optionalText, phone: optionalText })
    .nullish(),
  payment_collections: listOf(
    z.object({ id: optionalId, status: optionalText, amount: amount.nullish(), payments: listOf(paymentSchema) }),
  ),
  fulfillments: listOf(fulfilmentSchema),
  returns: listOf(returnSchema),
});
export type MedusaOrder = z.output<typeof orderSchema>;

/** Amounts in both forms they are told in. */
const exact = (...amounts: readonly string[]) => amounts.flatMap((name) => [name, `raw_${name}`]);
const OF_PAYMENT = "payment_collections.*.payments.*";

/** Without these an order cannot be read; modules of shops write anything into all others. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["id", "display_id", "status", "currency_code", "created_at", "sales_channel_id", "is_draft_order"],
  ...within(
    "items.*",
    "id",
    "variant_id",
    "is_tax_inclusive",
    "variant.manage_inventory",
    "variant.inventory_items",
    "detail",
  ),
  ...within("items.*", ...exact("quantity", "unit_price", "subtotal", "total", "tax_total")),
  ...within("items.*", ...exact("discount_total", "discount_subtotal"), "tax_lines", "adjustments.*.amount"),
  ...within("shipping_methods.*", ...exact("subtotal", "total", "discount_subtotal")),
  ...within("shipping_methods.*.detail", "return_id", "exchange_id", "claim_id"),
  ...within(OF_PAYMENT, "id", "provider_id", "created_at", "canceled_at", ...exact("amount")),
  ...within(`${OF_PAYMENT}.captures.*`, "id", "created_at", ...exact("amount")),
  ...within(`${OF_PAYMENT}.refunds.*`, "id", "created_at", ...exact("amount")),
  ...within("fulfillments.*", "id", "items.*.line_item_id", "items.*.inventory_item_id", "items.*.quantity"),
  ...within("returns.*", "id", "status", "items.*.item_id", "items.*.quantity"),
];

export const levelSchema = z.object({
  location_id: idText,
  stocked_quantity: amount,
  reserved_quantity: amount,
});

const inventoryLink = recipeLink.extend({
  inventory: z
    .object({
      location_levels: listOf(levelSchema),
      variants: listOf(owner),
    })
    .nullish(),
});

const stockFields = {
  id: idText,
  product_id: optionalId,
  sku: optionalText,
  title: optionalText,
  manage_inventory: z.boolean(),
  inventory_items: listOf(inventoryLink),
};

/** A variant as the list of variants tells it. */
export const variantRowSchema = z.object(stockFields);
export type VariantRow = z.output<typeof variantRowSchema>;

export const priceSchema = z.object({
  amount,
  currency_code: z.string(),
  min_quantity: amount.nullish(),
  max_quantity: amount.nullish(),
  rules: z
    .record(z.string(), z.string())
    .nullish()
    .transform((rules) => rules ?? {}),
});
export type MedusaPrice = z.output<typeof priceSchema>;

const variantSchema = z.object({
  ...stockFields,
  ...texts("barcode", "ean", "upc"),
  options: listOf(z.object({ value: z.string(), option: z.object({ title: z.string() }).nullish() })),
  prices: listOf(priceSchema),
});
export type MedusaVariant = z.output<typeof variantSchema>;

export const productSchema = z.object({
  id: idText,
  title: z.string(),
  handle: optionalText,
  status: z.string(),
  description: z.string().nullish(),
  thumbnail: optionalText,
  images: listOf(z.object({ id: idText, url: z.string(), rank: wholeNumber.nullish() })),
  categories: listOf(z.object({ id: idText })),
  sales_channels: listOf(z.object({ id: idText })),
  options: listOf(
    z.object({ id: idText, title: z.string(), values: listOf(z.object({ id: idText, value: z.string() })) }),
  ),
  variants: listOf(variantSchema),
});
export type MedusaProduct = z.output<typeof productSchema>;

export const categorySchema = z.object({
  id: idText,
  name: z.string(),
  handle: optionalText,
  parent_category_id: optionalId,
});

export const customerSchema = z.object({
  id: idText,
  ...texts("email", "first_name", "last_name", "phone"),
});

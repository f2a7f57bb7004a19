/** The fields of the platform's answers that are used; what else it sends is ignored and kept in `raw`. */
import { z } from "zod";
import {
  anyJson, // #if rest
  decimal,
  idText,
  optionalId,
  optionalText,
  wholeNumber,
  within,
} from "../../src/connectors/kit/parse/parse.ts";

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });

export const shopSchema = z.object({ id: idText, name: z.string(), currency });

// #if oauth
export const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
// #end

// #if rest
export const pageSchema = z.object({ items: z.array(anyJson), next: z.string().nullable() });
// #end

export const productSchema = z.object({
  id: idText,
  title: z.string(),
  description: optionalText,
  status: z.string(),
  updated_at: z.string(),
  variants: z.array(
    z.object({
      id: idText,
      sku: optionalText,
      barcode: optionalText,
      option: optionalText,
      price: decimal,
      stock: wholeNumber,
    }),
  ),
});

export const orderSchema = z.object({
  id: idText,
  number: idText,
  status: z.string(),
  payment_method: optionalText,
  is_paid: z.boolean(),
  currency,
  created_at: z.string(),
  updated_at: z.string(),
  total: decimal,
  shipping: decimal,
  tracking: z.array(z.object({ id: idText, carrier: optionalText, number: z.string() })),
  notes: z.array(z.string()).optional(),
  customer: z.object({ name: optionalText, email: optionalText, phone: optionalText }).nullish(),
  lines: z.array(
    z.object({
      id: idText,
      variant_id: idText,
      product_id: optionalId,
      sku: optionalText,
      title: z.string(),
      quantity: wholeNumber,
      shipped: wholeNumber,
      price: decimal,
    }),
  ),
});

/** Without these an order cannot be read; all its other fields may have any form. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...[
    "id",
    "number",
    "status",
    "payment_method",
    "is_paid",
    "currency",
    "created_at",
    "updated_at",
    "total",
    "shipping",
  ],
  ...within("lines.*", "id", "variant_id", "quantity", "shipped", "price"),
];

export const stockResults = z.object({
  results: z.array(
    z.object({
      variant_id: idText,
      status: z.enum(["ok", "conflict", "error"]),
      quantity: wholeNumber,
      message: optionalText,
    }),
  ),
});

export const stockLevels = z.object({ items: z.array(z.object({ variant_id: idText, quantity: wholeNumber })) });

// #if webhooks
export const webhookSchema = z.object({ id: idText, url: z.string(), active: z.boolean() });
// #end

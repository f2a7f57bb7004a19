/** Shapes of products, variants and categories as the interface takes and gives them. */

import { z } from "zod";
import { STORED_IMAGE } from "../../commerce/image-address.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Json } from "../../commerce/product.ts";
import { messageSchema } from "../../hub/answer-schemas.ts";
import { gstRate, originCountry } from "../../hub/catalog/tax-input.ts";
import { id, minor, text } from "../schemas.ts";

/** It was parsed as JSON: nothing else can be in it. */
const json = z.custom<Json>().describe("any JSON value");
const IMAGE = new RegExp(`^https?://\\S+$|${STORED_IMAGE.source}`);
export const imageUrl = z
  .string()
  .max(2_000)
  .regex(IMAGE, fieldMessage("field.url"))
  .describe("an address channels can fetch, or what `POST /images` answered");
const attributes = z.record(z.string().max(100), json);
const option = z.strictObject({ name: text(100), value: text(255) });
const amount = minor.nullable().optional().describe("minor units of the currency");
const size = z.number().positive();
const dimensions = z.strictObject({ length: size, width: size, height: size }).nullable().optional();

export const variantFields = {
  sku: text(255),
  barcode: z.string().trim().max(100).nullable().optional(),
  title: z.string().max(500).optional(),
  options: z.array(option).max(10).optional(),
  priceMinor: amount,
  compareAtMinor: amount,
  costMinor: amount,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .optional(),
  weightGrams: z.int().min(0).nullable().optional(),
  dimensions: dimensions.describe("millimetres; null: the product's"),
  giftCard: z.boolean().optional().describe("sold as a gift card: owed, not earned"),
  active: z.boolean().optional().describe("false: off sale on every channel, whatever is in stock"),
  stockCounted: z
    .boolean()
    .nullable()
    .optional()
    .describe("false: sold without limit, no number is sent to channels; null: as the channels say"),
  attributes: attributes.optional(),
};

const productFields = {
  descriptionHtml: z.string().max(100_000).optional().describe("made safe before it is kept"),
  shortDescriptionHtml: z
    .string()
    .max(20_000)
    .optional()
    .describe("the excerpt platforms show beside the price; sent when the product is created on a channel"),
  kind: z.enum(["goods", "virtual"]).optional().describe("virtual: nothing is sent to the buyer"),
  brand: z.string().max(255).nullable().optional(),
  sku: z.string().trim().max(255).nullable().optional(),
  active: z.boolean().optional(),
  attributes: attributes.optional(),
  costMinor: amount,
  weightGrams: z.int().min(0).nullable().optional(),
  dimensions: dimensions.describe("millimetres; of variants that have none of their own"),
  taxClass: z.string().max(100).nullable().optional(),
  hsn: z.string().max(20).nullable().optional(),
  gstRate,
  originCountry,
  images: z
    .array(
      z.strictObject({
        url: imageUrl,
        alt: z.string().max(500).optional(),
        variantSku: z.string().max(255).optional(),
      }),
    )
    .max(250)
    .optional(),
  categoryIds: z.array(id).max(100).optional(),
};

export const newProduct = z.strictObject({
  title: text(500),
  ...productFields,
  variants: z.array(z.strictObject(variantFields)).min(1).max(2_048).optional(),
});
/** For one that was read before it is changed. */
export const unless = {
  ifUpdatedAt: z.iso
    .datetime()
    .optional()
    .describe("its updatedAt as you read it: changed since, it is refused with 409 PRODUCT_CHANGED and stays as it is"),
};
export const productPatch = z.strictObject({
  title: text(500).optional(),
  ...productFields,
  variants: z
    .array(z.strictObject({ id: id.optional(), ...variantFields, ...unless }))
    .min(1)
    .max(2_048)
    .optional()
    .describe(
      "these are changed or added, all or none; variants left out stay as they are (delete them by their own route). They stand in this order where all are named",
    ),
});
export const variantPatch = z.strictObject({ ...variantFields, sku: text(255).optional() });

/** One outcome per item of a bulk call. */
export const outcomes = z.object({
  succeeded: z.int(),
  failed: z.int(),
  results: z.array(
    z.object({
      index: z.int(),
      ok: z.boolean(),
      id: z.string().optional(),
      variantIds: z.array(id).optional(),
      error: z
        .object({ code: z.string(), message: z.string(), field: z.string().optional(), said: messageSchema.optional() })
        .optional(),
    }),
  ),
});

/**
 * The hub's own shapes as JSON: what a shop without a platform hands over, in the words of our vocabulary. A field
 * nobody knows is refused by name, because a misspelt one would otherwise be lost in silence.
 */
import { z } from "zod";
import { MOST_UNITS } from "../../../commerce/inventory.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../../commerce/statuses.ts";
import { instantMicros, isInstant } from "../../../commerce/version.ts";
import { decimal, idText, within } from "../parse/parse.ts";
import { wholeUnits } from "../parse/sold-units.ts";

const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/;
const LONGEST_TEXT = 20_000;
/** Larger than any order of a shop; a run-away list is refused instead of stored. */
const MOST_ROWS = 2_000;

/** null and empty text stand for "not told". */
const optional = <T extends z.ZodType>(schema: T) =>
  z
    .union([schema, z.literal(""), z.null()])
    .optional()
    .transform((value) => (value === "" || value === null ? undefined : (value as z.output<T> | undefined)));

const text = z.string().trim().min(1).max(LONGEST_TEXT);
/** A code of digits is printed as a number by some. */
const code = z.union([text, z.int().transform(String)]);
const id = idText.refine((value) => value.length <= 200, { error: "longer than 200 characters" });

/** A whole number, or decimal text of goods sold in fractions: "1.5" metres. */
const soldUnits = z
  .union([z.string(), z.number()], { error: 'a quantity is a number such as 2, or text such as "1.5"' })
  .pipe(decimal)
  .refine((reported) => !reported.startsWith("-") && Number(reported) <= MOST_UNITS, {
    error: "not a quantity from 0 to 1,000,000,000",
  });

/** Units a shop shows of goods, which may be sold in fractions: what is left of one is not for sale. */
export const shownUnits = z
  .union([z.string(), z.number()], { error: 'a quantity is a number such as 12, or text such as "11.5"' })
  .pipe(decimal)
  .transform(wholeUnits)
  .pipe(z.int().min(-1_000_000_000).max(1_000_000_000));

/** Exact decimal text or a whole number: a fraction held as a float may already be another amount. */
const amount = z
  .union([z.string(), z.int()], { error: 'an amount is decimal text such as "12.50" or a whole number' })
  .pipe(decimal);

/** A moment with its offset, as ISO 8601 UTC. */
const instant = z
  .string()
  .refine((value) => ZONED.test(value) && isInstant(value), {
    error: "not a moment with a time zone such as 2026-11-20T09:30:00Z",
  })
  .transform((value) => new Date(Number(instantMicros(value) / 1000n)).toISOString());

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not an ISO 4217 code such as EUR" });

const address = z.strictObject({
  name: optional(text),
  company: optional(text),
  line1: optional(text),
  line2: optional(text),
  city: optional(text),
  region: optional(text),
  postcode: optional(text),
  country: optional(z.string().regex(/^[A-Z]{2}$/, { error: "not an ISO 3166-1 code such as EG" })),
  phone: optional(text),
});

/** Label and value as the shop shows them. */
const options = z
  .array(z.strictObject({ label: text, value: text }))
  .max(200)
  .default([]);

const line = z.strictObject({
  externalId: optional(id).describe("the shop's id of the line; default its place in the list"),
  variantId: optional(id).describe("externalId of the variant sold"),
  productId: optional(id),
  sku: optional(code),
  title: text,
  options: options.describe("what the buyer chose or typed, such as a size or an engraving"),
  quantity: soldUnits.describe(
    "still wanted or already shipped; fractions such as 1.5 are counted in whole units, rounded up",
  ),
  orderedQuantity: optional(soldUnits).describe("first ordered; default quantity"),
  fulfilledQuantity: optional(soldUnits),
  restockedQuantity: optional(soldUnits),
  stockTaken: optional(soldUnits).describe("units the shop has by now subtracted from the number it shows"),
  unitPrice: amount.describe("before discounts"),
  discount: optional(amount),
  tax: optional(amount),
  total: optional(amount).describe("of the ordered quantity, after discounts"),
  location: optional(id),
});

const lineQuantity = z.strictObject({ lineId: id, quantity: soldUnits });

const fulfilment = z.strictObject({
  externalId: id,
  status: z.enum(FULFILMENT_STATUSES).default("fulfilled"),
  carrier: optional(text),
  trackingNumbers: z.array(text).max(100).default([]),
  trackingUrl: optional(text),
  shippedAt: optional(instant),
  lines: z.array(lineQuantity).max(MOST_ROWS).default([]),
});

const refund = z.strictObject({
  externalId: id,
  amount,
  reason: optional(text),
  at: instant,
  lines: z
    .array(lineQuantity.extend({ restocked: z.boolean().nullable().default(null) }))
    .max(MOST_ROWS)
    .default([]),
});

export const ownShopOrder = z.strictObject({
  externalId: id.describe("the shop's id of the order, never reused"),
  number: optional(id).describe("what people quote; default externalId"),
  reference: optional(id).describe("of an order Argosy created here: the reference it came with"),
  currency: optional(currency).describe("default the connection's"),
  placedAt: instant,
  updatedAt: optional(instant).describe("orders states of one order; without it the newest to arrive counts"),
  version: optional(z.int().min(0)).describe("a number that grows with every change, instead of updatedAt"),
  status: z.enum(ORDER_STATUSES),
  financial: z.enum(FINANCIAL_STATUSES).default("pending"),
  fulfilment: optional(z.enum(FULFILMENT_STATUSES)).describe("default worked out from the lines"),
  platformStatus: optional(text).describe("the shop's own word"),
  payment: z
    .strictObject({ kind: z.enum(["prepaid", "cod", "unknown"]).default("unknown"), gateway: optional(text) })
    .default({ kind: "unknown", gateway: undefined }),
  total: amount,
  subtotal: optional(amount).describe("of the goods before discounts; default the sum of the lines"),
  discount: optional(amount),
  tax: optional(amount),
  shipping: optional(amount),
  fees: optional(amount),
  taxIncluded: z.boolean().default(false).describe("true when line prices contain the tax"),
  lines: z.array(line).max(MOST_ROWS),
  customer: z
    .strictObject({ externalId: optional(id), name: optional(text), email: optional(text), phone: optional(text) })
    .nullish(),
  shippingAddress: address.nullish(),
  billingAddress: address.nullish(),
  fulfilments: z.array(fulfilment).max(MOST_ROWS).default([]),
  refunds: z.array(refund).max(MOST_ROWS).default([]),
  note: optional(text),
  options: options.describe("what the buyer chose or typed for the whole order, such as a delivery date"),
  discountCodes: z.array(text).max(200).default([]).describe("coupon codes it was placed with"),
  tags: z.array(text).max(200).default([]),
});

/** What decides over an order; of an own shop's orders all else may be left out. */
export const ESSENTIAL_OF_OWN_SHOP_ORDER: readonly string[] = [
  ...["externalId", "reference", "currency", "placedAt", "updatedAt", "version"],
  ...["status", "financial", "fulfilment", "payment.kind", "taxIncluded"],
  ...["total", "subtotal", "discount", "tax", "shipping", "fees"],
  ...within("lines.*", "externalId", "variantId", "quantity", "orderedQuantity", "fulfilledQuantity"),
  ...within("lines.*", "restockedQuantity", "stockTaken", "unitPrice", "discount", "tax", "total", "location"),
  ...within("fulfilments.*", "externalId", "lines.*.lineId", "lines.*.quantity"),
  ...within("refunds.*", "externalId", "amount", "at", "lines.*.lineId", "lines.*.quantity"),
];

const level = z.strictObject({ location: optional(id), available: shownUnits });

const side = z.int().min(1).max(1_000_000);

const variant = z.strictObject({
  externalId: optional(id).describe("the shop's id of the item; default its SKU"),
  sku: optional(code),
  barcode: optional(code),
  title: optional(text),
  options: z.record(z.string(), z.string()).default({}),
  price: optional(amount),
  compareAtPrice: optional(amount),
  cost: optional(amount),
  currency: optional(currency),
  weightGrams: optional(z.int().min(0)),
  dimensionsMm: optional(z.strictObject({ length: side, width: side, height: side })).describe("of the parcel"),
  stock: optional(level.shape.available).describe("units the shop shows; leave out what is not counted"),
  levels: z.array(level).max(200).optional().describe("instead of stock, where the shop counts by location"),
});

export const ownShopProduct = z.strictObject({
  externalId: id,
  updatedAt: optional(instant),
  version: optional(z.int().min(0)),
  title: text,
  // Here an empty text is told: a first one written later is an edit.
  descriptionHtml: z
    .string()
    .max(500_000)
    .nullish()
    .transform((value) => value ?? undefined),
  brand: optional(text),
  status: z.enum(["active", "draft", "archived"]).default("active"),
  url: optional(text),
  categoryIds: z.array(id).max(500).default([]),
  images: z
    .array(z.union([text, z.strictObject({ url: text, alt: optional(text), externalId: optional(id) })]))
    .max(250)
    .default([]),
  variants: z.array(variant).min(1).max(MOST_ROWS),
});

export const ownShopLevel = z
  .strictObject({
    variantId: optional(id).describe("externalId of the variant"),
    sku: optional(code).describe("names the item where there is no variantId"),
    location: optional(id),
    available: level.shape.available,
    updatedAt: optional(instant),
  })
  .refine(({ variantId, sku }) => variantId !== undefined || sku !== undefined, {
    error: "needs variantId or sku",
  });

export const ownShopCategory = z.strictObject({ externalId: id, parentId: optional(id), name: text });

export const ownShopCustomer = z.strictObject({
  externalId: id,
  name: optional(text),
  email: optional(text),
  phone: optional(text),
});

export type OwnShopOrder = z.output<typeof ownShopOrder>;
export type OwnShopProduct = z.output<typeof ownShopProduct>;
export type OwnShopLevel = z.output<typeof ownShopLevel>;

/** What is wrong with a record, field by field: `lines.0.unitPrice: an amount is decimal text`. */
export function complaints(error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    const message = issue.message.endsWith("received undefined") ? "is missing" : issue.message;
    return path === "" ? message : `${path}: ${message}`;
  });
}

/** A sale as registers send it and as it is kept: whole minor units, which JSON holds exactly. */
import { z } from "zod";
import type { TaxAmount, TillSale } from "../../commerce/till/types.ts";
import { storableJson } from "../json-column.ts";

const uuid = z.uuid();
const minor = z.int().transform((value) => BigInt(value));
const words = (most: number) => z.string().trim().max(most);

const discount = z.strictObject({
  source: z.enum(["line", "basket", "coupon", "automatic"]),
  promotionId: uuid.optional(),
  code: words(100).optional(),
  title: words(200),
  amount: minor.describe("taken off the line; below zero where goods come back"),
});

export const lineInput = z.strictObject({
  key: words(60).min(1).describe("unique within the sale"),
  variantId: uuid.nullable(),
  sku: words(255).nullable(),
  title: words(500).min(1),
  quantity: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .refine((quantity) => quantity !== 0, "A quantity is not 0.")
    .describe("below zero: goods that come back"),
  unitPrice: minor,
  priceBefore: minor.optional().describe("of a price written over"),
  reason: words(200).optional(),
  taxClass: words(60).default("standard"),
  discounts: z.array(discount).max(50).default([]),
  serials: z.array(words(120)).max(1_000).optional(),
  batch: words(120).optional(),
  restock: z.boolean().optional().describe("of goods that come back; absent: they go on sale again"),
});

const payment = z.strictObject({
  key: words(60).min(1),
  kind: z.enum(["cash", "card", "gift_card", "other", "deposit"]),
  amount: minor.describe("what it pays, without change and tip; below zero: given back"),
  given: minor.optional(),
  change: minor.optional(),
  tip: minor.optional(),
  reference: words(120).optional(),
  giftCard: z.strictObject({ codeEnd: words(10), source: words(60), redemptionKey: words(200) }).optional(),
});

const address = z.strictObject({
  name: words(200).optional(),
  company: words(200).optional(),
  line1: words(300).optional(),
  line2: words(300).optional(),
  city: words(120).optional(),
  region: words(120).optional(),
  postcode: words(30).optional(),
  country: words(2).optional(),
  phone: words(50).optional(),
});

export const saleInput = z
  .strictObject({
    id: uuid.describe("made on the device: the same id is the same sale"),
    registerId: uuid,
    sessionId: uuid,
    staffId: uuid,
    number: words(40).min(1).describe("the register's own run: R1-000123"),
    soldAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
    currency: z.string().regex(/^[A-Z]{3}$/),
    pricesIncludeTax: z.boolean(),
    customer: z
      .strictObject({
        id: uuid.optional(),
        name: words(200).optional(),
        email: words(320).optional(),
        phone: words(50).optional(),
      })
      .optional(),
    lines: z.array(lineInput).min(1).max(500),
    payments: z.array(payment).max(50),
    rounding: minor,
    totals: z.strictObject({ subtotal: minor, discount: minor, tax: minor, total: minor }),
    offline: z.boolean(),
    basketId: uuid.optional().describe("the quote, layaway or parked basket it was made of"),
    returnOf: z.strictObject({ orderId: uuid }).optional(),
    deliverFrom: z.strictObject({ locationId: uuid, address: address.optional() }).optional(),
    note: words(2_000).optional(),
  })
  .meta({ id: "TillSale", description: "A sale of a register" });

const taxes = z.array(z.object({ tax: z.string(), rate: z.string(), base: minor, amount: minor }));

const counted = z.object({
  subtotal: minor,
  discount: minor,
  net: minor,
  tax: minor,
  total: minor,
  rounding: minor,
  taxes,
});

/** What the server counted of a sale. */
export interface CountedSale {
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly rounding: bigint;
  readonly taxes: readonly TaxAmount[];
}

/** The JSON a sale, or what was counted of it, is kept as. */
export function keptJson(value: unknown): string {
  return storableJson(JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? Number(each) : each)));
}

export const keptSale = (json: unknown): TillSale => saleInput.parse(json);
export const keptTotals = (json: unknown): CountedSale => counted.parse(json);

/** A sale as registers send it and as it is kept: whole minor units, which JSON holds exactly. */

import { z } from "zod";
import type { TaxAmount, TillLine, TillSale } from "../../commerce/till/types.ts";
import { type Answered, minorUnits, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableJson } from "../json-column.ts";

const uuid = z.uuid();
const words = (most: number) => z.string().trim().max(most);

/** Of any one figure of a sale: a day's sales together stay whole numbers in JSON. */
const MOST_MINOR = 100_000_000_000_000;
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
const exactMinor = z
  .int()
  .min(-MOST_MINOR)
  .max(MOST_MINOR)
  .transform((value) => BigInt(value));
/** What was kept before there was a bound has to be read: a figure beyond whole numbers by what is left of it. */
const keptMinor = z.number().transform((value) => BigInt(Math.trunc(value)));

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

type Minor = typeof exactMinor | typeof keptMinor;

function lineOf(minor: Minor) {
  const discount = z.strictObject({
    source: z.enum(["line", "basket", "coupon", "automatic"]),
    promotionId: uuid.optional(),
    code: words(100).optional(),
    title: words(200),
    amount: minor.describe("taken off the line; below zero where goods come back"),
  });

  return z.strictObject({
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
    taxes: z
      .array(
        z.strictObject({ tax: words(60), rate: z.string().regex(/^\d{1,6}(\.\d{1,8})?$/), isCompound: z.boolean() }),
      )
      .max(20)
      .optional()
      .describe("it is sold with, or was where it comes back; absent: those of its class today"),
    discounts: z.array(discount).max(50).default([]),
    serials: z.array(words(120)).max(1_000).optional(),
    batch: words(120).optional(),
    restock: z.boolean().optional().describe("of goods that come back; absent: they go on sale again"),
  });
}

const paymentOf = (minor: Minor) =>
  z.strictObject({
    key: words(60).min(1),
    kind: z.enum(["cash", "card", "gift_card", "other", "deposit"]),
    amount: minor.describe("what it pays, without change and tip; below zero: given back"),
    given: minor.optional(),
    change: minor.optional(),
    tip: minor.optional(),
    reference: words(120).optional(),
    giftCard: z.strictObject({ codeEnd: words(10), source: words(60), redemptionKey: words(200) }).optional(),
  });

function partsOf(minor: Minor, time: z.ZodType<string, string>) {
  const line = lineOf(minor);
  const sale = z.strictObject({
    id: uuid.describe("made on the device: the same id is the same sale"),
    registerId: uuid,
    sessionId: uuid,
    staffId: uuid,
    number: words(40).min(1).describe("the register's own run: R1-000123"),
    soldAt: time,
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
    lines: z.array(line).min(1).max(500),
    payments: z.array(paymentOf(minor)).max(50),
    rounding: minor,
    totals: z.strictObject({ subtotal: minor, discount: minor, tax: minor, total: minor }),
    offline: z.boolean(),
    basketId: uuid.optional().describe("the quote, layaway or parked basket it was made of"),
    returnOf: z.strictObject({ orderId: uuid }).optional(),
    deliverFrom: z.strictObject({ locationId: uuid, address: address.optional() }).optional(),
    note: words(2_000).optional(),
  });

  return { line, sale };
}

const written = partsOf(
  exactMinor,
  instant.refine((text) => Date.parse(text) >= FIRST && Date.parse(text) < LAST, "A sale is of this century."),
);
const stored = partsOf(keptMinor, instant);

export const lineInput = written.line;
export const saleInput = written.sale.meta({ id: "TillSale", description: "A sale of a register" });

const taxes = z.array(z.object({ tax: z.string(), rate: z.string(), base: keptMinor, amount: keptMinor }));

const counted = z.object({
  subtotal: keptMinor,
  discount: keptMinor,
  net: keptMinor,
  tax: keptMinor,
  total: keptMinor,
  rounding: keptMinor,
  taxes,
});

/** What the server counted of a sale. */
export const countedSaleSchema = z.object({
  subtotal: minorUnits.describe("minor units"),
  discount: minorUnits.describe("minor units"),
  net: minorUnits.describe("minor units"),
  tax: minorUnits.describe("minor units"),
  total: minorUnits.describe("minor units"),
  rounding: minorUnits.describe("minor units"),
  taxes: z.array(
    typed<TaxAmount>(
      z.object({
        tax: z.string(),
        rate: z.string(),
        base: z.int().describe("minor units"),
        amount: z.int().describe("minor units"),
      }),
    ),
  ),
});

export type CountedSale = Answered<typeof countedSaleSchema>;

/** The JSON a sale, or what was counted of it, is kept as. */
export function storedJson(value: unknown): string {
  return storableJson(JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? Number(each) : each)));
}

const storedPaymentsSchema = stored.sale.shape.payments;

export const storedSale = (json: unknown): TillSale => stored.sale.parse(json);
export const storedPayments = (json: unknown): TillSale["payments"] => storedPaymentsSchema.parse(json);
export const storedTotals = (json: unknown): CountedSale => counted.parse(json);
export const storedLines = (json: unknown): TillLine[] => z.array(stored.line).parse(json);

/** Throws HubError POS_SALE_TOO_LARGE where what was counted could not be shown again. */
export function requireCountable(figures: readonly bigint[]): void {
  if (figures.some((figure) => figure > MOST_MINOR || figure < -MOST_MINOR))
    throw new HubError(
      "POS_SALE_TOO_LARGE",
      "validation",
      "The amounts of this sale are too large. Check prices and quantities: a barcode may stand where a price belongs.",
      "lines",
    );
}

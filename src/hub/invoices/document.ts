/** What stands on an invoice or credit note: kept as it was issued, and all that is printed comes from it. */

import { z } from "zod";
import type { Address } from "../../commerce/order.ts";
import { type Answered, minorUnits, typed } from "../answer-schemas.ts";

export const invoiceDocumentKinds = ["invoice", "credit_note"] as const;
export type DocumentKind = (typeof invoiceDocumentKinds)[number];

export const taxRegimes = ["plain", "eu_vat", "gst"] as const;
export type TaxRegime = (typeof taxRegimes)[number];

export const documentLanguages = ["en", "ar"] as const;
export type DocumentLanguage = (typeof documentLanguages)[number];

/** Of a seller who says no more than a name and an address. */
export const NOTHING_MORE: Omit<Seller, "name" | "address"> = {
  taxId: null,
  gstin: null,
  registration: null,
  email: null,
  phone: null,
  logoId: null,
};

export type DocumentLineKind = "goods" | "discount" | "shipping" | "fees" | "rounding" | "other";

/** Of GST: within a state both halves, else the integrated tax. */
export interface GstSplit {
  readonly cgstMinor: bigint;
  readonly sgstMinor: bigint;
  readonly igstMinor: bigint;
}

/** Sentences the law or honesty asks for; the paper's language has their words. */
const documentNotes = [
  "reverse_charge",
  "export",
  "tax_per_line_unknown",
  "tax_unknown",
  "tax_by_product_rate",
  "price_reduction",
  "cancels",
] as const;

const sellerSchema = z.object({
  name: z.string(),
  address: typed<Address>(z.record(z.string(), z.unknown())),
  /** VAT number, or any tax number outside the EU and India. */
  taxId: z.string().nullable(),
  gstin: z.string().nullable(),
  registration: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  logoId: z.string().nullable(),
});

export type Seller = Answered<typeof sellerSchema>;

const buyerSchema = z.object({
  name: z.string(),
  company: z.string().nullable(),
  address: typed<Address>(z.record(z.string(), z.unknown())).nullable(),
  taxId: z.string().nullable(),
});

export type Buyer = Answered<typeof buyerSchema>;

const documentLineSchema = z.object({
  kind: z.enum(["goods", "discount", "shipping", "fees", "rounding", "other"]),
  key: z.string().nullable().describe("the order's line, by the platform's id of it"),
  /** Empty where the kind says it all. */
  title: z.string(),
  sku: z.string().nullable(),
  hsn: z.string().nullable(),
  quantity: z.int().nullable(),
  /** Exact decimal before discounts, with tax exactly when the shop's prices have it. */
  unitPrice: z.string().nullable(),
  /** Taken off, the line's own and its part of the order's. */
  discountMinor: minorUnits,
  /** After discounts, with tax exactly when the shop's prices have it. */
  amountMinor: minorUnits,
  /** Without tax; null where the tax of the line is not known. */
  netMinor: minorUnits.nullable(),
  taxMinor: minorUnits.nullable().describe("null where the tax of the line is not known"),
  rate: z.string().nullable().describe("percent; null where the amounts fit none"),
  split: typed<GstSplit>(z.object({ cgstMinor: z.int(), sgstMinor: z.int(), igstMinor: z.int() })).nullable(),
  of: z.int().nullable().describe("of a credit note: the invoice's line it corrects, from 0"),
});

export type DocumentLine = Answered<typeof documentLineSchema>;

const taxRowSchema = z.object({
  rate: z.string().nullable(),
  netMinor: minorUnits,
  taxMinor: minorUnits,
  split: typed<GstSplit>(z.object({ cgstMinor: z.int(), sgstMinor: z.int(), igstMinor: z.int() })).nullable(),
});

export type TaxRow = Answered<typeof taxRowSchema>;

export const documentSchema = z.object({
  kind: z.enum(invoiceDocumentKinds),
  number: z.string(),
  /** YYYY-MM-DD, a day of the organization's time zone. */
  issuedOn: z.string(),
  currency: z.string(),
  orderNumber: z.string(),
  /** Null where the channel withholds the tax. */
  netMinor: minorUnits.nullable(),
  taxMinor: minorUnits.nullable(),
  totalMinor: minorUnits,
  split: typed<GstSplit>(z.object({ cgstMinor: z.int(), sgstMinor: z.int(), igstMinor: z.int() })).nullable(),
  regime: z.enum(taxRegimes),
  language: z.enum(documentLanguages),
  taxIncluded: z.boolean(),
  seller: sellerSchema,
  buyer: buyerSchema,
  /** Where it differs from the buyer's own. */
  shipTo: typed<Address>(z.record(z.string(), z.unknown())).nullable(),
  orderedOn: z.string(),
  /** Of a credit note: the invoice it corrects. */
  corrects: z.object({ number: z.string(), issuedOn: z.string() }).nullable(),
  reason: z.string().nullable(),
  placeOfSupply: typed<SupplyState>(z.object({ code: z.string().nullable(), name: z.string() })).nullable(),
  lines: z.array(documentLineSchema),
  taxes: z.array(taxRowSchema),
  notes: z.array(z.enum(documentNotes)),
  /** The seller's own closing words. */
  footer: z.string(),
});

export type InvoiceDocument = Answered<typeof documentSchema>;
export type DocumentNote = (typeof documentNotes)[number];

export interface SupplyState {
  /** Two digits of a state of India; null abroad. */
  readonly code: string | null;
  readonly name: string;
}

/** A paper before it has its number. */
export type DocumentDraft = Omit<InvoiceDocument, "number" | "issuedOn">;

/** The paper as JSON keeps it: amounts are decimal text, known by their names. */
export function documentToJson(document: InvoiceDocument): string {
  return JSON.stringify(document, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** A paper as `documentToJson` wrote it. */
export function documentFromJson(text: string): InvoiceDocument {
  return JSON.parse(text, (key, value: unknown) =>
    key.endsWith("Minor") && typeof value === "string" ? BigInt(value) : value,
  ) as InvoiceDocument;
}

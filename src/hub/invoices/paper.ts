/** What stands on an invoice or credit note: kept as it was issued, and all that is printed comes from it. */
import type { Address } from "../../commerce/order.ts";

export const paperKinds = ["invoice", "credit_note"] as const;
export type PaperKind = (typeof paperKinds)[number];

export const taxRegimes = ["plain", "eu_vat", "gst"] as const;
export type TaxRegime = (typeof taxRegimes)[number];

export const paperLanguages = ["en", "ar"] as const;
export type PaperLanguage = (typeof paperLanguages)[number];

export interface Seller {
  readonly name: string;
  readonly address: Address;
  /** VAT number, or any tax number outside the EU and India. */
  readonly taxId: string | null;
  readonly gstin: string | null;
  readonly registration: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly logoId: string | null;
}

/** Of a seller who says no more than a name and an address. */
export const NOTHING_MORE: Omit<Seller, "name" | "address"> = {
  taxId: null,
  gstin: null,
  registration: null,
  email: null,
  phone: null,
  logoId: null,
};

export interface Buyer {
  readonly name: string;
  readonly company: string | null;
  readonly address: Address | null;
  readonly taxId: string | null;
}

export type PaperLineKind = "goods" | "discount" | "shipping" | "fees" | "rounding" | "other";

export interface PaperLine {
  readonly kind: PaperLineKind;
  /** The order's line, by the platform's id of it. */
  readonly key: string | null;
  /** Empty where the kind says it all. */
  readonly title: string;
  readonly sku: string | null;
  readonly hsn: string | null;
  readonly quantity: number | null;
  /** Exact decimal before discounts, with tax exactly when the shop's prices have it. */
  readonly unitPrice: string | null;
  /** Taken off, the line's own and its part of the order's. */
  readonly discountMinor: bigint;
  /** After discounts, with tax exactly when the shop's prices have it. */
  readonly amountMinor: bigint;
  /** Without tax; null where the tax of the line is not known. */
  readonly netMinor: bigint | null;
  readonly taxMinor: bigint | null;
  /** Percent, "18" or "0.25"; null where the amounts fit none. */
  readonly rate: string | null;
  readonly split: GstSplit | null;
  /** Of a credit note: which line of the invoice it corrects, from 0; null where it cannot be told. */
  readonly of: number | null;
}

/** Of GST: within a state both halves, else the integrated tax. */
export interface GstSplit {
  readonly cgstMinor: bigint;
  readonly sgstMinor: bigint;
  readonly igstMinor: bigint;
}

export interface TaxRow {
  readonly rate: string | null;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly split: GstSplit | null;
}

/** Sentences the law or honesty asks for; the paper's language has their words. */
export const paperNotes = [
  "reverse_charge",
  "export",
  "tax_per_line_unknown",
  "tax_unknown",
  "tax_by_product_rate",
  "price_reduction",
  "cancels",
] as const;
export type PaperNote = (typeof paperNotes)[number];

export interface PlaceOfSupply {
  /** Two digits of a state of India; null abroad. */
  readonly code: string | null;
  readonly name: string;
}

export interface Paper {
  readonly kind: PaperKind;
  readonly number: string;
  /** YYYY-MM-DD, a day of the organization's time zone. */
  readonly issuedOn: string;
  readonly language: PaperLanguage;
  readonly regime: TaxRegime;
  readonly currency: string;
  readonly taxIncluded: boolean;
  readonly seller: Seller;
  readonly buyer: Buyer;
  /** Where it differs from the buyer's own. */
  readonly shipTo: Address | null;
  readonly orderNumber: string;
  readonly orderedOn: string;
  /** Of a credit note: the invoice it corrects. */
  readonly corrects: { readonly number: string; readonly issuedOn: string } | null;
  readonly reason: string | null;
  readonly placeOfSupply: PlaceOfSupply | null;
  readonly lines: readonly PaperLine[];
  readonly taxes: readonly TaxRow[];
  /** Null where the channel withholds the tax. */
  readonly netMinor: bigint | null;
  readonly taxMinor: bigint | null;
  readonly split: GstSplit | null;
  readonly totalMinor: bigint;
  readonly notes: readonly PaperNote[];
  /** The seller's own closing words. */
  readonly footer: string;
}

/** A paper before it has its number. */
export type PaperDraft = Omit<Paper, "number" | "issuedOn">;

/** The paper as JSON keeps it: amounts are decimal text, known by their names. */
export function paperToJson(paper: Paper): string {
  return JSON.stringify(paper, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

/** A paper as `paperToJson` wrote it. */
export function paperFromJson(text: string): Paper {
  return JSON.parse(text, (key, value: unknown) =>
    key.endsWith("Minor") && typeof value === "string" ? BigInt(value) : value,
  ) as Paper;
}

/** Papers for tests and samples. */
import { type DocumentLine, type InvoiceDocument, NOTHING_MORE } from "./document.ts";
import type { InvoicedLine, InvoicedOrder } from "./taxed-lines.ts";

/** An invoice with nothing on it that is not said. */
export const sampleDocument = (given: Partial<InvoiceDocument>): InvoiceDocument => ({
  kind: "invoice",
  number: "INV/26/0001",
  issuedOn: "2026-11-20",
  language: "en",
  regime: "plain",
  currency: "USD",
  taxIncluded: true,
  seller: { name: "Ana Textiles", address: {}, ...NOTHING_MORE },
  buyer: { name: "Ravi", company: null, address: null, taxId: null },
  shipTo: null,
  orderNumber: "SH-1",
  orderedOn: "2026-11-19",
  corrects: null,
  reason: null,
  placeOfSupply: null,
  lines: [],
  taxes: [],
  netMinor: 100n,
  taxMinor: 0n,
  split: null,
  totalMinor: 100n,
  notes: [],
  footer: "",
  ...given,
});

/** Two linen shirts with their tax inside, but for what is said. */
export const sampleLine = (change: Partial<DocumentLine> = {}): DocumentLine => ({
  kind: "goods",
  key: "1",
  title: "Linen shirt",
  sku: "LS-1",
  hsn: "6205",
  quantity: 2,
  unitPrice: "1180",
  discountMinor: 0n,
  amountMinor: 236_000n,
  netMinor: 200_000n,
  taxMinor: 36_000n,
  rate: "18",
  split: null,
  of: null,
  ...change,
});

/** A line of an order that is about to be invoiced. */
export const sampleInvoicedLine = (change: Partial<InvoicedLine> = {}): InvoicedLine => ({
  key: "1",
  title: "Linen shirt",
  sku: "LS-1",
  hsn: "6205",
  rate: null,
  quantity: 1,
  unitPrice: "100",
  discountMinor: 0n,
  taxMinor: 0n,
  totalMinor: 10_000n,
  ...change,
});

/** An order of one such line. */
export const sampleInvoiced = (change: Partial<InvoicedOrder> = {}): InvoicedOrder => ({
  currency: "EUR",
  taxIncluded: true,
  discountMinor: 0n,
  taxMinor: 0n,
  shippingMinor: 0n,
  feesMinor: 0n,
  totalMinor: 10_000n,
  lines: [sampleInvoicedLine()],
  ...change,
});

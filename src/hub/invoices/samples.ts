/** Papers for tests and samples. */
import { NOTHING_MORE, type Paper, type PaperLine } from "./paper.ts";

/** An invoice with nothing on it that is not said. */
export const samplePaper = (said: Partial<Paper>): Paper => ({
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
  ...said,
});

/** Two linen shirts with their tax inside, but for what is said. */
export const sampleLine = (change: Partial<PaperLine> = {}): PaperLine => ({
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

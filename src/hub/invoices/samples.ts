/** Papers for tests and samples. */
import { NOTHING_MORE, type Paper } from "./paper.ts";

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

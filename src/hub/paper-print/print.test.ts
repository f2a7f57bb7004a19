import { inflateSync } from "node:zlib";
import { PDFDocument, PDFRawStream } from "@cantoo/pdf-lib";
import { expect, it } from "vitest";
import { type DocumentLine, type InvoiceDocument, NOTHING_MORE } from "../invoices/document.ts";
import { sampleDocument, sampleLine } from "../invoices/samples.ts";
import { amountText, dayText, priceText } from "./amounts.ts";
import { code, runsOf } from "./bidi-runs.ts";
import { shapedTexts } from "./layouts.ts";
import { printDocument } from "./print-document.ts";
import { wrapped } from "./sheet.ts";

const at = new Date("2026-11-20T10:00:00Z");

const line = (change: Partial<DocumentLine> = {}): DocumentLine =>
  sampleLine({
    quantity: 1,
    unitPrice: "118",
    amountMinor: 11_800n,
    netMinor: 10_000n,
    taxMinor: 1_800n,
    ...change,
  });

const paper = (change: Partial<InvoiceDocument> = {}): InvoiceDocument =>
  sampleDocument({
    currency: "INR",
    seller: { name: "Ana Textiles", address: { line1: "1 Mill Road", city: "Mumbai", country: "IN" }, ...NOTHING_MORE },
    buyer: { name: "रवि शर्मा", company: null, address: { line1: "2 Road", country: "IN" }, taxId: null },
    orderedOn: "2026-11-18",
    lines: [line()],
    taxes: [{ rate: "18", netMinor: 10_000n, taxMinor: 1_800n, split: null }],
    netMinor: 10_000n,
    taxMinor: 1_800n,
    totalMinor: 11_800n,
    ...change,
  });

/** What can be copied out of a PDF: every sign its fonts' maps name. */
async function signsOf(pdf: Buffer): Promise<{ readonly pages: number; readonly signs: Set<string> }> {
  const read = await PDFDocument.load(pdf);
  const maps = read.context.enumerateIndirectObjects().flatMap(([, object]) => {
    if (!(object instanceof PDFRawStream)) return [];
    const bytes = Buffer.from(object.getContents());
    const text = bytes[0] === 0x78 ? inflateSync(bytes).toString("latin1") : bytes.toString("latin1");
    return text.includes("beginbfrange") || text.includes("beginbfchar") ? [text] : [];
  });
  const codes = maps.flatMap((map) => [...map.matchAll(/<([0-9a-fA-F]{4,})>/g)].map(([, hex]) => hex ?? ""));
  const signs = codes.flatMap((hex) => [...Buffer.from(hex, "hex").swap16().toString("utf16le")]);
  return { pages: read.getPageCount(), signs: new Set(signs) };
}

it("a document prints forty lines over several pages, in every script a name may have", async () => {
  const lines = Array.from({ length: 40 }, (_, index) =>
    line({ title: `Item ${index} قميص कुर्ता Łódź Ελλάδα Кириллица ${"long ".repeat(12)}` }),
  );
  const pdf = await printDocument(paper({ lines }), undefined, at);
  const { pages, signs } = await signsOf(pdf);
  expect(pages).toBe(4);
  for (const sign of ["ق", "क", "Ł", "Ε", "К", "र"]) expect(signs, sign).toContain(sign);
  expect(pdf.equals(await printDocument(paper({ lines }), undefined, at))).toBe(true);
});

it("Arabic documents, credit notes and missing values are printed", async () => {
  const documents = [
    paper({
      language: "ar",
      notes: ["cancels"],
      kind: "credit_note",
      corrects: { number: "INV/1", issuedOn: "2026-11-19" },
    }),
    paper({ lines: [line({ netMinor: null, taxMinor: null, rate: null })], taxes: [], netMinor: null, taxMinor: null }),
    paper({ regime: "gst", placeOfSupply: { code: null, name: "Outside India" } }),
  ];
  for (const each of documents) expect((await signsOf(await printDocument(each, undefined, at))).pages).toBe(1);
});

it("orders a line as it is read: Arabic from the right, numbers and Latin within it from the left", () => {
  const shown = (text: string, base: "ltr" | "rtl") => runsOf(text, base).map((run) => run.text);
  expect(shown("Shirt قميص", "ltr")).toEqual(["Shirt ", "قميص"]);
  expect(shown("قميص Shirt", "rtl").at(0)).toBe("Shirt");
  expect(shown(`الرقم: ${code("123-456-789")}`, "rtl").at(0)).toBe("123-456-789");
  // Digits of Arabic are read from the left, and the font's shaping would turn them.
  expect(shown("١٢ شارع", "rtl")).toEqual(["شارع", " ", "٢١"]);
  expect(shown("123 ۴۵", "ltr").join("")).toContain("۵۴");
  // Brackets close on the other side.
  expect(shown("(قميص)", "rtl").join("")).toContain("(");
  expect(runsOf("a\u200eb", "ltr").map((run) => run.text)).toEqual(["ab"]);
});

it("a text is shaped once, however many documents it is on, and printed the same each time", async () => {
  const title = "قميص قطن أزرق بأكمام طويلة fi ffl";
  const print = (n: number) =>
    printDocument(paper({ language: "ar", lines: [line({ title: `${title} ${n}` })] }), undefined, at);
  const first = await print(1);
  const shaped = shapedTexts();
  expect((await print(1)).equals(first)).toBe(true);
  expect(shapedTexts()).toBe(shaped);
  await print(2);
  // The line itself and its number, in the widths it is measured and drawn in.
  expect(shapedTexts() - shaped).toBeLessThan(6);
});

it("a line of text breaks between words, and inside those longer than a line", () => {
  const wide = (text: string) => text.length;
  expect(wrapped("one two three", 7, wide)).toEqual(["one two", "three"]);
  expect(wrapped("abcdefghij k", 4, wide)).toEqual(["abcd", "efgh", "ij k"]);
  expect(wrapped("", 4, wide)).toEqual([""]);
});

it("figures have the currency's own decimals and groups", () => {
  expect([amountText(12_345_678n, "INR"), amountText(12_345_678n, "EUR"), amountText(-1_500n, "JPY")]).toEqual([
    "1,23,456.78",
    "123,456.78",
    "-1,500",
  ]);
  expect([priceText("10.12345", "EUR"), priceText("1180", "INR"), amountText(1_234n, "KWD")]).toEqual([
    "10.12345",
    "1,180.00",
    "1.234",
  ]);
  expect([dayText("2026-11-20", "en"), dayText("2026-11-20", "ar")]).toEqual(["20 Nov 2026", "20 نوفمبر 2026"]);
});

/** Invoices and credit notes as people see them: drawn by a browser, so that letters that stand alone, or words that run the wrong way, would be seen. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PDFDocument } from "@cantoo/pdf-lib";
import { beforeAll, describe, expect, test } from "vitest";
import { composeCreditNote } from "../../src/hub/invoices/compose-credit.ts";
import { composeInvoice, type InvoiceFacts } from "../../src/hub/invoices/compose-invoice.ts";
import type { DocumentDraft, InvoiceDocument } from "../../src/hub/invoices/document.ts";
import type { InvoicedLine } from "../../src/hub/invoices/taxed-lines.ts";
import { fontFile } from "../../src/hub/paper-print/fonts.ts";
import { printDocument } from "../../src/hub/paper-print/print-document.ts";
import { openBrowser } from "../support/browser.ts";
import { drawPages, findPdfViewer, greyRows, type Picture } from "../support/pdf-pictures.ts";

const viewer = findPdfViewer();
const MADE = new Date("2026-11-20T10:00:00Z");

const line = (change: Partial<InvoicedLine> = {}): InvoicedLine => ({
  key: "1",
  title: "Linen shirt",
  sku: "LS-1",
  hsn: null,
  rate: null,
  quantity: 2,
  unitPrice: "59.50",
  discountMinor: 0n,
  taxMinor: 1_900n,
  totalMinor: 11_900n,
  ...change,
});

type Sold = Partial<InvoiceFacts["order"]>;

function facts(change: Partial<InvoiceFacts>, order: Sold): InvoiceFacts {
  return {
    regime: "plain",
    language: "en",
    seller: {
      name: "Ana Textiles",
      address: { line1: "1 Mill Road", city: "Springfield", region: "IL", postcode: "62701", country: "US" },
      taxId: null,
      gstin: null,
      registration: null,
      email: "ana@example.test",
      phone: null,
      logoId: null,
    },
    footer: "Thank you for your order.",
    usesProductRates: false,
    buyerTaxId: null,
    placeOfSupply: null,
    order: {
      currency: "USD",
      taxIncluded: true,
      discountMinor: 0n,
      taxMinor: 1_900n,
      shippingMinor: 0n,
      feesMinor: 0n,
      totalMinor: 11_900n,
      lines: [line()],
      number: "SH-1001",
      orderedOn: "2026-11-18",
      buyerName: "Ravi Sharma",
      billingAddress: null,
      shippingAddress: { name: "Ravi Sharma", line1: "2 Lake Road", city: "Salem", region: "OR", country: "US" },
      ...order,
    },
    ...change,
  };
}

const seller = (change: Partial<InvoiceFacts["seller"]>) => ({ ...facts({}, {}).seller, ...change });

const INDIAN = facts(
  {
    regime: "gst",
    seller: seller({
      name: "आना टेक्सटाइल्स",
      address: { line1: "१ मिल रोड", city: "मुंबई", region: "Maharashtra", postcode: "400001", country: "IN" },
      gstin: "27AAPFU0939F1ZV",
    }),
    footer: "धन्यवाद। कृपया यह चालान संभाल कर रखें।",
  },
  {
    currency: "INR",
    taxMinor: 55_800n,
    totalMinor: 365_800n,
    lines: [
      line({
        title: "हाथ से बुना कुर्ता, क्षत्रिय शैली",
        hsn: "6205",
        unitPrice: "1180",
        taxMinor: 36_000n,
        totalMinor: 236_000n,
      }),
      line({
        key: "2",
        title: "Copper bottle",
        sku: "CB-9",
        hsn: "7418",
        quantity: 1,
        unitPrice: "1298",
        taxMinor: 1_800n,
        totalMinor: 111_800n,
      }),
    ],
    buyerName: "रवि शर्मा",
    shippingAddress: {
      name: "रवि शर्मा",
      line1: "२ झील मार्ग",
      city: "पुणे",
      region: "Maharashtra",
      postcode: "411001",
      country: "IN",
    },
  },
);

const GERMAN = facts(
  {
    regime: "eu_vat",
    seller: seller({
      name: "Ana Textil GmbH",
      address: { line1: "Mühlenweg 1", city: "Köln", postcode: "50667", country: "DE" },
      taxId: "DE123456789",
    }),
  },
  {
    currency: "EUR",
    buyerName: "Łukasz Żak",
    shippingAddress: { name: "Łukasz Żak", line1: "Bahnhofstraße 2", city: "Bonn", postcode: "53111", country: "DE" },
  },
);

const EGYPTIAN = facts(
  {
    language: "ar",
    seller: seller({
      name: "متجر النيل للمنسوجات",
      address: { line1: "١٢ شارع التحرير", city: "القاهرة", postcode: "11511", country: "EG" },
      taxId: "123-456-789",
      phone: "+20 2 12345678",
    }),
    footer: "شكرًا لطلبك من متجرنا.",
  },
  {
    currency: "EGP",
    lines: [line({ title: "قميص كتّان Linen" })],
    buyerName: "سلمى حسن",
    shippingAddress: { name: "سلمى حسن", line1: "٥ شارع الهرم", city: "الجيزة", country: "EG" },
  },
);

const numbered = (draft: DocumentDraft, number: string): InvoiceDocument => ({
  ...draft,
  number,
  issuedOn: "2026-11-20",
});
const invoice = numbered(composeInvoice(GERMAN), "INV/2026/0007");
const PAPERS: Readonly<Record<string, InvoiceDocument>> = {
  "gst-devanagari": numbered(composeInvoice(INDIAN), "INV/26-27/0042"),
  "eu-vat": invoice,
  plain: numbered(composeInvoice(facts({}, {})), "INV/2026/0001"),
  arabic: numbered(composeInvoice(EGYPTIAN), "INV/2026/0003"),
  "credit-note": numbered(
    composeCreditNote(invoice, [], { amountMinor: 5_950n, units: [{ line: 0, quantity: 1 }], reason: "Too small" }),
    "CN/2026/0001",
  ),
};

/** Words drawn large at the top: letters that join, stack or change places, and numbers within another direction. */
const TEXTS = {
  "joined Arabic letters": { text: "متجر النيل للمنسوجات", language: "ar" },
  "Arabic digits within Arabic": { text: "متجر ١٢٣ شارع ٤٥", language: "ar" },
  "European digits within Arabic": { text: "متجر 123 شارع 45", language: "ar" },
  "Devanagari with conjuncts": { text: "क्षत्रिय टेक्सटाइल्स मुंबई", language: "en" },
} as const;

const PAGE_POINTS = 595.28;
const NAME_POINTS = 14;

interface Drawn {
  readonly papers: ReadonlyMap<string, Picture>;
  readonly words: ReadonlyMap<string, Picture>;
}

/** All of them as pages of one PDF: a viewer is started once. */
async function drawn(): Promise<Drawn> {
  const { seller: named } = facts({}, {});
  const sheets = [
    ...Object.values(PAPERS),
    ...Object.values(TEXTS).map(({ text, language }) =>
      numbered(composeInvoice(facts({ language, seller: { ...named, name: text } }, {})), "INV/1"),
    ),
  ];
  const book = await PDFDocument.create();
  for (const sheet of sheets) {
    const printed = await PDFDocument.load(await printDocument(sheet, undefined, MADE));
    expect(printed.getPageCount(), sheet.number).toBe(1);
    for (const page of await book.copyPages(printed, [0])) book.addPage(page);
  }
  const all = sheets.map((_, n) => n + 1);
  const pictures = await drawPages(await book.save(), all, viewer ?? "");
  const picturesOf = (names: readonly string[], from: number) =>
    new Map(names.flatMap((name, n) => (pictures[from + n] ? [[name, pictures[from + n] as Picture] as const] : [])));
  const names = Object.keys(PAPERS);
  return { papers: picturesOf(names, 0), words: picturesOf(Object.keys(TEXTS), names.length) };
}

/** Where the page lies in its picture: white, with the viewer's dark ground around it. */
function pageIn({ rows }: Picture): { readonly left: number; readonly right: number } {
  const row = rows[Math.floor(rows.length / 2)] ?? new Uint8Array();
  return { left: row.indexOf(255), right: row.lastIndexOf(255) };
}

/** How much ink each column of some rows has. */
function inkOf(rows: readonly Uint8Array[], left: number, right: number): number[] {
  return Array.from({ length: right - left }, (_, x) =>
    rows.reduce((sum, row) => sum + 255 - (row[left + x] ?? 255), 0),
  );
}

function trimmed(ink: readonly number[]): number[] {
  const first = ink.findIndex((each) => each > 0);
  return first < 0 ? [] : ink.slice(first, ink.findLastIndex((each) => each > 0) + 1);
}

/** How alike two pieces of writing are, 1 for the same: their ink from left to right, brought to one width. */
function alike(one: readonly number[], other: readonly number[]): number {
  const size = 60;
  const even = (ink: readonly number[]) =>
    Array.from({ length: size }, (_, n) => {
      const part = ink.slice(Math.floor((n * ink.length) / size), Math.ceil(((n + 1) * ink.length) / size));
      return part.reduce((sum, each) => sum + each, 0) / part.length;
    });
  const centred = (ink: readonly number[]) => {
    const mean = ink.reduce((sum, each) => sum + each, 0) / ink.length;
    return ink.map((each) => each - mean);
  };
  const [a, b] = [centred(even(one)), centred(even(other))];
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, each, n) => sum + each * (y[n] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** The same words as a browser shapes and orders them, in the same letters. */
async function inBrowser(text: string, direction: "ltr" | "rtl", sizePx: number): Promise<number[]> {
  const subsets = ["latin", "arabic", "devanagari"] as const;
  const faces = subsets.map((subset) => {
    const url = `data:font/ttf;base64,${fontFile(subset, 600).toString("base64")}`;
    return `@font-face { font-family: ${subset}; src: url(${url}); }`;
  });
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 900, height: 120 } });
  try {
    await page.setContent(`<style>${faces.join("")} body { margin: 30px; background: white; color: #111;
      font: ${sizePx}px ${subsets.join(", ")}; }</style><div dir="${direction}">${text}</div>`);
    // `ready` alone may be true before the page has found out which of them it needs.
    await page.evaluate("Promise.all([...document.fonts].map((face) => face.load()))");
    // Drawn once more with them before it is looked at.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    const rows = await greyRows(page, await page.screenshot());
    return trimmed(inkOf(rows, 0, rows[0]?.length ?? 0));
  } finally {
    await page.close();
  }
}

describe.skipIf(viewer === undefined)("papers as they are seen", () => {
  let seen: Drawn;
  beforeAll(async () => {
    seen = await drawn();
    if (!process.env.SCREENS) return;
    for (const [name, { png }] of [...seen.papers, ...seen.words])
      await writeFile(join(process.env.SCREENS, `paper-${name.replaceAll(" ", "-")}.png`), png);
  });

  test.each(Object.keys(PAPERS))("%s keeps its margins, and begins on the side its language begins on", (name) => {
    const picture = seen.papers.get(name);
    if (!picture) throw new Error("It was not drawn.");
    const { left, right } = pageIn(picture);
    const margin = Math.floor((right - left) / 16);
    const whole = picture.rows.slice(20, -20);
    const sides = [...inkOf(whole, left + 4, left + margin), ...inkOf(whole, right - margin, right - 4)];
    expect(Math.max(...sides)).toBe(0);
    // What stands below the sums: a short line at the side where reading begins.
    const middle = Math.floor((left + right) / 2);
    const below = picture.rows.slice(560, 720);
    const [here, there] = [inkOf(below, left + 4, middle), inkOf(below, middle, right - 4)].map(
      (ink) => trimmed(ink).length,
    );
    if (name === "arabic") expect(there).toBeGreaterThan(here ?? 0);
    if (name === "plain") expect(here).toBeGreaterThan(there ?? 0);
  });

  test.each(Object.entries(TEXTS))("%s are written as a browser writes them", async (name, { text, language }) => {
    const picture = seen.words.get(name);
    if (!picture) throw new Error("They were not drawn.");
    const { left, right } = pageIn(picture);
    const perPoint = (right - left) / PAGE_POINTS;
    const middle = Math.floor((left + right) / 2);
    const top = picture.rows.slice(Math.floor(40 * perPoint), Math.floor(68 * perPoint));
    const isArabic = language === "ar";
    const ours = trimmed(isArabic ? inkOf(top, middle, right - 4) : inkOf(top, left + 4, middle));
    const theirs = await inBrowser(text, isArabic ? "rtl" : "ltr", NAME_POINTS * perPoint);
    expect(Math.abs(ours.length - theirs.length)).toBeLessThan(theirs.length / 25);
    expect(alike(ours, theirs)).toBeGreaterThan(0.85);
    expect(alike(ours.toReversed(), theirs)).toBeLessThan(0.5);
  });
});

/** Receipts as a customer gets them: on paper, from a printer, by e-mail. */
import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, test } from "vitest";
import { escposOf, PAPER_WIDTH_DOTS, printerText } from "../../commerce/till/escpos.ts";
import { type ReceiptFacts, receiptOf } from "../../commerce/till/receipt.ts";
import { readEscpos } from "../../commerce/till/testing-escpos.ts";
import { logoDots } from "../paper-print/logo-dots.ts";
import { printRoll } from "../paper-print/print-roll.ts";
import { drawLine } from "../paper-print/raster.ts";
import { pngFile } from "../paper-print/testing-png.ts";

const facts = (change: Partial<ReceiptFacts> = {}): ReceiptFacts => ({
  seller: { name: "Nile Soaps", taxId: "DE123456789", address: ["Torstr. 1", "10119 Berlin"], hasLogo: false },
  registerName: "Front desk",
  header: "",
  footer: "",
  staffName: "Hala",
  language: "en",
  timezone: "Europe/Berlin",
  orderNumber: "POS-1001",
  isVoided: false,
  totals: {
    discount: 100n,
    total: 2280n,
    rounding: 0n,
    taxes: [{ tax: "VAT", rate: "19.0000", base: 1916n, amount: 364n }],
  },
  sale: {
    id: "0198c0de-0000-7000-8000-000000000001",
    registerId: "0198c0de-0000-7000-8000-000000000002",
    sessionId: "0198c0de-0000-7000-8000-000000000003",
    staffId: "0198c0de-0000-7000-8000-000000000004",
    number: "R1-000123",
    soldAt: "2026-11-20T10:15:00.000Z",
    currency: "EUR",
    pricesIncludeTax: true,
    lines: [
      {
        key: "1",
        variantId: null,
        sku: "BAG-1",
        title: "Crème brûlée soap with a name that is longer than one line of a receipt has room for",
        quantity: 2,
        unitPrice: 1190n,
        taxClass: "standard",
        discounts: [{ source: "line", title: "Friends", amount: 100n }],
        serials: ["SN-1"],
        batch: "L-7",
      },
    ],
    payments: [{ key: "1", kind: "cash", amount: 2280n, given: 5000n, change: 2720n }],
    rounding: 0n,
    totals: { subtotal: 2380n, discount: 100n, tax: 364n, total: 2280n },
    offline: false,
  },
  ...change,
});

const bytesOf = (given: ReceiptFacts) => {
  const direction = given.language === "ar" ? "rtl" : "ltr";
  const draw = (parts: Parameters<typeof drawLine>[0]) => drawLine(parts, direction);
  return readEscpos(escposOf(receiptOf(given), { direction, logo: null, draw, opensDrawer: true }));
};

const inked = ({ bits }: { readonly bits: Uint8Array }) => bits.reduce((all, byte) => all + (byte === 0 ? 0 : 1), 0);

test("a printer gets every figure on lines of 48 letters, the code to scan and a cut [F4]", () => {
  const { lines, pictures, codes, isCut, isDrawerOpened } = bytesOf(facts());
  expect(lines.every((line) => line.length <= 48)).toBe(true);
  const text = lines.join("\n");
  for (const message of [
    "Crème brûlée",
    "23.80",
    "-1.00",
    "3.64",
    "22.80",
    "50.00",
    "27.20",
    "SN-1",
    "L-7",
    "POS-1001",
  ])
    expect(text).toContain(message);
  expect(text).toContain("20 Nov 2026, 11:15");
  expect([pictures.length, codes, isCut, isDrawerOpened]).toEqual([0, ["R1-000123"], true, true]);
  expect(printerText("5 € ‘n’")).toEqual([0x35, 0x20, 0x80, 0x20, 0x91, 0x6e, 0x92]);
});

test("letters the printer lacks are drawn, and a paper in Arabic whole, as wide as the roll", () => {
  const cyrillic = facts({ staffName: "Ольга" });
  expect(bytesOf(cyrillic).pictures).toHaveLength(1);
  const arabic = facts({ language: "ar", footer: "شكرًا لزيارتكم" });
  const { lines, pictures } = bytesOf(arabic);
  expect(lines.filter((line) => /\p{L}/u.test(line))).toEqual([]);
  expect(pictures.length).toBeGreaterThan(15);
  expect(pictures.every(({ width }) => width === PAPER_WIDTH_DOTS)).toBe(true);
  expect(pictures.every((picture) => inked(picture) > 20)).toBe(true);
});

test("the PDF is as wide as the roll and as long as what it says", async () => {
  const logo = undefined;
  const at = new Date("2026-11-20T10:15:00Z");
  for (const language of ["en", "ar"] as const) {
    const roll = { title: "Receipt", author: "Nile Soaps", language, logo };
    const short = await PDFDocument.load(await printRoll({ ...roll, blocks: receiptOf(facts({ language })) }, at));
    expect(short.getPageCount()).toBe(1);
    const { width, height } = short.getPage(0).getSize();
    expect(Math.round(width)).toBe(227);
    const { sale } = facts();
    const [firstLine] = sale.lines;
    if (!firstLine) throw new Error("The sale has no line.");
    const many = { ...sale, lines: Array.from({ length: 40 }, (_, n) => ({ ...firstLine, key: String(n) })) };
    const blocks = receiptOf(facts({ language, sale: many }));
    const long = await PDFDocument.load(await printRoll({ ...roll, blocks }, at));
    expect(long.getPage(0).getSize().height).toBeGreaterThan(height * 3);
  }
});

/** A PNG of one color type, black on the left and white on the right. */
function png(color: 0 | 2 | 6, width = 16, height = 8): Buffer {
  const samples = { 0: 1, 2: 3, 6: 4 }[color];
  const row = Array.from({ length: width }, (_, x) =>
    Array.from({ length: samples }, (__, n) => (n === 3 ? 255 : x < width / 2 ? 0 : 255)),
  ).flat();
  return pngFile({ width, height, color }, Buffer.from(Array.from({ length: height }, () => [0, ...row]).flat()));
}

test("a logo becomes dots, and a file that cannot be read none", () => {
  for (const color of [0, 2, 6] as const) {
    const dots = logoDots(png(color));
    expect([dots?.width, dots?.height]).toEqual([16, 8]);
    expect([...(dots?.bits.subarray(0, 2) ?? [])]).toEqual([0xff, 0]);
  }
  const whole = png(2);
  for (let end = 0; end < whole.length; end += 7) expect(() => logoDots(whole.subarray(0, end))).not.toThrow();
  expect(logoDots(Buffer.from("not a picture"))).toBeNull();
});

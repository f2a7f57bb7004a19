/** An invoice or credit note as a PDF of A4 pages. */

import type { Buyer, DocumentLine, InvoiceDocument, Seller } from "../invoices/document.ts";
import { isUnionTerritory } from "../invoices/gst.ts";
import { addressLines, amountText, dayText, priceText } from "./amounts.ts";
import { apart, code } from "./bidi-runs.ts";
import { printLabels } from "./document-labels.ts";
import { BOTTOM, createSheet, PAGE, type Sheet, WIDTH } from "./sheet.ts";

const GREY = "#5b6472";
const BAND = "#eef1f5";
const SMALL = 8;

export interface Logo {
  readonly bytes: Buffer;
}

interface Printing {
  readonly sheet: Sheet;
  readonly paper: InvoiceDocument;
  readonly labels: (typeof printLabels)["en"];
  readonly money: (minor: bigint) => string;
}

/** Draws the paper. The same paper gives the same pages; what was printed first is kept by whoever asks. */
export async function printDocument(document: InvoiceDocument, logo: Logo | undefined, madeAt: Date): Promise<Buffer> {
  const labels = printLabels[document.language];
  const sheet = createSheet({
    title: `${titleOf(document)} ${document.number}`,
    author: document.seller.name,
    language: document.language,
    direction: document.language === "ar" ? "rtl" : "ltr",
    madeAt,
  });
  const printing: Printing = { sheet, paper: document, labels, money: (minor) => amountText(minor, document.currency) };
  let y = head(printing, logo);
  y = parties(printing, y);
  y = facts(printing, y);
  y = table(printing, y);
  y = sums(printing, y);
  closing(printing, y);
  feet(printing);
  return sheet.end();
}

function titleOf(document: InvoiceDocument): string {
  const labels = printLabels[document.language];
  if (document.kind === "credit_note") return labels.creditNote;
  return document.regime === "gst" ? labels.taxInvoice : labels.invoice;
}

function head({ sheet, paper, labels }: Printing, logo: Logo | undefined): number {
  const top = PAGE.margin;
  if (logo) sheet.image(logo.bytes, { x: 0, y: top }, [170, 60]);
  else sheet.text(paper.seller.name, { x: 0, y: top, width: 260 }, { size: 14, weight: 600 });
  const x = WIDTH - 230;
  let y = top + sheet.text(titleOf(paper), { x, y: top, width: 230 }, { size: 18, weight: 600, align: "end" }) + 2;
  for (const [name, value] of [
    [labels.number, paper.number],
    [labels.date, dayText(paper.issuedOn, paper.language)],
    [labels.order, paper.orderNumber],
    [labels.ordered, dayText(paper.orderedOn, paper.language)],
  ] as const) {
    sheet.text(name, { x, y, width: 80 }, { color: GREY });
    y += sheet.text(value, { x: x + 80, y, width: 150 }, { weight: 600, align: "end" });
  }
  return Math.max(y, top + 64) + 14;
}

function parties(printing: Printing, y: number): number {
  const { sheet, paper, labels } = printing;
  const blocks = [
    { title: labels.from, lines: sellerLines(paper, printing) },
    { title: labels.to, lines: buyerLines(paper.buyer, printing) },
    ...(paper.shipTo
      ? [
          {
            title: labels.shipTo,
            lines: [paper.shipTo.name ?? "", ...addressLines(paper.shipTo, paper.language)].filter(Boolean),
          },
        ]
      : []),
  ];
  const width = (WIDTH - (blocks.length - 1) * 16) / blocks.length;
  const ends = blocks.map(({ title, lines }, index) => {
    const at = { x: index * (width + 16), width };
    let line = y + sheet.text(title, { ...at, y }, { color: GREY, size: SMALL });
    for (const [number, text] of lines.entries())
      line += sheet.text(text, { ...at, y: line }, { weight: number === 0 ? 600 : 400 });
    return line;
  });
  return Math.max(...ends) + 12;
}

function sellerLines({ seller, language, regime }: InvoiceDocument, { labels }: Printing): string[] {
  const contact: readonly (keyof Seller)[] = ["phone", "email"];
  return [
    seller.name,
    ...addressLines(seller.address, language),
    ...(seller.gstin ? [`GSTIN: ${code(seller.gstin)}`] : []),
    ...(seller.taxId ? [`${regime === "eu_vat" ? labels.vatId : labels.taxId}: ${code(seller.taxId)}`] : []),
    ...(seller.registration ? [`${labels.registration}: ${code(seller.registration)}`] : []),
    ...contact.flatMap((field) => (typeof seller[field] === "string" ? code(seller[field]) : [])),
  ];
}

function buyerLines(buyer: Buyer, { paper, labels }: Printing): string[] {
  const taxName = paper.regime === "gst" ? "GSTIN" : paper.regime === "eu_vat" ? labels.vatId : labels.taxId;
  const names = buyer.company ? [buyer.company, buyer.name] : [buyer.name];
  return [
    ...names.filter((name) => name !== ""),
    ...addressLines(buyer.address, paper.language),
    ...(buyer.taxId ? [`${taxName}: ${code(buyer.taxId)}`] : []),
  ];
}

function facts({ sheet, paper, labels }: Printing, y: number): number {
  const place = paper.placeOfSupply;
  const lines = [
    ...(paper.corrects
      ? [labels.corrects(code(paper.corrects.number), apart(dayText(paper.corrects.issuedOn, paper.language)))]
      : []),
    ...(paper.reason ? [`${labels.reason}: ${apart(paper.reason)}`] : []),
    ...(place ? [`${labels.placeOfSupply}: ${apart(place.name)}${place.code ? ` (${place.code})` : ""}`] : []),
  ];
  let line = y;
  for (const text of lines) line += sheet.text(text, { x: 0, y: line, width: WIDTH });
  return line + (lines.length > 0 ? 8 : 0);
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (line: DocumentLine, index: number) => string;
  readonly isText?: boolean;
}

function columnsOf({ paper, labels, money }: Printing): Column[] {
  const existing = paper.lines.some((line) => line.taxMinor !== null);
  const or = (minor: bigint | null | undefined) => (minor === null || minor === undefined ? "–" : money(minor));
  const within = paper.split !== null && paper.split.igstMinor === 0n && isWithinState(paper);
  const split: Column[] = within
    ? [
        { title: "CGST", width: 52, cell: (line) => or(line.split?.cgstMinor) },
        { title: stateTax(paper), width: 52, cell: (line) => or(line.split?.sgstMinor) },
      ]
    : [
        {
          title: paper.split ? "IGST" : paper.regime === "eu_vat" ? labels.vat : labels.tax,
          width: 58,
          cell: (line) => or(line.taxMinor),
        },
      ];
  const taxes: Column[] = existing
    ? [
        { title: paper.regime === "gst" ? labels.taxable : labels.net, width: 64, cell: (line) => or(line.netMinor) },
        { title: labels.rate, width: 38, cell: (line) => (line.rate === null ? "–" : `${line.rate}%`) },
        ...split,
      ]
    : [];
  const rest: Column[] = [
    { title: labels.quantity, width: 30, cell: (line) => (line.quantity === null ? "" : String(line.quantity)) },
    {
      title: labels.unitPrice,
      width: 60,
      cell: (line) => (line.unitPrice === null ? "" : priceText(line.unitPrice, paper.currency)),
    },
    ...taxes,
    { title: labels.amount, width: 66, cell: (line) => money(grossOf(line)) },
  ];
  const used = 20 + rest.reduce((sum, { width }) => sum + width, 0);
  return [
    { title: "#", width: 20, cell: (_line, index) => String(index + 1), isText: true },
    { title: labels.item, width: WIDTH - used, cell: () => "", isText: true },
    ...rest,
  ];
}

/** With its tax where that is known, else as the channel tells it. */
function grossOf(line: DocumentLine): bigint {
  return line.netMinor === null || line.taxMinor === null ? line.amountMinor : line.netMinor + line.taxMinor;
}

function isWithinState({ seller, placeOfSupply }: InvoiceDocument): boolean {
  return placeOfSupply?.code === seller.gstin?.slice(0, 2);
}

function stateTax({ placeOfSupply }: InvoiceDocument): string {
  return placeOfSupply?.code && isUnionTerritory(placeOfSupply.code) ? "UTGST" : "SGST";
}

function table(printing: Printing, top: number): number {
  const { sheet, paper } = printing;
  const columns = columnsOf(printing);
  let y = tableHead(printing, columns, top);
  for (const [index, line] of paper.lines.entries()) {
    const item = itemOf(line, printing);
    const width = (columns[1]?.width ?? 0) - 6;
    const height = item.reduce((sum, { text, size }) => sum + sheet.height(text, width, { size }), 0) + 6;
    if (y + height > BOTTOM) {
      sheet.newPage();
      y = tableHead(printing, columns, PAGE.margin);
    }
    let x = 0;
    for (const [number, column] of columns.entries()) {
      const at = { x: x + (column.isText ? 3 : 0), y: y + 3, width: column.width - 3 };
      if (number === 1) {
        let down = y + 3;
        for (const { text, size, color } of item)
          down += sheet.text(text, { ...at, y: down, width }, { size, ...(color && { color }) });
      } else
        sheet.text(column.cell(line, index), at, {
          size: SMALL,
          direction: "ltr",
          align: column.isText ? "start" : "end",
        });
      x += column.width;
    }
    y += height;
    sheet.rule(y, "#e3e6eb");
  }
  return y + 10;
}

function tableHead({ sheet }: Printing, columns: readonly Column[], y: number): number {
  const height =
    Math.max(...columns.map(({ title, width }) => sheet.height(title, width - 4, { size: SMALL, weight: 600 }))) + 6;
  sheet.band(y, height, BAND);
  let x = 0;
  for (const { title, width, isText } of columns) {
    sheet.text(
      title,
      { x: x + (isText ? 3 : 1), y: y + 3, width: width - 4 },
      {
        size: SMALL,
        weight: 600,
        align: isText ? "start" : "end",
      },
    );
    x += width;
  }
  return y + height;
}

interface ItemLine {
  readonly text: string;
  readonly size: number;
  readonly color?: string;
}

function itemOf(line: DocumentLine, { labels, money }: Printing): ItemLine[] {
  const title = line.kind === "goods" ? line.title : labels.kinds[line.kind];
  const codes = [line.sku && `SKU ${line.sku}`, line.hsn && `HSN ${line.hsn}`].filter(Boolean).join(" · ");
  const off = line.discountMinor > 0n ? `${labels.discount}: ${money(line.discountMinor)}` : "";
  return [
    { text: title, size: SMALL + 0.5 },
    ...[codes, off].flatMap((text) => (text === "" ? [] : [{ text, size: 7, color: GREY }])),
  ];
}

function sums(printing: Printing, top: number): number {
  const { sheet, paper, labels, money } = printing;
  const rows = sumRows(printing);
  const height = rows.length * 13 + 34;
  let y = top;
  if (y + height > BOTTOM) {
    sheet.newPage();
    y = PAGE.margin;
  }
  const x = WIDTH - 240;
  for (const [name, value] of rows) {
    sheet.text(name, { x, y, width: 130 }, { color: GREY });
    y += sheet.text(value, { x: x + 130, y, width: 110 }, { align: "end", direction: "ltr" });
  }
  y += 4;
  sheet.text(paper.kind === "invoice" ? labels.total : labels.credit, { x, y, width: 110 }, { size: 12, weight: 600 });
  y += sheet.text(
    `${paper.currency} ${money(paper.totalMinor)}`,
    { x: x + 110, y, width: 130 },
    {
      size: 12,
      weight: 600,
      align: "end",
      direction: "ltr",
    },
  );
  return y + 12;
}

function sumRows({ paper, labels, money }: Printing): (readonly [string, string])[] {
  const { split, regime } = paper;
  const net = regime === "gst" ? labels.taxable : labels.net;
  const taxName = regime === "eu_vat" ? labels.vat : labels.tax;
  if (paper.taxMinor === null || paper.netMinor === null) return [[taxName, labels.notKnown]];
  const rounding = paper.lines
    .filter(({ kind }) => kind === "rounding")
    .reduce((sum, line) => sum + (line.netMinor ?? 0n), 0n);
  const taxes: (readonly [string, string])[] = !split
    ? paper.taxes.length > 0
      ? paper.taxes.map((row) => [
          row.rate === null ? taxName : `${taxName} ${code(`${row.rate}%`)}`,
          money(row.taxMinor),
        ])
      : [[taxName, money(paper.taxMinor)]]
    : isWithinState(paper)
      ? [
          ["CGST", money(split.cgstMinor)],
          [stateTax(paper), money(split.sgstMinor)],
        ]
      : [["IGST", money(split.igstMinor)]];
  return [
    [net, money(paper.netMinor - rounding)],
    ...taxes,
    ...(rounding === 0n ? [] : [[labels.kinds.rounding, money(rounding)] as const]),
  ];
}

function closing(printing: Printing, top: number): void {
  const { sheet, paper, labels } = printing;
  const prices = paper.lines.some(({ unitPrice }) => unitPrice !== null);
  const texts = [
    ...rateLines(printing),
    ...(prices ? [paper.taxIncluded ? labels.pricesWithTax : labels.pricesWithoutTax] : []),
    ...paper.notes.map((note) => labels.notes[note]),
    ...(paper.footer === "" ? [] : [paper.footer]),
  ];
  let y = top;
  for (const text of texts) {
    const height = sheet.height(text, WIDTH, { size: SMALL }) + 3;
    if (y + height > BOTTOM) {
      sheet.newPage();
      y = PAGE.margin;
    }
    sheet.text(text, { x: 0, y, width: WIDTH }, { size: SMALL, color: GREY });
    y += height;
  }
  if (paper.regime !== "gst") return;
  if (y + 60 > BOTTOM) {
    sheet.newPage();
    y = PAGE.margin;
  }
  sheet.text(paper.seller.name, { x: WIDTH - 200, y: y + 12, width: 200 }, { size: SMALL, align: "end" });
  sheet.text(labels.signatory, { x: WIDTH - 200, y: y + 46, width: 200 }, { size: SMALL, align: "end", color: GREY });
}

/** What was taxed at which rate, where there are several. */
function rateLines({ paper, labels, money }: Printing): string[] {
  if (paper.taxes.length < 2) return [];
  const row = ({ rate, netMinor, taxMinor }: InvoiceDocument["taxes"][number]) =>
    code(`${rate === null ? "–" : `${rate}%`}: ${money(netMinor)} + ${money(taxMinor)}`);
  return [`${labels.taxSummary} (${paper.currency}): ${paper.taxes.map(row).join(" · ")}`];
}

function feet({ sheet, paper, labels }: Printing): void {
  sheet.onEachPage((page, of) => {
    const y = PAGE.height - PAGE.margin - 8;
    sheet.text(`${titleOf(paper)} ${paper.number}`, { x: 0, y, width: 300 }, { size: 7, color: GREY });
    sheet.text(labels.page(page, of), { x: WIDTH - 150, y, width: 150 }, { size: 7, color: GREY, align: "end" });
  });
}

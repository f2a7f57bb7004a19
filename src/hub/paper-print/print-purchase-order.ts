/** A purchase order as a PDF of A4 pages, to hand to its supplier. */
import type { InvoiceSettings } from "../invoices/settings.ts";
import type { PurchaseOrder, PurchaseOrderLine } from "../purchasing/read-orders.ts";
import type { Supplier } from "../purchasing/suppliers.ts";
import { addressLines, amountText, dayText } from "./amounts.ts";
import { code } from "./bidi-runs.ts";
import { purchaseLabels } from "./purchase-labels.ts";
import { BOTTOM, createSheet, PAGE, type Sheet, WIDTH } from "./sheet.ts";

const GREY = "#5b6472";
const BAND = "#eef1f5";
const SMALL = 8;

export interface PurchaseDocument {
  readonly order: PurchaseOrder;
  readonly supplier: Supplier;
  readonly buyer: Pick<InvoiceSettings, "legalName" | "address" | "language" | "taxId" | "gstin" | "email" | "phone">;
  /** In place of a legal name nobody has said. */
  readonly organization: string;
}

interface Printing extends PurchaseDocument {
  readonly sheet: Sheet;
  readonly labels: (typeof purchaseLabels)["en"];
}

/** Draws the order as it stands now. */
export function printPurchaseOrder(document: PurchaseDocument, madeAt: Date): Promise<Buffer> {
  const { language } = document.buyer;
  const labels = purchaseLabels[language];
  const sheet = createSheet({
    title: `${labels.title} ${document.order.number}`,
    author: buyerName(document),
    language,
    direction: language === "ar" ? "rtl" : "ltr",
    madeAt,
  });
  const printing: Printing = { ...document, sheet, labels };
  let y = head(printing);
  y = parties(printing, y);
  y = table(printing, y);
  closing(printing, y);
  sheet.onEachPage((page, of) => {
    const at = { y: PAGE.height - PAGE.margin - 8 };
    sheet.text(`${labels.title} ${code(document.order.number)}`, { ...at, x: 0, width: 300 }, { size: 7, color: GREY });
    sheet.text(labels.page(page, of), { ...at, x: WIDTH - 150, width: 150 }, { size: 7, color: GREY, align: "end" });
  });
  return sheet.end();
}

const buyerName = ({ buyer, organization }: PurchaseDocument) => buyer.legalName || organization;

function head(printing: Printing): number {
  const { sheet, order, supplier, buyer, labels } = printing;
  const top = PAGE.margin;
  sheet.text(buyerName(printing), { x: 0, y: top, width: 260 }, { size: 14, weight: 600 });
  const x = WIDTH - 230;
  let y = top + sheet.text(labels.title, { x, y: top, width: 230 }, { size: 18, weight: 600, align: "end" }) + 2;
  const day = (order.orderedAt ?? order.createdAt).toISOString().slice(0, 10);
  const rows: readonly (readonly [string, string])[] = [
    [labels.number, order.number],
    [labels.date, dayText(day, buyer.language)],
    ...(order.expectedOn === null ? [] : [[labels.expected, dayText(order.expectedOn, buyer.language)] as const]),
    ...(order.supplierReference === "" ? [] : [[labels.reference, order.supplierReference] as const]),
    ...(supplier.paymentTerms === "" ? [] : [[labels.terms, supplier.paymentTerms] as const]),
  ];
  for (const [name, value] of rows) {
    sheet.text(name, { x, y, width: 90 }, { color: GREY });
    y += sheet.text(value, { x: x + 90, y, width: 140 }, { weight: 600, align: "end" });
  }
  return Math.max(y, top + 64) + 14;
}

function parties({ sheet, order, supplier, buyer, organization, labels }: Printing, y: number): number {
  const contact = (...values: readonly (string | null)[]) => values.flatMap((value) => (value ? code(value) : []));
  const blocks = [
    {
      title: labels.supplier,
      lines: [
        supplier.name,
        supplier.contactName,
        ...supplier.address.split("\n"),
        ...contact(supplier.taxId, supplier.phone, supplier.email),
      ],
    },
    {
      title: labels.buyer,
      lines: [
        buyer.legalName || organization,
        ...addressLines(buyer.address, buyer.language),
        ...contact(buyer.gstin ?? buyer.taxId, buyer.phone, buyer.email),
      ],
    },
    { title: labels.deliverTo, lines: [order.locationName] },
  ];
  const width = (WIDTH - 32) / 3;
  const ends = blocks.map(({ title, lines }, index) => {
    const at = { x: index * (width + 16), width };
    let line = y + sheet.text(title, { ...at, y }, { color: GREY, size: SMALL });
    for (const [number, text] of lines.filter((each) => each.trim() !== "").entries())
      line += sheet.text(text, { ...at, y: line }, { weight: number === 0 ? 600 : 400 });
    return line;
  });
  return Math.max(...ends) + 14;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (line: PurchaseOrderLine) => string;
}

function table(printing: Printing, top: number): number {
  const { sheet, order, labels } = printing;
  const money = (minor: bigint | null) => (minor === null ? "–" : amountText(minor, order.currency));
  const figures: readonly Column[] = [
    { title: labels.quantity, width: 60, cell: ({ quantity }) => String(quantity) },
    { title: labels.unitCost, width: 85, cell: ({ unitCostMinor }) => money(unitCostMinor) },
    {
      title: labels.amount,
      width: 95,
      cell: ({ quantity, unitCostMinor }) => money(unitCostMinor === null ? null : unitCostMinor * BigInt(quantity)),
    },
  ];
  const itemWidth = WIDTH - figures.reduce((sum, { width }) => sum + width, 0);
  const headOf = (y: number) => {
    sheet.band(y, 18, BAND);
    sheet.text(labels.item, { x: 3, y: y + 4, width: itemWidth }, { size: SMALL, weight: 600 });
    let x = itemWidth;
    for (const { title, width } of figures) {
      sheet.text(title, { x, y: y + 4, width: width - 3 }, { size: SMALL, weight: 600, align: "end" });
      x += width;
    }
    return y + 18;
  };
  let y = headOf(top);
  for (const line of order.lines) {
    const item = [
      { text: line.title, style: { size: SMALL + 0.5 } },
      { text: `SKU ${code(line.sku)}`, style: { size: 7, color: GREY } },
      ...(line.note === "" ? [] : [{ text: line.note, style: { size: 7, color: GREY } }]),
    ];
    const height = item.reduce((sum, { text, style }) => sum + sheet.height(text, itemWidth - 10, style), 0) + 6;
    if (y + height > BOTTOM) {
      sheet.newPage();
      y = headOf(PAGE.margin);
    }
    let down = y + 3;
    for (const { text, style } of item) down += sheet.text(text, { x: 3, y: down, width: itemWidth - 10 }, style);
    let x = itemWidth;
    for (const { cell, width } of figures) {
      sheet.text(cell(line), { x, y: y + 3, width: width - 3 }, { size: SMALL, direction: "ltr", align: "end" });
      x += width;
    }
    y += height;
    sheet.rule(y, "#e3e6eb");
  }
  return y + 10;
}

function closing({ sheet, order, labels }: Printing, top: number): void {
  let y = top;
  const noteHeight = order.note === "" ? 0 : sheet.height(order.note, WIDTH) + 20;
  if (y + 30 + noteHeight > BOTTOM) {
    sheet.newPage();
    y = PAGE.margin;
  }
  if (order.totalMinor !== null) {
    const x = WIDTH - 240;
    sheet.text(labels.total, { x, y, width: 110 }, { size: 12, weight: 600 });
    y += sheet.text(
      `${order.currency} ${amountText(order.totalMinor, order.currency)}`,
      { x: x + 110, y, width: 130 },
      { size: 12, weight: 600, align: "end", direction: "ltr" },
    );
  }
  if (order.note !== "") {
    y += 14;
    y += sheet.text(labels.note, { x: 0, y, width: WIDTH }, { color: GREY, size: SMALL });
    sheet.text(order.note, { x: 0, y, width: WIDTH });
  }
}

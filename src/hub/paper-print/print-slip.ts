/** Packing slips of parcels as one PDF, on office paper or on that of label printers. */
import { code128 } from "../../commerce/code128.ts";
import type { Address, OrderOption } from "../../commerce/order.ts";
import type { DocumentLanguage } from "../invoices/document.ts";
import type { Logo } from "../invoices/settings.ts";
import { addressLines, dayText } from "./amounts.ts";
import { code } from "./bidi-runs.ts";
import { createSheet, PAGE, type Sheet } from "./sheet.ts";
import { slipLabels } from "./slip-labels.ts";

export const slipFormats = ["a4", "a6", "4x6"] as const;
export type SlipFormat = (typeof slipFormats)[number];

export interface SlipItem {
  readonly title: string;
  /** SKU and barcode. */
  readonly codes: readonly string[];
  readonly options: readonly OrderOption[];
  readonly units: number;
  /** Serial numbers of the units that were packed. */
  readonly serials: readonly string[];
  /** Of the units that were packed. */
  readonly lots: readonly { readonly lot: string; readonly expiresOn: string | null; readonly units: number }[];
}

export interface Slip {
  readonly number: string;
  /** YYYY-MM-DD, a day of the organization's time zone. */
  readonly orderedOn: string;
  readonly storeName: string | null;
  readonly to: Address | null;
  readonly returnTo: Address | null;
  readonly items: readonly SlipItem[];
  /** Of the whole order. */
  readonly options: readonly OrderOption[];
  readonly note: string | null;
  /** Where an order leaves in several. */
  readonly parcel: { readonly nth: number; readonly of: number } | null;
  readonly logoId: string | null;
}

export interface SlipStyle {
  readonly seller: string;
  readonly language: DocumentLanguage;
  readonly paper: SlipFormat;
  readonly logos: ReadonlyMap<string, Logo>;
  readonly madeAt: Date;
}

interface Size {
  readonly page: { readonly width: number; readonly height: number; readonly margin: number };
  readonly text: number;
  readonly heading: number;
  readonly logo: readonly [number, number];
  readonly barcode: { readonly width: number; readonly height: number };
}

const MM = 72 / 25.4;
const GREY = "#5b6472";
const BAND = "#eef1f5";
/** Free on both sides of a barcode, in widths of its thinnest bar: scanners need it. */
const QUIET = 10;
/** The narrowest a bar may be, in points: printers of 203 dots an inch draw it with two dots or more (ISO/IEC 15417). */
const THINNEST = 0.72;

const small = { text: 8, heading: 12, logo: [110, 38], barcode: { width: 126, height: 24 } } as const;
const SIZES: Readonly<Record<SlipFormat, Size>> = {
  a4: { page: PAGE, text: 10, heading: 17, logo: [170, 60], barcode: { width: 200, height: 34 } },
  a6: { page: { width: 105 * MM, height: 148 * MM, margin: 14 }, ...small },
  "4x6": { page: { width: 4 * 72, height: 6 * 72, margin: 14 }, ...small },
};

interface Printing extends SlipStyle {
  readonly sheet: Sheet;
  readonly size: Size;
  /** What may be written on, and where it ends. */
  readonly width: number;
  readonly bottom: number;
  readonly labels: (typeof slipLabels)["en"];
  newPage(): void;
}

interface Drawing extends Printing {
  readonly slip: Slip;
}

export interface PrintedSlips {
  readonly pdf: Buffer;
  /** Of each slip, from 0. */
  readonly pages: readonly (readonly number[])[];
}

/** Draws slips one behind the other, each from a page of its own and over as many as its items need. */
export async function printSlips(slips: readonly Slip[], style: SlipStyle): Promise<PrintedSlips> {
  const labels = slipLabels[style.language];
  const size = SIZES[style.paper];
  const { width, height, margin } = size.page;
  const sheet = createSheet({
    title: labels.title,
    author: style.seller,
    language: style.language,
    direction: style.language === "ar" ? "rtl" : "ltr",
    madeAt: style.madeAt,
    page: size.page,
  });
  let page = 0;
  const newPage = () => {
    sheet.newPage();
    page += 1;
  };
  const bottom = height - margin - size.text * 1.6;
  const printing: Printing = { ...style, sheet, size, width: width - 2 * margin, bottom, labels, newPage };
  const pages = slips.map((slip, n) => {
    if (n > 0) newPage();
    const first = page;
    drawSlip({ ...printing, slip });
    return Array.from({ length: page - first + 1 }, (_, nth) => first + nth);
  });
  feet(printing, slips, pages);
  return { pdf: await sheet.end(), pages };
}

function drawSlip(drawing: Drawing): void {
  let y = head(drawing);
  y = receiver(drawing, y);
  y = table(drawing, y);
  closing(drawing, y);
}

function head(drawing: Drawing): number {
  const { sheet, size, slip, width, language } = drawing;
  const top = size.page.margin;
  const left = width - size.barcode.width - size.text;
  let y = top;
  const logo = slip.logoId === null ? undefined : drawing.logos.get(slip.logoId);
  if (logo) {
    sheet.image(logo.bytes, { x: 0, y }, size.logo);
    y += size.logo[1] + 4;
  } else
    y += sheet.text(drawing.seller, { x: 0, y, width: left }, { size: size.heading - 2, weight: 600 }) + size.text / 4;
  const facts = [slip.storeName, dayText(slip.orderedOn, language)].filter((fact) => fact !== null);
  for (const fact of facts) y += sheet.text(fact, { x: 0, y, width: left }, { size: size.text - 1, color: GREY });
  const ends = [y, numbered(drawing, { x: width - size.barcode.width, y: top }), returnAddress(drawing, y + 2)];
  return Math.max(...ends) + size.text;
}

/** The order's number, to read and to scan. */
function numbered({ sheet, size, slip, labels }: Drawing, at: { readonly x: number; readonly y: number }): number {
  const { width, height } = size.barcode;
  const box = { ...at, width };
  let y = at.y + sheet.text(code(slip.number), box, { size: size.heading, weight: 600, align: "end" });
  const widths = code128(slip.number);
  const modules = (widths ?? []).reduce((sum, each) => sum + each, 2 * QUIET);
  if (widths !== null && width / modules >= THINNEST) {
    const bars = widths.flatMap((wide, n) => Array<boolean>(wide).fill(n % 2 === 0));
    const row = [...Array<boolean>(QUIET).fill(false), ...bars];
    sheet.cells([row], { ...box, y: y + 2, columns: modules, height });
    y += height + 4;
  }
  if (slip.parcel === null) return y;
  const parcel = labels.parcel(slip.parcel.nth, slip.parcel.of);
  return y + sheet.text(parcel, { ...box, y: y + 2 }, { size: size.text, weight: 600, align: "end" }) + 2;
}

function returnAddress({ sheet, size, slip, width, labels, language }: Drawing, y: number): number {
  const { returnTo } = slip;
  const lines = addressLines(returnTo, language);
  if (lines.length === 0) return y;
  const name = returnTo?.name ?? returnTo?.company;
  const text = `${labels.returnTo}: ${[...(name ? [name] : []), ...lines].join(", ")}`;
  const style = { size: size.text - 2, color: GREY };
  return y + sheet.text(text, { x: 0, y, width: width - size.barcode.width - size.text }, style);
}

function receiver({ sheet, size, slip, width, labels, language }: Drawing, top: number): number {
  const { to } = slip;
  if (to === null) return top;
  sheet.rule(top);
  let y = top + size.text / 2;
  y += sheet.text(labels.to, { x: 0, y, width }, { size: size.text - 1, color: GREY });
  const names = [to.name, to.company].filter((each) => each !== undefined && each !== "");
  const lines = [...names, ...addressLines(to, language), ...(to.phone ? [code(to.phone)] : [])];
  for (const [n, line] of lines.entries())
    y += sheet.text(line ?? "", { x: 0, y, width }, { size: size.text + 1, weight: n === 0 ? 600 : 400 });
  return y + size.text;
}

/** Space for the units, at the end of each row. */
const UNITS = 44;

function table(drawing: Drawing, top: number): number {
  const { sheet, size, slip, width, bottom } = drawing;
  let y = tableHead(drawing, top);
  for (const item of slip.items) {
    const lines = linesOf(item, drawing);
    const itemWidth = width - UNITS - 6;
    const height = lines.reduce((sum, { text, style }) => sum + sheet.height(text, itemWidth, style), 0) + 6;
    if (y + height > bottom) {
      drawing.newPage();
      y = tableHead(drawing, size.page.margin);
    }
    let down = y + 3;
    for (const { text, style } of lines) down += sheet.text(text, { x: 3, y: down, width: itemWidth }, style);
    const units = { x: width - UNITS, y: y + 3, width: UNITS - 3 };
    sheet.text(String(item.units), units, { size: size.text + 2, weight: 600, align: "end", direction: "ltr" });
    y += height;
    sheet.rule(y, "#e3e6eb");
  }
  return y + size.text;
}

function tableHead({ sheet, size, width, labels }: Drawing, y: number): number {
  const style = { size: size.text - 1, weight: 600 } as const;
  const height = style.size * 1.35 + 6;
  sheet.band(y, height, BAND);
  sheet.text(labels.item, { x: 3, y: y + 3, width: width - UNITS }, style);
  sheet.text(labels.units, { x: width - UNITS, y: y + 3, width: UNITS - 3 }, { ...style, align: "end" });
  return y + height;
}

function linesOf({ title, codes, options, serials, lots }: SlipItem, { size: { text }, labels }: Drawing) {
  const grey = { size: text - 1.5, color: GREY };
  return [
    { text: title, style: { size: text } },
    ...(codes.length > 0 ? [{ text: code(codes.join(" · ")), style: grey }] : []),
    ...(serials.length > 0 ? [{ text: `${labels.serials}: ${code(serials.join(", "))}`, style: grey }] : []),
    ...lots.map(({ lot, expiresOn, units }) => ({
      text: `${labels.lot}: ${code([lot, expiresOn].filter((part) => part !== null).join(" · "))} × ${units}`,
      style: grey,
    })),
    ...options.map((option) => ({ text: `${option.label}: ${option.value}`, style: { size: text - 1 } })),
  ];
}

/** What the buyer chose for the whole order, and the note. */
function closing(drawing: Drawing, top: number): void {
  const { sheet, size, slip, width, bottom, labels } = drawing;
  const texts = [
    ...slip.options.map(({ label, value }) => `${label}: ${value}`),
    ...(slip.note ? [`${labels.note}: ${slip.note}`] : []),
  ];
  let y = top;
  for (const text of texts) {
    const height = sheet.height(text, width, { size: size.text });
    if (y + height > bottom) {
      drawing.newPage();
      y = size.page.margin;
    }
    y += sheet.text(text, { x: 0, y, width }, { size: size.text }) + 3;
  }
}

/** Slips of one page need no numbers of pages. */
function feet(
  { sheet, size, width, labels }: Printing,
  slips: readonly Slip[],
  pages: readonly (readonly number[])[],
): void {
  sheet.onEachPage((page) => {
    const n = pages.findIndex((some) => some.includes(page - 1));
    const [slip, own = []] = [slips[n], pages[n]];
    if (!slip || own.length === 1) return;
    const text = `${code(slip.number)} · ${labels.page(own.indexOf(page - 1) + 1, own.length)}`;
    const y = size.page.height - size.page.margin - size.text;
    sheet.text(text, { x: 0, y, width }, { size: size.text - 2, color: GREY, align: "end" });
  });
}

/** Labels of couriers in one PDF, in the order they are packed in, on the paper the seller prints on. */
import {
  degrees,
  PDFDocument,
  type PDFEmbeddedPage,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
} from "@cantoo/pdf-lib";
import type { LabelFormat } from "./label-formats.ts";

export interface LabelFile {
  /** What the label is known by where it cannot be read: a shipment's id or number. */
  readonly name: string;
  readonly pdf: Uint8Array;
  /** Which of its pages, from 0; absent: all. Files of the same bytes share what their pages share. */
  readonly pages?: readonly number[] | undefined;
}

export interface LabelSheets {
  readonly pdf: Uint8Array;
  /** Sheets of paper. */
  readonly pages: number;
  /** Labels printed: a file may hold several, one a parcel. */
  readonly labels: number;
  /** Files that are no readable PDF; the others are printed all the same. */
  readonly unreadable: readonly string[];
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

const MM = 72 / 25.4;
/** In points. A6 and 4x6 are paper of label printers: one label a page. */
const SHEETS: Readonly<Record<LabelFormat, Sheet>> = {
  a4_4: { width: 210 * MM, height: 297 * MM, columns: 2, rows: 2 },
  a4: { width: 210 * MM, height: 297 * MM, columns: 1, rows: 1 },
  a6: { width: 105 * MM, height: 148 * MM, columns: 1, rows: 1 },
  "4x6": { width: 4 * 72, height: 6 * 72, columns: 1, rows: 1 },
};
/** Kept free around a label, for printers that do not reach the edge; labels of the paper's own size are printed as they are. */
const MARGIN = 3 * MM;
/** A label this little larger than its place counts as the place's own size. */
const SLACK = 1.01;

/** Throws an error when no file can be read. */
export async function mergeLabels(files: readonly LabelFile[], document: LabelFormat): Promise<LabelSheets> {
  const merged = await PDFDocument.create();
  const sheet = SHEETS[document];
  const decimals = sheet.columns * sheet.rows;
  const unreadable: string[] = [];
  let page: PDFPage | undefined;
  let labels = 0;
  const read = new Map<Uint8Array, readonly Source[] | undefined>();
  for (const { name, pdf, pages } of files) {
    const all = read.has(pdf) ? read.get(pdf) : await sourcesOf(merged, pdf);
    read.set(pdf, all);
    if (!all) {
      unreadable.push(name);
      continue;
    }
    for (const source of pages?.flatMap((n) => all[n] ?? []) ?? all) {
      if (labels % decimals === 0) page = merged.addPage([sheet.width, sheet.height]);
      if (page) place(page, source, slotOf(sheet, labels % decimals));
      labels++;
    }
  }
  if (labels === 0) throw new LabelsUnreadable();
  return { pdf: await merged.save(), pages: merged.getPageCount(), labels, unreadable };
}

export class LabelsUnreadable extends Error {
  override name = "LabelsUnreadable";
  constructor() {
    super("None of the labels is a PDF that can be read.");
  }
}

/** A page that is to be printed, within the document it is printed in. */
interface Source {
  readonly embedded: PDFEmbeddedPage;
  readonly size: Parameters<typeof placementOf>[0];
}

async function sourcesOf(merged: PDFDocument, bytes: Uint8Array): Promise<Source[] | undefined> {
  const pages = await pagesOf(bytes);
  if (!pages) return undefined;
  const boxes = pages.map((page) => page.getCropBox());
  // All at once: fonts and images of several pages are copied once.
  const embedded = await merged.embedPages(
    pages,
    boxes.map(({ x, y, width, height }) => ({ left: x, bottom: y, right: x + width, top: y + height })),
  );
  return embedded.map((one, n) => {
    const { width = 0, height = 0 } = boxes[n] ?? {};
    return { embedded: one, size: { width, height, rotate: pages[n]?.getRotation().angle ?? 0 } };
  });
}

async function pagesOf(bytes: Uint8Array): Promise<PDFPage[] | undefined> {
  try {
    const document = await PDFDocument.load(bytes, { throwOnInvalidObject: true });
    const pages = document.getPages();
    // A page without content has nothing to print, and cannot be embedded.
    const printed = pages.filter((page) => page.node.Contents() !== undefined);
    return printed.length === 0 ? undefined : printed;
  } catch {
    // Cut short, encrypted or no PDF at all: the library has an error of its own for each.
    return undefined;
  }
}

interface Slot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Places go as one reads: left to right, then down. */
function slotOf({ width, height, columns, rows }: Sheet, index: number): Slot {
  const slot = { width: width / columns, height: height / rows };
  return { ...slot, x: (index % columns) * slot.width, y: height - (Math.floor(index / columns) + 1) * slot.height };
}

/** Where a page's lower left corner comes to lie, how large it is printed and how far it is turned against the clock. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly turn: 0 | 90 | 180 | 270;
}

/**
 * A label is made smaller where it has to be, never larger (a barcode printed larger than made may leave its label), and
 * lies across when it fits better so. `rotate` is the page's own turning, clockwise.
 */
export function placementOf(
  source: { readonly width: number; readonly height: number; readonly rotate: number },
  slot: Slot,
): Placement {
  const own = (((-source.rotate % 360) + 360) % 360) as Placement["turn"];
  const upright = scaleInto(sizeTurned(source, own), slot);
  const acrossTurn = ((own + 90) % 360) as Placement["turn"];
  const across = scaleInto(sizeTurned(source, acrossTurn), slot);
  const rotation = across > upright * SLACK ? acrossTurn : own;
  const scale = rotation === own ? upright : across;
  const size = sizeTurned(source, rotation);
  const left = slot.x + (slot.width - size.width * scale) / 2;
  const bottom = slot.y + (slot.height - size.height * scale) / 2;
  // Drawing turns about the lower left corner: it has to stand where that corner goes.
  return {
    scale,
    turn: rotation,
    x: rotation === 90 || rotation === 180 ? left + size.width * scale : left,
    y: rotation === 180 || rotation === 270 ? bottom + size.height * scale : bottom,
  };
}

function sizeTurned({ width, height }: { readonly width: number; readonly height: number }, rotation: number) {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

function scaleInto(size: { readonly width: number; readonly height: number }, slot: Slot): number {
  const whole = Math.min(slot.width / size.width, slot.height / size.height);
  if (whole * SLACK >= 1 && whole < 1.1) return Math.min(1, whole);
  return Math.min(1, (slot.width - 2 * MARGIN) / size.width, (slot.height - 2 * MARGIN) / size.height);
}

function place(page: PDFPage, { embedded, size }: Source, slot: Slot): void {
  const { x, y, scale, turn } = placementOf(size, slot);
  page.pushOperators(pushGraphicsState());
  page.drawPage(embedded, { x, y, xScale: scale, yScale: scale, rotate: degrees(turn) });
  page.pushOperators(popGraphicsState());
}

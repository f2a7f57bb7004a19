/** Labels as couriers gave them, PDF or picture, on the paper the seller prints on. */

import { PDFDocument, StandardFonts } from "@cantoo/pdf-lib";
import type { LabelFormat } from "../label-sheets/label-formats.ts";
import { type LabelFile, LabelsUnreadable, mergeLabels } from "../label-sheets/label-sheets.ts";
import { refusal } from "../refusals.ts";
import { decodePng, encodePng } from "./png.ts";

export interface GivenLabel {
  /** What it is known by where it is missing; of plain letters, digits and dashes, others are not drawn. */
  readonly reference: string;
  /** Others than PDF and PNG cannot be printed; nor can nothing. */
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
  /** Of a PDF: which of its pages, from 0; absent: all. */
  readonly pages?: readonly number[];
}

const FOUR_BY_SIX = [4 * 72, 6 * 72] as const;

/**
 * The labels in the order given. Where one cannot be printed (not there yet, of a label printer's own language,
 * unreadable) a page in its place says so: a packer who counts labels finds none missing. Throws HubError
 * SHIPMENT_LABEL_NONE where not one can.
 */
export async function printLabels(given: readonly GivenLabel[], document: LabelFormat): Promise<Uint8Array> {
  const labels: LabelFile[] = [];
  for (const label of given) labels.push({ name: label.reference, pdf: await pdfOf(label), pages: label.pages });
  try {
    const first = await mergeLabels(labels, document);
    if (first.unreadable.length === 0) return first.pdf;
    const unreadable = new Set(first.unreadable);
    const whole: LabelFile[] = [];
    for (const label of labels)
      whole.push(unreadable.has(label.name) ? { ...label, pdf: await insteadOf(label.name) } : label);
    return (await mergeLabels(whole, document)).pdf;
  } catch (error) {
    if (!(error instanceof LabelsUnreadable)) throw error;
    throw refusal("SHIPMENT_LABEL_NONE");
  }
}

/** Nothing is no PDF: it is found unreadable with whatever else is. */
async function pdfOf({ contentType, bytes }: GivenLabel): Promise<Uint8Array> {
  if (contentType === "application/pdf") return bytes;
  return contentType === "image/png" ? pictured(bytes) : new Uint8Array();
}

/** Labels as pictures are as large as the paper they were made for. */
async function pictured(bytes: Uint8Array): Promise<Uint8Array> {
  const pixels = decodePng(Buffer.from(bytes));
  if (pixels === null) return new Uint8Array();
  const made = await PDFDocument.create();
  const picture = await made.embedPng(encodePng(pixels));
  const [width, height] = FOUR_BY_SIX;
  const page = made.addPage([width, height]);
  const scale = Math.min(width / picture.width, height / picture.height);
  const size = { width: picture.width * scale, height: picture.height * scale };
  page.drawImage(picture, { x: (width - size.width) / 2, y: (height - size.height) / 2, ...size });
  return made.save();
}

/** Printed where a label is missing. */
async function insteadOf(reference: string): Promise<Uint8Array> {
  const made = await PDFDocument.create();
  const font = await made.embedFont(StandardFonts.HelveticaBold);
  const page = made.addPage([...FOUR_BY_SIX]);
  page.drawRectangle({ x: 24, y: 24, width: 240, height: 384, borderWidth: 2 });
  page.drawText("NO LABEL", { x: 48, y: 300, size: 36, font });
  // Its letters are those of a font every reader has.
  page.drawText(reference.replaceAll(/[^ -~]+/g, "?"), { x: 48, y: 260, size: 13, font });
  return made.save();
}

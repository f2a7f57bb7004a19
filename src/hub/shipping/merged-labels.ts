/** Labels of many shipments as one PDF, in the order they are packed in. */
import { buffer } from "node:stream/consumers";
import { PDFDocument, StandardFonts } from "@cantoo/pdf-lib";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { Files } from "../files/files.ts";
import { type LabelFile, type LabelPaper, LabelsUnreadable, mergeLabels } from "../label-sheets/label-sheets.ts";

interface Wanted {
  readonly reference: string;
  readonly contentType: string | null;
  readonly fileId: string | null;
}

const FOUR_BY_SIX = [4 * 72, 6 * 72] as const;

/**
 * The labels of shipments, in the order asked for. Where one cannot be printed (not there yet, of a label printer's own
 * language, unreadable) a page in its place says so: a packer who counts labels finds none missing. Throws HubError
 * SHIPMENT_LABEL_NONE where not one can.
 */
export async function mergedLabels(
  { db, files }: { readonly db: Database; readonly files: Files },
  organization: OrganizationId,
  input: { readonly shipmentIds: readonly string[]; readonly paper: LabelPaper },
): Promise<Buffer> {
  const wanted = await db.tenant(organization, (tx) => wantedLabels(tx, input.shipmentIds));
  const labels: LabelFile[] = [];
  for (const label of wanted) labels.push({ name: label.reference, pdf: await pdfOf(label, { files, organization }) });
  try {
    const first = await mergeLabels(labels, input.paper);
    if (first.unreadable.length === 0) return Buffer.from(first.pdf);
    const unreadable = new Set(first.unreadable);
    const whole: LabelFile[] = [];
    for (const label of labels)
      whole.push(unreadable.has(label.name) ? { ...label, pdf: await insteadOf(label.name) } : label);
    return Buffer.from((await mergeLabels(whole, input.paper)).pdf);
  } catch (error) {
    if (!(error instanceof LabelsUnreadable)) throw error;
    throw new HubError("SHIPMENT_LABEL_NONE", "not_found", "There is no label of this shipment.");
  }
}

/** One row a label; a shipment without any has a row without a file. */
function wantedLabels(tx: Tx, ids: readonly string[]): Promise<Wanted[]> {
  return tx.rows<Wanted>(
    `select coalesce(p.reference, s.reference) as reference, d.content_type as "contentType", d.file_id as "fileId"
     from unnest($1::uuid[]) with ordinality as w(id, place)
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.id = w.id
     left join argosy.shipment_document d on d.organization_id = argosy.tenant() and d.shipment_id = s.id
       and d.kind = 'label'
     left join argosy.parcel p on p.organization_id = argosy.tenant() and p.id = d.parcel_id
     order by w.place, p.position nulls first, d.id`,
    [ids],
  );
}

/** Nothing is no PDF: it is found unreadable with whatever else is. */
async function pdfOf(
  { contentType, fileId }: Wanted,
  { files, organization }: { readonly files: Files; readonly organization: OrganizationId },
): Promise<Uint8Array> {
  if (fileId === null || (contentType !== "application/pdf" && contentType !== "image/png")) return new Uint8Array();
  const bytes = await buffer(files.read(organization, fileId));
  return contentType === "image/png" ? pictured(bytes) : bytes;
}

/** Labels as pictures are as large as the paper they were made for. */
async function pictured(bytes: Uint8Array): Promise<Uint8Array> {
  const made = await PDFDocument.create();
  const picture = await made.embedPng(bytes);
  const [width, height] = FOUR_BY_SIX;
  const page = made.addPage([width, height]);
  const scale = Math.min(width / picture.width, height / picture.height);
  const size = { width: picture.width * scale, height: picture.height * scale };
  page.drawImage(picture, { x: (width - size.width) / 2, y: (height - size.height) / 2, ...size });
  return made.save();
}

/** Printed where a label is missing; references are plain letters, digits and dashes. */
async function insteadOf(reference: string): Promise<Uint8Array> {
  const made = await PDFDocument.create();
  const font = await made.embedFont(StandardFonts.HelveticaBold);
  const page = made.addPage([...FOUR_BY_SIX]);
  page.drawRectangle({ x: 24, y: 24, width: 240, height: 384, borderWidth: 2 });
  page.drawText("NO LABEL", { x: 48, y: 300, size: 36, font });
  page.drawText(reference, { x: 48, y: 260, size: 13, font });
  return made.save();
}

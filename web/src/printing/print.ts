/** Labels and packing slips on this device's label printer: raw where the courier gives ZPL, else drawn in the browser. */
import { body, hub, problemOf } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { languageShown } from "../i18n/language.ts";
import type { LabelsOf } from "./label-selection.ts";
import { pdfDots, pictureDots, Unreadable } from "./pages.ts";
import { dotsOf, type LabelPrinter } from "./printers.ts";
import { type SendEnd, type SendTrouble, sendLabels } from "./send.ts";
import { isZpl, pictureZpl } from "./zpl.ts";

export type Printing =
  /** `missing`: of these there is no label yet. */
  | { readonly state: "printed"; readonly count: number; readonly missing: readonly string[] }
  | {
      readonly state: "failed";
      readonly why: SendTrouble | "unreadable" | "none";
      readonly count: number;
      /** Part of the next one may be on paper. */
      readonly isBegun: boolean;
    };

interface Label {
  readonly shipmentId: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const encoded = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function bytesAt(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(path, { headers: { "accept-language": languageShown() } });
  if (!answer.ok) throw await problemOf(answer);
  return new Uint8Array(await answer.arrayBuffer());
}

/** What the printer is sent of a file. Throws Unreadable. */
async function zplOf(contentType: string, bytes: Uint8Array<ArrayBuffer>, printer: LabelPrinter) {
  if (contentType === "text/plain") {
    if (!isZpl(new TextDecoder("latin1").decode(bytes))) throw new Unreadable("The label is of another language.");
    return [bytes];
  }
  const format = dotsOf(printer);
  const dots = contentType === "image/png" ? [await pictureDots(bytes, format)] : await pdfDots(bytes, format);
  return dots.map((page) => encoded(pictureZpl(page)));
}

async function filesOf(of: LabelsOf) {
  const query =
    "orderIds" in of
      ? { orderIds: of.orderIds.join(","), ...(of.packed === true && { packed: "true" as const }) }
      : { ids: of.shipmentIds.join(",") };
  const { items } = await body(hub.GET("/api/shipments/label-files", { params: { query } }));
  return items;
}

/**
 * Prints the labels and has the hub note it, each shipment once its last label is out: what did not reach the printer is
 * not noted. Throws Problem where the hub does not give them, or does not take the note.
 */
export async function printLabels(of: LabelsOf, printer: LabelPrinter): Promise<Printing> {
  const files = await filesOf(of);
  const missing = files.filter(({ contentType }) => contentType === null).map(({ reference }) => reference);
  const labels: Label[] = [];
  try {
    for (const { shipmentId, parcelId, contentType } of files) {
      if (contentType === null) continue;
      const parcel = parcelId === null ? "" : `?parcelId=${parcelId}`;
      const bytes = await bytesAt(`/api/shipments/${shipmentId}/label${parcel}`);
      for (const zpl of await zplOf(contentType, bytes, printer)) labels.push({ shipmentId, bytes: zpl });
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { state: "failed", why: "unreadable", count: 0, isBegun: false };
  }
  if (labels.length === 0) return { state: "failed", why: "none", count: 0, isBegun: false };
  const end = await sendLabels(
    printer,
    labels.map(({ bytes }) => bytes),
  );
  const unprinted = new Set(labels.slice(end.done).map(({ shipmentId }) => shipmentId));
  await notePrinted(
    [...new Set(labels.map(({ shipmentId }) => shipmentId))].filter((id) => !unprinted.has(id)),
    of,
  );
  return ended(end, missing);
}

const ended = ({ done: count, why, isBegun }: SendEnd, missing: readonly string[]): Printing =>
  why === null ? { state: "printed", count, missing } : { state: "failed", why, count, isBegun };

async function notePrinted(shipmentIds: string[], of: LabelsOf): Promise<void> {
  if (shipmentIds.length === 0) return;
  const packed = "orderIds" in of && of.packed === true && { packed: true };
  await body(hub.POST("/api/shipments/printed", { body: { shipmentIds, ...packed } }));
  for (const name of ["orders", "shipments"]) void queryClient.invalidateQueries({ queryKey: [name] });
}

/** An order's packing slips, on the paper in the printer. Throws Problem where the hub does not give them. */
export async function printSlips(orderId: string, printer: LabelPrinter): Promise<Printing> {
  const bytes = await bytesAt(`/api/shipments/papers?orderIds=${orderId}&include=slip&paper=4x6`);
  const slips = (await pdfDots(bytes, dotsOf(printer))).map((page) => encoded(pictureZpl(page)));
  return ended(await sendLabels(printer, slips), []);
}

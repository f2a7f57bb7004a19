/** All that goes on and into parcels as one PDF, in the order they are packed in: label, packing slip, invoice. */
import { type GivenLabel, printLabels } from "./print-labels.ts";
import { printSlips, type Slip, type SlipStyle } from "./print-slip.ts";

export interface ParcelPrint {
  readonly labels: readonly GivenLabel[];
  readonly slip: Slip | null;
  /** As it was printed first. */
  readonly invoice: Uint8Array | null;
}

export interface ParcelsJob extends SlipStyle {
  readonly parcels: readonly ParcelPrint[];
}

/**
 * Every page has the size of the paper: an invoice is made smaller on that of a label printer. Throws HubError
 * SHIPMENT_LABEL_NONE where not one page can be printed.
 */
export async function printParcels({ parcels, ...style }: ParcelsJob): Promise<Uint8Array> {
  const pdf = (reference: string, bytes: Uint8Array, pages?: readonly number[]): GivenLabel => ({
    ...{ reference, bytes, contentType: "application/pdf" },
    ...(pages && { pages }),
  });
  const slips = parcels.flatMap(({ slip }) => slip ?? []);
  const printed = slips.length === 0 ? undefined : await printSlips(slips, style);
  const given: GivenLabel[] = [];
  for (const { labels, slip, invoice } of parcels) {
    given.push(...labels);
    if (slip && printed) given.push(pdf("slip", printed.pdf, printed.pages[slips.indexOf(slip)]));
    if (invoice) given.push(pdf("invoice", invoice));
  }
  return printLabels(given, style.paper);
}

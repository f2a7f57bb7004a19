/** All that is drawn of what strangers wrote, as jobs: a hub that serves others has them done in processes behind a fence. */
import { PDFDocument } from "@cantoo/pdf-lib";
import type { OrganizationId } from "../../commerce/ids.ts";
import { HubError } from "../errors.ts";
import type { InvoiceDocument } from "../invoices/document.ts";
import type { Logo } from "../invoices/settings.ts";
import type { LabelFormat } from "../label-sheets/label-formats.ts";
import { logoFile } from "./logo-file.ts";
import { printDocument } from "./print-document.ts";
import { type GiftCardDocument, printGiftCard } from "./print-gift-card.ts";
import { type GivenLabel, printLabels } from "./print-labels.ts";
import { type ParcelsJob, printParcels } from "./print-parcels.ts";
import { type PurchaseDocument, printPurchaseOrder } from "./print-purchase-order.ts";
import { printRoll, type Roll } from "./print-roll.ts";
import { rollBytes } from "./roll-bytes.ts";

export type DrawingJob =
  /** A logo as it came, as one papers can be drawn with. */
  | { readonly kind: "logo"; readonly bytes: Uint8Array }
  | { readonly kind: "paper"; readonly paper: InvoiceDocument; readonly logo: Logo | undefined; readonly madeAt: Date }
  | { readonly kind: "roll"; readonly roll: Roll; readonly madeAt: Date }
  /** As bytes for a receipt printer. */
  | { readonly kind: "escpos"; readonly roll: Roll }
  | { readonly kind: "purchase"; readonly paper: PurchaseDocument; readonly madeAt: Date }
  | { readonly kind: "gift card"; readonly paper: GiftCardDocument; readonly madeAt: Date }
  | { readonly kind: "labels"; readonly labels: readonly GivenLabel[]; readonly paper: LabelFormat }
  | ({ readonly kind: "parcels" } & ParcelsJob)
  /** PDFs of ours one behind the other. */
  | { readonly kind: "joined"; readonly pdfs: readonly Uint8Array[] };

export interface Drawer {
  /**
   * Throws HubError INVOICE_LOGO of a logo nobody can draw, SHIPMENT_LABEL_NONE where not one label can be printed,
   * PAPER_TOO_LARGE of what takes too long or too much memory, PAPERS_BUSY.
   */
  draw(organization: OrganizationId, job: DrawingJob): Promise<Buffer>;
}

/** Draws in this very process: for the process behind the fence, and for tests. */
export async function drawHere(job: DrawingJob): Promise<Buffer> {
  if (job.kind === "logo") return drawnLogo(job.bytes);
  if (job.kind === "escpos") return rollBytes(withSafeLogo(job.roll));
  return Buffer.from(await pdfOf(job));
}

function pdfOf(job: Exclude<DrawingJob, { readonly kind: "logo" | "escpos" }>): Promise<Uint8Array> {
  switch (job.kind) {
    case "paper":
      return printDocument(job.paper, safe(job.logo), job.madeAt);
    case "roll":
      return printRoll(withSafeLogo(job.roll), job.madeAt);
    case "purchase":
      return printPurchaseOrder(job.paper, job.madeAt);
    case "gift card":
      return printGiftCard(job.paper, job.madeAt);
    case "labels":
      return printLabels(job.labels, job.paper);
    case "parcels":
      return printParcels({ ...job, logos: safeLogos(job.logos) });
    case "joined":
      return joined(job.pdfs);
  }
}

async function drawnLogo(bytes: Uint8Array): Promise<Buffer> {
  const logo = logoFile(Buffer.from(bytes));
  if (logo === null)
    throw new HubError(
      "INVOICE_LOGO",
      "validation",
      "A logo is an undamaged PNG or JPEG image of at most 500 KB and 8 million pixels (JPEG 25 million).",
      "logo",
    );
  // Kept only if a paper could be drawn with it.
  const trial = { title: "", author: "", language: "en", blocks: [{ kind: "logo" }], logo } as const;
  await printRoll(trial, new Date(0));
  return logo.bytes;
}

/** Logos kept before they were redrawn on upload may be anything; a paper with a damaged one goes without. */
function safe(logo: Logo | undefined): Logo | undefined {
  return logo && (logoFile(Buffer.from(logo.bytes)) ?? undefined);
}

const withSafeLogo = (roll: Roll): Roll => ({ ...roll, logo: safe(roll.logo) });

const safeLogos = (logos: ReadonlyMap<string, Logo>) =>
  new Map(
    [...logos].flatMap(([id, given]) => {
      const logo = safe(given);
      return logo ? [[id, logo] as const] : [];
    }),
  );

async function joined(pdfs: readonly Uint8Array[]): Promise<Uint8Array> {
  const all = await PDFDocument.create();
  for (const pdf of pdfs) {
    const one = await PDFDocument.load(pdf);
    for (const page of await all.copyPages(one, one.getPageIndices())) all.addPage(page);
  }
  return all.save();
}

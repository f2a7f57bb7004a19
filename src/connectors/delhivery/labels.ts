/** Labels, one parcel a call. The link is signed and dies within a day: the bytes are fetched at once (sheet section 5.8). */
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Labels, LabelsResult, OpenShipment } from "../kit/contract/couriers.ts";
import { pdfAt } from "../kit/http/pdf.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { slipSchema } from "./schemas.ts";
import { english } from "./words.ts";

const LABEL_TIMEOUT_MS = 90_000;
const ASK_AGAIN_MS = 60_000;

export const labels: Labels = {
  formats: [
    { value: "4R", label: english("option.4R") },
    { value: "A4", label: english("option.A4") },
  ],
  get,
};

const pending: LabelsResult = { state: "pending", pollAfterMs: ASK_AGAIN_MS };

async function get({ shipment }: OpenShipment, format: string | undefined, ctx: Context): Promise<LabelsResult> {
  const documents: ShippingDocument[] = [];
  for (const { trackingNumber, reference } of shipment.parcels) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: "api/p/packing_slip",
      query: [
        ["wbns", trackingNumber],
        ["pdf", "true"],
        ["pdf_size", format === "A4" ? "A4" : "4R"],
      ],
      operation: "labels.link",
      timeoutMs: LABEL_TIMEOUT_MS,
    });
    const { packages } = parseResponse(slipSchema, body, { ctx, what: "Delhivery label" });
    const link = packages.find(({ wbn }) => wbn === trackingNumber)?.pdf_download_link;
    if (link === undefined) return pending;
    const bytes = await pdfAt(link, "labels.get", ctx);
    if (bytes === null) return pending;
    documents.push({ kind: "label", parcelReference: reference, contentType: "application/pdf", bytes });
  }
  return { state: "ready", documents };
}

/** The label's bytes: its link is signed, and dies. */
import { buffer } from "node:stream/consumers";
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { Labels } from "../kit/contract/couriers.ts";
import { LABEL_FORMATS } from "./meta.ts";
import { get } from "./shipments.ts";

const MOST_BYTES = 10 * 1024 * 1024;

export const labels: Labels = {
  formats: LABEL_FORMATS,
  async get({ shipment }, _format, ctx) {
    const documents: ShippingDocument[] = [];
    for (const { key, reference } of shipment.parcels) {
      const { label_url: url, label_file_type: format } = await get(key, ctx);
      if (!url) return { state: "pending", pollAfterMs: 60_000 };
      const bytes = await ctx.http.stream({
        method: "GET",
        url,
        operation: "labels.get",
        authenticated: false,
        foreign: true,
        maxBytes: MOST_BYTES,
      });
      documents.push({
        kind: "label",
        parcelReference: reference,
        contentType: typeOf(format ?? ""),
        bytes: await buffer(bytes),
      });
    }
    return { state: "ready", documents };
  },
};

function typeOf(format: string): ShippingDocument["contentType"] {
  if (format.startsWith("PNG")) return "image/png";
  return format.startsWith("ZPL") ? "text/plain" : "application/pdf";
}

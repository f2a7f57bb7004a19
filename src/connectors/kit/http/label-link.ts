import { z } from "zod";
import type { HubText } from "../../../commerce/message.ts";
import type { Labels, LabelsResult } from "../contract/couriers.ts";
import { pdfAt } from "./pdf.ts";

const extSchema = z.object({ labelUrl: z.url({ protocol: /^https?$/ }) });

/**
 * Labels of a courier that hands out a link with the booking, kept as `labelUrl` in the shipment's `ext`, and has no call
 * for another. `format`: what its one kind of paper is called; `gone`: what to do where the link is missing or dead.
 */
export function labelsByLink({ format, gone }: { readonly format: string; readonly gone: HubText }): Labels {
  const unavailable: LabelsResult = { state: "unavailable", text: gone };
  return {
    formats: [{ value: "pdf", label: format }],
    async get({ shipment }, _format, ctx): Promise<LabelsResult> {
      const { data } = extSchema.safeParse(shipment.ext);
      if (data === undefined) return unavailable;
      const bytes = await pdfAt(data.labelUrl, "labels.get", ctx);
      if (bytes === null) return unavailable;
      const parcelReference = shipment.parcels[0]?.reference;
      return {
        state: "ready",
        documents: [
          { kind: "label", contentType: "application/pdf", bytes, ...(parcelReference && { parcelReference }) },
        ],
      };
    },
  };
}

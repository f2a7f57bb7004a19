/** The label's link comes with the booking and dies within the hour; there is no call that gives another (sheet section 5.14). */
import { z } from "zod";
import type { Context } from "../kit/contract/context.ts";
import type { Labels, LabelsResult, OpenShipment } from "../kit/contract/couriers.ts";
import { pdfAt } from "../kit/http/pdf.ts";

const extSchema = z.object({ labelUrl: z.url({ protocol: /^https?$/ }) });

export const labels: Labels = {
  formats: [{ value: "pdf", label: "PDF, as Velocity makes it" }],
  get,
};

const unavailable: LabelsResult = {
  state: "unavailable",
  text: "Velocity gives a label once, within an hour of booking. Print this one in its dashboard.",
};

async function get({ shipment }: OpenShipment, _format: string | undefined, ctx: Context): Promise<LabelsResult> {
  const { data } = extSchema.safeParse(shipment.ext);
  if (data === undefined) return unavailable;
  const bytes = await pdfAt(data.labelUrl, "labels.get", ctx);
  if (bytes === null) return unavailable;
  const parcelReference = shipment.parcels[0]?.reference;
  return {
    state: "ready",
    documents: [{ kind: "label", contentType: "application/pdf", bytes, ...(parcelReference && { parcelReference }) }],
  };
}

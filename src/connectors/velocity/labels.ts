/** The label's link comes with the booking and dies within the hour; there is no call that gives another (sheet section 5.14). */
import { z } from "zod";
import type { Context } from "../kit/contract/context.ts";
import type { Labels, LabelsResult, OpenShipment } from "../kit/contract/couriers.ts";
import { isConnectorError } from "../kit/contract/errors.ts";

const MAX_BYTES = 10 * 1024 * 1024;

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
  try {
    const bytes = await download(data.labelUrl, ctx);
    const isPdf = Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";
    if (!isPdf) return unavailable;
    const parcelReference = shipment.parcels[0]?.reference;
    return {
      state: "ready",
      documents: [
        { kind: "label", contentType: "application/pdf", bytes, ...(parcelReference && { parcelReference }) },
      ],
    };
  } catch (error) {
    // The store of files says 403 for a link that has ended.
    if (isConnectorError(error) && error.kind === "not_found") return unavailable;
    throw error;
  }
}

async function download(url: string, ctx: Context): Promise<Uint8Array> {
  const stream = await ctx.http.stream({
    method: "GET",
    url,
    operation: "labels.get",
    // Signed by its own query: with a second proof the store of files refuses it.
    authenticated: false,
    foreign: true,
    maxBytes: MAX_BYTES,
    classify: ({ status }) => {
      if (status >= 200 && status < 300) return null;
      return status === 403 || status === 404 ? { kind: "not_found" } : { kind: "transient" };
    },
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

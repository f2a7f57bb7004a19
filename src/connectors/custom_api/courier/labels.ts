/** Labels: behind a link, as base64 in an answer, or as the answer itself. */
import type { BookedParcel, ShippingDocument } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Labels, LabelsResult, OpenShipment } from "../../kit/contract/couriers.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { labelsByLink } from "../../kit/http/label-link.ts";
import { pdfAt } from "../../kit/http/pdf.ts";
import { requestOf } from "../client.ts";
import { courierOf } from "../settings.ts";
import { message } from "../words.ts";
import { answerTo } from "./answers.ts";
import { bookedInput } from "./consignment.ts";
import type { Calls, CourierManifest } from "./manifest.ts";

type LabelCall = Exclude<NonNullable<Calls["label"]>, { readonly from: "booking" }>;

const MAX_BYTES = 10 * 1024 * 1024;
const NONE = message("said.courierGaveNoLabelAsk");

/** The labels of a description; undefined where it declares none. */
export function labelsOf({ calls: { label } }: CourierManifest): Labels | undefined {
  if (label === undefined) return undefined;
  if (label.from === "booking") return labelsByLink({ format: "PDF", gone: NONE });
  const formats = Object.entries(label.formats).map(([value, text]) => ({ value, label: text }));
  return { formats, get: (open, format, ctx) => fetchLabels(open, format ?? formats[0]?.value, ctx) };
}

async function fetchLabels(open: OpenShipment, format: string | undefined, ctx: Context): Promise<LabelsResult> {
  const { label } = courierOf(ctx).calls;
  if (label === undefined || label.from === "booking") return { state: "unavailable", text: NONE };
  const parcels: (BookedParcel | undefined)[] = label.each === "parcel" ? [...open.shipment.parcels] : [undefined];
  const documents: ShippingDocument[] = [];
  for (const parcel of parcels) {
    const paper = paperOf(await bytesOf(label, { ...bookedInput(open, parcel), format }, ctx));
    if (paper === null) return { state: "unavailable", text: NONE };
    documents.push({ kind: "label", ...(parcel && { parcelReference: parcel.reference }), ...paper });
  }
  return { state: "ready", documents };
}

async function bytesOf(
  label: LabelCall,
  input: Parameters<typeof answerTo>[2]["input"],
  ctx: Context,
): Promise<Uint8Array | null> {
  try {
    if (label.from === "bytes") return await answerAsBytes(label, input, ctx);
    const reported = await answerTo("label", label, { input, writes: false }, ctx);
    if (typeof reported !== "string" || reported === "") return null;
    return label.from === "link"
      ? await pdfAt(reported, "labels.get", ctx)
      : new Uint8Array(Buffer.from(reported, "base64"));
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return null;
    throw error;
  }
}

async function answerAsBytes(
  label: Extract<LabelCall, { readonly from: "bytes" }>,
  input: Parameters<typeof answerTo>[2]["input"],
  ctx: Context,
): Promise<Uint8Array> {
  const request = await requestOf(label, { name: "calls.label", input }, ctx);
  const stream = await ctx.http.stream({ ...request, safe: true, maxBytes: MAX_BYTES });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** What kind of paper these bytes are, by how they begin; null where they are none. */
function paperOf(bytes: Uint8Array | null): Pick<ShippingDocument, "contentType" | "bytes"> | null {
  if (bytes === null) return null;
  const begins = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  if (begins.startsWith("%PDF-")) return { contentType: "application/pdf", bytes };
  if (begins.startsWith("\x89PNG")) return { contentType: "image/png", bytes };
  return begins.trimStart().startsWith("^XA") ? { contentType: "text/plain", bytes } : null;
}

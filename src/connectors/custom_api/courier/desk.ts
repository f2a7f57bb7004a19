/** The van and the list of what it takes along, where a description declares them. */
import { z } from "zod";
import type { ShippingDocument } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { Manifests, OpenShipment, Pickups } from "../../kit/contract/couriers.ts";
import { ConnectorError, isConnectorError } from "../../kit/contract/errors.ts";
import { pdfAt } from "../../kit/http/pdf.ts";
import { idText } from "../../kit/parse/parse.ts";
import { jsonObject } from "../client.ts";
import { courierOf } from "../settings.ts";
import { message } from "../words.ts";
import { answerTo } from "./answers.ts";
import type { CourierManifest } from "./manifest.ts";

const texts = z.string().nullish();
const pickupSchema = z.object({
  state: z.enum(["arranged", "standing", "refused"]).default("arranged"),
  key: idText.nullish(),
  text: texts,
});
const manifestSchema = z.object({
  number: idText.nullish(),
  documentUrl: z.url({ protocol: /^https?$/ }).nullish(),
  leftOut: z.array(z.object({ reference: z.string(), text: texts, handedOver: z.boolean().default(false) })).nullish(),
});

function inputOf(shipments: readonly OpenShipment[]) {
  const parcels = shipments.flatMap(({ shipment }) => shipment.parcels);
  const references = shipments.map(({ reference }) => reference);
  return {
    references,
    trackingNumbers: parcels.map(({ trackingNumber }) => trackingNumber),
    keys: parcels.map(({ key }) => key),
    idempotencyKey: [...references].sort().join("+").slice(0, 200),
  };
}

export const pickups: Pickups = {
  async request({ from, earliest, latest, parcels, shipments }, ctx) {
    const operation = courierOf(ctx).calls.pickup;
    if (!operation) throw undeclared("pickup");
    const place = jsonObject({ locationId: from.locationId, key: from.key, ...jsonObject({ ...from.address }) });
    const input = { ...inputOf(shipments), from: place, earliest, latest, parcels };
    try {
      const reported = pickupSchema.parse((await answerTo("pickup", operation, { input, writes: true }, ctx)) ?? {});
      return { state: reported.state, key: reported.key ?? null, text: reported.text ?? "" };
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "rejected") throw error;
      return { state: "refused", key: null, text: error.userMessage };
    }
  },
};

/** The handing-over lists of a description; undefined where it declares none. */
export function manifestsOf({ calls: { manifest } }: CourierManifest): Manifests | undefined {
  return manifest && { most: manifest.most, create };
}

async function create(shipments: readonly OpenShipment[], ctx: Context) {
  const operation = courierOf(ctx).calls.manifest;
  if (!operation) throw undeclared("manifest");
  const answer = await answerTo("manifest", operation, { input: inputOf(shipments), writes: true }, ctx);
  const { number, documentUrl, leftOut } = manifestSchema.parse(answer ?? {});
  const bytes = documentUrl ? await pdfAt(documentUrl, "manifests.get", ctx) : null;
  const documents: ShippingDocument[] = bytes ? [{ kind: "manifest", contentType: "application/pdf", bytes }] : [];
  return {
    number: number ?? null,
    documents,
    leftOut: (leftOut ?? []).map(({ reference, text, handedOver }) => ({
      reference,
      text: text ?? "",
      before: handedOver,
    })),
  };
}

const undeclared = (name: string) =>
  new ConnectorError({ kind: "unsupported" }, message("error.courierDescriptionDeclaresNoCall2", { name }));

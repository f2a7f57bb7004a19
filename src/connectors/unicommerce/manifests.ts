/** Handing parcels over. One list is taken whole or not at all, so that those it names as wrong are left out once. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Manifests, OpenShipment } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { pdfAt } from "../kit/http/pdf.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { errorTextOf, isDone, manifestSchema } from "./schemas.ts";
import { message } from "./words.ts";

export const manifests: Manifests = { most: 50, create };

type LeftOut = Awaited<ReturnType<Manifests["create"]>>["leftOut"];

async function create(shipments: readonly OpenShipment[], ctx: Context): ReturnType<Manifests["create"]> {
  const first = await ask(shipments, ctx);
  if (isDone(first)) return done(first, [], ctx);
  const leftOut = namedIn(first, shipments, ctx);
  const rest = shipments.filter(({ reference }) => !leftOut.some((one) => one.reference === reference));
  if (leftOut.length === 0) throw refused(first);
  if (rest.length === 0) return { number: null, documents: [], leftOut };
  const second = await ask(rest, ctx);
  if (!isDone(second)) throw refused(second);
  return done(second, leftOut, ctx);
}

const refused = (body: Json) =>
  new ConnectorError(
    { kind: "rejected", code: "manifest" },
    message("error.courierRefusedManifest", { words: errorTextOf(body) }),
  );

async function ask(shipments: readonly OpenShipment[], ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: "manifest",
    json: { awbNumbers: shipments.map(({ shipment }) => shipment.key) },
    operation: "manifests.create",
    // A parcel is handed over once: said again, it is named as done.
    safe: true,
  });
  return body;
}

function namedIn(body: Json, shipments: readonly OpenShipment[], ctx: Context): LeftOut {
  const { alreadyManifestedAWBs, invalidAWBs } = parseResponse(manifestSchema, body, { ctx, what: "manifest" });
  const named = (keys: readonly string[] | null | undefined, what: { text: HubText; before?: boolean }): LeftOut =>
    shipments.filter(({ shipment }) => keys?.includes(shipment.key)).map(({ reference }) => ({ reference, ...what }));
  return [
    ...named(alreadyManifestedAWBs, { text: message("refused.parcelHandedOverBefore"), before: true }),
    ...named(invalidAWBs, { text: message("refused.courierNotKnowParcelCannot") }),
  ];
}

async function done(body: Json, leftOut: LeftOut, ctx: Context): ReturnType<Manifests["create"]> {
  const { manifestNumber, manifestDownloadUrl: url } = parseResponse(manifestSchema, body, { ctx, what: "manifest" });
  const bytes = url === undefined ? null : await pdfAt(url, "manifests.get", ctx);
  const documents: readonly ShippingDocument[] =
    bytes === null ? [] : [{ kind: "manifest", contentType: "application/pdf", bytes }];
  return { number: manifestNumber ?? null, documents, leftOut };
}

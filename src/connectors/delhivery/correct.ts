/** Correcting where a booked parcel goes, until it is out for delivery (sheet section 5.6). */

import type { ReceiverChange } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { CorrectResult, OpenShipment } from "../kit/contract/couriers.ts";
import { indianPhone } from "../kit/parse/india.ts";
import { streetOf } from "./create-body.ts";
import { edit } from "./edits.ts";
import { english } from "./words.ts";

export async function correct(
  { shipment }: OpenShipment,
  { name, phone, street }: ReceiverChange,
  ctx: Context,
): Promise<CorrectResult> {
  const number = phone === undefined ? undefined : indianPhone(phone);
  // Left out it would stay as it was, and nobody would know.
  if (phone !== undefined && !number) return { state: "refused", text: english("said.phoneIndianNumberTenDigits") };
  const fields = {
    ...(name !== undefined && { name }),
    ...(number && { phone: number }),
    ...(street !== undefined && { add: streetOf(street) }),
  };
  for (const { trackingNumber } of shipment.parcels) {
    const json = { waybill: trackingNumber, ...fields };
    const no = await edit({ json, operation: "shipments.correct", what: "Delhivery correction" }, ctx);
    if (no !== null) return { state: "refused", text: no || english("said.refusedCorrectParcel") };
  }
  return { state: "accepted", text: english("said.correctedParcel") };
}

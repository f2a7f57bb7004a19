/** Correcting where a booked parcel goes, until it is out for delivery (sheet section 5.6). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/context.ts";
import type { CorrectResult, OpenShipment, ReceiverChange } from "../kit/contract/couriers.ts";
import type { PlatformRequest } from "../kit/http/types.ts";
import { indianPhone } from "../kit/parse/india.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { streetOf } from "./create-body.ts";
import { editSchema, wordsOf } from "./schemas.ts";
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
    const no = await edited({ waybill: trackingNumber, ...fields }, ctx);
    if (no !== null) return { state: "refused", text: no };
  }
  return { state: "accepted", text: english("said.correctedParcel") };
}

/** Null when it was done, else Delhivery's words. */
async function edited(json: Json, ctx: Context): Promise<string | null> {
  const request: PlatformRequest = {
    method: "POST",
    url: "api/p/edit",
    json,
    operation: "shipments.correct",
    // Said twice it is the same wish.
    safe: true,
  };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const { status } = parseResponse(editSchema, body, { ctx, what: "Delhivery correction" });
  if (String(status).toLowerCase() === "true") return null;
  return wordsOf(body) || english("said.refusedCorrectParcel");
}

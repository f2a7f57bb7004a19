/** Cancelling before pickup. Afterwards the same call sends the parcel back, and that costs: it is asked for by its name. */
import type { Told } from "../../commerce/sentence.ts";
import { hasLeft, statusOf } from "../../commerce/shipment-states.ts";
import type { Context } from "../kit/contract/context.ts";
import type { CancelResult, OpenShipment } from "../kit/contract/couriers.ts";
import type { PlatformRequest } from "../kit/http/types.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { editSchema, wordsOf } from "./schemas.ts";
import { fetchTracked, scansOf } from "./tracking.ts";
import { say } from "./words.ts";

export async function cancel({ shipment }: OpenShipment, ctx: Context): Promise<CancelResult> {
  const numbers = shipment.parcels.map(({ trackingNumber }) => trackingNumber);
  const seen = await fetchTracked(numbers, ctx);
  if (seen.some((told) => hasLeft(statusOf("created", scansOf(told, ctx)))))
    return {
      state: "refused",
      text: say("said.pickedParcelUp"),
    };
  for (const number of numbers) {
    const no = await cancelWaybill(number, ctx);
    if (no !== null) return { state: "refused", text: no };
  }
  return { state: "cancelled", text: say("said.cancelledParcel") };
}

/** Null when it was done, else Delhivery's words. */
export async function cancelWaybill(waybill: string, ctx: Context): Promise<Told | null> {
  const request: PlatformRequest = {
    method: "POST",
    url: "api/p/edit",
    // The text "true", not the word.
    json: { waybill, cancellation: "true" },
    operation: "shipments.cancel",
    // Said twice it is the same wish.
    safe: true,
  };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const { status } = parseResponse(editSchema, body, { ctx, what: "Delhivery cancellation" });
  if (String(status).toLowerCase() === "true") return null;
  return wordsOf(body) || say("said.refusedCancelParcel");
}

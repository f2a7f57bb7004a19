/** Cancelling before pickup. Afterwards the same call sends the parcel back, and that costs: it is asked for by its name. */
import type { HubText } from "../../commerce/message.ts";
import { hasLeft, statusOf } from "../../commerce/shipment-states.ts";
import type { Context } from "../kit/contract/context.ts";
import type { CancelResult, OpenShipment } from "../kit/contract/couriers.ts";
import { edit } from "./edits.ts";
import { fetchTracked, scansOf } from "./tracking.ts";
import { message } from "./words.ts";

export async function cancel({ shipment }: OpenShipment, ctx: Context): Promise<CancelResult> {
  const numbers = shipment.parcels.map(({ trackingNumber }) => trackingNumber);
  const seen = await fetchTracked(numbers, ctx);
  if (seen.some((reported) => hasLeft(statusOf("created", scansOf(reported, ctx)))))
    return {
      state: "refused",
      text: message("said.pickedParcelUp"),
    };
  for (const number of numbers) {
    const no = await cancelWaybill(number, ctx);
    if (no !== null) return { state: "refused", text: no };
  }
  return { state: "cancelled", text: message("said.cancelledParcel") };
}

/** Null when it was done, else why not. */
export async function cancelWaybill(waybill: string, ctx: Context): Promise<HubText | null> {
  // The text "true", not the word.
  const json = { waybill, cancellation: "true" };
  const no = await edit({ json, operation: "shipments.cancel", what: "Delhivery cancellation" }, ctx);
  return no === null ? null : no || message("said.refusedCancelParcel");
}

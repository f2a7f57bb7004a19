/** One call a parcel. Nothing can be asked afterwards by our reference: an answer that is lost is a person's to settle. */
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { BookingResult, BookingRun, CancelResult, OpenShipment, Shipments } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { lacksOf, problemOf, waybillBody } from "./body.ts";
import type { Preset } from "./preset.ts";
import { errorTextOf, isDone, isRefusal, waybillSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** The call waits for the carrier: integrations give it 30 to 60 seconds. */
const BOOKING_TIMEOUT_MS = 60_000;

export const shipmentsOf = (preset: Preset): Shipments => ({
  mostParcels: 1,
  directions: ["forward"],
  lacks: lacksOf,
  collects: true,
  settlesWithinMs: 10 * 60_000,
  book: (run, ctx) => book(run, preset, ctx),
  cancel,
});

async function book({ draft }: BookingRun, preset: Preset, ctx: Context): Promise<BookingResult> {
  const problem = problemOf(draft);
  if (problem) return { state: "refused", ...problem };
  const [parcel] = draft.parcels;
  if (parcel === undefined) return { state: "refused", code: "parcels", text: message("refused.shipmentNoParcel") };
  const { settings } = ctx.connection;
  const { body } = await ctx.http.json({
    method: "POST",
    url: "waybill",
    json: waybillBody(draft, parcel, { settings, more: preset.bookingFields ?? {} }),
    operation: "shipments.create",
    timeoutMs: BOOKING_TIMEOUT_MS,
  });
  const reported = parseOutcome(waybillSchema, body, { ctx, what: "waybill" });
  if (!isDone(body) && isRefusal(body) && reported.waybill === undefined)
    return { state: "refused", code: "courier", text: errorTextOf(body) };
  // A yes without a number, a number without a yes, or neither: it may be booked.
  if (!isDone(body) || reported.waybill === undefined)
    throw new ConnectorError({ kind: "ambiguous" }, message("error.courierAnsweredBookingNeitherNumber"));
  const labelUrl = reported.shippingLabel ?? reported.label_url ?? reported.labelUrl ?? reported.label;
  return {
    state: "booked",
    shipment: shipmentOf(draft, reported.waybill, reported.courierName ?? preset.name, labelUrl),
  };
}

const shipmentOf = (
  draft: ShipmentDraft,
  trackingNumber: string,
  carrier: string,
  labelUrl: string | undefined,
): BookedShipment => ({
  key: trackingNumber,
  parcels: [{ reference: draft.parcels[0]?.reference ?? draft.reference, trackingNumber, key: trackingNumber }],
  carrier,
  ...(labelUrl === undefined ? {} : { ext: { labelUrl } }),
});

async function cancel({ shipment }: OpenShipment, ctx: Context): Promise<CancelResult> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: "cancel",
    json: { waybill: shipment.key },
    operation: "shipments.cancel",
    // Said twice it is the same request.
    safe: true,
  });
  return isDone(body)
    ? { state: "cancelled", text: errorTextOf(body) }
    : { state: "refused", text: errorTextOf(body) || message("refused.courierRefusedCancel") };
}

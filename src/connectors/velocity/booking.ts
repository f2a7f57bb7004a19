/**
 * Booking in two calls (sheet section 5.6). The first makes an order, which is free and has no parcel; the second
 * gives its shipment a carrier and a number and charges the wallet. The shipment's id is saved between them: whatever
 * becomes of the second call's answer, it can only be asked for the same shipment again.
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { type Money, parseMoney, sumMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type { BookingLookup, BookingResult, BookingRun, Shipments } from "../kit/contract/couriers.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { path } from "./auth.ts";
import { cancel, pollCancel } from "./cancel.ts";
import { classifyBooking } from "./classify.ts";
import { findListing } from "./lookup.ts";
import { lacksOf, orderBody, problemOf } from "./order-body.ts";
import { bookingSchema, errorTextOf } from "./schemas.ts";
import { storeNameOf, warehouseOf } from "./settings.ts";
import { carrierOf } from "./statuses.ts";
import { message } from "./words.ts";

/** The call waits for the carrier. */
const BOOKING_TIMEOUT_MS = 60_000;
/** The label's link is signed for an hour. */
const LABEL_LIVES_MS = 3_600_000;

export const shipments: Shipments = {
  mostParcels: 1,
  directions: ["forward"],
  collects: true,
  settlesWithinMs: 5 * 60_000,
  book,
  lacks: lacksOf,
  find,
  cancel,
  pollCancel,
};

const savedSchema = z.object({
  shipmentId: z.string().optional(),
  /** The call that charges was made before. */
  isAsked: z.boolean().optional(),
});
type Progress = z.output<typeof savedSchema>;

const progressOf = (saved: Json): Progress => savedSchema.safeParse(saved).data ?? {};

const refused = (code: string, text: HubText, field?: string): BookingResult => ({
  state: "refused",
  code,
  text,
  ...(field === undefined ? {} : { field }),
});

async function book({ draft, saved, save }: BookingRun, ctx: Context): Promise<BookingResult> {
  const problem = problemOf(draft);
  if (problem) return refused(problem.code, problem.text, problem.field);
  const warehouse = warehouseOf(ctx.connection.settings, draft.from.key);
  if (warehouse === null) return refused("pickup", message("refused.idNameWarehouseCourierSettings"), "from.key");
  let progress = progressOf(saved);
  if (progress.shipmentId === undefined) {
    const body = orderBody(draft, warehouse, storeNameOf(ctx.connection.settings));
    const made = await ask("forward-order", "orders.create", body, ctx);
    const shipmentId = made.payload?.shipment_id ?? (await shipmentOfBefore(draft, ctx));
    if (shipmentId === undefined)
      return refused("courier", made.refusal ?? message("refused.madeOrderWithoutShipment"));
    progress = { shipmentId };
  }
  const wasRequested = progress.isAsked === true || progressOf(saved).shipmentId === undefined;
  const shipmentId = progress.shipmentId ?? "";
  await save({ shipmentId, isAsked: true });
  const given = await ask(
    "forward-order-shipment",
    "shipments.create",
    { shipment_id: shipmentId, carrier_id: draft.service ?? "" },
    ctx,
  );
  if (given.refusal === null) return { state: "booked", shipment: bookedOf(draft, shipmentId, given.payload, ctx) };
  // Refused the second time: it may have its number from the first.
  const existing = wasRequested ? await findListing({ reference: draft.reference, shipmentId }, ctx) : null;
  return existing?.state === "found"
    ? { state: "booked", shipment: foundShipment(draft, existing) }
    : refused("courier", given.refusal);
}

/** An order may stand there from an attempt whose answer was lost; that a second one is refused is not published. */
async function shipmentOfBefore({ reference }: ShipmentDraft, ctx: Context): Promise<string | undefined> {
  const existing = await findListing({ reference, shipmentId: undefined }, ctx);
  if (existing.state === "found") return existing.key;
  return existing.state === "absent" ? existing.shipmentId : undefined;
}

type Payload = z.output<typeof bookingSchema>["payload"];

/**
 * A no is `status` 0, whatever the HTTP status, or a refusal of HTTP; an answer that says neither yes nor no, or no and
 * a number, leaves it open whether the wallet was charged.
 */
async function ask(
  name: string,
  operation: string,
  json: Json,
  ctx: Context,
): Promise<{ readonly payload: Payload; readonly refusal: HubText | null }> {
  const request: PlatformRequest = { method: "POST", url: path(name), json, operation, timeoutMs: BOOKING_TIMEOUT_MS };
  const { body, response } = await ctx.http.json({
    ...request,
    classify: (answer) => classifyBooking(answer, request),
  });
  const { status, payload } = parseOutcome(bookingSchema, body, { ctx, what: "Velocity booking" });
  const isError = response.status >= 400;
  if (!isError && String(status) === "1") return { payload, refusal: null };
  const text = errorTextOf(body);
  const isNo = isError || String(status) === "0" || (status == null && !payload && text !== "");
  if (!isNo || payload?.awb_code !== undefined)
    throw new ConnectorError({ kind: "ambiguous" }, message("error.answeredBookingNeitherYesNor"));
  return { payload, refusal: text || message("said.refusedBooking", { status: response.status }) };
}

function bookedOf(draft: ShipmentDraft, shipmentId: string, payload: Payload, ctx: Context): BookedShipment {
  const trackingNumber = payload?.awb_code;
  // Taken, and the carrier is still at it: found by our number later.
  if (trackingNumber === undefined)
    throw new ConnectorError({ kind: "ambiguous" }, message("error.tookBookingNamedNoTracking"));
  const service = payload?.courier_name;
  const charge = chargeOf(payload);
  return {
    key: shipmentId,
    parcels: [{ reference: draft.parcels[0]?.reference ?? draft.reference, trackingNumber, key: trackingNumber }],
    carrier: service === undefined ? "Velocity" : carrierOf(service),
    ...(service === undefined ? {} : { serviceName: service }),
    ...(charge === null ? {} : { charge }),
    ...(payload?.label_url === undefined
      ? {}
      : { ext: { labelUrl: payload.label_url, labelUntil: new Date(ctx.clock.now() + LABEL_LIVES_MS).toISOString() } }),
  };
}

function chargeOf(payload: Payload): Money | null {
  const reported = payload?.charges?.frwd_charges;
  const parts = [reported?.shipping_charges, reported?.cod_charges].filter((part) => part !== undefined);
  return parts.length === 0
    ? null
    : sumMoney(
        parts.map((part) => parseMoney(part, "INR")),
        "INR",
      );
}

async function find({ draft, saved }: Omit<BookingRun, "save">, ctx: Context): Promise<BookingLookup> {
  const { shipmentId } = progressOf(saved);
  const existing = await findListing({ reference: draft.reference, shipmentId }, ctx);
  if (existing.state === "found") return { state: "found", shipment: foundShipment(draft, existing) };
  return existing.state === "absent" ? { state: "absent" } : existing;
}

/** Neither label nor charge is told again. */
function foundShipment(
  draft: ShipmentDraft,
  {
    key,
    trackingNumber,
    service,
  }: { readonly key: string; readonly trackingNumber: string; readonly service: string | undefined },
): BookedShipment {
  return {
    key,
    parcels: [{ reference: draft.parcels[0]?.reference ?? draft.reference, trackingNumber, key: trackingNumber }],
    carrier: service === undefined ? "Velocity" : carrierOf(service),
    ...(service === undefined ? {} : { serviceName: service }),
  };
}

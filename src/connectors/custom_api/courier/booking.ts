/** Booking, looking for a booking and cancelling, by the calls a description declares. */
import { z } from "zod";
import type { Packed, ShipmentDraft } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type {
  BookingLookup,
  BookingResult,
  BookingRun,
  CancelResult,
  OpenShipment,
  Shipments,
} from "../../kit/contract/couriers.ts";
import { ConnectorError, isConnectorError } from "../../kit/contract/errors.ts";
import { jsonObject, write } from "../client.ts";
import { courierOf } from "../settings.ts";
import { message } from "../words.ts";
import { answerTo, bookedIn, readBy } from "./answers.ts";
import { bookingInput, inputsOf } from "./consignment.ts";
import { correctOf } from "./correct.ts";
import type { CourierManifest } from "./manifest.ts";
import { offersFor } from "./offers.ts";

const ASK_AGAIN_MS = 60_000;

/** What a description's courier does with shipments. */
export function shipmentsOf({ calls, mostParcels, collects, settlesWithinSeconds }: CourierManifest): Shipments {
  const correct = correctOf(calls);
  return {
    mostParcels,
    directions: ["forward"],
    collects,
    book,
    ...(calls.find && { find }),
    settlesWithinMs: settlesWithinSeconds * 1_000,
    ...(correct && { correct }),
    ...(calls.cancel && { cancel }),
  };
}

async function book({ draft }: BookingRun, ctx: Context): Promise<BookingResult> {
  const { book: operation } = courierOf(ctx).calls;
  const dearer = await tooDear(draft, ctx);
  if (dearer) return dearer;
  const input = bookingInput(draft);
  let seen: Awaited<ReturnType<typeof write>>;
  try {
    seen = await write(operation, { name: "calls.book", input }, ctx);
  } catch (error) {
    return refusedBy(error);
  }
  // From here on it may be booked: what cannot be read is looked for, and never taken for a no.
  const over = jsonObject({ ...seen, input: jsonObject(input) });
  const reported = await inDoubt(readBy(operation.result, "calls.book.result", over, ctx));
  const shipment = bookedIn(reported, "calls.book.result", draft.parcels, ctx);
  if (shipment) return { state: "booked", shipment };
  throw new ConnectorError({ kind: "ambiguous" }, message("error.courierAnswerBookingHoldsNo"));
}

/** The courier's own no; a reference it has already, or an expression that was stopped, leaves open whether it is booked. */
function refusedBy(error: unknown): BookingResult {
  if (!isConnectorError(error)) throw error;
  const { info, message } = error;
  if (info.kind === "conflict" || (info.kind === "rejected" && info.code === "expression"))
    throw new ConnectorError({ kind: "ambiguous" }, message, { cause: error });
  if (info.kind === "not_found") return { state: "refused", code: "not_found", text: message };
  if (info.kind === "rejected") return { state: "refused", code: info.code ?? "rejected", text: message };
  throw error;
}

async function inDoubt<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (!isConnectorError(cause)) throw cause;
    throw new ConnectorError({ kind: "ambiguous" }, cause.message, { cause });
  }
}

/** What a person saw as its price is the most it may cost; the courier is asked again, because prices move. */
async function tooDear(draft: ShipmentDraft, ctx: Context): Promise<BookingResult | null> {
  const { price: most, service } = draft;
  if (most === undefined) return null;
  const requested = await offersFor(draft, ctx);
  if (requested === null) return null;
  const offer = requested.offers.find((one) => one.service === service);
  if (!offer)
    return {
      state: "refused",
      code: "service",
      text: requested.text || message("refused.courierNotOfferServiceParcel"),
    };
  const { price } = offer;
  if (price === null || (price.currency === most.currency && price.minor <= most.minor)) return null;
  return { state: "refused", code: "price", text: message("refused.courierAsksMorePriceAgreed") };
}

async function find({ draft }: Omit<BookingRun, "save">, ctx: Context): Promise<BookingLookup> {
  const { find: operation } = courierOf(ctx).calls;
  if (!operation) return { state: "unsure", pollAfterMs: ASK_AGAIN_MS };
  const { reference, orderNumber, parcels } = draft;
  const input = { reference, orderNumber, references: parcels.map((parcel) => parcel.reference) };
  try {
    const reported = await answerTo("find", operation, { input, writes: false }, ctx);
    if (reported === undefined || (Array.isArray(reported) && reported.length === 0)) return { state: "absent" };
    return foundIn(reported, parcels, ctx);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return { state: "absent" };
    throw error;
  }
}

function foundIn(reported: Parameters<typeof bookedIn>[0], parcels: readonly Packed[], ctx: Context): BookingLookup {
  const shipment = bookedIn(reported, "calls.find.result", parcels, ctx);
  return shipment ? { state: "found", shipment } : { state: "unsure", pollAfterMs: ASK_AGAIN_MS };
}

const cancelSchema = z.object({
  state: z.enum(["cancelled", "refused"]).default("cancelled"),
  text: z.string().nullish(),
});

async function cancel(open: OpenShipment, ctx: Context): Promise<CancelResult> {
  const { cancel: operation } = courierOf(ctx).calls;
  if (!operation) throw new ConnectorError({ kind: "unsupported" }, message("error.courierDescriptionDeclaresNoCall"));
  let phrase = "";
  for (const { input: booked, about } of inputsOf(open, operation.each)) {
    const input = { ...booked, idempotencyKey: `cancel-${about}` };
    try {
      const reported = await answerTo("cancel", operation, { input, writes: true }, ctx);
      const { state, text } = cancelSchema.parse(reported ?? {});
      phrase = text ?? phrase;
      if (state === "refused") return { state, text: phrase || message("refused.courierNotCancelParcel") };
    } catch (error) {
      if (!isConnectorError(error) || !["rejected", "not_found", "conflict"].includes(error.kind)) throw error;
      return { state: "refused", text: error.userMessage };
    }
  }
  return { state: "cancelled", text: phrase || message("refused.courierCancelledParcel") };
}

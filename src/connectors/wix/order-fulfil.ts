/** Parcels: lines with quantities, one tracking number; lines of a parcel that exists cannot be changed, its tracking can. */

import { z } from "zod";
import { carrierNames, carrierWord } from "../../commerce/carriers.ts";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { shipProblem } from "../kit/contract/order-checks.ts";
import type { CommandOf, CommandResult, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { stillToShip } from "../kit/contract/still-to-ship.ts";
import { codeOf, wixCall } from "./client.ts";
import { fetchOrder, type LoadedOrder, parcelsIn } from "./order-read.ts";
import { done } from "./order-steps.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;
type Tracking = Pick<Fulfil, "carrier" | "trackingNumbers" | "trackingUrl">;

const MAX_NUMBER = 100;
const MAX_LINK = 2_048;

/** Carriers Wix makes the tracking link for; the words are its own (sheet section 5). */
const CARRIERS = carrierNames({ FedEx: "fedex", UPS: "ups", USPS: "usps", DHL: "dhl", "Canada Post": "canadaPost" });

/** Tracking as Wix's fields. A carrier it does not know needs a link beside it; without one only the number is told. */
export function trackingInfo(tracking: Tracking): { readonly [key: string]: Json } {
  const all = tracking.trackingNumbers.join(", ");
  const [first = ""] = tracking.trackingNumbers;
  const number = all.length <= MAX_NUMBER ? all : first.slice(0, MAX_NUMBER);
  const link = (tracking.trackingUrl?.length ?? 0) <= MAX_LINK ? tracking.trackingUrl : undefined;
  const carrier = tracking.carrier?.trim() ?? "";
  const provider = carrierWord(CARRIERS, carrier) ?? (link ? carrier.slice(0, MAX_NUMBER) : "");
  return {
    ...(number === "" ? {} : { trackingNumber: number }),
    ...(provider === "" ? {} : { shippingProvider: provider }),
    ...(link ? { trackingLink: link } : {}),
  };
}

type Line = { readonly id: string; readonly quantity: number };
type Parcel = LoadedOrder["fulfillments"][number];

/** Parcels the order had before ours was sent. */
const savedShape = z.object({ before: z.array(z.string()) });

/** What is still to ship: the lines requested less those in parcels of ours, else all that is left. Text: why not. */
function linesOf(command: Fulfil, { part }: LoadedOrder, ours: readonly Parcel[]): readonly Line[] | Message {
  // A number stands in one parcel of an order, and ours goes whole.
  if (!command.lines && ours.length > 0 && command.trackingNumbers.length > 0) return [];
  const open = new Map(part.lines.map((line) => [line.key, line.quantity - line.fulfilledQuantity]));
  const sent = ours
    .flatMap(({ lineItems }) => lineItems ?? [])
    .map(({ id, quantity }) => ({ lineKey: id, quantity: quantity ?? 0 }));
  const requested = command.lines
    ? stillToShip(command.lines, sent).map(({ lineKey, quantity }) => ({ id: lineKey, quantity }))
    : [...open].map(([id, quantity]) => ({ id, quantity }));
  const left = part.lines.map(({ key, title }) => ({ key, title, left: open.get(key) ?? 0 }));
  const request = requested.map(({ id, quantity }) => ({ lineKey: id, quantity: quantity ?? 0 }));
  const problem = shipProblem(request, left);
  if (problem) return problem;
  return requested.filter(({ quantity }) => quantity > 0);
}

/** Parcels an earlier attempt made: none that stood before it, the same tracking, and in it just what was requested. */
function madeBefore(
  command: Fulfil,
  { fulfillments }: LoadedOrder,
  before: readonly string[] | undefined,
): readonly Parcel[] {
  const number = trackingInfo(command)["trackingNumber"] ?? "";
  const requested = command.lines && new Map(command.lines.map((line) => [line.lineKey, line.quantity]));
  // Nothing to know it by: whether anything is left to ship decides.
  if (before === undefined && requested === undefined && number === "") return [];
  return fulfillments.filter(
    ({ id, trackingInfo: reported, lineItems }) =>
      !before?.includes(id) &&
      (reported?.trackingNumber ?? "") === number &&
      (requested === undefined ||
        (lineItems ?? []).every((item) => (item.quantity ?? 0) <= (requested.get(item.id) ?? 0))),
  );
}

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order, part } = existing;
  const { data: saved } = savedShape.safeParse(run.saved);
  const ours = run.uncertain || saved ? madeBefore(command, existing, saved?.before) : [];
  const lines = linesOf(command, existing, ours);
  const isNothingLeft = !("code" in lines) && lines.length === 0;
  if (isNothingLeft && ours.length > 0) return done(order.id, message("done.parcelToldBefore"), ctx);
  if (part.status === "cancelled") return rejected("cancelled", message("refused.orderCancelled"));
  if ("code" in lines) return rejected("lines", lines);
  if (isNothingLeft) {
    // Without a number a parcel has no mark: that nothing is left after it is all there is to know.
    const isReported =
      run.uncertain && !saved && command.trackingNumbers.length === 0 && existing.fulfillments.length > 0;
    return isReported
      ? done(order.id, message("done.nothingLeftShipParcelTold"), ctx)
      : rejected("nothing", message("refused.everythingOrderShippedRefunded"));
  }
  if (!saved) await run.save({ before: existing.fulfillments.map(({ id }) => id) });
  const tracking = trackingInfo(command);
  let body: Json;
  try {
    body = await wixCall(ctx, {
      method: "POST",
      path: `/ecom/v1/fulfillments/orders/${order.id}/create-fulfillment`,
      json: {
        fulfillment: {
          lineItems: lines.map(({ id, quantity }) => ({ id, quantity })),
          ...(Object.keys(tracking).length > 0 ? { trackingInfo: tracking, status: "In_Delivery" } : {}),
        },
      },
      operation: "fulfillments.create",
    });
  } catch (error) {
    if (!isKind(error, "rejected") || codeOf(error) !== "TRACKING_NUMBER_ALREADY_EXISTS") throw error;
    return rejected("tracking_exists", message("refused.anotherParcelOrderTrackingNumber"));
  }
  // Shipping moves no money.
  const reported = { transactions: existing.transactions, fulfillments: parcelsIn(body) };
  return done(order.id, message("done.shippedEMailBuyerAbout"), ctx, reported);
};

export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const existing = await fetchOrder(run.order.key, ctx);
  const parcel = existing?.fulfillments.find(({ id }) => id === run.command.fulfilmentKey);
  if (!existing || !parcel) return rejected("parcel_gone", message("refused.notKnowParcelAnyMore"));
  try {
    await wixCall(ctx, {
      method: "PATCH",
      path: `/ecom/v1/fulfillments/${parcel.id}/orders/${existing.order.id}`,
      // Never the lines: Wix takes changes of tracking and status only.
      json: { fulfillment: { id: parcel.id, trackingInfo: trackingInfo(run.command) } },
      operation: "fulfillments.update",
      safe: true,
    });
  } catch (error) {
    if (isKind(error, "rejected")) return rejected(codeOf(error) || "tracking", error.userMessage);
    throw error;
  }
  return done(existing.order.id, message("done.trackingChanged"), ctx);
}

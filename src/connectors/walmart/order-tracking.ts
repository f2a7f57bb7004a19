/** Another number for a parcel that has left: told as a shipment that names the number it takes the place of. */
import type { Orders } from "../kit/contract/ports.ts";
import { refusal, rejected } from "../kit/contract/results.ts";
import { carrierOf } from "./carriers.ts";
import { methodOf, shipment } from "./order-fulfil.ts";
import { loadOrder } from "./order-read.ts";
import { done, sendAction } from "./order-steps.ts";
import { message } from "./words.ts";

export const updateTracking: NonNullable<Orders["updateTracking"]> = async ({ command, order: { key } }, ctx) => {
  const existing = await loadOrder(key, ctx);
  if (!existing) return rejected("unknown_order", message("refused.unknownOrder"));
  const { order, part } = existing;
  const [number] = command.trackingNumbers;
  if (number === undefined) return rejected("tracking", message("refused.noTracking"));
  const parcel = part.fulfilments.find((one) => one.key === command.fulfilmentKey);
  // Its key is its number: after an answer that was lost it has the new one.
  if (!parcel && part.fulfilments.some((one) => one.trackingNumbers.includes(number)))
    return done(message("done.trackingCorrected"), key, ctx);
  if (!parcel) return rejected("unknown_parcel", message("refused.unknownParcel"));
  const carrierName = carrierOf(command);
  if (carrierName === null) return rejected("carrier", message("refused.carrier", { carrier: command.carrier ?? "" }));
  const trackingInfo = {
    shipDateTime: parcel.shippedAt === undefined ? ctx.shopNow() : Date.parse(parcel.shippedAt),
    carrierName,
    methodCode: methodOf(order),
    trackingNumber: number,
    ...(command.trackingUrl === undefined ? {} : { trackingURL: command.trackingUrl }),
  };
  const [before] = parcel.trackingNumbers;
  const more = before === undefined ? {} : { currentTrackingInfo: { trackingNumber: before } };
  try {
    await sendAction(order, "shipping", shipment(order, parcel.lines, trackingInfo, more), ctx);
  } catch (error) {
    return refusal(error);
  }
  return done(message("done.trackingCorrected"), key, ctx);
};

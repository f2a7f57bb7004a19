/** Other tracking for a parcel that has left. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, Orders, TrackingRun } from "../kit/contract/ports.ts";
import { refusal, rejected } from "../kit/contract/results.ts";
import { trackingOf } from "./carriers.ts";
import { write } from "./client.ts";
import { WHOLE } from "./order-mapping.ts";
import { loadOrder } from "./order-read.ts";
import { done, shipmentRefusal, unknownCarrier } from "./order-steps.ts";
import { message } from "./words.ts";

export const updateTracking: NonNullable<Orders["updateTracking"]> = async ({ command, order }, ctx) => {
  const existing = await loadOrder(order.key, ctx);
  if (!existing) return rejected("unknown_order", message("refused.unknownOrder"));
  if (!existing.part.fulfilments.some(({ key }) => key === command.fulfilmentKey))
    return rejected("unknown_parcel", message("refused.unknownParcel"));
  try {
    const failure =
      command.fulfilmentKey === WHOLE
        ? await correctWhole(order.key, command, ctx)
        : await correctParcel(command.fulfilmentKey, command, ctx);
    return failure ?? done(message("done.trackingCorrected"), order.key, ctx);
  } catch (error) {
    return refusal(error);
  }
};

type Tracking = TrackingRun["command"];

async function correctWhole(key: string, command: Tracking, ctx: Context): Promise<CommandResult | null> {
  const tracking = await trackingOf(command, "carrier_url", ctx);
  if (tracking === null) return unknownCarrier(command.carrier);
  const url = `/orders/${encodeURIComponent(key)}/tracking`;
  await write(ctx, { method: "PUT", url, operation: "orders.tracking", json: tracking });
  return null;
}

/** The same tracking once more is the same. */
async function correctParcel(id: string, command: Tracking, ctx: Context): Promise<CommandResult | null> {
  const tracking = await trackingOf(command, "tracking_url", ctx);
  if (tracking === null) return unknownCarrier(command.carrier);
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/shipments/tracking",
    operation: "shipments.tracking",
    json: { shipments: [{ id, tracking }] },
    safe: true,
  });
  return shipmentRefusal(body, ctx);
}

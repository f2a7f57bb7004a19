/** Other tracking for a parcel that has left: within 72 hours and as often as TikTok's rules allow (sheet section 5). */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { carrierFor } from "./carriers.ts";
import { call } from "./client.ts";
import { attempt, done, isAnswer, orderFor } from "./order-steps.ts";
import { message } from "./words.ts";

const DONE = message("done.hasTrackingNumber");

export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  const reported = await orderFor(run.order.key, ctx);
  if (isAnswer(reported)) return reported;
  const { order } = reported;
  if (order.shipping_type === "TIKTOK")
    return rejected("tiktok_shipping", message("refused.carriesParcelGivesTrackingNumber"));
  const [tracking, another] = command.trackingNumbers;
  if (tracking === undefined || another !== undefined)
    return rejected("one_parcel", message("refused.takesExactlyTrackingNumberParcel"));
  const units = order.line_items.filter(({ package_id }) => package_id === command.fulfilmentKey);
  if (units.length === 0) return rejected("not_found", message("refused.notKnowParcelAnyMore"));
  if (units.every(({ tracking_number }) => tracking_number === tracking)) return done(DONE, order.id, ctx);
  const carrier = await carrierFor(order, command.carrier ?? units[0]?.shipping_provider_name, ctx);
  if ("problem" in carrier) return rejected("carrier", carrier.problem);
  const url = `/fulfillment/202309/packages/${encodeURIComponent(command.fulfilmentKey)}/shipping_info/update`;
  const json = { tracking_number: tracking, shipping_provider_id: carrier.id };
  // Setting the same number again is harmless, though TikTok counts the changes: the order was read first.
  const failure = await attempt(() => call({ method: "POST", url, json, operation: "packages.tracking" }, ctx));
  return failure ? rejected(failure.code, failure.text) : done(DONE, order.id, ctx);
}

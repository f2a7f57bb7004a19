/** Shipping, by who carries the parcel and by market (sheet section 5). */
import { z } from "zod";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { sentUnder, stillToShip } from "../kit/contract/still-to-ship.ts";
import { carrierFor } from "./carriers.ts";
import { call } from "./client.ts";
import { attempt, done, isAnswer, orderFor } from "./order-steps.ts";
import { linesOf, openUnits, unitState } from "./order-units.ts";
import { regionOf } from "./regions.ts";
import type { Order, Unit } from "./schemas.ts";
import { NOTHING_OPEN, SHIPPED_ALREADY } from "./ship-answers.ts";
import { shipWithTikTok } from "./ship-tiktok.ts";
import { message } from "./words.ts";

export type Fulfil = CommandOf<"fulfil">;

/** The other way of telling a parcel belongs to this market. */
const OTHER_MARKET = "21008106";

export async function fulfil(run: CommandRun, command: Fulfil, ctx: Context): Promise<CommandResult> {
  const reported = await orderFor(run.order.key, ctx);
  if (isAnswer(reported)) return reported;
  const { order } = reported;
  const left = unitsLeft(run, command, order);
  if (left.isKnown && left.units.length === 0) return done(message("done.parcelKnown"), order.id, ctx);
  const obstacle = obstacleOf(order, ctx);
  if (obstacle) return obstacle;
  if (order.shipping_type === "TIKTOK") return shipWithTikTok(run, { order, units: left.units }, ctx);
  if (left.units.length === 0) return rejected("nothing_open", NOTHING_OPEN);
  return shipBySeller(run, { order, units: left.units, command }, ctx);
}

/** The units chosen at the first attempt: which of a line's are open by then says nothing about what was asked for. */
const savedSchema = z.object({ units: z.array(z.string()) });

/**
 * The units that are still to be shipped, and whether some left under the command's numbers before: told by an earlier
 * attempt, or by hand. Other units may go with the same number, in the same parcel.
 */
function unitsLeft(run: CommandRun, command: Fulfil, order: Order): { readonly isKnown: boolean; units: Unit[] } {
  const numbers = new Set(command.trackingNumbers);
  const isOurs = (unit: Unit) => unitState(unit, order) === "shipped" && numbers.has(unit.tracking_number ?? "");
  const existing = new Set(order.line_items.filter(isOurs).map(({ tracking_number }) => tracking_number));
  const exists = numbers.size > 0 && existing.size === numbers.size;
  const { data: saved } = savedSchema.safeParse(run.saved);
  if (saved) {
    const chosen = order.line_items.filter(({ id }) => saved.units.includes(id));
    return { isKnown: exists && chosen.some(isOurs), units: chosen.filter((one) => unitState(one, order) === "open") };
  }
  if (!command.lines || !exists) return { isKnown: exists, units: openUnits(order, command.lines) ?? [] };
  const lines = linesOf(order);
  const sent = sentUnder(command.trackingNumbers, run, {
    lines: lines.map(({ key, units }) => ({
      key,
      fulfilledQuantity: units.filter((unit) => unitState(unit, order) === "shipped").length,
    })),
    fulfilments: [
      {
        trackingNumbers: command.trackingNumbers,
        lines: lines.map(({ key, units }) => ({ lineKey: key, quantity: units.filter(isOurs).length })),
      },
    ],
  });
  return { isKnown: exists, units: openUnits(order, stillToShip(command.lines, sent)) ?? [] };
}

/** Why TikTok would refuse, said before it is asked. */
function obstacleOf(order: Order, ctx: Context): CommandResult | null {
  if (order.status === "ON_HOLD") return rejected("on_hold", message("refused.stillHoldsOrderBuyerCancel"));
  if (order.status === "UNPAID") return rejected("unpaid", message("refused.buyerNotPaidOrderYet"));
  if (order.status === "CANCELLED") return rejected("cancelled", message("refused.orderCancelled"));
  // In the United States shipping rejects the request by itself.
  if (order.is_buyer_request_cancel === true && ctx.connection.facts.region !== "US")
    return rejected("cancel_requested", message("refused.buyerAskedCancelOrderAnswer"));
  return null;
}

interface Parcel {
  readonly order: Order;
  readonly units: readonly Unit[];
  readonly command: Fulfil;
}

async function shipBySeller(run: CommandRun, { order, units, command }: Parcel, ctx: Context): Promise<CommandResult> {
  const [tracking, another] = command.trackingNumbers;
  if (tracking === undefined) return rejected("tracking_missing", message("refused.takesNoParcelWithoutTracking"));
  if (another !== undefined) return rejected("one_parcel", message("refused.takesTrackingNumberEachParcel"));
  const carrier = await carrierFor(order, command.carrier, ctx);
  if ("problem" in carrier) return rejected("carrier", carrier.problem);
  if (run.saved === null) await run.save({ units: units.map(({ id }) => id) });
  const proof = { tracking_number: tracking, shipping_provider_id: carrier.id };
  const failure = await report({ order, units, command }, proof, ctx);
  if (failure) return rejected(failure.code, failure.text);
  return done(message("done.knowsParcelTrackingNumber"), order.id, ctx);
}

type Proof = { readonly tracking_number: string; readonly shipping_provider_id: string };

async function report(parcel: Parcel, proof: Proof, ctx: Context) {
  const packages = packagesOf(parcel);
  const region = regionOf(ctx.connection.facts.region);
  const ways = {
    order: () => markShipped(parcel, proof, ctx),
    package: () => shipPackages(packages, proof, ctx),
  };
  const first = region?.ships ?? (packages.length > 0 ? "package" : "order");
  const failure = await ways[first]();
  if (failure?.code !== OTHER_MARKET) return failure;
  return ways[first === "order" ? "package" : "order"]();
}

async function markShipped({ order, units }: Parcel, proof: Proof, ctx: Context) {
  const url = `/fulfillment/202309/orders/${encodeURIComponent(order.id)}/packages`;
  const json = { order_line_item_ids: units.map(({ id }) => id), ...proof };
  return attempt(() => call({ method: "POST", url, json, operation: "packages.mark" }, ctx), SHIPPED_ALREADY);
}

/** Whole packages only: TikTok made them when the order was paid. */
function packagesOf({ order, units }: Parcel): readonly string[] {
  const ids = new Set(units.map(({ id }) => id));
  const own = [...new Set(units.flatMap(({ package_id }) => package_id ?? []))];
  if (own.length === 0) return order.packages.map(({ id }) => id);
  const isWhole = (pack: string) =>
    order.line_items.every((unit) => unit.package_id !== pack || unitState(unit, order) !== "open" || ids.has(unit.id));
  return own.every(isWhole) ? own : [];
}

async function shipPackages(packages: readonly string[], proof: Proof, ctx: Context) {
  const [only, another] = packages;
  if (only === undefined)
    return {
      code: "package",
      text: message("refused.wholePackages"),
    };
  if (another !== undefined)
    return {
      code: "one_parcel",
      text: message("refused.severalPackages"),
    };
  const url = `/fulfillment/202309/packages/${encodeURIComponent(only)}/ship`;
  const json = { self_shipment: proof };
  return attempt(() => call({ method: "POST", url, json, operation: "packages.ship" }, ctx), SHIPPED_ALREADY);
}

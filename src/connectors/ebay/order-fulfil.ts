/**
 * Shipping: one call a parcel with its lines and units. Nothing of it can be changed or taken back, and eBay knows no
 * idempotency key: parcels are read first, and a number that stands there is done (sheet section 5).
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { shipProblem } from "../kit/contract/order-checks.ts";
import type { CommandResult, RunOf } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { sentUnder, stillToShip } from "../kit/contract/still-to-ship.ts";
import { type ExistingOrder, fetchOrder, orderPath, toPart } from "./order-read.ts";
import { carrierCode } from "./settings.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

const unit = z.object({ lineKey: z.string(), quantity: z.number() });
type Unit = z.output<typeof unit>;
/** How the units were dealt to parcels, once: dealt again from what is left, they would be others. */
const savedSchema = z.object({
  plan: z.array(
    z.object({ number: z.string(), units: z.array(unit), there: z.number().describe("parcels of this number before") }),
  ),
});
type Plan = z.output<typeof savedSchema>["plan"];

const DONE = message("done.shipped");

/** Letters and digits only; spaces and hyphens go (official description). */
const plainNumber = (number: string): string => number.replace(/[^A-Za-z0-9]/g, "");

export async function fulfil(run: RunOf<"fulfil">, { raw }: ExistingOrder, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  const before = await toPart(raw, ctx);
  const forbidden = shippingRefusal(before.platformStatus);
  if (forbidden !== null) return forbidden;
  const { data: saved } = savedSchema.safeParse(run.saved);
  const plan = saved?.plan ?? deal(run, before);
  if ("state" in plan) return plan;
  if (!saved) await run.save(progress(plan));
  for (const parcel of notSent(plan, before, saved !== undefined)) await send(run.order.key, { parcel, command }, ctx);
  return { state: "done", text: DONE, order: (await fetchOrder(run.order.key, ctx)) ?? undefined };
}

const progress = (plan: Plan): Json => ({
  plan: plan.map(({ number, units, there }) => ({ number, there, units: units.map((one) => ({ ...one })) })),
});

/** Why nothing of the order can be shipped from here; null when it can. */
export function shippingRefusal(platformStatus: string): CommandResult | null {
  const [, payment = "", cancel = "", by = ""] = platformStatus.split(" ");
  if (by === "BY_EBAY") return rejected("by_ebay", message("refused.shippedByEbay"));
  if (cancel === "CANCELED") return rejected("cancelled", message("refused.orderCancelled"));
  if (cancel === "IN_PROGRESS") return rejected("cancel_requested", message("refused.cancelRequested"));
  if (payment === "PENDING" || payment === "FAILED") return rejected("unpaid", message("refused.unpaid"));
  return null;
}

const parcelsOf = (number: string, { fulfilments }: OrderPart): number =>
  fulfilments.filter((one) => one.trackingNumbers.includes(number)).length;

/**
 * The units to ship, dealt in order to the parcels eBay does not know yet; each has one at least. Where it knows all their
 * numbers, what is left goes with the first: the same box may hold it. Nothing left: all of it left before.
 */
function deal(run: RunOf<"fulfil">, order: OrderPart): Plan | CommandResult {
  const { lines, trackingNumbers } = run.command;
  const numbers = [...new Set(trackingNumbers.map(plainNumber).filter((number) => number !== ""))];
  const left = order.lines.map((line) => ({
    key: line.key,
    title: line.title,
    left: line.quantity - line.fulfilledQuantity,
  }));
  const requested = lines
    ? stillToShip(lines, sentUnder(numbers, run, order))
    : left.flatMap(({ key, left: quantity }) => (quantity > 0 ? [{ lineKey: key, quantity }] : []));
  const unknown = numbers.filter((number) => parcelsOf(number, order) === 0);
  if (numbers.length > 0 && unknown.length === 0 && requested.length === 0) return [];
  const open = unknown.length > 0 ? unknown : numbers.slice(0, 1);
  const problem = shipProblem(requested, left);
  if (problem !== null) return rejected("too_many", problem);
  const units = requested.flatMap(({ lineKey, quantity }) => Array.from({ length: quantity }, () => lineKey));
  if (units.length === 0) return rejected("nothing_left", message("refused.nothingLeft"));
  const parcels = open.length === 0 ? [""] : open;
  if (units.length < parcels.length) return rejected("too_many_parcels", message("refused.moreParcelsThanUnits"));
  return parcels.map((number, index) => {
    const own = units.filter((_, at) => Math.min(at, parcels.length - 1) === index);
    const counted = [...Map.groupBy(own, (key) => key)].map(([lineKey, same]) => ({ lineKey, quantity: same.length }));
    return { number, units: counted, there: parcelsOf(number, order) };
  });
}

/** Parcels of the plan that eBay does not have yet. One without a number is told by its units. */
function notSent(plan: Plan, order: OrderPart, isAgain: boolean): Plan {
  const left = new Map(order.lines.map((line) => [line.key, line.quantity - line.fulfilledQuantity]));
  const fits = (units: readonly Unit[]) => units.every(({ lineKey, quantity }) => (left.get(lineKey) ?? 0) >= quantity);
  const withSame = (units: readonly Unit[]) =>
    order.fulfilments.some(
      (one) => one.trackingNumbers.length === 0 && JSON.stringify(one.lines) === JSON.stringify(units),
    );
  return plan.filter(({ number, units, there }) =>
    number === "" ? !isAgain || (fits(units) && !withSame(units)) : parcelsOf(number, order) <= there,
  );
}

async function send(
  orderKey: string,
  { parcel, command }: { readonly parcel: Plan[number]; readonly command: Fulfil },
  ctx: Context,
): Promise<void> {
  const json: Json = {
    lineItems: parcel.units.map(({ lineKey, quantity }) => ({ lineItemId: lineKey, quantity })),
    shippedDate: new Date(ctx.shopNow()).toISOString(),
    // Both or neither.
    ...(parcel.number === ""
      ? {}
      : { shippingCarrierCode: carrierCode(ctx.connection, command.carrier), trackingNumber: parcel.number }),
  };
  try {
    await ctx.http.request({
      method: "POST",
      url: `${orderPath(orderKey)}/shipping_fulfillment`,
      json,
      operation: "orders.ship",
    });
  } catch (error) {
    // The same parcel stands there already.
    if (!isKind(error, "conflict")) throw error;
  }
}

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
import { stillToShip } from "../kit/contract/still-to-ship.ts";
import { fetchOrder, type KnownOrder, orderPath, toPart } from "./order-read.ts";
import { carrierCode } from "./settings.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

const unit = z.object({ lineKey: z.string(), quantity: z.number() });
type Unit = z.output<typeof unit>;
/** How the units were dealt to parcels, once: dealt again from what is left, they would be others. */
const savedSchema = z.object({ plan: z.array(z.object({ number: z.string(), units: z.array(unit) })) });
type Plan = z.output<typeof savedSchema>["plan"];

const DONE = message("done.shipped");

/** Letters and digits only; spaces and hyphens go (official description). */
const plainNumber = (number: string): string => number.replace(/[^A-Za-z0-9]/g, "");

export async function fulfil(run: RunOf<"fulfil">, { raw }: KnownOrder, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  const before = await toPart(raw, ctx);
  const forbidden = shippingRefusal(before.platformStatus);
  if (forbidden !== null) return forbidden;
  const { data: saved } = savedSchema.safeParse(run.saved);
  const plan = saved?.plan ?? deal(command, before);
  if ("state" in plan) return plan;
  if (!saved) await run.save(progress(plan));
  for (const parcel of notSent(plan, before, saved !== undefined)) await send(run.order.key, { parcel, command }, ctx);
  return { state: "done", text: DONE, order: (await fetchOrder(run.order.key, ctx)) ?? undefined };
}

const progress = (plan: Plan): Json => ({
  plan: plan.map(({ number, units }) => ({ number, units: units.map((one) => ({ ...one })) })),
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

/** The units to ship, dealt to the parcels in order; each has one at least. */
function deal({ lines, trackingNumbers }: Fulfil, order: OrderPart): Plan | CommandResult {
  const numbers = [...new Set(trackingNumbers.map(plainNumber).filter((number) => number !== ""))];
  const known = order.fulfilments.filter((one) => one.trackingNumbers.some((number) => numbers.includes(number)));
  const left = order.lines.map((line) => ({
    key: line.key,
    title: line.title,
    left: line.quantity - line.fulfilledQuantity,
  }));
  const sent = known.flatMap((one) => one.lines);
  const asked = lines
    ? stillToShip(lines, sent)
    : left.flatMap(({ key, left: quantity }) => (quantity > 0 ? [{ lineKey: key, quantity }] : []));
  const open = numbers.filter((number) => !known.some((one) => one.trackingNumbers.includes(number)));
  if (numbers.length > 0 && open.length === 0) return [];
  const problem = shipProblem(asked, left);
  if (problem !== null) return rejected("too_many", problem);
  const units = asked.flatMap(({ lineKey, quantity }) => Array.from({ length: quantity }, () => lineKey));
  if (units.length === 0) return rejected("nothing_left", message("refused.nothingLeft"));
  const parcels = open.length === 0 ? [""] : open;
  if (units.length < parcels.length) return rejected("too_many_parcels", message("refused.moreParcelsThanUnits"));
  return parcels.map((number, index) => {
    const own = units.filter((_, at) => Math.min(at, parcels.length - 1) === index);
    const counted = [...Map.groupBy(own, (key) => key)].map(([lineKey, same]) => ({ lineKey, quantity: same.length }));
    return { number, units: counted };
  });
}

/** Parcels of the plan that eBay does not have yet. One without a number is told by its units. */
function notSent(plan: Plan, { fulfilments, lines }: OrderPart, isAgain: boolean): Plan {
  const numbers = new Set(fulfilments.flatMap(({ trackingNumbers }) => trackingNumbers));
  const left = new Map(lines.map((line) => [line.key, line.quantity - line.fulfilledQuantity]));
  const fits = (units: readonly Unit[]) => units.every(({ lineKey, quantity }) => (left.get(lineKey) ?? 0) >= quantity);
  const withSame = (units: readonly Unit[]) =>
    fulfilments.some((one) => one.trackingNumbers.length === 0 && JSON.stringify(one.lines) === JSON.stringify(units));
  return plan.filter(({ number, units }) =>
    number === "" ? !isAgain || (fits(units) && !withSame(units)) : !numbers.has(number),
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

/**
 * Shipping is arranged, not reported: what Shopee wants to know is asked for each parcel, the parcel is handed in, and
 * the tracking number comes minutes later. Ours is passed on only for couriers Shopee does not work with.
 */

import type { Message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asTree } from "./answer.ts";
import { arrangement } from "./arrangement.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { lineKey } from "./order-mapping.ts";
import { loadOrder, trackingNumbers } from "./order-read.ts";
import { attempt, done } from "./order-steps.ts";
import type { Order, Package } from "./schemas.ts";
import { shippingParameter } from "./schemas.ts";
import { isArranged } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

/** The sheet's pace for asking after a number, and how long it is worth asking in one command. */
const ASK_EVERY_MS = 5 * 60_000;
const ASK_TIMES = 24;
const SHIPPABLE: ReadonlySet<string> = new Set(["READY_TO_SHIP", "RETRY_SHIP", "PROCESSED"]);
/** Deliveries by the seller's own people in Brazil: the one kind whose progress Shopee takes from a seller. */
const OWN_DELIVERY: ReadonlySet<string> = new Set(["90021", "90025", "90026"]);

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order } = existing;
  if (order.advance_package) return rejected("advance", message("refused.shipsOrderStockSentAhead"));
  const parcels = parcelsFor(command, order);
  if ("code" in parcels) return rejected("lines", parcels);
  const open = parcels.filter((one) => !isArranged(one));
  for (const parcel of open) {
    if (!SHIPPABLE.has(order.order_status))
      return rejected("status", message("refused.orderShippedOnceReadyShip", { status: order.order_status }));
    const refusal = await ship(parcel, { command, order }, ctx);
    if (refusal) return refusal;
    await run.save({ asked: 0, arranged: parcel.package_number ?? "" });
  }
  // What was read before anything was arranged tells no number of it.
  return await awaitNumbers(run, { parcels, known: open.length === 0 ? existing.part : null }, ctx);
};

/** Parcels the command speaks of: all, or those whose contents are exactly the lines requested. */
function parcelsFor(command: Fulfil, order: Order): readonly Package[] | Message {
  const all = order.package_list;
  if (all.length === 0) return message("refused.noParcelYet");
  const requested = new Map(command.lines?.map((line) => [line.lineKey, line.quantity]));
  if (requested.size === 0) return all;
  const chosen = all.filter(
    (one) =>
      one.item_list.length > 0 &&
      one.item_list.every((item) => (requested.get(lineKey(item)) ?? 0) >= item.model_quantity),
  );
  const sum = (of: Iterable<number>) => [...of].reduce((total, units) => total + units, 0);
  const units = sum(chosen.flatMap((one) => one.item_list.map((item) => item.model_quantity)));
  if (units > 0 && units === sum(requested.values())) return chosen;
  return message("refused.wholeParcelsOnly");
}

/** Null when the parcel is arranged. */
async function ship(
  parcel: Package,
  what: { readonly command: Fulfil; readonly order: Order },
  ctx: Context,
): Promise<CommandResult | null> {
  const { order, command } = what;
  const name = nameOf(parcel, order);
  const requested = await attempt(ctx, {
    path: "logistics/get_shipping_parameter",
    operation: "orders.shipping",
    query: Object.entries(name),
  });
  if ("refusal" in requested) return requested.refusal;
  const parameter = parseResponse(shippingParameter, requested.body, {
    ctx,
    what: `the shipping of order ${order.order_sn}`,
  });
  const way = arrangement(parameter, command.trackingNumbers, ctx.connection.settings);
  if ("problem" in way) return rejected("arrangement", way.problem);
  const answer = await attempt(ctx, {
    path: "logistics/ship_order",
    operation: "orders.ship",
    json: { ...name, ...way.fields },
  });
  if ("refusal" in answer && !isDoneAlready(answer.refusal)) return answer.refusal;
  await tellOwnDelivery(parcel, { command, order }, ctx);
  return null;
}

/** A parcel is named only where the order was split; an unsplit order refuses its name, and an empty one is never sent. */
function nameOf({ package_number: number }: Package, order: Order): Record<string, string> {
  return { order_sn: order.order_sn, ...(order.package_list.length > 1 && number ? { package_number: number } : {}) };
}

const isDoneAlready = (refusal: CommandResult): boolean =>
  refusal.state === "rejected" && /package_already_shipped$/.test(refusal.code);

async function tellOwnDelivery(
  parcel: Package,
  { command, order }: { readonly command: Fulfil; readonly order: Order },
  ctx: Context,
): Promise<void> {
  if (!OWN_DELIVERY.has(parcel.logistics_channel_id ?? "")) return;
  const [number] = command.trackingNumbers;
  const json = {
    order_sn: order.order_sn,
    logistics_status: "logistics_pickup_done",
    ...(number === undefined ? {} : { tracking_number: number }),
    ...(command.trackingUrl === undefined ? {} : { tracking_url: command.trackingUrl }),
  };
  const answer = await attempt(ctx, {
    path: "logistics/update_tracking_status",
    operation: "orders.own_delivery",
    json,
    safe: true,
    changes: true,
  });
  if ("refusal" in answer) ctx.log.warn("the start of the delivery was not taken", { order: order.order_sn });
}

/** Done when every parcel has its number, and after two hours without: the number then comes with a push or a sweep. */
async function awaitNumbers(
  run: CommandRun,
  { parcels, known }: { readonly parcels: readonly Package[]; readonly known: OrderPart | null },
  ctx: Context,
): Promise<CommandResult> {
  const numbered = known ? numbersIn(known) : await trackingNumbers(parcels.flatMap(numberOf), ctx);
  if (parcels.every((one) => numberOf(one).some((number) => numbered.has(number)))) {
    const order = known ?? (await loadOrder(run.order.key, ctx))?.part;
    return { state: "done", text: message("refused.shipmentArrangedTrackingNumber"), order };
  }
  const requested = requestedBefore(run.saved);
  if (requested >= ASK_TIMES) return done(run.order.key, message("done.shipmentArrangedNotMadeTracking"), ctx);
  return { state: "pending", saved: { asked: requested + 1 }, pollAfterMs: ASK_EVERY_MS };
}

const numberOf = ({ package_number: number }: Package): string[] => (number ? [number] : []);

const numbersIn = ({ fulfilments }: OrderPart): ReadonlySet<string> =>
  new Set(fulfilments.flatMap(({ key, trackingNumbers }) => (trackingNumbers.length > 0 ? [key] : [])));

function requestedBefore(saved: Json): number {
  const { asked } = asTree(saved);
  return typeof asked === "number" ? asked : 0;
}

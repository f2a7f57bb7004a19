/** Shipping: one fulfilment per location, out of the order's fulfilment orders. */

import { z } from "zod";
import type { OrderFulfilment } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, TrackingRun } from "../kit/contract/ports.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { idText, optionalText } from "../kit/parse/parse.ts";
import type { FulfilmentOrder } from "./fulfilment-orders.ts";
import { may, readFulfilmentOrders } from "./fulfilment-orders.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import { mustLoadOrder } from "./order-read.ts";
import type { RunOf } from "./order-steps.ts";
import { orderGone, refusedBy } from "./order-steps.ts";
import * as q from "./queries-orders.ts";
import { message } from "./words.ts";

/** One remote write: the fulfilment of some lines at one location; `key` is the order line's, `made` the parcel it made. */
const stepShape = z.object({
  location: z.string(),
  made: z.string().optional(),
  items: z.array(z.object({ order: z.string(), line: z.string(), key: z.string(), quantity: z.number() })),
});
type Step = z.output<typeof stepShape>;
/** `standing`: parcels the order had before the first write. None of them is ours, however alike. */
const savedShape = z.object({
  steps: z.array(stepShape),
  done: z.number(),
  standing: z.array(z.string()).default([]),
});
type Progress = z.output<typeof savedShape>;

/**
 * Ships lines (or all that is left). The plan is saved before the first write; a step whose answer was lost is
 * recognised by its parcel, so that nothing ships twice. (What remains would not tell: it also falls when the
 * order is cancelled or refunded there meanwhile.)
 */
export async function fulfil(run: RunOf<"fulfil">, ctx: Context): Promise<CommandResult> {
  const orders = await readFulfilmentOrders(run.order.key, ctx);
  if (!orders) return orderGone;
  const saved = savedShape.safeParse(run.saved);
  const planned = saved.success ? saved.data.steps : planSteps(run, orders);
  if (!Array.isArray(planned)) return planned.nothingLeft ? addTracking(run, ctx) : planned.result;
  let progress: Progress = saved.success
    ? saved.data
    : { steps: planned, done: 0, standing: await standingParcels(run.order.key, ctx) };
  const unclaimed = saved.success
    ? unclaimedParcels(run, progress, (await mustLoadOrder(run.order.key, ctx)).fulfilments)
    : [];
  if (!saved.success) await run.save(copyOf(progress));
  for (const step of planned.slice(progress.done)) {
    const found = takeParcel(step, run, unclaimed);
    const made = found ? { id: found.key } : await createFulfilment(step, run, ctx);
    if ("state" in made) return made;
    progress = withMade(progress, made.id);
    await run.save(copyOf(progress));
  }
  const from = planned.length;
  const shipped = from > 1 ? message("done.shippedFrom", { locations: from }) : message("done.shipped");
  const numbers = run.command.trackingNumbers.join(", ");
  const text = [shipped, ...(numbers === "" ? [] : [message("done.tracking", { numbers })])];
  return { state: "done", text, order: await mustLoadOrder(run.order.key, ctx) };
}

const copyOf = ({ steps, done, standing }: Progress): Json => ({
  steps: steps.map(({ location, items, made }) => ({
    location,
    items: items.map((item) => ({ ...item })),
    ...(made === undefined ? {} : { made }),
  })),
  done,
  standing: [...standing],
});

const withMade = ({ steps, done, standing }: Progress, made: string | undefined): Progress => ({
  steps: steps.map((step, index) => (index === done ? { ...step, made } : step)),
  done: done + 1,
  standing,
});

/** Parcels that came since the plan was made and belong to none of the steps that are done. */
function unclaimedParcels(
  run: RunOf<"fulfil">,
  { steps, done, standing }: Progress,
  parcels: readonly OrderFulfilment[],
): OrderFulfilment[] {
  const finished = steps.slice(0, done);
  const existing = new Set([...standing, ...finished.map(({ made }) => made)]);
  const unclaimed = parcels.filter(({ key }) => !existing.has(key));
  // An older version did not save which parcel a step made.
  for (const step of finished) if (step.made === undefined) takeParcel(step, run, unclaimed);
  return unclaimed;
}

/** The parcel of a step whose answer was lost; it is no other step's after that. */
function takeParcel(step: Step, run: RunOf<"fulfil">, unclaimed: OrderFulfilment[]): OrderFulfilment | undefined {
  const index = unclaimed.findIndex((parcel) => isParcelOf(step, run, parcel));
  return index < 0 ? undefined : unclaimed.splice(index, 1)[0];
}

async function standingParcels(key: string, ctx: Context): Promise<string[]> {
  const { order } = await graphql(ctx, q.FULFILMENT_IDS, {
    variables: { id: gid("Order", key) },
    schema: z.object({ order: z.object({ fulfillments: z.array(z.object({ id: idText })) }).nullable() }),
    what: "the shipments",
  });
  return (order?.fulfillments ?? []).map(({ id }) => numberOf(id));
}

function planSteps(
  run: RunOf<"fulfil">,
  orders: readonly FulfilmentOrder[],
): Step[] | { readonly nothingLeft: boolean; readonly result: CommandResult } {
  const open = orders.filter(
    (order) => ["OPEN", "IN_PROGRESS"].includes(order.status) && may(order, "CREATE_FULFILLMENT"),
  );
  const requested = run.command.lines && new Map(run.command.lines.map((line) => [line.lineKey, line.quantity]));
  const steps = new Map<string, Step>();
  for (const order of open)
    for (const line of order.lineItems.nodes) {
      const key = numberOf(line.lineItem.id);
      const quantity = Math.min(line.remainingQuantity, requested ? (requested.get(key) ?? 0) : line.remainingQuantity);
      if (quantity <= 0) continue;
      requested?.set(key, (requested.get(key) ?? 0) - quantity);
      const location = order.assignedLocation.location ? numberOf(order.assignedLocation.location.id) : order.id;
      const step = steps.get(location) ?? { location, items: [] };
      step.items.push({ order: order.id, line: line.id, key, quantity });
      steps.set(location, step);
    }
  const short = requested ? [...requested.values()].some((quantity) => quantity > 0) : false;
  if (steps.size > 0 && !short) return [...steps.values()];
  return whyNot(orders, steps.size > 0);
}

function whyNot(orders: readonly FulfilmentOrder[], some: boolean): { nothingLeft: boolean; result: CommandResult } {
  const refuse = (code: string, text: AnswerText) => ({
    nothingLeft: false,
    result: { state: "rejected", code, text } as const,
  });
  if (orders.length === 0) return refuse("NO_FULFILMENT_ORDERS", message("refused.showsNoFulfilmentOrdersApp"));
  if (orders.some((order) => order.status === "ON_HOLD"))
    return refuse("ON_HOLD", message("refused.orderHoldReleaseHoldFirst"));
  if (orders.some((order) => order.status === "SCHEDULED"))
    return refuse("SCHEDULED", message("refused.scheduledOrderLaterCannotShipped"));
  if (some) return refuse("NOT_ENOUGH", message("refused.fewerUnitsLeftShipAsked"));
  if (
    orders.some(
      (order) => order.lineItems.nodes.some((line) => line.remainingQuantity > 0) && order.status !== "CANCELLED",
    )
  )
    return refuse("NOT_OURS", message("refused.restOrderAssignedFulfilmentService"));
  return { nothingLeft: true, result: orderGone };
}

/** True when a parcel is what this step ships: an earlier attempt got through. */
function isParcelOf(step: Step, run: RunOf<"fulfil">, parcel: OrderFulfilment): boolean {
  const units = (items: readonly { readonly key: string; readonly quantity: number }[]) => {
    const sums = new Map<string, number>();
    for (const { key, quantity } of items) sums.set(key, (sums.get(key) ?? 0) + quantity);
    return sums;
  };
  const requested = units(step.items);
  const packed = units(parcel.lines.map(({ lineKey, quantity }) => ({ key: lineKey, quantity })));
  return (
    requested.size === packed.size &&
    [...requested].every(([key, quantity]) => packed.get(key) === quantity) &&
    run.command.trackingNumbers.every((number) => parcel.trackingNumbers.includes(number))
  );
}

type Made = { readonly id: string | undefined };

async function createFulfilment(
  step: Step,
  run: RunOf<"fulfil">,
  ctx: Context,
): Promise<Made | Extract<CommandResult, { state: "rejected" }>> {
  const byOrder = new Map<string, { id: string; quantity: number }[]>();
  for (const item of step.items)
    byOrder.set(item.order, [...(byOrder.get(item.order) ?? []), { id: item.line, quantity: item.quantity }]);
  const tracking = trackingInput(run);
  const answer = await graphql(ctx, q.FULFILMENT_CREATE, {
    variables: {
      fulfillment: {
        lineItemsByFulfillmentOrder: [...byOrder].map(([order, lines]) => ({
          fulfillmentOrderId: order,
          fulfillmentOrderLineItems: lines,
        })),
        notifyCustomer: run.command.notifyCustomer,
        ...(tracking === null ? {} : { trackingInfo: tracking }),
      },
    },
    schema: z.object({ fulfillmentCreate: z.object({ fulfillment: z.object({ id: idText }).nullable(), userErrors }) }),
    what: "the shipment",
  });
  const { fulfillment, userErrors: errors } = answer.fulfillmentCreate;
  return refusedBy(errors, "the shipment") ?? { id: fulfillment ? numberOf(fulfillment.id) : undefined };
}

interface Tracking {
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
}

function trackingInput({ command }: { readonly command: Tracking }): { [key: string]: Json } | null {
  const { carrier, trackingNumbers, trackingUrl } = command;
  const input: { [key: string]: Json } = {};
  if (carrier !== undefined) input.company = carrier;
  if (trackingNumbers.length === 1 && trackingNumbers[0] !== undefined) input.number = trackingNumbers[0];
  if (trackingNumbers.length > 1) input.numbers = trackingNumbers;
  if (trackingUrl !== undefined) input.url = trackingUrl;
  return Object.keys(input).length === 0 ? null : input;
}

const shipmentsShape = z.object({
  order: z
    .object({
      fulfillments: z.array(
        z.object({
          id: idText,
          status: z.string(),
          trackingInfo: z.array(z.object({ company: optionalText, number: optionalText, url: optionalText })),
        }),
      ),
    })
    .nullable(),
});
type TrackingInfo = NonNullable<z.output<typeof shipmentsShape>["order"]>["fulfillments"][number]["trackingInfo"];

/** Everything has shipped already: adds tracking that Shopify does not know yet to the newest shipment. */
async function addTracking(run: RunOf<"fulfil">, ctx: Context): Promise<CommandResult> {
  const { order } = await graphql(ctx, q.FULFILMENTS, {
    variables: { id: gid("Order", run.order.key) },
    schema: shipmentsShape,
    what: "the shipments",
  });
  if (!order) return orderGone;
  const alive = order.fulfillments.filter((fulfilment) => fulfilment.status === "SUCCESS");
  const newest = alive.at(-1);
  const existing = new Set(alive.flatMap((fulfilment) => fulfilment.trackingInfo.map((info) => info.number)));
  const tracking = trackingInput(run);
  const exists = run.command.trackingNumbers.every((number) => existing.has(number));
  if (!newest) return { state: "rejected", code: "NOTHING_LEFT", text: message("refused.nothingLeftShip") };
  if (tracking === null || exists)
    return {
      state: "done",
      text: message("done.everythingShippedAlready"),
      order: await mustLoadOrder(run.order.key, ctx),
    };
  return putTracking(
    {
      fulfilment: newest.id,
      tracking: withEarlier(newest.trackingInfo, tracking, run),
      notify: run.command.notifyCustomer,
      order: run.order.key,
    },
    ctx,
  );
}

/**
 * An update replaces all tracking of a shipment: what it has goes along. A shipment has one carrier, the one it left
 * with, and links belong to numbers by their place (FulfillmentTrackingInput, 2026-10): numbers with a link come first.
 */
function withEarlier(
  earlier: TrackingInfo,
  added: { readonly [key: string]: Json },
  { command }: { readonly command: Tracking },
): Json {
  const infos = new Map(earlier.flatMap(({ number, url }) => (number === undefined ? [] : [[number, url] as const])));
  if (infos.size === 0) return added;
  for (const number of command.trackingNumbers) if (!infos.has(number)) infos.set(number, command.trackingUrl);
  const linked = [...infos].flatMap(([number, url]) => (url === undefined ? [] : [{ number, url }]));
  const unlinked = [...infos].flatMap(([number, url]) => (url === undefined ? [number] : []));
  const company = earlier.find((info) => info.company !== undefined)?.company ?? command.carrier;
  return {
    numbers: [...linked.map(({ number }) => number), ...unlinked],
    ...(company === undefined ? {} : { company }),
    ...(linked.length === 0 ? {} : { urls: linked.map(({ url }) => url) }),
  };
}

/** Other tracking for one shipment; the same tracking twice changes nothing. */
export function changeTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const { fulfilmentKey, notifyCustomer } = run.command;
  const fulfilment = gid("Fulfillment", fulfilmentKey);
  const tracking = trackingInput(run) ?? {};
  return putTracking({ fulfilment, tracking, notify: notifyCustomer, order: run.order.key }, ctx);
}

async function putTracking(
  put: { readonly fulfilment: string; readonly tracking: Json; readonly notify: boolean; readonly order: string },
  ctx: Context,
): Promise<CommandResult> {
  const answer = await graphql(ctx, q.TRACKING_UPDATE, {
    variables: { id: put.fulfilment, tracking: put.tracking, notify: put.notify },
    schema: z.object({ fulfillmentTrackingInfoUpdate: z.object({ userErrors }) }),
    what: "the tracking number",
  });
  const refused = refusedBy(answer.fulfillmentTrackingInfoUpdate.userErrors, "the tracking number");
  if (refused) return refused;
  const order = await mustLoadOrder(put.order, ctx);
  return { state: "done", text: message("refused.trackingNumberPutShipment"), order };
}

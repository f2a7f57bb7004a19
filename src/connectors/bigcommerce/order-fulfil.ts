/** Shipments: one per address, before any status, because the buyer's mail takes its tracking from the shipment. */

import { z } from "zod";
import { carrierNames, carrierWord } from "../../commerce/carriers.ts";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { shipProblem } from "../kit/contract/order-checks.ts";
import type { CommandOf, CommandResult, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { stillToShip } from "../kit/contract/still-to-ship.ts";
import { storeCall } from "./client.ts";
import { physicalLines } from "./order-mapping.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder, fetchShipments } from "./order-read.ts";
import { done, putOrder } from "./order-steps.ts";
import type { StoreLine, StoreShipment } from "./schemas.ts";
import { STATUS_IDS } from "./statuses.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

const MAX_TRACKING = 50;
const MAX_LINK = 500;

/** Carriers BigCommerce knows itself (sheet section 5); all others go by the slug of its tracking service. */
const PROVIDERS = carrierNames({
  USPS: "usps",
  FedEx: "fedex",
  UPS: "ups",
  "Australia Post": "auspost",
  "Canada Post": "canadapost",
  "Royal Mail": "royalmail",
});
/** Its own words, where somebody typed one. */
const OWN_TEXTS: readonly (string | null)[] = Object.values(PROVIDERS);

/** Addresses a parcel went to, and the shipments the order had before the first; an older version saved only the former. */
const savedShape = z.object({ shipped: z.array(z.string()), before: z.array(z.string()).optional() });
type Saved = z.output<typeof savedShape>;

interface Parcel {
  readonly addressId: string;
  readonly items: readonly { readonly lineKey: string; readonly quantity: number }[];
}

interface Tracking {
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
}

/** Tracking as the shipment's fields; several numbers share the one field while they fit. */
export function trackingFields(tracking: Tracking, withSlug = true): { readonly [key: string]: Json } {
  const all = tracking.trackingNumbers.join(", ");
  const [first = ""] = tracking.trackingNumbers;
  const fits = all.length <= MAX_TRACKING;
  const name = tracking.carrier?.trim().toLowerCase() ?? "";
  const provider = carrierWord(PROVIDERS, name) ?? (OWN_TEXTS.includes(name) ? name : "");
  const slug = provider === "" && withSlug ? name.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") : "";
  const reported = [
    ...(fits ? [] : [`Tracking numbers: ${all}`]),
    ...(withSlug || name === "" ? [] : [`Carrier: ${tracking.carrier ?? ""}`]),
  ];
  const link = tracking.trackingUrl ?? "";
  return {
    tracking_number: fits ? all : first.slice(0, MAX_TRACKING),
    shipping_provider: provider,
    tracking_carrier: slug,
    ...(link !== "" && link.length <= MAX_LINK ? { tracking_link: link } : {}),
    ...(reported.length > 0 ? { comments: reported.join("\n") } : {}),
  };
}

/** What is still to ship: the lines requested less those in parcels of ours, else all that is left, by address. */
function parcelsOf(
  command: Fulfil,
  { lines, part }: LoadedOrder,
  made: { readonly ours: readonly StoreShipment[]; readonly shippedTo: readonly string[] },
): readonly Parcel[] | Message {
  const itemRows = physicalLines(lines);
  const open = new Map(part.lines.map((line) => [line.key, line.quantity - line.fulfilledQuantity]));
  const sent = made.ours
    .flatMap(({ items }) => items)
    .map((item) => ({ lineKey: item.order_product_id, quantity: item.quantity }));
  const requested = command.lines
    ? stillToShip(command.lines, sent)
    : itemRows.map(({ id }) => ({ lineKey: id, quantity: open.get(id) ?? 0 }));
  const addressOf = (lineKey: string) => itemRows.find(({ id }) => id === lineKey)?.order_address_id;
  const desired = requested.filter(
    ({ lineKey, quantity }) => quantity > 0 && !made.shippedTo.includes(addressOf(lineKey) ?? ""),
  );
  const left = itemRows.map(({ id, name }) => ({ key: id, title: name, left: open.get(id) ?? 0 }));
  const problem = shipProblem(desired, left);
  if (problem) return problem;
  const byAddress = new Map<string, Parcel["items"][number][]>();
  for (const { lineKey, quantity } of desired) {
    const line = itemRows.find(({ id }) => id === lineKey);
    if (line?.order_address_id === undefined)
      return message("refused.pickedUpInStore", { title: line?.name ?? lineKey });
    const items = byAddress.get(line.order_address_id) ?? [];
    byAddress.set(line.order_address_id, [...items, { lineKey, quantity }]);
  }
  return [...byAddress].map(([addressId, items]) => ({ addressId, items }));
}

/** Parcels earlier attempts made: none that stood before them, with our tracking, and nothing in it but what was requested. */
function madeBefore(
  command: Fulfil,
  shipments: readonly StoreShipment[],
  before: readonly string[] | undefined,
): readonly StoreShipment[] {
  const number = String(trackingFields(command)["tracking_number"] ?? "");
  const requested = command.lines && new Map(command.lines.map((line) => [line.lineKey, line.quantity]));
  return shipments.filter(
    (one) =>
      !before?.includes(one.id) &&
      (one.tracking_number ?? "") === number &&
      (requested === undefined ||
        one.items.every((item) => item.quantity <= (requested.get(item.order_product_id) ?? 0))),
  );
}

async function ship(parcel: Parcel, command: Fulfil, orderId: string, ctx: Context): Promise<void> {
  const post = (withSlug: boolean) =>
    storeCall(ctx, {
      method: "POST",
      path: `v2/orders/${orderId}/shipments`,
      json: {
        order_address_id: Number(parcel.addressId),
        ...trackingFields(command, withSlug),
        items: parcel.items.map((item) => ({ order_product_id: Number(item.lineKey), quantity: item.quantity })),
      },
      operation: "orders.ship",
    });
  try {
    await post(true);
  } catch (error) {
    const isCarrier =
      error instanceof ConnectorError && error.kind === "rejected" && /tracking_carrier/i.test(error.message);
    if (!isCarrier) throw error;
    await post(false);
  }
}

/** Nothing to carry: a digital order is completed. */
async function completeDigital(
  lines: readonly StoreLine[],
  existing: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  if (lines.length === 0) return rejected("nothing", message("refused.nothingShipOrder"));
  if (existing.part.status !== "completed") await putOrder(existing.order.id, { status_id: STATUS_IDS.completed }, ctx);
  return done(existing.order.id, message("done.digitalOrderSetCompleted"), ctx);
}

const progress = ({ shipped, before }: Saved): Json => ({
  shipped: [...shipped],
  ...(before && { before: [...before] }),
});

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order, lines } = existing;
  if (physicalLines(lines).length === 0) return completeDigital(lines, existing, ctx);
  const { data: saved } = savedShape.safeParse(run.saved);
  const shippedTo = [...(saved?.shipped ?? [])];
  const isAgain = run.uncertain || saved !== undefined;
  const ours = isAgain ? madeBefore(command, await fetchShipments(order.id, ctx), saved?.before) : [];
  const isSent = ours.length > 0 || shippedTo.length > 0;
  const parcels = parcelsOf(command, existing, { ours, shippedTo });
  if (isSent && !("code" in parcels) && parcels.length === 0)
    return done(order.id, message("done.shipmentMadeBefore"), ctx);
  if (existing.part.status === "cancelled") return rejected("cancelled", message("refused.orderCancelled"));
  if ("code" in parcels) return rejected("lines", parcels);
  if (parcels.length === 0) return rejected("nothing", message("refused.everythingOrderShippedRefunded"));
  const before = saved ? saved.before : existing.shipments.map(({ id }) => id);
  if (!saved) await run.save(progress({ shipped: shippedTo, before }));
  for (const parcel of parcels) {
    await ship(parcel, command, order.id, ctx);
    shippedTo.push(parcel.addressId);
    await run.save(progress({ shipped: shippedTo, before }));
  }
  // BigCommerce itself moves the order to Shipped or Partially Shipped.
  return done(order.id, message("done.shippedTellsBuyer"), ctx);
};

export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const existing = await fetchOrder(run.order.key, ctx);
  const shipment = existing?.shipments.find(({ id }) => id === run.command.fulfilmentKey);
  if (!existing || !shipment) return rejected("shipment_gone", message("refused.notKnowShipmentAnyMore"));
  try {
    await storeCall(ctx, {
      method: "PUT",
      path: `v2/orders/${existing.order.id}/shipments/${shipment.id}`,
      json: trackingFields(run.command),
      operation: "orders.tracking",
      safe: true,
    });
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === "rejected") return rejected("tracking", error.userMessage);
    throw error;
  }
  return done(existing.order.id, message("done.trackingChanged"), ctx);
}

/** Parcels the seller ships with a courier of their own choice: carrier and tracking are ours to tell. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import type { Fulfil } from "./order-steps.ts";
import { act } from "./order-steps.ts";
import type { Shipment } from "./schemas.ts";
import { invoicePrefixOf, selfShipDaysOf, sellerIdOf } from "./settings.ts";
import { partsOfOrder, shipmentsOfOrder } from "./shipment-reads.ts";
import { after, aliveItems, has, isSelfShip, refusedBy } from "./shipment-state.ts";
import { indianDay, indianTime } from "./time.ts";
import { message } from "./words.ts";

const DAY_MS = 24 * 3_600_000;
const ONE_NUMBER = message("refused.oneTrackingNumber");

/** Null when Flipkart knows that all of them have left. */
export async function dispatchSelfShip(
  run: CommandRun,
  { command, shipments }: { readonly command: Fulfil; readonly shipments: readonly Shipment[] },
  ctx: Context,
): Promise<CommandResult | null> {
  if (command.trackingNumbers.length > 1) return rejected("one_number", ONE_NUMBER);
  const body = (some: readonly Shipment[]): Json => ({ shipments: some.map((one) => entryOf(one, command, ctx)) });
  const refusals = await act(shipments, { path: "selfShip/dispatch", operation: "selfship.dispatch", body }, ctx);
  // The others of the same call were taken.
  if (refusals.length > 0 && refusals.length < shipments.length) await run.save(run.saved);
  return refusedBy(refusals);
}

function entryOf(shipment: Shipment, { carrier, trackingNumbers }: Fulfil, ctx: Context): Json {
  const now = ctx.shopNow();
  const { settings } = ctx.connection;
  const items = aliveItems(shipment);
  const [trackingId] = trackingNumbers;
  return {
    shipmentId: shipment.shipmentId,
    ...(shipment.locationId === undefined ? {} : { locationId: shipment.locationId }),
    dispatchDate: indianTime(now),
    tentativeDeliveryDate: indianTime(now + selfShipDaysOf(settings) * DAY_MS),
    ...(carrier?.trim() ? { deliveryPartner: carrier.trim() } : {}),
    ...(trackingId === undefined ? {} : { trackingId }),
    invoice: {
      invoiceNumber: `${invoicePrefixOf(settings)}${items[0]?.orderItemId}`,
      invoiceDate: indianDay(now),
      items: items.map(({ orderItemId, quantity }) => ({ orderItemId, quantity, serialNumbers: [] })),
    },
  };
}

/** Null when these parcels left with the command's own tracking, or it names none. */
export async function sentAlready(
  command: Fulfil,
  shipments: readonly Shipment[],
  ctx: Context,
): Promise<CommandResult | null> {
  const [requested] = command.trackingNumbers;
  const [first] = shipments;
  if (requested === undefined || first === undefined) return null;
  const ids = new Set(shipments.map(({ shipmentId }) => shipmentId));
  const orderKey = first.orderItems[0]?.orderId ?? "";
  const parcels = (await partsOfOrder(orderKey, ctx)).filter((part) => ids.has(part.partKey));
  const isOurs = parcels.every((part) => part.fulfilments.some((parcel) => parcel.trackingNumbers.includes(requested)));
  return isOurs ? null : rejected("already_shipped", message("refused.parcelAlreadyLeftOtherTracking"));
}

/** Tells Flipkart that self-ship parcels have arrived; its own couriers tell that themselves. */
export async function deliver(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const shipments = (await shipmentsOfOrder(run.order.key, ctx)).filter((one) => aliveItems(one).length > 0);
  const self = shipments.filter(isSelfShip);
  if (self.length === 0 || self.length < shipments.length)
    return { state: "unsupported", text: message("refused.courierTellsWhenParcelArrived") };
  const under = self.filter((shipment) => has(shipment, "SHIPPED"));
  if (under.length === 0 && self.every((one) => aliveItems(one).every(({ status }) => ARRIVED.has(status))))
    return after(run.order.key, message("done.knowsParcelArrived"), ctx);
  if (under.length < self.length) return rejected("not_shipped", message("refused.parcelShippedArriveShipOrder"));
  const body = (some: readonly Shipment[]): Json => ({
    shipments: some.map(({ shipmentId, locationId }) => ({
      shipmentId,
      ...(locationId === undefined ? {} : { locationId }),
      deliveryDate: indianTime(ctx.shopNow()),
    })),
  });
  const refusals = await act(under, { path: "selfShip/delivery", operation: "selfship.delivery", body }, ctx);
  return refusedBy(refusals) ?? after(run.order.key, message("done.knowsParcelArrived"), ctx);
}

const ARRIVED: ReadonlySet<string> = new Set(["DELIVERED", "COMPLETED", "RETURN_REQUESTED", "RETURNED"]);

const CHECKS = 5;
const POLL_EVERY_MS = 60_000;
const progress = z.object({ looks: z.number() });

/** Other tracking for a self-ship parcel. What this call answers is not published, so that the parcel itself is asked. */
export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const { fulfilmentKey, trackingNumbers, carrier } = run.command;
  const [trackingId, ...more] = trackingNumbers;
  if (trackingId === undefined || more.length > 0) return rejected("one_number", ONE_NUMBER);
  const shipment = (await shipmentsOfOrder(run.order.key, ctx)).find((one) => one.shipmentId === fulfilmentKey);
  if (shipment === undefined) return rejected("not_found", message("refused.notKnowParcel"));
  if (!isSelfShip(shipment))
    return {
      state: "unsupported",
      text: message("refused.courierMakesTrackingParcelCannot"),
    };
  if (await shows(run, trackingId, ctx)) return after(run.order.key, message("done.parcelNewTracking"), ctx);
  const checks = progress.safeParse(run.saved).data?.looks ?? 0;
  if (checks >= CHECKS) return rejected("not_taken", message("refused.stillShowsOldTrackingChange"));
  if (checks === 0 || run.uncertain) {
    const sellerId = sellerIdOf(ctx.connection.settings);
    if (sellerId === "") return rejected("seller_id", message("refused.wantsSellerIdEnterConnection"));
    await ctx.http.request({
      method: "POST",
      url: `/sellers/v3/shipments/${encodeURIComponent(fulfilmentKey)}/update`,
      json: {
        shipment_id: fulfilmentKey,
        tracking_id: trackingId,
        seller_id: sellerId,
        ...(carrier?.trim() ? { delivery_partner: carrier.trim() } : {}),
        tentative_delivery_date: indianTime(ctx.shopNow() + selfShipDaysOf(ctx.connection.settings) * DAY_MS),
      },
      operation: "selfship.tracking",
    });
    await run.save({ looks: 1 });
    if (await shows(run, trackingId, ctx)) return after(run.order.key, message("done.parcelNewTracking"), ctx);
  }
  return { state: "pending", saved: { looks: checks + 1 }, pollAfterMs: POLL_EVERY_MS };
}

async function shows({ order, command }: TrackingRun, trackingId: string, ctx: Context): Promise<boolean> {
  const parts = await partsOfOrder(order.key, ctx);
  const parcel = parts.find((part) => part.partKey === command.fulfilmentKey)?.fulfilments[0];
  return parcel?.trackingNumbers.includes(trackingId) ?? false;
}

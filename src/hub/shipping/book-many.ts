/** Many orders are booked in one call, each as one parcel of all that is left of it, and each answered for. */
import type { Actor } from "../../commerce/actor.ts";
import type { Money } from "../../commerce/money.ts";
import type { ChosenBy } from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { ParcelWish } from "./pack.ts";
import { presetOf } from "./presets.ts";
import { courierOf, earlierShipment, requestShipment } from "./request.ts";

export interface BookMany {
  readonly orderIds: readonly string[];
  /** Absent: each by the shipping rules. */
  readonly connectionId?: string | undefined;
  readonly packageId: string;
  readonly service?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly labelFormat?: string | undefined;
  readonly locationId?: string | undefined;
  readonly tellsAt: "booked" | "picked_up";
  readonly notifyCustomer: boolean;
  /** The same key books each order once. */
  readonly idempotencyKey: string;
  readonly actor: Actor;
  readonly now: Date;
}

/** What the rules chose for an order. */
export interface ChosenCourier {
  readonly connectionId: string;
  readonly service: string | undefined;
  readonly serviceName: string | undefined;
  /** What it was chosen at: dearer is refused. */
  readonly price: Money | undefined;
  readonly chosenBy: ChosenBy;
}

/** Asks the rules; couriers may have to be asked for it. */
export type Choose = (of: {
  readonly orderId: string;
  readonly parcels: readonly ParcelWish[];
  readonly locationId?: string | undefined;
}) => Promise<ChosenCourier>;

export interface BookedOrder {
  readonly orderId: string;
  readonly shipmentId?: string;
  readonly error?: HubError;
}

/** Orders whose couriers are asked at the same time. */
const AT_ONCE = 8;

/**
 * Asks for a shipment of each order; `run` gives each a transaction of its own, so that a refused one leaves the others.
 * Throws HubError PACKAGE_NOT_FOUND, COURIER_UNKNOWN.
 */
export async function bookMany(
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  choose: Choose,
  { orderIds, packageId, connectionId, ...wish }: BookMany,
): Promise<BookedOrder[]> {
  const box = await run(async (tx) => {
    if (connectionId !== undefined) await courierOf(tx, connectionId);
    return presetOf(tx, packageId);
  });
  const { lengthMm, widthMm, heightMm, weightGrams: packagingGrams } = box;
  const parcels = [{ lengthMm, widthMm, heightMm, packagingGrams }];
  const byRules = async (orderId: string): Promise<ChosenCourier | { readonly earlier: string }> => {
    const earlier = await run((tx) => earlierShipment(tx, orderId, wish.idempotencyKey));
    return earlier === null ? choose({ orderId, parcels, locationId: wish.locationId }) : { earlier };
  };
  const book = async (orderId: string): Promise<BookedOrder> => {
    try {
      const by = connectionId === undefined ? await byRules(orderId) : { connectionId };
      if ("earlier" in by) return { orderId, shipmentId: by.earlier };
      return { orderId, shipmentId: await run((tx) => requestShipment(tx, { ...wish, ...by, orderId, parcels })) };
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { orderId, error };
    }
  };
  const results: BookedOrder[] = [];
  const all = [...new Set(orderIds)];
  // Of one courier nobody is asked: one after the other, as they are packed.
  const size = connectionId === undefined ? AT_ONCE : 1;
  for (let first = 0; first < all.length; first += size)
    results.push(...(await Promise.all(all.slice(first, first + size).map(book))));
  return results;
}

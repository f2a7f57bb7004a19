/** Many orders are booked in one call, each as one parcel of all that is left of it, and each answered for. */
import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { presetOf } from "./presets.ts";
import { courierOf, requestShipment } from "./request.ts";

export interface BookMany {
  readonly orderIds: readonly string[];
  readonly connectionId: string;
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

export interface BookedOrder {
  readonly orderId: string;
  readonly shipmentId?: string;
  readonly error?: HubError;
}

/**
 * Asks for a shipment of each order; `run` gives each a transaction of its own, so that a refused one leaves the others.
 * Throws HubError PACKAGE_NOT_FOUND, COURIER_UNKNOWN.
 */
export async function bookMany(
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  { orderIds, packageId, ...wish }: BookMany,
): Promise<BookedOrder[]> {
  const box = await run(async (tx) => {
    await courierOf(tx, wish.connectionId);
    return presetOf(tx, packageId);
  });
  const { lengthMm, widthMm, heightMm, weightGrams: packagingGrams } = box;
  const parcels = [{ lengthMm, widthMm, heightMm, packagingGrams }];
  const results: BookedOrder[] = [];
  for (const orderId of new Set(orderIds)) {
    try {
      results.push({ orderId, shipmentId: await run((tx) => requestShipment(tx, { ...wish, orderId, parcels })) });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      results.push({ orderId, error });
    }
  }
  return results;
}

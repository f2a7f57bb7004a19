/** Books many orders in one call, each as one parcel of all that is left of it, with a result for each. */
import type { By } from "../../commerce/actor.ts";
import type { Insured } from "../../commerce/insured.ts";
import type { Money } from "../../commerce/money.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { ChosenBy } from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { lockWithMerged } from "../orders/merged-orders.ts";
import type { WhyChosen } from "./courier-reason.ts";
import { packagesOf, parcelIn } from "./order-package.ts";
import type { ParcelInput } from "./pack.ts";
import {
  announceRequested,
  bookingCache,
  courierOf,
  earlierShipment,
  type ShipmentInput,
  type WrittenShipment,
  writeShipment,
} from "./request.ts";

export interface BookMany extends By {
  readonly orderIds: readonly string[];
  /** Absent: each by the shipping rules. */
  readonly connectionId?: string | undefined;
  /** For all of them; absent: each in the one a rule chose for it, else the default. */
  readonly packageId?: string | undefined;
  readonly own?: readonly OwnChoice[] | undefined;
  readonly service?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly insured?: Insured | undefined;
  readonly labelFormat?: string | undefined;
  readonly locationId?: string | undefined;
  readonly whyChosen?: WhyChosen | undefined;
  readonly fulfilWhen: "booked" | "picked_up";
  readonly notifyCustomer: boolean;
  /** The same key books each order once. */
  readonly idempotencyKey: string;
}

/** What is chosen for one order in place of what is chosen for all. */
export interface OwnChoice {
  readonly orderId: string;
  readonly parcel?: ParcelInput | undefined;
  readonly insured?: Insured | undefined;
  /** Service, price and reason are this courier's. */
  readonly connectionId?: string | undefined;
  readonly service?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly price?: Money | undefined;
  readonly chosenBy?: ChosenBy | undefined;
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

/** Chooses by the rules, which may call couriers. */
export type Choose = (of: {
  readonly orderId: string;
  readonly parcels: readonly ParcelInput[];
  readonly insured?: Insured | undefined;
  readonly locationId?: string | undefined;
}) => Promise<ChosenCourier>;

export interface BookedOrder {
  readonly orderId: string;
  readonly shipmentId?: string;
  readonly error?: HubError;
}

/** Orders whose couriers are called at the same time, and that are written in one transaction. */
const AT_ONCE = 8;

/**
 * Requests a shipment of each order; a refused one does not stop the others. `run` gives some of them a transaction.
 * Throws HubError PACKAGE_NOT_FOUND, COURIER_UNKNOWN.
 */
export async function bookMany(
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  choose: Choose,
  { orderIds, packageId, connectionId, own = [], ...input }: BookMany,
): Promise<BookedOrder[]> {
  const boxes = await run(async (tx) => {
    if (connectionId !== undefined) await courierOf(tx, connectionId);
    return packagesOf(tx, orderIds, packageId);
  });
  const owns = new Map(own.map((one) => [one.orderId, one]));
  const resolveChoice = async (orderId: string): Promise<ShipmentChoice> => {
    const chosen = owns.get(orderId);
    const box = boxes.get(orderId);
    const insured = chosen?.insured ?? input.insured;
    const parcels = chosen?.parcel ? [chosen.parcel] : box ? [parcelIn(box)] : [];
    if (chosen?.connectionId !== undefined) {
      const { connectionId: own, service, serviceName, price, chosenBy } = chosen;
      return { orderId, parcels, insured, by: { connectionId: own, service, serviceName, price, chosenBy } };
    }
    if (connectionId !== undefined) return { orderId, parcels, insured, by: { connectionId } };
    try {
      const earlier = await run((tx) => earlierShipment(tx, orderId, input.idempotencyKey));
      if (earlier !== null) return { orderId, shipmentId: earlier };
      const by = await choose({ orderId, parcels, insured, locationId: input.locationId });
      return { orderId, parcels, insured, by };
    } catch (error) {
      return refusal(orderId, error);
    }
  };
  const results: BookedOrder[] = [];
  const all = [...new Set(orderIds)];
  for (let first = 0; first < all.length; first += AT_ONCE) {
    const choices = await Promise.all(all.slice(first, first + AT_ONCE).map(resolveChoice));
    results.push(...(await run((tx) => bookSome(tx, choices, input))));
  }
  return results;
}

type ShipmentChoice =
  | BookedOrder
  | {
      readonly orderId: string;
      readonly parcels: readonly ParcelInput[];
      readonly insured: Insured | undefined;
      readonly by: Optional<Omit<ChosenCourier, "connectionId">> & Pick<ChosenCourier, "connectionId">;
    };

/** An order is refused before anything of it is written, so the others of its transaction stay. */
async function bookSome(
  tx: Tx,
  choices: readonly ShipmentChoice[],
  input: Omit<ShipmentInput, "orderId" | "connectionId" | "parcels">,
): Promise<BookedOrder[]> {
  await lockWithMerged(
    tx,
    choices.map(({ orderId }) => orderId),
  );
  const cache = bookingCache(tx, input.now);
  const written: WrittenShipment[] = [];
  const booked: BookedOrder[] = [];
  for (const one of choices) {
    if (!("by" in one)) {
      booked.push(one);
      continue;
    }
    const { orderId, parcels, insured, by } = one;
    try {
      const shipment = await writeShipment(tx, { ...input, ...by, parcels, insured, orderId }, cache);
      written.push(...shipment.written);
      booked.push({ orderId, shipmentId: shipment.shipmentId });
    } catch (error) {
      booked.push(refusal(orderId, error));
    }
  }
  await announceRequested(tx, written, input);
  return booked;
}

function refusal(orderId: string, error: unknown): BookedOrder {
  if (!(error instanceof HubError)) throw error;
  return { orderId, error };
}

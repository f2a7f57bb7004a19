/** All problems that stop an order from being booked, before any courier is called. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { refuseHeld } from "../orders/held.ts";
import { receiverOf, type ShippedOrder, shippedOrder } from "./consignment.ts";
import { type PackLine, type ParcelInput, packLines, reservedAt } from "./pack.ts";
import { collectEach, heldAt, packOrders } from "./pack-merged.ts";
import type { BookingCache } from "./request.ts";

export interface CheckInput {
  readonly orderId: string;
  readonly parcels: readonly ParcelInput[];
  readonly locationId?: string | undefined;
}

/** Where a problem is fixed. */
export interface Mend {
  readonly kind: "order" | "product" | "location";
  readonly id: string;
}

export interface BookingProblem {
  readonly error: HubError;
  readonly mend: Mend;
}

export interface BookingCheck {
  /** What the parcels weigh together; null: not known yet. */
  readonly weightGrams: number | null;
  /** Where it is picked up; null: it is not looked for. */
  readonly locationId: string | null;
  readonly problems: readonly BookingProblem[];
}

/** Refuses what `writeShipment` refuses of an order, whichever courier it goes by. */
export async function checkBooking(tx: Tx, input: CheckInput, cache: BookingCache): Promise<BookingCheck> {
  const problems: BookingProblem[] = [];
  const passes = async <T>(check: () => T | Promise<T>, mend: Mend): Promise<T | null> => {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      problems.push({ error, mend });
      return null;
    }
  };
  const here = { kind: "order", id: input.orderId } as const;
  const order = await passes(() => shippedOrder(tx, input.orderId), here);
  if (order === null) return { weightGrams: null, locationId: null, problems };
  if (order.status === "cancelled") return { weightGrams: null, locationId: null, problems: [cancelled(order)] };
  await passes(() => refuseHeld(tx, [order.id]), here);
  await passes(() => receiverOf(order), here);
  const lines = await packLines(tx, order.id);
  const packed = await passes(() => packOrders(tx, order, input.parcels), unweighed(lines) ?? here);
  const held = packed ? heldAt(packed) : reservedAt(lines.filter(({ left }) => left > 0));
  const locationId = input.locationId ?? held ?? (await cache.location());
  await passes(() => cache.from({ locationId, connectionId: null }), { kind: "location", id: locationId });
  if (packed) await passes(() => collectEach(tx, packed), here);
  const weightGrams = packed?.parcels.reduce((sum, each) => sum + each.weightGrams, 0) ?? null;
  return { weightGrams, locationId, problems };
}

const cancelled = ({ id, number }: ShippedOrder): BookingProblem => ({
  error: new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number })),
  mend: { kind: "order", id },
});

/** The product of the first item without a weight. */
function unweighed(lines: readonly PackLine[]): Mend | null {
  const id = lines.find(({ next, weightGrams }) => next > 0 && weightGrams === null)?.productId ?? null;
  return id === null ? null : { kind: "product", id };
}

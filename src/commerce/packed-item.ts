import type { OrderOption } from "./order.ts";

/** An order line as a packer handles it. */
export interface PackedItem {
  readonly lineId: string;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly barcode: string | null;
  readonly title: string;
  /** What the buyer chose or typed. */
  readonly options: readonly OrderOption[];
  readonly imageUrl: string | null;
  /** Where its units are reserved; null where nobody said. */
  readonly locationName: string | null;
  /** Where at its location they lie; null: nobody said. */
  readonly bin: string | null;
  readonly quantity: number;
  /** Units that have not left. */
  readonly left: number;
  /** Of them, those that stand in a closed parcel. */
  readonly packed: number;
  /** Each unit is packed with its serial number. */
  readonly asksSerial: boolean;
  /** Of units that were packed. */
  readonly serials: readonly string[];
  /** Each unit is packed with the number of its lot. */
  readonly asksLot: boolean;
  /** Lots of it were entered: others are refused. */
  readonly areLotsKnown: boolean;
  /**
   * What is left of its lots where its units are reserved, the one that expires first first; none of other items. Of those
   * that are blocked or have a last day also where nothing is left, so that they are refused while the hub is away.
   */
  readonly lots: readonly ItemLot[];
  /** Of units that were packed. */
  readonly packedLots: readonly Omit<ItemLot, "isBlocked">[];
}

export interface ItemLot {
  readonly lot: string;
  /** The last day it may be shipped, YYYY-MM-DD. */
  readonly expiresOn: string | null;
  /** Recalled. */
  readonly isBlocked: boolean;
  readonly units: number;
}

/** What closed parcels of an order hold of a line and it no longer wants. */
export interface TooMuch {
  readonly lineId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly units: number;
}

/** What is to be packed of an order; of one that has left, what was packed. */
export function toPack({
  items,
}: {
  readonly items: readonly PackedItem[];
}): readonly { readonly item: PackedItem; readonly units: number }[] {
  const left = items.filter((item) => item.left > 0);
  return left.length > 0
    ? left.map((item) => ({ item, units: item.left }))
    : items.map((item) => ({ item, units: item.quantity }));
}

/** What is fetched from the shelves for some orders. */
import type { ItemLot, PackedItem } from "../../../src/commerce/packed-item.ts";

interface Packed {
  readonly number: string;
  /** On the cart of its batch. */
  readonly tote?: number | null;
  readonly items: readonly PackedItem[];
}

export interface Picked {
  readonly item: PackedItem;
  readonly units: number;
  /** Of every order it is for. */
  readonly lineIds: readonly string[];
  readonly orders: readonly { readonly number: string; readonly tote: number | null; readonly units: number }[];
  /** Which lots to take it from, the one that expires first first; what is in no lot is not among them. */
  readonly lots: readonly LotToTake[];
}

export type LotToTake = Pick<ItemLot, "lot" | "expiresOn" | "units">;

/** Units of lots that others take, by place, item and lot. */
type TakenLots = Map<string, number>;

/** Lots for so many units, without those that are blocked or had expired before this day. */
export function lotsToTake(
  { item, units }: Pick<Picked, "item" | "units">,
  today: string,
  taken: TakenLots = new Map(),
): readonly LotToTake[] {
  let left = units;
  return item.lots.flatMap(({ lot, expiresOn, isBlocked, units: there }) => {
    if (isBlocked || (expiresOn !== null && expiresOn < today)) return [];
    const key = JSON.stringify([item.locationName, item.variantId, lot]);
    const before = taken.get(key) ?? 0;
    const now = Math.min(left, there - before);
    if (now <= 0) return [];
    taken.set(key, before + now);
    left -= now;
    return [{ lot, expiresOn, units: now }];
  });
}

/** Of lines that were raised since they were picked only what is missing is fetched. */
export function withoutPicked<Order extends Packed>(
  orders: readonly Order[],
  picks: readonly { readonly lineId: string; readonly units: number }[],
): readonly Order[] {
  const unitsByLine = new Map(picks.map(({ lineId, units }) => [lineId, units]));
  return orders.map((order) => ({
    ...order,
    items: order.items.map((item) => ({ ...item, left: item.left - (unitsByLine.get(item.lineId) ?? 0) })),
  }));
}

/** Each product once at each location and for each choice of buyers, with all its units: by location, bin and SKU, as one walks. */
export function pickingList(orders: readonly Packed[], today: string, taken: TakenLots = new Map()): readonly Picked[] {
  const picked = new Map<string, Omit<Picked, "lots">>();
  for (const order of orders)
    for (const item of order.items) {
      // What is packed already has been fetched.
      const units = item.left - item.packed;
      if (units <= 0) continue;
      // An engraved one is not taken for any other.
      const key = JSON.stringify([item.locationName, item.variantId ?? [item.sku, item.title], item.options]);
      const before = picked.get(key) ?? { item, units: 0, lineIds: [], orders: [] };
      const share = { number: order.number, tote: order.tote ?? null, units };
      picked.set(key, {
        item: before.item,
        units: before.units + units,
        lineIds: [...before.lineIds, item.lineId],
        orders: [...before.orders, share],
      });
    }
  const sorted = [...picked.values()].toSorted(
    ({ item: a }, { item: b }) =>
      (a.locationName ?? "").localeCompare(b.locationName ?? "") ||
      Number(a.bin === null) - Number(b.bin === null) ||
      (a.bin ?? "").localeCompare(b.bin ?? "", undefined, { numeric: true }) ||
      (a.sku ?? a.title).localeCompare(b.sku ?? b.title),
  );
  return sorted.map((one) => ({ ...one, lots: lotsToTake(one, today, taken) }));
}

export interface PickingSection {
  /** The order's number; null: all of them along the shelves. */
  readonly order: string | null;
  readonly tote: number | null;
  readonly picked: readonly Picked[];
}

export type PickingBy = "bin" | "order";

/** One walk for all orders, or one for each; what has left is not picked again. */
export function pickingSections(orders: readonly Packed[], by: PickingBy, today: string): readonly PickingSection[] {
  if (by === "bin") return [{ order: null, tote: null, picked: pickingList(orders, today) }];
  const taken: TakenLots = new Map();
  return orders
    .map((order) => ({ order: order.number, tote: order.tote ?? null, picked: pickingList([order], today, taken) }))
    .filter(({ picked }) => picked.length > 0);
}

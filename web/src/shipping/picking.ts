/** What is fetched from the shelves for some orders, and what goes into each parcel. */
import type { PackedItem } from "../../../src/commerce/packed-item.ts";

interface Packed {
  readonly number: string;
  readonly items: readonly PackedItem[];
}

/** What is to be packed of an order; of one that has left, what was packed. */
export function toPack({
  items,
}: Pick<Packed, "items">): readonly { readonly item: PackedItem; readonly units: number }[] {
  const left = items.filter((item) => item.left > 0);
  return left.length > 0
    ? left.map((item) => ({ item, units: item.left }))
    : items.map((item) => ({ item, units: item.quantity }));
}

export interface Picked {
  readonly item: PackedItem;
  readonly units: number;
  readonly orders: readonly { readonly number: string; readonly units: number }[];
}

/** Each product once at each location and for each choice of buyers, with all its units: by location, bin and SKU, as one walks. */
export function pickingList(orders: readonly Packed[]): readonly Picked[] {
  const picked = new Map<string, Picked>();
  for (const order of orders)
    for (const item of order.items.filter(({ left }) => left > 0)) {
      // An engraved one is not taken for any other.
      const key = JSON.stringify([item.locationName, item.variantId ?? [item.sku, item.title], item.options]);
      const before = picked.get(key) ?? { item, units: 0, orders: [] };
      const share = { number: order.number, units: item.left };
      picked.set(key, { item: before.item, units: before.units + item.left, orders: [...before.orders, share] });
    }
  return [...picked.values()].toSorted(
    ({ item: a }, { item: b }) =>
      (a.locationName ?? "").localeCompare(b.locationName ?? "") ||
      Number(a.bin === null) - Number(b.bin === null) ||
      (a.bin ?? "").localeCompare(b.bin ?? "", undefined, { numeric: true }) ||
      (a.sku ?? a.title).localeCompare(b.sku ?? b.title),
  );
}

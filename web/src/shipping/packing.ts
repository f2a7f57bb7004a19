/** The ticked orders as they are packed, and their items gathered by product. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { chosenOrders } from "./chosen.ts";

const PIECE = 100;

async function packed(ids: readonly string[]) {
  const orders: PackedOrder[] = [];
  for (let first = 0; first < ids.length; first += PIECE)
    orders.push(...(await onePiece(ids.slice(first, first + PIECE))));
  return orders;
}

const onePiece = async (ids: readonly string[]) =>
  (await body(hub.GET("/api/orders/packing", { params: { query: { orderIds: ids.join(",") } } }))).items;

export type PackedOrder = Awaited<ReturnType<typeof onePiece>>[number];
type Item = PackedOrder["items"][number];

/** One order where it is named, else those ticked in the list. */
export const packedQuery = (orderId: string | undefined) => {
  const ids = orderId === undefined ? chosenOrders() : [orderId];
  return queryOptions({ queryKey: ["shipping", "packed", ids], queryFn: () => packed(ids) });
};

/** What is to be packed of an order; of one that has left, what was packed. */
export function toPack({ items }: PackedOrder): readonly { readonly item: Item; readonly units: number }[] {
  const left = items.filter((item) => item.left > 0);
  return left.length > 0
    ? left.map((item) => ({ item, units: item.left }))
    : items.map((item) => ({ item, units: item.quantity }));
}

export interface Picked {
  readonly item: Item;
  readonly units: number;
  readonly orders: readonly { readonly number: string; readonly units: number }[];
}

/** Each product once at each location, with all its units: by location and SKU, as one walks. */
export function pickingList(orders: readonly PackedOrder[]): readonly Picked[] {
  const picked = new Map<string, Picked>();
  for (const order of orders)
    for (const item of order.items.filter(({ left }) => left > 0)) {
      const key = JSON.stringify([item.locationName, item.variantId ?? [item.sku, item.title]]);
      const before = picked.get(key) ?? { item, units: 0, orders: [] };
      const share = { number: order.number, units: item.left };
      picked.set(key, { item: before.item, units: before.units + item.left, orders: [...before.orders, share] });
    }
  const place = ({ item }: Picked) => [item.locationName ?? "", item.sku ?? item.title];
  return [...picked.values()].toSorted((a, b) => {
    const [one, other] = [place(a), place(b)];
    return (one[0] ?? "").localeCompare(other[0] ?? "") || (one[1] ?? "").localeCompare(other[1] ?? "");
  });
}

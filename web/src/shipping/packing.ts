/** The ticked orders as they are packed. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

const PIECE = 100;

async function packed(ids: readonly string[]) {
  const orders: PackedOrder[] = [];
  for (let first = 0; first < ids.length; first += PIECE)
    orders.push(...(await onePiece(ids.slice(first, first + PIECE))));
  return orders;
}

/** Up to 100 orders as they are packed. */
export const onePiece = async (ids: readonly string[]) =>
  (await body(hub.GET("/api/orders/packing", { params: { query: { orderIds: ids.join(",") } } }))).items;

export type PackedOrder = Awaited<ReturnType<typeof onePiece>>[number];

export const packedQuery = (ids: readonly string[]) =>
  queryOptions({ queryKey: ["shipping", "packed", ids], queryFn: () => packed(ids) });

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
const onePiece = async (ids: readonly string[]) =>
  (await body(hub.GET("/api/orders/packing", { params: { query: { orderIds: ids.join(",") } } }))).items;

export type PackedOrder = Awaited<ReturnType<typeof onePiece>>[number];

/** Of a batch they are read again when it changes. */
export const packedQuery = (ids: readonly string[], batchId?: string) =>
  queryOptions({
    queryKey: batchId === undefined ? ["shipping", "packed", ids] : ["pick-batches", "packed", batchId, ids],
    queryFn: () => packed(ids),
  });

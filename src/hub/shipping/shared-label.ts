/** Shipments of several orders in one parcel: one of them holds the label, and the courier knows that one (decision 680). */
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { type ShipmentRow, sharingLabels } from "./shipment-row.ts";

/** The shipment that holds the label, and those that share it. Their orders are locked, in one go where they are several. */
export async function lockSharing(tx: Tx, row: ShipmentRow): Promise<readonly ShipmentRow[]> {
  const others = await sharingLabels(tx, [row.id]);
  const all = [row, ...others];
  if (others.length > 0)
    await lockOrders(
      tx,
      all.map(({ orderId }) => orderId),
    );
  return all;
}

/** The ids of the shipments that hold the labels of these, each once, in the order given. */
export async function labelHolders(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select coalesce(s.label_shipment_id, s.id) as id
     from unnest($1::uuid[]) with ordinality as w(id, place)
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.id = w.id order by w.place`,
    [ids],
  );
  return [...new Set(rows.map(({ id }) => id))];
}

/** Ids of the shipments that share the label of this one. */
export async function sharingIds(tx: Tx, id: string): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string }>(
    "select id from argosy.shipment where organization_id = argosy.tenant() and label_shipment_id = $1 order by id",
    [id],
  );
  return rows.map((row) => row.id);
}

/** Labels and other documents of shipments, stored with the hub's files for the retention time (document-retention.ts). */

import type { By } from "../../commerce/actor.ts";
import type { HubText } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { ShippingDocumentKind } from "../../commerce/shipment.ts";
import type { Tx } from "../../db/database.ts";
import { textParameters } from "../json-column.ts";
import { refuseHeld, refuseHeldShipments } from "../orders/held.ts";
import { IS_CANCELLING, IS_HERE } from "../orders/hub-parcels.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { refusal } from "../refusals.ts";
import { updateShipmentStatus } from "./scans.ts";
import { labelHolders, lockSharing } from "./shared-label.ts";
import type { ShipmentRow } from "./shipment-row.ts";

/** A document whose bytes are stored already. */
export interface StoredDocument {
  readonly kind: ShippingDocumentKind;
  readonly parcelReference?: string | undefined;
  readonly contentType: string;
  readonly fileId: string;
}

/** Saves documents; one of a kind replaces the earlier one. */
export async function saveDocuments(
  tx: Tx,
  row: ShipmentRow,
  documents: readonly StoredDocument[],
  by: By,
): Promise<void> {
  const parcels = new Map(row.parcels.map(({ reference, id }) => [reference, id]));
  for (const document of documents)
    await tx.run(
      `insert into argosy.shipment_document (organization_id, id, shipment_id, parcel_id, kind, content_type, file_id,
         created_at)
       values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7)
       on conflict (organization_id, shipment_id, parcel_id, kind)
       do update set content_type = excluded.content_type, file_id = excluded.file_id,
       created_at = excluded.created_at`,
      [
        newId(by.now),
        row.id,
        document.parcelReference === undefined ? null : (parcels.get(document.parcelReference) ?? null),
        document.kind,
        document.contentType,
        document.fileId,
        by.now,
      ],
    );
  await noteLabel(tx, row.id, { state: "ready", text: "", at: null, by });
  for (const { id } of await lockSharing(tx, row)) await updateShipmentStatus(tx, id, by);
}

/** Saves the state of the label; `at`: when it is requested again. */
export async function noteLabel(
  tx: Tx,
  id: string,
  label: {
    readonly state: ShipmentRow["labelState"];
    readonly text: HubText;
    readonly at: Date | null;
    readonly attempts?: number;
    readonly by: By;
  },
): Promise<void> {
  const [text, messageParts] = textParameters(label.text);
  await tx.run(
    `update argosy.shipment
     set label_state = $2, text = $3, text_said = $7,
       due_at = case when cancel_state in ('requested', 'pending') then due_at else $4::timestamptz end,
       attempts = coalesce($6, 0), updated_at = $5 where organization_id = argosy.tenant() and id = $1`,
    [id, label.state, text, label.at, label.by.now, label.attempts ?? null, messageParts],
  );
}

/** Has the labels of booked shipments fetched (again). Answers the ids this can be done for: of those that hold the labels. */
export async function requestLabels(tx: Tx, shipmentIds: readonly string[], now: Date): Promise<string[]> {
  await refuseHeldShipments(tx, shipmentIds);
  const ids = await labelHolders(tx, shipmentIds);
  const rows = await tx.rows<{ id: string; connection: string }>(
    `update argosy.shipment s set label_state = 'wanted', due_at = $2, attempts = 0, updated_at = $2
     where s.organization_id = argosy.tenant() and s.id = any($1::uuid[]) and s.state = 'booked'
       and not ${IS_CANCELLING}
     returning s.id, s.connection_id as connection`,
    [ids, now],
  );
  const connections = [...new Set(rows.map(({ connection }) => connection))];
  if (connections.length > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [connections, now]);
  return rows.map(({ id }) => id);
}

export interface ShipmentDocument {
  readonly id: string;
  readonly kind: ShippingDocumentKind;
  readonly contentType: string;
  readonly fileId: string;
  readonly reference: string;
}

/** The label of a shipment's parcel, the first one's where none is named. Throws HubError SHIPMENT_LABEL_NONE. */
export async function labelOf(tx: Tx, id: string, parcelId: string | undefined): Promise<ShipmentDocument> {
  await refuseHeldShipments(tx, [id]);
  const [shipmentId = id] = await labelHolders(tx, [id]);
  const document = await tx.maybe<ShipmentDocument>(
    `select d.id, d.kind, d.content_type as "contentType", d.file_id as "fileId",
       coalesce(p.reference, s.reference) as reference
     from argosy.shipment_document d
     join argosy.shipment s on s.organization_id = d.organization_id and s.id = d.shipment_id
     left join argosy.parcel p on p.organization_id = d.organization_id and p.id = d.parcel_id
     where d.organization_id = argosy.tenant() and d.shipment_id = $1 and d.kind = 'label'
       and ($2::uuid is null or d.parcel_id = $2)
     order by p.position nulls first limit 1`,
    [shipmentId, shipmentId === id ? (parcelId ?? null) : null],
  );
  if (!document) throw refusal("SHIPMENT_LABEL_NONE");
  return document;
}

/** SQL over shipments `s`: of an order sent in several parcels, the planned parcel that was closed last; null: none of them. */
const PACKED_LAST = `(select k.planned_parcel from argosy.order_packing k
    where k.organization_id = argosy.tenant() and k.order_id = s.order_id and k.items <> '[]'
    order by k.packed_at desc, k.id desc limit 1)`;

/** SQL over shipments `s`: of an order sent in several parcels, all it holds are others than the one that was closed last. */
const IS_OF_OTHER_PARCELS = `coalesce((select bool_and(coalesce(c.planned_parcel <> ${PACKED_LAST}, false))
  from argosy.parcel c where c.organization_id = argosy.tenant() and c.shipment_id = s.id), false)`;

/**
 * SQL over parcels `p` of shipments `s`: another parcel than the one that was closed last, which has a label of its own in
 * the same shipment.
 */
export const IS_BESIDE_PACKED = `coalesce(p.planned_parcel <> ${PACKED_LAST}, false)
  and exists (select from argosy.parcel n
    join argosy.shipment_document e on e.organization_id = argosy.tenant() and e.parcel_id = n.id
      and e.shipment_id = s.id and e.kind = 'label'
    where n.organization_id = argosy.tenant() and n.shipment_id = s.id and n.planned_parcel = ${PACKED_LAST})`;

/** SQL over shipments `s`: a planned parcel of it was not closed, so that its label is still to be printed. */
const IS_PARTLY_PACKED = `exists (select from argosy.parcel c
  where c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.planned_parcel is not null
    and not exists (select from argosy.order_packing k
      where k.organization_id = argosy.tenant() and k.order_id = s.order_id and k.items <> '[]'
        and k.planned_parcel = c.planned_parcel))`;

/**
 * Shipments of these orders whose labels are there and whose parcels are still here, in the order of the orders; `isPacked`:
 * of orders sent in several parcels, only that of the parcel packed last. Throws HubError ORDER_ON_HOLD.
 */
export async function labelledOf(
  tx: Tx,
  orderIds: readonly string[],
  { isPacked = false }: { readonly isPacked?: boolean | undefined } = {},
): Promise<string[]> {
  await refuseHeld(tx, orderIds);
  const rows = await tx.rows<{ id: string }>(
    `select coalesce(s.label_shipment_id, s.id) as id
     from unnest($1::uuid[]) with ordinality as w(id, place)
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.order_id = w.id
     where s.label_state = 'ready' and ${IS_HERE} and not ($2 and ${IS_OF_OTHER_PARCELS})
     order by w.place, s.created_at, s.id limit 1000`,
    [orderIds, isPacked],
  );
  return [...new Set(rows.map(({ id }) => id))];
}

/**
 * Saves when their labels were first printed, which their orders show; `isPacked`: only those of parcels that were closed were
 * printed, and shipments with others are left out. Answers how many labels there are.
 */
export async function notePrinted(
  tx: Tx,
  shipmentIds: readonly string[],
  { now, isPacked = false }: { readonly now: Date; readonly isPacked?: boolean | undefined },
): Promise<number> {
  const ids = await labelHolders(tx, shipmentIds);
  const rows = await tx.rows<{ orderId: string; isFirst: boolean; storeId: string | null }>(
    `with before as materialized (
       select s.id, s.printed_at from argosy.shipment s
       where s.organization_id = argosy.tenant() and s.id = any($1::uuid[]) and s.label_state = 'ready'
         and not ($3 and ${IS_PARTLY_PACKED}))
     update argosy.shipment s set printed_at = coalesce(s.printed_at, $2)
     from before b, argosy.sales_order o
     where s.organization_id = argosy.tenant() and s.id = b.id
       and o.organization_id = argosy.tenant() and o.id = s.order_id
     returning s.order_id as "orderId", o.connection_id as "storeId", b.printed_at is null as "isFirst"`,
    [ids, now, isPacked],
  );
  const fresh = new Map(rows.flatMap(({ isFirst, orderId, storeId }) => (isFirst ? [[orderId, storeId]] : [])));
  await announceOrdersChanged(
    tx,
    [...fresh].map(([id, storeId]) => ({ id, storeId })),
  );
  return rows.length;
}

/** Parcels handed to a courier: which are ready, the courier's answer, and the manifest. */
import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { isCancelling, isWithUs } from "../../commerce/shipment-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { heldLabels, onHold } from "../orders/held.ts";
import { closeMerges } from "../orders/merged-orders.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { writeTimeline } from "../timeline.ts";
import { courierOf } from "./request.ts";
import { labelHolders } from "./shared-label.ts";
import { type ShipmentRow, sharingLabels, shipmentRows } from "./shipment-row.ts";

export const handedOverSchema = z.object({
  manifestId: id.nullable().describe("null: nothing was handed over"),
  number: z.string().nullable().describe("the courier's own"),
  shipmentIds: z.array(id),
  leftOut: z.array(z.object({ shipmentId: id, text: z.string() })),
});
export type HandedOver = Answered<typeof handedOverSchema>;

/** A shipment left out of a manifest, and why. */
export type LeftOut = HandedOver["leftOut"][number];

export interface ReadyToHandOver {
  readonly courier: string;
  readonly rows: readonly ShipmentRow[];
  readonly leftOut: readonly LeftOut[];
}

/** Of these shipments, those that stand ready with this courier. Throws HubError COURIER_UNKNOWN. */
export async function readyToHandOver(tx: Tx, connectionId: string, ids: readonly string[]): Promise<ReadyToHandOver> {
  const { name: courier } = await courierOf(tx, connectionId);
  const holders = await labelHolders(tx, ids);
  const rowsById = new Map((await shipmentRows(tx, holders)).map((row) => [row.id, row]));
  const changed = await changedLabels(tx, holders);
  const held = await heldLabels(tx, holders);
  const rows: ShipmentRow[] = [];
  const leftOut: LeftOut[] = [];
  for (const id of holders) {
    const row = rowsById.get(id);
    const isReady =
      row?.connectionId === connectionId &&
      row.state === "booked" &&
      !isCancelling(row.cancelState) &&
      row.leftAt === null &&
      isWithUs(row.status);
    const isChanged = isReady && changed.has(id);
    const hold = held.get(id);
    if (hold && isReady) leftOut.push({ shipmentId: id, text: onHold(hold).message });
    else if (row && isReady && row.handedOverAt === null && !isChanged) rows.push(row);
    else
      leftOut.push({
        shipmentId: id,
        text: message(
          isChanged ? "shipment.outdated" : row?.handedOverAt ? "shipment.handedBefore" : "shipment.notReady",
        ).text,
      });
  }
  return { courier, rows, leftOut };
}

/** Of these, those of which an order changed since they were booked, also one that shares the label. */
async function changedLabels(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select coalesce(s.label_shipment_id, s.id) as id from argosy.shipment s
     where s.organization_id = argosy.tenant() and (s.id = any($1::uuid[]) or s.label_shipment_id = any($1::uuid[]))
       and s.order_changes <> '{}'`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Saves a manifest and marks its shipments as handed over. Answers its id, and those of its shipments; null where another
 * manifest took all of them meanwhile.
 */
export async function recordHandover(
  tx: Tx,
  made: By & {
    readonly connectionId: string;
    readonly courier: string;
    readonly rows: readonly ShipmentRow[];
    readonly number: string | null;
    readonly fileId: string | null;
  },
): Promise<{ readonly id: string; readonly shipmentIds: readonly string[] } | null> {
  const id = newId(made.now);
  const sharing = await sharingLabels(
    tx,
    made.rows.map((row) => row.id),
  );
  await lockOrders(tx, [...new Set([...made.rows, ...sharing].map(({ orderId }) => orderId))]);
  const open = await tx.rows<{ id: string }>(
    `select id from argosy.shipment
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and handed_over_at is null for update`,
    [made.rows.map((row) => row.id)],
  );
  const shipmentIds = open.map((row) => row.id);
  if (shipmentIds.length === 0) return null;
  await tx.run(
    `insert into argosy.manifest (organization_id, id, connection_id, number, file_id, created_by, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6)`,
    [
      id,
      made.connectionId,
      made.number === null ? null : storableText(made.number),
      made.fileId,
      actorText(made.actor),
      made.now,
    ],
  );
  await tx.run(
    `update argosy.shipment set manifest_id = $2, handed_over_at = $3, updated_at = $3
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [shipmentIds, id, made.now],
  );
  const text = message("order.shipment.handedOver", { courier: made.courier });
  const handed = [...made.rows, ...sharing].filter((row) => shipmentIds.includes(row.labelShipmentId ?? row.id));
  await writeTimeline(
    tx,
    handed.map((row) => ({ orderId: row.orderId, kind: "shipment" as const, text, data: { shipmentId: row.id } })),
    made,
  );
  await closeMerges(
    tx,
    handed.flatMap(({ labelShipmentId, orderId }) => (labelShipmentId === null ? [] : orderId)),
    made.now,
  );
  return { id, shipmentIds };
}

export const manifestSchema = z.object({
  id,
  number: z.string().nullable(),
  shipments: z.int(),
  hasDocument: z.boolean(),
  createdAt: time,
});
export type Manifest = Answered<typeof manifestSchema>;

const NEWEST = 100;

/** A courier's newest manifests. Throws HubError COURIER_UNKNOWN. */
export async function listManifests(tx: Tx, connectionId: string): Promise<readonly Manifest[]> {
  await courierOf(tx, connectionId);
  return tx.rows<Manifest>(
    `select m.id, m.number, m.file_id is not null as "hasDocument", m.created_at as "createdAt",
       (select count(*)::int from argosy.shipment s
         where s.organization_id = argosy.tenant() and s.manifest_id = m.id
           and s.label_shipment_id is null) as shipments
     from argosy.manifest m where m.organization_id = argosy.tenant() and m.connection_id = $1
     order by m.created_at desc, m.id desc limit ${NEWEST}`,
    [connectionId],
  );
}

/** The courier's document of a manifest. Throws HubError MANIFEST_NONE. */
export async function manifestFile(tx: Tx, connectionId: string, id: string): Promise<string> {
  const row = await tx.maybe<{ file: string }>(
    `select file_id as file
     from argosy.manifest
     where organization_id = argosy.tenant() and connection_id = $1 and id = $2 and file_id is not null`,
    [connectionId, id],
  );
  if (!row)
    throw new HubError("MANIFEST_NONE", "not_found", "There is no such list, or the courier gave no paper of it.");
  return row.file;
}

/** Scans of parcels: each saved once, with the resulting status of parcel, shipment and order. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Scan, TrackedParcel } from "../../commerce/shipment.ts";
import { hasLeft, isOver, parcelStateOf, statusOf, statusOfAll, withParcels } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { closeMerges } from "../orders/merged-orders.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { queueMail } from "./buyer-mails.ts";
import { updateCodState } from "./cash.ts";
import { requestChannelFulfilment } from "./request-channel-fulfilment.ts";
import { takeBack } from "./returned-to-sender.ts";

export interface ReportedScans extends By {
  readonly connectionId: string;
  readonly parcels: readonly TrackedParcel[];
  readonly source: "webhook" | "poll";
}

interface ParcelOf {
  readonly id: string;
  readonly shipmentId: string;
  readonly orderId: string;
  readonly number: string;
}

/** Saves scans of one courier. Repeated, late or out of order they have the same result. Answers how many were new. */
export async function applyScans(tx: Tx, report: ReportedScans): Promise<number> {
  const parcels = await tx.rows<ParcelOf>(
    `select p.id, p.shipment_id as "shipmentId", s.order_id as "orderId", p.tracking_number as number
     from argosy.parcel p join argosy.shipment s on s.organization_id = p.organization_id and s.id = p.shipment_id
     where p.organization_id = argosy.tenant() and p.tracking_number = any($1::text[]) and p.connection_id = $2`,
    [report.parcels.map(({ trackingNumber }) => trackingNumber), report.connectionId],
  );
  if (parcels.length === 0) return 0;
  await lockOrders(tx, [...new Set(parcels.map(({ orderId }) => orderId))]);
  const ids = [...new Set(parcels.map(({ shipmentId }) => shipmentId))].sort();
  await tx.rows(
    `select 1 from argosy.shipment where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by id for update`,
    [ids],
  );
  const fresh = await saveScans(tx, report, parcels);
  await saveExpectedDelivery(tx, report, parcels);
  for (const id of ids) await updateShipmentStatus(tx, id, report);
  return fresh;
}

async function saveScans(tx: Tx, report: ReportedScans, parcels: readonly ParcelOf[]): Promise<number> {
  const byNumber = Map.groupBy(parcels, ({ number }) => number);
  const rows = report.parcels.flatMap(({ trackingNumber, scans }) =>
    (byNumber.get(trackingNumber) ?? []).flatMap((parcel) =>
      scans.map((scan) => ({
        parcel: parcel.id,
        key: storableText(scan.key).slice(0, 500),
        at: scan.at,
        status: scan.status,
        resumes: scan.resumesForward ?? false,
        word: storableText(scan.platformStatus),
        text: storableText(scan.text),
        place: scan.place === undefined ? null : storableText(scan.place),
      })),
    ),
  );
  if (rows.length === 0) return 0;
  return tx.run(
    `insert into argosy.tracking_event (organization_id, parcel_id, key, at, status, resumes_forward, platform_status,
     text, place, source, received_at)
     select argosy.tenant(), parcel, key, at, status, resumes, word, text, place, $2, $3
     from json_to_recordset($1) as n(parcel uuid, key text, at timestamptz, status text, resumes boolean, word text,
       text text, place text)
     on conflict do nothing`,
    [jsonRows(rows), report.source, report.now],
  );
}

async function saveExpectedDelivery(tx: Tx, report: ReportedScans, parcels: readonly ParcelOf[]): Promise<void> {
  const byNumber = new Map(parcels.map((parcel) => [parcel.number, parcel.shipmentId]));
  for (const { trackingNumber, expectedAt } of report.parcels)
    if (expectedAt !== undefined && !Number.isNaN(Date.parse(expectedAt)))
      await tx.run(
        `update argosy.shipment set expected_at = $2
         where organization_id = argosy.tenant() and id = $1 and expected_at is distinct from $2`,
        [byNumber.get(trackingNumber), new Date(expectedAt)],
      );
}

type Seen = Pick<Scan, "key" | "status" | "resumesForward"> & { readonly at: string };

/** Derives the status of a shipment from all scans of its parcels, and updates what depends on it. */
export async function updateShipmentStatus(tx: Tx, id: string, by: By): Promise<void> {
  const row = await tx.one<{
    orderId: string;
    status: ShipmentStatus;
    isCancelled: boolean;
    isLabelled: boolean;
    leftAt: Date | null;
    fulfilWhen: string;
    isShared: boolean;
    number: string | null;
    parcels: readonly { readonly scans: readonly Seen[] | null }[];
  }>(
    `select s.order_id as "orderId", s.status, s.cancel_state = 'cancelled' is true as "isCancelled",
     s.label_state = 'ready' as "isLabelled",
       s.left_at as "leftAt", s.tells_at as "fulfilWhen", s.label_shipment_id is not null as "isShared",
       (select min(p.tracking_number) from argosy.parcel p
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id) as number,
       (select json_agg(json_build_object('scans',
         (select json_agg(json_build_object('key', e.key, 'at', e.at, 'status', e.status, 'resumesForward',
           e.resumes_forward))
          from argosy.tracking_event e where e.organization_id = argosy.tenant() and e.parcel_id = p.id)))
        from argosy.parcel p where p.organization_id = argosy.tenant() and p.shipment_id = s.id) as parcels
     from argosy.shipment s where s.organization_id = argosy.tenant() and s.id = $1`,
    [id],
  );
  const initial = row.isCancelled ? "cancelled" : row.isLabelled ? "label_ready" : "created";
  const parcels = row.parcels.map(({ scans }) => statusOf(initial, scans ?? []));
  const status = statusOfAll(parcels);
  const left = row.leftAt ?? (parcels.some(hasLeft) ? by.now : null);
  if (status === row.status && left === row.leftAt) return;
  await tx.run(
    `update argosy.shipment
     set status = $2, left_at = $3, updated_at = $4, ended_at = case when $5 then coalesce(ended_at, $4) end,
       track_due_at = case when $5 then null else track_due_at end, is_stale = false
     where organization_id = argosy.tenant() and id = $1`,
    [id, status, left, by.now, isOver(status)],
  );
  await updateCodState(tx, [row.orderId], by);
  if (status === row.status) return;
  const seenAt = newestOf(row.parcels.flatMap(({ scans }) => scans ?? []));
  await queueMail(tx, id, { status, hadLeft: hasLeft(row.status), seenAt, now: by.now });
  if (hasLeft(status)) await requestChannelFulfilment(tx, id, { ...by, isSent: true });
  if (row.isShared && left !== null) await closeMerges(tx, [row.orderId], by.now);
  await updateOrderParcelState(tx, { orderId: row.orderId, shipmentId: id, number: row.number ?? "", status }, by);
  if (status === "rto_delivered") await takeBack(tx, id, by);
}

/** The time of the newest scan that has a status. */
function newestOf(scans: readonly Seen[]): Date | null {
  const times = scans.flatMap(({ at, status }) => (status === null ? [] : Date.parse(at)));
  return times.length === 0 ? null : new Date(Math.max(...times));
}

async function updateOrderParcelState(
  tx: Tx,
  moved: {
    readonly orderId: string;
    readonly shipmentId: string;
    readonly number: string;
    readonly status: ShipmentStatus;
  },
  by: By,
): Promise<void> {
  const { orderId, shipmentId, number, status } = moved;
  const all = await tx.rows<{ status: ShipmentStatus }>(
    "select status from argosy.shipment where organization_id = argosy.tenant() and order_id = $1 and state = 'booked'",
    [orderId],
  );
  const parcels = parcelStateOf(all.map((one) => one.status));
  await tx.run(
    `update argosy.sales_order set parcel_state = $2
     where organization_id = argosy.tenant() and id = $1 and parcel_state is distinct from $2`,
    [orderId, parcels],
  );
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) return;
  const text = message("order.shipment.moved", { number, status });
  await reconcileOrders(tx, {
    orders: [{ ...order, fulfilment: withParcels(order.fulfilment, parcels) }],
    entries: [{ orderId, kind: "shipment", text, data: { shipmentId } }],
    ...by,
  });
}

import type { Money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { CancelState } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { kindsOf, type Marks, type OrderChange } from "../orders/booked-parcels.ts";
import { packedOf, receiverOf, shipFrom, shippedOrder } from "./consignment.ts";
import { type PackLine, packLines } from "./pack.ts";
import type { BookingState, ShownParcel } from "./shipment-schema.ts";

/** SQL: the booking of shipment `s` is in doubt. */
export const IS_UNCERTAIN = "(s.state = 'booking' and s.calling and s.unconfirmed_at >= s.called_at)";

export interface ParcelRow extends Omit<ShownParcel, "items" | "hasLabel" | "scans"> {
  readonly items: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly key: string | null;
}

/** A shipment as the courier's lane works on it. */
export interface ShipmentRow {
  readonly id: string;
  readonly orderId: string;
  /** The shipment of another order whose label it shares; null: its own. */
  readonly labelShipmentId: string | null;
  readonly connectionId: string;
  readonly reference: string;
  readonly state: BookingState;
  readonly status: ShipmentStatus;
  readonly calling: boolean;
  readonly calledAt: Date | null;
  /** Until when the courier may be at work on a call that was not answered. */
  readonly callEndsBy: Date | null;
  readonly saved: Json;
  readonly cancelState: CancelState | null;
  readonly cancelSaved: Json;
  readonly labelState: "none" | "wanted" | "ready" | "unavailable" | "failed";
  readonly labelFormat: string | null;
  readonly attempts: number;
  readonly locationId: string;
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly carrier: string | null;
  readonly price: Money | null;
  readonly payment: "prepaid" | "cod";
  readonly collectMinor: bigint;
  readonly valueMinor: bigint;
  readonly insuredMinor: bigint;
  readonly currency: string;
  readonly key: string | null;
  readonly ext: Json;
  readonly trackingUrl: string | null;
  readonly fulfilWhen: "booked" | "picked_up";
  readonly notifyCustomer: boolean;
  readonly commandId: string | null;
  readonly createdAt: Date;
  readonly bookedAt: Date | null;
  readonly handedOverAt: Date | null;
  /** When the first of its parcels was seen to have left. */
  readonly leftAt: Date | null;
  /** Changes of its order since it was booked that nobody has decided about. */
  readonly orderChanges: readonly OrderChange[];
  readonly parcels: readonly ParcelRow[];
}

type Stored = Omit<ShipmentRow, "price" | "orderChanges"> & {
  readonly changes: Marks;
  readonly priceMinor: bigint | null;
  readonly priceCurrency: string | null;
};

const SELECT = `select ${columns("s", "id orderId labelShipmentId connectionId reference state status")},
    s.settles_at as "callEndsBy",
    ${columns("s", "calling calledAt saved cancelState cancelSaved labelState labelFormat attempts")},
    ${columns("s", "locationId service serviceName carrier priceMinor priceCurrency payment collectMinor")},
    ${columns("s", "valueMinor insuredMinor currency")}, s.ext_key as key, ${columns("s", "ext trackingUrl")},
    s.tells_at as "fulfilWhen", s.order_changes as changes,
    ${columns("s", "notifyCustomer commandId createdAt bookedAt handedOverAt leftAt")},
    (select json_agg(json_build_object('id', p.id, 'reference', p.reference, 'weightGrams', p.weight_grams,
      'lengthMm', p.length_mm,
       'widthMm', p.width_mm, 'heightMm', p.height_mm, 'items', p.items, 'trackingNumber', p.tracking_number, 'key',
       p.ext_key)
       order by p.position)
       from argosy.parcel p
       where p.organization_id = argosy.tenant() and p.shipment_id = s.id) as parcels
  from argosy.shipment s where s.organization_id = argosy.tenant()`;

/** Shipments by id, in no order. */
export async function shipmentRows(tx: Tx, ids: readonly string[]): Promise<ShipmentRow[]> {
  const rows = await tx.rows<Stored>(`${SELECT} and s.id = any($1::uuid[])`, [ids]);
  return rows.map(fromStored);
}

/** Shipments of other orders that share the labels of these. */
export async function sharingLabels(tx: Tx, ids: readonly string[]): Promise<ShipmentRow[]> {
  const rows = await tx.rows<Stored>(`${SELECT} and s.label_shipment_id = any($1::uuid[]) order by s.id`, [ids]);
  return rows.map(fromStored);
}

/** What is due of a courier, first come first served. */
export async function dueShipments(tx: Tx, connectionId: string, due: { readonly now: Date; readonly most: number }) {
  const rows = await tx.rows<Stored>(
    `${SELECT} and s.connection_id = $1 and s.due_at <= $2 and s.label_shipment_id is null
     order by s.due_at, s.id limit $3`,
    [connectionId, due.now, due.most],
  );
  return rows.map(fromStored);
}

function fromStored({ priceMinor, priceCurrency, changes, ...row }: Stored): ShipmentRow {
  const price = priceMinor === null || priceCurrency === null ? null : { minor: priceMinor, currency: priceCurrency };
  return { ...row, price, orderChanges: kindsOf(changes) };
}

/** The booking request for a shipment; the same at every attempt as long as the order is. Throws HubError. */
export async function draftOf(tx: Tx, row: ShipmentRow): Promise<ShipmentDraft> {
  const order = await shippedOrder(tx, row.orderId);
  const all = [row, ...(await sharingLabels(tx, [row.id]))];
  const lines = new Map<string, PackLine>();
  for (const one of all) for (const line of await packLines(tx, one.orderId, one.id)) lines.set(line.id, line);
  const parcels = row.parcels.map((parcel, n) => {
    const items = all
      .flatMap((one) => one.parcels[n]?.items ?? [])
      .flatMap(({ lineId, quantity }) => {
        const line = lines.get(lineId);
        return line ? [{ line, quantity }] : [];
      });
    const size = { length: parcel.lengthMm, width: parcel.widthMm, height: parcel.heightMm };
    return packedOf({ weightGrams: parcel.weightGrams, size, items }, parcel.reference);
  });
  return {
    reference: row.reference,
    orderNumber: order.number,
    orderedAt: order.placedAt.toISOString(),
    from: await shipFrom(tx, row),
    to: receiverOf(order),
    parcels,
    payment: row.payment,
    collectMinor: sumOf(all, ({ collectMinor }) => collectMinor),
    valueMinor: sumOf(all, ({ valueMinor }) => valueMinor),
    insuredMinor: sumOf(all, ({ insuredMinor }) => insuredMinor),
    currency: row.currency,
    direction: "forward",
    ...(row.service !== null && { service: row.service }),
    ...(row.price !== null && { price: { ...row.price, minor: sumOf(all, ({ price }) => price?.minor ?? 0n) } }),
    ...(row.labelFormat !== null && { labelFormat: row.labelFormat }),
  };
}

const sumOf = (rows: readonly ShipmentRow[], of: (row: ShipmentRow) => bigint): bigint =>
  rows.reduce((sum, row) => sum + of(row), 0n);

/** A booked shipment as its courier knows it. */
export function bookedOf(row: ShipmentRow): BookedShipment {
  return {
    key: row.key ?? "",
    carrier: row.carrier ?? "",
    parcels: row.parcels.map((parcel) => ({
      reference: parcel.reference,
      trackingNumber: parcel.trackingNumber ?? "",
      key: parcel.key ?? "",
    })),
    ...(row.serviceName !== null && { serviceName: row.serviceName }),
    ...(row.trackingUrl !== null && { trackingUrl: row.trackingUrl }),
    ext: row.ext,
  };
}

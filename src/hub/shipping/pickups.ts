/** Pickup requests, saved with the courier's answer. */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { HubText, MessagePart } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { PickupAddress } from "../../commerce/shipment.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { textParameters } from "../json-column.ts";
import { IS_HELD } from "../orders/held.ts";
import { IS_CANCELLING } from "../orders/hub-parcels.ts";
import { shipFrom } from "./consignment.ts";
import { courierOf } from "./request.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

export interface PickupInput extends By {
  readonly connectionId: string;
  readonly locationId?: string | undefined;
  readonly earliest: Date;
  readonly latest: Date;
  /** Absent: what stands ready there. */
  readonly parcels?: number | undefined;
}

export interface PlannedPickup {
  readonly locationId: string;
  readonly from: PickupAddress;
  readonly parcels: number;
  readonly rows: readonly ShipmentRow[];
}

/** Shipments named in a request: couriers that require them take no more. */
const MOST_NAMED = 500;
const LISTED_FOR_MS = 24 * 60 * 60_000;

/** Where from and how many parcels. Throws HubError COURIER_UNKNOWN, PICKUP_TIME, PICKUP_NOTHING, SHIPMENT_PLACE. */
export async function planPickup(tx: Tx, input: PickupInput): Promise<PlannedPickup> {
  await courierOf(tx, input.connectionId);
  if (input.latest < input.earliest || input.latest <= input.now)
    throw new HubError("PICKUP_TIME", "validation", "A pickup is in the future, and ends after it begins.", "latest");
  const locationId = input.locationId ?? (await ensureDefaultLocation(tx, input.now));
  const from = await shipFrom(tx, { locationId, connectionId: input.connectionId });
  // What stands in a list handed over today waits for the van all the same.
  const ready = await tx.rows<{ id: string }>(
    `select s.id from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.location_id = $2 and not ${IS_CANCELLING}
       and not exists (select from argosy.sales_order o
         where o.organization_id = argosy.tenant() and o.id = s.order_id and ${IS_HELD})
       and s.label_shipment_id is null
       and (s.stage = 'ready' or (s.stage = 'moving' and s.left_at is null and s.handed_over_at > $3))
     order by s.created_at, s.id limit ${MOST_NAMED}`,
    [input.connectionId, locationId, new Date(input.now.getTime() - LISTED_FOR_MS)],
  );
  const rows = await shipmentRows(
    tx,
    ready.map(({ id }) => id),
  );
  const parcels = input.parcels ?? rows.reduce((sum, row) => sum + row.parcels.length, 0);
  if (parcels === 0)
    throw new HubError("PICKUP_NOTHING", "conflict", "No parcel of this courier stands ready at this location.");
  return { locationId, from, parcels, rows };
}

export const pickupSchema = z.object({
  id,
  locationId: id,
  earliest: time,
  latest: time,
  parcels: z.int(),
  state: z
    .enum(["arranged", "standing", "refused", "unanswered"])
    .describe("standing: one was arranged before, or the courier comes by itself"),
  key: z.string().nullable().describe("the courier's own"),
  text: z.string(),
  createdAt: time,
});
export interface Pickup extends Answered<typeof pickupSchema> {
  readonly textTold: readonly MessagePart[] | null;
}

const COLUMNS = `id, location_id as "locationId", earliest, latest, parcels, state, ext_key as key, text,
  text_said as "textTold", created_at as "createdAt"`;

/** Saves a request with its answer. */
export function savePickup(
  tx: Tx,
  input: PickupInput,
  planned: PlannedPickup,
  answer: Pick<Pickup, "state" | "key"> & { readonly text: HubText },
): Promise<Pickup> {
  return tx.one<Pickup>(
    `insert into argosy.pickup (organization_id, id, connection_id, location_id, earliest, latest, parcels, state,
       ext_key, text, text_said, created_by, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${COLUMNS}`,
    [
      newId(input.now),
      input.connectionId,
      planned.locationId,
      input.earliest,
      input.latest,
      planned.parcels,
      answer.state,
      answer.key,
      ...textParameters(answer.text),
      actorText(input.actor),
      input.now,
    ],
  );
}

const NEWEST = 100;

/** A courier's newest pickups. Throws HubError COURIER_UNKNOWN. */
export async function listPickups(tx: Tx, connectionId: string): Promise<readonly Pickup[]> {
  await courierOf(tx, connectionId);
  return tx.rows<Pickup>(
    `select ${COLUMNS} from argosy.pickup where organization_id = argosy.tenant() and connection_id = $1
     order by created_at desc, id desc limit ${NEWEST}`,
    [connectionId],
  );
}

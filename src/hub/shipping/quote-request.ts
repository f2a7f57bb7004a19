/** The consignment couriers quote a price for, before anything is booked. */

import { type Insured, insuredMinorOf } from "../../commerce/insured.ts";
import { sumOf } from "../../commerce/profit/spread.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import { WRITTEN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { consignmentOf, shipFrom, shippedOrder } from "./consignment.ts";
import type { ParcelInput } from "./pack.ts";
import { chosenInsured, collectEach, heldAt, packOrders } from "./pack-merged.ts";

export interface RatesInput {
  readonly orderId: string;
  readonly parcels: readonly ParcelInput[];
  /** Absent: the location that holds its units, else the default. */
  readonly locationId?: string | undefined;
  /** As of a booking. */
  readonly insured?: Insured | undefined;
  readonly now: Date;
}

/** The organization's active couriers, by name. */
export function activeCouriers(tx: Tx): Promise<{ readonly id: string; readonly name: string }[]> {
  return tx.rows(
    `select id, name
     from argosy.connection
     where organization_id = argosy.tenant() and kind = 'logistics' and deleted_at is null
       and state in ${WRITTEN} order by lower(name), id`,
  );
}

/** The order's items as a consignment to quote. Throws as `requestShipment` does. */
export async function quotedConsignment(tx: Tx, input: RatesInput, connectionId: string): Promise<Consignment> {
  const order = await shippedOrder(tx, input.orderId);
  const packed = await packOrders(tx, order, input.parcels);
  const locationId = input.locationId ?? heldAt(packed) ?? (await ensureDefaultLocation(tx, input.now));
  const from = await shipFrom(tx, { locationId, connectionId });
  const collectMinor = sumOf(await collectEach(tx, packed));
  const insured = input.insured ?? (await chosenInsured(tx, order.id)) ?? "none";
  const consignment = consignmentOf(order, { from, parcels: packed.parcels, collectMinor });
  return { ...consignment, insuredMinor: insuredMinorOf(insured, consignment.valueMinor) };
}

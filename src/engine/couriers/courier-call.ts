/** Calls a courier while a person waits. */

import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { OpenShipment } from "../../connectors/kit/contract/couriers.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { refusal } from "../../hub/refusals.ts";
import { courierOf } from "../../hub/shipping/request.ts";
import { bookedOf, type ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { type ConnectionRegistry, newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { describeError } from "../journal/sync-journal.ts";

export interface CourierCallDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}

/** Some of these calls were seen to take two minutes; a person does not wait longer than this. */
const PATIENCE_MS = 120_000;

/** Throws HubError COURIER_UNKNOWN. */
export async function openCourier(
  { db, registry }: CourierCallDeps,
  organization: OrganizationId,
  courierId: string,
): Promise<OpenConnection> {
  await db.tenant(organization, (tx) => courierOf(tx, courierId));
  const open = await registry.openNeeded(organization, courierId);
  if (!open) throw refusal("COURIER_UNKNOWN", "connectionId");
  return open;
}

export const contextOf = (open: OpenConnection) =>
  open.context({ signal: AbortSignal.timeout(PATIENCE_MS), callLog: newCallLog(), priority: "interactive" });

export const openShipmentOf = (row: ShipmentRow): OpenShipment => ({
  reference: row.reference,
  shipment: bookedOf(row),
});

/** What a courier answers; its fault is told to who waits, in words. Throws HubError COURIER_SILENT. */
export async function callCourier<T>(courier: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const text = describeError(error).text;
    throw new HubError("COURIER_SILENT", "conflict", message("refused.courierSilent", { courier, why: text }));
  }
}

/** Where shipments stand for whoever packs: the column `stage`, which the database works out. */

import type { Tx } from "../../db/database.ts";
import { type BoundedCount, bounded, countOf } from "../counted.ts";

export const SHIPMENT_STAGES = [
  "booking",
  "attention",
  "refused",
  "ready",
  "moving",
  "returning",
  "delivered",
  "returned",
  "cancelled",
] as const;
export type ShipmentStage = (typeof SHIPMENT_STAGES)[number];

/** Stages a shipment leaves again: those somebody waits for. */
const OPEN_STAGES = ["booking", "attention", "refused", "ready", "moving", "returning"] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];

/** How many shipments stand in each open stage, exactly to 10,000. */
export async function countStages(tx: Tx): Promise<Readonly<Record<OpenStage, BoundedCount>>> {
  const counted = OPEN_STAGES.map(
    (stage) =>
      `${countOf(`argosy.shipment where organization_id = argosy.tenant() and stage = '${stage}'`)} as ${stage}`,
  );
  const found = await tx.one<Readonly<Record<OpenStage, number>>>(`select ${counted.join(", ")}`);
  return {
    booking: bounded(found.booking),
    attention: bounded(found.attention),
    refused: bounded(found.refused),
    ready: bounded(found.ready),
    moving: bounded(found.moving),
    returning: bounded(found.returning),
  };
}

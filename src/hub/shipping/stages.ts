/** Where shipments stand for whoever packs: the column `stage`, which the database works out. */
import type { Tx } from "../../db/database.ts";

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

/** Counted exactly up to here. */
const EXACT = 1_000;

/** How many shipments stand in each open stage, exactly to 1,000. */
export async function countStages(
  tx: Tx,
): Promise<Readonly<Record<OpenStage, { readonly count: number; readonly more: boolean }>>> {
  const counted = OPEN_STAGES.map(
    (stage) => `(select count(*)::int from (select 1 from argosy.shipment
       where organization_id = argosy.tenant() and stage = '${stage}' limit ${EXACT + 1}) x) as ${stage}`,
  );
  const found = await tx.one<Readonly<Record<OpenStage, number>>>(`select ${counted.join(", ")}`);
  const bounded = (stage: OpenStage) => ({ count: Math.min(found[stage], EXACT), more: found[stage] > EXACT });
  return {
    booking: bounded("booking"),
    attention: bounded("attention"),
    refused: bounded("refused"),
    ready: bounded("ready"),
    moving: bounded("moving"),
    returning: bounded("returning"),
  };
}

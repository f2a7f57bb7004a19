import type { OrganizationId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { announce } from "../../hub/events.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { RunCancelled, type RunRow, type StepName } from "./run.ts";

export interface Step {
  readonly organization: OrganizationId;
  readonly run: RunRow;
  readonly step: StepName;
  readonly cursor: Json;
  readonly signal: AbortSignal;
}

/** Saves where the run stands, in the transaction of what it applied; ends the run when a person asked to. */
export async function checkpoint(
  tx: Tx,
  step: Step,
  cursor: Json,
  counted: Readonly<Record<string, number>>,
): Promise<void> {
  step.signal.throwIfAborted();
  const row = await tx.one<{ cancel_requested: boolean }>(
    `UPDATE argosy.run SET checkpoint = $2, progress = jsonb_set(progress || jsonb_build_object('step', $3::text), ARRAY['counts'],
       coalesce(progress->'counts', '{}') || (SELECT coalesce(jsonb_object_agg(k, coalesce((progress->'counts'->>k)::bigint, 0) + v::bigint), '{}') FROM jsonb_each_text($4::jsonb) AS c(k, v)))
     WHERE organization_id = argosy.tenant() AND id = $1 RETURNING cancel_requested`,
    [step.run.id, jsonParameter({ step: step.step, cursor }), step.step, JSON.stringify(counted)],
  );
  if (row.cancel_requested) throw new RunCancelled("The run was cancelled.");
  await announce(tx, "run.updated", { id: step.run.id });
}

import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { announce } from "../../hub/events.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { RunCancelled, RunOvertaken, type RunRow, type StepName } from "./run.ts";

export interface Step {
  readonly organization: OrganizationId;
  readonly run: RunRow;
  readonly step: StepName;
  readonly cursor: Json;
  readonly signal: AbortSignal;
}

/** Throws RunOvertaken where it is another attempt's by now. */
export function requireAttempt<T>(row: T | undefined): T {
  if (row === undefined) throw new RunOvertaken("The run is another attempt's by now.");
  return row;
}

/** Keeps the run this attempt's until the transaction ends. Throws RunOvertaken. */
export async function holdRun(tx: Tx, { run }: Pick<Step, "run">): Promise<void> {
  requireAttempt(
    await tx.maybe(
      "select 1 from argosy.run where organization_id = argosy.tenant() and id = $1 and fence = $2 for share",
      [run.id, run.fence],
    ),
  );
}

/**
 * Saves where the run stands, in the transaction of what it applied; ends the run when a person asked to. Throws
 * RunOvertaken, so that nothing of it is written twice.
 */
export async function checkpoint(
  tx: Tx,
  step: Step,
  cursor: Json,
  counted: Readonly<Record<string, number>>,
): Promise<void> {
  step.signal.throwIfAborted();
  const found = await tx.maybe<{ cancel_requested: boolean; name: string | null; state: string | null }>(
    `update argosy.run
     set checkpoint = $2,
       progress = jsonb_set(case when progress->>'step' is distinct from $3 then progress - 'goal'
         else progress end || jsonb_build_object('step', $3::text),
         array['counts'],
       coalesce(progress->'counts',
         '{}') || (select coalesce(jsonb_object_agg(k, coalesce((progress->'counts'->>k)::bigint, 0) + v::bigint), '{}')
         from jsonb_each_text($4::jsonb) as c(k, v)))
     where organization_id = argosy.tenant() and id = $1 and fence = $5 returning cancel_requested,
       (select c.name from argosy.connection c
         where c.organization_id = argosy.tenant() and c.id = run.connection_id) as name,
       (select c.state from argosy.connection c
         where c.organization_id = argosy.tenant() and c.id = run.connection_id) as state`,
    [step.run.id, jsonParameter({ step: step.step, cursor }), step.step, JSON.stringify(counted), step.run.fence],
  );
  const row = requireAttempt(found);
  if (row.cancel_requested) throw new RunCancelled();
  requireOn({ name: row.name ?? "", state: row.state ?? "" });
  await announce(tx, "run.updated", { id: step.run.id });
}

/** Nothing is read of a store that is switched off, nor written to it. Throws RunCancelled. */
export function requireOn({ name, state }: { readonly name: string; readonly state: string }): void {
  if (state === "inactive") throw new RunCancelled(message("refused.stoppedInactive", { name }));
  if (state === "deleted") throw new RunCancelled(message("refused.stoppedDeleted", { name }));
}

/** What a step is to count up to, as far as that is known; from there the time left follows. */
export interface Goal {
  /** Which of the run's counts. */
  readonly count: string;
  readonly total: number;
}

/** Says how much there is, and how far the run was when this attempt began. Nothing is said of nothing to do. */
export async function expectTotal(tx: Tx, step: Step, { count, total }: Goal, now: Date): Promise<void> {
  if (total <= 0) return;
  await tx.run(
    `update argosy.run
     set progress = progress || jsonb_build_object('step', $5::text,
       'goal', jsonb_build_object('count', $2::text, 'at', $3::text,
       'from', coalesce((progress->'counts'->>$2::text)::bigint, 0), 'total',
       coalesce((progress->'counts'->>$2::text)::bigint, 0) + $4::bigint))
     where organization_id = argosy.tenant() and id = $1 and fence = $6`,
    [step.run.id, count, now.toISOString(), total, step.step, step.run.fence],
  );
}

/** The same where only an estimate is known, made anew with every page: `done` of about `total` in this attempt. */
export async function expectAbout(
  tx: Tx,
  step: Step,
  about: { readonly count: string; readonly done: number; readonly total: number; readonly since: number },
): Promise<void> {
  await tx.run(
    `update argosy.run
     set progress = progress || jsonb_build_object('goal', jsonb_build_object('count', $2::text, 'at', $3::text,
       'from', (progress->'counts'->>$2::text)::bigint - $4::bigint, 'total',
       (progress->'counts'->>$2::text)::bigint + $5::bigint))
     where organization_id = argosy.tenant() and id = $1 and fence = $6`,
    [
      ...[step.run.id, about.count, new Date(about.since).toISOString()],
      ...[about.done, about.total - about.done, step.run.fence],
    ],
  );
}

/** What the run has counted of something, this attempt and the ones before. */
export async function countedSoFar(tx: Tx, step: Step, count: string): Promise<number> {
  const { counted } = await tx.one<{ counted: number }>(
    `select coalesce((progress->'counts'->>$2)::int, 0) as counted
     from argosy.run
     where organization_id = argosy.tenant() and id = $1`,
    [step.run.id, count],
  );
  return counted;
}

/** Runs: visible pieces of work with progress, cancel and retry. The row is the truth; the job only points at it. */
import { type Actor, actorText } from "../../commerce/actor.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { ConnectorError } from "../../connectors/kit/errors.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { HubError } from "../../hub/errors.ts";
import { announce } from "../../hub/events.ts";
import { describeError } from "../journal.ts";
import type { RunJob } from "../jobs.ts";
import { RunCancelled, type RunDeps, type RunKind, type RunRow } from "./run.ts";
import { RUN_STEPS, runStep } from "./steps.ts";

export interface NewRun {
  readonly organization: OrganizationId;
  readonly connectionId: string | null;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
  readonly runAt?: Date | undefined;
  readonly everyMs?: number | undefined;
}

const COLUMNS = "id, connection_id, kind, state, options, progress, checkpoint, cancel_requested, attempts, every_ms, requested_by";

export function isRunKind(kind: string): kind is RunKind {
  return Object.hasOwn(RUN_STEPS, kind);
}

/** Queues a run in the transaction. Throws HubError RUN_KIND for a kind that does not exist, RUN_ACTIVE when one of its kind is under way. */
export async function startRun(deps: Pick<RunDeps, "jobs" | "clock">, tx: Tx, run: NewRun): Promise<{ readonly id: string }> {
  if (!isRunKind(run.kind)) throw new HubError("RUN_KIND", "validation", `There is no run of kind "${run.kind}". Known: ${Object.keys(RUN_STEPS).join(", ")}.`, "type");
  const active = await tx.maybe<{ id: string }>(
    "SELECT id FROM argosy.run WHERE organization_id = argosy.tenant() AND connection_id IS NOT DISTINCT FROM $1 AND kind = $2 AND state IN ('queued', 'running') LIMIT 1",
    [run.connectionId, run.kind],
  );
  if (active) throw new HubError("RUN_ACTIVE", "conflict", "Such a run is already under way for this store. Wait for it or cancel it first.");
  const runAt = run.runAt ?? new Date(deps.clock.now());
  const row = await tx.one<{ id: string }>(
    `INSERT INTO argosy.run (organization_id, connection_id, kind, options, requested_by, run_at, every_ms, created_at)
     VALUES (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [run.connectionId, run.kind, JSON.stringify(run.options), actorText(run.actor), runAt, run.everyMs ?? null, new Date(deps.clock.now())],
  );
  await deps.jobs.sendRun(tx, { organization: run.organization, run: row.id }, { startAfter: run.runAt, group: run.connectionId ?? run.organization });
  await announce(tx, "run.queued", { id: row.id });
  return row;
}

export async function cancelRun(deps: Pick<RunDeps, "clock">, tx: Tx, runId: string): Promise<void> {
  const touched = await tx.run(
    `UPDATE argosy.run SET cancel_requested = true, state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, finished_at = CASE WHEN state = 'queued' THEN $2 ELSE finished_at END
     WHERE organization_id = argosy.tenant() AND id = $1 AND state IN ('queued', 'running')`,
    [runId, new Date(deps.clock.now())],
  );
  if (touched === 0) throw new HubError("RUN_OVER", "conflict", "This run is not under way.");
  await announce(tx, "run.updated", { id: runId });
}

/** Continues a failed or cancelled run from where it stopped. */
export async function retryRun(deps: Pick<RunDeps, "jobs">, tx: Tx, organization: OrganizationId, runId: string): Promise<void> {
  const row = await tx.maybe<{ connection_id: string | null }>(
    `UPDATE argosy.run SET state = 'queued', cancel_requested = false, error = NULL, finished_at = NULL
     WHERE organization_id = argosy.tenant() AND id = $1 AND state IN ('failed', 'cancelled') RETURNING connection_id`,
    [runId],
  );
  if (!row) throw new HubError("RUN_NOT_RETRYABLE", "conflict", "Only a run that failed or was cancelled can be continued.");
  await deps.jobs.sendRun(tx, { organization, run: runId }, { group: row.connection_id ?? organization });
}

/** Executes a run's remaining steps; called by the job queue, again after a crash. Throws to be called later. */
export async function executeRun(deps: RunDeps, job: RunJob, signal: AbortSignal): Promise<void> {
  const organization = organizationId(job.organization);
  const now = () => new Date(deps.clock.now());
  const run = await deps.db.tenant(organization, (tx) =>
    tx.maybe<RunRow>(
      `UPDATE argosy.run SET state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $2)
       WHERE organization_id = argosy.tenant() AND id = $1 AND state IN ('queued', 'running') RETURNING ${COLUMNS}`,
      [job.run, now()],
    ),
  );
  if (!run) return;
  try {
    await allSteps(deps, organization, run, signal);
    await deps.db.tenant(organization, (tx) => endRun(tx, run, { state: "done", now: now() }));
    if (run.every_ms !== null) await repeat(deps, organization, run);
  } catch (error) {
    await afterFailure(deps, organization, run, error);
  }
}

async function allSteps(deps: RunDeps, organization: OrganizationId, run: RunRow, signal: AbortSignal): Promise<void> {
  const steps = RUN_STEPS[run.kind];
  const from = run.checkpoint ? Math.max(0, steps.indexOf(run.checkpoint.step)) : 0;
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    const cursor = run.checkpoint?.step === step ? run.checkpoint.cursor : null;
    await runStep(deps, { organization, run, step, cursor, signal });
  }
}

async function afterFailure(deps: RunDeps, organization: OrganizationId, run: RunRow, error: unknown): Promise<void> {
  const now = new Date(deps.clock.now());
  if (error instanceof RunCancelled) {
    await deps.db.tenant(organization, (tx) => endRun(tx, run, { state: "cancelled", now }));
    return;
  }
  const { text, kind } = describeError(error);
  // Throttles and outages wear no run out: the queue calls again, it goes on from its checkpoint.
  const passes = error instanceof ConnectorError && (kind.kind === "throttled" || kind.kind === "transient" || kind.kind === "ambiguous");
  if (passes && run.attempts < 40) {
    await deps.db.tenant(organization, async (tx) => {
      await tx.run("UPDATE argosy.run SET error = $2 WHERE organization_id = argosy.tenant() AND id = $1", [run.id, `Waiting: ${text}`]);
      await announce(tx, "run.updated", { id: run.id });
    });
    throw error;
  }
  if (!(error instanceof ConnectorError) && !(error instanceof HubError)) deps.log.error({ err: error, run: run.id }, "run failed");
  await deps.db.tenant(organization, (tx) => endRun(tx, run, { state: "failed", text, now }));
}

async function endRun(tx: Tx, run: RunRow, how: { readonly state: "done" | "failed" | "cancelled"; readonly text?: string; readonly now: Date }): Promise<void> {
  await tx.run("UPDATE argosy.run SET state = $2, error = $3, finished_at = $4 WHERE organization_id = argosy.tenant() AND id = $1", [run.id, how.state, how.text ?? null, how.now]);
  await announce(tx, "run.updated", { id: run.id });
  const cause = `run-failed:${run.connection_id ?? ""}:${run.kind}`;
  if (how.state === "failed") {
    await raiseAlert(tx, {
      kind: "run_failed", severity: "warning", cause, connectionId: run.connection_id ?? undefined, subject: { kind: "run", id: run.id },
      title: `The ${run.kind.replaceAll("_", " ")} did not finish`, text: how.text ?? "", action: { kind: "retry_run", runId: run.id }, now: how.now,
    });
  }
  if (how.state === "done") await resolveAlert(tx, cause, how.now, { kind: "system", id: "system", name: "Argosy" });
}

async function repeat(deps: RunDeps, organization: OrganizationId, run: RunRow): Promise<void> {
  const runAt = new Date(deps.clock.now() + Number(run.every_ms));
  await deps.db.tenant(organization, (tx) =>
    startRun(deps, tx, { organization, connectionId: run.connection_id, kind: run.kind, options: run.options, actor: { kind: "system", id: "system", name: "Argosy" }, runAt, everyMs: Number(run.every_ms) }),
  );
}

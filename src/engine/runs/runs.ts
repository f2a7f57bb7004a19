/** Runs: visible pieces of work with progress, cancel and retry. The row is the truth; the job only points at it. */

import { type Actor, actorText, systemActor } from "../../commerce/actor.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { HubError } from "../../hub/errors.ts";
import { announce } from "../../hub/events.ts";
import { textParameters } from "../../hub/json-column.ts";
import { waitsForConnector } from "../connections/absent-connector.ts";
import type { RunJob } from "../jobs/jobs.ts";
import { describeError } from "../journal/sync-journal.ts";
import { requireAttempt } from "./checkpoint.ts";
import { RunCancelled, type RunDeps, type RunKind, RunOvertaken, type RunRow } from "./run.ts";
import { logRun } from "./run-log.ts";
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

const COLUMNS =
  "id, connection_id, kind, state, options, progress, checkpoint, cancel_requested, attempts, fence, every_ms, requested_by";

/** Several of a kind may wait or run: each has its own file or its own time. */
const SEVERAL_AT_ONCE: ReadonlySet<string> = new Set(["import_file", "price_edit"]);

export function isRunKind(kind: string): kind is RunKind {
  return Object.hasOwn(RUN_STEPS, kind);
}

/** Queues a run in the transaction. Throws HubError RUN_KIND for a kind that does not exist, RUN_ACTIVE when one of its kind is under way. */
export async function startRun(
  deps: Pick<RunDeps, "jobs" | "clock">,
  tx: Tx,
  run: NewRun,
): Promise<{ readonly id: string }> {
  if (!isRunKind(run.kind))
    throw new HubError(
      "RUN_KIND",
      "validation",
      `There is no run of kind "${run.kind}". Known: ${Object.keys(RUN_STEPS).join(", ")}.`,
      "type",
    );
  if (!SEVERAL_AT_ONCE.has(run.kind)) await requireNoneActive(tx, run.connectionId, run.kind);
  const runAt = run.runAt ?? new Date(deps.clock.now());
  const row = await tx.one<{ id: string }>(
    `insert into argosy.run (organization_id, connection_id, kind, options, requested_by, run_at, every_ms, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      run.connectionId,
      run.kind,
      JSON.stringify(run.options),
      actorText(run.actor),
      runAt,
      run.everyMs ?? null,
      new Date(deps.clock.now()),
    ],
  );
  await deps.jobs.sendRun(
    tx,
    { organization: run.organization, run: row.id },
    { startAfter: run.runAt, group: run.connectionId ?? run.organization },
  );
  await announce(tx, "run.queued", { id: row.id });
  return row;
}

/** Checks and queues under a lock, so that two clicks do not start two runs. Throws HubError RUN_ACTIVE. */
async function requireNoneActive(tx: Tx, connection: string | null, kind: string): Promise<void> {
  await tx.rows(
    `select pg_advisory_xact_lock(hashtextextended('argosy.run:' || argosy.tenant()::text || coalesce($1, '') || $2,
       0))`,
    [connection, kind],
  );
  const active = await tx.maybe<{ id: string }>(
    `select id
     from argosy.run
     where organization_id = argosy.tenant() and connection_id is not distinct from $1 and kind = $2
       and state in ('queued', 'running')
     limit 1`,
    [connection, kind],
  );
  if (active)
    throw new HubError("RUN_ACTIVE", "conflict", "Such a run is already under way. Wait for it or cancel it first.");
}

/** A queued run, also one that waits between two attempts, is over at once; a running one at its next checkpoint. */
export async function cancelRun(deps: Pick<RunDeps, "clock">, tx: Tx, runId: string): Promise<void> {
  const touched = await tx.run(
    `update argosy.run
     set cancel_requested = true, state = case when state = 'queued' then 'cancelled' else state end,
       finished_at = case when state = 'queued' then $2 else finished_at end
     where organization_id = argosy.tenant() and id = $1 and state in ('queued', 'running')`,
    [runId, new Date(deps.clock.now())],
  );
  if (touched === 0) throw new HubError("RUN_OVER", "conflict", "This run is not under way.");
  await announce(tx, "run.updated", { id: runId });
}

/** Continues a failed or cancelled run from where it stopped. Throws HubError RUN_NOT_RETRYABLE, or RUN_ACTIVE when another of its kind is under way. */
export async function retryRun(
  deps: Pick<RunDeps, "jobs">,
  tx: Tx,
  organization: OrganizationId,
  runId: string,
): Promise<void> {
  const existing = await tx.maybe<{ connection_id: string | null; kind: string }>(
    `select connection_id, kind
     from argosy.run
     where organization_id = argosy.tenant() and id = $1 and state in ('failed', 'cancelled')`,
    [runId],
  );
  if (existing && !SEVERAL_AT_ONCE.has(existing.kind))
    await requireNoneActive(tx, existing.connection_id, existing.kind);
  const row = await tx.maybe<{ connection_id: string | null }>(
    `update argosy.run set state = 'queued', cancel_requested = false, error = null, finished_at = null, attempts = 0
     where organization_id = argosy.tenant() and id = $1 and state in ('failed', 'cancelled') returning connection_id`,
    [runId],
  );
  if (!row)
    throw new HubError("RUN_NOT_RETRYABLE", "conflict", "Only a run that failed or was cancelled can be continued.");
  await deps.jobs.sendRun(tx, { organization, run: runId }, { group: row.connection_id ?? organization });
}

/**
 * Executes a run's remaining steps; called by the job queue, again after a crash. Throws to be called later. A worker that
 * stood still may be called again elsewhere meanwhile: it writes nothing more of the run.
 */
export async function executeRun(deps: RunDeps, job: RunJob, signal: AbortSignal): Promise<void> {
  const organization = organizationId(job.organization);
  const now = () => new Date(deps.clock.now());
  const run = await deps.db.tenant(organization, (tx) =>
    tx.maybe<RunRow>(
      `update argosy.run set state = 'running', attempts = attempts + 1, fence = fence + 1,
         started_at = coalesce(started_at, $2)
       where organization_id = argosy.tenant() and id = $1 and state in ('queued', 'running') returning ${COLUMNS}`,
      [job.run, now()],
    ),
  );
  if (!run) return;
  try {
    await attempt(deps, { organization, run, signal });
  } catch (error) {
    if (!(error instanceof RunOvertaken)) throw error;
    deps.log.warn({ run: run.id, attempt: run.attempts }, "another worker is at this run by now");
  }
}

async function attempt(deps: RunDeps, { organization, run, signal }: Attempt): Promise<void> {
  try {
    await allSteps(deps, organization, run, signal);
  } catch (error) {
    await afterFailure(deps, { organization, run, signal }, error);
    return;
  }
  const now = new Date(deps.clock.now());
  await deps.db.tenant(organization, (tx) => endRun(deps, tx, { organization, run }, { state: "done", now }));
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

interface Running {
  readonly organization: OrganizationId;
  readonly run: RunRow;
}

interface Attempt extends Running {
  readonly signal: AbortSignal;
}

/** Ends the run, or rethrows so that the queue calls again. */
async function afterFailure(deps: RunDeps, { organization, run, signal }: Attempt, error: unknown): Promise<void> {
  if (error instanceof RunOvertaken) throw error;
  const now = new Date(deps.clock.now());
  if (error instanceof RunCancelled) {
    const { userMessage } = error;
    await deps.db.tenant(organization, (tx) =>
      endRun(
        deps,
        tx,
        { organization, run },
        { state: "cancelled", ...(userMessage !== null && { text: userMessage }), now },
      ),
    );
    return;
  }
  // Stopped, or the database is down: not the run's fault, it continues from its checkpoint.
  if (signal.aborted || isDatabaseAway(error)) throw error;
  const { userMessage, kind } = describeError(error);
  // The hub's own errors have a message for the user; a bug has none.
  const why = error instanceof HubError ? error.userMessage : userMessage;
  // Throttles and outages wear no run out: the queue calls again, it goes on from its checkpoint.
  const passes =
    error instanceof ConnectorError &&
    (kind.kind === "throttled" || kind.kind === "transient" || kind.kind === "ambiguous");
  if ((passes && run.attempts < 40) || waitsForConnector(error)) {
    await deps.db.tenant(organization, async (tx) => {
      // Queued again, so that a person who cancels it need not wait for its turn.
      await tx.run(
        `update argosy.run
         set state = 'queued', error = $2, error_said = $3
         where organization_id = argosy.tenant() and id = $1 and state = 'running' and fence = $4`,
        [run.id, ...textParameters([message("trouble.waiting"), ...textParts(why)]), run.fence],
      );
      await announce(tx, "run.updated", { id: run.id });
    });
    throw error;
  }
  if (!(error instanceof ConnectorError) && !(error instanceof HubError))
    deps.log.error({ err: error, run: run.id }, "run failed");
  await deps.db.tenant(organization, (tx) =>
    endRun(deps, tx, { organization, run }, { state: "failed", text: why, now }),
  );
}

interface RunEnd {
  readonly state: "done" | "failed" | "cancelled";
  readonly text?: HubText;
  readonly now: Date;
}

/** Ends a run; one that repeats queues its next in the same transaction, also after a failure: next time may go well. */
async function endRun(deps: RunDeps, tx: Tx, { organization, run }: Running, how: RunEnd): Promise<void> {
  const [text, parts] = textParameters(how.text ?? null);
  const ended = await tx.maybe(
    `update argosy.run
     set state = $2, error = $3, error_said = $5, finished_at = $4
     where organization_id = argosy.tenant() and id = $1 and fence = $6 returning 1`,
    [run.id, how.state, text, how.now, parts, run.fence],
  );
  requireAttempt(ended);
  await announce(tx, "run.updated", { id: run.id });
  await announce(tx, "run.finished", { id: run.id });
  await logRun(tx, run, how);
  const cause = `run-failed:${run.connection_id ?? ""}:${run.kind}`;
  if (how.state === "failed") await alertExhaustedRun(tx, run, { cause, text: how.text ?? "", now: how.now });
  if (how.state === "done") await resolveAlert(tx, cause, how.now, systemActor);
  // A successful step has reset the state; a failed one leaves "syncing" behind.
  await tx.run(
    `update argosy.connection
     set sync_state = 'idle'
     where organization_id = argosy.tenant() and id = $1 and sync_state = 'syncing'`,
    [run.connection_id],
  );
  if (run.every_ms !== null && how.state !== "cancelled") await repeat(deps, tx, { organization, run }, how.now);
}

async function alertExhaustedRun(
  tx: Tx,
  run: Running["run"],
  why: { readonly cause: string; readonly text: HubText; readonly now: Date },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "run_failed",
    severity: "warning",
    connectionId: run.connection_id ?? undefined,
    subject: { kind: "run", id: run.id },
    title: message("alert.run_failed.title", { run: run.kind }),
    action: { kind: "retry_run", runId: run.id },
    ...why,
  });
}

async function repeat(deps: RunDeps, tx: Tx, { organization, run }: Running, now: Date): Promise<void> {
  const everyMs = Number(run.every_ms);
  const next = {
    organization,
    connectionId: run.connection_id,
    kind: run.kind,
    options: run.options,
    actor: systemActor,
    everyMs,
  };
  await startRun(deps, tx, { ...next, runAt: new Date(now.getTime() + everyMs) }).catch((error: unknown) => {
    // A person has queued another one meanwhile; it does the same.
    if (!(error instanceof HubError) || error.code !== "RUN_ACTIVE") throw error;
  });
}

/**
 * Gives the queue a new job for every run of the organization that is under way and has none: its job was used up by
 * crashes, or the queue was not part of a restored backup. Answers how many.
 */
export async function requeueLostRuns(
  deps: Pick<RunDeps, "jobs">,
  tx: Tx,
  organization: OrganizationId,
): Promise<number> {
  const lost = await deps.jobs.lostRuns(tx);
  for (const run of lost) {
    await deps.jobs.sendRun(
      tx,
      { organization, run: run.id },
      { startAfter: run.run_at, group: run.connection_id ?? organization },
    );
  }
  return lost.length;
}

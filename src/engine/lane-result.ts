/** What every turn of a lane shares: opening the connection, and what a failure of the whole connection leaves behind. */

import type { Logger } from "pino";
import { systemActor } from "../commerce/actor.ts";
import type { Clock } from "../commerce/clock.ts";
import { type HubText, message, textParts } from "../commerce/message.ts";
import { ConnectorError, type ErrorKind } from "../connectors/kit/contract/errors.ts";
import { isBreakerOpen } from "../connectors/kit/http/breaker.ts";
import { isDatabaseAway } from "../db/away.ts";
import { type Database, type Tx, together } from "../db/database.ts";
import { raiseAlert, resolveAlert } from "../hub/alerts/alerts.ts";
import { noteAnswering, noteBreaker, noteFailure, noteSuccess, noteThrottled } from "../hub/stores/health.ts";
import { markNeedsReauth } from "../hub/stores/lifecycle.ts";
import { SUSPENDED } from "../hub/stores/refusals.ts";
import type { CallTrace, ConnectionRegistry, OpenConnection } from "./connection-registry.ts";
import { decideRetry, type RetryDecision } from "./failure.ts";
import { type Lane, type LaneResult, LeaseLost } from "./lanes.ts";
import { endDisproved, noteRefused } from "./refusals.ts";
import { laneBackoffMs, maintenanceBackoffMs } from "./retry.ts";
import { describeError, writeJournal } from "./sync-journal.ts";

export interface LaneDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

// As long as a store is shown as failing, see hub/stores/health.ts; shorter spells mend themselves.
const ALERT_AFTER_MS = 15 * 60_000;

export const IDLE: LaneResult = { nextDue: null };

/** A failure that concerns the connection as a whole; thrown inside a turn to end it. */
export class ConnectionUnavailable extends Error {
  override name = "ConnectionUnavailable";
  readonly consequence: Extract<RetryDecision, { scope: "connection" }>;
  readonly reason: unknown;

  constructor(consequence: Extract<RetryDecision, { scope: "connection" }>, reason: unknown) {
    super("The connection rests.");
    this.consequence = consequence;
    this.reason = reason;
  }
}

/** Whether the platform answers at all: asked when an item failed and nothing else in the turn succeeded. */
export async function platformAnswers(open: OpenConnection, signal: AbortSignal, trail: CallTrace): Promise<boolean> {
  try {
    await open.connector.connect.detect(open.context({ signal, trail }));
    return true;
  } catch (error) {
    return error instanceof ConnectorError && error.kind !== "transient" && error.kind !== "throttled";
  }
}

const isMaintained = (kind: ErrorKind): boolean => kind.kind === "transient" && kind.maintenance === true;

/** What a failure leaves on an item: attempts used so far, when it comes again (null: never by itself), its state. */
export interface ItemFailure {
  readonly attempts: number;
  readonly dueAt: Date | null;
  readonly state: "waiting" | "failed" | "rejected";
  /** The right that is missing for this kind of work; no attempt was used then. */
  readonly missing: string | null;
}

export interface FailureContext {
  readonly error: unknown;
  /** Attempts the item had used before. */
  readonly attempts: number;
  readonly now: Date;
  /** Another call of this turn went well. */
  readonly succeeded: boolean;
  readonly signal: AbortSignal;
}

/** What a failure is judged by beside itself, each asked once a turn. */
export interface Judge {
  /** Whether the platform answers at all. */
  probe(): Promise<boolean>;
  /** Notes a refusal with the calls that met it, the turn's where none are given; answers when it is asked again. */
  refused(scope: string, text: HubText, trail?: CallTrace): Promise<Date>;
}

/** The judge of one turn; what goes on beside each other in it shares it. */
export function judgeOf(deps: Pick<LaneDeps, "db" | "clock">, open: OpenConnection, turn: Turn): Judge {
  let probed: Promise<boolean> | undefined;
  const refusals = new Map<string, Promise<Date>>();
  return {
    probe: () => (probed ??= platformAnswers(open, turn.signal, turn.trail)),
    refused(scope, text, trail = turn.trail) {
      const known = refusals.get(scope) ?? noteRefused(deps, open, { scope, text, trail });
      refusals.set(scope, known);
      return known;
    },
  };
}

interface Turn {
  readonly signal: AbortSignal;
  readonly trail: CallTrace;
}

const refusedScope = (kind: ErrorKind): string | null =>
  kind.kind === "suspended" ? SUSPENDED : kind.kind === "forbidden" ? kind.scope : null;

/**
 * Judges an item's failure. Throws ConnectionUnavailable when it is the connection's, and the error itself when it is
 * nobody's: a turn that was told to stop or has lost its lane, or a database that went away, uses up no attempt.
 */
export async function classifyFailure(situation: FailureContext, judge: Judge): Promise<ItemFailure> {
  situation.signal.throwIfAborted();
  if (situation.error instanceof LeaseLost || isDatabaseAway(situation.error)) throw situation.error;
  const { kind, userMessage } = describeError(situation.error);
  const scope = refusedScope(kind);
  const isOurs = !(situation.error instanceof ConnectorError);
  const platformWorks =
    isOurs ||
    situation.succeeded ||
    isMaintained(kind) ||
    ((kind.kind === "transient" || kind.kind === "ambiguous") && (await judge.probe()));
  const consequence = decideRetry({
    kind,
    error: situation.error,
    attempts: situation.attempts,
    now: situation.now,
    platformWorks,
    refusedUntil: scope === null ? undefined : await judge.refused(scope, userMessage),
  });
  // The probe may have been cut off as well: then its answer says nothing.
  situation.signal.throwIfAborted();
  if (consequence.scope === "connection") throw new ConnectionUnavailable(consequence, situation.error);
  return itemFailure(consequence, situation);
}

function itemFailure(
  consequence: Exclude<RetryDecision, { scope: "connection" }>,
  { attempts, now }: FailureContext,
): ItemFailure {
  if (consequence.scope === "port") {
    return {
      attempts,
      dueAt: new Date(now.getTime() + consequence.waitMs),
      state: "waiting",
      missing: consequence.missing,
    };
  }
  const state = consequence.dueAt === null ? consequence.state : "waiting";
  return { attempts: consequence.attempts, dueAt: consequence.dueAt, state, missing: null };
}

/** Runs a turn; a connection that rests is recorded once, with words, and comes back by itself or by a person. */
export async function withConnectionFailures(
  deps: LaneDeps,
  lane: Lane,
  open: OpenConnection,
  trail: CallTrace,
  work: () => Promise<LaneResult>,
): Promise<LaneResult> {
  try {
    const turn = await work();
    await endDisproved(deps, open, trail);
    if (isAnswerNews(open, trail, deps.clock.now())) {
      await deps.db.tenant(lane.organization, (tx) => recordHealthy(tx, open, new Date(deps.clock.now())), {
        kind: "derived",
      });
    }
    return turn;
  } catch (error) {
    if (!(error instanceof ConnectionUnavailable)) throw error;
    await endDisproved(deps, open, trail);
    return rest(deps, lane, open, trail, error);
  }
}

// As in hub/stores/health.ts: what is noted more often changes nothing a person would see.
const NOTE_EVERY_MS = 10_000;

/** Whether the platform answered, and nobody noted it just now. */
export function isAnswerNews({ row }: OpenConnection, { calls, notedAt }: CallTrace, now: number): boolean {
  const last = notedAt ?? (row.is_well ? row.last_success_at?.getTime() : undefined);
  if (last !== undefined && now - last < NOTE_EVERY_MS) return false;
  return calls.some((call) => call.error === null && call.status !== null);
}

/**
 * One transaction of a turn, sent at once, with the news that the platform answers in it. A store that was failing
 * recovers by itself, at the turn's end.
 */
export async function withHealth<T>(
  { db, clock }: LaneDeps,
  open: OpenConnection,
  trail: CallTrace,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const now = clock.now();
  const isNews = open.row.failing_since === null && isAnswerNews(open, trail, now);
  const [result] = await db.tenant(
    open.organization,
    (tx) => together([work(tx), isNews ? noteAnswering(tx, open.row.id, new Date(now)) : Promise.resolve()]),
    { kind: "derived", plans: "kept", atOnce: true },
  );
  if (isNews) trail.notedAt = now;
  return result;
}

async function recordHealthy(tx: Tx, open: OpenConnection, now: Date): Promise<void> {
  if (await noteSuccess(tx, open.row.id, now))
    await resolveAlert(tx, `connection-failing:${open.row.id}`, now, systemActor);
}

async function rest(
  deps: LaneDeps,
  lane: Lane,
  open: OpenConnection,
  trail: CallTrace,
  rests: ConnectionUnavailable,
): Promise<LaneResult> {
  const now = new Date(deps.clock.now());
  const { userMessage, kind } = describeError(rests.reason);
  const { consequence } = rests;
  // An open breaker called nobody: that the platform is away stands in the log already.
  const isNews = !isBreakerOpen(rests.reason);
  await deps.db.tenant(lane.organization, async (tx) => {
    const entry = {
      connectionId: open.row.id,
      action: `connection_${lane.kind}` as const,
      status: "failed" as const,
      text: userMessage,
      errorKind: kind.kind,
      at: now,
    };
    await writeJournal(tx, open.row.id, isNews ? [entry] : [], trail.drifts, now);
    if (consequence.reauth) await markNeedsReauth(tx, open.row.id, { text: userMessage, now });
    else if (kind.kind !== "throttled") await recordFailing(tx, open, userMessage, now);
    else if (consequence.waitMs !== null)
      await noteThrottled(tx, open.row.id, new Date(now.getTime() + consequence.waitMs));
  });
  if (consequence.reauth || consequence.waitMs === null) return IDLE;
  const throttled = kind.kind === "throttled";
  const backoffMs = (isMaintained(kind) ? maintenanceBackoffMs : laneBackoffMs)(lane.failures + 1);
  const waitMs = throttled ? consequence.waitMs : Math.max(consequence.waitMs, backoffMs);
  return { nextDue: new Date(now.getTime() + waitMs), failed: !throttled, untried: !isNews };
}

/** The badge at once; one alert when nothing has succeeded for a while. */
async function recordFailing(tx: Tx, open: OpenConnection, text: HubText, now: Date): Promise<void> {
  const { failingSince } = await noteFailure(tx, open.row.id, { text, now });
  const breaker = open.breaker.state();
  await noteBreaker(tx, {
    connectionId: open.row.id,
    state: breaker.state,
    ...(breaker.until === undefined ? {} : { until: new Date(breaker.until) }),
  });
  if (failingSince === null || now.getTime() - failingSince.getTime() < ALERT_AFTER_MS) return;
  await raiseAlert(tx, {
    kind: "connection_failing",
    severity: "critical",
    cause: `connection-failing:${open.row.id}`,
    connectionId: open.row.id,
    title: message("alert.connection_failing.title", { store: open.row.name, sinceAt: failingSince.toISOString() }),
    text: [...textParts(text), message("alert.connection_failing.text")],
    now,
  });
}

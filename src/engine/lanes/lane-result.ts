/** Handles failures of a whole connection for every lane: classifies them, records them, and rests the connection. */

import type { Logger } from "pino";
import { systemActor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import {
  CHANNEL_ALERT_AFTER_MS,
  laneBackoffMs,
  maintenanceBackoffMs,
  THROTTLED_COUNTED,
  throttledBackoffMs,
} from "../../commerce/retry-schedule.ts";
import { ConnectorError, type ErrorKind } from "../../connectors/kit/contract/errors.ts";
import { isBreakerOpen } from "../../connectors/kit/http/breaker.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { type Database, type Tx, together } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { noteAnswering, noteBreaker, noteFailure, noteSuccess, noteThrottled } from "../../hub/stores/health.ts";
import { markNeedsReauth } from "../../hub/stores/lifecycle.ts";
import { SUSPENDED } from "../../hub/stores/refusals.ts";
import type { CallLog, ConnectionRegistry, OpenConnection } from "../connections/connection-registry.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import { decideRetry, type RetryDecision } from "./failure.ts";
import { type Lane, type LaneResult, LeaseLost } from "./lanes.ts";
import { clearDisprovedRefusals, saveRefusal } from "./refusals.ts";

export interface LaneDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
  readonly log: Logger;
}

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

/** How the platform answers: as the account it is, otherwise, or not at all. */
type PlatformAnswer = "well" | "otherwise" | "not";

async function probePlatform(open: OpenConnection, { signal, callLog }: Turn): Promise<PlatformAnswer> {
  try {
    await open.connector.connect.detect(open.context({ signal, callLog }));
    return "well";
  } catch (error) {
    const isAnswer = error instanceof ConnectorError && error.kind !== "transient" && error.kind !== "throttled";
    return isAnswer ? "otherwise" : "not";
  }
}

/** Whether the platform responds: probed when an item failed and nothing else in the turn succeeded. */
export async function platformAnswers(open: OpenConnection, signal: AbortSignal, callLog: CallLog): Promise<boolean> {
  return (await probePlatform(open, { signal, callLog })) !== "not";
}

const isOfPlatform = ({ kind }: ErrorKind): boolean => kind === "transient" || kind === "ambiguous";
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

/** Probes that help to classify a failure, each run once a turn. */
export interface FailureProbes {
  /** How the platform answers. */
  probe(): Promise<PlatformAnswer>;
  /** Saves a refusal with the refused calls, by default the turn's; resolves to the time of the next attempt. */
  recordRefusal(scope: string, text: HubText, callLog?: CallLog): Promise<Date>;
}

/** The judge of one turn; what goes on beside each other in it shares it. */
export function createFailureProbes(
  deps: Pick<LaneDeps, "db" | "clock">,
  open: OpenConnection,
  turn: Turn,
): FailureProbes {
  let probed: Promise<PlatformAnswer> | undefined;
  const refusals = new Map<string, Promise<Date>>();
  return {
    probe: () => (probed ??= probePlatform(open, turn)),
    recordRefusal(scope, text, callLog = turn.callLog) {
      const saved = refusals.get(scope) ?? saveRefusal(deps, open, { scope, text, callLog });
      refusals.set(scope, saved);
      return saved;
    },
  };
}

interface Turn {
  readonly signal: AbortSignal;
  readonly callLog: CallLog;
}

const refusedScope = (kind: ErrorKind): string | null =>
  kind.kind === "suspended" ? SUSPENDED : kind.kind === "forbidden" ? kind.scope : null;

/**
 * Judges an item's failure. Throws ConnectionUnavailable when it is the connection's, and the error itself when it is
 * nobody's: a turn that was told to stop or has lost its lane, or a database that went away, uses up no attempt.
 */
export async function classifyFailure(situation: FailureContext, probes: FailureProbes): Promise<ItemFailure> {
  situation.signal.throwIfAborted();
  if (situation.error instanceof LeaseLost || isDatabaseAway(situation.error)) throw situation.error;
  const { kind, userMessage } = describeError(situation.error);
  const scope = refusedScope(kind);
  const isOurs = !(situation.error instanceof ConnectorError);
  const platformWorks =
    isOurs ||
    situation.succeeded ||
    isMaintained(kind) ||
    (isOfPlatform(kind) && (await probes.probe()) !== "not") ||
    // What is not where it was may be one thing alone, or all of a shop: then its account is not found either.
    (kind.kind === "facts_stale" && (await probes.probe()) === "well");
  const consequence = decideRetry({
    kind,
    error: situation.error,
    attempts: situation.attempts,
    now: situation.now,
    platformWorks,
    refusedUntil: scope === null ? undefined : await probes.recordRefusal(scope, userMessage),
  });
  // The probe may have been aborted as well: then its result means nothing.
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
  callLog: CallLog,
  work: () => Promise<LaneResult>,
): Promise<LaneResult> {
  try {
    const turn = await work();
    await clearDisprovedRefusals(deps, open, callLog);
    if (isAnswerNews(open, callLog, deps.clock.now())) {
      await deps.db.tenant(lane.organization, (tx) => recordHealthy(tx, open, new Date(deps.clock.now())), {
        kind: "derived",
      });
    }
    return turn;
  } catch (error) {
    if (!(error instanceof ConnectionUnavailable)) throw error;
    await clearDisprovedRefusals(deps, open, callLog);
    return rest(deps, lane, open, callLog, error);
  }
}

// As in hub/stores/health.ts: what is noted more often changes nothing a person would see.
const NOTE_EVERY_MS = 10_000;

const isAnswered = ({ error, status }: CallLog["calls"][number]): boolean => error === null && status !== null;

/** Whether the platform answered, and that was not just recorded. */
export function isAnswerNews({ row }: OpenConnection, { calls, notedAt }: CallLog, now: number): boolean {
  const last = notedAt ?? (row.is_well ? row.last_success_at?.getTime() : undefined);
  if (last !== undefined && now - last < NOTE_EVERY_MS) return false;
  return calls.some(isAnswered);
}

/**
 * One transaction of a turn, sent at once, with the news that the platform answers in it. A store that was failing
 * recovers by itself, at the turn's end.
 */
export async function withHealth<T>(
  { db, clock }: LaneDeps,
  open: OpenConnection,
  callLog: CallLog,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const now = clock.now();
  const isNews = open.row.failing_since === null && isAnswerNews(open, callLog, now);
  const [result] = await db.tenant(
    open.organization,
    (tx) => together([work(tx), isNews ? noteAnswering(tx, open.row.id, new Date(now)) : Promise.resolve()]),
    { kind: "derived", plans: "kept", atOnce: true },
  );
  if (isNews) callLog.notedAt = now;
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
  callLog: CallLog,
  rests: ConnectionUnavailable,
): Promise<LaneResult> {
  const now = new Date(deps.clock.now());
  const { userMessage, kind } = describeError(rests.reason);
  const { consequence } = rests;
  // An open breaker made no call: the log already says that the platform is down.
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
    await writeJournal(tx, open.row.id, isNews ? [entry] : [], callLog.drifts, now);
    // A call from before access was renewed may be answered after it.
    const used = { givenAt: open.row.access_given_at };
    if (consequence.reauth) await markNeedsReauth(tx, open.row.id, { text: userMessage, now, used });
    else if (kind.kind !== "throttled") await recordFailing(tx, open, userMessage, now);
    else if (consequence.waitMs !== null)
      await noteThrottled(tx, open.row.id, new Date(now.getTime() + consequence.waitMs));
  });
  if (consequence.reauth || consequence.waitMs === null) return IDLE;
  const failed = kind.kind !== "throttled" || isRefusedThroughout(callLog);
  const waitMs = Math.max(consequence.waitMs, failed ? backoffOf(kind)(lane.failures + 1) : 0);
  const isCounted = !failed || kind.kind !== "throttled" || lane.failures < THROTTLED_COUNTED;
  return { nextDue: new Date(now.getTime() + waitMs), failed, untried: !isNews || !isCounted };
}

const backoffOf = (kind: ErrorKind) =>
  kind.kind === "throttled" ? throttledBackoffMs : isMaintained(kind) ? maintenanceBackoffMs : laneBackoffMs;

/** Without a call it is our own limit that made it wait. */
const isRefusedThroughout = ({ calls }: CallLog): boolean => calls.length > 0 && !calls.some(isAnswered);

/** The badge at once; one alert when nothing has succeeded for a while. */
async function recordFailing(tx: Tx, open: OpenConnection, text: HubText, now: Date): Promise<void> {
  const { failingSince } = await noteFailure(tx, open.row.id, { text, now });
  const breaker = open.breaker.state();
  await noteBreaker(tx, {
    connectionId: open.row.id,
    state: breaker.state,
    ...(breaker.until === undefined ? {} : { until: new Date(breaker.until) }),
  });
  if (failingSince === null || now.getTime() - failingSince.getTime() < CHANNEL_ALERT_AFTER_MS) return;
  await alertStillFailingChannel(tx, open, { failingSince, text, now });
}

async function alertStillFailingChannel(
  tx: Tx,
  open: OpenConnection,
  { failingSince, text, now }: { readonly failingSince: Date; readonly text: HubText; readonly now: Date },
): Promise<void> {
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

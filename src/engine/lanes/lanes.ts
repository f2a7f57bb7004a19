/**
 * Lanes: the work of one connection, one kind at a time, claimed by any process under a lease.
 *
 * Why not a queue row per event: a burst of webhooks or stock changes is one wake-up of one lane, and what
 * is to be done is read from state, so nothing grows while a platform is down. pg-boss polls twice a second
 * at best; a lane is woken by the process that stored the event, or by NOTIFY, and starts within
 * milliseconds (measured in bench B3). Leases run out by the database's clock (those of two machines need not agree), a
 * killed worker's at once. Each kind has slots of its own, and organizations take turns (decisions 99 and 599).
 */

import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type ConnectionId, connectionId, type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { laneBackoffMs } from "../../commerce/retry-schedule.ts";
import { isDatabaseAway, whileAway } from "../../db/away.ts";
import type { Database, Tx } from "../../db/database.ts";
import { leaseToken } from "../../db/hub-process.ts";
import { apartFromTraces } from "../../hub/traces.ts";
import { type ClaimedRow, createDueLanes, type FreeSlots, type LaneKind } from "./due-lanes.ts";
import type { LaneClaimer } from "./lane-claims.ts";
import { createLanePolling } from "./lane-polling.ts";
import { createRelease } from "./lane-release.ts";
import { createRenewal } from "./lane-renewal.ts";
import { type EndingTurn, SETTLE_MS, waitForTurns } from "./lane-stop.ts";
import { createTurnOrder, occupyingSlots, workerSlot } from "./worker-slots.ts";

export type { LaneKind };

export interface Lane {
  readonly organization: OrganizationId;
  readonly connection: ConnectionId;
  readonly kind: LaneKind;
  /** Failures in a row of the whole lane before this turn. */
  readonly failures: number;
  /** Proves that the lane is still this worker's; what decides about calls to a platform is written under it (`isHeld`). */
  readonly token: string;
}

/** What a turn of work leaves behind: when to come again (null: when woken), and whether the lane as a whole failed. */
export interface LaneResult {
  readonly nextDue: Date | null;
  readonly failed?: boolean | undefined;
  /** Failures stay as they were: it never got to ask the platform, or was throttled often enough already. */
  readonly untried?: boolean | undefined;
}

export type LaneWork = (lane: Lane, signal: AbortSignal) => Promise<LaneResult>;

const LEASE_MS = 10_000;
const BEAT_MS = 1_000;
const BEATS_A_HEARTBEAT = 3;
// Slots of a kind reserved for organizations without a turn under way, so that their work begins at once.
const RESERVED_SLOTS = 2;
// Turns under way that wait for a platform, beside those that work.
const MAX_WAITING = 500;

interface Claim extends Lane {
  readonly seq: bigint;
  readonly version: bigint;
  readonly abort: AbortController;
}

/** A turn under way. */
interface Held extends EndingTurn {
  readonly claim: Claim;
  /** Waits for platforms' limits and slow answers at this moment. */
  waits: number;
  /** When the lease ends unless it is renewed, by a clock that never leaps. */
  endsAt: number;
}

/** Another worker has the lane by now: what this one was about to write is not written. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** SQL: this organization's lane of `kind` is held under the token; both are parameters. */
export const isHeld = (kind: LaneKind, connection: string, token: string): string =>
  `exists (select 1 from argosy.lane f
     where f.organization_id = argosy.tenant() and f.connection_id = ${connection}::uuid and f.kind = '${kind}'
       and f.lease_token = ${token}::uuid
       and f.version >= argosy.lane_version(argosy.tenant(), ${connection}::uuid, '${kind}'))`;

/** Holds the lane until its organization's transaction ends; throws LeaseLost when it is another worker's by now. */
export async function holdLane(tx: Tx, lane: Lane): Promise<void> {
  const held = await tx.maybe(
    `select 1 from argosy.lane
     where organization_id = argosy.tenant() and connection_id = $1 and kind = $2 and lease_token = $3
       and version >= argosy.lane_version(argosy.tenant(), $1, $2) for key share`,
    [lane.connection, lane.kind, lane.token],
  );
  if (!held) throw new LeaseLost(`The ${lane.kind} lane is another worker's by now.`);
}

export interface LaneRunner extends LaneClaimer {
  /** Queries due lanes now instead of at the next due time. */
  wake(): void;
  start(): void;
  /** Claims nothing more, waits `graceMs` for the turns under way, and aborts them. */
  stop(graceMs: number, settleMs?: number): Promise<void>;
  /** Cuts short the turns of a kind that are under way, of one organization or (null) of all; they come again at once. */
  interrupt(kind: LaneKind, organization: string | null): void;
  /** Runs due lanes until none is due at the clock's time; for tests and simulations without `start`. */
  runUntilIdle(): Promise<number>;
  /** How many turns are under way. */
  readonly active: number;
}

export interface LaneOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Turns of each kind at a time. */
  readonly concurrency: number;
  /** Of kinds that have more or fewer. */
  readonly slots?: Readonly<Partial<Record<LaneKind, number>>> | undefined;
  /** What is done in lanes of each kind; others are not claimed. */
  readonly work: Readonly<Partial<Record<LaneKind, LaneWork>>>;
}

export function createLaneRunner(options: LaneOptions): LaneRunner {
  const { db, clock, log, concurrency } = options;
  const slotsOf = (kind: LaneKind) => options.slots?.[kind] ?? concurrency;
  const maxEach = (kind: LaneKind) => slotsOf(kind) - (slotsOf(kind) > 2 * RESERVED_SLOTS ? RESERVED_SLOTS : 0);
  // By turn, not by lane: a turn whose lease was lost may still be ending when this process has the lane again.
  const held = new Set<Held>();
  // Slots reserved for lanes that a statement under way may claim.
  const reserved = new Set<{ readonly kind: LaneKind; readonly whose: readonly string[] }>();
  // Statements under way that claim lanes.
  const claiming = new Set<Promise<number>>();
  const served = createTurnOrder();
  const release = createRelease(db);
  const renewal = createRenewal<Claim>(db);
  const kinds = (["inbox", "outbound", "sweep", "webhook"] as const).filter((kind) => options.work[kind]);
  const stopping = new AbortController();
  const polling = createLanePolling(clock, stopping.signal);
  // Since then, a lane that is still claimed is put back at once.
  const cut = new AbortController();
  // Leases are renewed until the last turn has ended, which is later than the first thought of stopping.
  const ended = new AbortController();
  let onWake: () => void = () => undefined;
  // Something was due when lanes were last claimed that this process could not take.
  let isLeft = false;
  let idleRunsUnderWay = 0;
  let wakePending = false;
  let looping: Promise<void> | undefined;
  let beating: Promise<void> | undefined;

  const now = () => new Date(clock.now());
  // Null: the database's own.
  const leaseTime = () => (clock.isVirtual ? now() : null);
  const claimRows = createDueLanes(db.homes(), clock);

  /** Kinds with slots free, and how many; none while too many turns wait. */
  function freeSlots(): Map<LaneKind, FreeSlots> {
    const room = MAX_WAITING + concurrency - held.size;
    const free = kinds.map((kind) => [kind, Math.min(room, slotsOf(kind) - busy(kind).length)] as const);
    return new Map(
      free.flatMap(([kind, slots]) => (slots > 0 ? [[kind, { free: slots, maxEach: maxEach(kind) }]] : [])),
    );
  }

  /** Whose turns of a kind are under way, or about to begin. */
  const busy = (kind: LaneKind): string[] => [
    ...occupyingSlots(held).flatMap(({ claim }) => (claim.kind === kind ? [claim.organization] : [])),
    ...[...reserved].flatMap((one) => (one.kind === kind ? one.whose : [])),
  ];

  const claimOf = (row: ClaimedRow, token: string): Claim => ({
    organization: organizationId(row.organization_id),
    connection: connectionId(row.connection_id),
    kind: row.kind,
    seq: row.seq,
    version: row.version,
    failures: row.failures,
    token,
    abort: new AbortController(),
  });

  async function claimDue(free: ReadonlyMap<LaneKind, FreeSlots>): Promise<Claim[]> {
    const [token, endsAt] = [leaseToken(db.process), performance.now() + LEASE_MS];
    const request = {
      token,
      leaseMs: LEASE_MS,
      free,
      tokens: [...held].map((entry) => entry.claim.token),
      underWay: served.recentTurns(occupyingSlots(held).map(({ claim }) => claim)),
    };
    polling.begin();
    const claimed = await claimRows(request, ({ rows }) => {
      // Of a lease that is nearly over, or of a process that ends, the next one has the lanes.
      if (stopping.signal.aborted || performance.now() > endsAt - BEAT_MS) return;
      for (const row of rows) launch(claimOf(row, token), endsAt);
    });
    isLeft = claimed.isLeft || free.size < kinds.length;
    polling.end(claimed.nextDue);
    return claimed.rows.map((row) => claimOf(row, token));
  }

  /** Answers whether the lane is due again. */
  async function runLane(claim: Claim): Promise<boolean> {
    let turn: LaneResult;
    try {
      turn = (await options.work[claim.kind]?.(claim, claim.abort.signal)) ?? { nextDue: null };
    } catch (error) {
      // Stopped: nothing failed, and the worker that claims the lane next continues the work.
      if (claim.abort.signal.aborted || error instanceof LeaseLost)
        return backToQueue(claim, { nextDue: now() }, claim.failures);
      const isAway = isDatabaseAway(error);
      log[isAway ? "warn" : "error"](
        { err: error, organization: claim.organization, connection: claim.connection, lane: claim.kind },
        "lane turn failed",
      );
      // While the database is down nothing was done and nothing failed: retry once it is back.
      turn = isAway
        ? { nextDue: now() }
        : { nextDue: new Date(clock.now() + laneBackoffMs(claim.failures + 1)), failed: true };
    }
    const failures = turn.failed ? claim.failures + 1 : 0;
    return backToQueue(claim, turn, turn.untried ? claim.failures : failures);
  }

  /** Patient with a database that restarts: a lane whose lease has to run out waits longer. */
  async function backToQueue(claim: Claim, { nextDue: at }: LaneResult, failures: number): Promise<boolean> {
    const put = () => release({ ...claim, failures, nextDue: at, now: now() });
    const isDue = await whileAway(clock, put, stopping.signal);
    polling.note(at?.getTime() ?? null);
    return isDue;
  }

  function launch(claim: Claim, endsAt: number): void {
    const key = `${claim.organization}/${claim.connection}/${claim.kind}`;
    const waits = (change: 1 | -1) => {
      entry.waits += change;
      if (entry.waits > 0) wake();
    };
    const turn = () => (cut.signal.aborted ? backToQueue(claim, { nextDue: now() }, claim.failures) : runLane(claim));
    // Whatever took the lane, its turn is a beginning of its own.
    const done = apartFromTraces(() => workerSlot.run({ waits, ending: () => entry }, turn))
      .catch((error: unknown) => {
        log.error({ err: error, lane: key }, "lane could not be put back; its lease will run out");
        return false;
      })
      .then((isDue) => {
        held.delete(entry);
        if (isDue || isLeft) wake();
      });
    const entry: Held = { claim, done, waits: 0, settles: 0, endsAt };
    held.add(entry);
    served.note(claim);
  }

  async function claimAndLaunch(): Promise<number> {
    wakePending = false;
    const free = freeSlots();
    isLeft ||= free.size === 0;
    if (free.size === 0 || stopping.signal.aborted) return 0;
    const endsAt = performance.now() + LEASE_MS;
    const launched = claimDue(free).then((claims) => {
      for (const claim of claims) launch(claim, endsAt);
      return claims.length;
    });
    claiming.add(launched);
    return launched.finally(() => claiming.delete(launched));
  }

  /** No turn is under way, none is about to begin, and none that ends brings another. */
  async function atRest(): Promise<void> {
    while (claiming.size + held.size > 0) {
      await Promise.allSettled(claiming);
      await Promise.all([...held].map((entry) => entry.done));
    }
  }

  async function heartbeat(): Promise<void> {
    if (held.size === 0) return;
    const entries = [...held];
    const of = new Map(entries.map((entry) => [entry.claim, entry]));
    const endsAt = performance.now() + LEASE_MS;
    await renewal({ leased: [...of.keys()], leaseAt: leaseTime(), leaseMs: LEASE_MS }, (renewed) => {
      for (const [claim, is] of renewed) {
        const entry = of.get(claim);
        if (is === "lost") claim.abort.abort(new LeaseLost("The lane's lease was lost to another worker."));
        else if (is === "renewed" && entry) entry.endsAt = endsAt;
      }
    });
  }

  /** A worker that cannot reach the database stops by itself before another one begins. */
  function endUnrenewed(): void {
    if (clock.isVirtual) return;
    for (const { claim, endsAt } of held)
      if (performance.now() > endsAt - BEAT_MS)
        claim.abort.abort(new LeaseLost("The lane's lease could not be renewed in time."));
  }

  function wake(): void {
    wakePending = true;
    onWake();
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let claimed = 0;
      try {
        if (wakePending || isLeft || polling.isDue()) claimed = await claimAndLaunch();
      } catch (error) {
        log.warn({ err: error }, "lanes cannot be claimed; trying again");
      }
      const hasFreeSlots = freeSlots().size > 0;
      if ((wakePending || (claimed > 0 && isLeft)) && hasFreeSlots) continue;
      await Promise.race([polling.tick(), new Promise<void>((resolve) => (onWake = resolve))]);
    }
  }

  async function beat(): Promise<void> {
    for (let beats = 1; !ended.signal.aborted; beats += 1) {
      await clock.sleep(BEAT_MS, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) return;
      endUnrenewed();
      if (beats % BEATS_A_HEARTBEAT !== 0) continue;
      const renewing = heartbeat().catch((error: unknown) => log.warn({ err: error }, "lane heartbeat failed"));
      // Virtual time would run ahead of the database.
      if (clock.isVirtual) await renewing;
    }
  }

  return {
    wake,
    holds: (kind, connection) => [...held].some(({ claim }) => claim.kind === kind && claim.connection === connection),
    claim(kind, whose) {
      // Whoever waits for slots comes first, and in tests that own the clock work is done when they ask for it.
      if (isLeft || stopping.signal.aborted || !options.work[kind] || !(looping || idleRunsUnderWay > 0)) return null;
      const under = [...busy(kind), ...whose];
      const isMuch = (organization: string) => under.filter((one) => one === organization).length > maxEach(kind);
      if (under.length > slotsOf(kind) || whose.some(isMuch)) return null;
      const one = { kind, whose };
      reserved.add(one);
      const [token, endsAt] = [leaseToken(db.process), performance.now() + LEASE_MS];
      return {
        token,
        leaseAt: leaseTime(),
        leaseMs: LEASE_MS,
        begin(taken) {
          if (reserved.delete(one)) for (const row of taken) launch(claimOf(row, token), endsAt);
        },
      };
    },
    start() {
      looping ??= loop();
      beating ??= beat();
    },
    async stop(graceMs, settleMs = SETTLE_MS) {
      stopping.abort(new Error("stopping"));
      onWake();
      await looping;
      await waitForTurns(held, atRest(), { graceMs, settleMs });
      cut.abort(new Error("stopping"));
      for (const { claim } of held) claim.abort.abort(cut.signal.reason);
      await atRest();
      ended.abort(new Error("stopping"));
      await beating;
    },
    interrupt(kind, organization) {
      for (const { claim } of held)
        if (claim.kind === kind && (organization === null || claim.organization === organization))
          claim.abort.abort(new Error("What goes out is held back."));
    },
    async runUntilIdle() {
      let total = 0;
      idleRunsUnderWay += 1;
      try {
        for (;;) {
          const claimed = await claimAndLaunch();
          total += claimed;
          if (claimed === 0 && held.size === 0) return total;
          await Promise.race([...held].map((entry) => entry.done));
        }
      } finally {
        idleRunsUnderWay -= 1;
      }
    },
    get active() {
      return held.size;
    },
  };
}

/** Wakes lanes inside the transaction that made the work (role argosy_app). */
export async function wakeLanes(
  tx: Tx,
  organization: OrganizationId,
  connections: readonly string[],
  kind: LaneKind,
  at: Date,
): Promise<void> {
  if (connections.length === 0) return;
  await tx.run("select argosy.wake_lane($1, $2::uuid[], $3, $4)", [organization, connections, kind, at]);
}

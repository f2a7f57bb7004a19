/**
 * Lanes: the work of one connection, one kind at a time, claimed by any process under a lease.
 *
 * Why not a queue row per event: a burst of webhooks or stock changes is one wake-up of one lane, and what
 * is to be done is read from state, so nothing grows while a platform is down. pg-boss polls twice a second
 * at best; a lane is woken by the process that stored the event, or by NOTIFY, and starts within
 * milliseconds (measured in bench B3). A killed worker's lease runs out after LEASE_MS.
 */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import { type ConnectionId, connectionId, type OrganizationId, organizationId } from "../commerce/ids.ts";
import { isDatabaseAway } from "../db/away.ts";
import type { Database, Tx } from "../db/database.ts";
import { laneBackoffMs } from "./retry.ts";

export type LaneKind = "inbox" | "outbound" | "sweep" | "webhook";

export interface Lane {
  readonly organization: OrganizationId;
  readonly connection: ConnectionId;
  readonly kind: LaneKind;
  /** Failures in a row of the whole lane before this turn. */
  readonly failures: number;
}

/** What a turn of work leaves behind: when to come again (null: when woken), and whether the lane as a whole failed. */
export interface Turn {
  readonly nextDue: Date | null;
  readonly failed?: boolean | undefined;
  /** It never got to ask the platform: failures stay as they were. */
  readonly untried?: boolean | undefined;
}

export type LaneWork = (lane: Lane, signal: AbortSignal) => Promise<Turn>;

const LEASE_MS = 10_000;
const HEARTBEAT_MS = 3_000;
const POLL_MS = 1_000;
const PUT_BACK_TRIES = 60;
const PUT_BACK_PAUSE_MS = 500;

interface Claim extends Lane {
  readonly seq: bigint;
  readonly token: string;
  readonly abort: AbortController;
}

export interface LaneRunner {
  /** Looks for due lanes now instead of at the next poll. */
  poke(): void;
  start(): void;
  /** Claims nothing more and waits for the turns under way, at most `graceMs`; then aborts them. */
  stop(graceMs: number): Promise<void>;
  /** Cuts short the turns of a kind that are under way, of one organization or (null) of all; they come again at once. */
  interrupt(kind: LaneKind, organization: string | null): void;
  /** Runs due lanes until none is due at the clock's time; for tests and simulations without `start`. */
  drain(): Promise<number>;
  /** How many turns are under way. */
  readonly active: number;
}

export interface LaneOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly concurrency: number;
  /** What is done in lanes of each kind; others are not claimed. */
  readonly work: Readonly<Partial<Record<LaneKind, LaneWork>>>;
}

export function createLaneRunner(options: LaneOptions): LaneRunner {
  const { db, clock, log, concurrency } = options;
  // By turn, not by lane: a turn whose lease was lost may still be ending when this process has the lane again.
  const held = new Set<{ readonly claim: Claim; readonly done: Promise<void> }>();
  const kinds = Object.keys(options.work);
  const stopping = new AbortController();
  // Leases are renewed until the last turn has ended, which is later than the first thought of stopping.
  const ended = new AbortController();
  let poked: () => void = () => undefined;
  let pokedAlready = false;
  let looping: Promise<void> | undefined;
  let beating: Promise<void> | undefined;

  const now = () => new Date(clock.now());

  async function claimDue(free: number): Promise<Claim[]> {
    const token = randomUUID();
    const rows = await db.scheduler.rows<{
      organization_id: string;
      connection_id: string;
      kind: LaneKind;
      seq: bigint;
      failures: number;
    }>(
      // Chosen once: as a subquery a plan may run it again for every row, and each time it finds others.
      `WITH due AS MATERIALIZED (
         SELECT organization_id AS o, connection_id AS c, kind AS k FROM argosy.lane
         WHERE due_at <= $3 AND kind = ANY ($6) AND (lease_until IS NULL OR lease_until < $3) AND (lease_token IS NULL OR lease_token <> ALL ($5::uuid[]))
         ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
       UPDATE argosy.lane SET lease_token = $1, lease_until = $2 FROM due
       WHERE organization_id = o AND connection_id = c AND kind = k
       RETURNING organization_id, connection_id, kind, seq, failures`,
      // A stall may outlast the lease; this process does not take from itself what it is still working on.
      [token, new Date(clock.now() + LEASE_MS), now(), free, [...held].map((entry) => entry.claim.token), kinds],
    );
    return rows.map((row) => ({
      organization: organizationId(row.organization_id),
      connection: connectionId(row.connection_id),
      kind: row.kind,
      seq: row.seq,
      failures: row.failures,
      token,
      abort: new AbortController(),
    }));
  }

  async function finish(claim: Claim, turn: Turn, failures: number): Promise<void> {
    await db.scheduler.run(
      `UPDATE argosy.lane SET lease_token = NULL, lease_until = NULL, failures = $6,
         due_at = CASE WHEN seq = $5 OR $6 > 0 THEN $7::timestamptz ELSE least($7::timestamptz, $8::timestamptz) END
       WHERE organization_id = $1 AND connection_id = $2 AND kind = $3 AND lease_token = $4`,
      [claim.organization, claim.connection, claim.kind, claim.token, claim.seq, failures, turn.nextDue, now()],
    );
  }

  async function runTurn(claim: Claim): Promise<void> {
    let turn: Turn;
    try {
      turn = (await options.work[claim.kind]?.(claim, claim.abort.signal)) ?? { nextDue: null };
    } catch (error) {
      // Told to stop: nothing failed, and what was under way is taken up again by whoever claims the lane next.
      if (claim.abort.signal.aborted) return putBack(claim, { nextDue: now() }, claim.failures);
      const isAway = isDatabaseAway(error);
      log[isAway ? "warn" : "error"](
        { err: error, organization: claim.organization, connection: claim.connection, lane: claim.kind },
        "lane turn failed",
      );
      // While the database is away nothing was done and nobody is at fault: again as soon as it is back.
      turn = isAway
        ? { nextDue: now() }
        : { nextDue: new Date(clock.now() + laneBackoffMs(claim.failures + 1)), failed: true };
    }
    const failures = turn.failed ? claim.failures + 1 : 0;
    await putBack(claim, turn, turn.untried ? claim.failures : failures);
  }

  /** Patient with a database that restarts: a lane whose lease has to run out keeps its work waiting longer. */
  async function putBack(claim: Claim, turn: Turn, failures: number): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await finish(claim, turn, failures);
      } catch (error) {
        if (!isDatabaseAway(error) || tries >= PUT_BACK_TRIES || stopping.signal.aborted) throw error;
        await clock.sleep(PUT_BACK_PAUSE_MS, stopping.signal).catch(() => undefined);
      }
    }
  }

  function launch(claim: Claim): void {
    const key = `${claim.organization}/${claim.connection}/${claim.kind}`;
    const done = runTurn(claim)
      .catch((error: unknown) =>
        log.error({ err: error, lane: key }, "lane could not be put back; its lease will run out"),
      )
      .finally(() => {
        held.delete(entry);
        poke();
      });
    const entry = { claim, done };
    held.add(entry);
  }

  async function claimAndLaunch(): Promise<number> {
    const free = concurrency - held.size;
    if (free <= 0 || stopping.signal.aborted) return 0;
    const claims = await claimDue(free);
    for (const claim of claims) launch(claim);
    return claims.length;
  }

  async function heartbeat(): Promise<void> {
    if (held.size === 0) return;
    const claims = [...held].map((entry) => entry.claim);
    const kept = await db.scheduler.rows<{ connection_id: string; kind: string; lease_token: string }>(
      `UPDATE argosy.lane SET lease_until = $4
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $5::uuid[]) AS mine(o, c, k, t)
       WHERE organization_id = o AND connection_id = c AND kind = k AND lease_token = t
       RETURNING connection_id, kind, lease_token`,
      [
        claims.map((c) => c.organization),
        claims.map((c) => c.connection),
        claims.map((c) => c.kind),
        new Date(clock.now() + LEASE_MS),
        claims.map((c) => c.token),
      ],
    );
    const alive = new Set(kept.map((row) => `${row.connection_id}/${row.kind}/${row.lease_token}`));
    for (const claim of claims) {
      if (!alive.has(`${claim.connection}/${claim.kind}/${claim.token}`))
        claim.abort.abort(new Error("The lane's lease was lost to another worker."));
    }
  }

  function poke(): void {
    pokedAlready = true;
    poked();
  }

  let polling: Promise<void> | undefined;

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      pokedAlready = false;
      let claimed = 0;
      try {
        claimed = await claimAndLaunch();
      } catch (error) {
        log.warn({ err: error }, "lanes cannot be claimed; trying again");
      }
      if (claimed > 0 && held.size < concurrency) continue;
      if (pokedAlready && held.size < concurrency) continue;
      // One timer at a time, however often the loop is woken.
      polling ??= clock
        .sleep(POLL_MS, stopping.signal)
        .catch(() => undefined)
        .finally(() => {
          polling = undefined;
        });
      await Promise.race([polling, new Promise<void>((resolve) => (poked = resolve))]);
    }
  }

  async function beat(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(HEARTBEAT_MS, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) return;
      await heartbeat().catch((error: unknown) => log.warn({ err: error }, "lane heartbeat failed"));
    }
  }

  return {
    poke,
    start() {
      looping ??= loop();
      beating ??= beat();
    },
    async stop(graceMs) {
      stopping.abort(new Error("stopping"));
      poked();
      await looping;
      const turns = Promise.all([...held].map((entry) => entry.done));
      await Promise.race([turns, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      for (const { claim } of held) claim.abort.abort(new Error("stopping"));
      await turns;
      ended.abort(new Error("stopping"));
      await beating;
    },
    interrupt(kind, organization) {
      for (const { claim } of held)
        if (claim.kind === kind && (organization === null || claim.organization === organization))
          claim.abort.abort(new Error("What goes out is held back."));
    },
    async drain() {
      let total = 0;
      for (;;) {
        const claimed = await claimAndLaunch();
        total += claimed;
        if (claimed === 0 && held.size === 0) return total;
        await Promise.race([...held].map((entry) => entry.done));
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
  await tx.run("SELECT argosy.wake_lane($1, $2::uuid[], $3, $4)", [organization, connections, kind, at]);
}

/**
 * A read replica for reports. It is asked while it is known to be no further behind the primary than the operator allows:
 * what the primary had written at a moment is compared with what the replica has played since, so that neither a quiet
 * primary nor a replica that lost its stream looks as if it were something else.
 */
import type pg from "pg";
import { isDatabaseAway } from "./away.ts";
import type { MakePool } from "./pools.ts";
import { roles } from "./roles.ts";
import { errorCode } from "./start-error.ts";

export interface ReplicaState {
  readonly is: "ready" | "behind" | "away";
  /** What the replica had is at most so old; null: not known. */
  readonly lagMs: number | null;
  /** Why it is away. */
  readonly reason: string | null;
}

interface Replica {
  readonly pool: pg.Pool;
  /** As it was seen within the last second; of one that was away, within the last fifteen. */
  state(): Promise<ReplicaState>;
}

/** Looks cost two small statements. */
const POLL_MS = 1_000;
/** Whoever asks for a report waits for the look. */
const AWAY_MS = 15_000;
const ANSWER_MS = 2_000;

interface Parts {
  readonly pool: pg.Pool;
  /** Where the primary has written to by now. */
  readonly written: () => Promise<bigint>;
  readonly mostLagMs: number;
}

const at = "(pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::text as at";

function watchReplica({ pool, written, mostLagMs }: Parts): Replica {
  /** What the primary had written when, until the replica has played it. */
  let marks: { readonly time: number; readonly at: bigint }[] = [];
  let playedAt: number | null = null;
  let seen: { readonly time: number; readonly state: Promise<ReplicaState> } | undefined;

  async function readNow(): Promise<ReplicaState> {
    try {
      const time = performance.now();
      marks.push({ time, at: await written() });
      const requested = { text: `select ${at}`, query_timeout: ANSWER_MS };
      const { rows } = await pool.query<{ at: string | null }>(requested);
      const played = rows[0]?.at ?? null;
      if (played === null) return { is: "away", lagMs: null, reason: "It is no replica: it plays nothing back." };
      playedAt = marks.findLast((mark) => mark.at <= BigInt(played))?.time ?? playedAt;
      marks = marks.filter((mark) => mark.at > BigInt(played)).slice(-Math.ceil((2 * mostLagMs) / POLL_MS));
      const lagMs = playedAt === null ? null : performance.now() - playedAt;
      return { is: lagMs !== null && lagMs <= mostLagMs ? "ready" : "behind", lagMs, reason: null };
    } catch (error) {
      const reason = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
      return { is: "away", lagMs: null, reason };
    }
  }

  return {
    pool,
    async state() {
      const last = seen && (await seen.state);
      const validMs = last?.is === "away" ? AWAY_MS : POLL_MS;
      if (!seen || performance.now() - seen.time >= validMs) seen = { time: performance.now(), state: readNow() };
      return seen.state;
    },
  };
}

/** Reports are few, and each takes long. */
const REPORTS_AT_ONCE = 6;

/** `primary` is a pool of the server it follows. */
export function openReplica(
  { url, mostLagMs }: { readonly url: string; readonly mostLagMs: number },
  pool: MakePool,
  primary: pg.Pool,
): Replica {
  const written = async () => {
    const { rows } = await primary.query<{ at: string }>("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::text as at");
    return BigInt(rows[0]?.at ?? 0);
  };
  const made = pool(roles.app, REPORTS_AT_ONCE, { at: url, connectionTimeoutMillis: ANSWER_MS });
  return watchReplica({ pool: made, written, mostLagMs });
}

interface Reporting {
  readonly app: pg.Pool;
  readonly replica: Replica | undefined;
  readonly onError: (error: Error) => void;
}

/** On the replica while it is ready, and on the primary otherwise. */
export async function reportOn<T>(
  { app, replica, onError }: Reporting,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> {
  if (!replica || (await replica.state()).is !== "ready") return work(app);
  try {
    return await work(replica.pool);
  } catch (error) {
    // It may lack what was made a moment ago, or a migration, or have cancelled what stood in its way.
    if (error instanceof Error && isDatabaseAway(error)) onError(error);
    return work(app);
  }
}

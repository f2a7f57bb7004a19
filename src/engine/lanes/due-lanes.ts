/**
 * Claims due lanes. The cost of a claim does not grow with row versions that an old snapshot keeps (decision 177): a
 * query starts at what can have become due since the last one, and finds a lane's row from its newest version.
 */
import type { Clock } from "../../commerce/clock.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Home, Tx } from "../../db/database.ts";

export type LaneKind = "inbox" | "outbound" | "sweep" | "webhook";

export interface ClaimedRow {
  readonly organization_id: string;
  readonly connection_id: string;
  readonly kind: LaneKind;
  readonly seq: bigint;
  /** The row's since this claim: it has no lower one any more. */
  readonly version: bigint;
  readonly failures: number;
}

/** A claimed lane; a row that says others of the kind are due (without `seq`); a row with the next due time. */
interface LookedRow extends ClaimedRow {
  readonly left_from: Date | null;
  readonly next_due: Date | null;
}

export interface ClaimRequest {
  /** Proves the lease of what is claimed. */
  readonly token: string;
  readonly leaseMs: number;
  /** How many lanes of each kind, and how many turns of it one organization may have at most; others are not looked at. */
  readonly free: ReadonlyMap<LaneKind, FreeSlots>;
  /** Leases this process holds; a stall may outlast one, and it does not take from itself what it still works on. */
  readonly tokens: readonly string[];
  /** Each organization's turns under way in this process, and when its last one began. */
  readonly underWay: readonly { readonly o: string; readonly k: string; readonly n: number; readonly last: number }[];
}

export interface FreeSlots {
  readonly free: number;
  readonly maxEach: number;
}

/** How late a wake-up may be seen after the time it names: a long transaction, another machine's clock. */
const LATE_MS = 1_000;
/** A full query this often finds later wake-ups, and lanes of workers that died. */
const FULL_POLL_MS = 3_000;

/** How far ahead a query reads due times; with wake-up notifications no earlier query is needed. */
export const LOOKAHEAD_MS = 5_000;

export const leaseNow = (given: string) => `coalesce(${given}::timestamptz, clock_timestamp())`;
const isFree = `(l.lease_until is null or l.lease_until < ${leaseNow("$2")})`;

// Chosen once: as a subquery a plan may run it again for every row, and each time it finds others.
const CLAIM = `
with waiting as materialized (
  select l.organization_id as o, l.connection_id as c, l.kind as k, l.version as v, l.due_at,
    coalesce(mine.n, 0) + row_number() over (partition by l.kind, l.organization_id order by l.due_at) as nth,
    coalesce(mine.last, 0) as last, slots.free, slots.most
  from argosy.lane l join unnest($6::text[], $4::int[], $8::int[]) as slots(k, free, most) on slots.k = l.kind
  left join json_to_recordset($7) as mine(o uuid, k text, n int, last bigint) on mine.o = l.organization_id
    and mine.k = l.kind
  where l.due_at <= $3 and l.due_at >= $9::timestamptz and ${isFree}
    and (l.lease_token is null or l.lease_token <> all ($5::uuid[]))
), turns as materialized (
  select o, c, k, v
  from (select *, row_number() over (partition by k order by nth, last, due_at) as place from waiting
    where nth <= most) as each
  where place <= free
), claimed as materialized (
  select o as organization_id, c as connection_id, k as kind, seq, version, failures
  from turns
  cross join lateral argosy.claim_lane(o, c, k, v, $1, $3, ${leaseNow("$2")}, $10 * interval '1 millisecond') as lane)
select organization_id, connection_id, kind, seq, version, failures, null::timestamptz as left_from,
  null::timestamptz as next_due
from claimed
union all
select null, null, k, null, null, null, min(due_at), null from waiting w
where not exists (select 1 from claimed where organization_id = o and connection_id = c and kind = k) group by k
union all
select null, null, null, null, null, null, null, (select min(n.due_at) from argosy.lane n
  where n.due_at > $3 and n.due_at <= $3 + ${LOOKAHEAD_MS} * interval '1 millisecond' and n.kind = any ($6))`;

export interface Claimed {
  readonly rows: readonly ClaimedRow[];
  /** More lanes are due: no slots were free, or their rows were locked. */
  readonly isLeft: boolean;
  /** When the next of these kinds comes due, in milliseconds of the clock; null: not within `LOOKAHEAD_MS`. */
  readonly nextDue: number | null;
}

/** How long other homes wait for a home's answer; lanes it claims later are launched then. */
const PATIENCE_MS = 100;
/** The wait for each further home: one stalled server holds several. */
const SHORT_PATIENCE_MS = 10;

/**
 * Answers what claims lanes for one process, home by home: each gives as many as there are slots left. One that is away,
 * or does not answer, keeps nobody from the lanes of the others; `onLate` is told what it claimed in the end.
 */
export function createDueLanes(
  homes: readonly Home[],
  clock: Clock,
): (request: ClaimRequest, onLate: (claimed: Claimed) => void) => Promise<Claimed> {
  const [first, ...others] = homes.map(({ scheduler }) => dueLanesOf(scheduler, clock));
  if (!first) throw new Error("There is no home to claim lanes from.");
  if (others.length === 0) return first;
  const each = [first, ...others].map((claim) => ({ claim, isAsked: false }));
  let begin = 0;
  return async (request, onLate) => {
    const rows: ClaimedRow[] = [];
    let isLeft = false;
    let nextDue: number | null = null;
    let away: { readonly count: number; readonly error: unknown } = { count: 0, error: undefined };
    // Another one comes first each time: where slots are few, none goes without.
    begin = (begin + 1) % each.length;
    let patienceMs = PATIENCE_MS;
    for (const home of [...each.slice(begin), ...each.slice(0, begin)]) {
      if (home.isAsked) continue;
      const free = leftOf(request.free, rows);
      isLeft ||= free.size < request.free.size;
      if (free.size === 0) break;
      home.isAsked = true;
      const claiming = home.claim({ ...request, free }).finally(() => {
        home.isAsked = false;
      });
      try {
        const claimed = await soon(claiming, patienceMs, onLate);
        if (claimed === null) patienceMs = SHORT_PATIENCE_MS;
        rows.push(...(claimed?.rows ?? []));
        isLeft ||= claimed?.isLeft ?? false;
        nextDue = earlier(nextDue, claimed?.nextDue ?? null);
      } catch (error) {
        // What others gave is leased to this process by now.
        if (!isDatabaseAway(error) && rows.length === 0) throw error;
        away = { count: away.count + 1, error };
      }
    }
    if (away.count === each.length) throw away.error;
    return { rows, isLeft, nextDue };
  };
}

const earlier = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** Null: no answer in time; `onLate` receives it later, unless it fails. */
async function soon(
  claiming: Promise<Claimed>,
  patienceMs: number,
  onLate: (claimed: Claimed) => void,
): Promise<Claimed | null> {
  const patience = Promise.withResolvers<null>();
  const timer = setTimeout(() => patience.resolve(null), patienceMs);
  try {
    const claimed = await Promise.race([claiming, patience.promise]);
    if (claimed === null) claiming.then(onLate, () => undefined);
    return claimed;
  } finally {
    clearTimeout(timer);
  }
}

function leftOf(free: ClaimRequest["free"], rows: readonly ClaimedRow[]): Map<LaneKind, FreeSlots> {
  const left = [...free].map(([kind, slots]) => {
    const taken = rows.filter((row) => row.kind === kind).length;
    return [kind, { ...slots, free: slots.free - taken }] as const;
  });
  return new Map(left.filter(([, slots]) => slots.free > 0));
}

function dueLanesOf(scheduler: Tx, clock: Clock): (request: ClaimRequest) => Promise<Claimed> {
  /** What is due of each kind became due after that, but for what comes late. */
  const seen = new Map<LaneKind, number>();
  let fullAt = Number.NEGATIVE_INFINITY;

  /** Null: a full query. Virtual time leaps, so every query is a full one there. */
  function pollFrom(kinds: readonly LaneKind[]): Date | null {
    const from = Math.min(...kinds.map((kind) => seen.get(kind) ?? Number.NEGATIVE_INFINITY));
    if (clock.isVirtual || performance.now() - fullAt > FULL_POLL_MS || !Number.isFinite(from)) return null;
    return new Date(from);
  }

  return async ({ token, leaseMs, free, tokens, underWay }) => {
    const kinds = [...free.keys()];
    const now = new Date(clock.now());
    const from = pollFrom(kinds);
    if (!from) fullAt = performance.now();
    const rows = await scheduler.rows<LookedRow>(CLAIM, [
      token,
      clock.isVirtual ? now : null,
      now,
      [...free.values()].map((slots) => slots.free),
      tokens,
      kinds,
      JSON.stringify(underWay),
      [...free.values()].map((slots) => slots.maxEach),
      from ?? "-infinity",
      leaseMs,
    ]);
    for (const kind of kinds) {
      const left = rows.find((row) => row.kind === kind && row.left_from !== null)?.left_from;
      seen.set(kind, Math.min(left?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() - LATE_MS));
    }
    return {
      rows: rows.filter((row) => row.seq !== null),
      isLeft: rows.some((row) => row.left_from !== null),
      nextDue: rows.find((row) => row.next_due !== null)?.next_due?.getTime() ?? null,
    };
  };
}

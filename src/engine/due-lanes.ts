/**
 * Claims lanes that are due. What a claim reads does not grow with what was written since a snapshot was taken that is
 * still held (decision 177): a look begins at what can have become due since the last one, and a lane's row is found
 * from its newest version.
 */
import type { Clock } from "../commerce/clock.ts";
import { isDatabaseAway } from "../db/away.ts";
import type { Home, Tx } from "../db/database.ts";

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

export interface Wanted {
  /** Proves the lease of what is claimed. */
  readonly token: string;
  readonly leaseMs: number;
  /** How many lanes of each kind, and how many turns of it one organization may have at most; others are not looked at. */
  readonly free: ReadonlyMap<LaneKind, Hands>;
  /** Leases this process holds; a stall may outlast one, and it does not take from itself what it still works on. */
  readonly tokens: readonly string[];
  /** Each organization's turns under way in this process, and when its last one began. */
  readonly standing: readonly { readonly o: string; readonly k: string; readonly n: number; readonly last: number }[];
}

export interface Hands {
  readonly free: number;
  readonly mostEach: number;
}

/** How late a wake-up may be seen after the time it names: a long transaction, another machine's clock. */
const LATE_MS = 1_000;
/** What came later still, and lanes of workers that died, are found by a look at all. */
const FULL_LOOK_MS = 3_000;

export const leaseNow = (given: string) => `coalesce(${given}::timestamptz, clock_timestamp())`;
const isFree = `(l.lease_until is null or l.lease_until < ${leaseNow("$2")})`;

// Chosen once: as a subquery a plan may run it again for every row, and each time it finds others.
const CLAIM = `
with waiting as materialized (
  select l.organization_id as o, l.connection_id as c, l.kind as k, l.version as v, l.due_at,
    coalesce(mine.n, 0) + row_number() over (partition by l.kind, l.organization_id order by l.due_at) as nth,
    coalesce(mine.last, 0) as last, hands.free, hands.most
  from argosy.lane l join unnest($6::text[], $4::int[], $8::int[]) as hands(k, free, most) on hands.k = l.kind
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
select organization_id, connection_id, kind, seq, version, failures, null::timestamptz as left_from from claimed
union all
select null, null, k, null, null, null, min(due_at) from waiting w
where not exists (select 1 from claimed where organization_id = o and connection_id = c and kind = k) group by k`;

export interface Claimed {
  readonly rows: readonly ClaimedRow[];
  /** Others are due: there were no hands for them, or somebody holds their rows. */
  readonly isLeft: boolean;
}

/** So long others wait for a home's answer; what it says later is launched then. */
const PATIENCE_MS = 100;

/**
 * Answers what claims lanes for one process, home by home: each gives as many as there are hands left. One that is away,
 * or does not answer, keeps nobody from the lanes of the others; `onLate` is told what it claimed in the end.
 */
export function createDueLanes(
  homes: readonly Home[],
  clock: Clock,
): (wanted: Wanted, onLate: (claimed: Claimed) => void) => Promise<Claimed> {
  const [first, ...others] = homes.map(({ scheduler }) => dueLanesOf(scheduler, clock));
  if (!first) throw new Error("There is no home to claim lanes from.");
  if (others.length === 0) return first;
  const each = [first, ...others].map((claim) => ({ claim, isAsked: false }));
  let begin = 0;
  return async (wanted, onLate) => {
    const rows: ClaimedRow[] = [];
    let isLeft = false;
    let away: { readonly count: number; readonly error: unknown } = { count: 0, error: undefined };
    // Another one comes first each time: where hands are few, none goes without.
    begin = (begin + 1) % each.length;
    for (const home of [...each.slice(begin), ...each.slice(0, begin)]) {
      if (home.isAsked) continue;
      const free = leftOf(wanted.free, rows);
      isLeft ||= free.size < wanted.free.size;
      if (free.size === 0) break;
      home.isAsked = true;
      const asked = home.claim({ ...wanted, free }).finally(() => {
        home.isAsked = false;
      });
      try {
        const claimed = await soon(asked, onLate);
        rows.push(...(claimed?.rows ?? []));
        isLeft ||= claimed?.isLeft ?? false;
      } catch (error) {
        // What others gave is leased to this process by now.
        if (!isDatabaseAway(error) && rows.length === 0) throw error;
        away = { count: away.count + 1, error };
      }
    }
    if (away.count === each.length) throw away.error;
    return { rows, isLeft };
  };
}

/** Null: it has not come within the patience; whoever has it wait hears of it later, but for its failure. */
async function soon(asked: Promise<Claimed>, onLate: (claimed: Claimed) => void): Promise<Claimed | null> {
  const patience = Promise.withResolvers<null>();
  const timer = setTimeout(() => patience.resolve(null), PATIENCE_MS);
  try {
    const claimed = await Promise.race([asked, patience.promise]);
    if (claimed === null) asked.then(onLate, () => undefined);
    return claimed;
  } finally {
    clearTimeout(timer);
  }
}

function leftOf(free: Wanted["free"], rows: readonly ClaimedRow[]): Map<LaneKind, Hands> {
  const left = [...free].map(([kind, hands]) => {
    const taken = rows.filter((row) => row.kind === kind).length;
    return [kind, { ...hands, free: hands.free - taken }] as const;
  });
  return new Map(left.filter(([, hands]) => hands.free > 0));
}

function dueLanesOf(scheduler: Tx, clock: Clock): (wanted: Wanted) => Promise<Claimed> {
  /** What is due of each kind became due after that, but for what comes late. */
  const seen = new Map<LaneKind, number>();
  let fullAt = Number.NEGATIVE_INFINITY;

  /** Virtual time leaps: each look is one at all. */
  function lookFrom(kinds: readonly LaneKind[]): Date | null {
    const from = Math.min(...kinds.map((kind) => seen.get(kind) ?? Number.NEGATIVE_INFINITY));
    if (clock.isVirtual || performance.now() - fullAt > FULL_LOOK_MS || !Number.isFinite(from)) return null;
    return new Date(from);
  }

  return async ({ token, leaseMs, free, tokens, standing }) => {
    const kinds = [...free.keys()];
    const now = new Date(clock.now());
    const from = lookFrom(kinds);
    if (!from) fullAt = performance.now();
    const rows = await scheduler.rows<ClaimedRow & { readonly left_from: Date | null }>(CLAIM, [
      token,
      clock.isVirtual ? now : null,
      now,
      [...free.values()].map((hands) => hands.free),
      tokens,
      kinds,
      JSON.stringify(standing),
      [...free.values()].map((hands) => hands.mostEach),
      from ?? "-infinity",
      leaseMs,
    ]);
    for (const kind of kinds) {
      const left = rows.find((row) => row.kind === kind && row.left_from !== null)?.left_from;
      seen.set(kind, Math.min(left?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() - LATE_MS));
    }
    const claimed = rows.filter((row) => row.left_from === null);
    return { rows: claimed, isLeft: claimed.length < rows.length };
  };
}

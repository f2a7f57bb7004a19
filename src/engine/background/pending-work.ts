/** Finds pending work of every organization in one statement instead of one per kind. */
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Home } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";

/** Where work of a kind waits. */
export interface Pending {
  /** Each of its rows is work; its key begins with the organization. */
  readonly table: string;
  /** SQL: which rows are due at `$1`; absent: all of them. */
  readonly isDue?: string | undefined;
  /** Most rows wait for their time: found by `due_at`, oldest first. */
  readonly isFoundByTime?: true | undefined;
}

export interface PendingWork<Kind extends string> {
  /** Organizations with work of a kind. */
  whose(kind: Kind): readonly OrganizationId[];
  /** Kinds of lanes that are due. */
  readonly lanes: readonly string[];
  /** More organizations may wait than are named: the next look of these places goes on behind them. */
  readonly isMore: boolean;
}

/** Organizations named by one look, of each kind of work. */
export const MAX_ORGANIZATIONS = 200;
const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * SQL: organizations with rows of a kind behind `after`, found by leaping from one to the next in the table's key: a
 * million rows of one cost what one row does. DISTINCT reads them all (a second every five, in every worker).
 */
function organizationsOf({ table, isDue = "true", isFoundByTime }: Pending, after: string): string {
  if (isFoundByTime)
    return `array(select distinct organization_id::text from (
       select organization_id from argosy.${table}
       where ${isDue} and organization_id >= ${after} order by due_at limit ${MAX_ORGANIZATIONS}) as p)`;
  const next = (than: string) =>
    `select organization_id from argosy.${table}
       where organization_id > ${than} and ${isDue} order by organization_id limit 1`;
  return `array(with recursive leap (id) as (
       (${next(after)})
       union all select (${next("leap.id")}) from leap where leap.id is not null)
     select id::text from leap where id is not null limit ${MAX_ORGANIZATIONS})`;
}

/** The look for work of these kinds: `$1` is now, the kinds' places follow. */
export function pendingWorkSql(kinds: readonly Pending[]): string {
  const columns = [
    ...kinds.map((kind, n) => `${organizationsOf(kind, `$${n + 2}::uuid`)} as k${n}`),
    "array(select distinct kind from argosy.lane where due_at <= $1) as lanes",
  ];
  return `select ${columns.join(",\n  ")}`;
}

/** Looks in all homes; each look begins behind the last organization the one before it named, so that each has its turn. */
export type FindPendingWork<Kind extends string> = (homes: readonly Home[], clock: Clock) => Promise<PendingWork<Kind>>;

/** What waits in homes that are away is found when they are back. The scheduler's role sees ids only. */
export function createPendingWork<Kind extends string>(kinds: Readonly<Record<Kind, Pending>>): FindPendingWork<Kind> {
  const all = Object.values<Pending>(kinds);
  const names = Object.keys(kinds);
  const sql = pendingWorkSql(all);
  const locations = new Map<string, string>();
  return async (homes, clock) => {
    const locationOf = (home: number, n: number) => locations.get(`${home} ${n}`) ?? FIRST;
    const { found } = await askHomes(homes, async ({ scheduler }, home) => ({
      home,
      each: await scheduler.one<Readonly<Record<string, readonly string[]>>>(sql, [
        new Date(clock.now()),
        ...all.map((_, n) => locationOf(home, n)),
      ]),
    }));
    let isMore = false;
    for (const { home, each } of found)
      for (const [n, { isFoundByTime }] of all.entries()) {
        const named = each[`k${n}`] ?? [];
        const last = named.length === MAX_ORGANIZATIONS && !isFoundByTime ? named.at(-1) : undefined;
        isMore ||= last !== undefined;
        locations.set(`${home} ${n}`, last ?? FIRST);
      }
    return {
      whose: (kind) => found.flatMap(({ each }) => (each[`k${names.indexOf(kind)}`] ?? []).map(organizationId)),
      lanes: [...new Set(found.flatMap(({ each }) => each["lanes"] ?? []))],
      isMore,
    };
  };
}

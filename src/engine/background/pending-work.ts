/** Finds pending work of every organization in one statement instead of one per kind. */
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Home } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { isDue } from "./parked-marks.ts";

export interface PendingWork {
  /** Organizations with changes that are to be carried to their listings. */
  readonly changes: readonly OrganizationId[];
  /** With events that endpoints want to be told of. */
  readonly events: readonly OrganizationId[];
  /** With events that automations are asked about. */
  readonly toAutomate: readonly OrganizationId[];
  readonly toSearch: readonly OrganizationId[];
  readonly toCount: readonly OrganizationId[];
  readonly toProfit: readonly OrganizationId[];
  readonly toInvoice: readonly OrganizationId[];
  readonly toReconcile: readonly OrganizationId[];
  /** With something that was set aside and is to be tried again. */
  readonly parked: readonly OrganizationId[];
  /** Kinds of lanes that are due. */
  readonly lanes: readonly string[];
  /** More organizations may wait than are named: the next look of these places goes on behind them. */
  readonly isMore: boolean;
}

/** Organizations named by one look, of each kind of work. */
export const MAX_ORGANIZATIONS = 200;
const FIRST = "00000000-0000-0000-0000-000000000000";

/** How each kind of work is marked: its table, and which of its rows are due; the table's key begins with the organization. */
const MARKED = {
  changes: ["change_mark", isDue("$1")],
  events: ["webhook_event", "true"],
  toAutomate: ["automation_event", "true"],
  toSearch: ["search_due", "true"],
  toCount: ["sales_due", "true"],
  toProfit: ["profit_due", "true"],
  toInvoice: ["invoice_due", "(retry_at is null or retry_at <= $1)"],
  toReconcile: ["settlement_due", "true"],
} as const;
type Kind = keyof typeof MARKED;
const kinds: readonly Kind[] = [
  "changes",
  "events",
  "toAutomate",
  "toSearch",
  "toCount",
  "toProfit",
  "toInvoice",
  "toReconcile",
];

/**
 * SQL: organizations with rows of a kind behind `after`, found by leaping from one to the next in the table's key: a
 * million rows of one cost what one row does. DISTINCT reads them all (a second every five, in every worker).
 */
function organizationsOf(kind: Kind, after: string): string {
  const [table, where] = MARKED[kind];
  const next = (than: string) =>
    `select organization_id from argosy.${table}
       where organization_id > ${than} and ${where} order by organization_id limit 1`;
  return `array(with recursive leap (id) as (
       (${next(after)})
       union all select (${next("leap.id")}) from leap where leap.id is not null)
     select id::text from leap where id is not null limit ${MAX_ORGANIZATIONS})`;
}

const WORK_OF_KINDS = kinds.map((kind, n) => `${organizationsOf(kind, `$${n + 2}::uuid`)} as "${kind}"`);

/** SQL of the look; `$1` is now, the kinds' places follow. */
export const PENDING_WORK = `select
  ${WORK_OF_KINDS.join(",\n  ")},
  array(select distinct organization_id::text from (
    select organization_id
    from argosy.parked_work
    where due_at <= $1 order by due_at limit ${MAX_ORGANIZATIONS}) as p) as parked,
  array(select distinct kind from argosy.lane where due_at <= $1) as lanes`;

/** Where the next look begins, by home and kind: behind the last organization named, so that each has its turn. */
export type ScanPositions = Map<string, string>;

type Found = { readonly [Of in Kind | "parked" | "lanes"]: readonly string[] };

/** What waits in homes that are away is found when they are back. The scheduler's role sees ids only. Without `places` the look begins with the first organization. */
export async function findPendingWork(
  homes: readonly Home[],
  clock: Clock,
  places: ScanPositions = new Map(),
): Promise<PendingWork> {
  const now = new Date(clock.now());
  const placeOf = (home: number, kind: Kind) => places.get(`${home} ${kind}`) ?? FIRST;
  const { found: answers } = await askHomes(homes, async ({ scheduler }, home) => ({
    home,
    each: await scheduler.one<Found>(PENDING_WORK, [now, ...kinds.map((kind) => placeOf(home, kind))]),
  }));
  let isMore = false;
  for (const { home, each } of answers)
    for (const kind of kinds) {
      const last = each[kind].length === MAX_ORGANIZATIONS ? each[kind].at(-1) : undefined;
      isMore ||= last !== undefined;
      places.set(`${home} ${kind}`, last ?? FIRST);
    }
  const found = answers.map(({ each }) => each);
  const whose = (kind: Kind | "parked") => found.flatMap((each) => each[kind].map(organizationId));
  return {
    changes: whose("changes"),
    events: whose("events"),
    toAutomate: whose("toAutomate"),
    toSearch: whose("toSearch"),
    toCount: whose("toCount"),
    toProfit: whose("toProfit"),
    toInvoice: whose("toInvoice"),
    toReconcile: whose("toReconcile"),
    parked: whose("parked"),
    lanes: [...new Set(found.flatMap(({ lanes }) => lanes))],
    isMore,
  };
}

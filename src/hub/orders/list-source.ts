import type { Tx } from "../../db/database.ts";
import { searchKinds } from "../search/documents.ts";
import {
  type Add,
  FEW,
  holdsTerms,
  type Limits,
  type Range,
  type Source,
  within,
  wordSource,
} from "../search/source.ts";
import { type Condition, NOT_SHIPPED, type OrderSort, WAITING_SORTS } from "./filter.ts";

interface SortColumn {
  readonly column: string;
  /** SQL over `o` of its position, where that is not the column itself. */
  readonly position?: string;
  readonly type: string;
  readonly isAscending?: boolean;
}

/** The expression of the index sales_order_by_priority, word by word. */
const RANK = "(case o.priority when 'high' then 0 when 'normal' then 1 else 2 end)";

/** The column a list stands in the order of, and its type. */
export const SORT_COLUMNS = {
  placed: { column: "placed_at", type: "timestamptz" },
  oldest: { column: "placed_at", type: "timestamptz", isAscending: true },
  updated: { column: "updated_at", type: "timestamptz" },
  stalest: { column: "updated_at", type: "timestamptz", isAscending: true },
  total: { column: "total_position", type: "bigint" },
  smallest: { column: "total_position", type: "bigint", isAscending: true },
  due: { column: "due_at", type: "timestamptz", isAscending: true },
  lastDue: { column: "due_at", type: "timestamptz" },
  priority: { column: "priority", position: RANK, type: "bigint", isAscending: true },
  lastPriority: { column: "priority", position: RANK, type: "bigint" },
} as const satisfies Record<OrderSort, SortColumn>;

/** SQL over `o`: where it stands in this order. */
export function positionOf(sort: OrderSort): string {
  const { column, position }: SortColumn = SORT_COLUMNS[sort];
  return position ?? `o.${column}`;
}

export interface OrderQuery {
  readonly conditions: readonly Condition[];
  /** Null: no search. */
  readonly words: readonly string[] | null;
  readonly sort: OrderSort;
  /** When the orders were placed. */
  readonly placed: Range;
}

/** A source of orders, and the conditions it leaves to be checked. */
export interface OrderSource {
  readonly source: Source;
  readonly rest: readonly Condition[];
}

/**
 * Chooses what to read: a condition few orders meet is read whole; else the list in the requested order that has the
 * fewest other orders. `limits` is for tests.
 */
export async function orderSource(tx: Tx, query: OrderQuery, limits?: Limits): Promise<OrderSource> {
  const { conditions, words, sort } = query;
  const all = [...conditions, ...(words === null ? [] : [wordCondition(words)])];
  const searched = words && (await wordSource(tx, { kind: searchKinds.order, words }, limits));
  if (searched?.ids && sort !== "placed")
    return { source: rowSource(sort, { ids: searched.ids, rest: all }), rest: [] };
  if (searched?.isWhole) return { source: searched, rest: conditions };
  const isCounted = all.length > 1 || sort !== "placed" || conditions.some((each) => each.ids !== undefined);
  const few = isCounted ? await fewest(tx, conditions) : null;
  if (few) {
    const rest = all.filter((each) => each !== few);
    const isListed = few.lists !== undefined && isByTime(sort);
    return { source: rowSource(sort, isListed ? { driver: few, rest } : { ids: idsOf(few), rest }), rest: [] };
  }
  if (!isByTime(sort) || (sort === "oldest" && searched)) {
    const ids = searched && (await sortable(tx, searched, query.placed));
    const rest = ids && searched.isExact ? conditions : all;
    if (ids) return { source: rowSource(sort, { ids, rest }), rest: [] };
    // Only these stand in the order of when they are due, or of their priority.
    const driver = WAITING_SORTS.has(sort) ? NOT_SHIPPED : undefined;
    return { source: rowSource(sort, { driver, rest: rest.filter((each) => each !== driver) }), rest: [] };
  }
  if (searched) return { source: searched, rest: conditions };
  const worded = conditions.find((each) => each.source !== undefined);
  if (worded?.source && sort === "placed") return { source: worded.source, rest: conditions };
  const driver = conditions.find((each) => each.lists !== undefined);
  return { source: rowSource(sort, { driver, rest: all.filter((each) => each !== driver) }), rest: [] };
}

/** Lists by when orders were placed are what indexes of single conditions stand in, whichever way they are read. */
const isByTime = (sort: OrderSort): boolean => sort === "placed" || sort === "oldest";

/** Orders of a time that are sorted anew for a page: cheaper than looking for them in a list of another order. */
const SORTED = 5_000;

/** The ids of the orders that hold the word and were placed in the time asked for, if these are not too many to be sorted. */
async function sortable(tx: Tx, { idsWithin }: Source, placed: Range): Promise<((add: Add) => string) | null> {
  if (!idsWithin || (placed.downTo === undefined && placed.after === null)) return null;
  const params: unknown[] = [];
  const ids = idsWithin((value) => `$${params.push(value)}`, placed);
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count from (${ids} limit ${SORTED + 1}) s`,
    params,
  );
  return count > SORTED ? null : (add) => idsWithin(add, placed);
}

/** All the words stand in the order. */
export function wordCondition(terms: readonly string[]): Condition {
  return { where: (add) => holdsTerms(add, searchKinds.order, terms, "o.id") };
}

/** The condition the fewest orders fulfil, if they are few. */
async function fewest(tx: Tx, conditions: readonly Condition[]): Promise<Condition | null> {
  const countable = conditions.filter((each) => each.lists !== undefined || each.ids !== undefined);
  if (countable.length === 0) return null;
  const params: unknown[] = [];
  const add: Add = (value) => `$${params.push(value)}`;
  const counts = countable.map((each) => `(select count(*)::int from (${idsOf(each)(add)} limit ${FEW + 1}) x)`);
  const { found } = await tx.one<{ found: number[] }>(`select array[${counts.join(", ")}] as found`, params);
  const least = Math.min(...found);
  return least > FEW ? null : (countable[found.indexOf(least)] ?? null);
}

function idsOf(condition: Condition): (add: Add) => string {
  const whole = (add: Add) =>
    `select o.id from sales_order o where o.organization_id = argosy.tenant() and ${condition.where(add)}`;
  return condition.ids ?? whole;
}

interface RowPlan {
  readonly ids?: ((add: Add) => string) | undefined;
  readonly driver?: Condition | undefined;
  readonly rest: readonly Condition[];
}

/** Orders by their own table: those of a set of ids, of a condition's lists, or all of them in the order asked for. */
export function rowSource(sort: OrderSort, { ids, driver, rest }: RowPlan): Source {
  const { column, type, isAscending = false }: SortColumn = SORT_COLUMNS[sort];
  const position = positionOf(sort);
  const order = isAscending ? `order by ${position}, o.id` : `order by ${position} desc, o.id desc`;
  return {
    isAscending,
    isWhole: ids !== undefined,
    // Several lists are merged.
    isStream: !(driver?.lists instanceof Object && driver.lists.values.length > 1),
    isExact: rest.length === 0,
    step(add, range, size) {
      const rangeCondition = within(add, range, { position, id: "o.id", type, isAscending });
      // Only what is looked at: without further conditions the index alone has it.
      const shown = rest.length === 0 ? `o.id, o.${column}` : "o.*";
      const rows = ids
        ? `select ${shown}
          from sales_order o
          where o.organization_id = argosy.tenant() and o.id in (${ids(add)}) ${rangeCondition} ${order}`
        : listed(add, { shown, rangeCondition, order: `${order} limit ${size}`, driver });
      return `select ${position} as position, o.id, (${allOf(add, rest)}) as ok from (${rows}) o`;
    },
  };
}

interface Listed {
  readonly shown: string;
  readonly rangeCondition: string;
  readonly order: string;
  readonly driver: Condition | undefined;
}

function listed(add: Add, { shown, rangeCondition, order, driver }: Listed): string {
  const one = (condition: string) =>
    `select ${shown} from sales_order o
     where o.organization_id = argosy.tenant() and ${condition} ${rangeCondition} ${order}`;
  if (!driver?.lists) return one("true");
  if (driver.lists === "itself") return one(driver.where(add));
  const { column: name, type, values } = driver.lists;
  if (values.length === 1) return one(`o.${name} = ${add(values[0])}::${type}`);
  return `select o.*
    from unnest(${add(values)}::${type}[]) v(value)
    cross join lateral (${one(`o.${name} = v.value`)}) o ${order}`;
}

/** SQL over `o`: all of these hold. */
export function allOf(add: Add, conditions: readonly Condition[]): string {
  return conditions.length === 0 ? "true" : conditions.map((each) => `(${each.where(add)})`).join(" and ");
}

/** The remaining conditions for a source that does not read the orders themselves. */
export function restOf(rest: readonly Condition[]) {
  if (rest.length === 0) return undefined;
  return (add: Add) =>
    `coalesce((select ${allOf(add, rest)} from sales_order o where o.organization_id = argosy.tenant() and o.id = s.id),
       false)`;
}

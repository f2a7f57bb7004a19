import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { columns } from "../../db/columns.ts";
import { type Tx, together } from "../../db/database.ts";
import { type BoundedCount, bounded, COUNTED } from "../counted.ts";
import { decodeCursor, encodeCursor, type Page, pageLimit, totalOf } from "../paging.ts";
import { searchKinds } from "../search/documents.ts";
import { inOrder } from "../search/list-by-id.ts";
import { positionAbove, type Range, type SearchPosition, searchSource } from "../search/source.ts";
import { walk, walkTotal } from "../search/walk.ts";
import { type Condition, conditionsOf, type OrderFilter, searchTerms } from "./filter.ts";
import { allOf, type OrderSource, orderSource, restOf, rowSource, SORT_COLUMNS, wordCondition } from "./list-source.ts";

export type { OrderFilter } from "./filter.ts";

import { IS_HELD, OPEN_HOLD } from "./held.ts";
import type { OrderSummary } from "./order-fields/summary-schema.ts";
import { ORDER_STATE } from "./order-state.ts";
import { END_OF_PROMISED, UNSHIPPED } from "./to-ship.ts";
import { UNDER_WAY } from "./under-way.ts";

/** An order's lines as a list shows them: the first that is still ordered, with its image. */
const ITEMS = `select coalesce(sum(l.ordered_quantity), 0)::int as units,
    coalesce(sum(l.short_quantity), 0)::int as short, (count(*) filter (where l.quantity > 0))::int as items
  from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id`;
const FIRST_ITEM = `select json_build_object('title', l.title, 'quantity', l.quantity, 'imageUrl', (
      select m.url from argosy.variant v
      join argosy.image m on m.organization_id = argosy.tenant() and m.product_id = v.product_id
        and (m.variant_id is null or m.variant_id = v.id)
      where v.organization_id = argosy.tenant() and v.id = l.variant_id
      order by m.variant_id is null, m.position, m.id limit 1))
  from argosy.order_line l
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0
  order by l.position, l.id limit 1`;

export const SUMMARY = `o.id, o.number, o.ext_number as "platformNumber", o.ext_key as "orderKey",
  o.connection_id as "storeId", c.name as "storeName", ${columns("o", "status financial fulfilment")},
    ${columns("o", "platformStatus paymentKind codState currency totalMinor customerId")},
  coalesce(o.contact ->> 'name', o.shipping_address ->> 'name', k.name) as "customerName",
  i.units, (${FIRST_ITEM}) as "firstItem", greatest(0, i.items - 1) as "otherItems", i.short as "shortUnits",
  (select json_build_object('kind', b.kind, 'state', b.state, 'expectedOn', b.expected_on) from argosy.backorder b
    where b.organization_id = argosy.tenant() and b.order_id = o.id and o.is_short) as backorder,
  upper(nullif(o.shipping_address ->> 'country', '')) as country, c.provider, ${ORDER_STATE} as state,
  ${columns("o", "isShort hasUnmapped isHistory")},
  exists (select from sandbox_store s
    where s.organization_id = argosy.tenant() and s.connection_id = o.connection_id) as "isSandbox",
  case when ${IS_HELD} then ${OPEN_HOLD} end as hold,
  ${columns("o", "pushState pickup")}, ${UNDER_WAY} as "underWay",
  ${columns("o", "tags priority assignedTo placedAt shipBy acceptBy")},
  case when o.own_ship_by is not null then 'rule' when o.ship_by is not null then 'channel'
    when o.due_at = ${END_OF_PROMISED} then 'expected'
    when o.is_promised then 'handling' else 'default' end as "dueFrom",
  case when ${UNSHIPPED} then o.due_at end as "dueAt", o.updated_at as "updatedAt"`;
export const SUMMARY_FROM = `from sales_order o
  cross join lateral (${ITEMS}) i
  left join connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
  left join customer k on k.organization_id = argosy.tenant() and k.id = o.customer_id`;

/**
 * Orders of all channels, newest first or as sorted. A page reads a bounded number of orders however many there are: where
 * matches are rare and no index finds them, the page is short, perhaps empty, and `nextCursor` goes on.
 */
export async function listOrders(tx: Tx, filter: OrderFilter): Promise<Page<OrderSummary>> {
  const limit = pageLimit(filter);
  const sort = filter.sort ?? "placed";
  const after = decodeCursor(filter.total ? undefined : filter.cursor, [
    SORT_COLUMNS[sort].type === "bigint" ? "integer" : "time",
    "id",
  ]);
  const [position = "", id = ""] = after ?? [];
  const start = after ? { position, id } : null;
  const terms = searchTerms(filter);
  if (terms?.length === 0) return filter.total ? totalOf(bounded(0)) : { items: [], nextCursor: null };
  const conditions = conditionsOf(filter);
  const { source, rest } =
    terms && conditions.length === 0 && sort === "placed"
      ? { source: searchSource(tx, { kind: searchKinds.order, words: terms }), rest: [] }
      : await orderSource(tx, { conditions, words: terms, sort, placed: placedRange(filter, null) });
  const range = sort === "placed" ? placedRange(filter, start) : { after: start };
  const query = { source, range, rest: restOf(rest) };
  if (filter.total) return walkTotal(tx, query);
  const found = await walk(tx, { ...query, limit });
  const items = await readSummaries(
    tx,
    found.places.map((row) => row.id),
  );
  return { items, nextCursor: found.next && encodeCursor([found.next.position, found.next.id]) };
}

/** Orders listed by when they were placed are cut by it; `conditionsOf` does it for the other lists. */
function placedRange({ from, to }: OrderFilter, after: SearchPosition | null): Range {
  return { after: after ?? (to ? positionAbove(to.toISOString()) : null), downTo: from?.toISOString() };
}

/** These orders as lists show them, in this order. */
export async function readSummaries(tx: Tx, ids: readonly string[]): Promise<OrderSummary[]> {
  if (ids.length === 0) return [];
  const rows = await tx.rows<OrderSummary>(
    `select ${SUMMARY} ${SUMMARY_FROM} where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`,
    [ids],
  );
  return inOrder(rows, ids);
}

/** Orders of one status read at most when further conditions filter them. */
const LOOKED_AT = 500;

/** How many orders stand in each status that has any, for the tabs above the list; the status filter itself is left out. */
export async function countOrders(tx: Tx, filter: OrderFilter): Promise<Readonly<Record<string, BoundedCount>>> {
  const withoutStatus = { ...filter, status: undefined, sort: undefined };
  const terms = searchTerms(withoutStatus);
  if (terms?.length === 0) return {};
  const conditions = conditionsOf(withoutStatus);
  const range = placedRange(withoutStatus, null);
  const chosen = await orderSource(tx, { conditions, words: terms, sort: "placed", placed: range });
  const counts = chosen.source.isWhole
    ? await countWhole(tx, chosen, range)
    : await together(ORDER_STATUSES.map((status) => countStatus(tx, { status, conditions, words: terms, range })));
  return Object.fromEntries(counts.filter(([, { count, more }]) => count > 0 || more));
}

async function countWhole(tx: Tx, { source, rest }: OrderSource, range: Range): Promise<[string, BoundedCount][]> {
  const params: unknown[] = [];
  const add = (value: unknown) => `$${params.push(value)}`;
  const rows = await tx.rows<{ status: string; count: number }>(
    `with s as materialized (${source.step(add, range, COUNTED)})
     select o.status, count(*)::int as count
     from s
     join sales_order o on o.organization_id = argosy.tenant() and o.id = s.id
     where s.ok and ${source.check?.(add) ?? "true"} and ${allOf(add, rest)} group by o.status`,
    params,
  );
  return rows.map(({ status, count }) => [status, { count, more: false }]);
}

interface Counted {
  readonly status: string;
  readonly conditions: readonly Condition[];
  readonly words: readonly string[] | null;
  readonly range: Range;
}

async function countStatus(tx: Tx, { status, conditions, words, range }: Counted): Promise<[string, BoundedCount]> {
  const rest = words ? [...conditions, wordCondition(words)] : conditions;
  const driver = { where: () => "true", lists: { column: "status", type: "text", values: [status] } };
  const size = rest.length === 0 ? COUNTED + 1 : LOOKED_AT;
  const params: unknown[] = [];
  const step = rowSource("placed", { driver, rest }).step((value) => `$${params.push(value)}`, range, size);
  const { read, count } = await tx.one<{ read: number; count: number }>(
    `select count(*)::int as read, (count(*) filter (where s.ok))::int as count from (${step}) s`,
    params,
  );
  return [status, { count: Math.min(count, COUNTED), more: read >= size }];
}

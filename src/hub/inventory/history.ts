import { z } from "zod";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { bounded, COUNTED, countRows } from "../counted.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage, totalOf } from "../paging.ts";
import type { BothEnds } from "../sorting.ts";

export const stockHistoryRowSchema = z.object({
  id,
  variantId: id,
  sku: z.string(),
  locationId: id,
  locationName: z.string(),
  cause: z.string(),
  causeRef: z.string(),
  reference: z.string().nullable().describe("the order's, document's or count's number, or what a caller gave"),
  onHandDelta: z.int(),
  reservedDelta: z.int(),
  onHandAfter: z.int(),
  reservedAfter: z.int(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  documentId: id.nullable(),
  actor: z.string(),
  note: z.string(),
  at: time,
});

export type StockHistoryRow = Answered<typeof stockHistoryRowSchema>;

export interface StockHistoryFilter extends PageRequest {
  readonly variantId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly cause?: string | undefined;
  /** The number of an order, return, document or count, or a reference a caller gave; whole. */
  readonly reference?: string | undefined;
  readonly orderId?: string | undefined;
  /** As recorded, or only the name in it. */
  readonly actor?: string | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
  readonly sort?: BothEnds | undefined;
}

const direction = ({ sort }: StockHistoryFilter) => (sort === "oldest" ? "asc" : "desc");

/** Every movement of stock, newest first, of one variant or of all. */
export async function listStockHistory(tx: Tx, filter: StockHistoryFilter): Promise<Page<StockHistoryRow>> {
  const limit = filter.total ? COUNTED : pageLimit(filter);
  const { text, params } = await page(tx, filter, limit + 1);
  if (filter.total) return totalOf(bounded(await countRows(tx, text, params)));
  const rows = await tx.rows<StockHistoryRow>(
    `select ${columns("m", "id variantId")}, v.sku, m.location_id as "locationId", loc.name as "locationName",
       m.cause_kind as cause, m.cause_ref as "causeRef", coalesce(m.reference, o.number) as reference,
       ${columns("m", "onHandDelta reservedDelta onHandAfter reservedAfter orderId")},
       o.number as "orderNumber",
       case when m.cause_kind = 'document' then split_part(m.cause_ref, ':', 1) end as "documentId",
       m.actor, m.note, m.created_at as at
     from (${text}) as m
     join variant v on v.organization_id = argosy.tenant() and v.id = m.variant_id
     join location loc on loc.organization_id = argosy.tenant() and loc.id = m.location_id
     left join sales_order o on o.organization_id = argosy.tenant() and o.id = m.order_id
     order by m.id ${direction(filter)}`,
    params,
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.id] });
}

/** The movements of one page, each way of asking through its own index. */
async function page(tx: Tx, filter: StockHistoryFilter, count: number): Promise<{ text: string; params: unknown[] }> {
  const params: unknown[] = [];
  const requested = ["m.organization_id = argosy.tenant()"];
  const param = (value: unknown) => `$${params.push(value)}`;
  const want = (value: unknown, condition: (name: string) => string) => {
    if (value !== undefined) requested.push(condition(param(value)));
  };
  want(
    filter.total ? undefined : decodeCursor(filter.cursor, ["id"])?.[0],
    (name) => `m.id ${filter.sort === "oldest" ? ">" : "<"} ${name}::uuid`,
  );
  want(filter.variantId, (name) => `m.variant_id = ${name}`);
  want(filter.locationId, (name) => `m.location_id = ${name}`);
  want(filter.cause, (name) => `m.cause_kind = ${name}`);
  want(filter.from, (name) => `m.created_at >= ${name}`);
  want(filter.to, (name) => `m.created_at < ${name}`);
  want(
    filter.actor,
    (name) =>
      `m.actor in (${name}, 'user:' || ${name}, 'api_key:' || ${name}, 'channel:' || ${name},
         'automation:' || ${name})`,
  );
  want(filter.orderId, ofOrder);
  if (filter.reference !== undefined) {
    const order = await tx.maybe<{ id: string }>(
      "select id from sales_order where organization_id = argosy.tenant() and number = $1",
      [filter.reference],
    );
    const called = `m.reference = ${param(filter.reference)}`;
    requested.push(order ? `(${called} or ${ofOrder(param(order.id))})` : called);
  }
  const some = (more: string) =>
    `select *
     from movement m
     where ${[...requested, more].filter(Boolean).join(" and ")}
     order by m.id ${direction(filter)}
     limit ${count}`;
  const isMerged = filter.variantId && !filter.locationId && !filter.orderId && filter.reference === undefined;
  if (!isMerged) return { text: some(""), params };
  // A variant's history is merged from its levels', so that one index serves both.
  const text = `select l.* from location at cross join lateral (${some("m.location_id = at.id")}) as l
    where at.organization_id = argosy.tenant() order by l.id ${direction(filter)} limit ${count}`;
  return { text, params };
}

/** The index of causes finds an order's movements: its lines count theirs, its returns name theirs. */
const ofOrder = (order: string) => `(
  m.cause_kind = 'order' and m.cause_ref = any(array(
    select l.id::text || ':' || s from order_line l, generate_series(0, l.stock_seq) as s
    where l.organization_id = argosy.tenant() and l.order_id = ${order}::uuid))
  or m.cause_kind = 'return' and m.cause_ref = any(array(
    select r.id::text from order_return o
    join order_return_line l on l.organization_id = argosy.tenant() and l.return_id = o.id
    join order_return_receipt r on r.organization_id = argosy.tenant() and r.return_line_id = l.id
    where o.organization_id = argosy.tenant() and o.order_id = ${order}::uuid)))`;

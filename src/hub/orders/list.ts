import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { normaliseEmail } from "../customers/contact-points.ts";
import { storableText } from "../json-column.ts";
import { containing, decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export interface OrderSummary {
  readonly id: string;
  readonly number: string;
  readonly platformNumber: string;
  readonly orderKey: string | null;
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly platformStatus: string;
  readonly paymentKind: "prepaid" | "cod" | "unknown";
  readonly currency: string;
  readonly totalMinor: bigint | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  /** Units ordered, over all lines. */
  readonly units: number;
  readonly isShort: boolean;
  readonly hasUnmapped: boolean;
  readonly isHistory: boolean;
  readonly pushState: "pending" | "synced" | "failed" | null;
  readonly tags: readonly string[];
  readonly placedAt: Date;
  readonly updatedAt: Date;
}

export interface OrderFilter extends PageRequest {
  readonly status?: readonly OrderStatus[] | undefined;
  readonly financial?: readonly FinancialStatus[] | undefined;
  readonly fulfilment?: readonly FulfilmentStatus[] | undefined;
  readonly storeIds?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  /** Ordered at or after. */
  readonly from?: Date | undefined;
  /** Ordered before. */
  readonly to?: Date | undefined;
  readonly short?: boolean | undefined;
  readonly unmapped?: boolean | undefined;
  /** Start of an order number (the hub's or the platform's), an e-mail address, a SKU, or part of a customer's name. */
  readonly search?: string | undefined;
}

export const SUMMARY = `o.id, o.number, o.ext_number as "platformNumber", o.ext_key as "orderKey",
  o.connection_id as "storeId", c.name as "storeName", o.status, o.financial, o.fulfilment,
  o.platform_status as "platformStatus", o.payment_kind as "paymentKind", o.currency, o.total_minor as "totalMinor",
  o.customer_id as "customerId", coalesce(o.contact ->> 'name', o.shipping_address ->> 'name', k.name) as "customerName",
  (select coalesce(sum(l.ordered_quantity), 0)::int from order_line l
    where l.organization_id = argosy.tenant() and l.order_id = o.id) as units,
  o.is_short as "isShort", o.has_unmapped as "hasUnmapped", o.is_history as "isHistory", o.push_state as "pushState",
  o.tags, o.placed_at as "placedAt", o.updated_at as "updatedAt"`;
export const SUMMARY_FROM = `from sales_order o
  left join connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
  left join customer k on k.organization_id = argosy.tenant() and k.id = o.customer_id`;

/** Orders of all channels, newest first. */
export async function listOrders(tx: Tx, filter: OrderFilter): Promise<Page<OrderSummary>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["time", "id"]);
  const { where, params } = conditions(filter);
  const add = (value: unknown) => `$${params.push(value)}`;
  if (after) where.push(`(o.placed_at, o.id) < (${add(after[0])}::timestamptz, ${add(after[1])}::uuid)`);
  const rows = await tx.rows<OrderSummary & { position: string }>(
    `select ${SUMMARY}, o.placed_at::text as position ${SUMMARY_FROM}
     where o.organization_id = argosy.tenant() ${where.map((each) => `and ${each}`).join(" ")}
     order by o.placed_at desc, o.id desc limit ${add(limit + 1)}`,
    params,
  );
  return toPage(rows, limit, {
    item: ({ position: _, ...order }) => order,
    cursor: (row) => [row.position, row.id],
  });
}

/** How many orders stand in each status, for the tabs above the list; the status filter itself is left out. */
export async function countOrders(tx: Tx, filter: OrderFilter): Promise<Readonly<Record<string, number>>> {
  const { where, params } = conditions({ ...filter, status: undefined });
  const rows = await tx.rows<{ status: string; count: number }>(
    `select o.status, count(*)::int as count from sales_order o
     where o.organization_id = argosy.tenant() ${where.map((each) => `and ${each}`).join(" ")} group by o.status`,
    params,
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

function conditions(filter: OrderFilter): { where: string[]; params: unknown[] } {
  const where: string[] = [];
  const params: unknown[] = [];
  const add = (value: unknown) => `$${params.push(value)}`;
  const oneOf = (column: string, values: readonly string[] | undefined, type: string) => {
    if (values && values.length > 0) where.push(`${column} = any(${add(values)}::${type}[])`);
  };
  oneOf("o.status", filter.status, "text");
  oneOf("o.financial", filter.financial, "text");
  oneOf("o.fulfilment", filter.fulfilment, "text");
  oneOf("o.connection_id", filter.storeIds, "uuid");
  if (filter.customerId) where.push(`o.customer_id = ${add(filter.customerId)}`);
  if (filter.from) where.push(`o.placed_at >= ${add(filter.from)}`);
  if (filter.to) where.push(`o.placed_at < ${add(filter.to)}`);
  if (filter.short !== undefined) where.push(filter.short ? "o.is_short" : "not o.is_short");
  if (filter.unmapped !== undefined) where.push(filter.unmapped ? "o.has_unmapped" : "not o.has_unmapped");
  const search = storableText(filter.search ?? "").trim();
  if (search) where.push(searchCondition(search, add));
  return { where, params };
}

/**
 * Every branch is served by an index but the part of a name: row level security lets none serve LIKE, so names are only
 * looked through where the text can be one. Together they are a set of ids: the list itself stays a range scan.
 */
function searchCondition(search: string, add: (value: unknown) => string): string {
  const start = search.toLowerCase().replace(/^#+/, "");
  const from = add(start);
  // The largest character there is: everything that begins with the text lies below.
  const to = add(`${start}\u{10FFFF}`);
  const isNumber = (column: string) => `${column} >= ${from} and ${column} < ${to}`;
  const isName = /\p{L}/u.test(search) && !search.includes("@");
  const named = () =>
    `union all select c.id from customer c
      where c.organization_id = argosy.tenant() and lower(c.name) like ${add(containing(search.toLowerCase()))}`;
  const exact = add(search.toLowerCase());
  const email = add(normaliseEmail(search) ?? "");
  return `o.id in (
    select s.id from sales_order s where s.organization_id = argosy.tenant() and ${isNumber("s.number_key")}
    union all
    select s.id from sales_order s where s.organization_id = argosy.tenant() and ${isNumber("s.ext_number_key")}
    union all
    select s.id from sales_order s where s.organization_id = argosy.tenant() and s.customer_id in (
      select p.customer_id from contact_point p where p.organization_id = argosy.tenant()
        and p.kind in ('email', 'phone') and p.value in (${email}, ${exact})
      ${isName ? named() : ""})
    union all
    select l.order_id from order_line l where l.organization_id = argosy.tenant() and l.sku_key = ${exact})`;
}

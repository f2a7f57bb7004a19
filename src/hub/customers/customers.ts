import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { storableText } from "../json-column.ts";
import { listOrders, type OrderSummary } from "../orders/list.ts";
import { writeTimeline } from "../orders/timeline.ts";
import { containing, decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export interface CustomerSummary {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly isErased: boolean;
  readonly createdAt: Date;
  readonly orders: number;
  readonly lastOrderAt: Date | null;
}

export interface CustomerDetail extends CustomerSummary {
  readonly contactPoints: readonly { readonly kind: "email" | "phone"; readonly value: string }[];
  /** What the customer spent, per currency, cancelled orders left out. */
  readonly spent: readonly { readonly currency: string; readonly minor: bigint }[];
  readonly recentOrders: Page<OrderSummary>;
}

const COLUMNS = `c.id, c.name, c.email, c.phone, c.erased_at is not null as "isErased", c.created_at as "createdAt",
  o.orders, o."lastOrderAt"`;
const ORDERS = `left join lateral (
    select count(*)::int as orders, max(placed_at) as "lastOrderAt" from sales_order o
    where o.organization_id = argosy.tenant() and o.customer_id = c.id) o on true`;

/** Customers, newest first; `search` finds parts of the name and whole or leading parts of e-mail addresses and phones. */
export async function listCustomers(
  tx: Tx,
  request: PageRequest & { readonly search?: string | undefined },
): Promise<Page<CustomerSummary>> {
  const limit = pageLimit(request);
  const after = decodeCursor(request.cursor, ["id"]);
  const search = request.search?.trim();
  const rows = await tx.rows<CustomerSummary>(
    `select ${COLUMNS} from customer c ${ORDERS}
     where c.organization_id = argosy.tenant() and c.merged_into is null and ($1::uuid is null or c.id < $1::uuid)
       and ($2::text is null or lower(c.name) like lower($2::text) or exists (
         select 1 from contact_point p where p.organization_id = argosy.tenant() and p.customer_id = c.id and p.value like lower($3::text)))
     order by c.id desc limit $4`,
    [
      after?.[0] ?? null,
      search ? storableText(containing(search)) : null,
      search ? storableText(containing(search).slice(1)) : null,
      limit + 1,
    ],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.id] });
}

/** One customer with contact points and the latest orders; a merged one leads to who took its place. Throws HubError CUSTOMER_UNKNOWN. */
export async function getCustomer(tx: Tx, customerId: string): Promise<CustomerDetail> {
  const id = await survivorOf(tx, customerId);
  const summary = await tx.one<CustomerSummary>(
    `select ${COLUMNS} from customer c ${ORDERS} where c.organization_id = argosy.tenant() and c.id = $1`,
    [id],
  );
  const contactPoints = await tx.rows<CustomerDetail["contactPoints"][number]>(
    `select kind, value from contact_point where organization_id = argosy.tenant() and customer_id = $1 order by kind, value`,
    [id],
  );
  const spent = await tx.rows<{ currency: string; minor: bigint }>(
    `select currency, sum(total_minor)::bigint as minor from sales_order
     where organization_id = argosy.tenant() and customer_id = $1 and status <> 'cancelled' and total_minor is not null
     group by currency order by currency`,
    [id],
  );
  return { ...summary, contactPoints, spent, recentOrders: await listOrders(tx, { customerId: id, limit: 20 }) };
}

async function survivorOf(tx: Tx, customerId: string): Promise<string> {
  const found = await tx.maybe<{ id: string }>(
    `select coalesce(merged_into, id) as id from customer where organization_id = argosy.tenant() and id = $1`,
    [customerId],
  );
  if (!found) throw new HubError("CUSTOMER_UNKNOWN", "not_found", "There is no such customer.");
  return found.id;
}

/**
 * Makes two customers one: contact points and orders move to `into`, whose blank fields are filled. Throws HubError
 * CUSTOMER_UNKNOWN, CUSTOMER_SAME, CUSTOMER_ERASED.
 */
export async function mergeCustomers(
  tx: Tx,
  input: { readonly from: string; readonly into: string; readonly actor: Actor; readonly now: Date },
): Promise<CustomerDetail> {
  const { from, into, actor, now } = input;
  if (from === into) throw new HubError("CUSTOMER_SAME", "validation", "Choose two different customers.", "from");
  const both = await tx.rows<{ id: string; name: string | null; isErased: boolean }>(
    `select id, name, erased_at is not null as "isErased" from customer
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and merged_into is null order by id for update`,
    [[from, into]],
  );
  if (both.length < 2) throw new HubError("CUSTOMER_UNKNOWN", "not_found", "There is no such customer.");
  if (both.some((customer) => customer.isErased))
    throw new HubError("CUSTOMER_ERASED", "conflict", "An erased customer cannot be merged.");
  await tx.run(
    `update customer c set name = coalesce(c.name, o.name), email = coalesce(c.email, o.email),
       phone = coalesce(c.phone, o.phone), updated_at = $3
     from customer o where c.organization_id = argosy.tenant() and c.id = $2 and o.organization_id = argosy.tenant() and o.id = $1`,
    [from, into, now],
  );
  await tx.run(
    `update contact_point set customer_id = $2 where organization_id = argosy.tenant() and customer_id = $1`,
    [from, into],
  );
  const moved = await tx.rows<{ id: string }>(
    `update sales_order set customer_id = $2, updated_at = $3 where organization_id = argosy.tenant() and customer_id = $1 returning id`,
    [from, into, now],
  );
  await tx.run(
    `update customer set merged_into = $2, updated_at = $3 where organization_id = argosy.tenant() and (id = $1 or merged_into = $1)`,
    [from, into, now],
  );
  const text = "The customer of this order was merged with another.";
  await writeTimeline(
    tx,
    moved.map(({ id }) => ({ orderId: id, kind: "customer", text })),
    { actor, now },
  );
  await announce(tx, "customer.merged", { id: into });
  return getCustomer(tx, into);
}

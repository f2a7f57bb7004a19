import { z } from "zod";
import type { Address } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { listOrders } from "../orders/list.ts";
import { orderSummarySchema } from "../orders/order-fields/summary-schema.ts";
import { SOLD_MINOR } from "../orders/sold-total.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { searchKinds } from "../search/documents.ts";
import { type IdSort, inOrder, listIds } from "../search/list-by-id.ts";
import { bothEnds, type MadeWithin } from "../sorting.ts";

const customerFields = {
  id,
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tags: z.array(z.string()),
  isErased: z.boolean(),
  createdAt: time,
  orders: z.int(),
  lastOrderAt: time.nullable(),
};

export const customerSummarySchema = z.object(customerFields).meta({ id: "CustomerSummary" });

export type CustomerSummary = Answered<typeof customerSummarySchema>;

export const customerSchema = z
  .object({
    ...customerFields,
    contactPoints: z.array(z.object({ kind: z.enum(["email", "phone"]), value: z.string() })),
    notes: z.string().nullable(),
    acceptsMarketing: z.boolean().nullable().describe("null: unknown"),
    // Cancelled orders left out.
    spent: z.array(z.object({ currency: z.string(), minor: minorUnits, orders: z.int() })),
    // As orders gave them, the newest first, each once.
    addresses: z.array(
      z.object({
        kind: z.enum(["shipping", "billing"]),
        address: typed<Address>(z.record(z.string(), z.unknown())),
        orders: z.int(),
        lastAt: time,
      }),
    ),
    // The one they last bought on first; null: orders made here.
    stores: z.array(
      z.object({
        storeId: id.nullable(),
        storeName: z.string().nullable(),
        provider: z.string().nullable(),
        orders: z.int(),
        lastAt: time,
      }),
    ),
    recentOrders: z.object({ items: z.array(orderSummarySchema), nextCursor: z.string().nullable() }),
  })
  .meta({ id: "Customer" });

export type CustomerDetail = Answered<typeof customerSchema>;
export type CustomerAddress = CustomerDetail["addresses"][number];
export type StoreOfCustomer = CustomerDetail["stores"][number];

const COLUMNS = `c.id, c.name, c.email, c.phone, c.tags, c.erased_at is not null as "isErased", c.created_at as "createdAt",
  o.orders, o."lastOrderAt"`;
const ORDERS = `left join lateral (
    select count(*)::int as orders, max(placed_at) as "lastOrderAt" from sales_order o
    where o.organization_id = argosy.tenant() and o.customer_id = c.id) o on true`;

/**
 * By when their record was made, by name (who has none stands where the address or number does), or by their last order
 * (who has none stands before those who ordered longest ago).
 */
export const customerSorts = [...bothEnds, "name", "lastName", "latestOrder", "earliestOrder"] as const;
type CustomerSort = (typeof customerSorts)[number];

const SORTS = {
  newest: undefined,
  oldest: { isAscending: true },
  name: { position: "sort_name", type: "text", isAscending: true },
  lastName: { position: "sort_name", type: "text", isAscending: false },
  latestOrder: { position: "last_order_at", isAscending: false },
  earliestOrder: { position: "last_order_at", isAscending: true },
} as const satisfies Record<CustomerSort, IdSort | undefined>;

export interface CustomerFilter extends PageRequest, MadeWithin {
  readonly search?: string | undefined;
  readonly sort?: CustomerSort | undefined;
}

/** Customers, newest first; each word of `search` is the start of a word of the name, an e-mail address or a phone number. */
export async function listCustomers(tx: Tx, request: CustomerFilter): Promise<Page<CustomerSummary>> {
  const { items: ids, ...page } = await listIds(tx, request, {
    kind: searchKinds.customer,
    table: "customer",
    belongs: "t.merged_into is null",
    made: request,
    text: request.search,
    sort: SORTS[request.sort ?? "newest"],
  });
  const rows = ids.length === 0 ? [] : await tx.rows<CustomerSummary>(SUMMARIES, [ids]);
  return { ...page, items: inOrder(rows, ids) };
}

const SUMMARIES = `select ${COLUMNS}
  from customer c ${ORDERS}
  where c.organization_id = argosy.tenant() and c.id = any($1::uuid[])`;

/** One customer with contact points and the latest orders; a merged one leads to who took its place. Throws HubError CUSTOMER_UNKNOWN. */
export async function getCustomer(tx: Tx, customerId: string): Promise<CustomerDetail> {
  const id = await survivorOf(tx, customerId);
  const summary = await tx.one<CustomerSummary & Pick<CustomerDetail, "notes" | "acceptsMarketing">>(
    `select ${COLUMNS}, c.notes, c.accepts_marketing as "acceptsMarketing" from customer c ${ORDERS}
     where c.organization_id = argosy.tenant() and c.id = $1`,
    [id],
  );
  const contactPoints = await tx.rows<CustomerDetail["contactPoints"][number]>(
    `select kind, value
     from contact_point
     where organization_id = argosy.tenant() and customer_id = $1 and kind <> 'account'
     order by kind, value`,
    [id],
  );
  const spent = await tx.rows<CustomerDetail["spent"][number]>(
    `select o.currency, sum(${SOLD_MINOR})::bigint as minor, count(*)::int as orders from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.customer_id = $1 and o.status <> 'cancelled'
       and o.total_minor is not null
     group by o.currency order by o.currency`,
    [id],
  );
  const addresses = await addressesOf(tx, id);
  const stores = await storesOf(tx, id);
  const recentOrders = await listOrders(tx, { customerId: id, limit: 20 });
  return { ...summary, contactPoints, spent, addresses, stores, recentOrders };
}

function addressesOf(tx: Tx, customerId: string): Promise<CustomerAddress[]> {
  return tx.rows<CustomerAddress>(
    `select a.kind, a.address, count(*)::int as orders, max(o.placed_at) as "lastAt" from sales_order o
     cross join lateral (values ('shipping', o.shipping_address), ('billing', o.billing_address)) as a(kind, address)
     where o.organization_id = argosy.tenant() and o.customer_id = $1 and a.address is not null
       and o.contact ->> 'quality' = 'real'
     group by a.kind, a.address order by "lastAt" desc, a.kind desc, a.address limit 50`,
    [customerId],
  );
}

function storesOf(tx: Tx, customerId: string): Promise<StoreOfCustomer[]> {
  return tx.rows<StoreOfCustomer>(
    `select o.connection_id as "storeId", c.name as "storeName", c.provider, count(*)::int as orders,
       max(o.placed_at) as "lastAt"
     from sales_order o left join connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
     where o.organization_id = argosy.tenant() and o.customer_id = $1
     group by o.connection_id, c.name, c.provider order by "lastAt" desc, o.connection_id`,
    [customerId],
  );
}

/** The customer an id stands for: a merged one's is who took its place. Throws HubError CUSTOMER_UNKNOWN. */
export async function survivorOf(tx: Tx, customerId: string): Promise<string> {
  const found = await tx.maybe<{ id: string }>(
    `select coalesce(merged_into, id) as id from customer where organization_id = argosy.tenant() and id = $1`,
    [customerId],
  );
  if (!found) throw refusal("CUSTOMER_UNKNOWN");
  return found.id;
}

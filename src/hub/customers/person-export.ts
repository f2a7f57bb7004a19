import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { survivorOf } from "./customers.ts";
import { type ColumnsOfTable, columnsOfTables, personColumns, wordColumns } from "./personal-columns.ts";

const CUSTOMERS = `select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone,
    'notes', c.notes, 'tags', c.tags, 'acceptsMarketing', c.accepts_marketing, 'since', c.created_at,
    'mergedInto', c.merged_into, 'erasedAt', c.erased_at) order by c.merged_into nulls first, c.id) as data
  from customer c where c.organization_id = argosy.tenant() and c.id = any($1::uuid[])`;

const POINTS = `select coalesce(jsonb_agg(jsonb_build_object('kind', p.kind, 'value', p.value)
      order by p.kind, p.value),
    '[]') as data
  from contact_point p where p.organization_id = argosy.tenant() and p.customer_id = any($1::uuid[])`;

const many = (table: string, order: string, fields: Readonly<Record<string, string>>) => {
  const object = Object.entries(fields).map(([name, column]) => `'${name}', ${column}`);
  return `(select coalesce(jsonb_agg(jsonb_build_object(${object.join(", ")}) order by ${order}), '[]')
    from ${table} x where x.organization_id = argosy.tenant() and x.order_id = o.id)`;
};

const LINES = many("order_line", "x.position", {
  title: "x.title",
  options: "x.options",
  sku: "x.sku",
  quantity: "x.quantity",
  totalMinor: "x.total_minor::text",
});
const PARCELS = many("order_fulfilment", "x.ext_key", {
  carrier: "x.carrier",
  trackingNumbers: "x.tracking_numbers",
  shippedAt: "x.shipped_at",
});
const REFUNDS = many("order_refund", "x.ext_key", {
  amountMinor: "x.amount_minor::text",
  reason: "x.reason",
  at: "x.refunded_at",
});
const RETURNS = many("order_return", "x.id", {
  number: "x.number",
  reason: "x.reason",
  note: "x.note",
  at: "x.created_at",
});
const HOLDS = many("order_hold", "x.held_at, x.id", { reason: "x.reason", note: "x.note", at: "x.held_at" });
const PHOTOS = many("order_photo", "x.taken_at, x.id", { id: "x.id", takenAt: "x.taken_at" });
const PAYMENTS = many("order_transaction", "x.at, x.ext_key", {
  kind: "x.kind",
  gateway: "x.gateway",
  amountMinor: "x.amount_minor::text",
  at: "x.at",
});

const ORDERS = `select coalesce(jsonb_agg(jsonb_build_object(
    'number', o.number, 'store', s.name, 'placedAt', o.placed_at, 'status', o.status, 'currency', o.currency,
    'totalMinor', o.total_minor::text, 'contact', o.contact, 'shippingAddress', o.shipping_address,
    'billingAddress', o.billing_address, 'note', o.note, 'options', o.options,
    'discountCodes', o.discount_codes, 'tags', o.tags,
    'lines', ${LINES},
    'parcels', ${PARCELS},
    'refunds', ${REFUNDS},
    'holds', ${HOLDS},
    'returns', ${RETURNS},
    'photos', ${PHOTOS},
    'payments', ${PAYMENTS},
    'history', ${many("timeline", "x.at, x.id", { at: "x.at", text: "x.text" })},
    'requests', ${many("command", "x.seq", { kind: "x.kind", input: "x.input", at: "x.created_at" })},
    'platformData', (select coalesce(jsonb_agg(r.raw order by r.part_key), '[]') from order_part r
      where r.organization_id = argosy.tenant() and r.order_id = o.id)) order by o.placed_at, o.id), '[]') as data
  from sales_order o left join connection s on s.organization_id = argosy.tenant() and s.id = o.connection_id
  where o.organization_id = argosy.tenant() and o.customer_id = any($1::uuid[])`;

const DELIVERIES = `select coalesce(jsonb_agg(jsonb_build_object('receivedAt', e.received_at, 'topic', e.topic,
    'body', encode(e.body, 'base64')) order by e.id), '[]') as data
  from sales_order o join inbox_event e on e.organization_id = argosy.tenant() and e.connection_id = o.connection_id
    and e.kind in ('order', 'order_status', 'order_deleted') and e.ref = o.ext_key and e.body <> ''
  where o.organization_id = argosy.tenant() and o.customer_id = any($1::uuid[])`;

/** What each table about orders and buyers holds of them: personal-columns.ts says which columns. */
const RECORDS = Object.entries(columnsOfTables).flatMap(([table, of]) => {
  const mine = ofPerson(of);
  if (mine === undefined) return [];
  const columns = [...personColumns(table), ...wordColumns(table)];
  const text = `select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(${columns
    .map((name) => `'${name}', x.${name}`)
    .join(", ")}))), '[]') as data
    from argosy.${table} x where x.organization_id = argosy.tenant() and ${mine}`;
  return [{ table, text }];
});

function ofPerson({ order, customer, account }: ColumnsOfTable): string | undefined {
  if (customer !== undefined) return `${customer} = any($1::uuid[])`;
  if (order === undefined) return account;
  const ofOrder = `exists (select from argosy.sales_order o where o.organization_id = x.organization_id
      and o.id = ${order} and o.customer_id = any($1::uuid[]))`;
  return account === undefined ? ofOrder : `(${ofOrder} or ${account})`;
}

/** Everything kept about a person, as JSON to hand to them; bodies of deliveries are base64. Throws HubError CUSTOMER_UNKNOWN. */
export async function exportCustomer(tx: Tx, customerId: string): Promise<Json> {
  const id = await survivorOf(tx, customerId);
  const people = await tx.rows<{ id: string }>(
    `select id from customer where organization_id = argosy.tenant() and (id = $1 or merged_into = $1)`,
    [id],
  );
  const ids = people.map((person) => person.id);
  const read = async (text: string) => (await tx.one<{ data: Json }>(text, [ids])).data;
  const [customer = null, ...mergedRecords] = (await read(CUSTOMERS)) as Json[];
  const records: Record<string, Json> = {};
  for (const { table, text } of RECORDS) records[table] = await read(text);
  return {
    customer,
    mergedRecords,
    contactPoints: await read(POINTS),
    orders: await read(ORDERS),
    deliveries: await read(DELIVERIES),
    records,
  };
}

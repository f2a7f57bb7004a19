import type { Actor } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { writeTimeline } from "../orders/timeline.ts";
import { normaliseEmail } from "./contact-points.ts";
import { mentionedPerson, withoutPersonalData } from "./personal-data.ts";

interface By {
  readonly actor: Actor;
  readonly now: Date;
}

export interface Erased {
  readonly customers: number;
  readonly orders: number;
}

/**
 * Takes a person out of everything kept: name, contact points and addresses of the customer and of their orders, the
 * platforms' raw answers and the stored webhook bodies. Orders, amounts and stock stay. Throws HubError
 * CUSTOMER_UNKNOWN.
 */
export async function eraseCustomer(tx: Tx, customerId: string, by: By): Promise<Erased> {
  const people = await tx.rows<{ id: string }>(
    `select id from customer where organization_id = argosy.tenant() and (id = $1 or merged_into = $1) order by id for update`,
    [customerId],
  );
  if (people.length === 0) throw new HubError("CUSTOMER_UNKNOWN", "not_found", "There is no such customer.");
  const orders = await tx.rows<{ id: string }>(
    `select id from sales_order where organization_id = argosy.tenant() and customer_id = any($1::uuid[])`,
    [people.map((person) => person.id)],
  );
  return erase(tx, { customers: people.map((person) => person.id), orders: orders.map((order) => order.id) }, by);
}

/**
 * Carries out a privacy request a platform passed on. Erasing covers the orders of this store that the person made;
 * the customer is erased when no other store knows them, else only unlinked from these orders. A request for a copy becomes an alert for a person.
 */
export async function eraseByContact(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly request: "erase_customer" | "export_customer" | "erase_shop";
    readonly data: Json;
  } & By,
): Promise<Erased> {
  const orders =
    input.request === "erase_shop"
      ? await tx.rows<OrderOf>(ORDERS_OF_STORE, [input.connectionId])
      : await ordersOfPerson(tx, input.connectionId, input.data);
  if (input.request === "export_customer") {
    await askForExport(tx, { ...input, orders });
    return { customers: 0, orders: 0 };
  }
  const ids = orders.map((order) => order.id);
  const customers = [...new Set(orders.flatMap((order) => order.customerId ?? []))];
  const elsewhere = await tx.rows<{ id: string }>(
    `select distinct customer_id as id from sales_order
     where organization_id = argosy.tenant() and customer_id = any($1::uuid[]) and id <> all($2::uuid[])`,
    [customers, ids],
  );
  const kept = new Set(elsewhere.map((customer) => customer.id));
  return erase(tx, { customers: customers.filter((id) => !kept.has(id)), orders: ids }, input);
}

interface OrderOf {
  readonly id: string;
  readonly customerId: string | null;
}

const ORDERS_OF_STORE = `select id, customer_id as "customerId" from sales_order
  where organization_id = argosy.tenant() and connection_id = $1`;

async function ordersOfPerson(tx: Tx, connectionId: string, data: Json): Promise<OrderOf[]> {
  const person = mentionedPerson(data);
  const emails = person.emails.flatMap((email) => normaliseEmail(email) ?? []);
  return tx.rows<OrderOf>(
    `${ORDERS_OF_STORE} and (ext_key = any($2::text[]) or contact ->> 'key' = any($3::text[])
       or lower(contact ->> 'email') = any($4::text[]) or contact ->> 'phone' = any($5::text[]))`,
    [connectionId, person.orderKeys, person.customerKeys, emails, person.phones],
  );
}

async function askForExport(
  tx: Tx,
  request: { readonly connectionId: string; readonly data: Json; readonly orders: readonly OrderOf[] } & By,
): Promise<void> {
  const customerId = request.orders.find((order) => order.customerId !== null)?.customerId ?? null;
  const { customerKeys } = mentionedPerson(request.data);
  await raiseAlert(tx, {
    kind: "privacy_export",
    severity: "warning",
    cause: `privacy_export:${request.connectionId}:${customerKeys[0] ?? customerId ?? "unknown"}`,
    connectionId: request.connectionId,
    ...(customerId ? { subject: { kind: "customer", id: customerId } } : {}),
    title: "A customer asked for a copy of their data",
    text: customerId
      ? "Export the customer and send them the file, within 30 days."
      : "No orders of this person are kept here; answer them within 30 days.",
    action: customerId ? { kind: "export_customer", customerId } : null,
    now: request.now,
  });
}

async function erase(
  tx: Tx,
  what: { readonly customers: readonly string[]; readonly orders: readonly string[] },
  by: By,
): Promise<Erased> {
  const { customers, orders } = what;
  await tx.run(
    `update customer set name = null, email = null, phone = null, erased_at = coalesce(erased_at, $2), updated_at = $2
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [customers, by.now],
  );
  await tx.run(`delete from contact_point where organization_id = argosy.tenant() and customer_id = any($1::uuid[])`, [
    customers,
  ]);
  await eraseInbox(tx, orders);
  await tx.run(
    `update sales_order set contact = '{"quality":"absent","erased":true}', shipping_address = null, billing_address = null,
       note = null, updated_at = $2, customer_id = case when customer_id = any($3::uuid[]) then customer_id end
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [orders, by.now, customers],
  );
  await eraseRaw(tx, orders);
  await tx.run(
    `update timeline set text = 'A note, erased on request.' where organization_id = argosy.tenant()
       and order_id = any($1::uuid[]) and kind in ('note', 'command_note')`,
    [orders],
  );
  const text = "Personal data of this order was erased on request.";
  await writeTimeline(
    tx,
    orders.map((orderId) => ({ orderId, kind: "erased", text })),
    by,
  );
  for (const id of customers) await announce(tx, "customer.erased", { id });
  return { customers: customers.length, orders: orders.length };
}

/** Bodies of deliveries about these orders and the people who made them. Pending ones are still to be understood. */
async function eraseInbox(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.run(
    `with orders as (
       select connection_id, ext_key, contact ->> 'key' as customer_key from sales_order
       where organization_id = argosy.tenant() and id = any($1::uuid[]) and connection_id is not null
     )
     update inbox_event e set body = '', headers = '{}'
     where e.organization_id = argosy.tenant() and e.status <> 'pending'
       and e.connection_id in (select connection_id from orders) and (
         (e.kind in ('order', 'order_status', 'order_deleted') and (e.connection_id, e.ref) in (select connection_id, ext_key from orders))
         or (e.kind in ('customer', 'privacy') and (e.connection_id, e.ref) in (select connection_id, customer_key from orders)))`,
    [orderIds],
  );
}

async function eraseRaw(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const parts = await tx.rows<{ orderId: string; partKey: string; raw: Json }>(
    `select order_id as "orderId", part_key as "partKey", raw from order_part
     where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
    [orderIds],
  );
  const rows = parts.map((part) => ({ o: part.orderId, p: part.partKey, raw: withoutPersonalData(part.raw) }));
  if (rows.length === 0) return;
  await tx.run(
    `update order_part p set raw = n.raw from json_to_recordset($1) as n(o uuid, p text, raw jsonb)
     where p.organization_id = argosy.tenant() and p.order_id = n.o and p.part_key = n.p`,
    [jsonRows(rows)],
  );
}

/** Everything kept about a person, as JSON to hand to them. Throws HubError CUSTOMER_UNKNOWN. */
export async function exportCustomer(tx: Tx, customerId: string): Promise<Json> {
  const found = await tx.maybe<{ data: Json }>(
    `select jsonb_build_object(
       'customer', jsonb_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phone', c.phone, 'since', c.created_at),
       'contactPoints', coalesce((select jsonb_agg(jsonb_build_object('kind', p.kind, 'value', p.value) order by p.kind, p.value)
         from contact_point p where p.organization_id = argosy.tenant() and p.customer_id = c.id), '[]'),
       'orders', coalesce((select jsonb_agg(jsonb_build_object(
           'number', o.number, 'placedAt', o.placed_at, 'status', o.status, 'currency', o.currency,
           'totalMinor', o.total_minor::text, 'contact', o.contact, 'shippingAddress', o.shipping_address,
           'billingAddress', o.billing_address, 'note', o.note,
           'lines', (select coalesce(jsonb_agg(jsonb_build_object('title', l.title, 'sku', l.sku, 'quantity', l.quantity,
               'totalMinor', l.total_minor::text) order by l.position), '[]')
             from order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id),
           'platformData', (select coalesce(jsonb_agg(r.raw), '[]') from order_part r
             where r.organization_id = argosy.tenant() and r.order_id = o.id)) order by o.placed_at)
         from sales_order o where o.organization_id = argosy.tenant() and o.customer_id = c.id), '[]')) as data
     from customer c where c.organization_id = argosy.tenant() and c.id = $1`,
    [customerId],
  );
  if (!found) throw new HubError("CUSTOMER_UNKNOWN", "not_found", "There is no such customer.");
  return found.data;
}

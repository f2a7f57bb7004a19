import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Address, Contact } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { normaliseEmail } from "../customer-identity/contact-points.ts";
import { mentionedPerson } from "../customer-identity/personal-fields-of-platforms.ts";
import { tracesOf } from "../customer-identity/traces.ts";
import { announce } from "../events.ts";
import { writeTimeline } from "../timeline.ts";
import { survivorOf } from "./customers.ts";
import type { AccountKey, ErasedPerson } from "./erased-person.ts";
import { ERASERS } from "./erasers.ts";

export interface Erased {
  readonly customers: number;
  readonly orders: number;
  /** Rows emptied, by where they stand. */
  readonly places: readonly { readonly what: string; readonly rows: number }[];
}

/**
 * Takes a person out of everything kept: name, contact points and addresses of the customer and of their orders, the
 * platforms' raw answers, stored deliveries, and every text that names them (erasers.ts is the list). Orders, amounts
 * and stock stay. Throws HubError CUSTOMER_UNKNOWN.
 */
export async function eraseCustomer(tx: Tx, customerId: string, by: By): Promise<Erased> {
  const customers = await withMerged(tx, [await survivorOf(tx, customerId)]);
  const orders = await tx.rows<{ id: string }>(
    `select id from sales_order where organization_id = argosy.tenant() and customer_id = any($1::uuid[])`,
    [customers],
  );
  return erase(tx, { customers, orders: orders.map((order) => order.id) }, by);
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
    return { customers: 0, orders: 0, places: [] };
  }
  const ids = orders.map((order) => order.id);
  const customers = [...new Set(orders.flatMap((order) => order.customerId ?? []))];
  const elsewhere = await tx.rows<{ id: string }>(
    `select distinct customer_id as id from sales_order
     where organization_id = argosy.tenant() and customer_id = any($1::uuid[]) and id <> all($2::uuid[])`,
    [customers, ids],
  );
  const stored = new Set(elsewhere.map((customer) => customer.id));
  const { connectionId } = input;
  const keys = input.request === "erase_shop" ? [null] : mentionedPerson(input.data).customerKeys;
  const accounts = keys.map((key) => ({ connectionId, key }));
  return erase(tx, { customers: customers.filter((id) => !stored.has(id)), orders: ids, accounts }, input);
}

interface OrderOf {
  readonly id: string;
  readonly customerId: string | null;
}

const ORDERS_OF_STORE = `select id, customer_id as "customerId" from sales_order
  where organization_id = argosy.tenant() and connection_id = $1`;

/**
 * A phone names only who gives neither an address nor an account, and not what belongs to another customer known by
 * those: several people share one (decision 102).
 */
async function ordersOfPerson(tx: Tx, connectionId: string, data: Json): Promise<OrderOf[]> {
  const person = mentionedPerson(data);
  const emails = person.emails.flatMap((email) => normaliseEmail(email) ?? []);
  const names = [...emails, ...person.customerKeys.map((key) => `${connectionId}:${key}`)];
  return tx.rows<OrderOf>(
    `${ORDERS_OF_STORE} and (ext_key = any($2::text[]) or contact ->> 'key' = any($3::text[])
       or lower(contact ->> 'email') = any($4::text[])
       or (contact ->> 'phone' = any($5::text[])
         and coalesce(contact ->> 'email', '') = '' and coalesce(contact ->> 'key', '') = ''
         and (cardinality($6::text[]) = 0 or coalesce((
           select bool_or(p.value = any($6::text[])) from contact_point p
           where p.organization_id = argosy.tenant() and p.customer_id = sales_order.customer_id
             and p.kind <> 'phone'), true))))`,
    [connectionId, person.orderKeys, person.customerKeys, emails, person.phones, names],
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
    title: message("alert.privacy_export.title"),
    text: message(customerId ? "alert.privacy_export.send" : "alert.privacy_export.none"),
    action: customerId ? { kind: "export_customer", customerId } : null,
    now: request.now,
  });
}

async function erase(
  tx: Tx,
  what: Pick<ErasedPerson, "customers" | "orders"> & Partial<Pick<ErasedPerson, "accounts">>,
  by: By,
): Promise<Erased> {
  const customers = await withMerged(tx, what.customers);
  const { orders, connections, traces, ...person } = await personOf(tx, { ...what, customers });
  const accounts = [...person.accounts, ...(what.accounts ?? [])];
  const decimals: { what: string; rows: number }[] = [];
  for (const eraser of ERASERS) {
    const rows = await eraser.erase(tx, { customers, orders, connections, accounts, traces, now: by.now });
    if (rows > 0) decimals.push({ what: eraser.what, rows });
  }
  const text = message("order.erased");
  await writeTimeline(
    tx,
    orders.map((orderId) => ({ orderId, kind: "erased", text })),
    by,
  );
  for (const id of customers) await announce(tx, "customer.erased", { id });
  return { customers: customers.length, orders: orders.length, places: decimals };
}

/** These customers and those merged into them, locked. */
async function withMerged(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from customer
     where organization_id = argosy.tenant() and (id = any($1::uuid[]) or merged_into = any($1::uuid[]))
     order by id for update`,
    [customerIds],
  );
  return rows.map((row) => row.id);
}

/** The orders, locked in the order of all code, and every word by which the person can be recognised. */
async function personOf(
  tx: Tx,
  what: Pick<ErasedPerson, "customers" | "orders">,
): Promise<Pick<ErasedPerson, "orders" | "connections" | "accounts" | "traces">> {
  const reported = await tx.rows<{
    id: string;
    connectionId: string | null;
    contact: Contact;
    shipping: Address | null;
    billing: Address | null;
  }>(
    `select id, connection_id as "connectionId", contact, shipping_address as shipping, billing_address as billing
     from sales_order where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by connection_id, ext_key collate "C", id for update`,
    [what.orders],
  );
  const texts = await tx.rows<{ text: string | null }>(
    `select unnest(array[name, email, phone]) as text
     from customer
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     union select value
     from contact_point
     where organization_id = argosy.tenant() and customer_id = any($1::uuid[]) and kind <> 'account'`,
    [what.customers],
  );
  const traces = tracesOf({
    texts: texts.map((row) => row.text),
    contacts: reported.map((order) => order.contact),
    addresses: reported.flatMap((order) => [order.shipping, order.billing]),
  });
  const ofCustomers = await tx.rows<AccountKey>(
    `select split_part(value, ':', 1) as "connectionId", substr(value, strpos(value, ':') + 1) as key
     from contact_point
     where organization_id = argosy.tenant() and customer_id = any($1::uuid[]) and kind = 'account'`,
    [what.customers],
  );
  const ofOrders = reported.flatMap(({ connectionId, contact: { key } }) =>
    connectionId !== null && key !== undefined ? [{ connectionId, key }] : [],
  );
  const connections = [...new Set(reported.flatMap((order) => order.connectionId ?? []))];
  return { orders: reported.map((order) => order.id), connections, accounts: [...ofCustomers, ...ofOrders], traces };
}

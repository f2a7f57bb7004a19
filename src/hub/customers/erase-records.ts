/** How what belongs to a person as a whole is emptied: their customer, their orders, labels, notes and search words. */
import type { Json } from "../../commerce/product.ts";
import { withoutPersonalData } from "../customer-identity/personal-fields-of-platforms.ts";
import { jsonWithoutTraces } from "../customer-identity/traces.ts";
import { jsonRows } from "../json-column.ts";
import { searchKinds } from "../search/documents.ts";
import { deleteTerms } from "../search/index-due.ts";
import { allTerms, type Eraser, ofOrders } from "./eraser.ts";
import { eraseTerms, type FreeText } from "./free-text.ts";
import { personColumns, wordColumns } from "./personal-columns.ts";

/** Every column of a person's own data is emptied, a new one as well; what cannot be null has a value of its own. */
function emptied(table: string, instead: Readonly<Record<string, string>>, made: readonly string[] = []): string {
  const written = personColumns(table).filter((name) => !made.includes(name));
  return written.map((name) => `${name} = ${instead[name] ?? "null"}`).join(", ");
}

/** Made by the database from the others. */
const MADE_OF_CUSTOMER = ["name_key", "mailbox", "sort_name"];

export const customer: Eraser = {
  what: "customer",
  columns: { customer: personColumns("customer") },
  erase: (tx, { customers, now }) =>
    tx.run(
      `update customer
       set ${emptied("customer", { tags: "'{}'" }, MADE_OF_CUSTOMER)}, accepts_marketing = null, name_at = null,
         email_at = null, phone_at = null, postcode_at = null, erased_at = coalesce(erased_at, $2), updated_at = $2
       where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [customers, now],
    ),
};

export const contactPoints: Eraser = {
  what: "contact_point",
  columns: { contact_point: ["value"] },
  erase: (tx, { customers }) =>
    tx.run(`delete from contact_point where organization_id = argosy.tenant() and customer_id = any($1::uuid[])`, [
      customers,
    ]),
};

/** What a merge moved names people: forgotten, and with it the way back. */
export const merges: Eraser = {
  what: "customer_merge",
  columns: { customer_merge: ["contact_points", "filled", "tags"] },
  erase: (tx, { customers, now }) =>
    tx.run(
      `update customer_merge
       set contact_points = '[]', order_ids = '{}', earlier_ids = '{}', filled = '{}', tags = '{}', erased_at = $2
       where organization_id = argosy.tenant() and (survivor_id = any($1::uuid[]) or merged_id = any($1::uuid[]))`,
      [customers, now],
    ),
};

export const duplicates: Eraser = {
  what: "customer_duplicate",
  columns: { customer_duplicate: ["reasons"] },
  erase: (tx, { customers }) =>
    tx.run(
      `delete from customer_duplicate where organization_id = argosy.tenant()
         and (one_id = any($1::uuid[]) or other_id = any($1::uuid[]))`,
      [customers],
    ),
};

export const orders: Eraser = {
  what: "sales_order",
  columns: { sales_order: personColumns("sales_order") },
  erase: (tx, person) =>
    tx.run(
      `update sales_order
       set ${emptied("sales_order", { contact: `'{"quality":"absent","erased":true}'` })}, updated_at = $2,
         customer_id = case when customer_id = any($3::uuid[]) then customer_id end
       where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [person.orders, person.now, person.customers],
    ),
};

/** Engravings and gift messages name people as notes do: they go as a whole. */
export const lines: Eraser = {
  what: "order_line",
  columns: { order_line: [...personColumns("order_line"), ...wordColumns("order_line")] },
  async erase(tx, person) {
    const options = await tx.run(
      `update order_line
       set ${emptied("order_line", {})}
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])
         and num_nonnulls(${personColumns("order_line").join(", ")}) > 0`,
      [person.orders],
    );
    const terms = ofOrders("order_line", { table: "order_line", keys: ["id"] });
    return options + (await terms.erase(tx, person));
  },
};

export const rawParts: Eraser = {
  what: "order_part",
  columns: { order_part: ["raw"] },
  async erase(tx, person) {
    const parts = await tx.rows<{ orderId: string; partKey: string; raw: Json }>(
      `select order_id as "orderId", part_key as "partKey", raw from order_part
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
      [person.orders],
    );
    const terms = allTerms(person);
    const rows = parts.map((part) => ({
      o: part.orderId,
      p: part.partKey,
      raw: jsonWithoutTraces(withoutPersonalData(part.raw), terms),
    }));
    if (rows.length === 0) return 0;
    return tx.run(
      `update order_part p set raw = n.raw from jsonb_to_recordset($1) as n(o uuid, p text, raw jsonb)
       where p.organization_id = argosy.tenant() and p.order_id = n.o and p.part_key = n.p`,
      [jsonRows(rows)],
    );
  },
};

/** Notes are free text of people about people: they go as a whole. */
export const notes: Eraser = {
  what: "notes",
  columns: {},
  async erase(tx, { orders: ids }) {
    const reported = await tx.run(
      `update timeline
       set text = 'A note, erased on request.', said = '[{"code":"order.note.erased"}]', data = '{}'
       where organization_id = argosy.tenant()
         and order_id = any($1::uuid[]) and kind in ('note', 'command_note')`,
      [ids],
    );
    const sent = await tx.run(
      `update command set input = input || '{"text":"[erased]"}' where organization_id = argosy.tenant()
         and order_id = any($1::uuid[]) and kind = 'note' and finished_at is not null`,
      [ids],
    );
    return reported + sent;
  },
};

/** Why orders were held is free text of people about people, too. */
export const orderHolds: Eraser = {
  what: "order_hold",
  columns: { order_hold: personColumns("order_hold") },
  erase: (tx, { orders: ids }) =>
    tx.run(
      `update argosy.order_hold set note = '', address_mark = null
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])
         and (note <> '' or address_mark is not null)`,
      [ids],
    ),
};

/** What couriers said of parcels' ways; it hangs on the order by its shipment. */
export const scans: Eraser = {
  what: "tracking_event",
  columns: { tracking_event: wordColumns("tracking_event") },
  erase: (tx, person) =>
    eraseTerms(
      tx,
      { table: "tracking_event", keys: ["parcel_id", "key"] },
      {
        where: `parcel_id in (select p.id from argosy.parcel p
          join argosy.shipment s on s.organization_id = p.organization_id and s.id = p.shipment_id
          where p.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]))`,
        params: [person.orders],
      },
      allTerms(person),
    ),
};

/** Labels show name and address: they go as a whole, and the shipments know that they have none. */
export const labels: Eraser = {
  what: "shipment_document",
  columns: { stored_file_chunk: ["bytes"], shipment: personColumns("shipment") },
  async erase(tx, { orders: ids, now }) {
    const files = await tx.rows<{ id: string }>(
      `delete from argosy.shipment_document d using argosy.shipment s
       where d.organization_id = argosy.tenant() and s.organization_id = argosy.tenant() and s.id = d.shipment_id
         and s.order_id = any($1::uuid[]) returning d.file_id as id`,
      [ids],
    );
    await tx.run("delete from argosy.stored_file where organization_id = argosy.tenant() and id = any($1::uuid[])", [
      files.map(({ id: file }) => file),
    ]);
    await tx.run(
      `update argosy.shipment
       set label_state = case when label_state in ('wanted', 'ready', 'failed') then 'unavailable' else label_state end,
         ${emptied("shipment", { order_changes: "'{}'", order_changes_kept: "'{}'" })}, updated_at = $2
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
      [ids, now],
    );
    return files.length;
  },
};

/** A parcel's label with name and address is on many a photo. */
export const photos: Eraser = {
  what: "order_photo",
  columns: { stored_file_chunk: ["bytes"] },
  async erase(tx, { orders: ids }) {
    const files = await tx.rows<{ id: string }>(
      `delete from argosy.order_photo where organization_id = argosy.tenant() and order_id = any($1::uuid[])
       returning file_id as id`,
      [ids],
    );
    await tx.run("delete from argosy.stored_file where organization_id = argosy.tenant() and id = any($1::uuid[])", [
      files.map(({ id: file }) => file),
    ]);
    return files.length;
  },
};

export const alerts: Eraser = {
  what: "alert",
  columns: { alert: wordColumns("alert") },
  async erase(tx, person) {
    const text: FreeText = { table: "alert", keys: ["id"] };
    const subjects = [...person.orders, ...person.customers];
    const own = await eraseTerms(
      tx,
      text,
      { where: "subject_id = any($1::uuid[])", params: [subjects] },
      allTerms(person),
    );
    return own + (await eraseTerms(tx, text, { where: "true", params: [] }, person.traces.certain));
  },
};

/** A name and nothing else. */
export const handOvers: Eraser = {
  what: "pos_hand_over",
  columns: { pos_hand_over: ["taken_by"] },
  erase: (tx, { orders: ids }) =>
    tx.run(
      `update argosy.pos_hand_over set taken_by = ''
       where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and taken_by <> ''`,
      [ids],
    ),
};

/** At once: the engine would take them out a moment later. */
export const searchTerms: Eraser = {
  what: "search_document",
  columns: { search_document: ["words"] },
  erase: async (tx, { customers, orders: orderIds }) =>
    (await deleteTerms(tx, searchKinds.customer, customers)) + (await deleteTerms(tx, searchKinds.order, orderIds)),
};

/**
 * All places where personal data of a customer may be kept, and how each is emptied. A table that comes to hold such
 * data is added to this list and nowhere else (erasure.it.test.ts looks through every table of the database).
 */
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { withoutPersonalData } from "../customer-identity/personal-data.ts";
import { jsonWithoutTraces } from "../customer-identity/traces.ts";
import { jsonRows } from "../json-column.ts";
import { searchKinds } from "../search/documents.ts";
import { forgetWords } from "../search/index-due.ts";
import { eraseDeliveries } from "./erase-deliveries.ts";
import { eraseFiles } from "./erase-files.ts";
import type { ErasedPerson } from "./erased-person.ts";
import { eraseWords, type FreeText } from "./free-text.ts";

export interface Eraser {
  /** What is emptied, as the report names it. */
  readonly what: string;
  /** Answers how many rows it changed. */
  erase(tx: Tx, person: ErasedPerson): Promise<number>;
}

const allWords = ({ traces }: ErasedPerson) => [...traces.certain, ...traces.likely];

/** Texts that hang on an order: here every trace means this person. */
const ofOrders = (what: string, text: FreeText, key = "order_id"): Eraser => ({
  what,
  erase: (tx, person) =>
    eraseWords(tx, text, { where: `${key} = any($1::uuid[])`, params: [person.orders] }, allWords(person)),
});

/** Texts of the stores they bought on: only what means this person for certain. */
const ofStores = (what: string, text: FreeText): Eraser => ({
  what,
  erase: (tx, { connections, traces }) =>
    eraseWords(tx, text, { where: "connection_id = any($1::uuid[])", params: [connections] }, traces.certain),
});

/** Texts of the organization that name no store. */
const anywhere = (what: string, text: FreeText): Eraser => ({
  what,
  erase: (tx, { traces }) => eraseWords(tx, text, { where: "true", params: [] }, traces.certain),
});

const customer: Eraser = {
  what: "customer",
  erase: (tx, { customers, now }) =>
    tx.run(
      `update customer set name = null, email = null, phone = null, postcode_key = null, notes = null, tags = '{}',
         accepts_marketing = null, name_at = null, email_at = null, phone_at = null, postcode_at = null,
         erased_at = coalesce(erased_at, $2), updated_at = $2
       where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [customers, now],
    ),
};

const contactPoints: Eraser = {
  what: "contact_point",
  erase: (tx, { customers }) =>
    tx.run(`delete from contact_point where organization_id = argosy.tenant() and customer_id = any($1::uuid[])`, [
      customers,
    ]),
};

/** What a merge moved names people: forgotten, and with it the way back. */
const merges: Eraser = {
  what: "customer_merge",
  erase: (tx, { customers, now }) =>
    tx.run(
      `update customer_merge
       set contact_points = '[]', order_ids = '{}', earlier_ids = '{}', filled = '{}', tags = '{}', erased_at = $2
       where organization_id = argosy.tenant() and (survivor_id = any($1::uuid[]) or merged_id = any($1::uuid[]))`,
      [customers, now],
    ),
};

const duplicates: Eraser = {
  what: "customer_duplicate",
  erase: (tx, { customers }) =>
    tx.run(
      `delete from customer_duplicate where organization_id = argosy.tenant()
         and (one_id = any($1::uuid[]) or other_id = any($1::uuid[]))`,
      [customers],
    ),
};

const orders: Eraser = {
  what: "sales_order",
  erase: (tx, person) =>
    tx.run(
      `update sales_order
       set contact = '{"quality":"absent","erased":true}', shipping_address = null, billing_address = null,
         note = null, options = null, updated_at = $2,
         customer_id = case when customer_id = any($3::uuid[]) then customer_id end
       where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [person.orders, person.now, person.customers],
    ),
};

/** Engravings and gift messages name people as notes do: they go as a whole. */
const lines: Eraser = {
  what: "order_line",
  async erase(tx, person) {
    const options = await tx.run(
      `update order_line set options = null where organization_id = argosy.tenant() and order_id = any($1::uuid[])
         and options is not null`,
      [person.orders],
    );
    const words = ofOrders("order_line", { table: "order_line", keys: id, columns: { title: "text" } });
    return options + (await words.erase(tx, person));
  },
};

const rawParts: Eraser = {
  what: "order_part",
  async erase(tx, person) {
    const parts = await tx.rows<{ orderId: string; partKey: string; raw: Json }>(
      `select order_id as "orderId", part_key as "partKey", raw from order_part
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
      [person.orders],
    );
    const words = allWords(person);
    const rows = parts.map((part) => ({
      o: part.orderId,
      p: part.partKey,
      raw: jsonWithoutTraces(withoutPersonalData(part.raw), words),
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
const notes: Eraser = {
  what: "notes",
  async erase(tx, { orders: ids }) {
    const told = await tx.run(
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
    return told + sent;
  },
};

/** What couriers said of parcels' ways; it hangs on the order by its shipment. */
const scans: Eraser = {
  what: "tracking_event",
  erase: (tx, person) =>
    eraseWords(
      tx,
      { table: "tracking_event", keys: { parcel_id: "uuid", key: "text" }, columns: { text: "text", place: "text" } },
      {
        where: `parcel_id in (select p.id from argosy.parcel p
          join argosy.shipment s on s.organization_id = p.organization_id and s.id = p.shipment_id
          where p.organization_id = argosy.tenant() and s.order_id = any($1::uuid[]))`,
        params: [person.orders],
      },
      allWords(person),
    ),
};

/** Labels show name and address: they go as a whole, and the shipments know that they have none. */
const labels: Eraser = {
  what: "shipment_document",
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
      `update argosy.shipment set label_state = 'unavailable', updated_at = $2
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])
         and label_state in ('wanted', 'ready', 'failed')`,
      [ids, now],
    );
    return files.length;
  },
};

const alerts: Eraser = {
  what: "alert",
  async erase(tx, person) {
    const text: FreeText = {
      table: "alert",
      keys: { id: "uuid" },
      columns: { title: "text", text: "text", said: "jsonb", action: "jsonb" },
    };
    const subjects = [...person.orders, ...person.customers];
    const own = await eraseWords(
      tx,
      text,
      { where: "subject_id = any($1::uuid[])", params: [subjects] },
      allWords(person),
    );
    return own + (await eraseWords(tx, text, { where: "true", params: [] }, person.traces.certain));
  },
};

/** A name and nothing else. */
const handOvers: Eraser = {
  what: "pos_hand_over",
  erase: (tx, { orders: ids }) =>
    tx.run(
      `update argosy.pos_hand_over set taken_by = ''
       where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and taken_by <> ''`,
      [ids],
    ),
};

const id = { id: "uuid" } as const;

/** At once: the engine would take them out a moment later. */
const searchWords: Eraser = {
  what: "search_document",
  erase: async (tx, { customers, orders: orderIds }) =>
    (await forgetWords(tx, searchKinds.customer, customers)) + (await forgetWords(tx, searchKinds.order, orderIds)),
};

export const ERASERS: readonly Eraser[] = [
  // Deliveries are found by what the orders still say.
  { what: "inbox_event", erase: eraseDeliveries },
  searchWords,
  customer,
  contactPoints,
  merges,
  duplicates,
  orders,
  ofOrders(
    "sales_order_tags",
    { table: "sales_order", keys: id, columns: { tags: "text[]", own_tags: "text[]", push_error: "text" } },
    "id",
  ),
  rawParts,
  lines,
  ofOrders("order_fulfilment", {
    table: "order_fulfilment",
    keys: { order_id: "uuid", ext_key: "text" },
    columns: { carrier: "text", tracking_url: "text", lines: "jsonb" },
  }),
  ofOrders("shipment", {
    table: "shipment",
    keys: id,
    columns: {
      text: "text",
      saved: "jsonb",
      ext: "jsonb",
      cancel_saved: "jsonb",
      tracking_url: "text",
      why: "text",
      why_said: "jsonb",
    },
  }),
  scans,
  labels,
  ofOrders("order_refund", {
    table: "order_refund",
    keys: { order_id: "uuid", ext_key: "text" },
    columns: { reason: "text", lines: "jsonb" },
  }),
  anywhere("pos_basket", { table: "pos_basket", keys: id, columns: { basket: "jsonb", lines: "jsonb", name: "text" } }),
  ofOrders("pos_sale", { table: "pos_sale", keys: id, columns: { sale: "jsonb", void_reason: "text" } }),
  ofOrders("order_return", {
    table: "order_return",
    keys: id,
    columns: { reason: "text", note: "text", carrier: "text", tracking_url: "text" },
  }),
  handOvers,
  ofOrders("pos_pickup_payment", { table: "pos_pickup_payment", keys: id, columns: { reference: "text" } }),
  notes,
  ofOrders("timeline", {
    table: "timeline",
    keys: { order_id: "uuid", id: "uuid" },
    columns: { text: "text", said: "jsonb", data: "jsonb" },
  }),
  ofOrders("command", {
    table: "command",
    keys: id,
    columns: { input: "jsonb", saved: "jsonb", text: "text", text_said: "jsonb", error: "jsonb" },
  }),
  alerts,
  ofStores("sync_log", {
    table: "sync_log",
    keys: { id: "uuid", at: "timestamptz" },
    columns: { text: "text", text_said: "jsonb", ref: "text", details: "jsonb" },
  }),
  ofStores("drift", {
    table: "drift",
    keys: { connection_id: "uuid", path: "text", problem: "text" },
    columns: { sample: "jsonb" },
  }),
  { what: "channel_file", erase: eraseFiles },
  {
    what: "channel_file_issue",
    erase: (tx, { connections, traces }) =>
      eraseWords(
        tx,
        {
          table: "channel_file_issue",
          keys: { channel_file_id: "uuid", number: "int" },
          columns: { value: "text", message: "text", message_said: "jsonb" },
        },
        {
          where: `channel_file_id in (select id from argosy.channel_file
            where organization_id = argosy.tenant() and connection_id = any($1::uuid[]))`,
          params: [connections],
        },
        traces.certain,
      ),
  },
  ofStores("channel_file_waiting", {
    table: "channel_file_waiting",
    keys: { connection_id: "uuid", part_key: "text" },
    columns: { raw: "jsonb" },
  }),
  anywhere("parked_work", {
    table: "parked_work",
    keys: { kind: "text", subject: "text" },
    columns: { mark: "jsonb", error: "text" },
  }),
  ofStores("channel_fee", { table: "channel_fee", keys: id, columns: { text: "text", raw: "jsonb" } }),
  anywhere("settlement_line", {
    table: "settlement_line",
    keys: id,
    columns: { order_key: "text", text: "text", raw: "jsonb" },
  }),
  anywhere("settlement_case", { table: "settlement_case", keys: id, columns: { note: "text" } }),
  ofStores("gift_card_use", { table: "gift_card_use", keys: id, columns: { reference: "text", error: "text" } }),
  anywhere("stock_document", {
    table: "stock_document",
    keys: id,
    columns: { partner: "text", partner_reference: "text", reason: "text", note: "text" },
  }),
  anywhere("stock_document_line", {
    table: "stock_document_line",
    keys: { document_id: "uuid", line: "int" },
    columns: { note: "text" },
  }),
  // Who supplies is no customer: their own name and address stay.
  anywhere("supplier", { table: "supplier", keys: id, columns: { note: "text" } }),
  anywhere("purchase_order", {
    table: "purchase_order",
    keys: id,
    columns: { supplier_reference: "text", note: "text" },
  }),
  anywhere("purchase_order_line", {
    table: "purchase_order_line",
    keys: { purchase_order_id: "uuid", line: "int" },
    columns: { note: "text" },
  }),
  anywhere("run", {
    table: "run",
    keys: id,
    columns: { options: "jsonb", progress: "jsonb", checkpoint: "jsonb", error: "text" },
  }),
  anywhere("stock_count", { table: "stock_count", keys: id, columns: { note: "text" } }),
  anywhere("idempotency", { table: "idempotency", keys: { key: "text" }, columns: { response: "jsonb" } }),
];

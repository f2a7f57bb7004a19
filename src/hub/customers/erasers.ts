/**
 * All places where personal data of a customer may be kept, and how each is emptied: together they empty every column
 * that personal-columns.ts calls a person's or names as text (personal-columns.it.test.ts).
 */
import { eraseDeliveries } from "./erase-deliveries.ts";
import { eraseFiles } from "./erase-files.ts";
import {
  alerts,
  contactPoints,
  customer,
  duplicates,
  handOvers,
  labels,
  lines,
  merges,
  notes,
  orders,
  rawParts,
  scans,
  searchWords,
} from "./erase-records.ts";
import { anywhere, type Eraser, ofOrders, ofStores } from "./eraser.ts";
import { eraseWords } from "./free-text.ts";

const id = { id: "uuid" } as const;

export const ERASERS: readonly Eraser[] = [
  // Deliveries are found by what the orders still say.
  {
    what: "inbox_event",
    columns: { inbox_event: ["headers", "body", "error", "error_said"] },
    erase: eraseDeliveries,
  },
  searchWords,
  customer,
  contactPoints,
  merges,
  duplicates,
  orders,
  ofOrders(
    "sales_order_tags",
    {
      table: "sales_order",
      keys: id,
      columns: { tags: "text[]", own_tags: "text[]", push_error: "text", push_error_said: "jsonb" },
    },
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
      text_said: "jsonb",
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
  { what: "channel_file", columns: { stored_file_chunk: ["bytes"] }, erase: eraseFiles },
  {
    what: "channel_file_issue",
    columns: { channel_file_issue: ["value", "message", "message_said"] },
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
    columns: { options: "jsonb", progress: "jsonb", checkpoint: "jsonb", error: "text", error_said: "jsonb" },
  }),
  anywhere("stock_count", { table: "stock_count", keys: id, columns: { note: "text" } }),
  anywhere("stock_reservation", { table: "stock_reservation", keys: id, columns: { reference: "text", note: "text" } }),
  anywhere("movement", { table: "movement", keys: id, columns: { note: "text", reference: "text" } }),
  anywhere("gift_card", { table: "gift_card", keys: id, columns: { reference: "text" } }),
  anywhere("gift_card_entry", { table: "gift_card_entry", keys: id, columns: { reference: "text" } }),
  anywhere("pos_cash_move", { table: "pos_cash_move", keys: id, columns: { reason: "text" } }),
  anywhere("pos_terminal_payment", {
    table: "pos_terminal_payment",
    keys: id,
    columns: { reason: "text", text: "text" },
  }),
  anywhere("saved_view", { table: "saved_view", keys: id, columns: { name: "text", filter: "jsonb" } }),
  anywhere("access_grant", { table: "access_grant", keys: id, columns: { error: "text", error_said: "jsonb" } }),
  ofStores(
    "connection",
    {
      table: "connection",
      keys: id,
      columns: { last_error: "text", last_error_said: "jsonb", warnings: "text[]", warnings_said: "jsonb" },
    },
    "id",
  ),
  ofStores("sync_cursor", {
    table: "sync_cursor",
    keys: { connection_id: "uuid", sweep: "text" },
    columns: { error: "text", error_said: "jsonb" },
  }),
  ofStores("record_push", {
    table: "record_push",
    keys: { connection_id: "uuid", kind: "text", subject_id: "uuid" },
    columns: { title: "text", error: "text", error_said: "jsonb" },
  }),
  anywhere("webhook_attempt", {
    table: "webhook_attempt",
    keys: { delivery_id: "uuid", number: "int" },
    columns: { error: "text", said: "jsonb" },
  }),
  anywhere("webhook_delivery", {
    table: "webhook_delivery",
    keys: id,
    columns: { last_error: "text", last_said: "jsonb" },
  }),
  anywhere("webhook_endpoint", {
    table: "webhook_endpoint",
    keys: id,
    columns: { last_error: "text", last_said: "jsonb" },
  }),
  anywhere("idempotency", { table: "idempotency", keys: { key: "text" }, columns: { response: "jsonb" } }),
];

/**
 * All places where personal data of a customer may be kept, and how each is emptied: together they empty every column
 * that personal-columns.ts calls a person's or names as text (personal-columns.it.test.ts).
 */
import { conversationReplies, conversations } from "./erase-conversations.ts";
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
  orderHolds,
  orders,
  photos,
  rawParts,
  scans,
  searchTerms,
} from "./erase-records.ts";
import { allTerms, anywhere, type Eraser, ofOrders, ofStores } from "./eraser.ts";
import { eraseTerms } from "./free-text.ts";
import { personColumns, wordColumns } from "./personal-columns.ts";

const id = ["id"] as const;

export const ERASERS: readonly Eraser[] = [
  // Deliveries are found by what the orders still say.
  {
    what: "inbox_event",
    columns: { inbox_event: personColumns("inbox_event") },
    erase: eraseDeliveries,
  },
  // Before parked work, whose rows the reader of search marks may wait for.
  searchTerms,
  customer,
  contactPoints,
  merges,
  duplicates,
  orders,
  ofOrders("sales_order_tags", { table: "sales_order", keys: id }, "id"),
  rawParts,
  lines,
  ofOrders("order_fulfilment", { table: "order_fulfilment", keys: ["order_id", "ext_key"] }),
  ofOrders("shipment", { table: "shipment", keys: id }),
  scans,
  labels,
  photos,
  ofOrders("order_refund", { table: "order_refund", keys: ["order_id", "ext_key"] }),
  anywhere("pos_basket", { table: "pos_basket", keys: id }),
  ofOrders("pos_sale", { table: "pos_sale", keys: id }),
  ofOrders("order_return", { table: "order_return", keys: id }),
  {
    what: "order_return_line",
    columns: { order_return_line: wordColumns("order_return_line") },
    erase: (tx, person) =>
      eraseTerms(
        tx,
        { table: "order_return_line", keys: id },
        {
          where: `return_id in (select id from argosy.order_return
            where organization_id = argosy.tenant() and order_id = any($1::uuid[]))`,
          params: [person.orders],
        },
        allTerms(person),
      ),
  },
  handOvers,
  ofOrders("pos_pickup_payment", { table: "pos_pickup_payment", keys: id }),
  notes,
  orderHolds,
  ofOrders("timeline", { table: "timeline", keys: ["order_id", "id"] }),
  ofOrders("command", { table: "command", keys: id }),
  ofOrders("automation_run", { table: "automation_run", keys: id }),
  ofOrders("automation_mail", { table: "automation_mail", keys: id }),
  conversationReplies,
  conversations,
  alerts,
  ofStores("sync_log", { table: "sync_log", keys: ["id", "at"] }),
  ofStores("drift", { table: "drift", keys: ["connection_id", "path", "problem"] }),
  { what: "channel_file", columns: { stored_file_chunk: ["bytes"] }, erase: eraseFiles },
  {
    what: "channel_file_issue",
    columns: { channel_file_issue: wordColumns("channel_file_issue") },
    erase: (tx, { connections, traces }) =>
      eraseTerms(
        tx,
        { table: "channel_file_issue", keys: ["channel_file_id", "number"] },
        {
          where: `channel_file_id in (select id from argosy.channel_file
            where organization_id = argosy.tenant() and connection_id = any($1::uuid[]))`,
          params: [connections],
        },
        traces.certain,
      ),
  },
  ofStores("channel_file_waiting", { table: "channel_file_waiting", keys: ["connection_id", "part_key"] }),
  anywhere("parked_work", { table: "parked_work", keys: ["kind", "subject"] }),
  ofStores("channel_fee", { table: "channel_fee", keys: id }),
  anywhere("settlement_line", { table: "settlement_line", keys: id }),
  anywhere("settlement_case", { table: "settlement_case", keys: id }),
  ofStores("gift_card_use", { table: "gift_card_use", keys: id }),
  anywhere("stock_document", { table: "stock_document", keys: id }),
  anywhere("stock_document_line", { table: "stock_document_line", keys: ["document_id", "line"] }),
  // Who supplies is no customer: their own name and address stay.
  anywhere("supplier", { table: "supplier", keys: id }),
  anywhere("purchase_order", { table: "purchase_order", keys: id }),
  anywhere("purchase_order_line", { table: "purchase_order_line", keys: ["purchase_order_id", "line"] }),
  anywhere("run", { table: "run", keys: id }),
  anywhere("stock_count", { table: "stock_count", keys: id }),
  anywhere("stock_reservation", { table: "stock_reservation", keys: id }),
  anywhere("movement", { table: "movement", keys: id }),
  anywhere("gift_card", { table: "gift_card", keys: id }),
  anywhere("gift_card_entry", { table: "gift_card_entry", keys: id }),
  anywhere("pos_cash_move", { table: "pos_cash_move", keys: id }),
  anywhere("pos_terminal_payment", { table: "pos_terminal_payment", keys: id }),
  anywhere("saved_view", { table: "saved_view", keys: id }),
  anywhere("access_grant", { table: "access_grant", keys: id }),
  ofStores("connection", { table: "connection", keys: id }, "id"),
  ofStores("sync_cursor", { table: "sync_cursor", keys: ["connection_id", "sweep"] }),
  ofStores("record_push", { table: "record_push", keys: ["connection_id", "kind", "subject_id"] }),
  anywhere("webhook_attempt", { table: "webhook_attempt", keys: ["delivery_id", "number"] }),
  anywhere("webhook_delivery", { table: "webhook_delivery", keys: id }),
  anywhere("webhook_endpoint", { table: "webhook_endpoint", keys: id }),
  anywhere("idempotency", { table: "idempotency", keys: ["key"] }),
];

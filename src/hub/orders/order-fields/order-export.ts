import type { Address, Contact, OrderOption } from "../../../commerce/order.ts";
import { columns } from "../../../db/columns.ts";
import type { Tx } from "../../../db/database.ts";
import { MAX_PAGE } from "../../paging.ts";
import { inOrder } from "../../search/list-by-id.ts";
import { amount } from "../../table-files/cells.ts";
import { type Column, pagesOf, type Table } from "../../table-files/table.ts";
import { DISCOUNT_CODES } from "../detail.ts";
import type { OrderFilter } from "../filter.ts";
import { listOrders } from "../list.ts";
import type { OrderDetail, OrderDetailLine } from "./order-schema.ts";
import type { OrderSummary } from "./summary-schema.ts";

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

interface ExportedOrder
  extends OrderSummary,
    Pick<OrderDetail, "gateway" | "subtotalMinor" | "discountMinor" | "taxMinor" | "shippingMinor" | "feesMinor">,
    Pick<OrderDetail, "ownTags" | "note" | "options" | "discountCodes"> {
  readonly refundedMinor: bigint;
  readonly contact: Partial<Contact>;
  readonly address: Address | null;
  readonly trackingNumbers: readonly string[];
}

interface ExportedLine
  extends Pick<OrderDetailLine, "sku" | "title" | "options" | "orderedQuantity" | "quantity" | "fulfilledQuantity">,
    Pick<OrderDetailLine, "unitPrice" | "discountMinor" | "taxMinor" | "totalMinor"> {
  readonly orderId: string;
}

/** These orders as a table, a row an order, in the order of the list; each page is a transaction of its own. */
export function orderTable(transaction: Transaction, filter: OrderFilter): Table<ExportedOrder> {
  const pieces = pagesOf((cursor) => transaction((tx) => readPage(tx, { ...filter, cursor, limit: MAX_PAGE })));
  return { columns: [...HEAD, ...MONEY, ...PERSON, ...REST], pieces };
}

/** The lines of these orders, a row a line. */
export function orderLineTable(
  transaction: Transaction,
  filter: OrderFilter,
): Table<{ readonly order: ExportedOrder; readonly line: ExportedLine }> {
  const pieces = pagesOf((cursor) =>
    transaction(async (tx) => {
      const page = await readPage(tx, { ...filter, cursor, limit: MAX_PAGE });
      const lines = await tx.rows<ExportedLine>(LINES, [page.items.map((order) => order.id)]);
      const byOrder = Map.groupBy(lines, (line) => line.orderId);
      const items = page.items.flatMap((order) => (byOrder.get(order.id) ?? []).map((line) => ({ order, line })));
      return { items, nextCursor: page.nextCursor };
    }),
  );
  const ofOrder = HEAD.map(({ name, cell }) => ({ name, cell: (row: { order: ExportedOrder }) => cell(row.order) }));
  return { columns: [...ofOrder, ...LINE], pieces };
}

async function readPage(tx: Tx, filter: OrderFilter) {
  const page = await listOrders(tx, filter);
  const ids = page.items.map((order) => order.id);
  const rows =
    ids.length === 0 ? [] : await tx.rows<Omit<ExportedOrder, keyof OrderSummary> & { id: string }>(DETAILS, [ids]);
  const summaries = new Map(page.items.map((order) => [order.id, order]));
  const items = inOrder(rows, ids).flatMap((row) => {
    const summary = summaries.get(row.id);
    return summary ? [{ ...row, ...summary }] : [];
  });
  return { items, nextCursor: page.nextCursor };
}

const DETAILS = `select ${columns("o", "id gateway subtotalMinor discountMinor taxMinor shippingMinor")},
    ${columns("o", "feesMinor contact")},
    o.shipping_address as address, o.own_tags as "ownTags", o.note,
    coalesce(o.options, '[]') as options, ${DISCOUNT_CODES} as "discountCodes",
    (select coalesce(sum(r.amount_minor), 0)::bigint from order_refund r
      where r.organization_id = argosy.tenant() and r.order_id = o.id) as "refundedMinor",
    array(select distinct t from order_fulfilment f cross join unnest(f.tracking_numbers) t
      where f.organization_id = argosy.tenant() and f.order_id = o.id order by t) as "trackingNumbers"
  from sales_order o where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

const LINES = `select l.order_id as "orderId", coalesce(l.sku, v.sku) as sku, l.title,
    coalesce(l.options, '[]') as options,
    ${columns("l", "orderedQuantity quantity fulfilledQuantity")}, trim_scale(l.unit_price)::text as "unitPrice",
    ${columns("l", "discountMinor taxMinor totalMinor")}
  from order_line l left join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  where l.organization_id = argosy.tenant() and l.order_id = any($1::uuid[]) order by l.order_id, l.position, l.id`;

const optionsText = (options: readonly OrderOption[]): string =>
  options.map(({ label, value }) => `${label}: ${value}`).join("; ");

const HEAD: readonly Column<ExportedOrder>[] = [
  { name: "number", cell: (order) => order.number },
  { name: "platformNumber", cell: (order) => order.platformNumber },
  { name: "platformId", cell: (order) => order.orderKey },
  { name: "store", cell: (order) => order.storeName },
  { name: "placedAt", cell: (order) => order.placedAt },
  { name: "shipBy", cell: (order) => order.shipBy },
  { name: "acceptBy", cell: (order) => order.acceptBy },
  { name: "status", cell: (order) => order.status },
  { name: "financial", cell: (order) => order.financial },
  { name: "fulfilment", cell: (order) => order.fulfilment },
  { name: "paymentKind", cell: (order) => order.paymentKind },
  { name: "currency", cell: (order) => order.currency },
];

const money = (name: string, minor: (order: ExportedOrder) => bigint | null): Column<ExportedOrder> => ({
  name,
  cell: (order) => amount(minor(order), order.currency),
});

const MONEY: readonly Column<ExportedOrder>[] = [
  money("subtotal", (order) => order.subtotalMinor),
  money("discount", (order) => order.discountMinor),
  money("tax", (order) => order.taxMinor),
  money("shipping", (order) => order.shippingMinor),
  money("fees", (order) => order.feesMinor),
  money("total", (order) => order.totalMinor),
  money("refunded", (order) => order.refundedMinor),
  { name: "gateway", cell: (order) => order.gateway },
  { name: "units", cell: (order) => order.units },
];

const PERSON: readonly Column<ExportedOrder>[] = [
  { name: "customer", cell: (order) => order.customerName },
  { name: "email", cell: (order) => order.contact.email },
  { name: "phone", cell: (order) => order.contact.phone ?? order.address?.phone },
  { name: "company", cell: (order) => order.address?.company },
  { name: "address1", cell: (order) => order.address?.line1 },
  { name: "address2", cell: (order) => order.address?.line2 },
  { name: "city", cell: (order) => order.address?.city },
  { name: "region", cell: (order) => order.address?.region },
  { name: "postcode", cell: (order) => order.address?.postcode },
  { name: "country", cell: (order) => order.address?.country },
];

const REST: readonly Column<ExportedOrder>[] = [
  { name: "trackingNumbers", cell: (order) => order.trackingNumbers.join(", ") },
  { name: "tags", cell: (order) => [...order.tags, ...order.ownTags].join(", ") },
  { name: "note", cell: (order) => order.note },
  { name: "options", cell: (order) => optionsText(order.options) },
  { name: "discountCodes", cell: (order) => order.discountCodes.join(", ") },
  { name: "short", cell: (order) => order.isShort },
  { name: "unmapped", cell: (order) => order.hasUnmapped },
  { name: "history", cell: (order) => order.isHistory },
  { name: "updatedAt", cell: (order) => order.updatedAt },
  { name: "id", cell: (order) => order.id },
];

type LineColumn = Column<{ readonly order: ExportedOrder; readonly line: ExportedLine }>;
const lineMoney = (name: string, minor: (line: ExportedLine) => bigint): LineColumn => ({
  name,
  cell: ({ order, line }) => amount(minor(line), order.currency),
});

const LINE: readonly LineColumn[] = [
  { name: "sku", cell: ({ line }) => line.sku },
  { name: "title", cell: ({ line }) => line.title },
  { name: "options", cell: ({ line }) => optionsText(line.options) },
  { name: "orderedQuantity", cell: ({ line }) => line.orderedQuantity },
  { name: "quantity", cell: ({ line }) => line.quantity },
  { name: "fulfilledQuantity", cell: ({ line }) => line.fulfilledQuantity },
  { name: "unitPrice", cell: ({ line }) => ({ decimal: line.unitPrice }) },
  lineMoney("lineDiscount", (line) => line.discountMinor),
  lineMoney("lineTax", (line) => line.taxMinor),
  lineMoney("lineTotal", (line) => line.totalMinor),
  { name: "customer", cell: ({ order }) => order.customerName },
  { name: "country", cell: ({ order }) => order.address?.country },
  { name: "orderId", cell: ({ order }) => order.id },
];

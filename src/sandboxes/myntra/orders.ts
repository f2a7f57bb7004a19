/** Orders: list by days, detail, accept, reject, cancel, ready to dispatch. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asDoc, asList, asText, failure, notFound, success } from "./replies.ts";
import type { State, StoredLine, StoredOrder } from "./state.ts";
import { COURIER } from "./state.ts";

const ORDERS_A_PAGE = 20;
const INDIA_MS = 330 * 60_000;
const PACK_MS = 2 * 24 * 3_600_000;

/** "20-11-2026 10:00:00". */
export function clockText(ms: number): string {
  const [year, month, day, time] = new Date(ms + INDIA_MS).toISOString().slice(0, 19).split(/[-T]/);
  return `${day}-${month}-${year} ${time}`;
}

const dayText = (ms: number): string => new Date(ms + INDIA_MS).toISOString().slice(0, 10);

/** Null: another path. */
export function handleOrders(request: SandboxRequest, state: State): SandboxReply | null {
  const { method, path } = request;
  if (!path.startsWith("/partner/v4/order/")) return null;
  const [id = "", action = ""] = path.slice("/partner/v4/order/".length).split("/").map(decodeURIComponent);
  if (method === "GET" && id === "getOrderList") return list(request, state);
  if (method === "PUT" && id === "readyToDispatch") return readyToDispatch(request.json(), state);
  const order = state.orders.get(id);
  if (!order) return notFound;
  if (method === "GET" && action === "") return success(1005, "Order retrieved", orderJson(order));
  if (method !== "PUT") return null;
  if (action === "accept") return decide(order, request.json(), "WP");
  if (action === "reject") return decide(order, request.json(), "IC");
  return action === "cancelItems" ? cancelItems(order, request.json(), state) : null;
}

function list({ query }: SandboxRequest, state: State): SandboxReply {
  const [from = "", to = "", code] = [
    query.get("startDate") ?? "",
    query.get("endDate") ?? "",
    query.get("statusCode"),
  ];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || !/^\d{4}-\d{2}-\d{2}$/.test(to)) return failure(2006, "Invalid date");
  const found = [...state.orders.values()].filter(({ placedAt, lines }) => {
    const day = dayText(placedAt);
    return day >= from && day <= to && (code === null || lines.some(({ status }) => status === code));
  });
  if (found.length === 0) return failure(2020, "No orders found");
  const page = Number(query.get("page") ?? "0");
  const some = found.slice(page * ORDERS_A_PAGE, (page + 1) * ORDERS_A_PAGE);
  return success(1005, "Orders retrieved", {
    data: some.map((order) => ({
      orderLines: order.lines.map((line) => ({ orderLineId: line.id, sellerOrderId: order.id, status: line.status })),
    })),
    pages: Math.ceil(found.length / ORDERS_A_PAGE),
    totalCount: found.length,
  });
}

export function orderJson(order: StoredOrder): { readonly [key: string]: Json } {
  return {
    sellerOrderId: order.id,
    receiverName: order.name ?? null,
    address: "12 Hill Road",
    locality: "Fort",
    city: "Kochi",
    state: "KL",
    stateName: "Kerala",
    zipcode: "682001",
    country: "India",
    mobile: order.mobile ?? "",
    email: "",
    ...(order.paymentMethod === undefined ? {} : { paymentMethod: order.paymentMethod }),
    warehouse: order.lines[0]?.warehouse ?? "",
    trackingNumber: order.trackingNumber ?? null,
    courierCode: order.trackingNumber === undefined ? null : COURIER,
    orderLineEntries: order.lines.map((line) => lineJson(line, order)),
  };
}

export const shipByMs = ({ placedAt }: Pick<StoredOrder, "placedAt">): number => placedAt + PACK_MS;

function lineJson(line: StoredLine, order: StoredOrder): Json {
  return {
    orderLineId: line.id,
    sku: line.sku,
    warehouse: line.warehouse,
    mrp: line.mrp,
    lineFinalAmount: line.paid,
    lineSellerFinalAmount: line.paid,
    status_code: line.status,
    packetId: line.packetId ?? null,
    invoiceNumber: line.invoiceNumber ?? null,
    invoiceDate: line.invoiceDate ?? null,
    taxEntries: [{ unitTaxAmount: Math.round((line.paid * 500) / 105) / 100 }],
    packByTime: clockText(order.placedAt + PACK_MS),
    shipByTime: clockText(shipByMs(order)),
    cancellationReason: line.cancellationReason ?? null,
    cancelledOn: line.cancelledOn ?? null,
  };
}

const named = (entries: Json | undefined): string[] => asList(entries).map((entry) => asText(asDoc(entry).orderLineId));

/** Both want eventTime, warehouse and the lines, all of them not yet accepted. */
function decide(order: StoredOrder, body: Json, next: "WP" | "IC"): SandboxReply {
  const { eventTime, warehouse, orderLineEntries } = asDoc(body);
  const ids = named(orderLineEntries);
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(asText(eventTime)) || asText(warehouse) === "" || ids.length === 0)
    return failure(2006, "Validation failed");
  const lines = order.lines.filter(({ id }) => ids.includes(id));
  if (lines.length < ids.length || lines.some(({ status }) => status !== "RFR"))
    return failure(2000, "Order lines cannot be updated in their current status");
  for (const line of lines) line.status = next;
  return success(1000, "Order updated");
}

function cancelItems(order: StoredOrder, body: Json, state: State): SandboxReply {
  const ids = named(body);
  const lines = order.lines.filter(({ id }) => ids.includes(id));
  if (ids.length === 0 || lines.length < ids.length) return failure(2006, "Validation failed");
  if (lines.some(({ status }) => !["RFR", "WP"].includes(status)))
    return failure(2000, "Order lines cannot be cancelled in their current status");
  cancelLines(lines, "CANCELLED_BY_SELLER", state);
  return success(1004, "Items cancelled");
}

export function cancelLines(lines: readonly StoredLine[], reason: string, state: State): void {
  for (const line of lines) {
    if (line.status === "PK") addStock(line, 1, state);
    line.status = "IC";
    line.cancellationReason = reason;
    line.cancelledOn = clockText(state.clock.now());
  }
}

function addStock({ sku, warehouse }: StoredLine, units: number, state: State): void {
  const stores = state.styles.get(sku)?.stores;
  stores?.set(warehouse, (stores.get(warehouse) ?? 0) + units);
}

function readyToDispatch(body: Json, state: State): SandboxReply {
  const { warehouse, orderLineEntries } = asDoc(body);
  const entries = asList(orderLineEntries).map(asDoc);
  if (asText(warehouse) === "" || entries.length === 0) return failure(2006, "Validation failed");
  const found = entries.map((entry) => {
    const order = state.orders.get(asText(entry.sellerOrderId));
    return { entry, order, line: order?.lines.find(({ id }) => id === asText(entry.orderLineId)) };
  });
  for (const { entry, line } of found) {
    if (!/^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}$/.test(asText(entry.invoiceDate)) || asText(entry.invoiceNumber) === "")
      return failure(2006, "Invoice number and date are mandatory");
    if (line?.status !== "WP" || line.warehouse !== warehouse) return failure(2000, "Order line is not eligible");
    if (state.notYet.delete(line.id)) return failure(8247, "Order line is not yet eligible");
  }
  for (const { entry, order, line } of found) {
    if (order && line)
      pack(order, line, { number: asText(entry.invoiceNumber), date: asText(entry.invoiceDate) }, state);
  }
  return success(1000, "Order updated");
}

/** From here on the unit is no longer in the stock number. */
export function pack(
  order: StoredOrder,
  line: StoredLine,
  invoice: { readonly number: string; readonly date: string },
  state: State,
): void {
  order.trackingNumber ??= `MYSP${String(state.next()).padStart(10, "0")}`;
  line.status = "PK";
  line.packetId = `P${order.id}`;
  line.invoiceNumber = invoice.number;
  line.invoiceDate = invoice.date;
  addStock(line, -1, state);
}

/** Style "link": Basic, Link headers, lines by a second call, decimal commas, Unix times, hints by a shared header. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { cancel, findItem, type State, type StoredOrder, ship, textOf, totalOf, touchProduct } from "./state.ts";

const comma = (text: string) => text.replace(".", ",");
const seconds = (ms: number) => Math.floor(ms / 1000);
const error = (status: number, detail: string): SandboxReply => ({ status, json: { detail } });
const notFound = error(404, "There is no such record.");

export function handleLink(request: SandboxRequest, state: State): SandboxReply {
  const pair = Buffer.from((request.headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString();
  if (!pair.startsWith("hub:") || !state.secrets.has(pair.slice(4)))
    return error(401, "User name or password is wrong.");
  const [, , , subject = "", id = "", action = ""] = request.path.split("/").map(decodeURIComponent);
  const order = state.orders.get(id);
  switch (`${request.method} ${subject} ${action}`.trim()) {
    case "GET ping":
      return { status: 200, json: { ok: true } };
    case "GET products":
      return linked(
        request,
        [...state.products.values()].map((product) => ({
          id: product.id,
          title: product.title,
          variants: product.items.map(({ id, sku, price, label }) => ({ id, sku, price: comma(price), label })),
        })),
      );
    case "GET stock":
      return stockRows(request, state);
    case "GET orders":
      if (id !== "") return order ? { status: 200, json: head(order, state) } : notFound;
      return linked(
        request,
        changedSince(request, state).map((one) => head(one, state)),
      );
    case "GET orders items":
      return order ? { status: 200, json: items(order) } : notFound;
    case "GET customers":
      return customers(request, state);
    case "PATCH variants":
      return setPrice(request.json(), state, id);
    case "DELETE orders":
      if (!order) return notFound;
      cancel(state, order);
      return { status: 204 };
    case "POST orders notes":
      if (!order) return notFound;
      order.notes.push((request.json() as { text: string }).text);
      return { status: 201, json: {} };
    case "POST orders parcels":
      return order ? parcel(request.json(), state, order) : notFound;
    default:
      return notFound;
  }
}

function changedSince(request: SandboxRequest, state: State): StoredOrder[] {
  const since = Number(request.query.get("since") ?? 0);
  return [...state.orders.values()]
    .filter((order) => seconds(order.changedAt) >= since)
    .sort((a, b) => a.changedAt - b.changedAt);
}

function linked(request: SandboxRequest, rows: readonly object[]): SandboxReply {
  const size = Math.min(50, Number(request.query.get("per_page") ?? 50));
  const page = Number(request.query.get("page") ?? 1);
  const query = new URLSearchParams(request.query);
  query.set("page", String(page + 1));
  const next =
    rows.length > page * size ? { link: `<${request.path}?${query}>; rel="next", <${request.path}>; rel="first"` } : {};
  return { status: 200, headers: next, json: rows.slice((page - 1) * size, page * size) };
}

function stockRows(request: SandboxRequest, state: State): SandboxReply {
  const skip = Number(request.query.get("skip") ?? 0);
  const take = Math.min(50, Number(request.query.get("take") ?? 50));
  const rows = [...state.products.values()].flatMap((product) =>
    product.items.map(({ sku, stock }) => ({ code: sku, on_hand: stock })),
  );
  return { status: 200, json: { rows: rows.slice(skip, skip + take) } };
}

function head(order: StoredOrder, state: State): object {
  return {
    id: order.id,
    number: order.number,
    status: order.state,
    paid: order.paid,
    created: seconds(order.placedAt),
    modified: seconds(order.changedAt),
    total: comma(textOf(totalOf(order, state), state)),
    freight: comma(order.shipping),
    client: order.buyer && { id: order.buyer.id, name: order.buyer.name, email: order.buyer.email },
    parcels: order.parcels.map(({ id, numbers }) => ({ id, numbers })),
  };
}

const items = (order: StoredOrder) =>
  order.rows.map(({ id, sku, title, quantity, sent, price }) => ({
    id,
    sku,
    title,
    quantity,
    sent,
    price: comma(price),
  }));

function customers(request: SandboxRequest, state: State): SandboxReply {
  const after = Number(request.query.get("after") ?? 0);
  const all = [...state.orders.values()].flatMap(({ buyer }) =>
    buyer ? [{ id: buyer.id, name: buyer.name, email: buyer.email }] : [],
  );
  const next = all.length > after + 2 ? `?after=${after + 2}` : null;
  return { status: 200, json: { results: all.slice(after, after + 2), next } };
}

function setPrice(body: Json, state: State, id: string): SandboxReply {
  const found = findItem(state, id);
  if (!found) return notFound;
  found.item.price = (body as { price: string }).price.replace(",", ".");
  touchProduct(state, found.product);
  return { status: 204 };
}

function parcel(body: Json, state: State, order: StoredOrder): SandboxReply {
  const { numbers, lines } = body as { numbers: readonly string[]; lines: readonly { row: string; qty: number }[] };
  const rows = lines.map(({ row, qty }) => ({ rowId: row, quantity: qty }));
  return ship(state, order, { carrier: null, numbers, rows })
    ? { status: 201, json: {} }
    : error(422, "More than is open.");
}

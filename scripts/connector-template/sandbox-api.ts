/** The platform's HTTP interface over the state: proof, limits, shapes, errors. */
import type { Json } from "../../src/commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../src/connectors/kit/sandbox-server.ts";
import { cancelOrder, findVariant, type State, type StoredOrder, touchOrder } from "./sandbox-state.ts";

const error = (status: number, code: string, message: string): SandboxReply => ({
  status,
  json: { error: { code, message } },
});
const notFound = error(404, "not_found", "There is no such record.");

export function throttle(seconds: number | undefined): SandboxReply {
  const reply = error(429, "too_many_requests", "Too many calls.");
  return seconds === undefined ? reply : { ...reply, headers: { "retry-after": String(seconds) } };
}

export function handleApi(request: SandboxRequest, state: State): SandboxReply {
  const key = state.keys.get(request.headers["x-api-key"] ?? "");
  if (key !== "good") return error(401, "unauthorized", "The API key is unknown or was deleted.");
  const [, version, subject = "", id, action] = request.path.split("/");
  if (version !== "v1") return notFound;
  switch (`${request.method} ${subject}`) {
    case "GET shop":
      return { status: 200, json: { id: "shop-1", name: "Sandbox shop", currency: state.currency } };
    case "GET products":
      return id === undefined ? listProducts(request, state) : one(state.products.get(id));
    case "GET orders":
      return id === undefined ? page(request, [...state.orders.values()]) : one(state.orders.get(id));
    case "POST orders":
      return writeOrder(request, state, { id: id ?? "", action: action ?? "" });
    case "GET stock":
      return readStock(request, state);
    case "POST stock":
      return setStock(request, state);
    case "GET webhooks":
      return {
        status: 200,
        json: { items: [...state.hooks.values()].map(({ secret: _, ...hook }) => hook), next: null },
      };
    case "POST webhooks":
      return addHook(request, state);
    case "DELETE webhooks":
      return state.hooks.delete(id ?? "") ? { status: 204 } : notFound;
    default:
      return notFound;
  }
}

const one = (record: object | undefined): SandboxReply => (record ? { status: 200, json: record } : notFound);

function listProducts(request: SandboxRequest, state: State): SandboxReply {
  const sku = request.query.get("sku");
  const all = [...state.products.values()];
  return page(request, sku === null ? all : all.filter((product) => product.variants.some((one) => one.sku === sku)));
}

/** Oldest change first; the cursor stands on time and id. */
function page(
  request: SandboxRequest,
  records: readonly { readonly id: string; readonly updated_at: string }[],
): SandboxReply {
  const since = request.query.get("updated_since") ?? "";
  const cursor = request.query.get("cursor") ?? "";
  const limit = Math.min(100, Number(request.query.get("limit") ?? 100));
  const place = (record: { readonly id: string; readonly updated_at: string }) => `${record.updated_at}~${record.id}`;
  const found = records
    .filter((record) => record.updated_at >= since && place(record) > cursor)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { status: 200, json: { items, next: found.length > limit && last ? place(last) : null } };
}

function readStock(request: SandboxRequest, state: State): SandboxReply {
  const ids = (request.query.get("variant_ids") ?? "").split(",");
  const items = ids.flatMap((id) => {
    const found = findVariant(state, id);
    return found ? [{ variant_id: id, quantity: found.variant.stock }] : [];
  });
  return { status: 200, json: { items } };
}

interface StockItem {
  readonly variant_id: string;
  readonly quantity: number;
  readonly expected?: number;
}

function setStock(request: SandboxRequest, state: State): SandboxReply {
  const { items = [] } = (request.json() ?? {}) as { items?: readonly StockItem[] };
  if (items.length > 100) return error(422, "too_many_items", "At most 100 items.");
  const results = items.map((item) => {
    const found = findVariant(state, item.variant_id);
    if (!found)
      return { variant_id: item.variant_id, status: "error", quantity: 0, message: "There is no such variant." };
    const { variant, product } = found;
    if (item.expected !== undefined && item.expected !== variant.stock)
      return { variant_id: item.variant_id, status: "conflict", quantity: variant.stock, message: null };
    variant.stock = item.quantity;
    product.updated_at = state.now();
    return { variant_id: item.variant_id, status: "ok", quantity: variant.stock, message: null };
  });
  return { status: 200, json: { results } };
}

function writeOrder(request: SandboxRequest, state: State, what: { id: string; action: string }): SandboxReply {
  const order = state.orders.get(what.id);
  if (!order) return notFound;
  const key = request.headers["idempotency-key"];
  const before = key === undefined ? undefined : state.given.get(`${order.id}:${key}`);
  if (before) return before;
  const answer = act(request.json(), state, { order, action: what.action });
  if (key !== undefined && answer.status < 300)
    state.given.set(`${order.id}:${key}`, { status: answer.status, json: order });
  return answer;
}

function act(body: Json, state: State, { order, action }: { order: StoredOrder; action: string }): SandboxReply {
  if (action === "cancel") {
    if (order.status === "shipped") return error(422, "shipped", "A shipped order cannot be cancelled.");
    cancelOrder(state, order);
    return { status: 200, json: order };
  }
  if (action === "notes") {
    order.notes.push((body as { text: string }).text);
    return { status: 200, json: order };
  }
  return action === "fulfilments" ? fulfil(body as Parcel, state, order) : notFound;
}

type Parcel = {
  readonly carrier: string | null;
  readonly tracking_numbers: readonly string[];
  readonly lines: readonly { readonly line_id: string; readonly quantity: number }[];
};

function fulfil(parcel: Parcel, state: State, order: StoredOrder): SandboxReply {
  for (const { line_id, quantity } of parcel.lines) {
    const line = order.lines.find((one) => one.id === line_id);
    if (!line || line.shipped + quantity > line.quantity)
      return error(422, "too_many", "More units than are open on this line.");
  }
  for (const { line_id, quantity } of parcel.lines) {
    const line = order.lines.find((one) => one.id === line_id);
    if (line) line.shipped += quantity;
  }
  for (const number of parcel.tracking_numbers)
    order.tracking.push({ id: state.id(), carrier: parcel.carrier, number });
  order.status = order.lines.every((line) => line.shipped === line.quantity) ? "shipped" : "part_shipped";
  touchOrder(state, order, "order.updated");
  return { status: 200, json: order };
}

function addHook(request: SandboxRequest, state: State): SandboxReply {
  const { url = "", secret = "" } = (request.json() ?? {}) as { url?: string; secret?: string };
  if (!URL.canParse(url)) return error(422, "url", "The url is not an address.");
  const hook = { id: state.id(), url, secret, active: true };
  state.hooks.set(hook.id, hook);
  return { status: 201, json: { id: hook.id, url, active: true } };
}

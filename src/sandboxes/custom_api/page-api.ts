/** Style "page": an API key, page numbers, local times, decimals as numbers, and 200 for everything. */
import type { Json } from "../../commerce/product.ts";
import { jsonNumber } from "../../connectors/kit/parse/json.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { findItem, type State, type StoredOrder, textOf, totalOf, touch } from "./state.ts";

const REMAINING = "37";
/** Beyond what a double holds: ids of this shop are 64-bit numbers. */
const ID_BASE = 9_007_199_254_740_993_000n;

const answer = (json: object): SandboxReply => ({ status: 200, headers: { "x-ratelimit-remaining": REMAINING }, json });
const failed = (error: string, message: string) => answer({ success: false, error, message });

export function handlePage(request: SandboxRequest, state: State): SandboxReply {
  if (!state.secrets.has(request.headers["x-api-key"] ?? "")) return failed("bad_key", "This key is not known.");
  const [, , subject = "", id = "", action = ""] = request.path.split("/").map(decodeURIComponent);
  switch (`${request.method} ${subject}`) {
    case "GET me":
      return answer({ store: "Delta Books" });
    case "GET products": {
      const rows = [...state.products.values()].flatMap((product) =>
        product.items.map((item) => ({
          id: Number(product.id),
          name: product.title,
          hidden: !product.active,
          sku: item.sku,
          price: jsonNumber(item.price),
          qty: item.stock,
        })),
      );
      return paged(request, rows, 0);
    }
    case "GET orders": {
      const after = request.query.get("updated_after") ?? "";
      const rows = [...state.orders.values()]
        .filter((order) => local(order.changedAt) >= after)
        .sort((a, b) => a.changedAt - b.changedAt || Number(a.id) - Number(b.id));
      return paged(
        request,
        rows.map((order) => orderJson(order, state)),
        1,
      );
    }
    case "PUT stock":
      return setStock(request.json(), state, id);
    case "POST orders":
      return action === "status" ? setStatus(request.json(), state, id) : failed("not_found", "No such call.");
    default:
      return failed("not_found", "No such call.");
  }
}

function paged(request: SandboxRequest, rows: readonly object[], start: number): SandboxReply {
  const limit = Math.min(50, Number(request.query.get("limit") ?? 50));
  const page = Number(request.query.get("page") ?? start) - start;
  const data = rows.slice(page * limit, (page + 1) * limit);
  return answer({ success: true, data, total_pages: Math.ceil(rows.length / limit) });
}

/** The wall clock in Cairo, as the shop's database writes it. */
function local(ms: number): string {
  return new Date(ms).toLocaleString("sv-SE", { timeZone: "Africa/Cairo" });
}

function orderJson(order: StoredOrder, state: State): object {
  return {
    id: jsonNumber(String(ID_BASE + BigInt(order.id))),
    order_no: order.number,
    state: order.state,
    paid: order.paid,
    method: order.method,
    created_at: local(order.placedAt),
    updated_at: local(order.changedAt),
    total: jsonNumber(textOf(totalOf(order, state), state)),
    delivery: jsonNumber(order.shipping),
    customer: order.buyer?.name ?? null,
    phone: order.buyer?.phone ?? null,
    items: order.rows.map(({ sku, title, quantity, price }) => ({
      sku,
      name: title,
      qty: quantity,
      price: jsonNumber(price),
    })),
  };
}

function setStock(body: Json, state: State, sku: string): SandboxReply {
  const found = findItem(state, sku);
  if (!found) return failed("not_found", `There is no item ${sku}.`);
  const { qty } = body as { qty: number };
  if (!Number.isInteger(qty) || qty < 0) return failed("bad_qty", "qty is a whole number.");
  found.item.stock = qty;
  return answer({ success: true });
}

function setStatus(body: Json, state: State, id: string): SandboxReply {
  const order = state.orders.get(String(BigInt(id) - ID_BASE));
  if (!order) return failed("not_found", "There is no such order.");
  const { state: word } = body as { state: StoredOrder["state"] };
  order.state = word;
  touch(state, order);
  return answer({ success: true });
}

/** Style "cursor": OAuth 2 client credentials, cursors, batches, idempotency keys, minor units. The richest of the four. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { cursorOrderWrite } from "./cursor-orders.ts";
import { cursorPutProduct } from "./cursor-products.ts";
import { cursorDiscount, cursorRedeem } from "./cursor-promotions.ts";
import { cursorCategory, cursorCustomer, cursorOrder, cursorProduct } from "./cursor-shapes.ts";
import { findItem, minorOf, type State, textOf, touchProduct } from "./state.ts";

const CLIENT_ID = "argosy";

const cursorError = (status: number, code: string, message: string): SandboxReply => ({
  status,
  json: { error: { code, message } },
});

const notFound = cursorError(404, "not_found", "There is no such record.");
const one = (record: object | null | undefined): SandboxReply => (record ? { status: 200, json: record } : notFound);

export function handleCursor(request: SandboxRequest, state: State): SandboxReply {
  if (request.path === "/oauth/token") return token(request, state);
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!state.tokens.has(bearer)) return cursorError(401, "token", "The token is unknown or has expired.");
  const key = request.headers["idempotency-key"];
  const before = key === undefined ? undefined : state.given.get(`${request.path} ${key}`);
  if (before) return before;
  const reply = route(request, state);
  if (key !== undefined && reply.status < 300)
    state.given.set(`${request.path} ${key}`, { status: reply.status, text: JSON.stringify(reply.json ?? {}) });
  return reply;
}

function token(request: SandboxRequest, state: State): SandboxReply {
  const form = new URLSearchParams(request.text);
  const exists = form.get("client_id") === CLIENT_ID && state.secrets.has(form.get("client_secret") ?? "");
  if (!exists || form.get("grant_type") !== "client_credentials")
    return { status: 401, json: { error: "invalid_client", error_description: "The client is unknown." } };
  const value = `tok_${state.id().padStart(20, "0")}`;
  state.tokens.add(value);
  return { status: 200, json: { access_token: value, token_type: "bearer", expires_in: 3_600 } };
}

function route(request: SandboxRequest, state: State): SandboxReply {
  const [, , subject = "", id, action = ""] = request.path.split("/").map(decodeURIComponent);
  switch (`${request.method} ${subject}`) {
    case "GET shop":
      return { status: 200, json: { shop: "Nile Shoes", currency: state.currency } };
    case "GET products":
      return id === undefined ? products(request, state) : one(known(state.products.get(id), cursorProduct, state));
    case "POST products":
    case "PUT products":
      return cursorPutProduct(request.json(), state, id);
    case "DELETE products":
      return state.products.delete(id ?? "") ? { status: 204 } : notFound;
    case "GET stock":
      return stockOf(state, id ?? "");
    case "POST stock":
      return setStock(request.json(), state);
    case "PUT prices":
      return setPrice(request.json(), state, id ?? "");
    case "GET orders":
      return id === undefined
        ? page(request, [...state.orders.values()], cursorOrder, state)
        : one(known(state.orders.get(id), cursorOrder, state));
    case "POST orders":
      return cursorOrderWrite(request.json(), state, { id, action });
    case "GET categories":
      return { status: 200, json: { items: [...state.categories.values()].map(cursorCategory), next: null } };
    case "POST categories":
      return putCategory(request.json(), state);
    case "DELETE categories":
      return state.categories.delete(id ?? "") ? { status: 204 } : notFound;
    case "GET customers":
      return { status: 200, json: { items: buyers(state), next: null } };
    case "POST codes":
      return cursorDiscount(request.json(), state);
    case "GET cards":
      return one(state.cards.has(id ?? "") ? { code: id, balance_minor: minorText(state, id ?? "") } : null);
    case "POST cards":
      return cursorRedeem(request.json(), state, id ?? "");
    default:
      return notFound;
  }
}

const minorText = (state: State, code: string) => Number(minorOf(state.cards.get(code)?.balance ?? "0", state));

const known = <T>(record: T | undefined, shape: (record: T, state: State) => object, state: State) =>
  record === undefined ? null : shape(record, state);

function products(request: SandboxRequest, state: State): SandboxReply {
  const sku = request.query.get("sku");
  const all = [...state.products.values()];
  if (sku === null) return page(request, all, cursorProduct, state);
  const found = all.filter((product) => product.items.some((item) => item.sku.startsWith(sku)));
  return { status: 200, json: { items: found.map((product) => cursorProduct(product, state)), next: null } };
}

/** Oldest change first; the cursor stands on time and id, and travels alone. */
function page<T extends { readonly id: string; readonly changedAt: number }>(
  request: SandboxRequest,
  records: readonly T[],
  shape: (record: T, state: State) => object,
  state: State,
): SandboxReply {
  const cursor = Buffer.from(request.query.get("cursor") ?? "", "base64url").toString();
  const [from = "", after = "", size = ""] = cursor.split("~");
  const since = cursor === "" ? Date.parse(request.query.get("changed_since") ?? "1970-01-01T00:00:00Z") : Number(from);
  const limit = Math.min(100, Number(cursor === "" ? (request.query.get("limit") ?? 50) : size));
  const place = (record: T) => `${String(record.changedAt).padStart(16, "0")}/${record.id.padStart(12, "0")}`;
  const found = records
    .filter((record) => record.changedAt >= since && place(record) > after)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next =
    found.length > limit && last ? Buffer.from(`${since}~${place(last)}~${limit}`).toString("base64url") : null;
  return { status: 200, json: { items: items.map((record) => shape(record, state)), next } };
}

function stockOf(state: State, id: string): SandboxReply {
  const found = findItem(state, id);
  return one(found && { id, qty: found.item.stock });
}

interface Change {
  readonly id: string;
  readonly qty: number;
  readonly expected: number | null;
}

function setStock(body: Json, state: State): SandboxReply {
  const { changes = [] } = (body ?? {}) as { changes?: readonly Change[] };
  if (changes.length > 100) return cursorError(422, "too_many", "At most 100 changes a call.");
  const results = changes.map(({ id, qty, expected }) => {
    const found = findItem(state, id);
    if (!found) return { id, state: "error", qty: null, message: "There is no such item." };
    if (expected !== null && expected !== found.item.stock)
      return { id, state: "changed", qty: found.item.stock, message: null };
    found.item.stock = qty;
    found.product.changedAt = state.now();
    return { id, state: "ok", qty, message: null };
  });
  return { status: 200, json: { results } };
}

function setPrice(body: Json, state: State, id: string): SandboxReply {
  const found = findItem(state, id);
  if (!found) return notFound;
  const { minor } = body as { minor: number };
  found.item.price = textOf(BigInt(minor), state);
  touchProduct(state, found.product);
  return { status: 200, json: { id, minor } };
}

function putCategory(body: unknown, state: State): SandboxReply {
  const { id, name, parent = null } = body as { id?: string | null; name: string; parent?: string | null };
  const existing = state.categories.get(id ?? "");
  const category = { id: existing?.id ?? state.id(), name, parentId: parent };
  state.categories.set(category.id, category);
  return { status: existing ? 200 : 201, json: cursorCategory(category) };
}

function buyers(state: State): object[] {
  return [...state.orders.values()].flatMap(({ buyer }) => (buyer ? [cursorCustomer(buyer)] : []));
}

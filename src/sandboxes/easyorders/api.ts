/** The emulated HTTP interface of EasyOrders, odd errors included. Written from the platform's sheet, not from the connector. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { listReply } from "./lists.ts";
import { productView, saveProduct } from "./products.ts";
import { bad, missing, record, tooMany } from "./replies.ts";
import type { State, StoredCategory, StoredOrder } from "./state.ts";
import { changeStatus, touch } from "./state.ts";

const BASE = "/api/v1/external-apps";
const PER_MINUTE = 40;
const STATUSES = new Set([
  "pending",
  "confirmed",
  "pending_payment",
  "paid",
  "paid_failed",
  "processing",
  "waiting_for_pickup",
  "in_delivery",
  "delivered",
  "canceled",
  "returning_from_delivery",
  "request_refund",
  "refund_in_progress",
  "refunded",
]);

type Handler = (request: SandboxRequest, parts: readonly string[], state: State) => SandboxReply;

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly permission: string | null;
  readonly handle: Handler;
}

const routes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/products$/,
    permission: "products:read",
    handle: (request, _, state) =>
      listReply(
        request,
        [...state.products.values()].map((product) => productView(product, request)),
      ),
  },
  {
    method: "POST",
    path: /^\/products$/,
    permission: "products:create",
    handle: (request, _, state) => saveProduct(request, null, state),
  },
  {
    method: "PATCH",
    path: /^\/products\/sku\/([^/]+)\/quantity$/,
    permission: "products:update",
    handle: setProductQuantity,
  },
  {
    method: "PATCH",
    path: /^\/products\/variants\/([^/]+)\/([^/]+)\/quantity$/,
    permission: "products:update",
    handle: setVariantQuantity,
  },
  {
    method: "GET",
    path: /^\/products\/([^/]+)$/,
    permission: "products:read",
    // One product names its categories by their id alone (official sample); the list has their names too.
    handle: (request, [id], state) =>
      found(state.products.get(id ?? ""), (product) =>
        productView({ ...product, categories: product.categories.map((category) => ({ id: category.id })) }, request),
      ),
  },
  {
    method: "PATCH",
    path: /^\/products\/([^/]+)$/,
    permission: "products:update",
    handle: (request, [id], state) => saveProduct(request, id ?? "", state),
  },
  {
    method: "GET",
    path: /^\/categories\/?$/,
    permission: "categories:read",
    handle: (request, _, state) => listReply(request, roots(state)),
  },
  {
    method: "POST",
    path: /^\/categories\/?$/,
    permission: "categories:create",
    handle: (request, _, state) => saveCategory(request, null, state),
  },
  {
    method: "GET",
    path: /^\/categories\/([^/]+)$/,
    permission: "categories:read",
    handle: (_, [id], state) => found(state.categories.get(id ?? ""), (category) => tree(category, state)),
  },
  {
    method: "PATCH",
    path: /^\/categories\/([^/]+)$/,
    permission: "categories:update",
    handle: (request, [id], state) => saveCategory(request, id ?? "", state),
  },
  {
    method: "GET",
    path: /^\/orders\/short\/(\d+)$/,
    permission: "orders:read",
    handle: (_, [number], state) =>
      found(
        [...state.orders.values()].find((order) => order.short_id === Number(number)),
        orderView,
      ),
  },
  {
    method: "GET",
    path: /^\/orders\/([^/]+)$/,
    permission: "orders:read",
    handle: (_, [id], state) => found(state.orders.get(id ?? ""), orderView),
  },
  { method: "PATCH", path: /^\/orders\/([^/]+)\/status$/, permission: "orders:update", handle: patchStatus },
  { method: "POST", path: /^\/order-notes$/, permission: "orders:update", handle: addNote },
  { method: "PATCH", path: /^\/shipping$/, permission: "shipping_areas", handle: patchShipping },
  { method: "DELETE", path: /^\/webhooks\/delete-by-url$/, permission: null, handle: deleteHooks },
];

/** The counted window: 40 calls in a minute of the clock. */
export interface Window {
  minute: number;
  used: number;
}

/** Answers one call as the live service was seen to: refusals first, without rate headers, then the limit, then the work. */
export function handleApi(request: SandboxRequest, state: State, window: Window): SandboxReply {
  const date = { date: new Date(state.clock.now()).toUTCString() };
  if (!request.path.startsWith(BASE)) return { status: 404, headers: date, text: "" };
  const path = request.path.slice(BASE.length);
  const route = routes.find((candidate) => candidate.method === request.method && candidate.path.test(path));
  if (!route) return { status: 404, headers: date, text: "" };
  const refusal = refuse(request, route, state);
  if (refusal) return { ...refusal, headers: date };

  const minute = Math.floor(state.clock.now() / 60_000);
  if (window.minute !== minute) Object.assign(window, { minute, used: 0 });
  window.used += 1;
  if (window.used > PER_MINUTE) return { ...tooMany(), headers: date };
  const parts = (route.path.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part));
  const reply = route.handle(request, parts, state);
  return { ...reply, headers: { ...date, ...rateHeaders(window, state), ...reply.headers } };
}

/** Every refusal of a key is HTTP 400. */
function refuse(request: SandboxRequest, route: Route, state: State): SandboxReply | null {
  const given = request.headers["api-key"];
  if (given === undefined || given === "") {
    // Only this page of the documentation shows a Bearer token, so only here one is understood.
    const bearer = route.permission === null ? request.headers.authorization?.replace(/^Bearer /, "") : undefined;
    if (!state.keys.some((key) => key.key === bearer && !key.revoked)) return bad("Api-Key not found");
    return null;
  }
  const key = state.keys.find((candidate) => candidate.key === given && !candidate.revoked);
  if (!key) return bad("Api-Key not valid");
  if (!state.active) return bad("Store not active or has over due");
  if (route.permission !== null && !key.permissions.includes(route.permission)) {
    return bad("You don't have permission to access this resource");
  }
  return null;
}

function rateHeaders(window: Window, state: State): Record<string, string> {
  return {
    "x-ratelimit-limit": String(PER_MINUTE),
    "x-ratelimit-remaining": String(Math.max(0, PER_MINUTE - window.used)),
    "x-ratelimit-reset": String(60 - Math.floor((state.clock.now() % 60_000) / 1000)),
  };
}

function found<T>(thing: T | undefined, view: (thing: T) => object): SandboxReply {
  return thing === undefined ? missing() : { status: 200, json: view(thing) };
}

/** `metadata` is written a moment after creation, so the webhook's body never has it but a later GET does. */
function orderView(order: StoredOrder): object {
  return { ...order, metadata: { delivery_rate: 0.8 } };
}

function quantityIn(request: SandboxRequest): number | null {
  const body = record(request);
  return typeof body.quantity === "number" && Number.isInteger(body.quantity) && body.quantity >= 0
    ? body.quantity
    : null;
}

function setProductQuantity(request: SandboxRequest, [sku]: readonly string[], state: State): SandboxReply {
  const quantity = quantityIn(request);
  if (quantity === null) return bad("quantity must not be less than 0");
  const product = [...state.products.values()].find((candidate) => candidate.sku === sku);
  if (!product) return missing();
  product.quantity = quantity;
  touch(state, product);
  return { status: 200, json: { message: "success" } };
}

function setVariantQuantity(
  request: SandboxRequest,
  [code, variantCode]: readonly string[],
  state: State,
): SandboxReply {
  const quantity = quantityIn(request);
  if (quantity === null) return bad("quantity must not be less than 0");
  const product = [...state.products.values()].find((candidate) => candidate.taager_code === code);
  const variant = product?.variants.find((candidate) => candidate.taager_code === variantCode);
  if (!product || !variant) return missing();
  variant.quantity = quantity;
  touch(state, product);
  return { status: 200, json: { message: "success" } };
}

function patchStatus(request: SandboxRequest, [id]: readonly string[], state: State): SandboxReply {
  const order = state.orders.get(id ?? "");
  if (!order) return missing();
  const { status } = record(request);
  if (typeof status !== "string" || !STATUSES.has(status)) return bad("status must be a valid enum value");
  changeStatus(state, order, status);
  return { status: 200, json: { message: "success" } };
}

function addNote(request: SandboxRequest, _parts: readonly string[], state: State): SandboxReply {
  const { order_id: orderId, note, store_id: storeId, type } = record(request);
  if (typeof orderId !== "string" || !state.orders.has(orderId)) return missing();
  if (typeof note !== "string" || note === "") return bad("note should not be empty");
  if (storeId !== state.storeId) return bad("store_id is not valid");
  if (type !== "public" && type !== "private") return bad("type must be one of the following values: public, private");
  state.notes.push({ order_id: orderId, note, store_id: state.storeId, type });
  return { status: 201, json: { id: state.uuid(), order_id: orderId, note, type } };
}

function patchShipping(request: SandboxRequest, _parts: readonly string[], state: State): SandboxReply {
  const { is_active: isActive, cities } = record(request);
  if (typeof isActive !== "boolean" || typeof cities !== "string") return bad("cities must be a string");
  Object.assign(state.shipping, { is_active: isActive, cities });
  return { status: 200, json: { message: "success" } };
}

function deleteHooks(request: SandboxRequest, _parts: readonly string[], state: State): SandboxReply {
  const url = request.query.get("url") ?? "";
  const left = state.hooks.filter((hook) => hook.url !== url);
  if (left.length === state.hooks.length) return missing();
  state.hooks = left;
  return { status: 200, json: { message: "success" } };
}

function saveCategory(request: SandboxRequest, id: string | null, state: State): SandboxReply {
  const body = record(request);
  const old = id === null ? undefined : state.categories.get(id);
  if (id !== null && !old) return missing();
  const name = body.name ?? old?.name;
  const slug = body.slug ?? old?.slug;
  if (typeof name !== "string" || name === "") return bad("name should not be empty");
  if (typeof slug !== "string" || !/^[\x21-\x7e]+$/.test(slug)) return bad("slug must be in english");
  if ([...state.categories.values()].some((other) => other.slug === slug && other.id !== id))
    return bad("slug already exists");
  const parent = body.parent_id === undefined ? (old?.parent_id ?? null) : body.parent_id;
  const category: StoredCategory = {
    id: old?.id ?? state.uuid(),
    created_at: old?.created_at ?? new Date(state.clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    name,
    slug,
    thumb: typeof body.thumb === "string" ? body.thumb : (old?.thumb ?? ""),
    parent_id: typeof parent === "string" ? parent : null,
    hidden: body.hidden === true,
    position: typeof body.position === "number" ? body.position : (old?.position ?? 0),
    show_in_header: body.show_in_header !== false,
  };
  state.categories.set(category.id, category);
  return { status: id === null ? 201 : 200, json: tree(category, state) };
}

function roots(state: State): object[] {
  return [...state.categories.values()]
    .filter((category) => category.parent_id === null)
    .map((category) => tree(category, state));
}

function tree(category: StoredCategory, state: State): object {
  const children = [...state.categories.values()].filter((child) => child.parent_id === category.id);
  return { ...category, children: children.map((child) => tree(child, state)) };
}

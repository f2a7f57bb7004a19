/** The platform's HTTP interface over the state: proof, limits, shapes, errors. */
import { type SandboxReply, type SandboxRequest, withRetryAfter } from "../../src/connectors/kit/sandbox/server.ts";
import { answerAside, proofOf, refusalOf } from "./sandbox-access.ts";
import {
  actOn,
  addHook, // #if webhooks
  listHooks, // #if webhooks
  type Parcel,
  pageOf,
  Refusal,
  readLevels,
  setStock,
} from "./sandbox-acts.ts";
import type { State } from "./sandbox-state.ts";

const error = (status: number, code: string, message: string): SandboxReply => ({
  status,
  json: { error: { code, message } },
});
const notFound = error(404, "not_found", "There is no such record.");

/** How the server tells writes from reads: by the method. */
export const recognising = {};

export function throttle(seconds: number | undefined): SandboxReply {
  return withRetryAfter(error(429, "too_many_requests", "Too many calls."), seconds);
}

export function handleApi(request: SandboxRequest, state: State): SandboxReply {
  const aside = answerAside(request, state.access);
  if (aside) return aside;
  const proof = proofOf(request, state.access);
  if (proof !== "good") {
    const { code, message } = refusalOf(proof);
    return error(401, code, message);
  }
  try {
    return answer(request, state);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return error(422, refusal.code, refusal.message);
  }
}

function answer(request: SandboxRequest, state: State): SandboxReply {
  const [, version, subject = "", id, action] = request.path.split("/");
  if (version !== "v1") return notFound;
  switch (`${request.method} ${subject}`) {
    case "GET shop":
      return { status: 200, json: { id: state.shopId, name: "Sandbox shop", currency: state.currency } };
    case "GET products":
      return id === undefined ? listProducts(request, state) : one(state.products.get(id));
    case "GET orders":
      return id === undefined ? page(request, state.orders.values()) : one(state.orders.get(id));
    case "POST orders":
      return writeOrder(request, state, { id: id ?? "", action: action ?? "" });
    case "GET stock":
      return { status: 200, json: { items: readLevels(state, (request.query.get("variant_ids") ?? "").split(",")) } };
    case "POST stock": {
      const { items = [] } = (request.json() ?? {}) as { items?: Parameters<typeof setStock>[1] };
      return { status: 200, json: { results: setStock(state, items) } };
    }
    // #if webhooks
    case "GET webhooks":
      return { status: 200, json: { items: listHooks(state), next: null } };
    case "POST webhooks": {
      const { url = "", secret = "" } = (request.json() ?? {}) as { url?: string; secret?: string };
      return { status: 201, json: addHook(state, { url, secret }) };
    }
    case "DELETE webhooks":
      return state.hooks.delete(id ?? "") ? { status: 204 } : notFound;
    // #end
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

function page(
  { query }: SandboxRequest,
  records: Iterable<{ readonly id: string; readonly updated_at: string }>,
): SandboxReply {
  const place = { since: query.get("updated_since") ?? "", cursor: query.get("cursor") ?? "" };
  return { status: 200, json: pageOf(records, { ...place, limit: Number(query.get("limit") ?? 100) }) };
}

function writeOrder(
  request: SandboxRequest,
  state: State,
  { id, action }: { id: string; action: string },
): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return notFound;
  const key = request.headers["idempotency-key"] ?? "";
  const body = request.json();
  if (action === "cancel") return one(actOn(state, order, { key, act: { action } }));
  if (action === "notes") {
    const { text } = body as { text: string };
    return one(actOn(state, order, { key, act: { action, text } }));
  }
  if (action !== "fulfilments") return notFound;
  return one(actOn(state, order, { key, act: { action, parcel: body as Parcel } }));
}

/** api.squarespace.com over the state: proof, limit, permissions, then the resource. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inventory } from "./inventory.ts";
import { handleLogin } from "./oauth.ts";
import { orders } from "./orders.ts";
import { products } from "./products.ts";
import { failure, invalid, notFound, ok, page, throttled } from "./replies.ts";
import type { Access, State } from "./state.ts";
import { webhooks } from "./webhooks.ts";

const PER_MINUTE = 300;
const MINUTE_MS = 60_000;

/** 300 calls in any minute; who goes over waits a whole one. */
export function createLimit(state: State): () => boolean {
  const times: number[] = [];
  let closedUntil = 0;
  return () => {
    const at = state.clock.now();
    if (at < closedUntil) return false;
    while (times[0] !== undefined && times[0] <= at - MINUTE_MS) times.shift();
    times.push(at);
    if (times.length <= PER_MINUTE) return true;
    closedUntil = at + MINUTE_MS;
    return false;
  };
}

export function handleApi(request: SandboxRequest, state: State, isWithinLimit: () => boolean): SandboxReply {
  const login = handleLogin(request, state);
  if (login) return login;
  if (!request.headers["user-agent"]) return invalid("The User-Agent header is required.", "MISSING_ARGUMENT");
  const access = state.access.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
  if (!access || access.endsAt <= state.clock.now())
    return failure(401, "AUTHORIZATION_ERROR", null, "You are not authorized to do that.");
  if (!isWithinLimit()) return throttled(undefined);
  if (state.expired) return failure(402, "WEBSITE_EXPIRED", null, "This website has expired.");
  return route(request, state, access);
}

function route(request: SandboxRequest, state: State, access: Access): SandboxReply {
  const [, version = "", ...rest] = request.path.split("/");
  const [area = "", ...parts] = rest[0] === "commerce" ? rest.slice(1) : rest;
  const path = `${version}/${area}`;
  const may = (subject: string, answer: () => SandboxReply): SandboxReply =>
    access.may.has(subject) && !state.withdrawn.has(subject)
      ? answer()
      : failure(403, "AUTHORIZATION_ERROR", "MISSING_SCOPE", `The ${subject} permission is missing.`);
  switch (path) {
    case "1.0/authorization":
      return parts[0] === "website" ? ok(website(state)) : notFound;
    case "1.0/orders":
      return may("orders", () => orders(request, state, parts));
    case "v2/products":
      return may("products", () => products(request, state, parts));
    case "1.0/store_pages":
      return may("products", () => ok({ storePages: [{ id: STORE_PAGE, title: "Shop", isEnabled: true }] }));
    case "1.0/inventory":
      return may("inventory", () => inventory(request, state, parts));
    case "v1/contacts":
      return may("contacts", () => contacts(request, state));
    case "v1/discounts":
      return may("discounts", () => discounts(request, state));
    case "1.0/transactions":
      return may("transactions", () => transactions(request, state));
    case "1.0/webhook_subscriptions":
      return access.kind === "token"
        ? webhooks(request, state, parts)
        : failure(401, "AUTHORIZATION_ERROR", "OAUTH_TOKEN_REQUIRED", "This endpoint needs an OAuth token.");
    default:
      return notFound;
  }
}

export const STORE_PAGE = "65a0000000000000000000aa";

const website = (state: State): object => ({
  id: state.websiteId,
  siteId: "sandbox-site",
  title: "Sandbox site",
  url: "https://sandbox-site.squarespace.example",
  currency: state.currency,
  measurementStandard: "METRIC",
});

interface StoredContact {
  readonly id: string;
  readonly createdOn: string;
}

function contacts(request: SandboxRequest, state: State): SandboxReply {
  if (request.method !== "GET") return notFound;
  const size = Math.min(1000, Number(request.query.get("pageSize") ?? 50));
  const records = state.contacts.map((contact) => ({ ...(contact as StoredContact) }));
  return page(
    request,
    records.map((contact) => ({ ...contact, modifiedOn: contact.createdOn })),
    { name: "contacts", size, keep: () => true, show: ({ modifiedOn: _, ...contact }) => contact },
  );
}

function transactions(request: SandboxRequest, state: State): SandboxReply {
  if (request.method !== "GET") return notFound;
  return page(request, state.documents.values(), {
    name: "documents",
    keep: (document, query) => [null, document.salesOrderId].includes(query.get("orderId")),
    show: (document) => document,
  });
}

interface StoredDiscount {
  readonly name: string;
  readonly status: string;
  readonly trigger: { readonly type: string; readonly promoCode?: string };
}

/** The search is a loose one, over names and codes. */
function discounts(request: SandboxRequest, state: State): SandboxReply {
  if (request.method !== "GET") return notFound;
  const { query } = request;
  const search = (query.get("search") ?? "").toLowerCase();
  const found = (state.discounts as StoredDiscount[]).filter(
    ({ name, status, trigger }) =>
      `${name} ${trigger.promoCode ?? ""}`.toLowerCase().includes(search) &&
      [null, status].includes(query.get("status")) &&
      [null, trigger.type].includes(query.get("trigger")),
  );
  const offset = Number(query.get("offset") ?? 0);
  const limit = Math.min(1000, Number(query.get("limit") ?? 50));
  return ok({
    discounts: found.slice(offset, offset + limit),
    hasNextPage: found.length > offset + limit,
    hasPreviousPage: offset > 0,
  });
}

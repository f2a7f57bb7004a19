/** A WooCommerce 10.2.4 shop on a real HTTP port: state, REST API, signed webhooks. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { authenticate, requireStaff, seesTls } from "./auth.ts";
import { couponHandlers } from "./coupons.ts";
import { customerHandlers } from "./customers.ts";
import type { Deliveries } from "./deliveries.ts";
import { createDeliveries } from "./deliveries.ts";
import { addKey, newShop } from "./new-shop.ts";
import { orderHandlers } from "./orders.ts";
import { productHandlers } from "./products.ts";
import { afterSaleHandlers, trackingPlugin } from "./refunds.ts";
import type { Call, Handlers } from "./rest.ts";
import { dispatch, RestError, reply } from "./rest.ts";
import { settingHandlers } from "./settings.ts";
import { shopControls } from "./shop.ts";
import { rootIndex, siteHandlers } from "./site.ts";
import type { ApiKey, Shop } from "./state.ts";
import { isObj, nextId } from "./state.ts";
import { termHandlers } from "./terms.ts";
import { authProblem } from "./wc-auth.ts";
import { webhookHandlers } from "./webhooks.ts";

/** Beyond the common controls: the emulated state itself, for tests that need a special shop. */
export interface WooSandbox extends Sandbox {
  readonly state: Shop;
  addKey(permissions: ApiKey["permissions"], role: ApiKey["role"]): ApiKey;
}

const HTML = { "content-type": "text/html; charset=UTF-8" };

function page(status: number, text: string, headers: Record<string, string> = {}): SandboxReply {
  return { status, headers: { ...HTML, ...headers }, text: `<!DOCTYPE html><html><body>${text}</body></html>` };
}

function answer(shop: Shop, request: SandboxRequest, handlers: Handlers): SandboxReply {
  // WordPress names ten minutes whatever the update takes, and answers before any of its routes.
  if (shop.features.maintenance)
    return page(503, "Briefly unavailable for scheduled maintenance. Check back in a minute.", {
      "retry-after": "600",
    });
  const tls = seesTls(request);
  const origin = tls ? shop.url.replace("http://", "https://") : shop.url;
  const root = `<${origin}/wp-json/>; rel="https://api.w.org/"`;
  if (request.path === "/wc-auth/v1/authorize") return authorizePage(request);
  if (request.path.startsWith("/wc-api/"))
    return {
      status: 404,
      json: { errors: { code: "woocommerce_api_disabled", message: "The WooCommerce API is disabled on this site" } },
    };
  const plain = request.query.get("rest_route");
  if (plain === null && (shop.features.plainPermalinks || !request.path.includes("/wp-json")))
    return request.path === "/" ? page(200, "Sample Store", { link: root }) : page(404, "Page not found");
  const headers = {
    Link: root,
    "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
    "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
  };
  try {
    return reply(
      run(
        shop,
        plain === null ? request : { ...request, path: `/wp-json${plain}` },
        { tls, origin, isPlain: plain !== null },
        handlers,
      ),
      headers,
    );
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return reply({ status: error.status, body: error.body() }, headers);
  }
}

/** Routes that anybody may read. */
const PUBLIC = /^\/wc\/v3(\/orders\/statuses)?$/;

function run(
  shop: Shop,
  request: SandboxRequest,
  seen: { tls: boolean; origin: string; isPlain: boolean },
  handlers: Handlers,
) {
  const path = request.path.replace(/^.*?\/wp-json/, "").replace(/\/$/, "") || "/";
  if (path === "/") return withFields(rootIndex(shop, seen.origin, seen.tls), request);
  const isWoo = /^\/wc[/-]/.test(path);
  const found = PUBLIC.test(path) ? null : authenticate(shop, request);
  // The plain-permalink form is not recognised by the key check, only by application passwords.
  const key = found && ((isWoo && !seen.isPlain) || !found.key.startsWith("ck_")) ? found : null;
  if (!isWoo) return wordpress(shop, path, request, key);
  const guest: ApiKey = { key: "", secret: "", permissions: "read", role: "subscriber", userId: 0, revoked: false };
  const own = path.replace(/^\/wc\/v[12]\b/, "/wc/v3");
  const tracking = trackingPlugin({
    shop,
    method: request.method,
    path,
    at: {},
    params: {},
    body: bodyOf(request),
    key: key ?? guest,
    origin: seen.origin,
    inBatch: false,
  });
  if (tracking) {
    requireStaff(key, request.method === "GET" ? "view" : "create");
    return tracking;
  }
  if (!/^\/wc\/v3\b/.test(own))
    throw new RestError(404, "rest_no_route", "No route was found matching the URL and request method.");
  const guarded: Handlers = Object.fromEntries(
    Object.entries(handlers).map(([route, handler]) => [
      route,
      (call: Call) => {
        if (!PUBLIC.test(own)) requireStaff(key, verbOf(route));
        return handler(call);
      },
    ]),
  );
  return dispatch(shop, { ...request, path: `/wp-json${own}` }, { key: key ?? guest, origin: seen.origin }, guarded);
}

function verbOf(route: string): "view" | "create" | "edit" | "delete" | "batch" {
  if (route.endsWith("/batch")) return "batch";
  if (route.startsWith("GET")) return "view";
  return route.startsWith("POST") ? "create" : route.startsWith("DELETE") ? "delete" : "edit";
}

function bodyOf(request: SandboxRequest): Record<string, unknown> {
  const body = request.json();
  return isObj(body) ? body : {};
}

function withFields(body: Record<string, unknown>, request: SandboxRequest) {
  const names = (request.query.get("_fields") ?? "").split(",").filter((name) => name !== "");
  const retained = Object.entries(body).filter(
    ([name]) => names.length === 0 || names.includes(name) || name === "_links",
  );
  return { status: 200, body: Object.fromEntries(retained), headers: { Allow: "GET" } };
}

/** The few routes of WordPress itself. Consumer keys do not act there. */
function wordpress(shop: Shop, path: string, request: SandboxRequest, key: ApiKey | null) {
  if (path === "/wp/v2/users/me") {
    if (!key) throw new RestError(401, "rest_not_logged_in", "You are not currently logged in.");
    return withFields(
      {
        id: key.userId,
        slug: "admin",
        _links: {
          self: [{ href: `${shop.url}/wp-json/wp/v2/users/1` }],
          collection: [{ href: `${shop.url}/wp-json/wp/v2/users` }],
        },
      },
      request,
    );
  }
  if (path === "/wp/v2/media" && request.method === "POST") return upload(shop, request, key);
  throw new RestError(404, "rest_no_route", "No route was found matching the URL and request method.");
}

/** Pictures are uploaded with an application password only; products then name them by id. */
function upload(shop: Shop, request: SandboxRequest, key: ApiKey | null) {
  if (!key) throw new RestError(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.");
  const file = /filename="([^"]+)"/.exec(request.headers["content-disposition"] ?? "")?.[1] ?? "upload.png";
  const name = file.replace(/\.\w+$/, "");
  const image = { id: nextId(shop, "post"), src: file, name, alt: "", at: shop.clock.now() };
  shop.media.set(image.id, image);
  const body = {
    id: image.id,
    source_url: `${shop.url}/wp-content/uploads/${file}`,
    mime_type: request.headers["content-type"] ?? "",
    media_type: "image",
    title: { raw: name, rendered: name },
  };
  return { status: 201, body, headers: { Allow: "GET, POST" } };
}

function authorizePage(request: SandboxRequest): SandboxReply {
  const problem = authProblem(request.query);
  return problem ? page(problem.status, problem.text) : page(200, "Application authentication request");
}

const HANDLERS: Handlers = {
  ...siteHandlers,
  ...termHandlers,
  ...productHandlers,
  ...orderHandlers,
  ...afterSaleHandlers,
  ...customerHandlers,
  ...couponHandlers,
  ...settingHandlers,
};

/** Starts a shop with an empty catalog, one read/write key, euro (or the given currency) and Cairo time. */
export async function startSandbox(options: SandboxOptions): Promise<WooSandbox> {
  const held: { shop?: Shop; deliveries?: Deliveries; handlers?: Handlers } = {};
  const server = await startSandboxServer({
    provider: "woocommerce",
    options,
    handle: (request) =>
      held.shop && held.handlers ? answer(held.shop, request, held.handlers) : page(503, "Starting"),
    // Hosts and proxies throttle, not the shop: an HTML page with or without Retry-After.
    throttleReply: (seconds) =>
      page(429, "Too Many Requests", seconds === undefined ? {} : { "retry-after": String(seconds) }),
    onRevoke: () => {
      for (const key of held.shop?.keys ?? []) key.revoked = true;
    },
  });
  const shop = newShop(options, server.random, (topic, id) => held.deliveries?.emit(topic, id));
  const deliveries = createDeliveries(
    () => shop,
    (webhook) => server.webhooks.send(webhook),
  );
  shop.url = server.url;
  Object.assign(held, { shop, deliveries, handlers: { ...HANDLERS, ...webhookHandlers(deliveries) } });
  return {
    ...sandboxOn(server, shopControls(shop)),
    state: shop,
    addKey: (permissions, role) => addKey(shop, permissions, role),
    async settle() {
      deliveries.flush();
      await server.settle();
      deliveries.flush();
      await server.settle();
    },
  };
}

/** A Magento 2.4 shop on a real HTTP port: catalog, sources, orders, queue. It calls nobody: there are no webhooks. */
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { orRefusal, Refusal, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { bulkStatus, takeBulk, workOff } from "./bulk.ts";
import { createShop } from "./controls.ts";
import { imsTokenReply, requireIms } from "./ims.ts";
import { setSourceItems } from "./inventory.ts";
import { requireProof } from "./proof.ts";
import { adminPage, maintenancePage, noRoute, refuse } from "./replies.ts";
import type { Route } from "./routes.ts";
import { routesOf } from "./routes.ts";
import { addShirts } from "./sets.ts";
import type { State } from "./state.ts";
import { newState } from "./state.ts";

/** Beyond the common controls: the shop's own books, for tests that need a special shop. */
export interface MagentoSandbox extends Sandbox {
  readonly state: State;
}

export const startSandbox = statefulSandbox({
  provider: "magento",
  newState: ({ currency = "USD", clock }, server) =>
    withShirts(newState({ currency, now: () => clock.now(), random: server.random, url: () => server.url })),
  answering(state, server) {
    const routes = routesOf(state, () => server.url);
    return (request) => answer(state, routes, request, server.url);
  },
  controls: createShop,
  // These are posts that change nothing.
  isWrite: ({ method, path }) =>
    method !== "GET" && !/-information$|source-selection-algorithm-result$|\/ims\/token/.test(path),
  // Magento has no limits of its own; this is the firewall before it.
  throttleReply: (seconds) => withRetryAfter({ status: 429, json: { message: "Too Many Requests" } }, seconds),
  onExpireTokens: (state) => state.ims.tokens.clear(),
  onRevoke(state) {
    // As the admin panel deletes integrations: with their keys.
    state.integrations.length = 0;
    state.ims.tokens.clear();
  },
});

function withShirts(state: State): State {
  addShirts(state);
  return state;
}

function answer(state: State, routes: readonly Route[], request: SandboxRequest, origin: string): SandboxReply {
  return orRefusal(() => {
    if (request.path === "/ims/token/v3") return imsTokenReply(state, request);
    if (state.maintenance) throw maintenancePage();
    if (state.isAdminAddress) throw adminPage();
    if (request.path.startsWith("/image/")) return picture(request.path);
    return call(state, routes, request, origin);
  });
}

/** Any address below /image/: something to upload. Texts hold the bytes of a GIF, which are all below 128. */
function picture(path: string): SandboxReply {
  const isPicture = !path.endsWith(".webp");
  const headers = { "content-type": isPicture ? "image/gif" : "image/webp" };
  return { status: 200, headers, text: isPicture ? "GIF89a-of-a-sandbox" : "RIFF-webp" };
}

const BELOW_REST = /^\/(?:index\.php\/)?rest\/(?:([A-Za-z0-9_]+)\/)?(async\/bulk\/)?V1(\/.*)$/;
const OF_TENANT = /^\/V1(\/async\/bulk)?(\/.*)$/;

interface Address {
  readonly view: string;
  readonly isBulk: boolean;
  readonly path: string;
  readonly isTenant: boolean;
}

function addressOf(state: State, request: SandboxRequest): Address {
  const own = BELOW_REST.exec(request.path);
  if (own) {
    const [, view = "default", bulk, path = ""] = own;
    if (view !== "all" && !state.views.some((one) => one.code === view))
      throw refuse(400, "Specified request cannot be processed.");
    return { view, isBulk: bulk !== undefined, path, isTenant: false };
  }
  const tenant = OF_TENANT.exec(request.path);
  if (!tenant)
    throw new Refusal({ status: 404, headers: { "content-type": "text/html" }, text: "<html><body>404</body></html>" });
  const [, bulk, path = ""] = tenant;
  return { view: request.headers.store ?? "default", isBulk: bulk !== undefined, path, isTenant: true };
}

function call(state: State, routes: readonly Route[], request: SandboxRequest, origin: string): SandboxReply {
  const { view, isBulk, path, isTenant } = addressOf(state, request);
  if (request.method === "PATCH" || request.method === "OPTIONS" || request.method === "HEAD")
    return { status: 405, text: "" };
  if ((request.headers.accept ?? "").startsWith("text/html"))
    return {
      status: 500,
      headers: { "content-type": "text/html; charset=UTF-8" },
      text: "<!doctype html><html><body>Error</body></html>",
    };
  const prove = (resource: string | null) =>
    isTenant ? requireIms(state, request) : requireProof(state, request, origin, resource);
  const route = routes.find((one) => one.method === request.method && one.pattern.test(path));
  if (!route) throw noRoute();
  if (route.resource !== "anonymous") prove(route.resource);
  if (isBulk) {
    if (request.method === "GET") throw refuse(400, "This method is not supported.");
    return takeBulk(state, request, path, "sourceItems");
  }
  if (path.startsWith("/bulk/") && state.hasConsumer)
    workOff(state, request, (one) => orRefusal(() => setSourceItems(state, one)));
  const args = (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
  if (path.startsWith("/bulk/")) return bulkStatus(state, args[0] ?? "");
  return route.handle({ request, args, view });
}

/** The emulated platform: one store behind the shared API host, its proof, its quota and its routes. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { deliver } from "./hooks.ts";
import { errorFor, v3Error } from "./replies.ts";
import { routeOf } from "./routes.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";

export const SANDBOX_CLIENT_SECRET = "c0ffee5e79abeb1c1d2b3f4a5968778695a4b3c2d1e0f0e1d2c3b4a596877869";

/** Standard and Plus: 150 calls in windows of 30 s, whoever makes them. */
const QUOTA = 150;
const WINDOW_MS = 30_000;

export interface BigCommerceSandbox extends Sandbox {
  /** Controls beyond what every platform has. */
  readonly store: State;
}

function newState(options: SandboxOptions): Omit<State, "emit"> {
  let last = 100;
  return {
    clock: options.clock,
    // Two stores of one seller are two accounts: the seed makes the hash.
    hash: `mugs${(options.seed ?? 1).toString(36).padStart(3, "0")}`,
    clientId: "m9r6keqmo7h7f23btnpwernbez1kglk",
    clientSecret: SANDBOX_CLIENT_SECRET,
    token: "t0ken5andb0xaccess9f8e7d6c5b4a3f1",
    currency: options.currency ?? "USD",
    status: "live",
    products: new Map(),
    orders: new Map(),
    categories: new Map(),
    brands: new Map(),
    customers: new Map(),
    hooks: new Map(),
    certificates: new Map(),
    promotions: new Map(),
    priceLists: new Map(),
    coupons: new Map(),
    locations: [{ id: 1, label: "Default location", enabled: true }],
    inventory: { takes: "order_placed", returns: true, edits: true },
    denied: new Set(),
    nextId() {
      last += 1;
      return last;
    },
  };
}

/** Counts a call and tells what is left; null when the window is used up. */
function createQuota(now: () => number): () => { readonly headers: Record<string, string>; readonly isOver: boolean } {
  let window = -1;
  let used = 0;
  return () => {
    const current = Math.floor(now() / WINDOW_MS);
    if (current !== window) [window, used] = [current, 0];
    const isOver = used >= QUOTA;
    if (!isOver) used += 1;
    return {
      isOver,
      headers: {
        "x-rate-limit-requests-quota": String(QUOTA),
        "x-rate-limit-requests-left": String(QUOTA - used),
        "x-rate-limit-time-window-ms": String(WINDOW_MS),
        "x-rate-limit-time-reset-ms": String((current + 1) * WINDOW_MS - now()),
      },
    };
  };
}

function handle(state: State, request: SandboxRequest): SandboxReply {
  const match = /^\/stores\/([a-z0-9]+)\/(v[23])\/(.+)$/.exec(request.path);
  if (!match || match[1] !== state.hash) return errorFor(request.path, 404, "The requested resource was not found.");
  if (request.headers["x-auth-token"] !== state.token) return errorFor(request.path, 401, "Unauthorized");
  const found = routeOf(request.method, `${match[2]}/${match[3]}`);
  if (!found) return errorFor(request.path, 404, "The requested resource was not found.");
  if (found.scopes.some((scope) => state.denied.has(scope)))
    return errorFor(request.path, 403, "You don't have a required scope to access the endpoint");
  return found.run(state, request, found.ids);
}

export async function startSandbox(options: SandboxOptions): Promise<BigCommerceSandbox> {
  let server: SandboxServer | undefined;
  const state: State = {
    ...newState(options),
    emit: (scope, data) => {
      if (server) deliver(state, server, scope, data);
    },
  };
  const quota = createQuota(() => options.clock.now());
  const dead = () => {
    state.token = `${state.token.slice(0, -4)}dead`;
  };
  const started = await startSandboxServer({
    provider: "bigcommerce",
    options,
    handle(request) {
      const { isOver, headers } = quota();
      const reply = isOver ? v3Error(429, "Too many requests") : handle(state, request);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    },
    // A quote books nothing.
    isWrite: ({ method, path }) => !["GET", "HEAD"].includes(method) && !path.endsWith("/refund_quotes"),
    // Without headers it is not our quota but the store that is overloaded.
    throttleReply: (seconds) => ({
      ...v3Error(429, "Too many requests"),
      ...(seconds === undefined ? {} : { headers: { "x-rate-limit-time-reset-ms": String(seconds * 1000) } }),
    }),
    onExpireTokens: dead,
    onRevoke: dead,
  });
  server = started;
  return { ...sandboxOn(started, createShop(state)), store: state };
}

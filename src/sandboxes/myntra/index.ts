/** Myntra's marketplace API on a real HTTP port: tokens at /authorization, everything else under /partner/v4. */
import { counting } from "../../connectors/kit/sandbox/counting.ts";
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handleInventory } from "./inventory.ts";
import { handleOrders } from "./orders.ts";
import { failure, throttled } from "./replies.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";
import { handleTokens, tokenProblem } from "./tokens.ts";

export interface MyntraSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

/** Starts a seller without styles and with one warehouse. Myntra keeps its books in rupees, whatever is asked for. */
export const startSandbox = statefulSandbox({
  provider: "myntra",
  newState,
  handle,
  controls: createShop,
  isWrite: ({ method, path }) => method !== "GET" && !path.endsWith("/search") && !path.startsWith("/authorization/"),
  throttleReply: throttled,
  onExpireTokens: (state) => state.tokens.clear(),
  onRevoke: (state) => {
    state.isRevoked = true;
  },
});

function newState(options: SandboxOptions, server: SandboxServer): State {
  const word = (signs: number) =>
    Array.from({ length: signs }, () => Math.floor(server.random() * 36).toString(36)).join("");
  const state: State = {
    clock: options.clock,
    // Two sellers are two accounts: the seed makes the id.
    merchantId: `M${100_000 + (options.seed ?? 1)}`,
    secretKey: word(32),
    warehouses: ["WH01"],
    tokens: new Set(),
    refreshTokens: new Set(),
    isRevoked: false,
    staleTokens: 0,
    tokensIn: "headers",
    expiryAs: 200,
    quantityField: "inventoryCount",
    warehouseField: "storeCode",
    firstStatus: "WP",
    failing: new Map(),
    notYet: new Set(),
    styles: new Map(),
    orders: new Map(),
    webhooks: undefined,
    answers: [],
    next: counting(),
    word,
    call(method, path, body) {
      if (state.webhooks === undefined) return;
      server.webhooks.send({
        url: `${state.webhooks.url}/${path}`,
        method,
        headers: {
          "content-type": "application/json",
          access_token: state.webhooks.token,
          "x-partner-store": "MYNTRA",
        },
        body: JSON.stringify(body),
        onResult: (status) => void state.answers.push(status),
      });
    },
  };
  return state;
}

function handle(request: SandboxRequest, state: State): SandboxReply {
  // Akamai, in front of Myntra.
  if (request.method === "PUT" && request.body.byteLength === 0)
    return { status: 411, text: "<html><body>411 Length Required</body></html>" };
  const tokens = handleTokens(request, state);
  if (tokens !== null) return tokens;
  const problem = tokenProblem(request, state);
  if (problem !== null) return problem;
  return handleOrders(request, state) ?? handleInventory(request, state) ?? failure(404, "No such resource", 404);
}

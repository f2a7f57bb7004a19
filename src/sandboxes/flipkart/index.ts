/** Flipkart on a real HTTP port: tokens on the root, everything else under /sellers. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handleActions } from "./actions.ts";
import { handleListings } from "./listings.ts";
import { handleOauth, tokenProblem } from "./oauth.ts";
import { notFound, ok, throttled } from "./replies.ts";
import { handleReturns } from "./returns.ts";
import { handleShipments } from "./shipments.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";

/** The operator's partner application as the emulated Flipkart registered it. */
export const PARTNER = {
  clientId: "6113ca4a-0000-4000-8000-1697f925ec7b",
  clientSecret: "669a57f4-0000-4000-8000-1697f925ec7b",
} as const;

export interface FlipkartSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

const LABEL_MS = 7_000;

/** Starts a seller without listings, with one location. Flipkart keeps its books in rupees, whatever is asked for. */
export const startSandbox = statefulSandbox({
  provider: "flipkart",
  newState,
  handle,
  controls: createShop,
  isWrite,
  throttleReply: throttled,
  onExpireTokens: (state) => state.tokens.clear(),
  onRevoke: (state) => {
    state.isRevoked = true;
  },
});

function newState(options: SandboxOptions, server: SandboxServer): State {
  let next = 0;
  const number = (digits: number) => {
    next += 1;
    return String(next).padStart(digits, "0");
  };
  const hex = (signs: number) =>
    Array.from({ length: signs }, () => Math.floor(server.random() * 16).toString(16)).join("");
  const seed = (options.seed ?? 1).toString(16).padStart(6, "0");
  return {
    clock: options.clock,
    appId: `7a3d0000-0000-4000-8000-${seed.padStart(12, "0")}`,
    appSecret: `2f9e0000-1111-4222-8333-${hex(12)}`,
    ...PARTNER,
    // Two sellers of one operator are two accounts: the seed makes the id.
    sellerId: `seller${seed}`,
    tokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    isRevoked: false,
    locations: [`LOC${seed}a`],
    tellsLocations: false,
    listings: new Map(),
    shipments: new Map(),
    byOrder: new Map(),
    returns: new Map(),
    notificationUrl: undefined,
    signsAs: "seller",
    labelMs: LABEL_MS,
    defaultType: "NORMAL",
    refusals: new Map(),
    number,
    uuid: () => `d1335000-0000-4000-8000-${number(12)}`,
    secret: () => hex(36),
    deliver: (url, headers, body) => server.webhooks.send({ url, headers, body }),
  };
}

/** Searches and details are asked for with POST. */
function isWrite({ method, path }: SandboxRequest): boolean {
  return method !== "GET" && !/\/(filter|search|details)$/.test(path);
}

function handle(request: SandboxRequest, state: State): SandboxReply {
  const oauth = handleOauth(request, state);
  if (oauth !== null) return oauth;
  const problem = tokenProblem(request, state);
  if (problem !== null) return problem;
  if (request.path === "/sellers/locations/allLocations" && state.tellsLocations)
    return ok({ locations: state.locations.map((locationId) => ({ locationId })) });
  for (const part of [handleListings, handleShipments, handleActions, handleReturns]) {
    const reply = part(request, state);
    if (reply !== null) return reply;
  }
  return notFound;
}

/** Squarespace on a real HTTP port: the API's and the login host's paths side by side. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { createLimit, handleApi } from "./api.ts";
import { throttled } from "./replies.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";

/** The operator's app as the emulated Squarespace registered it. */
export const APP = { clientId: "sandbox-client", clientSecret: "sandbox-client-secret-0123456789" } as const;

export interface SquarespaceSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

/** Starts a site with no products; `currency` defaults to USD. */
export async function startSandbox(options: SandboxOptions): Promise<SquarespaceSandbox> {
  const expire = () => {
    for (const access of state.access.values()) if (access.kind === "token") access.endsAt = 0;
  };
  const revoke = () => {
    for (const access of state.access.values()) access.endsAt = 0;
    state.refreshTokens.clear();
  };
  const server = await startSandboxServer({
    provider: "squarespace",
    options,
    handle: (request) => handleApi(request, state, isWithinLimit),
    isWrite: ({ method, path }) => method !== "GET" && !path.startsWith("/api/1/login/"),
    throttleReply: throttled,
    onExpireTokens: expire,
    onRevoke: revoke,
  });
  let next = 0;
  const number = (digits: number) => {
    next += 1;
    return next.toString(16).padStart(digits, "0");
  };
  const state: State = {
    currency: options.currency ?? "USD",
    // Two sites of one operator are two accounts: the seed makes the id.
    websiteId: `5f3c3d55ac435e1a${(options.seed ?? 1).toString(16).padStart(8, "0")}`,
    ...APP,
    expired: false,
    access: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    withdrawn: new Set(),
    products: new Map(),
    bySku: new Map(),
    byVariant: new Map(),
    orders: new Map(),
    discounts: [],
    documents: new Map(),
    contacts: [],
    hooks: new Map(),
    given: new Map(),
    clock: options.clock,
    hexId: () => `65a0${number(20)}`,
    uuid: () => `5a4e0000-0000-4000-8000-${number(12)}`,
    secret: () =>
      Array.from({ length: 8 }, () =>
        Math.floor(server.random() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, "0"),
      ).join(""),
    deliver: (url, headers, body) => server.webhooks.send({ url, headers, body }),
  };
  const isWithinLimit = createLimit(state);
  return { ...sandboxOn(server, createShop(state)), state };
}

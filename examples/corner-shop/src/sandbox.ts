/** Corner Shop on a real HTTP port. */
import type { Sandbox, SandboxOptions } from "@argosy/connector-kit/sandbox/sandbox";
import { sandboxOn, startSandboxServer } from "@argosy/connector-kit/sandbox/server";
import { handleApi, recognising, throttle } from "./sandbox-api.ts";
import { createShop } from "./sandbox-shop.ts";
import type { State } from "./sandbox-state.ts";

const PER_SECOND = 5;
const BURST = 20;

/** Starts a shop with no products; `currency` defaults to USD. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const bucket = { tokens: BURST, at: options.clock.now() };
  const isWithinLimit = () => {
    const now = options.clock.now();
    bucket.tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1_000) * PER_SECOND);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
  const revoke = () => {
    for (const key of state.keys.keys()) state.keys.set(key, "revoked");
  };
  const server = await startSandboxServer({
    provider: "corner_shop",
    options,
    handle: (request) => (isWithinLimit() ? handleApi(request, state) : throttle(1)),
    ...recognising,
    throttleReply: throttle,
    onExpireTokens: revoke,
    onRevoke: revoke,
  });
  let next = 1_000;
  const state: State = {
    currency: options.currency ?? "USD",
    keys: new Map(),
    products: new Map(),
    orders: new Map(),
    hooks: new Map(),
    given: new Set(),
    clock: options.clock,
    id() {
      next += 1;
      return String(next);
    },
    now: () => new Date(options.clock.now()).toISOString(),
    send: (hook, delivery, body, signature) =>
      server.webhooks.send({
        url: hook.url,
        headers: { "content-type": "application/json", "x-shop-delivery": delivery, "x-shop-signature": signature },
        body,
      }),
  };
  return sandboxOn(server, createShop(state));
}

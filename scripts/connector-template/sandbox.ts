/** Template Shop on a real HTTP port. */
import type { Sandbox, SandboxOptions } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../src/connectors/kit/sandbox/server.ts";
import { expire, newAccess, revoke } from "./sandbox-access.ts";
import { handleApi, recognising, throttle } from "./sandbox-api.ts";
import { createShop, LIMIT } from "./sandbox-shop.ts";
import type { State } from "./sandbox-state.ts";

/** Starts a shop with no products; `currency` defaults to USD. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const bucket: { tokens: number; at: number } = { tokens: LIMIT.burst, at: options.clock.now() };
  const isWithinLimit = () => {
    const now = options.clock.now();
    bucket.tokens = Math.min(LIMIT.burst, bucket.tokens + ((now - bucket.at) / 1_000) * LIMIT.perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
  const server = await startSandboxServer({
    provider: "template_shop",
    options,
    handle: (request) => (isWithinLimit() ? handleApi(request, state) : throttle(1)),
    ...recognising,
    throttleReply: throttle,
    onExpireTokens: () => expire(state.access),
    onRevoke: () => revoke(state.access),
  });
  let next = 1_000;
  const state: State = {
    shopId: `shop-${options.seed ?? 1}`,
    currency: options.currency ?? "USD",
    access: newAccess(options.clock),
    products: new Map(),
    orders: new Map(),
    hooks: new Map(), // #if webhooks
    given: new Set(),
    clock: options.clock,
    id() {
      next += 1;
      return String(next);
    },
    now: () => new Date(options.clock.now()).toISOString(),
    // #if webhooks
    send: (hook, delivery, body, signature) =>
      server.webhooks.send({
        url: hook.url,
        headers: { "content-type": "application/json", "x-shop-delivery": delivery, "x-shop-signature": signature },
        body,
      }),
    // #end
  };
  return sandboxOn(server, createShop(state));
}

/** A retailer's own shop on a real HTTP port, behind one of four styles of API. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import {
  type SandboxReply,
  sandboxOn,
  startSandboxServer,
  withRetryAfter,
} from "../../connectors/kit/sandbox/server.ts";
import { createControls } from "./shop.ts";
import type { State } from "./state.ts";
import { STYLES, type StyleName } from "./styles.ts";

const PER_SECOND = 20;
const BURST = 40;

/** The richest style: OAuth 2, cursors, batches, idempotency keys, Standard Webhooks. */
export const startSandbox = (options: SandboxOptions): Promise<Sandbox> => startStyle("cursor", options);

/** Starts a shop with no products; `currency` defaults to the style's own. */
export async function startStyle(name: StyleName, options: SandboxOptions): Promise<Sandbox> {
  const style = STYLES[name];
  const isWithinLimit = limiter(options);
  let next = 1_000;
  const state: State = {
    currency: options.currency ?? usualCurrency(style.example),
    clock: options.clock,
    products: new Map(),
    orders: new Map(),
    categories: new Map(),
    codes: new Map(),
    cards: new Map(),
    given: new Map(),
    secrets: new Set(),
    tokens: new Set(),
    hook: null,
    id() {
      next += 1;
      return String(next);
    },
    now: () => options.clock.now(),
    tell(what, id) {
      const { hook } = state;
      const delivery = hook && style.delivery(what, id, state, hook.secret);
      if (!hook || !delivery) return;
      const headers = { "content-type": "application/json", ...delivery.headers };
      server.webhooks.send({ url: hook.url, headers, body: delivery.body });
    },
  };
  const server = await startSandboxServer({
    provider: "custom_api",
    options,
    handle: (request) => (isWithinLimit() ? style.handle(request, state) : throttle(1)),
    // Asking whether a code counts changes nothing.
    isWrite: ({ method, path }) => method !== "GET" && !path.startsWith("/oauth/") && !path.endsWith("/codes"),
    throttleReply: throttle,
    onExpireTokens: () => state.tokens.clear(),
    onRevoke() {
      state.secrets.clear();
      state.tokens.clear();
    },
  });
  const shop = {
    ...createControls(state),
    credentials() {
      const [existing] = state.secrets;
      const secret = existing ?? `secret_${state.id().padStart(24, "0")}`;
      state.secrets.add(secret);
      const currency = options.currency === undefined ? {} : { currency: options.currency };
      return {
        manifest: style.example,
        ...currency,
        ...(style.secretField === null ? {} : { [style.secretField]: secret }),
      };
    },
    installWebhooks(urls: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
      const bytes = Buffer.alloc(32, `hook ${state.id()}`);
      state.hook = { url: urls[""] ?? "", secret: `whsec_${bytes.toString("base64")}` };
      return { webhookSecret: state.hook.secret };
    },
  };
  return sandboxOn(server, shop);
}

const usualCurrency = (example: string): string => (JSON.parse(example) as { currency: string }).currency;

function throttle(seconds: number | undefined): SandboxReply {
  return withRetryAfter({ status: 429, json: { error: { code: "slow_down", message: "Too many calls." } } }, seconds);
}

function limiter({ clock }: SandboxOptions): () => boolean {
  const bucket = { tokens: BURST, at: clock.now() };
  return () => {
    const now = clock.now();
    bucket.tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1_000) * PER_SECOND);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}

/** A stateful emulator of a Shopify shop's Admin API on a real HTTP port; see README.md for what it keeps to. */

import { documentLabel, isMutation } from "../../connectors/kit/sandbox/graphql.ts";
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { SCOPES } from "../../connectors/shopify/scopes.ts";
import { leakyBucket } from "./cost.ts";
import type { GraphqlServer } from "./graphql.ts";
import { graphqlServer } from "./graphql.ts";
import { emitter } from "./hooks.ts";
import type { Oauth } from "./oauth.ts";
import { oauth } from "./oauth.ts";
import { sandboxShop } from "./shop.ts";
import type { ShopState } from "./state.ts";

/** The shop is on Plus: 1,000 points a second (shopify.dev rate limits, read 2026-11). */
const BUCKET = { maximum: 20_000, restoreRate: 1_000 };

export interface ShopifySandbox extends Sandbox {
  /** The whole shop, for controls beyond the common ones (locations, scopes, bulk switch, edits). */
  readonly state: ShopState;
}

/** Starts an empty shop with one location. Rejects when the port is in use. */
export async function startSandbox(options: SandboxOptions): Promise<ShopifySandbox> {
  let server: SandboxServer | null = null;
  const state = emptyShop(options, () => server);
  const bucket = leakyBucket(options.clock, BUCKET.maximum, BUCKET.restoreRate);
  const graphql = graphqlServer(state, bucket);
  const tokens = oauth(state, () => server?.random() ?? 0);
  server = await startSandboxServer({
    provider: "shopify",
    options,
    handle: (request) => route(request, { state, graphql, tokens }),
    // Starting an export changes nothing in the shop.
    isWrite: (request) => isMutation(request) && !request.text.includes("mutation ArgosyBulkRun"),
    labelOf: (request) => (request.path.endsWith("graphql.json") ? documentLabel(request) : ""),
    throttleReply: (seconds) => graphql.throttled(seconds),
    onExpireTokens: () => tokens.expireTokens(),
    onRevoke: () => tokens.revoke(),
  });
  return { ...sandboxOn(server, sandboxShop(state)), state };
}

function route(
  request: SandboxRequest,
  shop: { state: ShopState; graphql: GraphqlServer; tokens: Oauth },
): SandboxReply | Promise<SandboxReply> {
  if (request.path === "/admin/oauth/access_token" && request.method === "POST") return shop.tokens.handle(request);
  if (request.path === "/admin/oauth/authorize" && request.method === "GET") return shop.tokens.authorize(request);
  const api = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(request.path);
  if (api?.[1] && request.method === "POST") return shop.graphql.handle(request, api[1]);
  const file = /^\/bulk\/(\d+)\.jsonl$/.exec(request.path);
  const bulk = file?.[1] ? shop.state.bulks.get(file[1]) : undefined;
  if (bulk) return { status: 200, headers: { "content-type": "application/jsonl" }, text: bulk.lines };
  return { status: 404, json: { errors: "Not Found" } };
}

function emptyShop(options: SandboxOptions, server: () => SandboxServer | null): ShopState {
  const seed = String(options.seed ?? 1);
  const hex = (mark: string) => mark.repeat(32).slice(0, 32 - seed.length) + seed;
  const state: ShopState = {
    clock: options.clock,
    domain: `argosy-sandbox-${seed}.myshopify.com`,
    name: `Sandbox shop ${seed}`,
    currency: options.currency ?? "EUR",
    clientId: hex("c1"),
    clientSecret: `shpss_${hex("5e")}`,
    legacyToken: `shpat_${hex("1e")}`,
    legacySecret: hex("9f"),
    locations: [{ id: "1", name: "Main warehouse", active: true }],
    publications: [{ id: "1", title: "Online Store" }],
    products: new Map(),
    variants: new Map(),
    handles: new Set(),
    variantIdOfItem: new Map(),
    variantIdOfSku: new Map(),
    levels: new Map(),
    collections: new Map(),
    customers: new Map(),
    orders: new Map(),
    subscriptions: new Map(),
    jobs: new Map(),
    payouts: [],
    discounts: [],
    giftCards: [],
    priceLists: [],
    bulks: new Map(),
    tokens: new Map(),
    idempotency: new Map(),
    scopes: SCOPES.map((use) => use.scope),
    bulkEnabled: true,
    nextId: 1_000_000,
    emit: (topic, payload) => emit(topic, payload),
    url: () => server()?.url ?? "",
  };
  const emit = emitter(state, server);
  state.tokens.set(state.legacyToken, { kind: "legacy", scopes: state.scopes, expiresMs: Number.POSITIVE_INFINITY });
  return state;
}

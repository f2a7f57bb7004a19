/** Wix on a real HTTP port: the API, the token endpoint and the install page side by side. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import {
  type SandboxReply,
  type SandboxRequest,
  sandboxOn,
  startSandboxServer,
} from "../../connectors/kit/sandbox/server.ts";
import { createLimit, install, issueToken, refuseCaller, tokenInfo } from "./access.ts";
import { claimsOf, signedToken } from "./events.ts";
import { throttled } from "./replies.ts";
import { dispatch } from "./routes.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";

export interface WixSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

export interface SiteOptions extends SandboxOptions {
  readonly catalog?: State["catalog"] | undefined;
  readonly access?: State["access"] | undefined;
}

const READS = /\/(query|search|list-by-ids|query-variants|get-order-refundability|token|token-info)$/;

type Send = (url: string, body: string) => void;

/** A site with nothing in it yet. Two sites of one test are two accounts: the seed makes the ids. */
function newState(options: SiteOptions, send: Send): State {
  const seed = (options.seed ?? 1).toString(16).padStart(4, "0").slice(-4);
  const sequences = new Map<string, number>();
  let [ids, number] = [0, 10_000];
  const guid = () => {
    ids += 1;
    return `${seed}0000-0000-4000-8000-${ids.toString(16).padStart(12, "0")}`;
  };
  const state: State = {
    catalog: options.catalog ?? "V3",
    access: options.access ?? "app",
    currency: options.currency ?? "EUR",
    siteId: guid(),
    instanceId: guid(),
    app: { id: guid(), secret: `secret-${guid()}` },
    apiKey: `IST.sandbox-key-${guid()}`,
    tokens: new Map(),
    signedInstances: new Map(),
    closed: new Set(),
    quirks: { refusesProductSort: false, merchantDataClosed: false },
    products: new Map(),
    inventory: new Map(),
    locations: [{ id: guid(), name: "Main" }],
    categories: new Map(),
    orders: new Map(),
    coupons: [],
    giftCards: [],
    contacts: new Map(),
    webhookUrl: "",
    clock: options.clock,
    guid,
    nextNumber: () => {
      number += 1;
      return String(number);
    },
    emit(type, event) {
      if (state.webhookUrl === "") return;
      const entity = event.entityId ?? "";
      const sequence = (sequences.get(entity) ?? 0) + 1;
      sequences.set(entity, sequence);
      send(state.webhookUrl, signedToken(claimsOf(state, type, event, sequence)));
    },
  };
  return state;
}

function revoke(state: State): void {
  state.tokens.clear();
  state.apiKey = "";
  state.app.secret = state.guid();
}

function handle(state: State, isWithinLimit: () => boolean, request: SandboxRequest): SandboxReply {
  if (request.path === "/app-installer") return install(state, request);
  if (request.path === "/oauth2/token") return issueToken(state, request);
  if (request.path === "/oauth2/token-info") return tokenInfo(state, request);
  const refusal = refuseCaller(state, request);
  if (refusal) return refusal;
  return isWithinLimit() ? dispatch(state, request) : throttled(undefined);
}

/** A site on Catalog V3 with an app of the merchant's own; `currency` defaults to EUR. */
export async function startSandbox(options: SiteOptions): Promise<WixSandbox> {
  const state = newState(options, (url, body) =>
    server.webhooks.send({ url, headers: { "content-type": "text/plain" }, body }),
  );
  const isWithinLimit = createLimit(state);
  const server = await startSandboxServer({
    provider: "wix",
    options,
    handle: (request) => handle(state, isWithinLimit, request),
    isWrite: ({ method, path }) => method !== "GET" && !READS.test(path),
    throttleReply: throttled,
    onExpireTokens: () => {
      for (const token of state.tokens.keys()) state.tokens.set(token, 0);
    },
    onRevoke: () => revoke(state),
  });
  return { ...sandboxOn(server, createShop(state)), state };
}

/** A site of old: Catalog V1, connected by an API key, which gets no webhooks. */
export const startOldSite = (options: SandboxOptions): Promise<WixSandbox> =>
  startSandbox({ ...options, catalog: "V1", access: "api_key" });

/** Shopee on a real HTTP port: the consent page and the API's paths side by side. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { handle, isWrite } from "./api.ts";
import { createShop } from "./controls.ts";
import { notifyEnding } from "./pushes.ts";
import { throttled } from "./replies.ts";
import type { State } from "./state.ts";

/** The operator's app as the emulated Open Platform registered it. */
export const APP = {
  partnerId: "2001887",
  partnerKey: "7368706b43786a4d6e4b4e6d53427a51",
  pushPartnerKey: "70757368706172746e65726b65793031",
} as const;

/** Region by currency; a currency Shopee does not sell in gets a region of its own. */
const REGIONS: Readonly<Record<string, string>> = {
  SGD: "SG",
  MYR: "MY",
  THB: "TH",
  IDR: "ID",
  VND: "VN",
  PHP: "PH",
  TWD: "TW",
  BRL: "BR",
  MXN: "MX",
};

export interface ShopeeSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
  /** Shopee tells the app whose consent ends within a week. */
  tellEnding(): void;
}

/** Starts a shop with no products; `currency` defaults to SGD and names the region. */
export async function startSandbox(options: SandboxOptions): Promise<ShopeeSandbox> {
  const currency = options.currency ?? "SGD";
  let next = 2_500_100_000;
  const server = await startSandboxServer({
    provider: "shopee",
    options,
    handle: (request) => handle(request, state),
    isWrite,
    throttleReply: throttled,
    onExpireTokens: () => {
      for (const access of state.access.values()) access.endsAt = 0;
    },
    onRevoke: () => {
      for (const access of state.access.values()) access.endsAt = 0;
      state.refresh.clear();
    },
  });
  const state: State = {
    ...emptyShop(options.clock),
    clock: options.clock,
    currency,
    region: REGIONS[currency] ?? "ZZ",
    // Two shops of one operator are two accounts: the seed makes the id.
    shopId: 14_701_700 + (options.seed ?? 1),
    name: "Sandbox shop",
    partnerId: Number(APP.partnerId),
    partnerKey: APP.partnerKey,
    pushKey: APP.pushPartnerKey,
    mainAccount: null,
    others: new Map(),
    access: new Map(),
    refresh: new Map(),
    codes: new Map(),
    push: { url: "", on: new Set(), blocked: new Set(), status: "Normal" },
    nextId: () => {
      next += 1;
      return next;
    },
    token: () =>
      Array.from({ length: 4 }, () =>
        Math.floor(server.random() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, "0"),
      ).join(""),
    deliver: (url, headers, body) => server.webhooks.send({ url, headers, body }),
    url: () => server.url,
    // Ids far from those the seeds make.
    another: (name) => ({
      ...state,
      ...emptyShop(options.clock),
      shopId: state.shopId + 1_000_000 * (state.others.size + 1),
      name,
    }),
  };
  return { ...sandboxOn(server, createShop(state)), state, tellEnding: () => notifyEnding(state) };
}

/** What each shop has of its own. */
function emptyShop(clock: SandboxOptions["clock"]) {
  return {
    pushSignedBy: "partner",
    shopStatus: "NORMAL",
    isGlobal: false,
    isAbroad: false,
    consentEndsAt: Math.floor(clock.now() / 1000) + 300 * 86_400,
    forbidden: new Set<string>(),
    items: new Map(),
    pictures: new Map(),
    locations: new Map(),
    collections: new Map(),
    orders: new Map(),
    returns: new Map(),
    reviews: false,
    violations: new Map(),
    masksBuyers: false,
    handOver: ["pickup"],
    maxOffset: 10_000,
  } satisfies Partial<State>;
}

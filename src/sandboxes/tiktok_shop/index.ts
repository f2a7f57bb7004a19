/** TikTok Shop on a real HTTP port: the API's, the token and the consent hosts' paths side by side. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { createLimit, handleApi } from "./api.ts";
import { throttled } from "./replies.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";

/** The operator's app as Partner Center shows it. */
export const APP = {
  appKey: "6abc0de1fghij",
  appSecret: "sandboxsecret0123456789abcdef01234567",
  serviceId: "7400000000000000001",
} as const;

const SCOPES = [
  "seller.authorization.info",
  "seller.shop.info",
  "seller.order.info",
  "seller.product.basic",
  "seller.product.write",
  "seller.product.delete",
  "seller.fulfillment.basic",
  "seller.fulfillment.package.write",
  "seller.logistics",
  "seller.return_refund.basic",
  "seller.promotion.info",
  "seller.finance.info",
];

const MARKETS: Readonly<Record<string, string>> = {
  USD: "US",
  GBP: "GB",
  EUR: "DE",
  JPY: "JP",
  MYR: "MY",
  IDR: "ID",
  VND: "VN",
};

export interface TikTokSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

/** Starts a shop with two warehouses and no products; `currency` defaults to GBP and picks the market. */
export async function startSandbox(options: SandboxOptions): Promise<TikTokSandbox> {
  const server = await startSandboxServer({
    provider: "tiktok_shop",
    options,
    handle: (request) => handleApi(request, state, isWithinLimit),
    isWrite: ({ method, path }) => !["GET", "HEAD"].includes(method) && !/\/(?:search|recommend|query)$/.test(path),
    throttleReply: throttled,
    onExpireTokens: () => {
      for (const token of state.access.keys()) state.access.set(token, 0);
    },
    onRevoke: () => {
      for (const token of state.access.keys()) state.access.set(token, 0);
      state.refresh.clear();
    },
  });
  const seed = options.seed ?? 1;
  let next = 0;
  const state: State = {
    ...login(seed),
    ...emptyShop(options.currency ?? "GBP", seed, "Sandbox shop"),
    clock: options.clock,
    // Nineteen digits: more than a number holds.
    id: () => {
      next += 1;
      return String(1_729_000_000_000_000_000n + BigInt(seed) * 1_000_000_000_000n + BigInt(next));
    },
    token: () => Array.from({ length: 5 }, () => Math.floor(server.random() * 2 ** 32).toString(36)).join(""),
    random: () => server.random(),
    url: () => server.url,
    deliver: (url, headers, body) => server.webhooks.send({ url, headers, body }),
    another: (name) => ({
      ...state,
      ...emptyShop(options.currency ?? "GBP", seed + 1_000 * (state.otherShops.length + 1), name),
    }),
  };
  const isWithinLimit = createLimit(state);
  return { ...sandboxOn(server, createShop(state)), state };
}

type Made = "clock" | "id" | "token" | "random" | "url" | "deliver" | "another";
type OfLogin =
  | "login"
  | "app"
  | "redirectUrl"
  | "otherShops"
  | "userType"
  | "grantedScopes"
  | "codes"
  | "access"
  | "refresh";

/** What the shops of one login share. */
function login(seed: number): Pick<State, OfLogin> {
  return {
    // Two sandboxes are two sellers.
    login: `70107360571803${String(seed).padStart(5, "0")}`,
    app: { key: APP.appKey, secret: APP.appSecret, serviceId: APP.serviceId },
    redirectUrl: "https://hub.example/api/integrations/tiktok_shop/oauth/callback",
    otherShops: [],
    userType: 0,
    grantedScopes: [...SCOPES],
    codes: new Map(),
    access: new Map(),
    refresh: new Set(),
  };
}

function emptyShop(currency: string, seed: number, name: string): Omit<State, Made | OfLogin> {
  const number = String(seed).padStart(4, "0");
  const place = { type: "SALES_WAREHOUSE", status: "ENABLED" };
  return {
    currency,
    shop: {
      id: `749404964264244${number}`,
      name,
      region: MARKETS[currency] ?? "GB",
      sellerType: "LOCAL",
      cipher: `GCP_XF90igAAAABh00qsWgtvOiGFNqyu${number}`,
      code: `GBLC${number}`,
    },
    forbidden: new Set(),
    isSellerInactive: false,
    warehouses: [
      { ...place, id: `70685172755397${number}1`, name: "Main warehouse", isDefault: true },
      { ...place, id: `70685172755397${number}2`, name: "Returns", type: "RETURN_WAREHOUSE", isDefault: false },
    ],
    providers: [
      { id: "7117858858072016686", name: "Royal Mail" },
      { id: "7117858858072016687", name: "DHL" },
      { id: "7117858858072016688", name: "Post" },
    ],
    products: new Map(),
    orders: new Map(),
    packages: new Map(),
    returns: new Map(),
    cancellations: new Map(),
    coupons: [],
    statements: [],
    hooks: new Map(),
    given: new Map(),
    pictures: new Map(),
    refusesZero: false,
    audits: "approve",
  };
}

/** eBay on a real HTTP port: consent, tokens and the APIs of all its hosts side by side. */

import { SITES } from "../../connectors/ebay/sites.ts";
import type { SandboxOptions, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handle } from "./api.ts";
import type { Goods } from "./goods.ts";
import { inventoryGoods } from "./inventory-goods.ts";
import { newNoticeKey } from "./notices.ts";
import { throttled } from "./replies.ts";
import { createShop } from "./shop.ts";
import { siteGoods } from "./site-goods.ts";
import type { State } from "./state.ts";
import { callName } from "./trading.ts";

const TRADING = "/ws/api.dll";
const SCOPE = "https://api.ebay.com/oauth/api_scope";
const SCOPES = ["", "/sell.inventory", "/sell.fulfillment", "/sell.finances", "/commerce.identity.readonly"].concat(
  "/sell.account.readonly",
  "/commerce.message",
  "/sell.payment.dispute",
);

/** Reading many items is a POST; asking for a token changes nothing. */
const READS = /\/oauth2\/token$|\/bulk_get_inventory_item$|\/signing_key$/;

function newState(options: SandboxOptions, server: SandboxServer): State {
  let next = 0;
  const currency = options.currency ?? "USD";
  const site = SITES.find((one) => one.currency === currency)?.id ?? "EBAY_US";
  return {
    clock: options.clock,
    site,
    currency,
    // Two accounts of one operator differ.
    userId: `sandboxUser${(options.seed ?? 1).toString().padStart(6, "0")}`,
    registeredOn: site,
    clientId: "Argosy-Sandbox-PRD-0123456789",
    clientSecret: "PRD-sandbox-0123456789abcdef",
    ruName: "Argosy-ArgosySa-Argosy-abcdefgh",
    acceptUrl: "https://hub.example/api/integrations/ebay/oauth/callback",
    keyset: new Set(SCOPES.map((scope) => `${SCOPE}${scope}`)),
    codes: new Map(),
    access: new Map(),
    refreshTokens: new Map(),
    signingKeys: new Map(),
    noticeKey: newNoticeKey(),
    items: new Map(),
    groups: new Map(),
    offers: new Map(),
    siteListings: new Map(),
    outOfStockOption: true,
    orders: new Map(),
    transactions: [],
    payouts: [],
    conversations: [],
    disputes: [],
    returns: new Map(),
    revisions: new Map(),
    nextNumber: () => {
      next += 1;
      return next;
    },
    random: () => server.random(),
  };
}

/** A seller's account whose goods are listed by the Inventory API, or on eBay's own pages. */
const sellerAccount = (goodsOf: (state: State) => Goods) =>
  statefulSandbox<State, SandboxShop>({
    provider: "ebay",
    handle,
    controls: (state) => createShop(state, goodsOf(state)),
    isWrite: (request) =>
      request.path === TRADING
        ? callName(request) === "ReviseInventoryStatus"
        : request.method !== "GET" && !READS.test(request.path),
    labelOf: (request) => (request.path === TRADING ? callName(request) : ""),
    throttleReply: throttled,
    recordIds: ["ItemID"],
    newState,
    onExpireTokens: (state) => {
      for (const access of state.access.values()) access.endsAt = 0;
    },
    onRevoke: (state) => {
      state.access.clear();
      state.refreshTokens.clear();
    },
  });

/** Starts a seller's account without listings, on the first site of the currency; by default in the United States. */
export const startSandbox = sellerAccount(inventoryGoods);

/** The same, of a seller who lists on eBay's own pages. */
export const startSiteSandbox = sellerAccount(siteGoods);

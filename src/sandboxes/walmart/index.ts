/** Walmart Marketplace on a real HTTP port, with one seller. */
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import {
  orRefusal,
  type SandboxReply,
  type SandboxRequest,
  type SandboxServer,
} from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { accessProblem, handleAccount, handleToken, rightProblem } from "./account.ts";
import { handleFeeds, settleFeeds } from "./feeds.ts";
import { handleItems } from "./items.ts";
import { handleMoney } from "./money.ts";
import { handleNotices } from "./notices.ts";
import { handleOrders } from "./orders.ts";
import { notFound, throttledAt } from "./replies.ts";
import { handleReturns } from "./returns.ts";
import { createShop } from "./shop.ts";
import { handleSpecs, usualTypes } from "./specs.ts";
import type { State } from "./state.ts";

/** Starts a seller without items, with one fulfillment center. Walmart's United States sell in dollars, whatever is asked for. */
export const startSandbox = (options: SandboxOptions) =>
  statefulSandbox({
    provider: "walmart",
    newState,
    handle,
    controls: createShop,
    recordIds: ["purchaseOrderId", "returnOrderId", "sku"],
    throttleReply: (seconds) => throttledAt(options.clock.now())(seconds),
    onExpireTokens: (state) => state.tokens.clear(),
    onRevoke: (state) => {
      state.isRevoked = true;
    },
  })(options);

const SCOPES = ["reports", "item", "price", "lagtime", "feeds", "returns", "orders", "rules", "inventory", "content"];

function newState(options: SandboxOptions, server: SandboxServer): State {
  let next = 1_000;
  const hex = (signs: number) =>
    Array.from({ length: signs }, () => Math.floor(server.random() * 16).toString(16)).join("");
  const partnerId = String(10_000_000_000 + (options.seed ?? 1));
  return {
    clock: options.clock,
    partnerId,
    clientId: `7a3d0000-0000-4000-8000-${hex(12)}`,
    clientSecret: `AK${hex(40)}`,
    tokens: new Map(),
    isRevoked: false,
    items: new Map(),
    productTypes: usualTypes,
    nodes: [
      { id: `${partnerId}01`, name: "Main", type: "PHYSICAL", status: "ACTIVE" },
      { id: `${partnerId}09`, name: "MP_Deliverr", type: "3PL", status: "ACTIVE" },
    ],
    wfs: new Map(),
    orders: new Map(),
    returns: new Map(),
    feeds: new Map(),
    hooks: new Map(),
    reports: new Map(),
    cursors: new Map(),
    asked: new Map(),
    platform: {
      takes: "never",
      feedMs: 4 * 60_000,
      charges: "line",
      hasSummary: true,
      signature: "base64",
      hasOldEvents: false,
      refundChannel: "SELLER_MANUAL_REFUND",
      scopes: Object.fromEntries(SCOPES.map((name) => [name, "full_access"])),
    },
    id() {
      next += 1;
      return next;
    },
    token: () => `eyJ${hex(60)}`,
    deliver: (url, headers, body) => server.webhooks.send({ url, headers, body }),
  };
}

const PARTS = [
  handleAccount,
  handleOrders,
  handleReturns,
  handleSpecs,
  handleItems,
  handleFeeds,
  handleNotices,
  handleMoney,
];

function handle(request: SandboxRequest, state: State): SandboxReply {
  const token = handleToken(request, state);
  const no = token ?? accessProblem(request, state) ?? rightProblem(request, state);
  if (no !== null) return no;
  settleFeeds(state);
  return orRefusal(() => {
    for (const part of PARTS) {
      const reply = part(request, state);
      if (reply !== null) return reply;
    }
    return notFound;
  });
}

/** A Mirakl marketplace on a real HTTP port, with one shop. */
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import {
  orRefusal,
  type SandboxReply,
  type SandboxRequest,
  type SandboxServer,
} from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handleAccount } from "./account.ts";
import { usualCatalog } from "./catalog.ts";
import { documentTypes, handleDocuments } from "./documents.ts";
import { handleMoney } from "./money.ts";
import { handleOfferImports } from "./offer-imports.ts";
import { handleOffers } from "./offers.ts";
import { handleOrders, refuseUnanswered } from "./orders.ts";
import { handleProducts } from "./products.ts";
import { notFound, problem, throttled } from "./replies.ts";
import { handleShipments } from "./shipments.ts";
import { createShop } from "./shop.ts";
import type { State } from "./state.ts";
import { handleThreads } from "./threads.ts";

/** Starts a shop without offers; its currency is EUR unless another is asked for. */
export const startSandbox = statefulSandbox({
  provider: "mirakl",
  newState,
  handle,
  controls: createShop,
  throttleReply: throttled,
  onExpireTokens: revoke,
  onRevoke: revoke,
});

function revoke(state: State): void {
  for (const key of state.keys.keys()) state.keys.set(key, "revoked");
}

function newState(options: SandboxOptions, _server: SandboxServer): State {
  let next = 1_000;
  return {
    clock: options.clock,
    currency: options.currency ?? "EUR",
    shopId: 2_000 + (options.seed ?? 1),
    keys: new Map(),
    offers: new Map(),
    orders: new Map(),
    shipments: new Map(),
    returns: new Map(),
    imports: new Map(),
    threads: new Map(),
    catalog: usualCatalog,
    products: new Map(),
    references: new Map(),
    productImports: new Map(),
    offerImports: new Map(),
    documents: [],
    documentTypes: documentTypes(),
    transactions: [],
    cycles: [],
    carriers: [
      { code: "colissimo", label: "Colissimo" },
      { code: "ups", label: "UPS" },
    ],
    asked: new Map(),
    platform: {
      multiShipment: true,
      returns: true,
      refusesOtherCarriers: false,
      canCancel: true,
      taxMode: "TAX_INCLUDED",
      takes: "placed",
      acceptance: "NOT_AUTOMATIC",
      acceptMs: 48 * 60 * 60_000,
      importMs: 20_000,
      sheetMs: 60_000,
      duplicateMs: 60 * 60_000,
      hasAccountancy: true,
      hasDocumentTypes: true,
      hasDocuments: true,
      remitsTaxes: false,
      refundState: "REFUNDED",
      model: "MARKETPLACE",
      discountPeriodRequired: false,
      rejects: null,
    },
    id() {
      next += 1;
      return next;
    },
  };
}

const PARTS = [
  handleAccount,
  handleDocuments,
  handleProducts,
  handleOfferImports,
  handleOffers,
  handleOrders,
  handleShipments,
  handleMoney,
  handleThreads,
];

function handle(request: SandboxRequest, state: State): SandboxReply {
  // The key alone, without a scheme.
  if (state.keys.get(request.headers.authorization ?? "") !== "good") return problem(401, "Unauthorized");
  const shopId = request.query.get("shop_id");
  if (shopId !== null && shopId !== String(state.shopId)) return notFound;
  refuseUnanswered(state);
  return orRefusal(() => {
    for (const part of PARTS) {
      const reply = part(request, state);
      if (reply !== null) return reply;
    }
    return notFound;
  });
}

/** Amazon on a real HTTP port: the API, Login with Amazon, the storage of documents and a queue side by side. */
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { handle } from "./api.ts";
import { createPlans } from "./plans.ts";
import { throttled } from "./replies.ts";
import { createShop } from "./shop.ts";
import { type State, secretOf } from "./state.ts";

export interface AmazonSandbox extends Sandbox {
  /** What only this platform's tests reach for. */
  readonly state: State;
}

/** The operator's app as the emulated Amazon registered it. */
export const APP = {
  clientId: "amzn1.application-oa2-client.00112233445566778899aabbccddeeff",
  clientSecret: "amzn1.oa2-cs.v1.sandbox0123456789",
  applicationId: "amzn1.sp.solution.00000000-0000-4000-8000-000000000001",
} as const;

const INDIA = "A21TJRUUN4KGV";

/** Starts a seller account in India with no listings; `currency` defaults to INR. */
export async function startSandbox(options: SandboxOptions): Promise<AmazonSandbox> {
  const plans = createPlans(options.clock);
  const server = await startSandboxServer({
    provider: "amazon",
    options,
    handle: (request) => handle(request, state, plans),
    // Receiving from a queue, or asking for a token, changes nothing in the shop.
    isWrite: ({ method, path }) => method !== "GET" && path !== "/" && path !== "/auth/o2/token",
    throttleReply: throttled,
    onExpireTokens: () => {
      for (const access of state.access.values()) access.endsAt = 0;
    },
    onRevoke: () => {
      state.access.clear();
      state.refreshToken = `Atzr|revoked-${secretOf(state, 20)}`;
    },
  });
  let next = 0;
  const seed = (options.seed ?? 1).toString().padStart(6, "0");
  const state: State = {
    clock: options.clock,
    currency: options.currency ?? "INR",
    marketplaceId: INDIA,
    // Two accounts of one operator differ: the seed makes the merchant token.
    sellerId: `A3SANDBOX${seed}`,
    ...APP,
    redirectUri: "https://hub.example/api/integrations/amazon/oauth/callback",
    refreshToken: `Atzr|sandbox-refresh-token-${seed}`,
    codes: new Map(),
    access: new Map(),
    roles: new Set(["Product Listing", "Inventory and Order Tracking", "Finance and Accounting", "Amazon Fulfillment"]),
    tellsPeople: true,
    isParticipating: true,
    hasSuspendedListings: false,
    listings: new Map(),
    orders: new Map(),
    feeds: new Map(),
    documents: new Map(),
    transactions: [],
    reports: [],
    destinations: new Map(),
    subscriptions: new Map(),
    queueArn: "arn:aws:sqs:eu-west-1:123456789012:argosy-sandbox",
    accessKeyId: "AKIASANDBOX000000001",
    secretAccessKey: `sandbox/secret+access/key/${seed}00000000`,
    messages: [],
    // Another name of the same machine: an origin of its own.
    storageUrl: () => (options.hasOneOrigin ? server.url : server.url.replace("127.0.0.1", "localhost")),
    faults: () => server.faults.webhooks,
    random: () => server.random(),
    nextNumber: () => {
      next += 1;
      return next;
    },
  };
  return { ...sandboxOn(server, createShop(state)), state };
}

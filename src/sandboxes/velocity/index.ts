/** Velocity's Custom API v1 on a real HTTP port, with a wallet, carriers and parcels, and links to labels that end. */
import { counting } from "../../connectors/kit/sandbox/counting.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handleBooking } from "./booking.ts";
import { createConsole } from "./console.ts";
import { handleFinance } from "./finance.ts";
import { handleLabel } from "./labels.ts";
import { indiaWithOffset, type Shipment, type State } from "./state.ts";
import { handleTracking } from "./tracking.ts";

/** Starts an account with two carriers, one warehouse and 100,000 rupees. */
export const startSandbox = statefulSandbox({
  provider: "velocity",
  newState,
  handle,
  controls: createConsole,
  isWrite: ({ path }) => /forward-order|cancel-order/.test(path),
  throttleReply: (seconds) => withRetryAfter({ status: 429, json: { error: "Too many requests" } }, seconds),
  onExpireTokens: (state) => state.tokens.clear(),
  onRevoke: (state) => {
    state.isRevoked = true;
  },
});

function newState(options: SandboxOptions, server: SandboxServer): State {
  const next = counting();
  const seed = options.seed ?? 1;
  const state: State = {
    clock: options.clock,
    apiKey: `eyJsandbox.${seed}.velocity`,
    username: "+919000000001",
    password: "sandbox-password",
    tokens: new Set(),
    isRevoked: false,
    failedLogins: 0,
    scheme: "both",
    carriers: [
      { id: `CARSANDBOX${seed}01`, name: "Delhivery Standard" },
      { id: `CARSANDBOX${seed}02`, name: "Ekart Standard" },
    ],
    warehouse: { id: "WHEX01", name: "Example Warehouse 1" },
    stores: ["my-website"],
    shipments: new Map(),
    wallet: 100_000,
    ignoresSearch: false,
    refusesDuplicates: false,
    isCarrierSlow: false,
    givesNumbersTwice: false,
    financeCalls: [],
    webhookHeader: "x-api-key",
    webhooks: null,
    url: () => server.url,
    next,
    send(event, shipment, more) {
      if (state.webhooks === null) return;
      server.webhooks.send({
        url: state.webhooks.url,
        headers: { "content-type": "application/json", [state.webhooks.header]: state.webhooks.key },
        body: JSON.stringify(eventOf(event, shipment, more, `evt-${next()}`, state)),
      });
    },
  };
  return state;
}

/** What an event about a line of the history leaves out. */
const OF_STATES_ALONE = ["sub_status", "ndr_reason", "estimated_delivery_date", "original_edd"];

/** The body of a webhook. */
export function eventOf(event: string, shipment: Shipment, more: object, id: string, state: State): object {
  const data = {
    shipment_id: shipment.shipmentId,
    tracking_number: shipment.awb,
    order_id: shipment.orderId,
    order_external_id: shipment.reference,
    status: shipment.status,
    sub_status: "",
    carrier_name: shipment.carrier?.name ?? "",
    ndr_reason: shipment.status === "ndr_raised" ? "Consignee not available" : "",
    estimated_delivery_date: indiaWithOffset(shipment.createdAt + 3 * 86_400_000),
    original_edd: "",
    shipment_type: shipment.status.startsWith("rto_") ? "rto" : "forward",
    tracking_url: `https://shipfastt.in/track/${shipment.awb}`,
    ...more,
  };
  const reported = Object.entries(data).filter(
    ([name]) => event === "status_change" || !OF_STATES_ALONE.includes(name),
  );
  return {
    event,
    event_id: id,
    event_timestamp: indiaWithOffset(state.clock.now()),
    data: Object.fromEntries(reported),
  };
}

function handle(request: SandboxRequest, state: State): SandboxReply {
  const label = handleLabel(request, state);
  if (label !== null) return label;
  const path = request.path.replace(/^\/custom\/api\/v1\//, "");
  if (path === request.path) return { status: 404, json: { error: "Not Found" } };
  if (path === "auth-token") return logIn(request, state);
  if (!isProved(request, state)) return { status: 401, json: { error: "Unauthorized" } };
  if (path === "client-stores" && request.method === "GET")
    return { status: 200, json: { data: state.stores.map((store_name, index) => ({ id: index + 1, store_name })) } };
  return (
    handleBooking(path, request, state) ??
    handleTracking(path, request, state) ??
    handleFinance(path, request, state) ?? { status: 404, json: { error: "Not Found" } }
  );
}

function isProved({ headers }: SandboxRequest, state: State): boolean {
  const given = headers.authorization ?? "";
  const isBearer = given.startsWith("Bearer ");
  const token = given.replace(/^Bearer /, "");
  if (state.scheme !== "both" && (state.scheme === "bearer") !== isBearer) return false;
  return !state.isRevoked && (token === state.apiKey || state.tokens.has(token));
}

/** Five wrong passwords lock the account. */
function logIn(request: SandboxRequest, state: State): SandboxReply {
  const { username, password } = (request.json() ?? {}) as { username?: string; password?: string };
  if (state.failedLogins >= 5) return { status: 403, json: { error: "Account locked" } };
  if (state.isRevoked || username !== state.username || password !== state.password) {
    state.failedLogins += 1;
    return { status: 401, json: { error: "Invalid credentials" } };
  }
  const token = `sandboxSessionToken${String(state.next()).padStart(4, "0")}`;
  state.tokens.add(token);
  const expires_at = indiaWithOffset(state.clock.now() + 30 * 86_400_000).slice(0, 19);
  return { status: 200, json: { token, expires_at } };
}

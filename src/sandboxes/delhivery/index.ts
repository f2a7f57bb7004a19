/** Delhivery's B2C interface on a real HTTP port: packages, prices, pickups, signed label links and its firewall. */
import { counting } from "../../connectors/kit/sandbox/counting.ts";
import type { CourierSandbox } from "../../connectors/kit/sandbox/courier.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { handleBooking } from "./booking.ts";
import { createConsole } from "./console.ts";
import { handleFile, handlePdf } from "./label-pdf.ts";
import { handleQuestions } from "./prices.ts";
import type { State } from "./state.ts";
import { handleTracking } from "./tracking.ts";

export interface DelhiverySandbox extends CourierSandbox {
  readonly state: State;
}

/** Too many calls are answered by the firewall in front, for the whole address. */
const shutOut: SandboxReply = {
  status: 403,
  headers: { "content-type": "text/html" },
  text: "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center></body></html>",
};

/** Starts an account with one pickup place and 100,000 rupees. */
export const startSandbox = statefulSandbox({
  provider: "delhivery",
  newState,
  handle,
  controls: createConsole,
  isWrite: ({ path }) => /create\.json|\/api\/p\/edit|\/api\/p\/update|\/fm\/request/.test(path),
  throttleReply: () => shutOut,
  onRevoke: (state) => {
    state.isRevoked = true;
  },
});

function newState(options: SandboxOptions, server: SandboxServer): State {
  const next = counting();
  const state: State = {
    clock: options.clock,
    token: `${String(options.seed ?? 1).padStart(4, "0")}c0ffee0123456789abcdef0123456789abcdef`,
    client: "EXAMPLE-B2C",
    places: ["Example Warehouse 1"],
    parcels: [],
    numbers: new Map(),
    pickups: new Map(),
    reattempts: [],
    wallet: 100_000,
    isRevoked: false,
    lacksPickups: false,
    isAutoPickup: false,
    isStaging: false,
    savesPartially: false,
    isLabelSlow: false,
    recent: new Map(),
    webhooks: null,
    url: () => server.url,
    next,
    push(body) {
      if (state.webhooks === null) return;
      server.webhooks.send({
        url: state.webhooks.url,
        headers: { "content-type": "application/json", authorization: state.webhooks.authorization },
        body: JSON.stringify(body),
      });
    },
  };
  return state;
}

/** Calls in five minutes. */
const LIMITS: readonly (readonly [path: string, most: number])[] = [
  ["/c/api/pin-codes", 4_500],
  ["/api/kinko", 50],
  ["/waybill/api/bulk", 5],
  ["/api/v1/packages", 750],
  ["/api/p/packing_slip", 3_000],
  ["/fm/request", 4_000],
];

function isOverLimit(path: string, state: State): boolean {
  const [name, most] = LIMITS.find(([start]) => path.startsWith(start)) ?? [];
  if (name === undefined || most === undefined) return false;
  const now = state.clock.now();
  const recent = (state.recent.get(name) ?? []).filter((at) => now - at < 300_000);
  recent.push(now);
  state.recent.set(name, recent);
  return recent.length > most;
}

function handle(request: SandboxRequest, state: State): SandboxReply {
  const file = handleFile(request, state);
  if (file !== null) return file;
  if (isOverLimit(request.path, state)) return shutOut;
  if (state.isRevoked || request.headers.authorization !== `Token ${state.token}`)
    return { status: 401, json: { detail: "Authentication credentials were not provided." } };
  return (
    handleQuestions(request, state) ??
    handleBooking(request, state) ??
    handleTracking(request, state) ??
    handlePdf(request, state) ?? { status: 404, json: { error: "Not Found" } }
  );
}

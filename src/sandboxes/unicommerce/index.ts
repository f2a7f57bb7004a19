/** A courier of the contract on a real HTTP port. It has no list and no look-up: what a caller failed to store is lost to it. */
import { counting } from "../../connectors/kit/sandbox/counting.ts";
import { samplePdf } from "../../connectors/kit/sandbox/sample-pdf.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { createConsole } from "./console.ts";
import { details, manifest } from "./parcels.ts";
import type { State } from "./state.ts";
import { cancel, create } from "./waybill.ts";

/** Starts an account with 100,000 rupees. */
export const startSandbox = statefulSandbox({
  provider: "unicommerce",
  newState,
  handle,
  controls: createConsole,
  isWrite: ({ method, path }) => method === "POST" && path !== "/authToken",
  throttleReply: (seconds) =>
    withRetryAfter({ status: 429, json: { status: "FAILED", message: "Too many requests" } }, seconds),
  onExpireTokens: (state) => state.tokens.clear(),
  onRevoke: (state) => {
    state.isRevoked = true;
    state.tokens.clear();
  },
});

function newState(options: SandboxOptions, server: SandboxServer): State {
  return {
    clock: options.clock,
    username: `seller${options.seed ?? 1}@example.com`,
    password: "sandbox-password",
    tokens: new Set(),
    isRevoked: false,
    scheme: "bare",
    refusalStatus: 200,
    expiryAs: "status",
    statusKey: "Status",
    labelField: "shippingLabel",
    unit: "cm",
    demanded: [],
    htmlAnswers: 0,
    namesNoWaybill: false,
    poisoned: new Set(),
    wallet: 100_000,
    parcels: [],
    url: () => server.url,
    next: counting(),
  };
}

function handle(request: SandboxRequest, state: State): SandboxReply {
  const document = /^\/documents\/([^/]+)\.pdf$/.exec(request.path)?.[1];
  if (document !== undefined)
    return {
      status: 200,
      headers: { "content-type": "application/pdf" },
      bytes: samplePdf([document, "Unicommerce shipper"]),
    };
  if (request.path === "/authToken") return logIn(request, state);
  if (!isProved(request, state)) return ended(state);
  const page = state.htmlAnswers > 0;
  state.htmlAnswers = Math.max(0, state.htmlAnswers - 1);
  const reply = answer(request, state);
  // The gateway in front failed; what is behind it had worked.
  return page ? { status: 200, headers: { "content-type": "text/html" }, text: "<html>Bad gateway</html>" } : reply;
}

function answer(request: SandboxRequest, state: State): SandboxReply {
  const call = `${request.method} ${request.path}`;
  if (call === "POST /waybill") return create(request, state);
  if (call === "POST /cancel") return cancel(request, state);
  if (call === "POST /manifest") return manifest(request, state);
  if (call === "GET /waybillDetails") return details(request, state);
  return { status: 404, json: { status: "FAILED", message: "No such resource" } };
}

function isProved({ headers }: SandboxRequest, state: State): boolean {
  const given = headers.authorization ?? "";
  const isBearer = given.startsWith("Bearer ");
  return (state.scheme === "bearer") === isBearer && state.tokens.has(given.replace(/^Bearer /, ""));
}

const ended = ({ expiryAs }: State): SandboxReply => ({
  status: expiryAs === "status" ? 401 : 200,
  json: { status: "FAILED", message: "Invalid or expired token" },
});

function logIn(request: SandboxRequest, state: State): SandboxReply {
  const { username, password } = (request.json() ?? {}) as { username?: string; password?: string };
  if (state.isRevoked || username !== state.username || password !== state.password)
    return { status: state.refusalStatus, json: { status: "INVALID_CREDENTIALS" } };
  const token = `sandboxtoken${String(state.next()).padStart(4, "0")}`;
  state.tokens.add(token);
  return { status: 200, json: { status: "SUCCESS", token } };
}

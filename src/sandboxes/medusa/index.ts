/** A Medusa server on a real HTTP port: its Admin API and secret keys. It calls nobody: there are no webhooks. */
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { tooManyRequests } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { createShop } from "./controls.ts";
import { routed } from "./routes.ts";
import { newState, Refusal, type State } from "./state.ts";

/** Beyond the common controls: the shop's own books, for tests that need a special shop. */
export interface MedusaSandbox extends Sandbox {
  readonly state: State;
}

export const startSandbox = statefulSandbox({
  provider: "medusa",
  newState({ currency = "EUR", clock, seed = 1 }) {
    const chance = { next: seed };
    const random = () => {
      chance.next = (chance.next * 48_271) % 2_147_483_647;
      return chance.next / 2_147_483_647;
    };
    return newState({ currency, now: () => clock.now(), random });
  },
  handle,
  controls: createShop,
  // Medusa has no limits of its own; this is the proxy before it.
  throttleReply: tooManyRequests,
  onRevoke: (state) => state.keys.clear(),
});

function handle(request: SandboxRequest, state: State): SandboxReply {
  if (!request.path.startsWith("/admin/")) return page(request);
  if (request.text !== "" && request.json() === null)
    return { status: 400, json: { type: "invalid_data", message: "Unexpected token in JSON" } };
  const refused = unproved(state, request.headers.authorization ?? "");
  if (refused) return { status: 401, json: { message: refused } };
  try {
    const json = routed(state, request);
    return json === null ? page(request) : { status: 200, json };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, type, message } = error;
    return { status, json: status === 500 ? { code: type, type, message } : { type, message } };
  }
}

/** With the colon behind the key, without it, and bare: all are taken. */
function unproved(state: State, authorization: string): string | null {
  if (/^Bearer sk_/.test(authorization))
    return "A secret API key was passed as a Bearer token. Secret API keys must be sent using HTTP Basic authentication instead (Authorization: Basic <secret-api-key>).";
  const [, reported = ""] = /^Basic (.+)$/.exec(authorization) ?? [];
  const key = reported.startsWith("sk_")
    ? reported
    : Buffer.from(reported, "base64").toString("utf8").replace(/:$/, "");
  return state.keys.has(key) ? null : "Unauthorized";
}

/** A route that is not there is answered with a page. */
function page({ method, path }: SandboxRequest): SandboxReply {
  const text = `<!DOCTYPE html>\n<html lang="en">\n<body>\n<pre>Cannot ${method} ${path}</pre>\n</body>\n</html>\n`;
  return { status: 404, headers: { "content-type": "text/html; charset=utf-8" }, text };
}

/**
 * An emulated PrestaShop shop: the Webservice as measured on 9.1.4 and 8.2.1, written from those captures and the
 * shop's own field descriptions.
 */
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { tooManyRequests } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { authorize } from "./access.ts";
import { createShop } from "./controls.ts";
import { FULL_KEY, newState } from "./seed.ts";
import type { State } from "./state.ts";
import { serve } from "./webservice.ts";

export interface PrestaShopSandbox extends Sandbox {
  /** The shop's books, for tests of odd cases. */
  readonly state: State;
}

const HOME = "<!doctype html><html><body>Sandbox shop</body></html>";

export const startSandbox = statefulSandbox({
  provider: "prestashop",
  newState: ({ currency = "EUR", clock }, { random }) => newState({ clock, currency, random }),
  handle,
  controls: (state) => createShop(state, FULL_KEY),
  // Nothing of the shop's own: what a host's firewall says.
  throttleReply: tooManyRequests,
  onRevoke: (state) => state.keys.clear(),
});

function handle(request: SandboxRequest, state: State): SandboxReply {
  const api = /^\/api(?:\/(.*))?$/.exec(request.path);
  const path = api ? (api[1] ?? "") : dispatched(request);
  if (path === null) return { status: 200, text: HOME, headers: { "content-type": "text/html; charset=utf-8" } };
  const webhooks = authorize(state, request);
  return "status" in webhooks ? webhooks : serve(state, request, path.replace(/\/$/, ""), webhooks);
}

/** The way without URL rewriting. */
function dispatched(request: SandboxRequest): string | null {
  return request.path === "/webservice/dispatcher.php" ? (request.query.get("url") ?? "") : null;
}

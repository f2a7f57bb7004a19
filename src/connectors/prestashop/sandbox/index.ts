/**
 * An emulated PrestaShop shop: the Webservice as measured on 9.1.4 and 8.2.1, written from those captures and the
 * shop's own field descriptions.
 */
import type { Sandbox, SandboxOptions } from "../../kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../kit/sandbox/server.ts";
import { sandboxOn, startSandboxServer, tooManyRequests } from "../../kit/sandbox/server.ts";
import { openDoor } from "./access.ts";
import { createShop } from "./levers.ts";
import { FULL_KEY, newState } from "./seed.ts";
import type { State } from "./state.ts";
import { serve } from "./webservice.ts";

export interface PrestaShopSandbox extends Sandbox {
  /** The shop's books, for tests of odd cases. */
  readonly state: State;
}

const HOME = "<!doctype html><html><body>Sandbox shop</body></html>";

export async function startSandbox(options: SandboxOptions): Promise<PrestaShopSandbox> {
  let random = () => 0.5;
  const state = newState({ clock: options.clock, currency: options.currency ?? "EUR", random: () => random() });
  const server = await startSandboxServer({
    provider: "prestashop",
    options,
    handle: (request) => handle(state, request),
    // Nothing of the shop's own: what a host's firewall says.
    throttleReply: tooManyRequests,
    onRevoke: () => state.keys.clear(),
  });
  random = server.random;
  return { ...sandboxOn(server, createShop(state, FULL_KEY)), state };
}

function handle(state: State, request: SandboxRequest): SandboxReply {
  const api = /^\/api(?:\/(.*))?$/.exec(request.path);
  const path = api ? (api[1] ?? "") : dispatched(request);
  if (path === null) return { status: 200, text: HOME, headers: { "content-type": "text/html; charset=utf-8" } };
  const webhooks = openDoor(state, request);
  return "status" in webhooks ? webhooks : serve(state, request, path.replace(/\/$/, ""), webhooks);
}

/** The way without URL rewriting. */
function dispatched(request: SandboxRequest): string | null {
  return request.path === "/webservice/dispatcher.php" ? (request.query.get("url") ?? "") : null;
}

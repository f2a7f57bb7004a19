import { say } from "../../../commerce/sentence.ts";
import type { BeginInput, Context } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import { equalText } from "../parse/signatures.ts";

/**
 * The address a platform's consent page returns to: platforms take registered addresses only, so that it is the hub's
 * one per provider, never one per attempt. The app's secret `redirectUri` holds another one that was registered.
 */
export function registeredCallback(
  { callbackUrl }: Pick<BeginInput, "callbackUrl">,
  provider: string,
  ctx: Pick<Context, "hasSecret" | "secret">,
): string {
  if (ctx.hasSecret("redirectUri")) return ctx.secret("redirectUri");
  return callbackUrl.replace(/\/connect\/[^/?#]+$/, `/integrations/${provider}/oauth/callback`);
}

/** Throws ConnectorError rejected unless what a platform brought back with its answer names this very attempt. */
export function requireState(begun: Pick<BeginInput, "state">, given: string | undefined): void {
  if (equalText(given ?? "", begun.state)) return;
  throw new ConnectorError({ kind: "rejected", field: "state", code: "state" }, say("platform.strangeAnswer"));
}

import type { BeginInput, Context } from "./contract.ts";

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

import { createHash, createHmac } from "node:crypto";
import { message } from "../../../commerce/message.ts";
import type { BeginInput, BeginStep, Context } from "../contract/contract.ts";
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

/** What a consent page of OAuth 2 is asked with. */
export interface Consent {
  readonly page: string;
  readonly provider: string;
  /** Names of the secrets that hold the application's id and secret. */
  readonly app: readonly [id: string, secret: string];
  readonly scope: string;
  /** Beside application, address, scope and attempt. */
  readonly more?: Readonly<Record<string, string>> | undefined;
  /** Proof Key for Code Exchange (RFC 7636), where the platform asks for it: `codeVerifier` goes with the code. */
  readonly pkce?: "S256" | undefined;
  /** Where the hub has no application of its own. */
  lacking(): ConnectorError;
}

/** Sends the seller to a platform's consent page. */
export function toConsent(consent: Consent, input: BeginInput, ctx: Context): BeginStep {
  const [id] = consent.app;
  if (consent.app.some((name) => !ctx.hasSecret(name))) throw consent.lacking();
  const query = new URLSearchParams({
    client_id: ctx.secret(id),
    redirect_uri: registeredCallback(input, consent.provider, ctx),
    scope: consent.scope,
    state: input.state,
    ...(consent.pkce && {
      code_challenge: challengeOf(codeVerifier(input, consent.app, ctx)),
      code_challenge_method: consent.pkce,
    }),
    ...consent.more,
  });
  return { step: "redirect", url: `${consent.page}?${query}` };
}

/**
 * What proves, with the code, that whoever exchanges it began this attempt (`code_verifier`). Nothing of an attempt is
 * stored by a connector: it is made anew of the attempt's state, which is used once, and of the app's secret, which no
 * browser sees.
 */
export function codeVerifier(
  { state }: Pick<BeginInput, "state">,
  [, secret]: Consent["app"],
  ctx: Pick<Context, "secret">,
): string {
  return createHmac("sha256", ctx.secret(secret)).update(`code verifier ${state}`).digest("base64url");
}

const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** Throws ConnectorError rejected unless what a platform brought back with its answer names this very attempt. */
export function requireState(started: Pick<BeginInput, "state">, given: string | undefined): void {
  if (equalText(given ?? "", started.state)) return;
  throw new ConnectorError({ kind: "rejected", field: "state", code: "state" }, message("platform.strangeAnswer"));
}

/** Signing in with Google through the operator's OAuth client (sheet section 2). */
import type { HubText } from "../../commerce/message.ts";
import { type Consent, registeredCallback, requireState, toConsent } from "../kit/connect/oauth-callback.ts";
import type { Authenticate, CallbackInput, Completion, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { coveredAccounts, detect } from "./accounts.ts";
import { token } from "./schemas.ts";
import { message } from "./words.ts";

const ADS = "https://googleads.googleapis.com";
const CONSENT = "https://accounts.google.com";
const TOKENS = "https://oauth2.googleapis.com";
const SCOPE = "https://www.googleapis.com/auth/adwords";
const USUAL_LIFE_SECONDS = 3_599;

export const auth: Authenticate = {
  secretNames: ["accessToken", "refreshToken", "clientSecret"],
  baseUrl: ({ connection }) => connection.endpoint ?? ADS,
  authorize: (request, ctx) => {
    const manager = ctx.connection.settings.loginCustomerId;
    return {
      ...request,
      headers: {
        ...request.headers,
        authorization: `Bearer ${ctx.secret("accessToken")}`,
        ...(typeof manager === "string" && manager !== "" && { "login-customer-id": manager }),
      },
    };
  },
};

export const connect: Connect = {
  async begin(input, ctx) {
    const consent: Consent = {
      page: `${ctx.connection.endpoint ?? CONSENT}/o/oauth2/v2/auth`,
      provider: "google_ads",
      app: ["clientId", "clientSecret"],
      scope: SCOPE,
      // Without offline and consent there is no refresh token at a second consent.
      more: { response_type: "code", access_type: "offline", prompt: "consent" },
      lacking: () => refuse("customerId", message("refused.hubNoOauthClientAds")),
    };
    return toConsent(consent, input, ctx);
  },

  async complete(input, ctx) {
    if (input.kind !== "callback")
      throw new ConnectorError({ kind: "unsupported" }, message("error.adsConnectedSigningNotKey"));
    return signedIn(input, ctx);
  },

  refresh,
  detect,
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

async function signedIn({ begin: started, request: { query } }: CallbackInput, ctx: Context): Promise<Completion> {
  requireState(started, query.state);
  if (query.error) throw refuse("denied", message("refused.signNotApproved"));
  if (!query.code) throw refuse("code", message("refused.sentNoCodeStartAgain"));
  const grant = await askToken(
    [
      ["grant_type", "authorization_code"],
      ["code", query.code],
      ["redirect_uri", registeredCallback(started, "google_ads", ctx)],
    ],
    ctx,
  );
  if (grant.secrets.refreshToken === undefined)
    throw refuse("refresh_token", message("refused.grantedNoLastingAccessStart"));
  const requested = started.values.customerId?.replaceAll("-", "");
  return { grant, ...(await coveredAccounts(grant.secrets.accessToken ?? "", requested, ctx)) };
}

async function refresh(ctx: Context): Promise<Grant> {
  try {
    const refreshToken = ctx.secret("refreshToken");
    const renewed = await askToken(
      [
        ["grant_type", "refresh_token"],
        ["refresh_token", refreshToken],
      ],
      ctx,
    );
    // The refresh token stays the same; a renewal names it only where it is another.
    return { ...renewed, secrets: { refreshToken, ...renewed.secrets } };
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
    const text = message("said.noLongerGrantsAccessAd");
    throw new ConnectorError({ kind: "auth_revoked" }, text, { cause: error });
  }
}

async function askToken(form: readonly (readonly [string, string])[], ctx: Context): Promise<Grant> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${ctx.connection.endpoint ?? TOKENS}/token`,
    form: [["client_id", ctx.secret("clientId")], ["client_secret", ctx.secret("clientSecret")], ...form],
    operation: "oauth.token",
    authenticated: false,
  });
  const reported = parseResponse(token, body, { ctx, what: "the access token" });
  const endsAt = ctx.clock.now() + (reported.expires_in ?? USUAL_LIFE_SECONDS) * 1_000;
  return {
    secrets: {
      accessToken: reported.access_token,
      ...(reported.refresh_token !== undefined && { refreshToken: reported.refresh_token }),
    },
    expiresAt: new Date(endsAt).toISOString(),
  };
}

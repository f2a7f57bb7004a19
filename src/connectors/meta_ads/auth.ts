/** A system user's token, or a sign-in through the operator's app (sheet section 2). */

import { createHmac } from "node:crypto";
import type { HubText } from "../../commerce/message.ts";
import { type Consent, registeredCallback, requireState, toConsent } from "../kit/connect/oauth-callback.ts";
import type {
  Authenticate,
  CallbackInput,
  Completion,
  Connect,
  ConnectionInfo,
  Context,
  Grant,
} from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { coveredAccounts, detect } from "./accounts.ts";
import { API } from "./meta.ts";
import { token } from "./schemas.ts";
import { message } from "./words.ts";

const GRAPH = "https://graph.facebook.com";
const DIALOG = "https://www.facebook.com";
const DAY_MS = 86_400_000;
/** A token that has ended cannot be exchanged, so that it is exchanged well before. */
const EXCHANGE_AFTER_DAYS = 45;
const USUAL_LIFE_SECONDS = 60 * 86_400;

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

const isSignIn = ({ settings }: Pick<ConnectionInfo, "settings">): boolean => settings.connectBy === "oauth";

export const auth: Authenticate = {
  secretNames: ["accessToken", "appSecret", "oauthAppSecret"],
  baseUrl: ({ connection }) => connection.endpoint ?? GRAPH,
  authorize: (request, ctx) => {
    const accessToken = ctx.secret("accessToken");
    const signs = isSignIn(ctx.connection) ? "oauthAppSecret" : "appSecret";
    return {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${accessToken}` },
      ...(ctx.hasSecret(signs) && {
        query: [...(request.query ?? []), ["appsecret_proof", proofOf(accessToken, ctx.secret(signs))] as const],
      }),
    };
  },
};

/** Shows that whoever holds the token also holds the app's secret. */
const proofOf = (accessToken: string, appSecret: string): string =>
  createHmac("sha256", appSecret).update(accessToken).digest("hex");

export const connect: Connect = {
  async begin(input, ctx) {
    if (input.values.connectBy !== "oauth") {
      if (!input.values.accessToken)
        throw refuse("accessToken", message("refused.tokenMissingGenerateBusinessSettings"));
      return { step: "ready" };
    }
    const consent: Consent = {
      page: `${ctx.connection.endpoint ?? DIALOG}${API}/dialog/oauth`,
      provider: "meta_ads",
      app: ["appId", "oauthAppSecret"],
      scope: "ads_read,business_management",
      more: { response_type: "code" },
      lacking: () => refuse("connectBy", message("refused.hubNoAppOwnApp")),
    };
    return toConsent(consent, input, ctx);
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return signedIn(input, ctx);
    const { accessToken = "", appSecret = "", adAccountId } = input.values;
    const proof = appSecret === "" ? undefined : proofOf(accessToken, appSecret);
    return {
      grant: { secrets: { accessToken } },
      settings: { connectBy: "token" },
      ...(await coveredAccounts({ accessToken, proof, adAccountId }, ctx)),
    };
  },

  refresh,
  detect,
};

async function signedIn({ begin: started, request: { query } }: CallbackInput, ctx: Context): Promise<Completion> {
  requireState(started, query.state);
  if (query.error) throw refuse("denied", message("refused.signNotApprovedFacebook"));
  if (!query.code) throw refuse("code", message("refused.facebookSentNoCodeStart"));
  const short = await askToken(
    [
      ["redirect_uri", registeredCallback(started, "meta_ads", ctx)],
      ["code", query.code],
    ],
    ctx,
  );
  const grant = await exchange(short.access_token, ctx);
  const accessToken = grant.secrets.accessToken ?? "";
  return {
    grant,
    settings: { connectBy: "oauth" },
    ...(await coveredAccounts(
      {
        accessToken,
        proof: proofOf(accessToken, ctx.secret("oauthAppSecret")),
        adAccountId: started.values.adAccountId,
      },
      ctx,
    )),
  };
}

/** There is no refresh token: a token that still works is exchanged for one of another 60 days. */
async function refresh(ctx: Context): Promise<Grant> {
  const ended = message("said.noLongerTakesAccessConnect");
  if (!isSignIn(ctx.connection)) throw new ConnectorError({ kind: "auth_revoked" }, ended);
  try {
    return await exchange(ctx.secret("accessToken"), ctx);
  } catch (error) {
    if (!isConnectorError(error) || !["auth_revoked", "rejected"].includes(error.kind)) throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, ended, { cause: error });
  }
}

async function exchange(accessToken: string, ctx: Context): Promise<Grant> {
  const reported = await askToken(
    [
      ["grant_type", "fb_exchange_token"],
      ["fb_exchange_token", accessToken],
    ],
    ctx,
  );
  const endsAt = ctx.clock.now() + (reported.expires_in ?? USUAL_LIFE_SECONDS) * 1_000;
  const renewAt = Math.min(endsAt, ctx.clock.now() + EXCHANGE_AFTER_DAYS * DAY_MS);
  return { secrets: { accessToken: reported.access_token }, expiresAt: new Date(renewAt).toISOString() };
}

async function askToken(query: readonly (readonly [string, string])[], ctx: Context) {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${API}/oauth/access_token`,
    query: [["client_id", ctx.secret("appId")], ["client_secret", ctx.secret("oauthAppSecret")], ...query],
    operation: "oauth.token",
    authenticated: false,
  });
  return parseResponse(token, body, { ctx, what: "the access token" });
}

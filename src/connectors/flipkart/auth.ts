/** Two ways in (sheet section 2): an application of the seller's own, or the operator's partner application. */
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
import { detect } from "./detect.ts";
import { tokenSchema } from "./schemas.ts";
import { isPartner } from "./settings.ts";
import { english, message } from "./words.ts";

const HOSTS = { production: "https://api.flipkart.net", sandbox: "https://sandbox-api.flipkart.net" } as const;
const SCOPE = "Seller_Api";
/** Sixty days, as documented; answers tell it as well. */
const TOKEN_LIFE_SECONDS = 5_183_999;
/** Of a refresh token: 180 days, as documented; answers do not tell it. */
const REFRESH_LIFE_MS = 180 * 86_400_000;

/** The host's root: tokens stand beside /sellers, not under it. */
const hostOf = ({ endpoint, settings }: ConnectionInfo): string =>
  endpoint ?? (settings.environment === "sandbox" ? HOSTS.sandbox : HOSTS.production);

export const auth: Authenticate = {
  baseUrl: ({ connection }) => hostOf(connection),
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${ctx.secret("accessToken")}` },
  }),
  secretNames: ["accessToken", "refreshToken", "appSecret", "clientSecret"],
};

export const connect: Connect = {
  async begin(input, ctx) {
    if (!wantsPartner(input.values)) {
      ownApp(input.values);
      return { step: "ready" };
    }
    const consent: Consent = {
      page: `${hostOf(ctx.connection)}/oauth-service/oauth/authorize`,
      provider: "flipkart",
      app: ["clientId", "clientSecret"],
      scope: SCOPE,
      more: { response_type: "code" },
      lacking: () => refuse("authMode", message("refused.hubNoPartnerApplication")),
    };
    return toConsent(consent, input, ctx);
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return completeCallback(input, ctx);
    const app = ownApp(input.values);
    return {
      grant: await ownToken(app, ctx),
      accounts: [{ externalId: input.values.sellerId?.trim() || app.id, name: "" }],
      settings: { authMode: "self_access" },
    };
  },

  refresh,
  detect,
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** What the form means: its own word, else the application that was typed or not. */
const wantsPartner = (values: Readonly<Record<string, string>>): boolean =>
  values.authMode ? values.authMode === "partner_oauth" : !values.appId;

interface App {
  readonly id: string;
  readonly secret: string;
}

function ownApp(values: Readonly<Record<string, string>>): App {
  const [id = "", secret = ""] = [values.appId?.trim(), values.appSecret?.trim()];
  const where = english("said.findSellerPortal");
  if (!id) throw refuse("appId", message("refused.applicationIdMissing", { where }));
  if (!secret) throw refuse("appSecret", message("refused.applicationSecretMissing", { where }));
  return { id, secret };
}

const partnerApp = (ctx: Context): App => ({ id: ctx.secret("clientId"), secret: ctx.secret("clientSecret") });

async function completeCallback(
  { begin: started, request: { query } }: CallbackInput,
  ctx: Context,
): Promise<Completion> {
  requireState(started, query.state);
  if (query.error) throw refuse("denied", message("refused.applicationNotApproved"));
  if (!query.code) throw refuse("code", message("refused.sentNoCode"));
  const grant = await requestToken(partnerApp(ctx), ctx, [
    ["redirect_uri", registeredCallback(started, "flipkart", ctx)],
    ["grant_type", "authorization_code"],
    ["state", started.state],
    ["code", query.code],
  ]);
  if (grant.secrets.refreshToken === undefined)
    throw refuse("refresh_token", message("refused.grantedNoLastingAccess"));
  return {
    grant,
    accounts: [{ externalId: started.values.sellerId?.trim() ?? "", name: "" }],
    settings: { authMode: "partner_oauth" },
  };
}

/** The secret is kept with the token: it renews it (there is no refresh token), and it signs notifications. */
async function ownToken(app: App, ctx: Context): Promise<Grant> {
  const grant = await requestToken(app, ctx, [
    ["grant_type", "client_credentials"],
    ["scope", SCOPE],
  ]);
  return { ...grant, secrets: { ...grant.secrets, appSecret: app.secret } };
}

async function refresh(ctx: Context): Promise<Grant> {
  const { settings } = ctx.connection;
  if (!isPartner(settings)) return ownToken({ id: String(settings.appId ?? ""), secret: ctx.secret("appSecret") }, ctx);
  return requestToken(partnerApp(ctx), ctx, [
    ["grant_type", "refresh_token"],
    ["refresh_token", ctx.secret("refreshToken")],
  ]);
}

/** All of them are GET with query parameters. A code and a refresh token may be good once: those are not repeated. */
async function requestToken(app: App, ctx: Context, query: readonly (readonly [string, string])[]): Promise<Grant> {
  const proof = Buffer.from(`${app.id}:${app.secret}`).toString("base64");
  const grantType = query.find(([name]) => name === "grant_type")?.[1] ?? "";
  const answer = await ctx.http
    .json({
      method: "GET",
      url: `${hostOf(ctx.connection)}/oauth-service/oauth/token`,
      query,
      headers: { authorization: `Basic ${proof}` },
      operation: "oauth.token",
      authenticated: false,
      safe: grantType === "client_credentials",
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
      throw new ConnectorError({ kind: "auth_revoked" }, REFUSED[grantType] ?? error.message, {
        cause: error,
        details: error.details,
      });
    });
  const token = parseResponse(tokenSchema, answer.body, { ctx, what: "the access token" });
  const seconds = Number(token.expires_in ?? TOKEN_LIFE_SECONDS);
  const lifeMs = (Number.isFinite(seconds) && seconds > 0 ? seconds : TOKEN_LIFE_SECONDS) * 1000;
  return {
    secrets: {
      accessToken: token.access_token,
      ...(token.refresh_token ? { refreshToken: token.refresh_token } : {}),
    },
    expiresAt: new Date(ctx.clock.now() + lifeMs).toISOString(),
    ...(token.refresh_token && {
      ends: { refreshToken: new Date(ctx.clock.now() + REFRESH_LIFE_MS).toISOString() },
    }),
    scopes: [SCOPE],
  };
}

/** By kind of grant. */
const REFUSED: Readonly<Record<string, HubText>> = {
  client_credentials: message("said.notAcceptApplication"),
  authorization_code: message("said.notAcceptApproval"),
  refresh_token: message("said.noLongerGrantsAccessAccount"),
};

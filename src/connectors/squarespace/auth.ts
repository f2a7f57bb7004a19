/** Two proofs (sheet section 2): a key the merchant made, or tokens of the operator's app. Both travel as Bearer. */
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
import { isUsed } from "../kit/contract/features.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { detect } from "./detect.ts";
import { tokenSchema } from "./schemas.ts";
import { PERMISSIONS } from "./scopes.ts";
import { message } from "./words.ts";

const API = "https://api.squarespace.com";
const LOGIN = "https://login.squarespace.com";
/** A missing User-Agent is refused, a library's own may be slowed down. */
const USER_AGENT = "Argosy/1.0 (commerce hub)";
/** An answer that does not tell the token's life has the documented one. */
const TOKEN_LIFE_SECONDS = 30 * 60;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? API,
  authorize: (request, ctx) => ({
    ...request,
    headers: {
      ...request.headers,
      authorization: `Bearer ${ctx.secret(isOauth(ctx.connection) ? "accessToken" : "apiKey")}`,
      "user-agent": USER_AGENT,
    },
  }),
  secretNames: ["apiKey", "accessToken", "refreshToken", "clientSecret", "signingSecret"],
};

export const connect: Connect = {
  async begin(input, ctx) {
    if (!wantsOauth(input.values)) {
      needKey(input.values);
      return { step: "ready" };
    }
    const consent: Consent = {
      page: `${login(ctx)}/authorize`,
      provider: "squarespace",
      app: ["clientId", "clientSecret"],
      // Commas: a list with spaces grants nothing and says nothing.
      scope: PERMISSIONS.flatMap(({ scope, features }) =>
        isUsed(ctx.connection.settings, features) ? [scope] : [],
      ).join(","),
      // Without it there is no refresh token.
      more: { access_type: "offline" },
      lacking: () => refuse("authMode", message("refused.hubNoAppOwn")),
    };
    return toConsent(consent, input, ctx);
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return completeCallback(input, ctx);
    return {
      grant: { secrets: { apiKey: needKey(input.values) } },
      accounts: [{ externalId: "", name: "" }],
      settings: { authMode: "api_key" },
    };
  },

  refresh,
  detect,
};

/** True when the connection holds tokens of the app; those alone may register webhooks. */
export const isOauth = ({ settings }: ConnectionInfo): boolean => settings.authMode === "oauth";

/** What the form means: its own word, else the key that was typed or not. */
const wantsOauth = (values: Readonly<Record<string, string>>): boolean =>
  values.authMode ? values.authMode === "oauth" : !values.apiKey;

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

function needKey(values: Readonly<Record<string, string>>): string {
  const key = values.apiKey?.trim();
  if (key) return key;
  throw refuse("apiKey", message("refused.apiKeyMissing"));
}

const login = ({ connection }: Context): string => `${connection.endpoint ?? LOGIN}/api/1/login/oauth/provider`;

async function completeCallback(
  { begin: started, request: { query } }: CallbackInput,
  ctx: Context,
): Promise<Completion> {
  requireState(started, query.state);
  if (query.error === "access_denied") throw refuse("denied", message("refused.appNotApproved"));
  if (!query.code) throw refuse("code", message("refused.sentNoCode"));
  const { grant, websiteId } = await requestToken(ctx, {
    grant_type: "authorization_code",
    code: query.code,
    redirect_uri: registeredCallback(started, "squarespace", ctx),
  });
  if (grant.secrets.refreshToken === undefined)
    throw refuse("refresh_token", message("refused.grantedNoLastingAccess"));
  return {
    grant,
    accounts: [{ externalId: websiteId ?? "", name: "" }],
    settings: { authMode: "oauth", ...(websiteId === undefined ? {} : { websiteId }) },
  };
}

/** Each renewal uses the refresh token up and brings the next one; the engine stores the pair before it is used. */
async function refresh(ctx: Context): Promise<Grant> {
  if (!isOauth(ctx.connection)) throw new ConnectorError({ kind: "auth_revoked" }, message("error.notAcceptApiKey"));
  const body = { grant_type: "refresh_token", refresh_token: ctx.secret("refreshToken") };
  return (await requestToken(ctx, body)).grant;
}

async function requestToken(
  ctx: Context,
  body: Readonly<Record<string, string>>,
): Promise<{ readonly grant: Grant; readonly websiteId: string | undefined }> {
  const proof = Buffer.from(`${ctx.secret("clientId")}:${ctx.secret("clientSecret")}`).toString("base64");
  const answer = await ctx.http
    .json({
      method: "POST",
      url: `${login(ctx)}/tokens`,
      headers: { authorization: `Basic ${proof}`, "user-agent": USER_AGENT },
      json: body,
      operation: "oauth.token",
      authenticated: false,
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
      const text = message("said.noLongerGrantsAccessSite");
      throw new ConnectorError({ kind: "auth_revoked" }, text, { cause: error });
    });
  const token = parseResponse(tokenSchema, answer.body, { ctx, what: "the access token" });
  const seconds = Number(token.expires_in ?? TOKEN_LIFE_SECONDS);
  const endsAt = token.access_token_expires_at
    ? Number(token.access_token_expires_at) * 1000
    : ctx.clock.now() + seconds * 1000;
  return {
    grant: {
      secrets: {
        accessToken: token.access_token,
        ...(token.refresh_token === undefined ? {} : { refreshToken: token.refresh_token }),
      },
      expiresAt: new Date(endsAt).toISOString(),
      ...(token.refresh_token_expires_at !== undefined && {
        ends: { refreshToken: new Date(Number(token.refresh_token_expires_at) * 1000).toISOString() },
      }),
    },
    websiteId: token.website_id,
  };
}

/**
 * Three ways to connect a shop (sheet section 2): the merchant's own Dev Dashboard app with client
 * credentials, a token of an old admin-made custom app, and the operator's hosted app by OAuth.
 */

import { z } from "zod";
import type { HubText, Message } from "../../commerce/message.ts";
import { registeredCallback, requireState } from "../kit/connect/oauth-callback.ts";
import type { Authenticate, CallbackInput, Completion, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { verifyHmacHex } from "../kit/parse/signatures.ts";
import { detect } from "./detect.ts";
import { isShopDomain, normaliseShopDomain } from "./ids.ts";
import { requestedScopes } from "./scopes.ts";
import { english, message } from "./words.ts";

export type Mode = "app" | "token" | "hosted";

/** Life of an hourly token whose answer lacks `expires_in` (Shopify/shopify-app-js #3400). */
const EXPIRING_TOKEN_SECONDS = 3600;
/** The official library refuses OAuth callbacks whose timestamp is further away than this. */
const CALLBACK_AGE_SECONDS = 90;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  scope: z.string().default(""),
  expires_in: wholeNumber.optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: wholeNumber.optional(),
});

export const auth: Authenticate = {
  baseUrl: (ctx) => baseUrl(ctx),
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, "X-Shopify-Access-Token": ctx.secret("accessToken") },
  }),
  secretNames: [
    "accessToken",
    "refreshToken",
    "clientSecret",
    "previousClientSecret",
    "previousAppSecret",
    "webhookSecret",
  ],
};

export const connect: Connect = {
  async begin(input, ctx) {
    const shop = readDomain(input.values);
    const mode = modeOf(input.values);
    if (mode === "app") {
      required(input.values, "clientId", english("word.clientId"));
      required(input.values, "clientSecret", english("word.clientSecret"));
      return { step: "ready" };
    }
    if (mode === "token") {
      required(input.values, "accessToken", english("word.accessToken"));
      required(input.values, "webhookSecret", english("word.apiSecretKey"));
      return { step: "ready" };
    }
    if (!ctx.hasSecret("clientId") || !ctx.hasSecret("clientSecret"))
      throw new ConnectorError({ kind: "rejected", field: "mode" }, message("error.hubNoAppOwnApi"));
    const query = new URLSearchParams({
      client_id: ctx.secret("clientId"),
      scope: requestedScopes(ctx.connection.settings).join(","),
      redirect_uri: registeredCallback(input, "shopify", ctx),
      state: input.state,
    });
    return { step: "redirect", url: `${baseUrl(ctx, shop)}/admin/oauth/authorize?${query}` };
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return completeCallback(input, ctx);
    const { values } = input;
    const shop = readDomain(values);
    const accounts = [{ externalId: shop, name: shop.replace(".myshopify.com", "") }];
    if (modeOf(values) === "token") {
      const secrets = {
        accessToken: required(values, "accessToken", english("word.accessToken")),
        webhookSecret: required(values, "webhookSecret", english("word.apiSecretKey")),
      };
      return { grant: { secrets }, accounts, settings: { shopDomain: shop, mode: "token" } };
    }
    if (modeOf(values) === "hosted")
      throw new ConnectorError({ kind: "rejected", field: "mode" }, message("error.hostedAppInstalledOwnPage"));
    const clientId = required(values, "clientId", english("word.clientId"));
    const clientSecret = required(values, "clientSecret", english("word.clientSecret"));
    const minted = await mint(ctx, shop, { clientId, clientSecret });
    const rotating = values.previousClientSecret?.trim();
    const secrets = { ...minted.secrets, clientSecret, ...(rotating ? { previousClientSecret: rotating } : {}) };
    return { grant: { ...minted, secrets }, accounts, settings: { shopDomain: shop, clientId, mode: "app" } };
  },

  refresh,
  detect,
};

function baseUrl(ctx: Omit<Context, "http">, shop?: string): string {
  const { endpoint, settings, account } = ctx.connection;
  if (endpoint !== undefined) return endpoint;
  const domain = shop ?? normaliseShopDomain(String(settings.shopDomain ?? account.externalId));
  if (!domain) throw new ConnectorError({ kind: "rejected", field: "shopDomain" }, message("error.storeDomainMissing"));
  return `https://${domain}`;
}

/** How the values of a form (or the stored settings) mean to connect; what is filled in decides when nothing says so. */
export function modeOf(values: Readonly<Record<string, unknown>>): Mode {
  if (values.mode === "app" || values.mode === "token" || values.mode === "hosted") return values.mode;
  if (values.accessToken) return "token";
  return values.clientId || values.clientSecret ? "app" : "hosted";
}

function readDomain(values: Readonly<Record<string, string>>): string {
  const domain = normaliseShopDomain(values.shopDomain ?? values.shop ?? "");
  if (domain) return domain;
  throw new ConnectorError({ kind: "rejected", field: "shopDomain" }, message("error.notStoreAddressUsePermanent"));
}

function required(values: Readonly<Record<string, string>>, field: string, label: string): string {
  const value = values[field]?.trim();
  if (value) return value;
  throw new ConnectorError({ kind: "rejected", field }, message("error.missing", { what: label }));
}

/** A new 24-hour token; there is no refresh token in this grant. */
async function mint(ctx: Context, shop: string, app: { clientId: string; clientSecret: string }): Promise<Grant> {
  const body = { client_id: app.clientId, client_secret: app.clientSecret, grant_type: "client_credentials" };
  return requestToken(ctx, shop, body, message("said.clientIdClientSecretWrong"));
}

async function completeCallback({ begin: started, request }: CallbackInput, ctx: Context): Promise<Completion> {
  const { query } = request;
  const refuse = (code: string, text: HubText) => new ConnectorError({ kind: "rejected", code }, text);
  requireState(started, query.state);
  if (!verifyOauthQuery(query, [ctx.secret("clientSecret")]))
    throw refuse("hmac", message("refused.answerNotSignedAppPlease"));
  const ageSeconds = Math.abs(ctx.clock.now() / 1000 - Number(query.timestamp));
  if (!(ageSeconds <= CALLBACK_AGE_SECONDS)) throw refuse("timestamp", message("refused.answerTooOldServerClock"));
  const shop = query.shop ?? "";
  if (!isShopDomain(shop) || shop.toLowerCase() !== readDomain(started.values))
    throw refuse("shop", message("refused.answerAnotherStoreEnteredPlease"));
  const domain = shop.toLowerCase();
  if (!query.code) throw refuse("denied", message("refused.installationNotApproved"));
  const body = {
    client_id: ctx.secret("clientId"),
    client_secret: ctx.secret("clientSecret"),
    code: query.code,
    expiring: "1",
  };
  const grant = await requestToken(ctx, domain, body, message("said.notAcceptInstallationCodePlease"));
  const accounts = [{ externalId: domain, name: domain.replace(".myshopify.com", "") }];
  return { grant, accounts, settings: { shopDomain: domain, mode: "hosted" } };
}

/**
 * True when an install or callback query is signed by one of the secrets: `hmac` and `signature` removed, the
 * rest sorted by key and URL-encoded, HMAC-SHA256 in lower-case hex (sheet section 2.5).
 */
export function verifyOauthQuery(query: Readonly<Record<string, string>>, secrets: readonly string[]): boolean {
  return verifyHmacHex(Buffer.from(oauthMessage(query)), query.hmac, secrets);
}

/** The text that Shopify signs of an OAuth query. */
export function oauthMessage(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .filter(([key]) => key !== "hmac" && key !== "signature")
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
}

async function requestToken(
  ctx: Context,
  shop: string,
  body: Readonly<Record<string, string>>,
  refusal: Message,
): Promise<Grant> {
  const answer = await ctx.http
    .json({
      method: "POST",
      url: `${baseUrl(ctx, shop)}/admin/oauth/access_token`,
      json: body,
      operation: "oauth.token",
      authenticated: false,
      // Asking again for a client-credentials token does no harm; codes and refresh tokens are used up.
      safe: body.grant_type === "client_credentials",
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error)) throw error;
      if (error.kind === "auth_revoked") throw new ConnectorError({ kind: "auth_revoked" }, refusal, { cause: error });
      if (error.kind === "not_found")
        throw new ConnectorError({ kind: "rejected", field: "shopDomain" }, message("error.noStore", { shop }), {
          cause: error,
        });
      throw error;
    });
  const token = parseResponse(tokenAnswer, answer.body, { ctx, what: "the access token" });
  // We asked for expiring tokens: an answer without a life has the documented one, never "for ever".
  const expires = token.expires_in ?? (body.expiring || token.refresh_token ? EXPIRING_TOKEN_SECONDS : undefined);
  return {
    secrets: { accessToken: token.access_token, ...(token.refresh_token ? { refreshToken: token.refresh_token } : {}) },
    expiresAt: expires === undefined ? undefined : new Date(ctx.clock.now() + expires * 1000).toISOString(),
    ...(token.refresh_token_expires_in !== undefined && {
      ends: { refreshToken: new Date(ctx.clock.now() + token.refresh_token_expires_in * 1000).toISOString() },
    }),
    scopes: token.scope
      .split(",")
      .map((scope) => scope.trim())
      .filter(Boolean),
  };
}

async function refresh(ctx: Context): Promise<Grant> {
  const { settings, account } = ctx.connection;
  const shop = normaliseShopDomain(String(settings.shopDomain ?? account.externalId)) ?? account.externalId;
  const mode = modeOf({ ...settings, mode: settings.mode ?? (ctx.hasSecret("refreshToken") ? "hosted" : "app") });
  if (mode === "token") throw new ConnectorError({ kind: "auth_revoked" }, message("error.noLongerAcceptsAccessToken"));
  if (mode === "app") {
    const clientId = typeof settings.clientId === "string" ? settings.clientId : ctx.secret("clientId");
    return mint(ctx, shop, { clientId, clientSecret: ctx.secret("clientSecret") });
  }
  const body = {
    client_id: ctx.secret("clientId"),
    client_secret: ctx.secret("clientSecret"),
    grant_type: "refresh_token",
    refresh_token: ctx.secret("refreshToken"),
  };
  return requestToken(ctx, shop, body, message("said.noLongerAcceptsStoredAccess"));
}

/** Consent by TikTok's page, tokens of seven days, one login for many shops (sheet section 2). */

import type { HubText } from "../../commerce/message.ts";
import { requireState } from "../kit/connect/oauth-callback.ts";
import type { Authenticate, BeginInput, CallbackRequest, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { appKeyOf, serviceIdOf } from "./app.ts";
import { call } from "./client.ts";
import { detect } from "./detect.ts";
import { type Shop, shopsSchema, tokenSchema } from "./schemas.ts";
import { namesShop, signatureOf } from "./sign.ts";
import { message } from "./words.ts";

const API = "https://open-api.tiktokglobalshop.com";
const TOKENS = "https://auth.tiktok-shops.com";
const CONSENT = { us: "https://services.tiktokshops.us", row: "https://services.tiktokshop.com" } as const;
/** user_type of a seller; creators are 1, partners 3. */
const SELLER = 0;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? API,
  authorize(request, ctx) {
    const token = ctx.secret("accessToken");
    const shopless = request.operation === "shops.list" || !namesShop(new URL(request.url).pathname);
    return sign(request, { token, cipher: shopless ? null : ctx.secret("shopCipher"), ctx });
  },
  secretNames: ["appSecret", "accessToken", "refreshToken", "shopCipher"],
};

export const connect: Connect = {
  async begin(input, ctx) {
    const service = serviceIdOf(input.values, ctx);
    const host = ctx.connection.endpoint ?? CONSENT[input.values.market === "us" ? "us" : "row"];
    const query = new URLSearchParams({ service_id: service, state: input.state });
    return { step: "redirect", url: `${host}/open/authorize?${query}` };
  },

  async complete(input, ctx) {
    if (input.kind === "form") throw refuse("market", message("refused.shopConnectedOwnPagePlease"));
    const code = codeOf(input.request, input.begin);
    const { grant, scopes, seller, login } = await requestToken(
      {
        operation: "oauth.token",
        path: "get",
        query: [
          ["auth_code", code],
          ["grant_type", "authorized_code"],
        ],
      },
      ctx,
    );
    const shops = await listShops(grant.secrets.accessToken ?? "", ctx);
    const meant = named(shops, input.begin.values.shop?.trim() ?? "");
    const usedAppKey = appKeyOf(ctx);
    return {
      // One login and app have one pair of tokens, whatever shops it opens.
      grant: { ...grant, ...(login === undefined ? {} : { holder: `${usedAppKey}:${login}` }) },
      accounts: shops.map(({ id, name, region, cipher }) => ({
        externalId: id,
        name: name ?? seller ?? id,
        country: region ?? undefined,
        settings: { shopId: id, ...(seller !== undefined && { sellerName: seller }) },
        secrets: { shopCipher: cipher },
      })),
      ...(meant === undefined ? {} : { requestedAccountId: meant }),
      settings: { usedAppKey, grantedScopes: scopes },
    };
  },

  refresh,
  detect,
};

type Signed = Parameters<Authenticate["authorize"]>[0];

/** The body is written out once: the bytes that are signed are the bytes that are sent. */
function sign(
  request: Signed,
  proof: { readonly token: string; readonly cipher: string | null; readonly ctx: Omit<Context, "http"> },
): Signed {
  const { token, cipher, ctx } = proof;
  const { json, ...rest } = request;
  const body = json === undefined ? "" : stringifyJson(json);
  const query = [
    ...(request.query ?? []),
    ["app_key", appKeyOf(ctx)] as const,
    ["timestamp", String(Math.floor(ctx.shopNow() / 1000))] as const,
    ...(cipher === null ? [] : [["shop_cipher", cipher] as const]),
  ];
  const signature = signatureOf(ctx.secret("appSecret"), { path: new URL(request.url).pathname, query, body });
  const type = request.body?.contentType ?? "application/json";
  return {
    ...rest,
    query: [...query, ["sign", signature]],
    headers: { ...request.headers, "x-tts-access-token": token, "content-type": type },
    ...(json === undefined ? {} : { body: { bytes: Buffer.from(body, "utf8"), contentType: type } }),
  };
}

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

function codeOf({ query }: CallbackRequest, started: BeginInput): string {
  requireState(started, query.state);
  if (query.error) throw refuse("denied", message("refused.appNotApprovedPageStart"));
  if (!query.code || query.code === "null") throw refuse("code", message("refused.sentNoCodePleaseStart"));
  return query.code;
}

/** Called with the token at hand: the engine has not stored it yet. */
async function listShops(token: string, ctx: Context): Promise<Shop[]> {
  const url = `${auth.baseUrl(ctx)}/authorization/202309/shops`;
  const request = sign({ method: "GET", url, operation: "shops.list" }, { token, cipher: null, ctx });
  const data = await call({ ...request, authenticated: false }, ctx);
  return parseResponse(shopsSchema, data, { ctx, what: "the authorized shops" }).shops;
}

/** The id of the shop the form named; undefined where it named none. */
function named(shops: readonly Shop[], requested: string): string | undefined {
  if (shops.length === 0) throw refuse("shop", message("refused.loginOpensNoShopSign"));
  if (requested === "") return undefined;
  const found = shops.find(({ id, code, name }) => [id, code, name].includes(requested));
  if (found) return found.id;
  const all = shops.map(({ id, name }) => `${name ?? "shop"} (${id})`).join(", ");
  throw refuse("shop", message("refused.loginNotOpenShopOpens", { shop: requested, all }));
}

/** The pair may be used up by this call: the engine holds the grant's lock and stores the new one before it is used. */
async function refresh(ctx: Context): Promise<Grant> {
  const query = [
    ["refresh_token", ctx.secret("refreshToken")],
    ["grant_type", "refresh_token"],
  ] as const;
  return (await requestToken({ operation: "oauth.refresh", path: "refresh", query }, ctx)).grant;
}

interface TokenCall {
  readonly operation: "oauth.token" | "oauth.refresh";
  readonly path: "get" | "refresh";
  readonly query: readonly (readonly [string, string])[];
}

/** Not signed; app key and secret travel in the address, which the log shows without them. */
async function requestToken(
  { operation, path, query }: TokenCall,
  ctx: Context,
): Promise<{
  readonly grant: Grant;
  readonly scopes: readonly string[];
  readonly seller: string | undefined;
  readonly login: string | undefined;
}> {
  const app = [
    ["app_key", appKeyOf(ctx)],
    ["app_secret", ctx.secret("appSecret")],
  ] as const;
  const url = `${ctx.connection.endpoint ?? TOKENS}/api/v2/token/${path}`;
  const data = await call(
    {
      method: "GET",
      url,
      query: [...app, ...query],
      operation,
      authenticated: false,
      safe: operation === "oauth.refresh",
    },
    ctx,
  ).catch(explain(operation));
  const token = parseResponse(tokenSchema, data, { ctx, what: "the access token" });
  if ((token.user_type ?? SELLER) !== SELLER) throw refuse("user_type", message("refused.noSellerAccountSignPage"));
  return {
    grant: {
      secrets: { accessToken: token.access_token, refreshToken: token.refresh_token },
      // An instant, not a duration, whatever the field is called.
      expiresAt: new Date(token.access_token_expire_in * 1000).toISOString(),
      ...(token.refresh_token_expire_in && {
        ends: { refreshToken: new Date(token.refresh_token_expire_in * 1000).toISOString() },
      }),
      scopes: token.granted_scopes,
    },
    scopes: token.granted_scopes,
    seller: token.seller_name,
    login: token.open_id,
  };
}

function explain(operation: TokenCall["operation"]) {
  return (error: unknown): never => {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "auth_revoked")
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.noLongerGrantsAccessShop"), {
        cause: error,
        details: error.details,
      });
    if (error.kind === "rejected" && operation === "oauth.token")
      throw new ConnectorError(error.info, message("error.notAcceptCodeAuthorizationCheck"), {
        cause: error,
        details: error.details,
      });
    throw error;
  };
}

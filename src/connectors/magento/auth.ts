/** The proof on each call: an integration's OAuth 1.0a signature, its token as Bearer, or an Adobe IMS token. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Authenticate, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { oauthHeader } from "./oauth1.ts";
import { message } from "./words.ts";

export type AuthMode = "oauth1" | "bearer" | "ims";

type Settings = Pick<Context, "connection">;

export function textSetting({ connection }: Settings, name: string): string {
  const value = connection.settings[name];
  return typeof value === "string" ? value.trim() : "";
}

export function authModeOf(ctx: Settings): AuthMode {
  const mode = textSetting(ctx, "authMode");
  return mode === "bearer" || mode === "ims" ? mode : "oauth1";
}

/** The shop's address without what people paste behind it: "/rest", "/index.php", a slash. */
export function shopAddress(text: string): string {
  let address = text.trim();
  for (;;) {
    while (address.endsWith("/")) address = address.slice(0, -1);
    const [tail] = /\/(?:index\.php|rest)$/i.exec(address.slice(-LONGEST_TAIL)) ?? [];
    if (tail === undefined) return address;
    address = address.slice(0, -tail.length);
  }
}

const LONGEST_TAIL = "/index.php".length;

/** Where the REST interface begins: below /rest, below /index.php/rest without URL rewrites, at the address of a cloud tenant. */
export function restRoot(ctx: Settings): string {
  const shop = shopAddress(ctx.connection.endpoint ?? textSetting(ctx, "baseUrl"));
  if (authModeOf(ctx) === "ims") return shop;
  return `${shop}/${textSetting(ctx, "restFolder") || "rest"}`;
}

export const auth: Authenticate = {
  baseUrl: restRoot,
  authorize(request, ctx) {
    const headers = { ...request.headers, authorization: proof(request, ctx) };
    if (authModeOf(ctx) !== "ims") return { ...request, headers };
    const client = { "x-api-key": textSetting(ctx, "imsClientId"), "x-gw-ims-org-id": textSetting(ctx, "imsOrgId") };
    return { ...request, headers: { ...client, ...headers } };
  },
  secretNames: ["consumerSecret", "accessToken", "accessTokenSecret", "imsClientSecret", "imsToken"],
};

function proof(request: PlatformRequest, ctx: Omit<Context, "http">): string {
  const mode = authModeOf(ctx);
  if (mode === "ims") return `Bearer ${ctx.secret("imsToken")}`;
  if (mode === "bearer") return `Bearer ${ctx.secret("accessToken")}`;
  return oauthHeader(
    {
      method: request.method,
      url: asTheShopSeesIt(request.url, ctx),
      query: request.query ?? [],
      nonce: randomBytes(16).toString("hex"),
      timestamp: Math.floor(ctx.shopNow() / 1000),
    },
    {
      consumerKey: textSetting(ctx, "consumerKey"),
      consumerSecret: ctx.secret("consumerSecret"),
      token: ctx.secret("accessToken"),
      tokenSecret: ctx.secret("accessTokenSecret"),
    },
  );
}

/** Behind a proxy that ends TLS the shop may see another scheme or host, and hashes that. */
function asTheShopSeesIt(url: string, ctx: Settings): string {
  const seen = URL.parse(textSetting(ctx, "signedOrigin"));
  if (!seen) return url;
  const called = new URL(url);
  return `${seen.origin}${called.pathname}${called.search}`;
}

const IMS = "https://ims-na1.adobelogin.com";
const IMS_SCOPE =
  "openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs";

const imsToken = z.object({ access_token: z.string().min(1), expires_in: wholeNumber });

/** A new token of Adobe's identity service, good for a day. Throws words for the seller. */
export async function imsLogin(ctx: Context, client: { readonly id: string; readonly secret: string }): Promise<Grant> {
  const url = `${ctx.connection.endpoint ?? IMS}/ims/token/v3`;
  const form = [
    ["client_id", client.id],
    ["client_secret", client.secret],
    ["grant_type", "client_credentials"],
    ["scope", IMS_SCOPE],
  ] as const;
  try {
    const { body } = await ctx.http.json({
      method: "POST",
      url,
      form,
      operation: "ims.token",
      authenticated: false,
      safe: true,
    });
    const { access_token, expires_in } = parseResponse(imsToken, body, { ctx, what: "Adobe token" });
    return {
      secrets: { imsToken: access_token },
      expiresAt: new Date(ctx.clock.now() + expires_in * 1000).toISOString(),
    };
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "auth_expired", "auth_revoked", "forbidden"].includes(error.kind))
      throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.adobeRefusesClientIdSecret"), { cause: error });
  }
}

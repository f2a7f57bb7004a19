/** Every call is signed: HMAC-SHA256 with the partner key over ids, path, time and token, in hexadecimal. */
import type { Authenticate, ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { hmacSha256 } from "../kit/parse/signatures.ts";
import { apiHost } from "./hosts.ts";
import { message } from "./words.ts";

type Unarmed = Omit<Context, "http">;

/** Endpoint families the documents call Public: signed without token and shop (`api_type`). */
const PUBLIC = /^\/api\/v2\/(auth|public|push|media_space)\//;

/** A base string in the documents' order, without separators. */
export function signatureOf(key: string, parts: readonly string[]): string {
  return hmacSha256(key, parts.join("")).toString("hex");
}

/** The shop a connection is for; "" before one is chosen. */
export function shopIdOf(connection: ConnectionInfo): string {
  const { shopId } = connection.settings;
  return typeof shopId === "string" && shopId !== "" ? shopId : connection.account.externalId;
}

/** The app's id. Throws ConnectorError rejected when this hub has no Shopee app. */
export function partnerIdOf(ctx: Pick<Unarmed, "hasSecret" | "secret">): string {
  if (!ctx.hasSecret("partnerId") || !ctx.hasSecret("partnerKey"))
    throw new ConnectorError({ kind: "rejected", field: "partnerId" }, message("error.hubNoAppOperatorSet"));
  const id = ctx.secret("partnerId").trim();
  if (/^\d{1,10}$/.test(id)) return id;
  throw new ConnectorError({ kind: "rejected", field: "partnerId" }, message("error.partnerIdHubNotNumber"));
}

function signed(path: string, ctx: Unarmed, proof: readonly (readonly [string, string])[]): [string, string][] {
  const partnerId = partnerIdOf(ctx);
  const timestamp = String(Math.floor(ctx.shopNow() / 1000));
  const sign = signatureOf(ctx.secret("partnerKey"), [partnerId, path, timestamp, ...proof.map(([, value]) => value)]);
  return [
    ["partner_id", partnerId],
    ["timestamp", timestamp],
    ...proof.map(([name, value]): [string, string] => [name, value]),
    ["sign", sign],
  ];
}

/** Common parameters of a call that belongs to the app and no shop. */
export const publicQuery = (path: string, ctx: Unarmed): [string, string][] => signed(path, ctx, []);

/** Whose call it is, and by which token. */
export interface ShopProof {
  readonly shop: string;
  readonly token: string;
}

/** Common parameters of a call for a shop. */
export const shopQuery = (path: string, ctx: Unarmed, { shop, token }: ShopProof): [string, string][] =>
  signed(path, ctx, [
    ["access_token", token],
    ["shop_id", shop],
  ]);

export const auth: Authenticate = {
  secretNames: ["accessToken", "refreshToken", "partnerKey", "pushPartnerKey"],
  baseUrl: apiHost,
  authorize(request: PlatformRequest, ctx: Unarmed): PlatformRequest {
    const path = new URL(request.url).pathname;
    const proof = () => ({ shop: shopIdOf(ctx.connection), token: ctx.secret("accessToken") });
    const common = PUBLIC.test(path) ? publicQuery(path, ctx) : shopQuery(path, ctx, proof());
    return { ...request, query: [...common, ...(request.query ?? [])] };
  },
};

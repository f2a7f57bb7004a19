/** The proof a shop asks for, put on a request by the manifest's kind. */
import { createHash, createHmac } from "node:crypto";
import type { Authenticate, Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { urlWithQuery, wireBody } from "../kit/http/wire.ts";
import { type Auth, type Placement, SECRETS } from "./manifest-auth.ts";
import { baseUrlOf, commonOf } from "./settings.ts";

type Bare = Omit<Context, "http">;

/** Names of what is fetched and renewed. */
export const ACCESS_TOKEN = "accessToken";
export const WEBHOOK_SECRETS = ["webhookSecret", "previousWebhookSecret"] as const;

export const auth: Authenticate = {
  baseUrl: baseUrlOf,
  authorize: (request, ctx) => prove(request, commonOf(ctx).auth, ctx),
  secretNames: [...Object.values(SECRETS), ACCESS_TOKEN, ...WEBHOOK_SECRETS],
};

function prove(request: PlatformRequest, how: Auth, ctx: Bare): PlatformRequest {
  switch (how.kind) {
    case "none":
      return request;
    case "api_key":
      return placed(request, how, ctx.secret(SECRETS[how.value]));
    case "bearer":
      return bearer(request, ctx.secret(SECRETS[how.token]));
    case "basic": {
      const pair = Buffer.from(`${how.username}:${ctx.secret(SECRETS[how.password])}`).toString("base64");
      return withHeader(request, "authorization", `Basic ${pair}`);
    }
    case "oauth2_client_credentials":
    case "oauth2_refresh":
      return bearer(request, ctx.secret(ACCESS_TOKEN));
    case "session_login":
      return placed(request, how.inject, ctx.secret(ACCESS_TOKEN));
    case "hmac":
      return signed(request, how, ctx);
  }
}

const withHeader = (request: PlatformRequest, name: string, value: string): PlatformRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

const bearer = (request: PlatformRequest, token: string) => withHeader(request, "authorization", `Bearer ${token}`);

function placed(request: PlatformRequest, { in: place, name, prefix }: Placement, value: string): PlatformRequest {
  if (place === "query") return { ...request, query: [...(request.query ?? []), [name, `${prefix}${value}`]] };
  if (place === "cookie") return withHeader(request, "cookie", `${name}=${prefix}${value}`);
  return withHeader(request, name, `${prefix}${value}`);
}

/** Signs what goes on the wire: the query as it is encoded, the body byte by byte. */
function signed(request: PlatformRequest, how: Extract<Auth, { kind: "hmac" }>, ctx: Bare): PlatformRequest {
  const url = new URL(urlWithQuery(request));
  const { body = "" } = wireBody(request);
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  const timestamp = String(Math.floor(ctx.shopNow() / 1000));
  const values: Readonly<Record<string, string>> = {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    host: url.host,
    timestamp,
    body: text,
    bodySha256: createHash("sha256").update(text).digest("hex"),
  };
  const canonical = how.canonical.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? "");
  const key = ctx.secret(SECRETS[how.key]);
  const signature = createHmac(how.algorithm, key).update(canonical).digest(how.encoding);
  const proved = withHeader(request, how.header, `${how.prefix}${signature}`);
  return how.timestampHeader === undefined ? proved : withHeader(proved, how.timestampHeader, timestamp);
}

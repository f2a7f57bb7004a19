/** Tokens that are fetched: OAuth 2 by client credentials or refresh token, and sessions of a login call. */
import type { Json } from "../../commerce/product.ts";
import type { Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { ACCESS_TOKEN } from "./auth.ts";
import { seenOf } from "./classify.ts";
import { jsonObject } from "./client.ts";
import { evaluateAll } from "./expressions.ts";
import { type Auth, SECRETS } from "./manifest-auth.ts";
import { commonOf, scopeOf } from "./settings.ts";
import { fill } from "./template.ts";
import { message } from "./words.ts";

type Oauth = Extract<Auth, { kind: "oauth2_client_credentials" | "oauth2_refresh" }>;
type Session = Extract<Auth, { kind: "session_login" }>;

/** The kit renews five minutes ahead; what lives no longer than twice that is renewed when the shop refuses it. */
const MIN_REPORTED_SECONDS = 600;

/** A new token by the manifest's kind. Throws ConnectorError auth_revoked when a person has to act. */
export async function fetchGrant(ctx: Context): Promise<Grant> {
  const { auth } = commonOf(ctx);
  if (auth.kind === "oauth2_client_credentials" || auth.kind === "oauth2_refresh") return oauthGrant(auth, ctx);
  if (auth.kind === "session_login") return sessionGrant(auth, ctx);
  throw new ConnectorError({ kind: "auth_revoked" }, message("error.apiNoLongerAcceptsCredentials"));
}

async function oauthGrant(auth: Oauth, ctx: Context): Promise<Grant> {
  const secret = ctx.secret(SECRETS[auth.clientSecret]);
  const isBasic = auth.authStyle === "basic";
  const form: (readonly [string, string])[] = [
    ...grantFields(auth, ctx),
    ...(isBasic
      ? []
      : ([
          ["client_id", auth.clientId],
          ["client_secret", secret],
        ] as const)),
  ];
  const pair = Buffer.from(`${encodeURIComponent(auth.clientId)}:${encodeURIComponent(secret)}`).toString("base64");
  const { body } = await ask(ctx, {
    method: "POST",
    url: hosted(auth.tokenUrl, ctx),
    form,
    ...(isBasic ? { headers: { authorization: `Basic ${pair}` } } : {}),
    operation: "auth.token",
  });
  const token = fieldOf(body, "access_token");
  if (token === undefined) throw noToken("access_token");
  const seconds = Number(fieldOf(body, "expires_in") ?? 0);
  const next = auth.kind === "oauth2_refresh" ? fieldOf(body, "refresh_token") : undefined;
  const stored =
    auth.kind === "oauth2_refresh"
      ? { [SECRETS[auth.refreshToken]]: next ?? ctx.secret(SECRETS[auth.refreshToken]) }
      : {};
  return grantOf({ [ACCESS_TOKEN]: token, ...stored }, seconds, ctx);
}

function grantFields(auth: Oauth, ctx: Context): (readonly [string, string])[] {
  if (auth.kind === "oauth2_refresh")
    return [
      ["grant_type", "refresh_token"],
      ["refresh_token", ctx.secret(SECRETS[auth.refreshToken])],
    ];
  return [
    ["grant_type", "client_credentials"],
    ...(auth.scope === undefined ? [] : ([["scope", auth.scope]] as const)),
    ...(auth.audience === undefined ? [] : ([["audience", auth.audience]] as const)),
  ];
}

/** An operator's endpoint stands in for the shop's host also where tokens come from. */
function hosted(url: string, { connection }: Context): string {
  if (connection.endpoint === undefined) return url;
  const { pathname, search } = new URL(url);
  return `${connection.endpoint.replace(/(?<!\/)\/+$/, "")}${pathname}${search}`;
}

async function sessionGrant(auth: Session, ctx: Context): Promise<Grant> {
  const values = Object.fromEntries(
    Object.entries(SECRETS).map(([name, field]) => [name, ctx.hasSecret(field) ? ctx.secret(field) : ""]),
  );
  const fields = Object.entries(auth.login.body).map(
    ([name, template]) => [name, fill(template, { secret: values }) ?? ""] as const,
  );
  const seen = await ask(ctx, {
    method: "POST",
    url: auth.login.path,
    ...(auth.login.as === "form" ? { form: fields } : { json: Object.fromEntries(fields) }),
    operation: "auth.login",
  });
  const [token] = await evaluateAll([auth.token], jsonObject({ ...seen }), scopeOf(ctx), "auth.token");
  if (typeof token !== "string" || token === "") throw noToken("auth.token");
  return grantOf({ [ACCESS_TOKEN]: token }, auth.ttlSeconds, ctx);
}

/** A token endpoint that refuses means that a person has to look at the credentials. */
async function ask(ctx: Context, request: Omit<PlatformRequest, "authenticated">) {
  try {
    const input = { ...request, safe: true, authenticated: false, maxBytes: 1024 * 1024 };
    return await seenOf(await ctx.http.request(input), commonOf(ctx).answers);
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "auth_expired", "forbidden", "not_found"].includes(error.kind))
      throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.apiGivesNoAccessThese"), {
      cause: error,
      details: error.details,
    });
  }
}

function fieldOf(body: Json, name: string): string | undefined {
  const value =
    body !== null && typeof body === "object" ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

const noToken = (where: string) =>
  new ConnectorError({ kind: "drift", path: where }, message("error.apiAnswerSignHoldsNo", { where }));

function grantOf(secrets: Grant["secrets"], seconds: number, ctx: Context): Grant {
  if (!(seconds > MIN_REPORTED_SECONDS)) return { secrets };
  return { secrets, expiresAt: new Date(ctx.clock.now() + seconds * 1000).toISOString() };
}

/** Tokens and consent on the host's root: GET with query parameters, the application's proof in the header. */

import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notFound, oauthFailure, ok } from "./replies.ts";
import type { State } from "./state.ts";

const ACCESS_SECONDS = 5_183_999;
const REFRESH_MS = 180 * 24 * 3_600_000;
const CODE_MS = 10 * 60_000;

/** Null: another path. */
export function handleOauth(request: SandboxRequest, state: State): SandboxReply | null {
  if (!request.path.startsWith("/oauth-service/oauth/")) return null;
  if (request.method !== "GET") return oauthFailure(405, "invalid_request", "Request method not supported");
  if (request.path.endsWith("/authorize")) return authorize(request, state);
  return request.path.endsWith("/token") ? token(request, state) : notFound;
}

function authorize({ query }: SandboxRequest, state: State): SandboxReply {
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== state.clientId || query.get("response_type") !== "code")
    return oauthFailure(400, "invalid_client", "The application is not known.");
  if (!redirectUri.startsWith("https://"))
    return oauthFailure(400, "invalid_request", "The redirect URL must be https.");
  const code = state.secret().slice(0, 6);
  state.codes.set(code, { redirectUri, endsAt: state.clock.now() + CODE_MS });
  const target = new URL(redirectUri);
  target.searchParams.set("code", code);
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, text: "" };
}

function isApp(request: SandboxRequest, id: string, secret: string): boolean {
  return equalText(request.headers.authorization ?? "", `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`);
}

function token(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const grantType = query.get("grant_type");
  const isOwn = grantType === "client_credentials";
  const exists = isOwn
    ? isApp(request, state.appId, state.appSecret)
    : isApp(request, state.clientId, state.clientSecret);
  if (!exists || state.isRevoked) return oauthFailure(401, "unauthorized", "Full authentication is required");
  if (isOwn) {
    const scopes = (query.get("scope") ?? "").split(",");
    return scopes.includes("Seller_Api") ? issue(state, false) : oauthFailure(400, "invalid_scope", "Invalid scope");
  }
  const now = state.clock.now();
  if (grantType === "authorization_code") {
    const code = state.codes.get(query.get("code") ?? "");
    state.codes.delete(query.get("code") ?? "");
    const isGood = code && code.endsAt >= now && code.redirectUri === query.get("redirect_uri");
    return isGood ? issue(state, true) : oauthFailure(400, "invalid_grant", "Invalid authorization code");
  }
  const endsAt = state.refreshTokens.get(query.get("refresh_token") ?? "");
  if (grantType !== "refresh_token" || endsAt === undefined || endsAt < now)
    return oauthFailure(400, "invalid_grant", "Invalid refresh token");
  state.refreshTokens.delete(query.get("refresh_token") ?? "");
  return issue(state, true);
}

function issue(state: State, isLasting: boolean): SandboxReply {
  const access = state.secret();
  state.tokens.set(access, state.clock.now() + ACCESS_SECONDS * 1000);
  const refresh = state.secret();
  if (isLasting) state.refreshTokens.set(refresh, state.clock.now() + REFRESH_MS);
  return ok({
    access_token: access,
    token_type: "bearer",
    expires_in: ACCESS_SECONDS,
    scope: "Seller_Api",
    ...(isLasting ? { refresh_token: refresh } : {}),
  });
}

/** Null when the bearer is good. */
export function tokenProblem(request: SandboxRequest, state: State): SandboxReply | null {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const endsAt = bearer === undefined ? undefined : state.tokens.get(bearer);
  if (endsAt !== undefined && endsAt >= state.clock.now() && !state.isRevoked) return null;
  return oauthFailure(401, "unauthorized", "Full authentication is required to access this resource");
}

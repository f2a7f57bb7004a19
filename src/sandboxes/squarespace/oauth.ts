/** The login host: consent page (approved at once) and tokens. Refresh tokens work once. */

import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { type State, SUBJECTS } from "./state.ts";

const PREFIX = "/api/1/login/oauth/provider";
const TOKEN_MS = 30 * 60_000;
const CODE_MS = 2 * 60_000;
const REFRESH_MS = 7 * 24 * 3_600_000;

/** Null: another path. */
export function handleLogin(request: SandboxRequest, state: State): SandboxReply | null {
  if (!request.path.startsWith(PREFIX)) return null;
  if (request.path === `${PREFIX}/authorize`) return authorize(request, state);
  if (request.path === `${PREFIX}/tokens` && request.method === "POST") return tokens(request, state);
  return failure(404, "INVALID_REQUEST_ERROR", null, "Not found.");
}

const unauthorized = (message: string) => failure(401, "AUTHORIZATION_ERROR", null, message);

function authorize({ query }: SandboxRequest, state: State): SandboxReply {
  const redirectUri = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== state.clientId || !URL.canParse(redirectUri) || !query.get("state"))
    return failure(400, "INVALID_REQUEST_ERROR", "INVALID_ARGUMENT", "The app is not known.");
  // Comma separated; what is no scope is silently left out.
  const scopes = (query.get("scope") ?? "").split(",");
  const may = new Set(
    SUBJECTS.filter((subject) =>
      [`website.${subject}`, `website.${subject}.read`].some((scope) => scopes.includes(scope)),
    ),
  );
  const offline = query.get("access_type") === "offline";
  const code = `${offline ? "off" : "on"}-${state.secret()}`;
  state.codes.set(code, { redirectUri, may, endsAt: state.clock.now() + CODE_MS });
  const target = new URL(redirectUri);
  target.searchParams.set("code", code);
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, text: "" };
}

function tokens(request: SandboxRequest, state: State): SandboxReply {
  const proof = Buffer.from(`${state.clientId}:${state.clientSecret}`).toString("base64");
  if (!equalText(request.headers.authorization ?? "", `Basic ${proof}`))
    return unauthorized("The client is not known.");
  if (!request.headers["user-agent"]) return failure(400, "INVALID_REQUEST_ERROR", "MISSING_ARGUMENT", "User-Agent");
  const body = (request.json() ?? {}) as Readonly<Record<string, string>>;
  if (body.grant_type === "authorization_code") {
    const code = state.codes.get(body.code ?? "");
    state.codes.delete(body.code ?? "");
    if (!code || code.endsAt < state.clock.now() || code.redirectUri !== body.redirect_uri)
      return failure(400, "INVALID_REQUEST_ERROR", "INVALID_ARGUMENT", "The code is not valid.");
    return issue(state, code.may, (body.code ?? "").startsWith("off"));
  }
  const may = state.refreshTokens.get(body.refresh_token ?? "");
  if (body.grant_type !== "refresh_token" || !may) return unauthorized("The refresh token is not valid.");
  state.refreshTokens.delete(body.refresh_token ?? "");
  return issue(state, may, true);
}

function issue(state: State, may: ReadonlySet<string>, isOffline: boolean): SandboxReply {
  const [access, refresh] = [state.secret(), state.secret()];
  const endsAt = state.clock.now() + TOKEN_MS;
  state.access.set(access, { kind: "token", may, endsAt });
  if (isOffline) state.refreshTokens.set(refresh, may);
  return ok({
    access_token: access,
    access_token_expires_at: endsAt / 1000,
    token_type: "bearer",
    account_id: "5f3c3d55ac435e1a051f7000",
    website_id: state.websiteId,
    ...(isOffline ? { refresh_token: refresh, refresh_token_expires_at: (state.clock.now() + REFRESH_MS) / 1000 } : {}),
  });
}

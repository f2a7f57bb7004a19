/** Consent (approved at once) and tokens; the refresh token stays the same. */
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok } from "./replies.ts";
import { type State, token } from "./state.ts";

const CODE_MS = 299_000;
const ACCESS_S = 7_200;
const REFRESH_S = 47_304_000;

const refuse = (status: number, error: string, description: string): SandboxReply =>
  ok({ error, error_description: description }, status);

export function consent({ query }: SandboxRequest, state: State): SandboxReply {
  const scopes = new Set((query.get("scope") ?? "").split(" "));
  if (query.get("client_id") !== state.clientId || query.get("redirect_uri") !== state.ruName)
    return { status: 400, text: "unauthorized_client" };
  if (query.get("response_type") !== "code") return { status: 400, text: "unsupported_response_type" };
  const target = new URL(state.acceptUrl);
  target.searchParams.set("state", query.get("state") ?? "");
  if ([...scopes].some((scope) => !state.keyset.has(scope))) {
    target.searchParams.set("error", "invalid_scope");
    return { status: 302, headers: { location: target.href }, text: "" };
  }
  // Signs that have to be decoded once.
  const code = `v^1.1#i^1#${token(state, 60)}==`;
  state.codes.set(code, { scopes, endsAt: state.clock.now() + CODE_MS });
  target.searchParams.set("code", code);
  target.searchParams.set("expires_in", "299");
  return { status: 302, headers: { location: target.href }, text: "" };
}

export function tokens(request: SandboxRequest, state: State): SandboxReply {
  const proof = Buffer.from(`${state.clientId}:${state.clientSecret}`).toString("base64");
  if (!equalText(request.headers.authorization ?? "", `Basic ${proof}`))
    return refuse(401, "invalid_client", "client authentication failed");
  const form = new URLSearchParams(request.text);
  switch (form.get("grant_type")) {
    case "authorization_code":
      return byCode(form, state);
    case "refresh_token":
      return byRefresh(form, state);
    case "client_credentials":
      return issue(state, "app", new Set((form.get("scope") ?? "").split(" ")));
    default:
      return refuse(400, "unsupported_grant_type", "grant type in request is not supported");
  }
}

function byCode(form: URLSearchParams, state: State): SandboxReply {
  const code = state.codes.get(form.get("code") ?? "");
  state.codes.delete(form.get("code") ?? "");
  if (!code || code.endsAt < state.clock.now() || form.get("redirect_uri") !== state.ruName)
    return refuse(400, "invalid_grant", "the provided authorization grant code is invalid");
  const refresh = `v^1.1#r^1#${token(state, 60)}`;
  state.refreshTokens.set(refresh, code.scopes);
  return issue(state, "user", code.scopes, { refresh_token: refresh, refresh_token_expires_in: REFRESH_S });
}

function byRefresh(form: URLSearchParams, state: State): SandboxReply {
  const granted = state.refreshTokens.get(form.get("refresh_token") ?? "");
  if (!granted) return refuse(400, "invalid_grant", "the provided authorization refresh token is invalid");
  const scopes = new Set((form.get("scope") ?? [...granted].join(" ")).split(" "));
  if ([...scopes].some((scope) => !granted.has(scope)))
    return refuse(
      400,
      "invalid_scope",
      "The requested scope is invalid, unknown, malformed, or exceeds the scope granted",
    );
  return issue(state, "user", scopes);
}

function issue(state: State, kind: "user" | "app", scopes: ReadonlySet<string>, more: object = {}): SandboxReply {
  const access = `v^1.1#${kind}#${token(state, 60)}`;
  state.access.set(access, { kind, scopes, endsAt: state.clock.now() + ACCESS_S * 1000 });
  return ok({ access_token: access, expires_in: ACCESS_S, token_type: `${kind} token`, ...more });
}

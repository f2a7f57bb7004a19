/** Login with Amazon and the consent page (approved at once). Error words as LWA writes them. */

import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { type State, secretOf } from "./state.ts";

const HOUR_MS = 3_600_000;
const CODE_MS = 5 * 60_000;

/** Null: another path. */
export function handleLogin(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path === "/apps/authorize/consent") return consent(request, state);
  if (request.path !== "/auth/o2/token") return null;
  if (request.method !== "POST") return refuse(400, "invalid_request", "The request is not a POST.");
  return token(new URLSearchParams(request.text), state);
}

const refuse = (status: number, error: string, description: string): SandboxReply => ({
  status,
  json: { error, error_description: description },
});

function consent({ query }: SandboxRequest, state: State): SandboxReply {
  if (query.get("application_id") !== state.applicationId)
    return { status: 400, text: "MD1000: the application does not exist or is in draft" };
  const redirect = query.get("redirect_uri");
  if (redirect !== null && redirect !== state.redirectUri) return { status: 400, text: "MD5101: invalid redirect_uri" };
  const code = secretOf(state, 20);
  state.codes.set(code, state.clock.now() + CODE_MS);
  const target = new URL(state.redirectUri);
  target.searchParams.set("spapi_oauth_code", code);
  target.searchParams.set("state", query.get("state") ?? "");
  target.searchParams.set("selling_partner_id", state.sellerId);
  return { status: 302, headers: { location: target.href }, text: "" };
}

function token(form: URLSearchParams, state: State): SandboxReply {
  const isClient =
    form.get("client_id") === state.clientId && equalText(form.get("client_secret") ?? "", state.clientSecret);
  if (!isClient) return refuse(401, "invalid_client", "Client authentication failed");
  switch (form.get("grant_type")) {
    case "refresh_token":
      if (form.get("refresh_token") !== state.refreshToken)
        return refuse(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token");
      return issue(state, "seller", state.refreshToken);
    case "authorization_code": {
      const endsAt = state.codes.get(form.get("code") ?? "");
      state.codes.delete(form.get("code") ?? "");
      if (endsAt === undefined || endsAt < state.clock.now())
        return refuse(400, "invalid_grant", "The request has an invalid grant parameter : code");
      return issue(state, "seller", state.refreshToken);
    }
    case "client_credentials":
      if (form.get("scope") !== "sellingpartnerapi::notifications")
        return refuse(400, "invalid_scope", "The request has an invalid scope parameter");
      return issue(state, "notifications", undefined);
    default:
      return refuse(400, "unsupported_grant_type", "The grant type is not supported");
  }
}

function issue(state: State, scope: "seller" | "notifications", refreshToken: string | undefined): SandboxReply {
  const access = `Atza|${secretOf(state, 40)}`;
  state.access.set(access, { endsAt: state.clock.now() + HOUR_MS, scope });
  return {
    status: 200,
    json: {
      access_token: access,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      token_type: "bearer",
      expires_in: 3600,
    },
  };
}

/** Consent and tokens: an agreed page, codes of one use, GET calls with the secret in the address. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok, refusal } from "./replies.ts";
import type { State } from "./state.ts";
import { now } from "./state.ts";

const CODE_S = 30 * 60;
const ACCESS_S = 7 * 86_400;
const REFRESH_S = 365 * 86_400;

export function consent({ query }: SandboxRequest, state: State): SandboxReply {
  if (query.get("service_id") !== state.app.serviceId) return { status: 404, text: "This service does not exist." };
  const code = state.token();
  state.codes.set(code, now(state) + CODE_S);
  const answer = new URLSearchParams({ app_key: state.app.key, code, locale: "en", shop_region: state.shop.region });
  const given = query.get("state");
  if (given !== null) answer.set("state", given);
  return { status: 302, headers: { location: `${state.redirectUrl}?${answer}` }, text: "" };
}

export function token(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  if (query.get("app_key") !== state.app.key || query.get("app_secret") !== state.app.secret)
    return refusal(36004003, "app_key or app_secret is invalid");
  if (request.path.endsWith("/get")) {
    const until = state.codes.get(query.get("auth_code") ?? "");
    state.codes.delete(query.get("auth_code") ?? "");
    if (query.get("grant_type") !== "authorized_code" || until === undefined || until < now(state))
      return refusal(36004004, "auth_code is invalid or expired");
    return grant(state);
  }
  const given = query.get("refresh_token") ?? "";
  if (query.get("grant_type") !== "refresh_token" || !state.refresh.has(given))
    return refusal(36004005, "refresh_token is invalid or expired");
  // Whether a used one stays good is not documented: the strict reading.
  state.refresh.delete(given);
  return grant(state);
}

function grant(state: State): SandboxReply {
  const access = state.token();
  const refresh = state.token();
  state.access.set(access, now(state) + ACCESS_S);
  state.refresh.add(refresh);
  return ok({
    access_token: access,
    access_token_expire_in: now(state) + ACCESS_S,
    refresh_token: refresh,
    refresh_token_expire_in: now(state) + REFRESH_S,
    open_id: state.login,
    seller_name: "Sandbox seller",
    seller_base_region: state.shop.region,
    user_type: state.userType,
    granted_scopes: state.grantedScopes,
  });
}

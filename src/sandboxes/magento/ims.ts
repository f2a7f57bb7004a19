/** Adobe's identity service and the proof a cloud tenant wants. Shapes by its documentation; no tenant was captured. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { refuse } from "./replies.ts";
import type { State } from "./state.ts";

const LIFE_SECONDS = 86_399;

export function imsTokenReply(state: State, request: SandboxRequest): SandboxReply {
  const form = new URLSearchParams(request.text);
  const exists = form.get("client_id") === state.ims.clientId && form.get("client_secret") === state.ims.secret;
  if (!exists || form.get("grant_type") !== "client_credentials")
    return { status: 400, json: { error: "invalid_client", error_description: "invalid client_secret parameter" } };
  const token = `ims-${state.id("ims_token")}-${Math.floor(state.random() * 1e12).toString(36)}`;
  state.ims.tokens.set(token, state.now() + LIFE_SECONDS * 1000);
  return { status: 200, json: { access_token: token, token_type: "bearer", expires_in: LIFE_SECONDS } };
}

export function requireIms(state: State, request: SandboxRequest): void {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const isValid = (state.ims.tokens.get(token) ?? 0) > state.now();
  const isNamed =
    request.headers["x-api-key"] === state.ims.clientId && request.headers["x-gw-ims-org-id"] === state.ims.orgId;
  if (!isValid || !isNamed) throw refuse(401, "Oauth token is not valid");
}

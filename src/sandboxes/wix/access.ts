/** Who may call: tokens of an app's instance, or an account's key with one site. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asText, asTree, ok } from "./replies.ts";
import type { State } from "./state.ts";

const TOKEN_LIFE_MS = 4 * 3_600_000;
/** Requests a minute for each app instance. */
const PER_MINUTE = 200;

const denied = (status: number, message: string): SandboxReply => ({ status, json: { message, details: {} } });

/** True while this call still fits into the minute. */
export function createLimit(state: State): () => boolean {
  let times: number[] = [];
  return () => {
    const now = state.clock.now();
    times = times.filter((time) => time > now - 60_000);
    if (times.length >= PER_MINUTE) return false;
    times.push(now);
    return true;
  };
}

/** The install page: approved at once, back to the caller with proof of the instance. */
export function install(state: State, request: SandboxRequest): SandboxReply {
  const back = URL.parse(request.query.get("postInstallationUrl") ?? "");
  if (!back || request.query.get("appId") !== state.app.id) return denied(400, "Unknown app");
  const signed = `signed.${state.guid()}`;
  state.signedInstances.set(signed, state.instanceId);
  const reported = {
    appId: state.app.id,
    tenantId: state.siteId,
    instanceId: state.instanceId,
    signedInstance: signed,
  };
  for (const [name, value] of Object.entries(reported)) back.searchParams.set(name, value);
  return { status: 302, headers: { location: back.href } };
}

export function issueToken(state: State, request: SandboxRequest): SandboxReply {
  const body = asTree(request.json());
  const isApp = body["client_id"] === state.app.id && body["client_secret"] === state.app.secret;
  if (body["grant_type"] !== "client_credentials" || !isApp || body["instance_id"] !== state.instanceId)
    return denied(401, "Invalid client credentials");
  const token = `OAUTH2.${state.guid()}${state.guid()}`;
  state.tokens.set(token, state.clock.now() + TOKEN_LIFE_MS);
  return ok({ access_token: token, token_type: "Bearer", expires_in: TOKEN_LIFE_MS / 1000 });
}

export function tokenInfo(state: State, request: SandboxRequest): SandboxReply {
  const instanceId = state.signedInstances.get(asText(asTree(request.json())["token"]));
  if (instanceId === undefined) return ok({ active: false });
  return ok({ active: true, subjectType: "APP", instanceId, siteId: state.siteId, clientId: state.app.id });
}

/** Null: the call may go on. Both proofs travel raw; "Bearer" in front is not the token. */
export function refuseCaller(state: State, { headers }: SandboxRequest): SandboxReply | null {
  const { authorization = "" } = headers;
  if (headers["wix-site-id"] !== undefined && headers["wix-account-id"] !== undefined)
    return denied(400, "Send wix-site-id or wix-account-id, not both");
  if (authorization === state.apiKey && authorization !== "") {
    return headers["wix-site-id"] === state.siteId
      ? null
      : denied(403, "The API key does not have access to this site");
  }
  const endsAt = state.tokens.get(authorization);
  return endsAt !== undefined && endsAt > state.clock.now() ? null : denied(401, "Unauthorized");
}

export function closedTo(state: State, permission: string): SandboxReply | null {
  return state.closed.has(permission) ? denied(403, `Permission denied: ${permission}`) : null;
}

export function siteView(state: State): SandboxReply {
  return ok({
    instance: { appName: "Argosy", instanceId: state.instanceId, isFree: true },
    site: {
      siteDisplayName: "Mugs & More",
      locale: "en",
      paymentCurrency: state.currency,
      url: "https://mugs.example",
      siteId: state.siteId,
    },
  });
}

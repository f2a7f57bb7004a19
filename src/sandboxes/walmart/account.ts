/** Tokens, the seller's profile and fulfillment centers. */
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok } from "./replies.ts";
import type { State } from "./state.ts";

const LIFE_SECONDS = 900;

const unauthorized: SandboxReply = {
  status: 401,
  json: { error: [{ code: "UNAUTHORIZED.GMP_GATEWAY_API", description: "Unauthorized", severity: "ERROR" }] },
};

export function handleToken(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path !== "/v3/token" || request.method !== "POST") return null;
  const proof = `Basic ${Buffer.from(`${state.clientId}:${state.clientSecret}`).toString("base64")}`;
  if (state.isRevoked || !equalText(request.headers.authorization ?? "", proof)) return unauthorized;
  if (new URLSearchParams(request.text).get("grant_type") !== "client_credentials") return unauthorized;
  const token = state.token();
  state.tokens.set(token, state.clock.now() + LIFE_SECONDS * 1_000);
  return ok({ access_token: token, token_type: "Bearer", expires_in: LIFE_SECONDS });
}

/** Null when the call is proved and named. */
export function accessProblem({ headers }: SandboxRequest, state: State): SandboxReply | null {
  const endsAt = state.tokens.get(headers["wm_sec.access_token"] ?? "");
  const isNamed = Boolean(headers["wm_qos.correlation_id"]) && headers["wm_svc.name"] === "Walmart Marketplace";
  const isGood = endsAt !== undefined && endsAt > state.clock.now() && !state.isRevoked;
  return isGood && isNamed ? null : unauthorized;
}

const RESOURCES: readonly (readonly [RegExp, string])[] = [
  [/^\/v3\/orders/, "orders"],
  [/^\/v3\/returns/, "returns"],
  [/^\/v3\/(?:inventory|inventories|fulfillment)/, "inventory"],
  [/^\/v3\/items/, "item"],
  [/^\/v3\/price/, "price"],
  [/^\/v3\/feeds/, "feeds"],
  [/^\/v3\/report/, "reports"],
];

/** Null when the keys have the right to do it. */
export function rightProblem({ path, method }: SandboxRequest, { platform }: State): SandboxReply | null {
  const name = RESOURCES.find(([pattern]) => pattern.test(path))?.[1] ?? "";
  const right = platform.scopes[name] ?? "full_access";
  if (right === "full_access" || (right === "view_only" && method === "GET")) return null;
  return { status: 403, json: { error: [{ code: "FORBIDDEN.GMP_GATEWAY_API", description: "Forbidden" }] } };
}

export function handleAccount({ path, headers }: SandboxRequest, state: State): SandboxReply | null {
  const iso = (ms: number) => new Date(ms).toISOString();
  switch (path) {
    case "/v3/token/detail": {
      const endsAt = state.tokens.get(headers["wm_sec.access_token"] ?? "") ?? 0;
      return ok({
        scopes: state.platform.scopes,
        expire_at: iso(endsAt),
        issued_at: iso(endsAt - LIFE_SECONDS * 1_000),
        is_valid: true,
        is_channel_match: true,
      });
    }
    case "/v3/settings/partnerprofile":
      return ok({
        partner: {
          partnerId: state.partnerId,
          partnerName: "Argosy Mugs LLC",
          partnerDisplayName: "Argosy mugs",
          partnerStoreId: "8",
          businessRegNumber: "00-0000000",
          countryOfIncorporation: "US",
        },
        configurations: [{ configurationName: "ACCOUNT", configuration: { status: "ACTIVE" } }],
      });
    case "/v3/settings/shipping/shipnodes":
      return {
        status: 200,
        json: state.nodes.map(({ id, name, type, status }) => ({
          shipNode: id,
          nodeType: type,
          shipNodeName: name,
          status,
          timeZone: "EST",
          postalAddress: {
            addressLine1: "1 Dock Street",
            city: "Bentonville",
            state: "AR",
            country: "USA",
            postalCode: "72712",
          },
        })),
      };
    default:
      return null;
  }
}

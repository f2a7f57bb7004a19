/** The token endpoints: client credentials, authorization code, rotating refresh tokens. */
import { createHmac } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { ShopState, Token } from "./state.ts";

const APP_TOKEN_SECONDS = 86_399;
const HOSTED_TOKEN_SECONDS = 3_600;
const REFRESH_SECONDS = 7_776_000;

interface RefreshRow {
  readonly expiresMs: number;
  readonly previous: string | null;
  readonly scopes: readonly string[];
  isAlive: boolean;
}

export interface Oauth {
  handle(request: SandboxRequest): SandboxReply;
  authorize(request: SandboxRequest): SandboxReply;
  expireTokens(): void;
  revoke(): void;
}

interface Vault {
  readonly state: ShopState;
  readonly codes: Map<string, readonly string[]>;
  readonly refreshTokens: Map<string, RefreshRow>;
  isRevoked: boolean;
  random(): number;
}

export function oauth(state: ShopState, random: () => number): Oauth {
  const vault: Vault = { state, random, codes: new Map(), refreshTokens: new Map(), isRevoked: false };
  return {
    handle: (request) => handle(vault, request),
    authorize: (request) => authorize(vault, request),
    expireTokens() {
      for (const token of state.tokens.values()) if (token.kind !== "legacy") token.expiresMs = 0;
    },
    revoke() {
      vault.isRevoked = true;
      state.tokens.clear();
    },
  };
}

function secretText(vault: Vault, prefix: string): string {
  return prefix + Array.from({ length: 32 }, () => Math.floor(vault.random() * 16).toString(16)).join("");
}

function newToken(vault: Vault, kind: Token["kind"], scopes: readonly string[], seconds: number | null): string {
  const token = secretText(vault, "shpat_");
  const expiresMs = seconds === null ? Number.POSITIVE_INFINITY : vault.state.clock.now() + seconds * 1000;
  vault.state.tokens.set(token, { kind, scopes, expiresMs });
  return token;
}

function pair(vault: Vault, scopes: readonly string[], previous: string | null): SandboxReply {
  const refresh = secretText(vault, "shprt_");
  const expiresMs = vault.state.clock.now() + REFRESH_SECONDS * 1000;
  vault.refreshTokens.set(refresh, { expiresMs, previous, scopes, isAlive: true });
  return ok({
    access_token: newToken(vault, "hosted", scopes, HOSTED_TOKEN_SECONDS),
    scope: scopes.join(","),
    expires_in: HOSTED_TOKEN_SECONDS,
    refresh_token: refresh,
    refresh_token_expires_in: REFRESH_SECONDS,
  });
}

function refused(error: string, error_description: string): SandboxReply {
  return { status: 400, json: { error, error_description } };
}

function refresh(vault: Vault, token: string): SandboxReply {
  const row = vault.refreshTokens.get(token);
  if (!row?.isAlive || row.expiresMs <= vault.state.clock.now())
    return refused("invalid_grant", "The refresh token is invalid or expired");
  // The one before stays usable until this replacement is first used.
  const before = row.previous === null ? undefined : vault.refreshTokens.get(row.previous);
  if (before) before.isAlive = false;
  return pair(vault, row.scopes, token);
}

function byCode(vault: Vault, code: string, expiring: boolean): SandboxReply {
  const scopes = vault.codes.get(code);
  vault.codes.delete(code);
  if (!scopes) return refused("invalid_request", "The authorization code was not found or was already used");
  if (expiring) return pair(vault, scopes, null);
  return ok({ access_token: newToken(vault, "hosted", scopes, null), scope: scopes.join(",") });
}

function handle(vault: Vault, request: SandboxRequest): SandboxReply {
  const { state } = vault;
  const form = readForm(request);
  if (vault.isRevoked || form.client_id !== state.clientId || form.client_secret !== state.clientSecret)
    return refused("invalid_client", "The client credentials are invalid or the app is not installed");
  if (form.grant_type === "client_credentials") {
    const access_token = newToken(vault, "app", state.scopes, APP_TOKEN_SECONDS);
    return ok({ access_token, scope: state.scopes.join(","), expires_in: APP_TOKEN_SECONDS });
  }
  if (form.grant_type === "refresh_token") return refresh(vault, form.refresh_token ?? "");
  return byCode(vault, form.code ?? "", form.expiring === "1");
}

/** The consent page of a merchant who always agrees. */
function authorize(vault: Vault, request: SandboxRequest): SandboxReply {
  const { state } = vault;
  const { query } = request;
  const target = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== state.clientId || !URL.canParse(target))
    return { status: 400, text: "Oauth error invalid_request: the client id or the redirect_uri is not whitelisted" };
  const code = secretText(vault, "");
  const requested = (query.get("scope") ?? "").split(",");
  vault.codes.set(
    code,
    requested.filter((scope) => state.scopes.includes(scope)),
  );
  const params: Record<string, string> = {
    code,
    host: Buffer.from(`${state.domain}/admin`).toString("base64url"),
    shop: state.domain,
    state: query.get("state") ?? "",
    timestamp: String(Math.floor(state.clock.now() / 1000)),
  };
  const message = Object.entries(params)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join("&");
  const hmac = createHmac("sha256", state.clientSecret).update(message).digest("hex");
  const url = new URL(target);
  for (const [key, value] of Object.entries({ ...params, hmac })) url.searchParams.set(key, value);
  return { status: 302, headers: { location: url.href }, text: "" };
}

function ok(json: Json): SandboxReply {
  return { status: 200, json };
}

/** The endpoint takes JSON and form bodies alike. */
function readForm(request: SandboxRequest): Record<string, string | undefined> {
  const json = request.json();
  if (json !== null && typeof json === "object" && !Array.isArray(json))
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, String(value)]));
  return Object.fromEntries(new URLSearchParams(request.text));
}

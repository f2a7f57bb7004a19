/** The token endpoints: client credentials, authorization code, rotating refresh tokens. */
import { createHmac } from "node:crypto";
import type { Json } from "../../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../kit/sandbox-server.ts";
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
  isRevoked(): boolean;
}

export function oauth(state: ShopState, random: () => number): Oauth {
  const codes = new Map<string, readonly string[]>();
  const refreshTokens = new Map<string, RefreshRow>();
  let revoked = false;
  const secretText = (prefix: string) =>
    prefix + Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");

  const newToken = (kind: Token["kind"], scopes: readonly string[], seconds: number | null): string => {
    const token = secretText("shpat_");
    const expiresMs = seconds === null ? Number.POSITIVE_INFINITY : state.clock.now() + seconds * 1000;
    state.tokens.set(token, { kind, scopes, expiresMs });
    return token;
  };

  const pair = (scopes: readonly string[], previous: string | null): SandboxReply => {
    const refresh = secretText("shprt_");
    refreshTokens.set(refresh, {
      expiresMs: state.clock.now() + REFRESH_SECONDS * 1000,
      previous,
      scopes,
      isAlive: true,
    });
    return ok({
      access_token: newToken("hosted", scopes, HOSTED_TOKEN_SECONDS),
      scope: scopes.join(","),
      expires_in: HOSTED_TOKEN_SECONDS,
      refresh_token: refresh,
      refresh_token_expires_in: REFRESH_SECONDS,
    });
  };

  const refresh = (token: string): SandboxReply => {
    const row = refreshTokens.get(token);
    if (!row?.isAlive || row.expiresMs <= state.clock.now())
      return {
        status: 400,
        json: { error: "invalid_grant", error_description: "The refresh token is invalid or expired" },
      };
    // The one before stays usable until this replacement is first used.
    const before = row.previous === null ? undefined : refreshTokens.get(row.previous);
    if (before) before.isAlive = false;
    return pair(row.scopes, token);
  };

  const byCode = (code: string, expiring: boolean): SandboxReply => {
    const scopes = codes.get(code);
    codes.delete(code);
    if (!scopes)
      return {
        status: 400,
        json: {
          error: "invalid_request",
          error_description: "The authorization code was not found or was already used",
        },
      };
    return expiring
      ? pair(scopes, null)
      : ok({ access_token: newToken("hosted", scopes, null), scope: scopes.join(",") });
  };

  return {
    handle(request) {
      const form = readForm(request);
      if (revoked || form.client_id !== state.clientId || form.client_secret !== state.clientSecret)
        return {
          status: 400,
          json: {
            error: "invalid_client",
            error_description: "The client credentials are invalid or the app is not installed",
          },
        };
      if (form.grant_type === "client_credentials")
        return ok({
          access_token: newToken("app", state.scopes, APP_TOKEN_SECONDS),
          scope: state.scopes.join(","),
          expires_in: APP_TOKEN_SECONDS,
        });
      if (form.grant_type === "refresh_token") return refresh(form.refresh_token ?? "");
      return byCode(form.code ?? "", form.expiring === "1");
    },
    authorize(request) {
      const { query } = request;
      const target = query.get("redirect_uri") ?? "";
      if (query.get("client_id") !== state.clientId || !URL.canParse(target))
        return {
          status: 400,
          text: "Oauth error invalid_request: the client id or the redirect_uri is not whitelisted",
        };
      const code = secretText("");
      codes.set(
        code,
        (query.get("scope") ?? "").split(",").filter((scope) => state.scopes.includes(scope)),
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
    },
    expireTokens() {
      for (const token of state.tokens.values()) if (token.kind !== "legacy") token.expiresMs = 0;
    },
    revoke() {
      revoked = true;
      state.tokens.clear();
    },
    isRevoked: () => revoked,
  };
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

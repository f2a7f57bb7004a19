/** Who may call the emulated shop: apps with a token. Its consent page approves at once and checks PKCE (RFC 7636). */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../src/commerce/clock.ts";
import { equalText } from "../../src/connectors/kit/parse/signatures.ts";
import type { SandboxAccount } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../src/connectors/kit/sandbox/server.ts";

const TOKEN_MS = 3_600_000;
const CODE_MS = 60_000;

/** The app as the platform's developer pages show it. */
const APP = { clientId: "sandbox-app", clientSecret: "sandbox-app-secret-0123456789" } as const;

interface Code {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly endsAt: number;
}

export interface Access {
  readonly clock: Clock;
  readonly codes: Map<string, Code>;
  /** Access tokens and when each ends. */
  readonly tokens: Map<string, number>;
  readonly refreshTokens: Set<string>;
}

export const newAccess = (clock: Clock): Access => ({
  clock,
  codes: new Map(),
  tokens: new Map(),
  refreshTokens: new Set(),
});

export function revoke({ tokens, refreshTokens }: Access): void {
  tokens.clear();
  refreshTokens.clear();
}

/** Refresh tokens live on. */
export function expire({ tokens }: Access): void {
  for (const token of tokens.keys()) tokens.set(token, 0);
}

export type Proof = "good" | "expired" | "bad";

export function proofOf(request: SandboxRequest, { tokens, clock }: Access): Proof {
  const endsAt = tokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
  if (endsAt === undefined) return "bad";
  return endsAt > clock.now() ? "good" : "expired";
}

export const refusalOf = (proof: Proof) =>
  proof === "expired"
    ? { code: "TOKEN_EXPIRED", message: "The access token has expired." }
    : { code: "UNAUTHENTICATED", message: "The access token is unknown or was revoked." };

/** The pages of the login host; null: another path. */
export function answerAside(request: SandboxRequest, access: Access): SandboxReply | null {
  if (request.path === "/oauth/authorize") return approve(request, access);
  if (request.path === "/oauth/token") return giveToken(request, access);
  return null;
}

const refused = (error: string): SandboxReply => ({ status: 400, json: { error } });
const secret = () => randomBytes(24).toString("base64url");

function approve({ query }: SandboxRequest, { codes, clock }: Access): SandboxReply {
  const [redirectUri, state, challenge] = ["redirect_uri", "state", "code_challenge"].map((name) => query.get(name));
  if (query.get("client_id") !== APP.clientId || query.get("response_type") !== "code")
    return refused("invalid_request");
  if (!redirectUri || !URL.canParse(redirectUri) || !state) return refused("invalid_request");
  if (!challenge || query.get("code_challenge_method") !== "S256") return refused("invalid_request");
  const code = secret();
  codes.set(code, { challenge, redirectUri, endsAt: clock.now() + CODE_MS });
  const target = new URL(redirectUri);
  target.searchParams.set("code", code);
  target.searchParams.set("state", state);
  return { status: 302, headers: { location: target.href }, text: "" };
}

const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

function giveToken(request: SandboxRequest, access: Access): SandboxReply {
  const form = new URLSearchParams(request.text);
  const { codes, refreshTokens, clock } = access;
  if (form.get("client_id") !== APP.clientId || !equalText(form.get("client_secret") ?? "", APP.clientSecret))
    return { status: 401, json: { error: "invalid_client" } };
  if (form.get("grant_type") === "refresh_token") {
    // Each is used once.
    return refreshTokens.delete(form.get("refresh_token") ?? "") ? issue(access) : refused("invalid_grant");
  }
  const code = codes.get(form.get("code") ?? "");
  codes.delete(form.get("code") ?? "");
  if (!code || code.endsAt < clock.now() || code.redirectUri !== form.get("redirect_uri"))
    return refused("invalid_grant");
  if (code.challenge !== challengeOf(form.get("code_verifier") ?? "")) return refused("invalid_grant");
  return issue(access);
}

function issue({ tokens, refreshTokens, clock }: Access): SandboxReply {
  const [access_token, refresh_token] = [secret(), secret()];
  tokens.set(access_token, clock.now() + TOKEN_MS);
  refreshTokens.add(refresh_token);
  return { status: 200, json: { access_token, refresh_token, token_type: "Bearer", expires_in: TOKEN_MS / 1_000 } };
}

export const account = (_access: Access): SandboxAccount => ({
  credentials: () => ({}),
  appCredentials: () => APP,
  installWebhooks: () => ({}),
});

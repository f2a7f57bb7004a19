/** generate_token and refresh_token; the token is a JWT that nobody here signs. */
import { timingSafeEqual } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asDoc, failure, success } from "./replies.ts";
import type { State } from "./state.ts";

const LIFE_SECONDS = 30 * 24 * 3_600;

const same = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Null: another path. */
export function handleTokens(request: SandboxRequest, state: State): SandboxReply | null {
  const { path, headers } = request;
  if (!path.startsWith("/authorization/") || request.method !== "POST") return null;
  if (asDoc(request.json()).merchant_id !== state.merchantId || state.isRevoked)
    return failure(401, "Merchant is not authorized", 401);
  if (path === "/authorization/generate_token")
    return same(headers.secret_key ?? "", state.secretKey)
      ? issue(state, state.staleTokens > 0)
      : failure(401, "Invalid secret key", 401);
  if (path !== "/authorization/refresh_token") return null;
  return state.refreshTokens.has(headers.refresh_token ?? "") && headers["x-partner-store"]
    ? issue(state, false)
    : failure(401, "refresh_token is invalid", 401);
}

function issue(state: State, isStale: boolean): SandboxReply {
  const now = Math.floor(state.clock.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = isStale ? now - 60 : now + LIFE_SECONDS;
  const token = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: state.merchantId, exp, jti: state.next() })}.${state.word(32)}`;
  if (isStale) state.staleTokens -= 1;
  else state.tokens.add(token);
  const refresh = state.word(40);
  state.refreshTokens.add(refresh);
  const pair = { access_token: token, refresh_token: refresh };
  const reply = success(1000, "Token generated");
  return state.tokensIn === "headers" ? { ...reply, headers: pair } : success(1000, "Token generated", pair);
}

/** Null when the call carries a living token and names the selling model. */
export function tokenProblem({ headers }: SandboxRequest, state: State): SandboxReply | null {
  if (!headers["x-partner-store"]) return failure(2006, "x-partner-store is mandatory", 400);
  if (state.tokens.has(headers.access_token ?? "") && !state.isRevoked) return null;
  return failure(401, "access_token has expired", state.expiryAs);
}

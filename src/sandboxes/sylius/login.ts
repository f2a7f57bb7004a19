/** Tokens of administrators: for an hour, without renewal; and who may use the API. */
import { Refusal, type SandboxReply, type SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { isFields, problem, short } from "./replies.ts";
import type { Administrator, State } from "./state.ts";
import { iri } from "./state.ts";

const LIFE_SECONDS = 3600;

export function logIn(state: State, request: SandboxRequest): SandboxReply {
  // A token in the header is looked at first: an old one refuses the login whatever the password.
  const given = request.headers.authorization;
  if (given?.startsWith("Bearer ") && isOver(state, given.slice(7))) return short(401, "Expired JWT Token");
  const body = request.json();
  if (!isFields(body) || typeof body.email !== "string" || typeof body.password !== "string")
    return short(400, "Bad Request");
  const name = body.email.toLowerCase();
  const admin = state.administrators.find((one) => one.email === name || one.username === name);
  if (!admin?.enabled || admin.password !== body.password) return short(401, "Invalid credentials.");
  admin.lastLogin = state.now();
  const json = { token: newToken(state, admin), adminUser: iri("administrators", admin.id) };
  return { status: 200, headers: { "content-type": "application/json" }, json };
}

function newToken(state: State, admin: Administrator): string {
  const iat = Math.floor(state.present() / 1000);
  const roles = ["ROLE_ADMINISTRATION_ACCESS", ...(admin.hasApiRole ? ["ROLE_API_ACCESS"] : [])];
  const encode = (json: object) => Buffer.from(JSON.stringify(json)).toString("base64url");
  const claims = encode({ iat, exp: iat + LIFE_SECONDS, roles, username: admin.username });
  const signature = encode({ number: state.id("token"), chance: state.random() });
  const token = `${encode({ typ: "JWT", alg: "RS256" })}.${claims}.${signature}`;
  state.tokens.set(token, { admin, endsAt: (iat + LIFE_SECONDS) * 1000 });
  return token;
}

function isOver(state: State, token: string): boolean {
  const existing = state.tokens.get(token);
  return existing !== undefined && existing.endsAt <= state.present();
}

/** Throws the refusal of a request whose token does not open the API. */
export function requireAccess(state: State, request: SandboxRequest): void {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given === undefined) throw new Refusal(short(401, "JWT Token not found"));
  const existing = state.tokens.get(given);
  if (!existing) throw new Refusal(short(401, "Invalid JWT Token"));
  if (existing.endsAt <= state.present()) throw new Refusal(short(401, "Expired JWT Token"));
  if (!existing.admin.enabled) throw new Refusal(short(401, "Invalid credentials."));
  if (!existing.admin.hasApiRole) throw problem(403, "Access Denied. The user doesn't have ROLE_API_ACCESS.");
}

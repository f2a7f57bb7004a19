import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../commerce/clock.ts";
import { message } from "../commerce/message.ts";
import type { ProblemCode } from "../commerce/problem-codes.ts";
import type { Database } from "../db/database.ts";
import { type Access, accessOfKey, accessOfUser } from "../hub/accounts/access.ts";
import type { Limit } from "../hub/accounts/allowance.ts";
import { isOperator } from "../hub/accounts/operator.ts";
import type { Action } from "../hub/accounts/permissions.ts";
import type { SignIn } from "../hub/accounts/sign-in.ts";
import { addressKey } from "./address.ts";
import { apiKeyOf } from "./api-key.ts";
import type { CallerLimiter } from "./caller-limiter.ts";
import { createOverLimit } from "./over-limit.ts";
import { ApiError, databaseAway, tooManyRequests } from "./problem.ts";
import type { SharedQuota } from "./shared-allowance.ts";

/**
 * "public": anyone. "signed_in": a person, whatever organization. "operator": a person who runs the hub. Else: an action
 * in the organization.
 */
export type Permission = Action | "public" | "signed_in" | "operator";

export interface Person {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route that needs an action. */
    access: Access | null;
    /** Set when a person is signed in, not on an API key. */
    person: Person | null;
    traceId: string;
  }
  interface FastifyContextConfig {
    permission?: Permission;
    /** The answer holds a secret shown once: kept sealed where it is kept at all. */
    secretAnswer?: boolean;
    /** False: the route writes its own audit entry, or changes nothing worth one. */
    audited?: boolean;
  }
}

export interface Guard {
  readonly signIn: SignIn;
  readonly db: Database;
  readonly clock: Clock;
  readonly limiter: CallerLimiter;
  /** What an organization asks of all web processes together. */
  readonly quota: SharedQuota;
  readonly limits: { readonly api: Limit; readonly organization: Limit; readonly signIn: Limit };
  /** Host of the public address; requests through a proxy may carry another Host header. */
  readonly publicHost: string;
  /** Who may run the hub, in lower case; empty: whoever proved it. */
  readonly operatorEmails: readonly string[];
}

/** Refuses to register a route that does not say who may use it, and lets in whoever may. */
export function guardRoutes(app: FastifyInstance, guard: Guard): void {
  app.decorateRequest("access", null);
  app.decorateRequest("person", null);
  app.addHook("onRoute", (route) => {
    if (!route.config?.permission) throw new Error(`Route ${route.url} does not say who may use it.`);
  });
  const overLimit = createOverLimit(guard.clock);
  app.addHook("onRequest", async (request, reply) => {
    const permission = request.routeOptions.config?.permission ?? "public";
    if (permission === "public") return;
    overLimit.check(request, reply);
    await identify(request, reply, guard, permission);
    try {
      limit(request, reply, guard);
    } catch (error) {
      if (error instanceof ApiError && error.retryAfterS !== undefined)
        overLimit.note(request, reply, error.retryAfterS);
      throw error;
    }
    if (permission === "signed_in") return;
    if (permission === "operator") return requireOperator(request);
    if (!request.access?.actions.includes(permission)) throw notPermitted(permission);
  });
}

/** What a role or key may not do. */
export const notPermitted = (action: Action): ApiError =>
  new ApiError(403, "authorization_error", "NOT_PERMITTED", message("refused.mayNot", { action }));

function requireOperator(request: FastifyRequest): void {
  if (request.person?.isOperator) return;
  throw new ApiError(
    403,
    "authorization_error",
    "NOT_OPERATOR",
    "This belongs to whoever runs this hub. Ask them. The hub prints a setup link at its start while it has no operator.",
  );
}

/** These need no organization, and no program may do them. */
const needsPerson = (permission: Permission) => permission === "signed_in" || permission === "operator";

async function identify(request: FastifyRequest, reply: FastifyReply, guard: Guard, permission: Permission) {
  const key = apiKeyOf(request);
  if (key !== undefined) {
    const access = await accessOfKey(guard.db.auth, key, new Date(guard.clock.now()));
    if (!access) throw refused(request, guard, "API_KEY_INVALID", "The API key is not valid, expired or revoked.");
    if (needsPerson(permission))
      throw new ApiError(403, "authorization_error", "PERSON_NEEDED", "This needs a signed-in person, not an API key.");
    const requested = request.headers["x-organization"];
    if (requested !== undefined && requested !== access.organization) throw noSuchOrganization();
    request.access = access;
    return;
  }
  await identifyPerson(request, reply, guard, permission);
}

async function identifyPerson(request: FastifyRequest, reply: FastifyReply, guard: Guard, permission: Permission) {
  const { db, clock } = guard;
  const cookie = request.headers.cookie;
  const found = cookie ? await sessionOf(guard, cookie) : undefined;
  if (!found?.response) throw refused(request, guard, "NOT_SIGNED_IN", "Sign in, or send an API key.");
  checkOrigin(request, guard.publicHost);
  for (const renewed of found.headers.getSetCookie()) reply.header("set-cookie", renewed);
  const { user, session } = found.response;
  const { rows } = await db.auth.query<{ is_operator: boolean; deactivated_at: Date | null }>(
    'select is_operator, deactivated_at from auth."user" where "id" = $1',
    [user.id],
  );
  if (rows[0]?.deactivated_at !== null) throw refused(request, guard, "NOT_SIGNED_IN", "Sign in, or send an API key.");
  request.person = {
    userId: user.id,
    sessionId: session.id,
    email: user.email,
    name: user.name,
    isOperator: isOperator({ email: user.email, isProved: rows[0].is_operator }, guard.operatorEmails),
  };
  const requested = request.headers["x-organization"];
  const who = { userId: user.id, email: user.email, sessionId: session.id, asked: requested?.toString() };
  const access = await accessOfUser(db.auth, who, new Date(clock.now()));
  if (access) request.access = access;
  else if (requested !== undefined) throw noSuchOrganization();
  else if (!needsPerson(permission))
    throw new ApiError(
      403,
      "authorization_error",
      "NO_ORGANIZATION",
      "Create an organization or accept an invitation first.",
    );
}

/** better-auth wraps what the database says: when it is away that is no fault of the request. */
async function sessionOf({ signIn, db }: Guard, cookie: string) {
  const ask = () => signIn.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
  try {
    return await ask();
  } catch (error) {
    if (!(await db.isReachable())) throw databaseAway(error);
    // It may have come back between the two questions: what fails again is a fault of ours.
    return ask();
  }
}

/** The access of a signed-in caller of a route that anyone may call; null for everyone else. */
export async function accessOfVisitor(request: FastifyRequest, { signIn, db, clock }: Guard): Promise<Access | null> {
  const { cookie } = request.headers;
  const found = cookie ? await signIn.api.getSession({ headers: new Headers({ cookie }) }) : null;
  if (!found) return null;
  const who = { userId: found.user.id, email: found.user.email, sessionId: found.session.id };
  return (await accessOfUser(db.auth, who, new Date(clock.now()))) ?? null;
}

/** Guessing keys and sessions is limited by address, before anything says whether the guess was near. */
function refused(request: FastifyRequest, guard: Guard, code: ProblemCode, message: string): ApiError {
  const taken = guard.limiter.take(`refused ${addressKey(request.ip)}`, guard.limits.signIn);
  if (!taken.allowed)
    return new ApiError(
      429,
      "rate_limit_error",
      "TOO_MANY_REFUSALS",
      "Too many attempts. Wait a little.",
      taken.resetS,
    );
  return new ApiError(401, "authentication_error", code, message);
}

function noSuchOrganization(): ApiError {
  return new ApiError(404, "validation_error", "ORGANIZATION_NOT_FOUND", "There is no such organization.");
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** A browser names the page a request comes from; one of another site must not act with our cookie. */
function checkOrigin(request: FastifyRequest, publicHost: string): void {
  if (SAFE.has(request.method)) return;
  const origin = request.headers.origin ?? request.headers.referer;
  if (origin && URL.canParse(origin) && [request.host, publicHost].includes(new URL(origin).host)) return;
  throw new ApiError(
    403,
    "authorization_error",
    "ORIGIN",
    "A change with a session cookie has to come from this site (Origin header). Programs use an API key.",
  );
}

function limit(request: FastifyRequest, reply: FastifyReply, { limiter, quota, limits }: Guard): void {
  const who = request.access?.actor ?? { kind: "user", id: request.person?.userId ?? request.ip };
  const own = limiter.take(`${who.kind} ${who.id}`, limits.api);
  const { organization } = request.access ?? {};
  const shared = organization === undefined ? own : limiter.take(`organization ${organization}`, limits.organization);
  const taken = !own.allowed || own.remaining <= shared.remaining ? own : shared;
  reply.header("ratelimit-limit", taken.limit);
  reply.header("ratelimit-remaining", taken.remaining);
  reply.header("ratelimit-reset", taken.resetS);
  const elsewhereS =
    taken.allowed && organization !== undefined
      ? quota.spend(`organization ${organization}`, limits.organization)
      : undefined;
  if (!taken.allowed || elsewhereS !== undefined) throw tooManyRequests(elsewhereS ?? taken.resetS);
}

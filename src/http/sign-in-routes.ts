import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { takeCode } from "../hub/accounts/one-time-codes.ts";
import { ADDRESS_HEADER, REQUEST_HEADER, type SignIn } from "../hub/accounts/sign-in.ts";
import { recordSignIn, type SignInAction } from "../hub/accounts/sign-in-log.ts";
import { limitExceeded } from "./bodies/json-body.ts";
import { bodyLength } from "./bodies/unread.ts";
import type { Deps } from "./deps.ts";
import { type ErrorType, failureOf, problemOf } from "./problem.ts";
import type { SignInLimits } from "./sign-in-limits.ts";

const BODY_LIMIT = 64 * 1024;
const DEEPEST = 20;
/** One spelling of each address: what is looked at here is what better-auth answers. */
const PATH = /^(?:\/[A-Za-z0-9_-]+)+$/;
/** Where a session's own password or code is asked for, or its end. */
const OF_A_SESSION =
  /^\/(?:sign-out|change-password|verify-password|two-factor\/(?:enable|disable|generate-backup-codes|get-totp-uri|verify-totp|verify-backup-code)|passkey\/(?:verify-registration|delete-passkey))$/;

/** Hands /api/auth/* to better-auth; its refusals leave as problem details like every other. */
export function signInRoutes(
  app: FastifyInstance,
  { deps, signIn, limits }: { readonly deps: Deps; readonly signIn: SignIn; readonly limits: SignInLimits },
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.route({
    method: ["GET", "POST"],
    url: "/auth/*",
    bodyLimit: BODY_LIMIT,
    config: { permission: "public", stranger: "asks" },
    schema: { hide: true },
    onRequest: async (request, reply) => {
      const waitS = request.method === "POST" ? await limits.addressWaitS(request) : undefined;
      if (waitS !== undefined) return tooMany(reply, deps, waitS);
      if (!PATH.test(pathOf(request))) return refuse(reply, deps, NOWHERE);
      if (bodyLength(request.raw) !== 0 && !isJson(request)) return refuse(reply, deps, NO_JSON);
    },
    handler: async (request, reply) => {
      const path = pathOf(request);
      const body = bodyOf(request);
      if ("status" in body) return refuse(reply, deps, body);
      const session = OF_A_SESSION.test(path) ? await sessionOf(request, signIn) : undefined;
      const email = session?.email ?? textIn(body.given, "email")?.trim().toLowerCase();
      const waitS = request.method === "POST" ? await limits.waitS(request, email, path) : undefined;
      if (waitS !== undefined) return tooMany(reply, deps, waitS);
      const response = await signIn.handler(webRequest(request, withOthersEnded(path, body.given)));
      const text = await response.text();
      const call = { deps, limits, request, reply, path, given: body.given, session, email };
      if (!(await isGood(call, response.status, text))) return refuse(reply, deps, USED_CODE);
      return answer(reply, deps, response, text);
    },
  });
}

const tooMany = (reply: FastifyReply, deps: Deps, waitS: number) =>
  refuse(reply.header("retry-after", waitS), deps, {
    status: 429,
    code: "TOO_MANY_ATTEMPTS",
    text: "Too many attempts. Wait a little.",
  });

const NOWHERE = { status: 404, code: "NOT_FOUND", text: "There is nothing at this address." };
const NO_JSON = { status: 415, code: "MEDIA_TYPE", text: "Send the body as application/json." };
const USED_CODE = {
  status: 401,
  code: "INVALID_CODE",
  text: "This code was used already. Wait for the next one of your app.",
};

const pathOf = (request: FastifyRequest) => (request.url.split("?")[0] ?? "").replace(/^\/api\/auth/, "");
const isJson = ({ headers }: FastifyRequest) => /^application\/json\b/i.test(headers["content-type"] ?? "");

type Given = Readonly<Record<string, unknown>>;
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/**
 * The body, read once: what limits look at and what better-auth gets are the same values, however they were written. Other
 * forms than a JSON object are refused.
 */
function bodyOf(request: FastifyRequest): { readonly given: Given | undefined } | Refusal {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return { given: undefined };
  const text = body.toString("utf8");
  if (limitExceeded(text, { depth: DEEPEST }) === null) {
    const given = parsed(text);
    if (given !== undefined) return { given };
  }
  return { status: 400, code: "REQUEST_INVALID", text: "The body is no JSON object." };
}

function parsed(text: string): Given | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Given) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textIn(given: Given | undefined, name: string): string | undefined {
  const value = given?.[name];
  return typeof value === "string" ? value : undefined;
}

interface Who {
  readonly email: string;
  readonly hasSecondFactor: boolean;
}

async function sessionOf(request: FastifyRequest, signIn: SignIn): Promise<Who | undefined> {
  const { cookie } = request.headers;
  const found = cookie ? await signIn.api.getSession({ headers: new Headers({ cookie }) }) : null;
  return found ? { email: found.user.email, hasSecondFactor: found.user.twoFactorEnabled === true } : undefined;
}

interface SignInCall {
  readonly deps: Deps;
  readonly limits: SignInLimits;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly path: string;
  readonly given: Given | undefined;
  readonly session: Who | undefined;
  readonly email: string | undefined;
}

const WRONG = new Set(["INVALID_EMAIL_OR_PASSWORD", "INVALID_PASSWORD", "INVALID_CODE", "INVALID_BACKUP_CODE"]);

/** Counts and records what came of it; false where a code had been used before, and the session it gave is ended. */
async function isGood(call: SignInCall, status: number, text: string): Promise<boolean> {
  const { limits, request, reply, path } = call;
  const message = parsed(text);
  const isDone = status < 300 && message?.["twoFactorRedirect"] !== true;
  const email = call.email ?? textIn(message?.["user"] as Given | undefined, "email");
  if (isDone && path === "/two-factor/verify-totp" && !(await isFirstUse(call, message))) {
    await note(call, email, "second-factor.refused");
    return false;
  }
  if (status >= 400 && WRONG.has(textIn(message, "code") ?? "")) {
    if (email !== undefined) await limits.failed(request, email);
    await note(call, email, path.startsWith("/two-factor/verify") ? "second-factor.refused" : "sign-in.refused");
  }
  const action = isDone ? actionOf(call) : undefined;
  // Who signs up is signed in, and may be guessed at before they ever sign in again.
  const isNew = isDone && path === "/sign-up/email" && textIn(message, "token") !== undefined;
  if (email !== undefined && (isNew || action === "sign-in.done")) await limits.succeeded(request, reply, email);
  if (action === undefined || email === undefined) return true;
  await note(call, email, action);
  return true;
}

function actionOf({ path, session }: SignInCall): SignInAction | undefined {
  if (path === "/sign-in/email") return "sign-in.done";
  if (path === "/sign-out") return "sign-out.done";
  if (path === "/passkey/verify-authentication") return "sign-in.done";
  if (path === "/passkey/verify-registration") return "passkey.added";
  if (path === "/passkey/delete-passkey") return "passkey.removed";
  if (path === "/change-password") return "password.changed";
  if (path === "/two-factor/disable") return "second-factor.disabled";
  if (path === "/two-factor/generate-backup-codes") return "second-factor.new_codes";
  if (!path.startsWith("/two-factor/verify")) return undefined;
  if (session === undefined) return "sign-in.done";
  return session.hasSecondFactor ? undefined : "second-factor.enabled";
}

async function isFirstUse({ deps, given }: SignInCall, text: Given | undefined): Promise<boolean> {
  const user = text?.["user"] as Given | undefined;
  const [userId, code] = [textIn(user, "id"), textIn(given, "code")];
  if (userId === undefined || code === undefined) return true;
  if (await takeCode(deps.db.auth, userId, code, new Date(deps.clock.now()))) return true;
  await deps.db.auth.query('delete from auth.session where "token" = $1 and "userId" = $2', [text?.["token"], userId]);
  return false;
}

/** The log names account and address; the organizations the account belongs to read it in their trails. */
async function note(
  { deps, request }: Pick<SignInCall, "deps" | "request">,
  email: string | undefined,
  action: SignInAction,
): Promise<void> {
  const { id: requestId, ip: address } = request;
  deps.log.info({ requestId, account: email, address, action }, "signing in");
  if (email === undefined) return;
  await recordSignIn(deps.db, { action, email, address }, { requestId, now: new Date(deps.clock.now()) });
}

/** Who changes a password may do so because somebody else knows it: no other session outlives it. */
const withOthersEnded = (path: string, given: Given | undefined): Given | undefined =>
  path === "/change-password" && given ? { ...given, revokeOtherSessions: true } : given;

function webRequest(request: FastifyRequest, given: Given | undefined): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && name !== "content-length" && !name.startsWith("x-forwarded"))
      headers.set(name, String(value));
  headers.set(ADDRESS_HEADER, request.ip);
  headers.set(REQUEST_HEADER, request.id);
  return new Request(`${request.protocol}://${request.host}${request.url}`, {
    method: request.method,
    headers,
    ...(request.method === "POST" && given !== undefined && { body: JSON.stringify(given) }),
  });
}

async function answer(reply: FastifyReply, deps: Deps, response: Response, text: string): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) reply.header("set-cookie", cookie);
  const location = response.headers.get("location");
  if (location) reply.header("location", location);
  reply.header("cache-control", "no-store");
  if (response.status < 400)
    return reply
      .code(response.status)
      .type(response.headers.get("content-type") ?? "application/json")
      .send(text);
  const { code, message } = readRefusal(text);
  if (response.status >= 500)
    deps.log.error({ requestId: reply.request.id, route: "/api/auth/*", code, detail: message }, "a request failed");
  return refuse(reply, deps, { status: response.status, code, text: message });
}

function readRefusal(text: string): { code: string; message: string } {
  const existing = parsed(text);
  return {
    code: textIn(existing, "code") ?? "SIGN_IN",
    message: textIn(existing, "message") ?? "Couldn't sign you in or change your account. Try again.",
  };
}

/** Somebody else does not answer: no fault of the hub, and told as it is. */
const AWAY = 503;

function typeOf(status: number): ErrorType {
  if (status === 401) return "authentication_error";
  if (status === 403) return "authorization_error";
  if (status === 429) return "rate_limit_error";
  if (status === AWAY) return "network_error";
  return status >= 500 ? "internal_error" : "validation_error";
}

function refuse(reply: FastifyReply, deps: Deps, problem: Refusal): FastifyReply {
  const { request } = reply;
  const failure =
    problem.status >= 500 && problem.status !== AWAY
      ? failureOf(new Error(problem.text))
      : {
          status: problem.status,
          errorType: typeOf(problem.status),
          code: problem.code,
          detail: problem.text,
          details: [],
          retryable: problem.status === 429 || problem.status === AWAY,
        };
  const body = problemOf(failure, {
    appUrl: deps.config.appUrl,
    path: request.url.split("?")[0] ?? "",
    requestId: request.id,
    now: new Date(deps.clock.now()),
  });
  return reply.code(failure.status).type("application/problem+json").send(JSON.stringify(body));
}

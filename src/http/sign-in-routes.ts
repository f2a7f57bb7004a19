import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ADDRESS_HEADER, type SignIn } from "../hub/accounts/sign-in.ts";
import type { Deps, Limits } from "./deps.ts";
import type { Limiter } from "./limiter.ts";
import { type ErrorType, failureOf, problemOf } from "./problem.ts";

const BODY_LIMIT = 64 * 1024;

/** Hands /api/auth/* to better-auth; its refusals leave as problem details like every other. */
export function signInRoutes(
  app: FastifyInstance,
  options: { deps: Deps; signIn: SignIn; limiter: Limiter; limits: Limits },
): void {
  const { deps, signIn, limiter, limits } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.route({
    method: ["GET", "POST"],
    url: "/auth/*",
    config: { permission: "public" },
    schema: { hide: true },
    handler: async (request, reply) => {
      const waitS = request.method === "POST" ? tooMany(request, limiter, limits) : undefined;
      if (waitS !== undefined)
        return refuse(reply.header("retry-after", waitS), deps, {
          status: 429,
          code: "TOO_MANY_ATTEMPTS",
          text: "Too many attempts. Wait a little.",
        });
      return answer(reply, deps, await signIn.handler(webRequest(request)));
    },
  });
}

/** By address, and for a named account also by that account, so that neither one address nor many guess a password. */
function tooMany(request: FastifyRequest, limiter: Limiter, limits: Limits): number | undefined {
  const byAddress = limiter.take(`sign-in ${request.ip}`, limits.signIn);
  if (!byAddress.allowed) return byAddress.resetS;
  const email = emailOf(request.body);
  if (email === undefined) return undefined;
  const account = createHash("sha256").update(email).digest("base64url");
  const byAccount = limiter.take(`account ${account}`, limits.signIn);
  return byAccount.allowed ? undefined : byAccount.resetS;
}

function emailOf(body: unknown): string | undefined {
  const text = Buffer.isBuffer(body) ? body.toString("utf8") : "";
  return /"email"\s*:\s*"([^"]{1,320})"/.exec(text)?.[1]?.toLowerCase();
}

function webRequest(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !name.startsWith("x-forwarded")) headers.set(name, String(value));
  headers.set(ADDRESS_HEADER, request.ip);
  const hasBody = request.method === "POST" && Buffer.isBuffer(request.body);
  return new Request(`${request.protocol}://${request.host}${request.url}`, {
    method: request.method,
    headers,
    ...(hasBody && { body: request.body as Buffer<ArrayBuffer> }),
  });
}

async function answer(reply: FastifyReply, deps: Deps, response: Response): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) reply.header("set-cookie", cookie);
  const location = response.headers.get("location");
  if (location) reply.header("location", location);
  reply.header("cache-control", "no-store");
  const text = await response.text();
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
  const known = /^\s*\{/.test(text) ? (JSON.parse(text) as { code?: unknown; message?: unknown }) : {};
  return {
    code: typeof known.code === "string" ? known.code : "SIGN_IN",
    message: typeof known.message === "string" ? known.message : "This did not work.",
  };
}

function typeOf(status: number): ErrorType {
  if (status === 401) return "authentication_error";
  if (status === 403) return "authorization_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "internal_error" : "validation_error";
}

function refuse(
  reply: FastifyReply,
  deps: Deps,
  problem: { status: number; code: string; text: string },
): FastifyReply {
  const { request } = reply;
  const failure =
    problem.status >= 500
      ? failureOf(new Error(problem.text))
      : {
          status: problem.status,
          errorType: typeOf(problem.status),
          code: problem.code,
          detail: problem.text,
          details: [],
          retryable: problem.status === 429,
        };
  const body = problemOf(failure, {
    appUrl: deps.config.appUrl,
    path: request.url.split("?")[0] ?? "",
    requestId: request.id,
    now: new Date(deps.clock.now()),
  });
  return reply.code(failure.status).type("application/problem+json").send(JSON.stringify(body));
}

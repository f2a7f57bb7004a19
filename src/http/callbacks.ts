/** Where platforms and sellers' browsers hand over what they grant: any method, the body as bytes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CallbackRequest, HttpReply } from "../connectors/kit/contract.ts";
import type { Deps, Limits } from "./deps.ts";
import type { Limiter } from "./limiter.ts";
import { flat } from "./webhooks.ts";

const BODY_LIMIT = 256 * 1024;

/** Registers install, callback and the one-time connect addresses. */
export function callbackRoutes(app: FastifyInstance, options: { deps: Deps; limiter: Limiter; limits: Limits }): void {
  const { deps, limiter, limits } = options;
  const { connect } = deps.engine;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook("onRequest", async (request, reply) => {
    const taken = limiter.take(`connect ${request.ip}`, limits.signIn);
    if (!taken.allowed)
      return reply.code(429).header("retry-after", taken.resetS).type("text/plain").send("Too many requests.");
  });
  const method = ["GET", "POST", "PUT", "OPTIONS"];
  const add = (url: string, answer: (request: FastifyRequest) => Promise<HttpReply>) =>
    app.route({
      method,
      url,
      schema: { hide: true },
      handler: async (request, reply) => send(reply, await answer(request)),
    });
  const param = (request: FastifyRequest, name: string) => (request.params as Record<string, string>)[name] ?? "";
  add("/api/integrations/:provider/oauth/install", (request) =>
    connect.install(param(request, "provider"), callbackOf(request, deps)),
  );
  add("/api/integrations/:provider/oauth/callback", (request) =>
    connect.callback(param(request, "provider"), null, callbackOf(request, deps)),
  );
  add("/api/connect/:state", (request) => connect.callback(null, param(request, "state"), callbackOf(request, deps)));
}

function callbackOf(request: FastifyRequest, deps: Deps): CallbackRequest {
  return {
    method: request.method,
    url: deps.config.appUrl + request.url,
    query: flat(request.query as Record<string, string | string[] | undefined>),
    headers: flat(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function send(reply: FastifyReply, answer: HttpReply): FastifyReply {
  reply.headers({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store" });
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body ?? "");
}

/**
 * Where platforms call. Kept lean: no schemas, no hooks of the interface, the body as bytes; who it is for and whether it
 * is genuine is the engine's to say.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isWebhookKey } from "../hub/stores/routes.ts";
import { isTracing } from "../hub/traces.ts";
import type { StrangerBytes } from "./bodies/stranger-bytes.ts";
import { isLarge } from "./bodies/unread.ts";
import { createCallerLimiter } from "./caller-limiter.ts";
import type { Deps, Limits } from "./deps.ts";
import type { DeliveryObserver } from "./metrics/webhooks.ts";
import { ApiError } from "./problem.ts";
import { tracedDelivery } from "./request-traces.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Takes the body of an accepted delivery out of what its address may send. */
    notCounted: (() => void) | null;
  }
}

// The largest documented delivery is Shopify's, and smaller than this.
const BODY_LIMIT = 5 * 1024 * 1024;

type Params = Readonly<Record<string, string | undefined>>;

interface Options {
  readonly deps: Deps;
  readonly limits: Limits;
  readonly bytes: StrangerBytes;
  readonly onDelivery: DeliveryObserver;
}

/** Registers the webhook addresses with and without /api. */
export function webhookRoutes(app: FastifyInstance, options: Options): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.decorateRequest("notCounted", null);
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ApiError && error.status === 429)
      return tooMany(reply, options, { provider: providerOf(request), resetS: error.retryAfterS ?? 1 });
    return refuse(error, request, reply);
  });
  const receive = receiver(options);
  const admit = admission(options, receive);
  const method = ["GET", "POST", "PUT", "OPTIONS"];
  for (const prefix of ["/api", ""]) {
    const add = (url: string, read: (params: Params) => Address) =>
      app.route({
        method,
        url: prefix + url,
        bodyLimit: BODY_LIMIT,
        schema: { hide: true },
        config: { stranger: "deliveries" },
        onRequest: (request, reply) => admit(request, reply, read(request.params as Params)),
        handler: (request, reply) => receive(request, reply, read(request.params as Params)),
      });
    add("/webhooks/:provider", (params) => ({ provider: params.provider ?? "", key: null, topic: "" }));
    add("/webhooks/:provider/:key", ({ provider = "", key = "" }) =>
      isWebhookKey(key) ? { provider, key, topic: "" } : { provider, key: null, topic: key },
    );
    add("/webhooks/:provider/:key/*", ({ provider = "", key = "", "*": rest = "" }) =>
      isWebhookKey(key) ? { provider, key, topic: rest } : { provider, key: null, topic: `${key}/${rest}` },
    );
    add("/stores/webhooks/:key", ({ key = "" }) => ({ provider: "", key, topic: "" }));
    add("/stores/webhooks/:key/:topic", ({ key = "", topic = "" }) => ({ provider: "", key, topic }));
  }
}

interface Address {
  readonly provider: string;
  readonly key: string | null;
  readonly topic: string;
}

const NOTHING = Buffer.alloc(0);

const providerOf = (request: FastifyRequest) => (request.params as Params)?.provider ?? "";

function tooMany(
  reply: FastifyReply,
  { onDelivery }: Pick<Options, "onDelivery">,
  { provider, resetS }: { readonly provider: string; readonly resetS: number },
): FastifyReply {
  onDelivery(provider, 429);
  return reply.code(429).header("retry-after", resetS).type("text/plain").send("Too many requests.");
}

type Receive = (request: FastifyRequest, reply: FastifyReply, address: Address) => Promise<FastifyReply>;

/** What is said before a body is read: too many, or that nobody here waits for it. */
function admission({ deps, limits, bytes, onDelivery }: Options, receive: Receive) {
  const limiter = createCallerLimiter(deps.clock);
  return async (request: FastifyRequest, reply: FastifyReply, address: Address): Promise<FastifyReply | undefined> => {
    const byKey = address.key ?? address.provider;
    const { allowed, resetS } = limiter.take(`webhook ${byKey}`, limits.webhookKey);
    if (!allowed) return tooMany(reply, { onDelivery }, { provider: address.provider, resetS });
    // A small one is read whoever it is for: how soon its answer comes tells nothing.
    if (!isLarge(request.raw)) return undefined;
    if (!(await deps.engine.awaitsDeliveries(address))) return receive(request, reply, address);
    request.notCounted = bytes.take(request);
    return undefined;
  };
}

function receiver({ deps, onDelivery }: Options): Receive {
  return async (request, reply, address) => {
    const receive = () =>
      deps.engine.receive({
        ...address,
        method: request.method,
        headers: flat(request.headers),
        query: flat(request.query as Record<string, string | string[] | undefined>),
        body: Buffer.isBuffer(request.body) ? request.body : NOTHING,
        url: request.url,
      });
    const answer = await (isTracing() ? tracedDelivery(request, address.provider, receive) : receive());
    onDelivery(address.provider, answer.status);
    if (answer.status < 400) request.notCounted?.();
    reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .header("x-content-type-options", "nosniff");
    return reply.send(answer.body ?? "");
  };
}

/** Several headers or parameters of a name: the values joined as HTTP joins them, the first parameter. */
export function flat(values: Record<string, string | string[] | undefined>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name in values) {
    const value = values[name];
    if (typeof value === "string") result[name] = value;
    else if (value !== undefined) result[name] = value.join(", ");
  }
  return result;
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return reply.code(413).type("text/plain").send("Too large.");
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return reply.code(status).type("text/plain").send("Not accepted.");
  // Not stored, so not acknowledged: platforms that retry come back, polling finds the rest.
  request.log.error({ err: error, route: request.routeOptions.url }, "a webhook could not be stored");
  return reply.code(503).header("retry-after", "5").type("text/plain").send("Try again.");
}

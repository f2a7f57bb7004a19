import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { toJson } from "../commerce/json-text.ts";
import { isLocal } from "../config.ts";
import { createSharedAllowance, type SharedAllowance } from "../hub/accounts/allowance.ts";
import { mailerOf } from "../hub/accounts/mail.ts";
import { createSignIn, type Requester } from "../hub/accounts/sign-in.ts";
import { recordSignIn, type SignInAction } from "../hub/accounts/sign-in-log.ts";
import { type Guard, guardRoutes } from "./access.ts";
import { createAliases } from "./aliases.ts";
import { assistantRoutes } from "./assistant/serve.ts";
import { recordAuditTrail } from "./audit-trail.ts";
import { acceptJson } from "./bodies/json-body.ts";
import { limitBodies } from "./bodies/limit-bodies.ts";
import { callbackRoutes } from "./callbacks.ts";
import { createCallerLimiter } from "./caller-limiter.ts";
import { closeIdleOnShutdown, createClosingConnections, endUnused } from "./closing-connections.ts";
import { compressAnswers } from "./compress.ts";
import { limitConcurrency } from "./concurrency-limits.ts";
import { serveDashboard } from "./dashboard.ts";
import { type Deps, type Limits, signUpMode } from "./deps.ts";
import { documentationPages } from "./docs-page/route.ts";
import { closeWithApp, createEventStreams, type Entry, endWithEntry, eventRoutes } from "./events-stream.ts";
import { guardAnswers } from "./headers.ts";
import { storeIdempotentAnswers } from "./idempotency.ts";
import { serveImages } from "./images.ts";
import { webhookRoutes } from "./incoming-webhooks.ts";
import { languageOf, translatorOf } from "./language.ts";
import { serveLogos } from "./logos.ts";
import { watchMethods } from "./methods.ts";
import { measureAnswers } from "./metrics/answers.ts";
import { createRegistry } from "./metrics/registry.ts";
import { measureDeliveries } from "./metrics/webhooks.ts";
import { operationRoutes } from "./operations.ts";
import { ApiError, failureOf, problemOf } from "./problem.ts";
import { describeApi, referencePage } from "./reference.ts";
import { delayRefusals } from "./refusal-delay.ts";
import { requestCheck } from "./request-check.ts";
import { traceRequests } from "./request-traces.ts";
import type { Api } from "./route.ts";
import { allRoutes } from "./routes/index.ts";
import { createSharedQuota } from "./shared-allowance.ts";
import { createSignInLimits } from "./sign-in-limits.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { limitStrangers } from "./strangers.ts";
import { trackingPages } from "./tracking-page/serve.ts";

const MINUTE = 60_000;
const YEAR_S = 31_536_000;
const BODY_LIMIT = 1024 * 1024;

const defaultLimits: Limits = {
  api: { most: 1_200, perMs: MINUTE },
  organization: { most: 6_000, perMs: MINUTE },
  signIn: { most: 20, perMs: MINUTE },
  // A flash sale is some hundred deliveries a second to one shop (Shopify's whole peak is 700 orders/s); one address of a
  // platform serves many shops.
  webhookKey: { most: 30_000, perMs: MINUTE },
  webhookAddress: { most: 300_000, perMs: MINUTE },
  // A whole office, or a channel that fetches a catalog's images, may share an address.
  strangerPages: { most: 30_000, perMs: MINUTE },
  strangerAsks: { most: 600, perMs: MINUTE },
  // Twenty-five of the largest deliveries, and some ten times as much once they are parsed.
  bodies: { bytes: 128 * 1024 * 1024, silentMs: 30_000 },
  // A dozen of the largest deliveries. Small bodies do not count: a platform's go on beside somebody's large ones.
  strangerBytes: { most: 64 * 1024 * 1024, perMs: MINUTE },
  refusalDelayMs: 500,
  streams: 200,
  // A page says "Offline" after two and a half of them.
  streamBeatMs: 5_000,
};

/** Sign-in of people; what it goes on with after an answer is waited for when the interface closes. */
function signInOf(app: FastifyInstance, deps: Deps) {
  const { clock, config } = deps;
  const noted = (action: SignInAction, { requestId, ...who }: Requester) => {
    deps.log.info({ requestId, account: who.email, address: who.address, action }, "signing in");
    return recordSignIn(deps.db, { action, ...who }, { requestId, now: new Date(clock.now()) });
  };
  return createSignIn({
    pool: deps.db.auth,
    keys: deps.keys,
    appUrl: config.appUrl,
    isAlsoHere: (origin) => [config.appUrl, origin].every((each) => isLocal(new URL(each).hostname)),
    sendMail: mailerOf(deps),
    hashing: deps.hashing,
    signUp: { mode: signUpMode(deps), now: () => new Date(clock.now()) },
    inBackground: endingWith(app),
    provider: config.oidc,
    onPasswordReset: (who) => noted("password.reset", who),
    onProviderSignIn: (who) => noted("sign-in.done", who),
    warn: (message, error) => deps.log.warn({ err: error }, message),
  });
}

/** A server without routes, with the bounds of every request. */
function createServer(deps: Deps): FastifyInstance {
  const aliases = createAliases();
  const app: FastifyInstance = Fastify({
    rewriteUrl: aliases.rewriteUrl,
    loggerInstance: deps.log as FastifyBaseLogger,
    // Addresses hold webhook keys and one-time codes: answers are logged by route pattern instead.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: proxiesOf(deps.config.trustProxy),
    genReqId: (request: IncomingMessage) => requestId(request.headers["x-request-id"]),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: "idle",
    // A delivery that comes on an open connection while this process ends is stored like any other, and told to close:
    // not every platform sends again what was refused (WooCommerce never does).
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    // A file of 100 MB over a slow line takes minutes; who sends nothing at all is cut off after headersTimeout.
    requestTimeout: 10 * MINUTE,
    http: { headersTimeout: MINUTE },
    // What we log names the request itself; a logger per request would cost a webhook more than its signature.
    childLoggerFactory: (logger) => logger,
    // What the router itself refuses, a broken %-escape for instance, is a problem like all others.
    frameworkErrors: (error, request, reply) => void answerError(error, { request, reply, deps }),
  });
  aliases.watch(app);
  return app;
}

/** The whole interface, ready to listen or to be injected into. Closing it ends event streams and waits for requests. */
export async function createApp(deps: Deps): Promise<FastifyInstance> {
  const { config, clock } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const limiter = createCallerLimiter(clock);
  const allowance = createSharedAllowance(deps.db.auth, clock);
  const registry = deps.registry ?? createRegistry();
  const app = createServer(deps);
  closeIdleOnShutdown(app, deps.leaving ?? createClosingConnections());
  const bytes = limitStrangers(app, { limiter, limits, bytes: limitBodies(app, { limiter, limits }) });
  delayRefusals(app, { ms: limits.refusalDelayMs });
  endUnused(app, MINUTE);
  sendSafely(app, config.appUrl);
  app.setErrorHandler((error, request, reply) => answerError(error, { request, reply, deps }));
  const methodsOf = watchMethods(app);
  serveLogos(app, deps.connectors.values());
  serveImages(app, deps);
  const answerPage = serveDashboard(app);
  app.setNotFoundHandler((request, reply) => {
    if (answerPage(request, reply)) return reply;
    const methods = methodsOf(pathOf(request));
    if (methods.length > 0) reply.header("allow", methods.join(", "));
    return answerError(methods.length > 0 ? wrongMethod(request.method, methods) : nothingHere(), {
      request,
      reply,
      deps,
    });
  });
  const signIn = signInOf(app, deps);
  const guard = {
    signIn,
    db: deps.db,
    clock,
    limiter,
    quota: createSharedQuota({ allowance, clock }, (error) =>
      deps.log.warn({ err: error }, "what an organization asked could not be counted for all processes"),
    ),
    limits,
    publicHost: new URL(config.appUrl).host,
    operatorEmails: config.operatorEmails,
  };
  await app.register(async (scope) =>
    webhookRoutes(scope, {
      deps,
      limits,
      bytes,
      onDelivery: measureDeliveries(registry, new Set(deps.connectors.keys())),
    }),
  );
  await app.register(async (scope) => callbackRoutes(scope, { deps, guard }));
  await app.register(async (scope) => operationRoutes(scope, deps, registry));
  trackingPages(app, deps);
  await app.register(documentationPages);
  await app.register(async (scope) => openInterface(scope, { deps, limits, guard, registry, allowance }), {
    prefix: "/api",
  });
  return app;
}

/** What every answer says, of whatever route. */
function sendSafely(app: FastifyInstance, appUrl: string): void {
  const isHttps = appUrl.startsWith("https:");
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    if (isHttps) reply.header("strict-transport-security", `max-age=${YEAR_S}; includeSubDomains`);
  });
}

/** Keeps what goes on after its answer; the interface closes after it. */
function endingWith(app: FastifyInstance): (work: Promise<unknown>) => void {
  const going = new Set<Promise<unknown>>();
  app.addHook("onClose", async () => void (await Promise.allSettled(going)));
  return (work) => {
    going.add(work);
    work.finally(() => going.delete(work));
  };
}

const nothingHere = () => new ApiError(404, "validation_error", "NOT_FOUND", "There is nothing at this address.");

const wrongMethod = (method: string, methods: readonly string[]) =>
  new ApiError(
    405,
    "validation_error",
    "METHOD_NOT_ALLOWED",
    `This address does not take ${method}. It takes ${methods.join(", ")}.`,
  );

const pathOf = (request: FastifyRequest) => request.url.split("?")[0] ?? "";

function proxiesOf(
  setting: Deps["config"]["trustProxy"],
): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof setting === "number") return (_address, hop) => hop < setting;
  return setting === false ? false : [...setting];
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === "string" && /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : randomUUID();
}

interface Parts {
  readonly deps: Deps;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly registry: ReturnType<typeof createRegistry>;
  readonly allowance: SharedAllowance;
}

async function openInterface(app: FastifyInstance, { deps, limits, guard, registry, allowance }: Parts): Promise<void> {
  const { config } = deps;
  guardAnswers(app);
  acceptJson(app);
  app.setValidatorCompiler(requestCheck);
  // Answers are made by us and described by their schema, not checked against it a second time.
  app.setSerializerCompiler(() => toJson);
  app.setReplySerializer(toJson);
  measureAnswers(app, registry);
  traceAnswers(app, deps);
  await describeApi(app, config.appUrl);
  await app.register(referencePage);
  const streams = await createEventStreams(deps, {
    most: limits.streams,
    beatMs: limits.streamBeatMs,
    stillIn: (entry) => stillIn(deps, entry),
  });
  closeWithApp(app, streams);
  endWithEntry(app, streams);
  const signInLimits = createSignInLimits({
    clock: deps.clock,
    pool: deps.db.auth,
    allowance,
    limits,
    keys: deps.keys,
    appUrl: config.appUrl,
  });
  await app.register(async (scope) =>
    signInRoutes(scope, {
      deps,
      signIn: guard.signIn,
      limits: signInLimits,
    }),
  );
  await app.register(async (scope) => {
    guardRoutes(scope, guard);
    limitConcurrency(scope, deps.clock);
    scope.decorateRequest("refusedRows", null);
    storeIdempotentAnswers(scope, deps);
    recordAuditTrail(scope, deps);
    // After those that read what is answered.
    compressAnswers(scope);
    const api: Api = {
      app: scope,
      deps,
      askForProof: async (email) => {
        if (await signInLimits.mayMail(email)) await guard.signIn.api.sendVerificationEmail({ body: { email } });
      },
    };
    eventRoutes(api, streams);
    assistantRoutes(api);
    allRoutes(api);
  });
}

/** Whether the key, or the membership and the session, that opened a stream still hold. */
async function stillIn({ db, clock }: Deps, { access, sessionId }: Entry): Promise<boolean> {
  const { organization, actor } = access;
  const now = new Date(clock.now());
  const { rows } =
    actor.kind === "api_key"
      ? await db.auth.query(
          `select 1
           from auth.api_key
           where organization_id = $1 and id = $2::uuid and revoked_at is null
             and (expires_at is null or expires_at > $3)`,
          [organization, actor.id, now],
        )
      : await db.auth.query(
          `select 1 from auth.member m join auth.session s on s."userId" = m.user_id
           where m.organization_id = $1 and m.user_id = $2 and m.active and s."id" = $3 and s."expiresAt" > $4`,
          [organization, actor.id, sessionId, now],
        );
  return rows.length > 0;
}

/** A trace id for every request: the caller's (W3C traceparent) or the request's own; told back and logged. */
function traceAnswers(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest("traceId", "");
  app.addHook("onRequest", async (request, reply) => {
    const parent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-/.exec(String(request.headers.traceparent ?? ""))?.[1];
    request.traceId = parent ?? request.id.replaceAll("-", "");
    reply.header("x-request-id", request.id).header("cache-control", "no-store");
  });
  traceRequests(app);
  app.addHook("onResponse", async (request, reply) => {
    deps.log.info(
      {
        requestId: request.id,
        traceId: request.traceId,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        organization: request.access?.organization,
      },
      "answered",
    );
  });
}

function answerError(
  error: unknown,
  { request, reply, deps }: { request: FastifyRequest; reply: FastifyReply; deps: Deps },
) {
  const notify = translatorOf(deps.connectors, languageOf(request.headers["accept-language"]));
  const failure = failureOf(error, notify);
  if (failure.status >= 500) {
    const entry = { err: error, requestId: request.id, route: request.routeOptions.url };
    // Who is told when to come again meets something that passes, such as a place that moves: no operator has to act.
    if (failure.retryAfterS === undefined) deps.log.error(entry, "a request failed");
    else deps.log.warn(entry, "a request failed");
  }
  if (failure.retryAfterS !== undefined) reply.header("retry-after", failure.retryAfterS);
  const problem = problemOf(failure, {
    appUrl: deps.config.appUrl,
    path: pathOf(request),
    requestId: request.id,
    now: new Date(deps.clock.now()),
  });
  reply.header("x-request-id", request.id);
  return reply.code(failure.status).type("application/problem+json").serializer(toJson).send(problem);
}

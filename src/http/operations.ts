/** What operators and their tools ask of a process. */
import { createHash, timingSafeEqual } from "node:crypto";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { snapshotHolders } from "../hub/admin/held-snapshot.ts";
import { hubPause } from "../hub/admin/outbound-pause.ts";
import type { Deps } from "./deps.ts";
import { errorTypes, titles } from "./problem.ts";

type Asked = Pick<Deps, "db" | "config" | "log" | "leaving">;

/** The same for a process that answers nothing else: a worker. */
export function operationsApp(deps: Asked): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  operationRoutes(app, deps, createRegistry());
  return app;
}

/** Registers health, readiness and metrics, at the root and below /api. */
export function operationRoutes(app: FastifyInstance, deps: Asked, registry: Registry): void {
  measureSnapshots(deps, registry);
  for (const prefix of ["", "/api"]) {
    app.get(`${prefix}/healthz`, { schema: { hide: true } }, async () => ({ status: "ok" }));
    app.get(`${prefix}/readyz`, { schema: { hide: true } }, async (_request, reply) => {
      if (deps.leaving?.hasBegun) return reply.code(503).send({ status: "stopping" });
      if (!(await deps.db.isReady())) return reply.code(503).send({ status: "database away" });
      return reply.send({ status: "ready", ...(await stateOf(deps)) });
    });
    app.get(`${prefix}/metrics`, { schema: { hide: true } }, async (request, reply) => {
      if (!mayRead(request, deps.config.metricsToken)) return reply.code(401).type("text/plain").send("Not allowed.");
      return reply.type(registry.contentType).send(await registry.metrics());
    });
  }
}

interface State {
  readonly outbound: "open" | "held back" | "unknown";
  /** Present while an open transaction keeps the database from cleaning up. */
  readonly cleanup?: "held back";
}

/** What of the hub's state an operator's tools have to see; readiness does not hang on it. */
async function stateOf({ db, log }: Asked): Promise<State> {
  try {
    return await db.operator(async (tx) => {
      const { pausedAt } = await hubPause(tx);
      const holders = await snapshotHolders(tx);
      return {
        outbound: pausedAt === null ? "open" : "held back",
        ...(holders.length > 0 && { cleanup: "held back" as const }),
      };
    });
  } catch (error) {
    log.warn({ err: error }, "the hub's switches could not be read");
    return { outbound: "unknown" };
  }
}

/** For how long the oldest open transaction has kept the database from cleaning up; as it was while that is away. */
function measureSnapshots({ db, log }: Asked, registry: Registry): void {
  new Gauge({
    name: "argosy_database_snapshot_held_seconds",
    help: "Age of the oldest open transaction that keeps the database from cleaning up",
    registers: [registry],
    async collect() {
      try {
        const holders = await db.operator((tx) => snapshotHolders(tx));
        this.set(Math.max(0, ...holders.map(({ seconds }) => seconds ?? 0)));
      } catch (error) {
        log.warn({ err: error }, "open transactions could not be read");
      }
    },
  });
}

/** Where the `type` of a problem leads: what it means, in words. */
export function problemPages(app: FastifyInstance): void {
  app.get<{ Params: { type: string } }>("/problems/:type", { schema: { hide: true } }, async (request, reply) => {
    const type = errorTypes.find((known) => known === request.params.type);
    if (!type) return reply.callNotFound();
    return reply
      .type("text/plain; charset=utf-8")
      .send(`${type}: ${titles[type]}.\nThe fields "code", "detail" and "details" of the answer say more.\n`);
  });
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined) return isFromHere(request);
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** From this machine and not handed on: behind a proxy on this machine every request comes from a local address. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !isForwarded && ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(socket.remoteAddress ?? "");
}

const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
] as const;

/** A registry with the process's own figures. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "argosy_" });
  return registry;
}

/** Counts and times answers by route pattern; labels never hold ids or tenants. */
export function measureAnswers(app: FastifyInstance, registry: Registry): void {
  const labelNames = ["method", "route", "status"] as const;
  const answers = new Counter({
    name: "argosy_http_answers_total",
    help: "Answers by route",
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "argosy_http_answer_seconds",
    help: "Time to answer by route",
    labelNames: ["method", "route"] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    answers.inc({ method: request.method, route, status: reply.statusCode });
    seconds.observe({ method: request.method, route }, reply.elapsedTime / 1000);
  });
}

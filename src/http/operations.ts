/** What operators and their tools ask of a process. */
import { createHash, timingSafeEqual } from "node:crypto";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import type { Registry } from "prom-client";
import type { Config } from "../config.ts";
import { snapshotHolders } from "../hub/admin/held-snapshot.ts";
import { hubPause } from "../hub/admin/outbound-pause.ts";
import type { Deps } from "./deps.ts";
import { measureWork } from "./metrics/work.ts";
import { type ErrorType, errorTypes, titles } from "./problem.ts";

type RouteDeps = Pick<Deps, "db" | "config" | "log" | "leaving" | "clock" | "fileStorage">;

/** Balancers ask every few seconds; each look at the object storage is three calls. */
const FILES_POLL_MS = 60_000;

/** The same for a process that answers nothing else: a worker. */
export function operationsApp(deps: RouteDeps, registry: Registry): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  operationRoutes(app, deps, registry);
  return app;
}

/** Registers health, readiness and metrics, at the root and below /api. */
export function operationRoutes(app: FastifyInstance, deps: RouteDeps, registry: Registry): void {
  measureWork(deps, registry);
  const files = filesWatch(deps);
  for (const prefix of ["", "/api"]) {
    app.get(`${prefix}/healthz`, { schema: { hide: true } }, async () => ({ status: "ok" }));
    app.get(`${prefix}/readyz`, { schema: { hide: true } }, async (_request, reply) => {
      if (deps.leaving?.hasBegun) return reply.code(503).send({ status: "stopping" });
      const database = await deps.db.readiness();
      if (database !== "ready") return reply.code(503).send({ status: `database ${database}` });
      return reply.send({
        status: "ready",
        ...(await stateOf(deps)),
        ...(await files()),
        ...(await replicaOf(deps)),
        ...locationsOf(deps),
      });
    });
    app.get(`${prefix}/metrics`, { schema: { hide: true } }, async (request, reply) => {
      if (!mayRead(request, deps.config)) return reply.code(401).type("text/plain").send("Not allowed.");
      return reply.type(registry.contentType).send(await registry.metrics());
    });
  }
}

interface State {
  readonly outbound: "open" | "held back" | "unknown";
  /** Present while an open transaction keeps the database from cleaning up. */
  readonly cleanup?: "held back";
}

/** How the read replica is, where there is one; reports are read from the primary while it is not "ready". */
async function replicaOf({
  db,
}: RouteDeps): Promise<{ readonly replica?: string; readonly replicaLagSeconds?: number }> {
  const state = await db.replicaState();
  if (state === null) return {};
  return { replica: state.is, ...(state.lagMs !== null && { replicaLagSeconds: Math.ceil(state.lagMs / 1_000) }) };
}

/** Places of a distributed database where nothing can be done just now; the organizations of all others work. */
function locationsOf({ db }: RouteDeps): { readonly places?: Readonly<Record<string, string>> } {
  const away = db.places().filter(({ is }) => is !== "ready");
  if (away.length === 0) return {};
  return { places: Object.fromEntries(away.map(({ place, server, is }) => [place, `${is} (${server})`])) };
}

/** What the object storage lacks, where there is one, as it was seen within the last minute; the log says it too. */
function filesWatch({ fileStorage, clock, log }: RouteDeps): () => Promise<{ readonly files?: string }> {
  const objects = fileStorage?.objects;
  if (!objects) return async () => ({});
  let seen: { readonly at: number; readonly trouble: Promise<string | null> } | undefined;
  return async () => {
    if (!seen || clock.now() - seen.at >= FILES_POLL_MS) {
      const trouble = objects.check();
      seen = { at: clock.now(), trouble };
      const found = await trouble;
      if (found !== null) log.error({ trouble: found }, "object storage of files does not work");
    }
    const trouble = await seen.trouble;
    return { files: trouble === null ? "ready" : "away" };
  };
}

/** What of the hub's state an operator's tools have to see; readiness does not hang on it. */
async function stateOf({ db, log }: RouteDeps): Promise<State> {
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

/** Headings of docs/errors.md. */
export const ERROR_ANCHORS: Readonly<Record<ErrorType, string>> = {
  validation_error: "an-entry-isnt-valid",
  authentication_error: "you-are-signed-out",
  authorization_error: "you-dont-have-permission",
  platform_api_error: "the-channel-rejected-it",
  sync_error: "argosy-and-the-channel-disagree",
  rate_limit_error: "too-many-requests",
  network_error: "the-channel-or-the-database-cant-be-reached",
  internal_error: "an-error-in-argosy",
};

/** Where the `type` of a problem leads: what it means, in words. */
export function problemPages(app: FastifyInstance): void {
  app.get<{ Params: { type: string } }>("/problems/:type", { schema: { hide: true } }, async (request, reply) => {
    const type = errorTypes.find((each) => each === request.params.type);
    if (!type) return reply.callNotFound();
    // A person who follows an error reads what to do about it.
    if (request.headers.accept?.includes("text/html")) return reply.redirect(`/docs/errors#${ERROR_ANCHORS[type]}`);
    return reply
      .type("text/plain; charset=utf-8")
      .send(`${type}: ${titles[type]}.\nThe fields "code", "detail" and "details" of the answer say more.\n`);
  });
}

function mayRead(
  request: FastifyRequest,
  { metricsToken: token, appUrl }: Pick<Config, "metricsToken" | "appUrl">,
): boolean {
  if (token === undefined) return isFromHere(request) && isNamedHere(request, appUrl);
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** From this machine and not handed on: behind a proxy on this machine every request comes from a local address. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !isForwarded && ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(socket.remoteAddress ?? "");
}

/** A page elsewhere may have its name lead to this machine, and read what a browser on it is answered. */
const isNamedHere = ({ hostname }: FastifyRequest, appUrl: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]", "::1", new URL(appUrl).hostname].includes(hostname);

const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "via",
] as const;

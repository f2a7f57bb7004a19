/** Puts the house together: settings, database, hub and engine, interface. main.ts, demo, tests and bench start it. */
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { type Bootstrap, bootstrap } from "./bootstrap.ts";
import { type Clock, systemClock } from "./commerce/clock.ts";
import { type Config, requireBaseUrls } from "./config.ts";
import { openCatalog } from "./connectors/catalog.ts";
import type { Connector } from "./connectors/kit/contract/contract.ts";
import { withPlainHttp } from "./connectors/kit/http/plain-http.ts";
import { type Database, openDatabase } from "./db/database.ts";
import { homesOf } from "./db/home-list.ts";
import { migrate } from "./db/migrate.ts";
import { maintainPartitions } from "./db/partitions.ts";
import { StartError } from "./db/start-error.ts";
import { createVault } from "./db/vault.ts";
import type { Sandboxes } from "./engine/explore/build-shop.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine/index.ts";
import { prepareJobs } from "./engine/jobs/jobs.ts";
import { createApp } from "./http/app.ts";
import { createClosingConnections } from "./http/closing-connections.ts";
import type { Limits } from "./http/deps.ts";
import { measureDerivedWork } from "./http/metrics/derived-work.ts";
import { measurePlatformCalls } from "./http/metrics/platform-calls.ts";
import { createRegistry } from "./http/metrics/registry.ts";
import { operationsApp } from "./http/operations.ts";
import { createMailer } from "./hub/accounts/mail.ts";
import { offerSetup } from "./hub/accounts/operator.ts";
import type { PasswordHashing } from "./hub/accounts/sign-in.ts";
import { fileStorageOf } from "./hub/files/choose-storage.ts";
import { vapidKeysOf } from "./hub/notifications/vapid.ts";
import { traceCall } from "./hub/traces.ts";
import { sandboxProviders, startSandbox } from "./sandboxes/index.ts";

export interface HubOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly clock?: Clock | undefined;
  /** In place of those of the repository. */
  readonly connectors?: ReadonlyMap<string, Connector> | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** How passwords are kept; absent: as sign-in does, which takes its time. */
  readonly hashing?: PasswordHashing | undefined;
  /** Bootstrap before this file was read; absent: begun here. */
  readonly begun?: Bootstrap | undefined;
}

export interface RunningHub {
  /** Where people and platforms reach it; "" for a worker, which answers health, readiness and metrics alone. */
  readonly url: string;
  readonly database: Database;
  readonly engine: Engine;
  readonly app: FastifyInstance | null;
  /** Proves who opens its link to be the operator; null when nobody is missing. */
  readonly setupToken: string | null;
  /**
   * Tells whoever sends requests here to send them elsewhere, while all are answered as before: for as long as the
   * settings say, or until `hurry`.
   */
  drain(hurry: AbortSignal): Promise<void>;
  /** Finishes requests and work under way, then closes everything. */
  stop(): Promise<void>;
}

type Closing = () => Promise<unknown>;

/** Starts a hub in this process. Throws StartError or ConfigError with one sentence for the operator. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const closing: Closing[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    // What cannot be closed keeps nothing else open: the database server would outlive the program.
    for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const { config, log, limits, hashing } = options;
    if (config.traces) closing.push((await import("./tracing.ts")).startTracing(config.traces, config));
    const started = options.begun ?? (await bootstrap(config, log));
    const { keys } = started;
    const database = await openStorage(options, started, closing);
    const vault = createVault(keys);
    const clock = options.clock ?? systemClock;
    const { connectors: catalog, absenceOf } = await openCatalog(config, { log, builtIn: options.connectors });
    requireBaseUrls(config, catalog.values());
    const connectors = config.allowHttpStores || config.allowPrivateNetwork ? withPlainHttp(catalog) : catalog;
    const registry = createRegistry();
    const fileStorage = await fileStorageOf(config);
    const engine = await createEngine({
      db: database,
      vault,
      ...{ connectors, absenceOf },
      clock,
      log,
      works: config.role !== "web",
      sharesLimits: config.role !== "all",
      appUrl: config.appUrl,
      canReceiveWebhooks: config.canReceiveWebhooks,
      allowPrivateNetwork: config.allowPrivateNetwork,
      allowHttpStores: config.allowHttpStores,
      payloadRetentionDays: config.payloadRetentionDays,
      syncLogRetentionDays: config.syncLogRetentionDays,
      variable: config.variable,
      sandboxes: config.sandboxStores ? sandboxesOf(connectors) : undefined,
      ...{ sendMail: createMailer(config), vapid: vapidKeysOf(keys.current) },
      alertStorm: config.alertStorm,
      fileStorage,
      ...observersOf(registry),
    });
    const leaving = createClosingConnections();
    const shared = { config, db: database, log, clock, registry, fileStorage };
    const app =
      config.role === "worker"
        ? null
        : await createApp({ ...shared, vault, keys, engine, connectors, absenceOf, limits, hashing, leaving });
    closing.push(() => engine.stop());
    await engine.start();
    const url = app === null ? "" : await listen(app, config, closing);
    if (app === null) await answerOperators({ deps: shared, registry }, closing);
    const setupToken =
      app === null ? null : await offerSetup(database.auth, config.operatorEmails, new Date(clock.now()));
    // Nobody sends a worker anything: what it was at others take up as soon as it has put it back.
    const drain = async (hurry: AbortSignal) => {
      if (app !== null) await leaving.drain(config.drainSeconds * 1_000, hurry);
    };
    return { url, database, engine, app, setupToken, drain, stop };
  } catch (error) {
    await stop().catch((failure: unknown) => options.log.warn({ err: failure }, "not everything could be closed"));
    throw error;
  }
}

/** What the engine tells the hub's own metrics and traces. */
function observersOf(registry: Registry): Pick<EngineOptions, "onDerivedWork" | "onPlatformCall"> {
  const measureCall = measurePlatformCalls(registry);
  return {
    onDerivedWork: measureDerivedWork(registry),
    onPlatformCall(provider, call) {
      measureCall(provider, call);
      traceCall(provider, call);
    },
  };
}

const sandboxesOf = (connectors: ReadonlyMap<string, Connector>): Sandboxes => ({
  providers: sandboxProviders(connectors),
  start: (provider, options) => startSandbox(provider, options, connectors),
});

interface Asked {
  readonly deps: Parameters<typeof operationsApp>[0];
  readonly registry: Parameters<typeof operationsApp>[1];
}

/** A worker works also where it cannot be asked: several of one machine may have been given the same port. */
async function answerOperators(requested: Asked, closing: Closing[]): Promise<void> {
  const { deps, registry } = requested;
  const { host, workerPort: port } = deps.config;
  const app = operationsApp(deps, registry);
  closing.push(() => app.close());
  await app
    .listen({ host, port })
    .catch((error: unknown) =>
      deps.log.warn({ err: error, port }, "health and metrics of this worker cannot be asked for"),
    );
}

async function openStorage(options: HubOptions, started: Bootstrap, closing: Closing[]): Promise<Database> {
  const { config, log } = options;
  const { keys } = started;
  const server = await started.server();
  closing.push(() => server.stop());
  const { applied } = await migrate({ ownerUrl: server.ownerUrl, keys });
  if (applied.length > 0) log.info({ applied }, "database schema brought up to date");
  await prepareJobs(server.ownerUrl);
  const database = await openDatabase({
    ownerUrl: server.ownerUrl,
    keys,
    isEmbedded: server.isEmbedded,
    poolSize: config.databasePoolSize,
    places: await homesOf(server.ownerUrl),
    replica: config.replica,
    onPlace: ({ is, ...place }) =>
      is === "ready" ? log.info(place, "a place is ready again") : log.warn({ ...place, is }, "a place is not ready"),
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  closing.push(() => database.close());
  // Made on every server. There are some for the next months, and each hour tries again.
  if (database.places().every(({ is }) => is === "ready"))
    await maintainPartitions(server.ownerUrl, {
      now: new Date((options.clock ?? systemClock).now()),
      keepDays: config.syncLogRetentionDays,
    });
  return database;
}

async function listen(app: FastifyInstance, config: Config, closing: Closing[]): Promise<string> {
  closing.push(() => app.close());
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new StartError(
        `Port ${config.port} is in use by another program. Stop it, or choose another with PORT=3001 npm start.`,
      );
    }
    throw error;
  }
  const address = app.server.address() as AddressInfo;
  return `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${address.port}`;
}

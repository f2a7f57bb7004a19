/** The engine: stores and applies incoming data, sends outgoing data, executes runs. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { AbsenceOf } from "../connectors/absences.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import { createEgress } from "../connectors/kit/http/egress.ts";
import { createMemoryBuckets } from "../connectors/kit/http/platform-buckets.ts";
import { createPlatformLimiter } from "../connectors/kit/http/platform-limiter.ts";
import type { Database } from "../db/database.ts";
import type { Vault } from "../db/vault.ts";
import type { SendMail } from "../hub/accounts/mail.ts";
import { PAUSE_CHANNEL } from "../hub/admin/outbound-pause.ts";
import { createFiles } from "../hub/files/files.ts";
import type { FileStorage } from "../hub/files/objects.ts";
import type { StormBounds } from "../hub/notifications/storms.ts";
import type { VapidKeys } from "../hub/notifications/vapid.ts";
import { automationWork, recordWork } from "./all-derived-work.ts";
import { type ChunkObserver, createDerivedWork } from "./background/run-derived-work.ts";
import { createConnections } from "./connect/connections.ts";
import { type ConnectionRegistryOptions, createConnectionRegistry } from "./connections/connection-registry.ts";
import { createRateBuckets } from "./connections/rate-buckets.ts";
import { createCourierQuotes } from "./couriers/courier-quotes.ts";
import { createParcelActions } from "./couriers/parcel-actions.ts";
import { createRecipientCorrections } from "./couriers/recipient-corrections.ts";
import type { Sandboxes } from "./explore/build-shop.ts";
import { createExplore, type ExploreDeps } from "./explore/explore.ts";
import { createLocalShops } from "./explore/local-shops.ts";
import { reopenShops } from "./explore/reopen-shops.ts";
import { createFanOut } from "./fan-out/fan-out.ts";
import { createChannelFiles } from "./file-processes/channel-files.ts";
import { createFileReader } from "./file-processes/file-reader.ts";
import { type ApplyWhileStoring, applyWhileStoring } from "./incoming-deliveries/apply-while-storing.ts";
import { runDeliveryLane } from "./incoming-deliveries/delivery-lane.ts";
import { startWhileStoring } from "./incoming-deliveries/start-while-storing.ts";
import { type Push, push } from "./incoming-webhooks/pushed-records.ts";
import { createWebhookOutcomes } from "./incoming-webhooks/webhook-outcomes.ts";
import {
  createWebhookReceiver,
  type QueueDelivery,
  type WebhookReceiver,
} from "./incoming-webhooks/webhook-receiver.ts";
import { createJobs } from "./jobs/jobs.ts";
import type { LaneClaimer } from "./lanes/lane-claims.ts";
import { createLaneRunner, type Lane } from "./lanes/lanes.ts";
import { replayEvent, retryFailedWork } from "./lanes/retry-failed.ts";
import { releaseSlotWhileWaiting, SLOW_ANSWER_MS } from "./lanes/worker-slots.ts";
import { createListingRequirements } from "./listings/requirements.ts";
import { createRecoveryWatch } from "./maintenance/catch-up-after-outage.ts";
import { createClockSetBackWatch } from "./maintenance/clock-set-back.ts";
import { databaseWatches } from "./maintenance/database-watches.ts";
import { runMaintenance } from "./maintenance/maintenance.ts";
import { createDeadProcessRecovery } from "./maintenance/recover-dead-processes.ts";
import { createOrderOptions } from "./outbound/order-options.ts";
import { runOutboundLane } from "./outbound/outbound-lane.ts";
import { createDueSnapshots } from "./outbound/stock/due-snapshots.ts";
import { createOutgoingWebhooks } from "./outgoing-webhooks/outgoing-webhooks.ts";
import { createByHandPort } from "./plan/manual-port.ts";
import { cancelRun, executeRun, type NewRun, retryRun, startRun } from "./runs/runs.ts";
import { createServices } from "./services/services.ts";
import { createAdSpend } from "./sweeps/ad-spend-on-demand.ts";
import { createParkedRetry } from "./sweeps/retry-parked.ts";
import { runSweepLane } from "./sweeps/sweep-lane.ts";
import { createTerminalService } from "./terminals/terminal-service.ts";
import { workUntilIdle } from "./until-idle.ts";

export interface EngineOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** What is known of providers without a connector; absent: nothing. */
  readonly absenceOf?: AbsenceOf | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** False: this process takes webhooks and requests, and leaves the work to workers. */
  readonly works: boolean;
  /** True when several processes work: platform limits are then shared through the database. */
  readonly sharesLimits: boolean;
  readonly appUrl: string;
  readonly canReceiveWebhooks: boolean;
  readonly allowPrivateNetwork: boolean;
  readonly allowHttpStores: boolean;
  readonly payloadRetentionDays: number;
  readonly syncLogRetentionDays: number;
  readonly alertStorm: StormBounds;
  readonly variable: (name: string) => string | undefined;
  /** Emulated stores a person may start to explore; absent: not offered. */
  readonly sandboxes?: Sandboxes | undefined;
  /** Absent: the hub has no mail server. */
  readonly sendMail?: SendMail | undefined;
  /** How the hub identifies itself to browsers' push services. */
  readonly vapid: VapidKeys;
  /** Called after every platform call, for the hub's own metrics. */
  readonly onPlatformCall?: ConnectionRegistryOptions["onCall"];
  /** Called after every chunk of derived work, for the hub's own metrics. */
  readonly onDerivedWork?: ChunkObserver | undefined;
  /** Absent: files are stored in the database. */
  readonly fileStorage?: FileStorage | undefined;
  /** From when on a turn that waits for a platform's answer frees its worker slot; default 2 s. */
  readonly slowAnswerMs?: number | undefined;
  /** Lanes of a kind worked at a time; default 16. */
  readonly concurrency?: number | undefined;
}

export type Engine = Awaited<ReturnType<typeof createEngine>>;

const STOP_GRACE_MS = 8_000;

const bucketsOf = ({ sharesLimits, db }: EngineOptions) =>
  sharesLimits ? createRateBuckets(db.scheduler) : createMemoryBuckets();

const receptionOf = ({ receive, awaitsDeliveries }: WebhookReceiver) => ({ receive, awaitsDeliveries });

/** Notifies other processes; where that fails they find out by polling, and `missed` is logged. */
const createNotify =
  ({ db, log }: Pick<EngineOptions, "db" | "log">) =>
  (channel: string, payload: string, missed: string): void => {
    db.scheduler
      .run("select pg_notify($1, $2)", [channel, payload])
      .catch((error: unknown) => log.warn({ err: error }, missed));
  };

/** Builds the engine; `start` makes it work. Without `start`, tests call `drain`. */
export async function createEngine(options: EngineOptions) {
  const { db, vault, connectors, clock, log, allowPrivateNetwork, allowHttpStores } = options;
  const files = createFiles(db, options.fileStorage);
  const egress = createEgress({ allowPrivateNetwork, allowHttp: allowHttpStores || allowPrivateNetwork });
  const shops = createLocalShops(options.appUrl);
  const registry = createConnectionRegistry({
    local: shops,
    db,
    vault,
    ...{ connectors, absenceOf: options.absenceOf },
    clock,
    log,
    egress,
    limiter: createPlatformLimiter({ clock, store: bucketsOf(options), whileWaiting: releaseSlotWhileWaiting }),
    whileAsking: (ask) => releaseSlotWhileWaiting(ask, options.slowAnswerMs ?? SLOW_ANSWER_MS),
    publicBase: options.canReceiveWebhooks ? options.appUrl : null,
    variable: options.variable,
    onCall: options.onPlatformCall,
  });
  const jobs = createJobs({ db, log });
  const stopping = new AbortController();
  const outgoing = createOutgoingWebhooks({ db, vault, clock, log, egress });
  const work = createDerivedWork(
    { db, clock, log, signal: stopping.signal, onChunk: options.onDerivedWork },
    {
      parked: createParkedRetry({ db, clock, log }),
      changes: createFanOut({ db, clock, log, onDue: () => lanes.wake() }),
      automations: automationWork({ db, clock, log, connectors }, (organization) => {
        propagateSoon(organization);
        wakeAllLanes();
      }),
      events: outgoing.events,
      ...recordWork({ db, clock, log }),
    },
  );
  const propagateSoon = (organization: OrganizationId) => work.soon("changes", organization);
  const claimer: LaneClaimer = { claim: (...of) => lanes.claim(...of), holds: (...of) => lanes.holds(...of) };
  const laneDeps = {
    db,
    registry,
    clock,
    log,
    onApplied: ({ organization }: Pick<Lane, "organization">) => propagateSoon(organization),
    claimer,
    onDue: () => lanes.wake(),
    propagateChanges: (lane: Lane) => work.run("changes", lane.organization),
    ingest: (fetched: QueueDelivery) => webhooks.storeQueueMessage(fetched),
    dueSnapshots: createDueSnapshots({ db, registry, clock }),
    whileStoring: startWhileStoring(registry, (...of): ApplyWhileStoring | null => applyWhileStoring(laneDeps, ...of)),
    files,
  };
  const lanes = createLaneRunner({
    db,
    clock,
    log,
    concurrency: options.concurrency ?? 16,
    // Most of their time these turns wait for platforms, and a sale is to reach all channels at once.
    slots: { outbound: options.concurrency ?? 32 },
    work: {
      inbox: (lane, signal) => runDeliveryLane(laneDeps, lane, signal),
      outbound: (lane, signal) => runOutboundLane(laneDeps, lane, signal),
      sweep: (lane, signal) => runSweepLane(laneDeps, lane, signal),
    },
  });
  const notify = createNotify(options);
  const onStored = () => {
    if (options.works) lanes.wake();
    else notify("argosy_lane", "inbox", "workers could not be told; they poll");
  };
  const outcomes = createWebhookOutcomes({ db, clock, log });
  const webhooks = createWebhookReceiver({ ...laneDeps, connectors, onStored, outcomes });
  const reader = createFileReader();
  const runDeps = { db, registry, clock, log, jobs, reader, files, onApplied: propagateSoon };
  const begin = (run: NewRun) => db.tenant(run.organization, (tx) => startRun(runDeps, tx, run));
  /** Drops the cached keys, secrets and breakers of a connection, here and (by notification) in every other process. */
  function forget(connection: string): void {
    webhooks.forget(connection);
    registry.forget(connection);
  }
  function forgetEverywhere(connection: string): void {
    forget(connection);
    notify("argosy_forget", connection, "other processes were not told; they look again within seconds");
  }
  const terminals = createTerminalService({ db, vault, clock, log, egress, allowEndpoint: allowPrivateNetwork });
  const maintenanceDeps = {
    ...options,
    ...{ terminals, jobs, registry, files, egress, forgetRoutes: forgetEverywhere },
    done: new Map<string, number>(),
    ...{ hasClockLeapt: createClockSetBackWatch(), homesThatCameBack: createRecoveryWatch(db) },
    ...databaseWatches({ db, clock, log, appUrl: options.appUrl, sendMail: options.sendMail }),
  };
  const connections = createConnections({
    db,
    vault,
    registry,
    ...{ connectors, absenceOf: options.absenceOf },
    clock,
    log,
    jobs,
    appUrl: options.appUrl,
    allowEndpoint: options.allowPrivateNetwork,
    forgetRoutes: forgetEverywhere,
  });
  /** The operator holds back what goes out: turns under way end where they are, the next ones see it by themselves. */
  const heldBack = (whom: string) => {
    laneDeps.dueSnapshots.stop();
    lanes.interrupt("outbound", whom === "*" ? null : whom);
    outgoing.lanes.interrupt("webhook", whom === "*" ? null : whom);
  };
  const wakeAllLanes = () => {
    lanes.wake();
    outgoing.lanes.wake();
  };
  const deadProcesses = createDeadProcessRecovery({ ...options, jobs, onFreed: wakeAllLanes });
  /** A notification of the database: a lane of this kind was woken. */
  const wakeKind = (kind: string) => (kind === "webhook" ? outgoing.lanes : lanes).wake();
  const exploreDeps: ExploreDeps = { db, clock, log, connectors, connections, shops, sandboxes: options.sandboxes };
  const explore = createExplore(exploreDeps);
  const now = () => new Date(clock.now());
  const unlisten: (() => Promise<void>)[] = [];
  let sweeping: Promise<void> | undefined;

  const serviceDeps = { db, registry, clock };
  return {
    ...receptionOf(webhooks),
    connections: {
      ...connections,
      async disconnect(input: Parameters<typeof connections.disconnect>[0]) {
        const done = await connections.disconnect(input);
        await explore.forget(input);
        return done;
      },
    },
    explore,
    connect: {
      install: async (...args: Parameters<typeof connections.install>) => connections.install(...args),
      callback: connections.callback,
    },
    services: createServices(serviceDeps),
    terminals,
    ...{ adSpend: createAdSpend(serviceDeps), listings: createListingRequirements(serviceDeps) },
    couriers: {
      ...createCourierQuotes(serviceDeps),
      ...createParcelActions({ ...serviceDeps, files }),
      ...createRecipientCorrections(serviceDeps),
    },
    files: createChannelFiles({ db, registry, clock, reader, files, startRun: begin }),
    runs: {
      start: begin,
      cancel: (input: { readonly organization: OrganizationId; readonly runId: string }) =>
        db.tenant(input.organization, (tx) => cancelRun(runDeps, tx, input.runId)),
      retry: (input: { readonly organization: OrganizationId; readonly runId: string }) =>
        db.tenant(input.organization, (tx) => retryRun(runDeps, tx, input.organization, input.runId)),
    },
    ...createOrderOptions({ db, registry }),
    push: (given: Push) => push({ registry, ingest: webhooks.storeQueueMessage, db }, given),
    inbox: {
      replay: (input: { readonly organization: OrganizationId; readonly eventId: string }) =>
        db.tenant(input.organization, (tx) => replayEvent(tx, input.organization, input.eventId, now())),
    },
    ...createByHandPort(db, now),
    /** A person says "now": also an open breaker lets the next call through. */
    retryFailed: async (input: { readonly organization: OrganizationId; readonly connectionId: string }) => {
      forgetEverywhere(input.connectionId);
      await (await registry.open(input.organization, input.connectionId))?.thaw();
      return retryFailedWork(db, input.organization, input.connectionId, now());
    },
    webhookEndpoints: { check: outgoing.check },
    /** Something of this organization changed: polls its lanes and listings now. */
    wake(organization: OrganizationId) {
      if (!options.works) return;
      propagateSoon(organization);
      wakeAllLanes();
    },

    /** Starts the queue (runs stop at their checkpoint when this process stops), and in a worker the lanes. */
    async start() {
      await deadProcesses.start();
      await jobs.start(
        options.works
          ? {
              run: (job, signal) => executeRun(runDeps, job, AbortSignal.any([signal, stopping.signal])),
              upkeep: () => runMaintenance(maintenanceDeps),
            }
          : null,
      );
      unlisten.push(await db.listen("argosy_forget", forget));
      if (!options.works) return;
      unlisten.push(await db.listen("argosy_lane", wakeKind));
      unlisten.push(await db.listen(PAUSE_CHANNEL, heldBack));
      unlisten.push(...(await work.listen()));
      await reopenShops(exploreDeps);
      lanes.start();
      outgoing.lanes.start();
      sweeping = work.poll();
    },

    /** Claims nothing more, lets work under way end, and cuts short what lasts longer than `graceMs` (money: `settleMs` more). */
    async stop(graceMs = STOP_GRACE_MS, settleMs?: number) {
      stopping.abort(new Error("stopping"));
      for (const stopListening of unlisten.splice(0)) await stopListening();
      await Promise.all([lanes.stop(graceMs, settleMs), outgoing.lanes.stop(graceMs), jobs.stop(graceMs)]);
      await Promise.all([explore.stop(), sweeping]);
      await deadProcesses.stop();
    },

    /** Works off everything due at the clock's time; for tests that own the clock. */
    runUntilIdle: () =>
      workUntilIdle(work, [
        { kinds: ["parked"] },
        {
          kinds: ["automations", "changes"],
          lanes: { runUntilIdle: lanes.runUntilIdle, isKind: (kind) => kind !== "webhook" },
        },
        { kinds: ["invoices"] },
        {
          kinds: ["events"],
          lanes: { runUntilIdle: outgoing.lanes.runUntilIdle, isKind: (kind) => kind === "webhook" },
        },
        { kinds: ["search", "sales", "profit", "settlements"] },
      ]),
    /** What a worker does every few seconds, for tests that own the clock; answers whether there may be more. */
    carryOn: work.once,
    /** Carries out the runs that wait; for tests that own the clock. */
    async runQueuedRuns(organization: OrganizationId) {
      const waiting = await db.tenant(organization, (tx) =>
        tx.rows<{ id: string }>(
          "select id from argosy.run where organization_id = argosy.tenant() and state = 'queued' order by id",
        ),
      );
      for (const { id } of waiting) await executeRun(runDeps, { organization, run: id }, stopping.signal);
    },
    upkeep: () => runMaintenance(maintenanceDeps),
  };
}

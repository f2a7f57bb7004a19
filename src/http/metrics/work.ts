/**
 * What the whole hub is busy with, as every process reads it from the database: a board takes the highest of what the
 * processes tell, never the sum. While the database is away these figures are absent.
 */
import { Gauge, type Registry } from "prom-client";
import { snapshotHolders } from "../../hub/admin/held-snapshot.ts";
import { hubPause } from "../../hub/admin/outbound-pause.ts";
import { connectionCounts, laneCounts, queueCounts } from "../../hub/admin/work.ts";
import type { Deps } from "../deps.ts";

type RouteDeps = Pick<Deps, "db" | "log" | "clock">;

/** Whoever asks more often gets the figures of the last look. */
const LOOK_STANDS_MS = 5_000;

type Look = Awaited<ReturnType<typeof lookAtWork>>;

async function lookAtWork({ db, clock }: RouteDeps) {
  // Known in two seconds, where a statement would wait ten for a connection, and whoever asks gives up meanwhile.
  if (!(await db.isReachable())) throw new Error("The database does not answer.");
  const now = new Date(clock.now());
  const [lanes, queues] = await Promise.all([laneCounts(db.homes(), now), queueCounts(db.scheduler)]);
  const connections = await connectionCounts(db.homes());
  const { holders, pause } = await db.operator(async (tx) => ({
    holders: await snapshotHolders(tx),
    pause: await hubPause(tx),
  }));
  return { now, lanes, queues, connections, holders, pause, places: db.places() };
}

/** Registers the figures of the hub's work; they are read when somebody asks for them. */
export function measureWork(deps: RouteDeps, registry: Registry): void {
  const look = shared(() => lookAtWork(deps), deps);
  for (const figure of FIGURES) {
    new Gauge({
      name: figure.name,
      help: figure.help,
      labelNames: figure.labels,
      registers: [registry],
      async collect() {
        // What stands no more (a kind of lane without lanes, a provider nobody is connected to) leaves with the look.
        this.reset();
        const seen = await look();
        if (seen === null) {
          // One without labels stands at 0 after a reset.
          if (figure.labels.length === 0) this.remove();
          return;
        }
        for (const { value, ...labels } of figure.values(seen)) this.set(labels, value);
      },
    });
  }
}

/** One look for all who ask at once; null while the database is away. */
function shared(read: () => Promise<Look>, { log, clock }: RouteDeps): () => Promise<Look | null> {
  let last: { readonly at: number; readonly look: Promise<Look | null> } | null = null;
  return () => {
    if (last !== null && clock.now() - last.at < LOOK_STANDS_MS) return last.look;
    const look = read().catch((error: unknown) => {
      log.warn({ err: error }, "the figures of the hub's work could not be read");
      last = null;
      return null;
    });
    last = { at: clock.now(), look };
    return look;
  };
}

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  values(look: Look): readonly ({ readonly value: number } & Readonly<Record<string, string | number>>)[];
}

const age = (now: Date, since: Date | null) => (since === null ? 0 : Math.max(0, (+now - +since) / 1000));

/** What is told of the hub's work. */
export const FIGURES: readonly Figure[] = [
  {
    name: "argosy_lanes",
    help: "Lanes by kind of work and state: ready, active, resting, failing (counted beside the other three)",
    labels: ["kind", "state"],
    values: ({ lanes }) =>
      lanes.flatMap(({ kind, ready, active, resting, failing }) =>
        Object.entries({ ready, active, resting, failing }).map(([state, value]) => ({ kind, state, value })),
      ),
  },
  {
    name: "argosy_lane_oldest_ready_seconds",
    help: "For how long the lane that is due longest has waited for a worker, by kind of work",
    labels: ["kind"],
    values: ({ lanes, now }) => lanes.map(({ kind, oldestReadyAt }) => ({ kind, value: age(now, oldestReadyAt) })),
  },
  {
    name: "argosy_jobs",
    help: "Jobs by queue and state",
    labels: ["queue", "state"],
    values: ({ queues }) =>
      queues.flatMap(({ name: queue, ready, scheduled, active, failed }) =>
        Object.entries({ ready, scheduled, active, failed }).map(([state, value]) => ({ queue, state, value })),
      ),
  },
  {
    name: "argosy_job_oldest_ready_seconds",
    help: "For how long the job that waits longest has waited, by queue",
    labels: ["queue"],
    values: ({ queues, now }) =>
      queues.map(({ name: queue, oldestReadyAt }) => ({ queue, value: age(now, oldestReadyAt) })),
  },
  {
    name: "argosy_connections",
    help: "Connections by provider, state and health",
    labels: ["provider", "state", "health"],
    values: ({ connections }) =>
      connections.map(({ provider, state, health, count: value }) => ({ provider, state, health, value })),
  },
  {
    name: "argosy_breakers_open",
    help: "Connections that are not called because their platform failed again and again, by provider",
    labels: ["provider"],
    values: ({ connections }) => {
      const open = new Map<string, number>();
      for (const { provider, breakersOpen } of connections)
        open.set(provider, (open.get(provider) ?? 0) + breakersOpen);
      return [...open].map(([provider, value]) => ({ provider, value }));
    },
  },
  {
    name: "argosy_outbound_held_back",
    help: "1 while the operator holds back everything that goes to platforms",
    labels: [],
    values: ({ pause }) => [{ value: pause.pausedAt === null ? 0 : 1 }],
  },
  {
    name: "argosy_places",
    help: "Places of a distributed database by server and state: ready, away, moving, unready",
    labels: ["server", "state"],
    values: ({ places }) => {
      const found = new Map<string, { readonly server: string; readonly state: string; readonly value: number }>();
      for (const { server, is: state } of places) {
        const key = `${server} ${state}`;
        found.set(key, { server, state, value: (found.get(key)?.value ?? 0) + 1 });
      }
      return [...found.values()];
    },
  },
  {
    name: "argosy_database_snapshot_held_seconds",
    help: "Age of the oldest open transaction that keeps the database from cleaning up",
    labels: [],
    values: ({ holders }) => [{ value: Math.max(0, ...holders.map(({ seconds }) => seconds ?? 0)) }],
  },
];

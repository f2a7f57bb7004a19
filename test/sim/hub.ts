/**
 * A hub for simulated worlds: the whole of it in this process, on a real database, with a clock of its own and an
 * engine that can be killed anywhere and made anew. Worlds follow one another in the same hub.
 */
import pino from "pino";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { connectors as ownConnectors } from "../../src/connectors/index.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { Sweep } from "../../src/connectors/kit/contract/ports.ts";
import { orderSweepsOf } from "../../src/connectors/kit/pull/open-orders.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { isDatabaseAway } from "../../src/db/away.ts";
import type { TestDatabase } from "../../src/db/testing-database.ts";
import type { Engine } from "../../src/engine/index.ts";
import { freeLeasesAfterCrash } from "../../src/engine/maintenance/recover-dead-processes.ts";
import { createApp } from "../../src/http/app.ts";
import type { Engine as EnginePort } from "../../src/http/engine-port.ts";
import { type LabClock, labClock } from "../support/lab-clock.ts";
import { labConfig, labEngine } from "../support/lab-engine.ts";
import { freePort } from "../support/start.ts";
import { createSeam, type Seam } from "./seam.ts";

export interface Life {
  readonly engine: Engine;
  readonly seam: Seam;
}

export interface SimHub extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  readonly clock: LabClock;
  readonly life: Life;
  /** Lines the hub logged since they were last taken. */
  takeLog(): string[];
  /** Delivers what platforms have to say and works off what is due; restarts the engine when it dies on the way. */
  work(sandboxes: readonly Sandbox[]): Promise<void>;
  /** Lets `ms` pass, working whenever something is due. */
  pass(ms: number, sandboxes: readonly Sandbox[]): Promise<void>;
  /** A new engine in place of the present one, alive or dead, once its leases have run out or were taken over. */
  restart(): Promise<void>;
  /** How often engines died, by their cause. */
  readonly deaths: string[];
  /** What its channels can be, by provider. */
  readonly connectors: ReadonlyMap<string, Connector>;
  /** The person who owns every world of this hub. */
  readonly owner: Seller;
  /** Breaks every connection of the hub to its database. */
  cutDatabase(): Promise<void>;
}

/** A turn a minute of a queue with nothing in it was four fifths of what its worlds cost. */
const QUEUE_EVERY_MS = 10 * 60_000;

/** A world ends when every poll has run once more: what comes every few hours or once a day comes hourly in it. */
const WALK_EVERY_MS = 60 * 60_000;

const often = <T>(sweep: Sweep<T>): Sweep<T> => ({ ...sweep, everyMs: Math.min(sweep.everyMs, WALK_EVERY_MS) });

function atWorldsPace(connector: Connector): Connector {
  return {
    ...connector,
    open(connection) {
      const ports = connector.open(connection);
      const { queue, orders, products, fees } = ports;
      return {
        ...ports,
        ...(queue && { queue: { ...queue, everyMs: QUEUE_EVERY_MS } }),
        ...(orders && { orders: { ...orders, sweeps: orderSweepsOf(orders).map(often) } }),
        ...(products && { products: { ...products, sweeps: products.sweeps.map(often) } }),
        ...(fees && { fees: { ...fees, sweeps: fees.sweeps.map(often) } }),
      };
    },
  };
}

const LEASE_MS = 10_000;
const NOTICE_MS = 1_000;
/** Whoever is woken more often than this at one moment runs in a circle. */
const MOST_ROUNDS = 2_000;

export interface SimHubOptions {
  /** Gives its connectors a fault that worlds have to show. */
  plant?(connector: Connector): Connector;
  /** Default: those of the repository. */
  readonly connectors?: ReadonlyMap<string, Connector> | undefined;
}

export async function openSimHub(
  db: TestDatabase,
  { plant = (connector) => connector, connectors = ownConnectors }: SimHubOptions = {},
): Promise<SimHub> {
  const port = await freePort();
  const config = labConfig(db, port);
  const clock = labClock(Date.now());
  // Its tables are small: half the server's work was planning the same statements again for every value. Citus makes no
  // plan that is good for every value.
  if (!db.database.isSpread)
    await db.owner.rows(
      "do $$ begin execute format('ALTER DATABASE %I SET plan_cache_mode = force_generic_plan', current_database()); end $$",
    );
  // Nor do new statistics throw plans away every few seconds: that was a fourth of the server's work.
  await db.owner.rows(
    `do $$ declare t regclass; begin
       for t in select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and not c.relispartition and n.nspname in ('argosy', 'auth')
       loop execute format('ALTER TABLE %s SET (autovacuum_enabled = off)', t); end loop; end $$`,
  );
  // Worlds take their time: months of it pass in a hub.
  await db.owner.rows("select argosy.ensure_sync_log_partitions(12)");
  const patient = new Map([...connectors].map(([id, connector]) => [id, atWorldsPace(plant(connector))]));
  let lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line) => void lines.push(line) });
  const deaths: string[] = [];

  async function newLife(): Promise<Life> {
    const seam = createSeam(db.database, patient);
    const engine = await labEngine({ db: seam.db, vault: db.vault, connectors: seam.connectors, config, clock, log });
    return { engine, seam };
  }
  let life = await newLife();

  const app = await createApp({
    config,
    db: db.database,
    vault: db.vault,
    keys: db.keys,
    engine: portOf(() => life),
    clock,
    log,
    connectors,
    limits: {
      signIn: { most: 10_000, perMs: 60_000 },
      strangerAsks: { most: 100_000, perMs: 60_000 },
      api: { most: 100_000, perMs: 60_000 },
    },
  });
  await app.listen({ host: "127.0.0.1", port });

  const owner = await signUpSeller({ url: config.appUrl, name: "Owner", organization: "Worlds", slug: "worlds" });

  async function restart(): Promise<void> {
    const { seam } = life;
    if (seam.isDead) deaths.push(seam.cause);
    await seam.quiet();
    // Every other dead process is known to be dead at once; of others leases run out.
    const exists = seam.isDead && deaths.length % 2 === 1;
    clock.leap(exists ? NOTICE_MS : LEASE_MS + NOTICE_MS);
    life = await newLife();
    if (exists) await freeLeasesAfterCrash({ db: db.database, clock, log }, db.database.process.id);
  }

  async function runUntilIdle(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const { engine, seam } = life;
      if (!seam.isDead) {
        try {
          await Promise.race([engine.runUntilIdle(), seam.died]);
        } catch (error) {
          if (!isDatabaseAway(error) || tries > 20) throw error;
          continue;
        }
      }
      if (!seam.isDead) return;
      await restart();
    }
  }

  async function work(sandboxes: readonly Sandbox[]): Promise<void> {
    await Promise.all(sandboxes.map((one) => (one.faults.webhooks.paused ? undefined : one.settle())));
    await runUntilIdle();
  }

  return {
    url: config.appUrl,
    db,
    clock,
    deaths,
    connectors,
    owner,
    get life() {
      return life;
    },
    takeLog() {
      const taken = lines;
      lines = [];
      return taken;
    },
    work,
    restart,
    async pass(ms, sandboxes) {
      await work(sandboxes);
      const end = clock.now() + ms;
      for (let rounds = 0; clock.now() < end; rounds += 1) {
        if (rounds > MOST_ROUNDS) throw new Error(`Work goes round in a circle: ${await dueLanes(db)}`);
        const { due } = await db.owner.one<{ due: Date | null }>(
          "select min(due_at) as due from argosy.lane where due_at > $1",
          [new Date(clock.now())],
        );
        clock.leap(Math.max(1, Math.min(end, due?.getTime() ?? end) - clock.now()));
        await work(sandboxes);
      }
    },
    async cutDatabase() {
      for (const server of db.servers)
        await server.rows(
          `select pg_terminate_backend(pid)
           from pg_stat_activity
           where datname = current_database() and usename like 'argosy%'`,
        );
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await db[Symbol.asyncDispose]();
    },
  };
}

async function dueLanes(db: TestDatabase): Promise<string> {
  return JSON.stringify(
    await db.owner.rows("select connection_id, kind, due_at, failures from argosy.lane where due_at is not null"),
  );
}

/** The interface's view of whatever engine lives now; a request that meets a dying one fails like its process. */
function portOf(current: () => Life): EnginePort {
  return following(current, (life) => life.engine, current().engine);
}

function following<T extends object>(current: () => Life, part: (life: Life) => T, first: T): T {
  return new Proxy(first, {
    get(_, name) {
      const value: unknown = Reflect.get(part(current()), name);
      if (typeof value === "object" && value !== null)
        return following(current, (life) => Reflect.get(part(life), name) as object, value);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const { seam } = current();
        const answer: unknown = Reflect.apply(value, undefined, args);
        if (!(answer instanceof Promise)) return answer;
        const ended = seam.died.then(() => {
          throw new Error("The process ended while it worked on this request.");
        });
        return Promise.race([answer, ended]);
      };
    },
  });
}

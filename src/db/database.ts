import type pg from "pg";
import type { OrganizationId } from "../commerce/ids.ts";
import type { HomeState } from "./distributed/home-router.ts";
import { type Home, type HomesOptions, openHomes } from "./distributed/homes.ts";
import type { HomeInfo } from "./home-list.ts";
import { type HubProcess, newProcess } from "./hub-process.ts";
import type { Keys } from "./keys.ts";
import { openListeners } from "./listener.ts";
import { poolMaker, serverPools } from "./pools.ts";
import { thisProcess } from "./processes.ts";
import { isReachable, type Readiness, watchReadiness } from "./readiness.ts";
import { openReplica, type ReplicaState, reportOn } from "./replica.ts";
import { roles, roleUrl } from "./roles.ts";
import { sharesOf } from "./shares.ts";
import { errorCode } from "./start-error.ts";
import { type End, inTenant, isTaken, type TenantOptions } from "./tenant-transaction.ts";
import { type Tx, txOf } from "./tx.ts";

export { type End, type Home, type HomeState, isTaken, type TenantOptions, type Tx, txOf };

export interface Database {
  /**
   * One transaction of one organization: role argosy_app, rows of other organizations do not exist.
   * `work` runs again, up to three times, when the database reports a serialization failure or a deadlock, or that the
   * plan of a statement has become outdated by a migration; once where a row met one with the same key. Who lost a race
   * for a name is told so by the check that could not see the other one before.
   */
  tenant<T>(organization: OrganizationId, work: (tx: Tx, end: End) => Promise<T>, how?: TenantOptions): Promise<T>;
  /**
   * A transaction beside another one that may wait for it: over a connection nobody uses at this moment. Null where there
   * is none: all that hold one would wait for each other.
   */
  beside<T>(organization: OrganizationId, work: (tx: Tx) => Promise<T>, how?: TenantOptions): Promise<T> | null;
  /**
   * Work that reads alone, on the read replica where there is one that is not too far behind; on the primary where there
   * is none, and again there whatever failed on the replica. What it reads may be some seconds old.
   */
  report<T>(organization: OrganizationId, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** How the read replica is; null where there is none. */
  replicaState(): Promise<ReplicaState | null>;
  /** Whether its rows are spread over several places of a distributed database. */
  readonly isSpread: boolean;
  /** Where lanes and deliveries are kept: one home, on a distributed database one a place. */
  homes(): readonly Home[];
  /** The home of an organization's lanes and deliveries. */
  homeOf(organization: string): Home | Promise<Home>;
  /** Role argosy_ingest: stores inbox events and reads the routing tables across organizations. */
  readonly ingest: Tx;
  /** Role argosy_scheduler: ids only. */
  readonly scheduler: Tx;
  /** Role argosy_auth: schema auth and the organization directory. */
  readonly auth: pg.Pool;
  /** One transaction of role argosy_operator: counts, names and states across organizations, and the hub's switches. */
  operator<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The owner's connection string: migrations and pg-boss's schema. */
  readonly ownerUrl: string;
  /** pg-boss's connection string at run time: role argosy_scheduler. */
  readonly bossUrl: string;
  /** Payloads notified on a channel, over one shared connection that comes back by itself; what is sent while it is away is missed. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** This process among those that work with the database. */
  readonly process: HubProcess;
  /**
   * Runs `begin` over the connection that listens on the hub's own server (role argosy_scheduler), now and whenever it is
   * made again, until what it answers is called.
   */
  onSession(begin: (session: pg.Client) => Promise<void>): Promise<() => void>;
  isReachable(): Promise<boolean>;
  /** Whether it answers now, and took what it was given within the last five seconds. */
  readiness(): Promise<Readiness>;
  /** How the places of a distributed database are; none of an ordinary one. */
  places(): readonly HomeState[];
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly ownerUrl: string;
  readonly keys: Pick<Keys, "current">;
  /** The server is the program's own: all that work with it are on this machine. */
  readonly isEmbedded?: boolean | undefined;
  /** Connections for tenants' work; default 10. */
  readonly poolSize?: number | undefined;
  /** How long work waits for a free connection before it fails; ten seconds where nothing is said. */
  readonly connectWithinMs?: number | undefined;
  /** A physical replica of the same server, for reports. */
  readonly replica?: { readonly url: string; readonly mostLagMs: number } | undefined;
  /** Of a distributed database; absent: this server holds everything. */
  readonly places?: readonly HomeInfo[] | undefined;
  /** Told of each change of a place. */
  readonly onPlace?: ((state: HomeState) => void) | undefined;
  /** Told when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
}

type Heard = Pick<DatabaseOptions, "ownerUrl" | "keys" | "onPlace"> &
  Pick<HomesOptions, "places" | "whole" | "poolsAt" | "onError"> &
  Pick<Database, "process">;

/** The homes, and a listener to all servers that hold them. */
function openHeard({ ownerUrl, keys, onError, process, ...options }: Heard) {
  const receivedAt = (at: string) => roleUrl(at, keys.current, roles.scheduler);
  const listener = openListeners({ url: receivedAt(ownerUrl), onError, mark: process.mark });
  const homes = openHomes({
    ...options,
    ownerUrl,
    onError,
    lookUrl: receivedAt,
    onServer: (at) => {
      if (new URL(at).host !== new URL(ownerUrl).host) listener.add(receivedAt(at));
    },
    onServerGone: (at) => void listener.remove(receivedAt(at)).catch(onError),
  });
  return { homes, listener };
}

/**
 * Opens the pools of every role. Connects to nothing yet, but to the servers of places, which are watched from now on; the
 * roles and the schema have to exist (`migrate`).
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { ownerUrl, keys } = options;
  let isClosing = false;
  // The end of a connection that is being closed is no news.
  const onError = (error: Error) => {
    if (!isClosing) options.onConnectionError?.(error);
  };
  const process = newProcess(options.isEmbedded ? await thisProcess() : null);
  const pool = poolMaker({ ...options, process }, onError);
  const homeRows = options.places ?? [];
  const poolsAt = (at: string, settings = "") => serverPools(pool, { at, poolSize: options.poolSize, settings });
  const whole = serverPools(pool, { poolSize: options.poolSize, coordinates: homeRows.length > 0 });
  const { app, ingest, scheduler, operator } = whole;
  const auth = pool(roles.auth, 5);
  const bossUrl = roleUrl(ownerUrl, keys.current, roles.scheduler);
  const { homes, listener } = openHeard({ ...options, places: homeRows, whole, poolsAt, onError, process });
  await homes.watch();
  const replica = options.replica && openReplica(options.replica, pool, scheduler);
  return {
    tenant: (organization, work, how = {}) =>
      homes.tenant(organization, (at) => inTenant(at, organization, { work, ...how })),
    report: (organization, work) =>
      homes.isSpread
        ? homes.tenant(organization, (at) => inTenant(at, organization, { work }))
        : reportOn({ app, replica, onError }, (pool) => inTenant({ pool }, organization, { work })),
    replicaState: async () => (await replica?.state()) ?? null,
    beside: (organization, work, how = {}) => {
      const at = homes.known(organization);
      const isFree = at && at.pool.idleCount > at.pool.waitingCount && !sharesOf(at.pool).isUsedUp(organization);
      return isFree ? inTenant(at, organization, { work, ...how }) : null;
    },
    isSpread: homes.isSpread,
    homes: () => homes.all,
    homeOf: homes.of,
    ingest: txOf(ingest),
    scheduler: txOf(scheduler),
    auth,
    operator: (work) => transaction(operator, work),
    ownerUrl,
    bossUrl,
    listen: listener.listen,
    process,
    onSession: listener.onSession,
    isReachable: () => isReachable(app),
    readiness: watchReadiness(app),
    places: homes.states,
    async close() {
      isClosing = true;
      await Promise.all([listener.close(), homes.close()]);
      const pools = [app, ingest, scheduler, auth, operator, ...(replica ? [replica.pool] : [])];
      await Promise.all(pools.map((each) => each.end()));
    },
  };
}

/**
 * Runs independent work of one transaction side by side: its statements travel without waiting for each other's
 * answers. Waits for all of it also when a part fails (the transaction ends only then), and throws the first cause.
 */
export async function together<T extends readonly unknown[]>(
  work: { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> {
  const failures = (await Promise.allSettled(work)).filter((each) => each.status === "rejected");
  // A part whose statement only met a transaction that had failed already does not say why it had.
  const failure = failures.find(({ reason }) => errorCode(reason) !== "25P02") ?? failures[0];
  if (failure) throw failure.reason;
  return Promise.all(work) as Promise<T>;
}

/** One transaction on a pool whose role is no tenant's. Rolls back and rethrows when `work` fails. */
export async function transaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(txOf(client));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

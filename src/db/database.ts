import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { isUuid, type OrganizationId } from "../commerce/ids.ts";
import type { Optional } from "../commerce/optional.ts";
import { type At, type Home, openHomes } from "./distributed/homes.ts";
import type { Place } from "./distributed/places.ts";
import { isOutdatedPlan } from "./kept-plans.ts";
import type { Keys } from "./keys.ts";
import { inOnePiece } from "./line.ts";
import { openListeners } from "./listener.ts";
import { poolMaker, serverPools } from "./pools.ts";
import { isReachable, type Readiness, watchReadiness } from "./readiness.ts";
import { openReplica, type ReplicaState, reportOn } from "./replica.ts";
import { roles, roleUrl } from "./roles.ts";
import { sharesOf } from "./shares.ts";
import { errorCode } from "./start-error.ts";
import { type Tx, txOf } from "./tx.ts";

export { type Home, type Tx, txOf };

/**
 * Ends a transaction: what `last` sends at once is the last of it, and the commit travels with it, in one round trip. A
 * statement sent later is refused: `last` sends nothing that depends on an answer.
 */
export type End = <T>(last: () => Promise<T>) => Promise<T>;

export type TenantOptions = Optional<{
  /**
   * `stored` (default): the commit waits for the disk. `derived`: it does not, for what is worked out again from what
   * is stored (the inbox, change marks, a channel's own number): a crash of the database server may undo its last
   * moments, always as whole transactions and in their order. A crash of this process loses nothing either way.
   */
  kind: "stored" | "derived";
  /**
   * `kept`: every statement runs by the plan its connection keeps, made at its first use. For work on the way of a sale,
   * whose statements find what they need by keys, however many: PostgreSQL else plans each for its values five times over
   * on every new connection, or for ever, which takes longer than to run it.
   */
  plans: "kept";
  /** Whoever asks carries what it marks as changed after the commit: other processes are not told of it. */
  carries: boolean;
  /** All of `work` is the end of its transaction, as `End` says. */
  atOnce: boolean;
  /** How long a statement waits for a lock before the work fails; absent: as long as it takes. */
  lockWaitMs: number;
}>;

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
  isReachable(): Promise<boolean>;
  /** Whether it answers now, and took what it was given within the last five seconds. */
  readiness(): Promise<Readiness>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly ownerUrl: string;
  readonly keys: Pick<Keys, "current">;
  /** Connections for tenants' work; default 10. */
  readonly poolSize?: number | undefined;
  /** How long work waits for a free connection before it fails; ten seconds where nothing is said. */
  readonly connectWithinMs?: number | undefined;
  /** A physical replica of the same server, for reports. */
  readonly replica?: { readonly url: string; readonly mostLagMs: number } | undefined;
  /** Of a distributed database; absent: this server holds everything. */
  readonly places?: readonly Place[] | undefined;
  /** Told when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
}

const ATTEMPTS = 4;

/** Opens the pools of every role. Does not connect yet; the roles and the schema have to exist (`migrate`). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { ownerUrl, keys } = options;
  let isClosing = false;
  // The end of a connection that is being closed is no news.
  const onError = (error: Error) => {
    if (!isClosing) options.onConnectionError?.(error);
  };
  const pool = poolMaker(options, onError);
  const places = options.places ?? [];
  const poolsAt = (at: string, settings = "") => serverPools(pool, { at, poolSize: options.poolSize, settings });
  const whole = serverPools(pool, { poolSize: options.poolSize, coordinates: places.length > 0 });
  const { app, ingest, scheduler } = whole;
  const auth = pool(roles.auth, 5);
  const operator = pool(roles.operator, 2);
  const bossUrl = roleUrl(ownerUrl, keys.current, roles.scheduler);
  const homes = openHomes({ ownerUrl, places, whole, poolsAt });
  const heardAt = [ownerUrl, ...homes.nodeUrls].map((at) => roleUrl(at, keys.current, roles.scheduler));
  const listener = openListeners({ urls: heardAt, onError });
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
    isReachable: () => isReachable(app),
    readiness: watchReadiness(app),
    async close() {
      isClosing = true;
      await listener.close();
      const pools = [app, ingest, scheduler, auth, operator, ...homes.pools, ...(replica ? [replica.pool] : [])];
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

interface Work<T> extends TenantOptions {
  readonly work: (tx: Tx, end: End) => Promise<T>;
}

/** Whether a row was refused because another one has its key. */
export const isTaken = (error: unknown): boolean => errorCode(error) === "23505";

async function inTenant<T>(at: At, organization: OrganizationId, work: Work<T>): Promise<T> {
  if (!isUuid(organization)) throw new RangeError("An organization id is a lower-case UUID.");
  let hasMet = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await withinShare(at, organization, work);
    } catch (error) {
      const meets: boolean = isTaken(error) && !hasMet;
      hasMet ||= meets;
      const isTransient = meets || ["40001", "40P01"].includes(errorCode(error) ?? "") || isOutdatedPlan(error);
      if (!isTransient || attempt >= ATTEMPTS) throw error;
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function withinShare<T>(at: At, organization: OrganizationId, work: Work<T>): Promise<T> {
  const give = await sharesOf(at.pool).take(organization);
  try {
    return await tenantTransaction(at, organization, work);
  } finally {
    give();
  }
}

async function tenantTransaction<T>(
  { pool, asHere }: At,
  organization: OrganizationId,
  { work, kind, plans, carries, atOnce, lockWaitMs }: Work<T>,
): Promise<T> {
  const client = await pool.connect();
  const line = inOnePiece(client);
  // A connection that breaks between two statements reports it as an event; the next statement fails anyway.
  const ignore = () => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  let isOver = false;
  try {
    // SET LOCAL ends with the transaction: the next user of this connection starts without a tenant. Sent with the first
    // statement of the work, not before it: without a transaction there is no tenant, and that statement fails.
    const flush = kind === "derived" ? "; set local synchronous_commit = off" : "";
    const wait = lockWaitMs === undefined ? "" : `; set local lock_timeout = ${Math.round(lockWaitMs)}`;
    const kept = plans === "kept" ? "; set local plan_cache_mode = force_generic_plan" : "";
    const told = carries ? "; set local argosy.carries = on" : "";
    const begun = line.query(`begin; set local argosy.organization = '${organization}'${flush}${kept}${told}${wait}`);
    begun.catch(ignore);
    let ended: Promise<pg.QueryResult> | undefined;
    const end: End = (last) => {
      const sent = last();
      isOver = true;
      if (!line.hasUnsent()) {
        ended = line.query("commit");
        ended.catch(ignore);
      }
      return sent;
    };
    const tx = txOf(line, () => isOver, asHere);
    const result = await (atOnce ? end(() => work(tx, end)) : work(tx, end));
    isOver = true;
    await begun;
    if (line.hasUnsent())
      throw new Error(
        "The transaction was rolled back: a statement of it could not be sent and the error was ignored.",
      );
    const { command } = await (ended ?? line.query("commit"));
    if (command !== "COMMIT")
      throw new Error("The transaction was rolled back: a statement in it failed and the error was ignored.");
    return result;
  } catch (error) {
    isOver = true;
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
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

import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isUuid, type OrganizationId } from "../commerce/ids.ts";
import { forgetPlans, isOutdatedPlan, planNameOf } from "./kept-plans.ts";
import type { Keys } from "./keys.ts";
import { openListener } from "./listener.ts";
import { openReplica, type PoolHow, type ReplicaState, reportOn } from "./replica.ts";
import { roles, roleUrl } from "./roles.ts";
import { errorCode } from "./start-error.ts";

/** A transaction, or a pool on which each statement is its own transaction. Parameters are $1, $2... */
export interface Tx {
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** Throws unless there is exactly one row. */
  one<T>(text: string, params?: readonly unknown[]): Promise<T>;
  /** Throws when there are several rows. */
  maybe<T>(text: string, params?: readonly unknown[]): Promise<T | undefined>;
  /** Number of rows the statement touched. */
  run(text: string, params?: readonly unknown[]): Promise<number>;
}

/**
 * Ends a transaction: what `last` sends at once is the last of it, and the commit travels with it, in one round trip. A
 * statement sent later is refused: `last` sends nothing that depends on an answer.
 */
export type End = <T>(last: () => Promise<T>) => Promise<T>;

export interface TenantOptions {
  /**
   * `stored` (default): the commit waits for the disk. `derived`: it does not, for what is worked out again from what
   * is stored (the inbox, change marks, a channel's own number): a crash of the database server may undo its last
   * moments, always as whole transactions and in their order. A crash of this process loses nothing either way.
   */
  readonly kind?: "stored" | "derived" | undefined;
  /**
   * `kept`: every statement runs by the plan its connection keeps, made at its first use. For work on the way of a sale,
   * whose statements find what they need by keys, however many: PostgreSQL else plans each for its values five times over
   * on every new connection, or for ever, which takes longer than to run it.
   */
  readonly plans?: "kept" | undefined;
  /** Whoever asks carries what it marks as changed after the commit: other processes are not told of it. */
  readonly carries?: boolean | undefined;
  /** All of `work` is the end of its transaction, as `End` says. */
  readonly atOnce?: boolean | undefined;
  /** How long a statement waits for a lock before the work fails; absent: as long as it takes. */
  readonly lockWaitMs?: number | undefined;
}

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
  isReady(): Promise<boolean>;
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
  /** Told when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
}

const { builtins } = pg.types;
const identity = (text: string) => text;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, BigInt],
  [builtins.NUMERIC, identity],
  [builtins.DATE, identity],
]);
/** Parsers of our own pools only: other users of the driver keep its defaults. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};

const ATTEMPTS = 4;
// A statement of a web request or a job chunk takes milliseconds; a minute means something is wrong.
const STATEMENT_TIMEOUT_MS = 60_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
// A new connection has no plans yet: the first sale over it takes several times as long.
const IDLE_CONNECTION_MS = 5 * 60_000;

/** Opens the pools of every role. Does not connect yet; the roles and the schema have to exist (`migrate`). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { ownerUrl, keys } = options;
  let isClosing = false;
  // The end of a connection that is being closed is no news.
  const onError = (error: Error) => {
    if (!isClosing) options.onConnectionError?.(error);
  };
  const pool = (role: (typeof roles)[keyof typeof roles], max: number, { at = ownerUrl, ...how }: PoolHow = {}) => {
    const made = new pg.Pool({
      ...how,
      connectionString: roleUrl(at, keys.current, role),
      max,
      types,
      application_name: role.replace("_", " "),
      connectionTimeoutMillis: how.connectionTimeoutMillis ?? options.connectWithinMs ?? 10_000,
      idleTimeoutMillis: IDLE_CONNECTION_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    });
    // Without a listener a broken idle connection would end the process.
    made.on("error", onError);
    // So would one that breaks in the hands of a library (brianc/node-postgres #1324): better-auth's queries do not listen.
    made.on("connect", (client) => client.on("error", () => undefined));
    made.on("connect", (client) => joinWrites(client.connection.stream));
    return made;
  };
  const app = pool(roles.app, options.poolSize ?? 10, { pipeline: true });
  const ingest = pool(roles.ingest, 4);
  // Claims, leases and buckets: lost in a crash of the server they are made again, so that nobody waits for the disk. They
  // are found by keys, however many, by plans that are kept.
  const scheduler = pool(roles.scheduler, 4, {
    options: "-c synchronous_commit=off -c plan_cache_mode=force_generic_plan",
  });
  const auth = pool(roles.auth, 5);
  const operator = pool(roles.operator, 2);
  const bossUrl = roleUrl(ownerUrl, keys.current, roles.scheduler);
  const listener = openListener({ url: bossUrl, onError });
  const replica = options.replica && openReplica(options.replica, pool, scheduler);
  return {
    tenant: (organization, work, how = {}) => inTenant(app, organization, { work, ...how }),
    report: (organization, work) => reportOn({ app, replica, onError }, (at) => inTenant(at, organization, { work })),
    replicaState: async () => (await replica?.state()) ?? null,
    beside: (organization, work, how = {}) =>
      app.idleCount > app.waitingCount ? inTenant(app, organization, { work, ...how }) : null,
    ingest: txOf(ingest),
    scheduler: txOf(scheduler),
    auth,
    operator: (work) => transaction(operator, work),
    ownerUrl,
    bossUrl,
    listen: listener.listen,
    isReady: () => answers(app),
    async close() {
      isClosing = true;
      await listener.close();
      const pools = [app, ingest, scheduler, auth, operator, ...(replica ? [replica.pool] : [])];
      await Promise.all(pools.map((each) => each.end()));
    },
  };
}

/** Larger pieces are not copied into one. */
const MOST_JOINED_BYTES = 64 * 1024;

/**
 * What leaves in one breath leaves in one buffer: the driver writes every part of every statement by itself, and the
 * system takes fifty small pieces two to three times as dearly as one.
 */
function joinWrites(stream: Duplex): void {
  const { _writev: inPieces } = stream;
  stream._writev = (chunks, done) => {
    const parts = chunks.map(({ chunk, encoding }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding)));
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (bytes > MOST_JOINED_BYTES && inPieces) inPieces.call(stream, chunks, done);
    // The name a stream itself gives what is bytes already; the types know only names of texts.
    else stream._write(Buffer.concat(parts, bytes), "buffer" as BufferEncoding, done);
  };
}

/**
 * The query methods over a pool or a client. `isOver` ends their use: a statement that came after its transaction
 * would run in whatever the connection's next user does.
 */
export function txOf(runner: Pick<pg.ClientBase, "query">, isOver: () => boolean = () => false): Tx {
  const query = async (text: string, params?: readonly unknown[]) => {
    if (isOver()) throw new Error("A statement was sent after its transaction had ended.");
    // Several statements in one text have no plan to keep.
    if (!params && text.includes(";")) return runner.query(text);
    const name = planNameOf(text);
    const values = [...(params ?? [])];
    try {
      return await runner.query({ text, values, ...(name && { name }) });
    } catch (error) {
      if (!isOutdatedPlan(error)) throw error;
      forgetPlans();
      // On a pool the statement is its own transaction, of which nothing was done.
      if (runner instanceof pg.Pool) return runner.query({ text, values });
      throw error;
    }
  };
  const atMostOne = async (text: string, params?: readonly unknown[]) => {
    const { rows } = await query(text, params);
    if (rows.length > 1) throw new Error(`Expected at most one row, got ${rows.length}: ${text}`);
    return rows[0];
  };
  return {
    rows: async (text, params) => (await query(text, params)).rows,
    maybe: atMostOne,
    async one(text, params) {
      const row = await atMostOne(text, params);
      if (row === undefined) throw new Error(`Expected a row, got none: ${text}`);
      return row;
    },
    run: async (text, params) => (await query(text, params)).rowCount ?? 0,
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

async function inTenant<T>(pool: pg.Pool, organization: OrganizationId, work: Work<T>): Promise<T> {
  if (!isUuid(organization)) throw new RangeError("An organization id is a lower-case UUID.");
  let hasMet = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tenantTransaction(pool, organization, work);
    } catch (error) {
      const meets: boolean = isTaken(error) && !hasMet;
      hasMet ||= meets;
      const isTransient = meets || ["40001", "40P01"].includes(errorCode(error) ?? "") || isOutdatedPlan(error);
      if (!isTransient || attempt >= ATTEMPTS) throw error;
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
}

async function tenantTransaction<T>(
  pool: pg.Pool,
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
    const tx = txOf(line, () => isOver);
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

interface Line {
  readonly query: pg.PoolClient["query"];
  /** A statement had values that cannot be written: the server knows nothing of it and would commit the others. */
  hasUnsent(): boolean;
}

/** Statements sent in one breath travel as one piece: what wakes the server, and costs most of a small statement, comes once. */
function inOnePiece(client: pg.PoolClient): Line {
  const { stream } = client.connection;
  let isHeld = false;
  let isLacking = false;
  const query = (statement: string | pg.QueryConfig) => {
    let written = statement;
    try {
      // Before the driver begins to write: what fails then is not undone by the server.
      if (typeof statement !== "string" && statement.values)
        written = { ...statement, values: statement.values.map(toWrite) };
    } catch (error) {
      isLacking = true;
      throw error;
    }
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(() => {
        isHeld = false;
        stream.uncork();
      });
    }
    return Reflect.apply(client.query, client, [written]);
  };
  return { query, hasUnsent: () => isLacking };
}

/** Objects as JSON, as the driver writes them; all else it writes without fail. */
function toWrite(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? value.map(toWrite) : JSON.stringify(value);
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

async function answers(pool: pg.Pool): Promise<boolean> {
  const timeout = delay(2_000, false, { ref: false });
  const query = pool.query("select 1").then(
    () => true,
    () => false,
  );
  return Promise.race([query, timeout]);
}

/** Connections of each role. */
import pg from "pg";
import type { HubProcess } from "./hub-process.ts";
import type { Keys } from "./keys.ts";
import { joinWrites } from "./line.ts";
import { type RoleName, roles, roleUrl } from "./roles.ts";
import { TEXT_ARRAYS, textArray } from "./text-array.ts";

/** `at`: another server than the hub's own. */
export type PoolHow = pg.PoolConfig & { readonly at?: string };
export type MakePool = (role: RoleName, max: number, how?: PoolHow) => pg.Pool;

interface PoolOptions {
  readonly ownerUrl: string;
  readonly keys: Pick<Keys, "current">;
  readonly connectWithinMs?: number | undefined;
  /** Whose connections they are. */
  readonly process: Pick<HubProcess, "mark">;
}

const { builtins } = pg.types;
const identity = (text: string) => text;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, BigInt],
  [builtins.NUMERIC, identity],
  [builtins.DATE, identity],
  ...TEXT_ARRAYS.map((oid) => [oid, textArray] as const),
]);
/** Parsers of our own pools only: other users of the driver keep its defaults. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};

// A statement of a web request or a job chunk takes milliseconds; a minute means something is wrong.
const STATEMENT_TIMEOUT_MS = 60_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
// A new connection has no plans yet: the first sale over it takes several times as long.
const IDLE_CONNECTION_MS = 5 * 60_000;

/** Answers what opens pools; they connect when they are used. */
export function poolMaker(
  { ownerUrl, keys, connectWithinMs, process }: PoolOptions,
  onError: (error: Error) => void,
): MakePool {
  return (role, max, { at = ownerUrl, ...how } = {}) => {
    const made = new pg.Pool({
      ...how,
      connectionString: roleUrl(at, keys.current, role),
      max,
      types,
      application_name: `${role.replace("_", " ")} ${process.mark}`,
      connectionTimeoutMillis: how.connectionTimeoutMillis ?? connectWithinMs ?? 10_000,
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
}

/** Of the roles whose work is where an organization's rows are. */
export interface ServerPools {
  readonly app: pg.Pool;
  readonly ingest: pg.Pool;
  readonly scheduler: pg.Pool;
  readonly operator: pg.Pool;
}

interface ServerOptions {
  /** The owner's address of a server; absent: the hub's own. */
  readonly at?: string;
  /** Connections for tenants' work; default 10. */
  readonly poolSize: number | undefined;
  readonly settings?: string;
  /** The server coordinates a distributed database: Citus makes no plan that is good for every value. */
  readonly coordinates?: boolean;
}

export function serverPools(
  pool: MakePool,
  { at, poolSize, settings = "", coordinates = false }: ServerOptions,
): ServerPools {
  // Each statement in a place is a transaction of several, sent together.
  const where = { ...(at !== undefined && { at, pipeline: true }), ...(settings !== "" && { options: settings }) };
  const plans = coordinates ? "" : " -c plan_cache_mode=force_generic_plan";
  return {
    app: pool(roles.app, poolSize ?? 10, { ...where, pipeline: true }),
    ingest: pool(roles.ingest, 4, where),
    operator: pool(roles.operator, 2, where),
    // Claims, leases and buckets: lost in a crash of the server they are made again, so that nobody waits for the disk. They
    // are found by keys, however many, by plans that are kept.
    scheduler: pool(roles.scheduler, 4, { ...where, options: `-c synchronous_commit=off${plans} ${settings}`.trim() }),
  };
}

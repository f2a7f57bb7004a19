/** A server that holds places: its connections, and whether it answers. */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { ServerPools } from "../pools.ts";

/** A healthy server answers within milliseconds, a busy one within a second. */
const ANSWER_MS = 2_000;
/** One look that is not answered may be this process's own pause. */
const MOST_MISSED = 2;

/** What work hears whose connection was broken because the server does not answer; whether it was done is not known. */
class ServerSilent extends Error {
  override name = "ServerSilent";
  /** As PostgreSQL says of a connection that failed. */
  readonly code = "08006";
  constructor(node: string) {
    super(`The server ${node} does not answer.`);
  }
}

export interface HomeServer {
  /** `host:port`. */
  readonly node: string;
  readonly pools: ServerPools;
  /** Since when it does not answer; null: it does. */
  readonly awaySince: Date | null;
  /** Somebody works with one of its connections, or waits for one. */
  readonly isInUse: boolean;
  /** Which of these shards, by their numbers, Citus says are here; null: it does not answer. */
  look(anchors: readonly string[]): Promise<ReadonlySet<string> | null>;
  close(): Promise<void>;
}

const HERE = `
  select p.shardid::text as anchor from pg_dist_placement p join pg_dist_local_group g on g.groupid = p.groupid
  where p.shardid = any ($1::bigint[])`;

interface ServerOptions {
  readonly node: string;
  /** Of a role that may look. */
  readonly url: string;
  readonly pools: ServerPools;
}

export function openHomeServer({ node, url, pools }: ServerOptions): HomeServer {
  const all = Object.values(pools);
  const clients = new Set<pg.PoolClient>();
  for (const pool of all) {
    pool.on("connect", (client: pg.PoolClient) => clients.add(client));
    pool.on("remove", (client: pg.PoolClient) => clients.delete(client));
  }
  let client: pg.Client | undefined;
  let missed = 0;
  let awaySince: Date | null = null;

  async function ask(anchors: readonly string[]): Promise<ReadonlySet<string>> {
    if (!client) {
      const made = new pg.Client({
        connectionString: url,
        application_name: "argosy places",
        connectionTimeoutMillis: ANSWER_MS,
      });
      made.on("error", () => drop(made));
      client = made;
      await made.connect();
    }
    const { rows } = await client.query<{ anchor: string }>(HERE, [anchors]);
    return new Set(rows.map(({ anchor }) => anchor));
  }

  function drop(broken: pg.Client | undefined): void {
    if (client === broken) client = undefined;
    broken?.connection.stream.destroy();
  }

  /** Work that waits for an answer of a server that is away would hold what others need. */
  function cutOff(): void {
    for (const each of clients) each.connection.stream.destroy(new ServerSilent(node));
  }

  return {
    node,
    pools,
    get awaySince() {
      return awaySince;
    },
    get isInUse() {
      return all.some(({ totalCount, idleCount, waitingCount }) => totalCount > idleCount || waitingCount > 0);
    },
    async look(anchors) {
      const late = Symbol("late");
      const found = await Promise.race([
        ask(anchors).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
        delay(ANSWER_MS, late, { ref: false }),
      ]);
      if (found instanceof Set) {
        missed = 0;
        awaySince = null;
        return found as ReadonlySet<string>;
      }
      drop(client);
      missed += found === late ? 1 : MOST_MISSED;
      if (missed >= MOST_MISSED && awaySince === null) {
        awaySince = new Date();
        cutOff();
      }
      return null;
    },
    async close() {
      await client?.end().catch(() => undefined);
      await Promise.all(all.map((pool) => pool.end()));
    },
  };
}

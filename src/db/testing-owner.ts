/** The owner's statements of a test, which may look at and arrange the rows of every organization. */
import pg from "pg";
import { rewrite, rewriter } from "./distributed/rewrite.ts";
import type { HomeInfo } from "./home-list.ts";
import { onNode } from "./test-server.ts";
import { type Tx, txOf } from "./tx.ts";

interface Owner {
  readonly owner: Tx;
  /** The same on each server, for what is a server's own. */
  readonly servers: readonly Tx[];
  close(): Promise<void>;
}

const PATH = "-c search_path=argosy,auth,public";
// A test joins tables as it likes, and changes more than one of them.
const CITUS = "-c citus.enable_repartition_joins=on -c citus.multi_shard_modify_mode=sequential";
const AT_PLACE = "-c search_path=public -c citus.enable_manual_changes_to_shards=on";

const NAMES_ALL = /^\s*(?:with\b.*\b)?(?:update|delete)\b/isu;

/**
 * On a distributed database a statement that names one organization runs where its rows are, and what changes rows of
 * several place by place: changed through Citus, no trigger might notify. All else is Citus's to plan.
 */
export function openOwner(url: string, places: readonly HomeInfo[]): Owner {
  const open = (connectionString: string, options: string) => {
    const pool = new pg.Pool({ connectionString, max: 2, options });
    // The database is dropped with its connections.
    pool.on("error", () => undefined);
    return pool;
  };
  const whole = open(url, places.length > 0 ? `${PATH} ${CITUS}` : PATH);
  const own = txOf(whole);
  if (places.length === 0) return { owner: own, servers: [own], close: () => whole.end() };
  const nodes = new Map([...new Set(places.map(({ node }) => node))].map((n) => [n, open(onNode(url, n), AT_PLACE)]));
  const each = places.map((place) => ({
    place,
    tx: txOf(nodes.get(place.node) ?? whole, () => false, rewriter(place)),
  }));
  const isSpread = (text: string) => new Set(places.slice(0, 2).map((place) => rewrite(text, place))).size > 1;

  async function where(text: string, params: readonly unknown[] = []): Promise<readonly Tx[]> {
    if (!isSpread(text)) return [own];
    const named = await own.rows<{ hash: number }>(
      "select worker_hash(organization_id) as hash from argosy.organization where organization_id::text = any($1)",
      [params.filter((value) => typeof value === "string")],
    );
    const [hash] = named.map((row) => row.hash);
    if (hash !== undefined && named.length === 1)
      return each.filter(({ place }) => place.from <= hash && hash <= place.to).map(({ tx }) => tx);
    return NAMES_ALL.test(text) ? each.map(({ tx }) => tx) : [own];
  }

  const rows = async <T>(text: string, params?: readonly unknown[]) =>
    (await Promise.all((await where(text, params)).map((at) => at.rows<T>(text, params)))).flat();
  const maybe = async <T>(text: string, params?: readonly unknown[]) => {
    const found = await rows<T>(text, params);
    if (found.length > 1) throw new Error(`Expected at most one row, got ${found.length}: ${text}`);
    return found[0];
  };
  const owner: Tx = {
    rows,
    maybe,
    async one<T>(text: string, params?: readonly unknown[]) {
      const row = await maybe<T>(text, params);
      if (row === undefined) throw new Error(`Expected a row, got none: ${text}`);
      return row;
    },
    async run(text, params) {
      const counts = await Promise.all((await where(text, params)).map((at) => at.run(text, params)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
  return {
    owner,
    servers: [own, ...[...nodes.values()].map((pool) => txOf(pool))],
    async close() {
      await Promise.all([whole, ...nodes.values()].map((pool) => pool.end()));
    },
  };
}

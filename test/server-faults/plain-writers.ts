/**
 * What the servers themselves take while others are struck: one small transaction a second in the place of each
 * organization, with the place's guard, sent past the hub.
 */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { guardOf } from "../../src/db/distributed/guard.ts";
import type { HomeInfo } from "../../src/db/home-list.ts";
import type { Organization } from "./orders.ts";

const EVERY_MS = 1_000;
const MOST_MS = 15_000;

type Took = ReadonlyMap<Organization, readonly (number | null)[]>;

export interface PlainWriters {
  /** Milliseconds each write took since the last call; null: it failed. */
  take(): Took;
  stop(): Promise<void>;
}

/** Writes where the organizations were at the beginning. */
export async function startPlainWriters(
  ownerUrl: string,
  homes: ReadonlyMap<Organization, HomeInfo>,
): Promise<PlainWriters> {
  let took = new Map<Organization, (number | null)[]>();
  let isOver = false;
  const note = (one: Organization, ms: number | null) => {
    const its = took.get(one) ?? [];
    its.push(ms);
    took.set(one, its);
  };
  const writing = [...homes].map(async ([organization, home], n) => {
    await pause((EVERY_MS * n) / homes.size);
    const writer = createWriter(ownerUrl, home, organization.seller.organizationId);
    while (!isOver) {
      note(organization, await writer.write());
      await pause(EVERY_MS);
    }
    writer.end();
  });
  return {
    take() {
      const taken = took;
      took = new Map();
      return taken;
    },
    async stop() {
      isOver = true;
      await Promise.all(writing);
    },
  };
}

function createWriter(ownerUrl: string, home: HomeInfo, organization: string) {
  const url = new URL(ownerUrl);
  url.host = home.node;
  const statement = `begin; ${guardOf(home.schema)};
    insert into argosy.${home.shards.get("saved_view")}
      (organization_id, member_id, subject, name, created_at, updated_at)
    values ('${organization}', gen_random_uuid(), 'orders', 'plain', now(), now()); commit`;
  let client: pg.Client | undefined;
  const end = () => {
    client?.connection.stream.destroy();
    client = undefined;
  };
  return {
    end,
    /** A connection is made anew where the last one broke; making it does not count. */
    async write(): Promise<number | null> {
      try {
        client ??= await connected(url.href);
        const startedAt = performance.now();
        const late = pause(MOST_MS, null, { ref: false });
        const isDone = await Promise.race([client.query(statement).then(() => true), late]);
        if (isDone === null) throw new Error("The server does not answer.");
        return performance.now() - startedAt;
      } catch {
        // It is struck, or away: what counts is that nothing was written.
        end();
        return null;
      }
    },
  };
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: MOST_MS,
    options: "-c citus.enable_manual_changes_to_shards=on -c citus.override_table_visibility=off",
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** A place of a distributed database is moved to another server while work goes on there. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { isDatabaseAway } from "../away.ts";
import { type Database, openDatabase } from "../database.ts";
import { type HomeInfo, homesOf } from "../home-list.ts";
import { HomeUnreachable } from "../home-unreachable.ts";
import { singleClient } from "../single-client.ts";
import { type TestDatabase, testDatabase } from "../testing.ts";
import { addServer, drainServer, moveHome } from "./move.ts";

const MOST_MS = 600_000;

/** A superuser's connection to the node that coordinates. */
async function asOwner<T>(
  db: TestDatabase,
  work: (ask: (text: string) => Promise<unknown[]>) => Promise<T>,
): Promise<T> {
  const client = singleClient({ connectionString: db.database.ownerUrl });
  await client.connect();
  try {
    return await work(async (text) => (await client.query(text)).rows);
  } finally {
    await client.end();
  }
}

/** An organization in a place. */
async function organizationIn(db: TestDatabase, isMeant: (home: HomeInfo) => boolean, homes: readonly HomeInfo[]) {
  for (;;) {
    const organization = await db.newOrganization();
    const { hash } = await db.owner.one<{ hash: number }>("select worker_hash($1::uuid) as hash", [organization]);
    const home = homes.find(({ from, to }) => from <= hash && hash <= to);
    if (home && isMeant(home)) return { organization, place: home };
  }
}

/** Row level security lets Citus move nothing in another way. */
const moved = ({ anchor, node }: HomeInfo, to: string) =>
  `select citus_move_shard_placement(${anchor}, ${[node, to].map(asArguments).join(", ")}, 'block_writes')`;
const asArguments = (node: string) => {
  const { hostname, port } = new URL(`http://${node}`);
  return `'${hostname}', ${port}`;
};

const write = (database: Database, organization: OrganizationId, name: string) =>
  database.tenant(organization, (tx) =>
    tx.run(
      `insert into saved_view (organization_id, member_id, subject, name, created_at, updated_at)
       values ($1, gen_random_uuid(), 'orders', $2, now(), now())`,
      [organization, name],
    ),
  );

const names = async (database: Database, organization: OrganizationId) =>
  (
    await database.tenant(organization, (tx) => tx.rows<{ name: string }>("select name from saved_view order by 1"))
  ).map(({ name }) => name);

interface Writer {
  /** What was acknowledged, and what was refused. */
  readonly done: string[];
  readonly refused: unknown[];
  stop(): Promise<void>;
}

/** Writes one row after the other. */
function startWriter(database: Database, organization: OrganizationId): Writer {
  const done: string[] = [];
  const refused: unknown[] = [];
  let isOver = false;
  const running = (async () => {
    for (let number = 1; !isOver; number += 1) {
      const name = `row ${String(number).padStart(6, "0")}`;
      await write(database, organization, name).then(
        () => done.push(name),
        (error: unknown) => refused.push(error),
      );
      // As callers do: the servers have to have time for the move.
      await delay(10);
    }
  })();
  return {
    done,
    refused,
    async stop() {
      isOver = true;
      await running;
    },
  };
}

const stateOf = (database: Database, { schema }: HomeInfo) => database.places().find(({ place }) => place === schema);

const options = (db: TestDatabase) => ({
  ownerUrl: db.database.ownerUrl,
  key: db.keys.current,
  log: () => undefined,
});

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(is, { timeout: 60_000, interval: 50 }).toBe(true);
}

test.runIf(process.env.TESTS_ON_CITUS)(
  "deliveries acknowledged while a home was moved by hand are there, and work goes on when it is ready [F31]",
  async () => {
    await using db = await testDatabase();
    const { database } = db;
    const homes = await homesOf(database.ownerUrl);
    const { organization, place } = await organizationIn(db, () => true, homes);
    const { organization: elsewhere, place: other } = await organizationIn(db, (one) => one.node !== place.node, homes);
    const writer = startWriter(database, organization);
    const neighbour = startWriter(database, elsewhere);
    try {
      await until(() => writer.done.length > 20);
      await asOwner(db, (ask) => ask(moved(place, other.node)));
      await until(() => stateOf(database, place)?.is === "unready");
      const before = neighbour.done.length;
      await until(() => neighbour.done.length > before + 20);
      expect(neighbour.refused).toEqual([]);

      // Another hub finds it moved when it starts, and so does this one when it is made ready.
      const late = await openDatabase({ ownerUrl: database.ownerUrl, keys: db.keys, places: homes });
      try {
        expect(stateOf(late, place)?.is).toBe("unready");
        await expect(write(late, organization, "lost")).rejects.toThrow("is being moved to another server");
      } finally {
        await late.close();
      }
      await moveHome(options(db), place.schema, other.node);
      await until(() => stateOf(database, place)?.is === "ready");
      expect(stateOf(database, place)?.server).toBe(other.node);
      const settled = writer.done.length;
      await until(() => writer.done.length > settled + 20);
    } finally {
      await Promise.all([writer.stop(), neighbour.stop()]);
    }
    expect(await names(database, organization)).toEqual(writer.done);
    expect(await names(database, elsewhere)).toEqual(neighbour.done);
    expect(writer.refused.length).toBeGreaterThan(0);
    expect(writer.refused.filter((error) => !(error instanceof HomeUnreachable && isDatabaseAway(error)))).toEqual([]);
  },
  MOST_MS,
);

test.runIf(process.env.TESTS_ON_CITUS)(
  "a server is drained and added again while organizations on it and beside it write: nothing is lost [F31]",
  async () => {
    await using db = await testDatabase();
    const { database } = db;
    const homes = await homesOf(database.ownerUrl);
    const nodes = [...new Set(homes.map(({ node }) => node))];
    const [drained, stays] = nodes;
    if (!drained || !stays) throw new Error("There is one server only.");
    const organizations = await Promise.all(
      homes.map(async ({ schema }) => (await organizationIn(db, (home) => home.schema === schema, homes)).organization),
    );
    const writers = organizations.map((organization) => startWriter(database, organization));
    const allWrite = async () => {
      const before = writers.map(({ done }) => done.length);
      await until(() => writers.every(({ done }, n) => done.length > (before[n] ?? 0) + 5));
    };
    try {
      await allWrite();
      await drainServer(options(db), drained);
      await until(() => database.places().every(({ is, server }) => is === "ready" && server === stays));
      await allWrite();

      await addServer(options(db), drained);
      await moveHome(options(db), "1", drained);
      await until(() => database.places()[1]?.is === "ready" && database.places()[1]?.server === drained);
      await allWrite();
      await expect(moveHome(options(db), "99", drained)).rejects.toThrow('There is no place "99"');
      await expect(moveHome(options(db), "1", "127.0.0.1:1")).rejects.toThrow("distribute --add 127.0.0.1:1");
    } finally {
      await Promise.all(writers.map((writer) => writer.stop()));
    }
    for (const [n, { done, refused }] of writers.entries()) {
      const organization = organizations[n];
      if (organization) expect(await names(database, organization)).toEqual(done);
      expect(refused.filter((error) => !isDatabaseAway(error))).toEqual([]);
    }
  },
  MOST_MS,
);

/** A connection of a superuser to a server, with a transaction that has read the organizations and goes on. */
async function startReader(ownerUrl: string, { node, copies }: HomeInfo) {
  const url = new URL(ownerUrl);
  url.host = node;
  const client = singleClient({ connectionString: url.href });
  await client.connect();
  await client.query("begin");
  await client.query(`select 1 from argosy.${copies.get("organization")}`);
  return client;
}

test.runIf(process.env.TESTS_ON_CITUS)(
  "a place moves away and comes back while a transaction of another place on its server goes on: none waits for the other [F31]",
  async () => {
    await using db = await testDatabase();
    const { database } = db;
    const homes = await homesOf(database.ownerUrl);
    const { organization, place } = await organizationIn(db, () => true, homes);
    const other = homes.find(({ node }) => node !== place.node);
    if (!other) throw new Error("There is one server only.");
    const renamed = (name: string) =>
      asOwner(db, (ask) =>
        ask(`update argosy.organization set name = '${name}' where organization_id = '${organization}' returning name`),
      );
    for (const [from, to] of [
      [place, other],
      [other, place],
    ] as const) {
      const reader = await startReader(database.ownerUrl, from);
      try {
        // Before, it waited for the transaction, and all that came later waited behind it.
        await moveHome(options(db), place.schema, to.node);
      } finally {
        await reader.end();
      }
      await until(() => stateOf(database, place)?.is === "ready" && stateOf(database, place)?.server === to.node);
      await write(database, organization, `on ${to.node}`);
      // The organization's own triggers are where the place is, and nowhere else.
      expect(await renamed(`seen on ${to.node}`)).toHaveLength(1);
    }
    expect(await names(database, organization)).toEqual([other, place].map(({ node }) => `on ${node}`).toSorted());
  },
  MOST_MS,
);

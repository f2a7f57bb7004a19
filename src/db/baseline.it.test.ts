import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Applied, BASELINE, readBaseline } from "./baseline.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { singleClient } from "./single-client.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";
import { readSchemaFacts } from "./testing-schema-facts.ts";
import { type Tx, txOf } from "./tx.ts";

const NAME = "argosy_baseline";

let db: TestDatabase;
let ownerUrl: string;

/** Made with the schema alone. */
beforeAll(async () => {
  db = await testDatabase();
  await db.owner.run(`create database ${NAME}`);
  ownerUrl = Object.assign(new URL(db.database.ownerUrl), { pathname: NAME }).href;
  await migrate({ ownerUrl, keys: db.keys, only: [BASELINE] });
});
afterAll(async () => {
  await db.owner.run(`drop database if exists ${NAME} with (force)`);
  await db[Symbol.asyncDispose]();
});

async function inside<T>(work: (owner: Tx) => Promise<T>): Promise<T> {
  const client = singleClient({ connectionString: ownerUrl, options: "-c search_path=" });
  await client.connect();
  try {
    return await work(txOf(client));
  } finally {
    await client.end();
  }
}

const json = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as Record<string, string>;

test("an empty database is given, object by object, the schema that the migrations before it made", async () => {
  // Read from a database those migrations made, on PostgreSQL 18 (decision 710).
  const { version } = await inside((owner) =>
    owner.one<{ version: number }>("select current_setting('server_version_num')::int / 10000 as version"),
  );
  if (version === 18) expect(await inside(readSchemaFacts)).toEqual(json("testing-baseline-facts.json"));
  expect(await inside((owner) => owner.rows("select * from argosy.hub_state"))).toHaveLength(1);
});

test("every file of the schema has its place in the order", async () => {
  const files = readdirSync(join(import.meta.dirname, "baseline")).map((file) => file.replace(/\.sql$/, ""));
  expect((await readBaseline()).map(({ name }) => name).sort()).toEqual(files.sort());
});

describe("a hub that the migrations before it made", () => {
  const replaced: readonly Applied[] = Object.entries(json("testing-replaced-migrations.json")).map(
    ([name, checksum]) => ({ number: Number(name.slice(0, 4)), name, checksum }),
  );
  const applied = () =>
    inside((owner) => owner.rows<Applied>("select number, name, checksum from argosy_setup.migration order by number"));
  const remember = (migrations: readonly Applied[]) =>
    inside((owner) =>
      owner.run(
        `insert into argosy_setup.migration (number, name, checksum)
         select number, name, checksum
         from jsonb_to_recordset($1::jsonb) as m (number int, name text, checksum text)`,
        [JSON.stringify(migrations)],
      ),
    );
  const start = () => migrate({ ownerUrl, keys: db.keys });

  beforeEach(() => inside((owner) => owner.run("truncate argosy_setup.migration")));

  test("a hub with all earlier migrations starts and is brought up to date, and they stay in its book [F21]", async () => {
    await remember(replaced);
    const { applied: now } = await start();
    const later = await readMigrations();
    expect(now).toEqual(later.map(({ name }) => name));
    expect(await applied()).toEqual([
      ...replaced,
      ...later.map(({ number, name, checksum }) => ({ number, name, checksum })),
    ]);
    expect(await start()).toEqual({ applied: [] });
  });

  test("a hub of an older version is refused with the version to start first, and nothing is written", async () => {
    await remember(replaced.slice(0, -1));
    await expect(start()).rejects.toThrow(
      /^The database was last used by an older version of Argosy \(its newest migration is 1530-order-routing\.sql, .*\); start the version of 30 November 2026 \(commit 30c30c36\) on it once, then this one\.$/,
    );
    expect(await applied()).toEqual(replaced.slice(0, -1));
  });

  test("a hub with another text of one of them is refused", async () => {
    await remember(replaced.map((each) => (each.number === 10 ? { ...each, checksum: "other" } : each)));
    await expect(start()).rejects.toThrow(/^The database was last used by an older version of Argosy/);
  });
});

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BASELINE } from "./baseline.ts";
import { startEmbedded } from "./embedded.ts";
import { KeyError, type Keys, keyFromHex } from "./keys.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { roles, roleUrl } from "./roles.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

let db: TestDatabase;
let folder: string;

beforeEach(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "argosy-migrations-"));
  // What follows the schema is what this folder holds.
  await db.owner.run("delete from argosy_setup.migration where number > $1", [BASELINE.number]);
});
afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string, text: string) => writeFile(join(folder, name), text);
const run = (keys: Keys = db.keys) => migrate({ ownerUrl: db.database.ownerUrl, keys, folder });

describe("migrations", () => {
  test("a migration runs once, in sequence, also when two processes start together", async () => {
    await file("9001-one.sql", "create table argosy.one (id int primary key)");
    await file(
      "9002-two.sql",
      "insert into argosy.one values (1); create table argosy.two as select * from argosy.one",
    );
    const results = await Promise.all([run(), run()]);
    expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 2]);
    expect(await run()).toEqual({ applied: [] });
    expect(await db.owner.rows("select id from argosy.two")).toEqual([{ id: 1 }]);
  });

  test("a migration that fails leaves nothing behind and runs after it was mended", async () => {
    await file("9001-one.sql", "create table argosy.one (id int primary key); select 1/0");
    await expect(run()).rejects.toThrow("Migration 9001-one.sql failed: division by zero");
    await file("9001-one.sql", "create table argosy.one (id int primary key)");
    expect(await run()).toEqual({ applied: ["9001-one.sql"] });
  });

  test("a migration gives way where a table is in use, and goes on once it is free", async () => {
    await file("9001-one.sql", "create table argosy.one (id int primary key)");
    await run();
    await file("9002-two.sql", "alter table argosy.one add column two int");
    const user = new pg.Client({ connectionString: db.database.ownerUrl });
    await user.connect();
    await user.query("begin; lock table argosy.one in access share mode");
    const migrated = migrate({ ownerUrl: db.database.ownerUrl, keys: db.keys, folder, lockWaitMs: 20 });
    const isWaiting = async () =>
      (
        await db.owner.rows(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        )
      ).length > 0;
    while (!(await isWaiting()));
    while (await isWaiting());
    await user.query("commit");
    await user.end();
    expect(await migrated).toEqual({ applied: ["9002-two.sql"] });
  });

  const indexes = () =>
    db.owner.rows(
      `select c.relname as name, i.indisvalid as valid
       from pg_index i
       join pg_class c on c.oid = i.indexrelid
       where c.relname like 'one\\_%'
       order by 1`,
    );

  test("a migration builds indexes beside the work of others, and again after a build that was cut short", async () => {
    await file("9001-one.sql", "create table argosy.one (id int, two int)");
    await run();
    await db.owner.run("insert into argosy.one values (1, 1), (1, 2)");
    const built = `-- both; of them
      CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_unique ON argosy.one (id);
      CREATE INDEX CONCURRENTLY IF NOT EXISTS one_two ON argosy.one (two) WHERE two > 0;`;
    await file("9002-two.concurrently.sql", built);
    await expect(run()).rejects.toThrow(/^Migration 9002-two.concurrently.sql failed: could not create unique index/);
    expect(await indexes()).toEqual([{ name: "one_unique", valid: false }]);
    await db.owner.run("delete from argosy.one where two = 2");
    // Two that start together, while a row of the table is being changed.
    const user = new pg.Client({ connectionString: db.database.ownerUrl });
    await user.connect();
    await user.query("begin; update argosy.one set two = 3");
    const migrated = Promise.all([run(), run()]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await user.query("update argosy.one set two = 4; commit");
    await user.end();
    expect((await migrated).flatMap(({ applied }) => applied)).toEqual(["9002-two.concurrently.sql"]);
    expect(await indexes()).toEqual([
      { name: "one_two", valid: true },
      { name: "one_unique", valid: true },
    ]);
    await file("9003-three.concurrently.sql", "create index one_three on argosy.one (id)");
    await expect(run()).rejects.toThrow("9003-three.concurrently.sql failed: only CREATE INDEX CONCURRENTLY");
  });

  test("a migration changes policies one by one, and gives way where somebody holds a table", async () => {
    await file("9001-one.sql", "create table argosy.one (id int); create policy all_of on argosy.one using (id > 0)");
    await run();
    await file("9002-two.concurrently.sql", "ALTER POLICY all_of ON argosy.one USING (id > 1);");
    const user = new pg.Client({ connectionString: db.database.ownerUrl });
    await user.connect();
    await user.query("begin; lock argosy.one in access share mode");
    const migrated = run();
    const gaveWay = "select 1 from pg_stat_activity where query like 'ALTER POLICY%' and wait_event_type = 'Lock'";
    while ((await db.owner.rows(gaveWay)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    while ((await db.owner.rows(gaveWay)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await user.query("commit");
    await user.end();
    expect((await migrated).applied).toEqual(["9002-two.concurrently.sql"]);
    const rule = "select pg_get_expr(polqual, polrelid) as rule from pg_policy where polname = 'all_of'";
    expect(await db.owner.rows(rule)).toEqual([{ rule: "(id > 1)" }]);
  });

  test("a migration that is cut off half way leaves nothing behind and runs whole at the next start [F21]", async () => {
    await file("9001-one.sql", "create table argosy.one (id int)");
    await file("9002-two.sql", "insert into argosy.one values (1); select pg_sleep(60)");
    const cutOff = expect(run()).rejects.toThrow(/terminat/);
    const cut = () =>
      db.owner.rows<{ done: boolean }>(
        `select pg_terminate_backend(pid) as done
         from pg_stat_activity
         where datname = current_database() and query like '%pg_sleep(60)' and pid <> pg_backend_pid()`,
      );
    while ((await cut()).length === 0);
    await cutOff;
    expect(await db.owner.rows("select id from argosy.one")).toEqual([]);
    await file("9002-two.sql", "insert into argosy.one values (2)");
    expect(await run()).toEqual({ applied: ["9002-two.sql"] });
    expect(await db.owner.rows("select id from argosy.one")).toEqual([{ id: 2 }]);
  });

  test("a database of a newer version and a changed file are refused in one sentence", async () => {
    await file("9001-one.sql", "select 1");
    await file("9002-two.sql", "select 2");
    await run();
    await file("9002-two.sql", "select 3");
    await expect(run()).rejects.toThrow(/^The file of migration 9002-two.sql was changed after .*\.$/);
    await rm(join(folder, "9002-two.sql"));
    await expect(run()).rejects.toThrow(
      /^The database was written by a newer version of Argosy \(.*\); start that version\.$/,
    );
  });
});

describe("the encryption key", () => {
  const otherKeys = (previous: Keys["previous"] = []): Keys => {
    const current = keyFromHex(randomBytes(32).toString("hex"));
    return { current, previous, origin: "ENCRYPTION_KEY", save: async () => undefined };
  };

  test("the encryption key has to be the one the database was set up with [F22] [I8.4]", async () => {
    await expect(run(otherKeys())).rejects.toThrow(
      /^The database was set up with the encryption key [0-9a-f]{16}, but ENCRYPTION_KEY holds another one/,
    );
  });

  test("the encryption key may be replaced when the old one is named as previous", async () => {
    // A server of its own: the roles' passwords follow the key and are shared by all databases of a server.
    const server = await startEmbedded({ dataDir: join(folder, "data"), log: () => undefined, isThrowAway: true });
    const { ownerUrl } = server;
    const roleOf = (keys: Keys) => new pg.Client({ connectionString: roleUrl(ownerUrl, keys.current, "argosy_app") });
    try {
      const [first, second] = [otherKeys(), otherKeys()];
      await migrate({ ownerUrl, keys: first, folder });
      await migrate({ ownerUrl, keys: { ...second, previous: [first.current] }, folder });
      expect(await migrate({ ownerUrl, keys: second, folder })).toEqual({ applied: [] });
      await expect(migrate({ ownerUrl, keys: first, folder })).rejects.toThrow(KeyError);
      const [old, current] = [roleOf(first), roleOf(second)];
      await expect(old.connect()).rejects.toThrow(/password authentication failed/);
      await current.connect();
      await current.end();
    } finally {
      await server.stop();
    }
  });
});

test("an owner that may not create roles is told what to grant", async () => {
  const name = `plain_${randomBytes(4).toString("hex")}`;
  await db.owner.run(`create role ${name} login password 'plain' nosuperuser nocreaterole`);
  const { database } = await db.owner.one<{ database: string }>("select current_database() as database");
  const url = new URL(db.database.ownerUrl);
  url.username = name;
  url.password = "plain";
  const asPlain = () => migrate({ ownerUrl: url.href, keys: db.keys, folder });
  await expect(asPlain()).rejects.toThrow(`GRANT CREATE ON DATABASE ${database} TO ${name}`);
  await db.owner.run(`grant create on database ${database} to ${name}`);
  await db.owner.run(`grant all on schema argosy, argosy_setup to ${name}`);
  await db.owner.run(`grant all on all tables in schema argosy_setup to ${name}`);
  await expect(asPlain()).rejects.toThrow(/^The database user plain_\w+ may not (create roles|change the role)/);
  await db.owner.run(`drop owned by ${name}`);
  await db.owner.run(`drop role ${name}`);
});

test("an empty database is given this version's schema, with forced row level security on every tenant's table", async () => {
  const loose = await db.owner.rows(`
    select n.nspname || '.' || c.relname as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
    where n.nspname = 'argosy' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`);
  expect(loose).toEqual([]);
});

test("an ordinary user who owns an empty database is given the schema of this version", async () => {
  const name = `owner_${randomBytes(4).toString("hex")}`;
  await db.owner.run(`create role ${name} login createrole nosuperuser nobypassrls password 'plain'`);
  try {
    await db.owner.run(`grant ${Object.values(roles).join(", ")} to ${name} with admin option`);
    await db.owner.run(`create database ${name} owner ${name}`);
    const url = Object.assign(new URL(db.database.ownerUrl), { username: name, password: "plain", pathname: name });
    const { applied } = await migrate({ ownerUrl: url.href, keys: db.keys });
    expect(applied).toEqual([BASELINE.name, ...(await readMigrations()).map((migration) => migration.name)]);
  } finally {
    await db.owner.run(`drop database if exists ${name} with (force)`);
    await db.owner.run(`drop owned by ${name}`);
    await db.owner.run(`drop role ${name}`);
  }
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BASELINE } from "../baseline.ts";
import { homesOf } from "../home-list.ts";
import { migrate } from "../migrate.ts";
import { testDatabase } from "../testing.ts";
import { distribute } from "./distribute.ts";

test.skipIf(process.env.TESTS_ON_CITUS)(
  "a database without Citus is not changed, and the operator is notified",
  async () => {
    await using db = await testDatabase();
    const options = {
      ownerUrl: db.database.ownerUrl,
      key: db.keys.current,
      nodes: [],
      places: 2,
      log: () => undefined,
    };
    await expect(distribute(options)).rejects.toThrow(
      "Citus is not installed on this database server. Nothing was changed.",
    );
    expect(await homesOf(db.database.ownerUrl)).toEqual([]);
    expect(db.database.homes()).toHaveLength(1);
  },
);

test("a database that was not distributed to the end is refused", async () => {
  await using db = await testDatabase();
  await db.owner.run("drop table if exists argosy_setup.distributed");
  await db.owner.run("create table argosy_setup.distributed (only_row boolean, finished_at timestamptz)");
  await db.owner.run("insert into argosy_setup.distributed values (true, null)");
  await expect(homesOf(db.database.ownerUrl)).rejects.toThrow("run `argosy distribute` again");
  const folder = await mkdtemp(join(tmpdir(), "argosy-half-"));
  try {
    await writeFile(join(folder, "9001-pets.sql"), "create table argosy.pet (name text)");
    await db.owner.run("delete from argosy_setup.migration where number > $1", [BASELINE.number]);
    const started = migrate({ ownerUrl: db.database.ownerUrl, keys: db.keys, folder });
    await expect(started).rejects.toThrow("not distributed to the end: finish that");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.runIf(process.env.TESTS_ON_CITUS)(
  "each organization's rows lie in its own place, and a second run changes nothing",
  async () => {
    await using db = await testDatabase();
    const organizations = await Promise.all(Array.from({ length: 12 }, () => db.newOrganization()));
    for (const organization of organizations)
      await db.database.tenant(organization, (tx) =>
        tx.run(
          `insert into saved_view (organization_id, member_id, subject, name, created_at, updated_at)
         values ($1, gen_random_uuid(), 'orders', 'One', now(), now())`,
          [organization],
        ),
      );
    const [spread] = await db.owner.rows<{ rows: number }>("select count(*)::int as rows from argosy.saved_view");
    expect(spread?.rows).toBe(12);
    for (const organization of organizations)
      expect(await db.database.tenant(organization, (tx) => tx.rows("select 1 from saved_view"))).toHaveLength(1);
    // Of what every node has a copy of, none acts but those of places.
    for (const server of db.servers)
      expect(
        await server.rows(
          `select tgname from pg_trigger t
           join pg_proc p on p.oid = t.tgfoid
           where not t.tgisinternal and t.tgrelid::regclass::text ~ 'organization_[0-9]+$'
             and p.pronamespace = 'argosy'::regnamespace`,
        ),
      ).toEqual([]);
    expect(await db.owner.one("select argosy.ensure_sync_log_partitions(4) as made")).toEqual({ made: 2 });
    const again = await distribute({
      ownerUrl: db.database.ownerUrl,
      key: db.keys.current,
      nodes: [],
      places: 99,
      log: () => undefined,
    });
    expect(again).toMatchObject({ spreadNow: 0, places: 4, nodes: 2 });
  },
);

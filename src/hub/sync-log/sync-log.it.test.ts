import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maintainPartitions } from "../../db/partitions.ts";
import { singleClient } from "../../db/single-client.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listSyncLog, logSync, type NewSyncEntry, type SyncLogFilter } from "./sync-log.ts";

const shop = "00000000-0000-7000-8000-000000000001";
const other = "00000000-0000-7000-8000-000000000002";
const now = new Date();
const entry = (change: Partial<NewSyncEntry> = {}): NewSyncEntry => ({
  connectionId: shop,
  action: "update_inventory",
  status: "success",
  text: "Stock of MUG-1 set to 4",
  ref: "MUG-1",
  at: now,
  ...change,
});

const db = fixture(testDatabase);

test("attempts are found by store, action, status, words and time, newest first [A9.3]", async () => {
  const here = await db.newOrganization();
  const there = await db.newOrganization();
  const earlier = new Date(now.getTime() - 60_000);
  await db.database.tenant(here, (tx) =>
    logSync(tx, [
      entry({ at: earlier, durationMs: 12.6 }),
      entry({ status: "failed", text: "Der Shop sagt: 50% zu viel", errorKind: "rejected", attempt: 3 }),
      entry({ connectionId: other, action: "receive_order", text: "Order 1001 received", ref: "1001" }),
    ]),
  );
  const texts = async (filter: SyncLogFilter, organization = here) =>
    (await db.database.tenant(organization, (tx) => listSyncLog(tx, filter))).items.map((each) => each.text);
  expect(await texts({ connectionId: shop })).toEqual(["Der Shop sagt: 50% zu viel", "Stock of MUG-1 set to 4"]);
  expect(await texts({ text: "50%" })).toEqual(["Der Shop sagt: 50% zu viel"]);
  expect(await texts({ text: "mug-1" })).toHaveLength(2);
  expect(await texts({ action: "receive_order" })).toEqual(["Order 1001 received"]);
  expect(await texts({ status: "failed" })).toHaveLength(1);
  expect(await texts({ to: now })).toEqual(["Stock of MUG-1 set to 4"]);
  expect(await texts({}, there)).toEqual([]);
});

test("pages go through equal times without gaps", async () => {
  const here = await db.newOrganization();
  await db.database.tenant(here, (tx) =>
    logSync(
      tx,
      Array.from({ length: 25 }, (_, i) => entry({ text: `${i}` })),
    ),
  );
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await db.database.tenant(here, (tx) => listSyncLog(tx, { limit: 10, cursor }));
    for (const each of page.items) seen.add(each.text);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen.size).toBe(25);
});

test("months become partitions, late ones take over their rows, old ones are dropped", async () => {
  await using own = await testDatabase();
  const here = await own.newOrganization();
  const inMonths = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 15));
  await own.database.tenant(here, (tx) =>
    logSync(tx, [entry({ at: inMonths(5) }), entry({ at: inMonths(-14) }), entry()]),
  );
  expect(
    (await own.owner.one<{ made: number }>("select argosy.ensure_sync_log_partitions(6) as made")).made,
  ).toBeGreaterThan(0);
  expect((await own.owner.one<{ made: number }>("select argosy.ensure_sync_log_partitions(6) as made")).made).toBe(0);
  const bySubquery = `select polrelid::regclass from pg_policy join pg_inherits on inhrelid = polrelid
    where inhparent = 'argosy.sync_log'::regclass and pg_get_expr(polqual, polrelid) ilike '%select%'`;
  expect(await own.owner.rows(bySubquery)).toEqual([]);
  const partition = `sync_log_${inMonths(5).toISOString().slice(0, 7).replace("-", "_")}`;
  expect(await own.owner.rows(`select 1 from ${partition}`)).toHaveLength(1);
  await expect(own.database.tenant(here, (tx) => tx.rows(`select 1 from ${partition}`))).rejects.toThrow(/permission/);
  await own.owner.rows("select argosy.drop_sync_log_before($1)", [inMonths(-13)]);
  expect((await own.database.tenant(here, (tx) => listSyncLog(tx, {}))).items).toHaveLength(2);
  await own.owner.rows("select argosy.drop_sync_log_before($1)", [inMonths(2)]);
  expect((await own.database.tenant(here, (tx) => listSyncLog(tx, {}))).items.map((each) => each.at)).toEqual([
    inMonths(5),
  ]);
});

test("months are made later where somebody holds the log's tables, and nobody queues behind whoever waits for them", async () => {
  await using own = await testDatabase();
  const options = { now, keepDays: 365 };
  const { ownerUrl } = own.database;
  const mover = singleClient({ connectionString: ownerUrl });
  await mover.connect();
  try {
    await mover.query("begin");
    await mover.query("lock table argosy.sync_log_rest in row exclusive mode");
    expect(await maintainPartitions(ownerUrl, options)).toBe(false);
    await mover.query("rollback");
    expect(await maintainPartitions(ownerUrl, options)).toBe(true);
  } finally {
    await mover.end();
  }
});

test("no line of the log is a sentence without a code: it is read in other languages too", () => {
  const root = join(import.meta.dirname, "../..");
  const loose = globSync(["engine/**/*.ts", "hub/**/*.ts"], { cwd: root })
    .filter((file) => !/(\.test|\/testing[\w-]*)\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      if (!/\b(logSync|writeJournal|NewSyncEntry)\b/.test(text)) return [];
      return text
        .split("\n")
        .flatMap((line, at) => (/\btext: ?(?:`[^`]|"[^"])/.test(line) ? [`${file}:${at + 1}`] : []));
    });
  expect(loose).toEqual([]);
});

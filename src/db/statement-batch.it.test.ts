/** Statements of one moment, with one synchronization for all of them, against the real server. */
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { isDatabaseAway } from "./away.ts";
import { inBreaths, nextBreath, type Statement } from "./statement-batch.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

let db: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  db = await testDatabase();
  pool = new pg.Pool({ connectionString: db.database.ownerUrl, pipeline: true });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
});
afterAll(async () => {
  await pool.end();
  await db[Symbol.asyncDispose]();
});
beforeEach(() => db.owner.run("drop table if exists argosy.told; create table argosy.told (n int primary key)"));

const ask = (text: string, values: unknown[] = [], name?: string): Statement => ({
  text,
  values,
  ...(name !== undefined && { name }),
});

/** One connection, with how often the server came to an end and how often it told a statement's columns. */
async function connected() {
  const client = await pool.connect();
  const told = { ends: 0, columns: 0 };
  const { connection } = client;
  connection.on("readyForQuery", () => (told.ends += 1));
  connection.on("rowDescription", () => (told.columns += 1));
  const { query } = inBreaths(client, pg.types);
  return { client, told, query, [Symbol.dispose]: () => client.release() };
}

test("what is sent at one moment is carried out in order and synchronized once", async () => {
  using line = await connected();
  const [added, found, none] = await Promise.all([
    line.query(ask("insert into argosy.told values ($1), ($2)", [1, 2], "add")),
    line.query(ask("select n, n = $1 as is from argosy.told order by n", [2], "find")),
    line.query(ask("select n from argosy.told where n > 2")),
  ]);
  expect(added).toMatchObject({ command: "INSERT", rowCount: 2, rows: [] });
  expect(found.rows).toEqual([
    { n: 1, is: false },
    { n: 2, is: true },
  ]);
  expect(none).toMatchObject({ rowCount: 0, rows: [] });
  expect(line.told.ends).toBe(1);
});

test("after one that fails none is carried out: each says so, and the connection and the names of all serve on", async () => {
  using line = await connected();
  const add = (n: number) => line.query(ask("insert into argosy.told values ($1) returning n", [n], "add one"));
  const divide = (by: number) => line.query(ask("select 1 / $1::int as n", [by], "divide"));
  const count = () => line.query(ask("select count(*)::int as n from argosy.told", [], "count"));
  const [begun, first, failed, second, counted] = await Promise.allSettled([
    line.query(ask("begin")),
    add(1),
    divide(0),
    add(2),
    count(),
  ]);
  expect([begun.status, first.status]).toEqual(["fulfilled", "fulfilled"]);
  expect([failed, second, counted]).toMatchObject([
    { reason: { code: "22012" } },
    { reason: { code: "25P02" } },
    { reason: { code: "25P02" } },
  ]);
  await line.query(ask("rollback"));
  const again = await Promise.all([add(3), divide(1), count()]);
  expect(again.map(({ rows }) => rows)).toEqual([[{ n: 3 }], [{ n: 1 }], [{ n: 1 }]]);
});

test("the columns of a statement the connection keeps are told once, and a change of them is refused", async () => {
  using line = await connected();
  const all = () => line.query(ask("select * from argosy.told", [], "all"));
  await line.query(ask("insert into argosy.told values (1)"));
  expect([(await all()).rows, (await all()).rows, (await all()).rows]).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]]);
  expect(line.told.columns).toBe(1);
  await db.owner.run("alter table argosy.told add column later text");
  await expect(all()).rejects.toMatchObject({ code: "0A000" });
});

test("what comes a breath later is answered apart: nobody waits for it", async () => {
  using line = await connected();
  await line.query(ask("select 0"));
  const before = line.told.ends;
  const first = line.query(ask("select 1"));
  await nextBreath();
  const second = line.query(ask("select 2"));
  await Promise.all([first, second]);
  expect(line.told.ends - before).toBe(2);
});

test("a connection that is cut tells all that waited for it that the database is away", async () => {
  const line = await connected();
  const { rows } = await line.query(ask("select pg_backend_pid() as pid"));
  const waiting = Promise.allSettled([line.query(ask("select pg_sleep(60)")), line.query(ask("select 1"))]);
  await nextBreath();
  await db.owner.run("select pg_terminate_backend($1)", [(rows[0] as { pid: number }).pid]);
  const reasons = (await waiting).map((one) => (one.status === "rejected" ? isDatabaseAway(one.reason) : one.status));
  expect(reasons).toEqual([true, true]);
  line.client.release(true);
});

test("what a transaction sent without waiting for it goes with the transaction", async () => {
  const here = await db.newOrganization();
  await db.owner.run("grant insert on argosy.told to argosy_app");
  const work = db.database.tenant(here, async (tx) => {
    await tx.rows("select 1");
    tx.run("insert into argosy.told values (9)").catch(() => undefined);
    throw new Error("Not this one.");
  });
  await expect(work).rejects.toThrow("Not this one.");
  expect(await db.owner.rows("select n from argosy.told")).toEqual([]);
});

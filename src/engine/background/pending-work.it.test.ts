/** What waits is found and carried in turns: a large organization keeps no other waiting, and costs the look nothing. */
import { expect, test } from "vitest";
import { sampleStore, sampleVariant } from "../../hub/listings/samples.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { isDue } from "./parked-marks.ts";
import { createPendingWork, MAX_ORGANIZATIONS, pendingWorkSql } from "./pending-work.ts";

const FIRST = "00000000-0000-0000-0000-000000000000";
const MARKS = { table: "change_mark", isDue: isDue("$1") };
const MANY = 200_000;

/** Marks of things that are not there: carried, they change nothing. */
const markMany = (engine: TestEngine, organization: string, count: number) =>
  engine.db.owner.run(
    `insert into argosy.change_mark (organization_id, aspect, subject_id)
     select $1, 'stock', gen_random_uuid() from generate_series(1, $2)`,
    [organization, count],
  );

/** Pages read by one look, once its tables are known. */
async function pagesRead(engine: TestEngine): Promise<number> {
  const values = [new Date(engine.clock.now()), FIRST];
  const explain = `explain (analyze, buffers, format json) ${pendingWorkSql([MARKS])}`;
  const { scheduler } = engine.db.database;
  await scheduler.rows(explain, values);
  const [row] = await scheduler.rows<{ "QUERY PLAN": readonly [{ Plan: Record<string, number> }] }>(explain, values);
  const plan = row?.["QUERY PLAN"][0].Plan ?? {};
  return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
}

test("a parked mark beside another organization's hundreds of thousands is propagated after one chunk [F19]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const quiet = await engine.db.newOrganization();
  const noisy = [engine.organization, quiet].sort()[0] === engine.organization ? engine.organization : quiet;
  const other = noisy === quiet ? engine.organization : quiet;
  await sampleStore(engine.db, quiet);
  await engine.engine.runUntilIdle();
  await engine.db.owner.run("truncate argosy.change_mark, argosy.search_due");
  const before = await pagesRead(engine);
  await markMany(engine, noisy, MANY);
  const variant = await sampleVariant(engine.db, other, { sku: "MUG" });
  await engine.db.owner.run("delete from argosy.change_mark where organization_id = $1", [other]);
  await engine.db.owner.run(
    `insert into argosy.change_mark (organization_id, aspect, subject_id, tries, due_at)
     values ($1, 'stock', $2, 1, $3)`,
    [other, variant, new Date(engine.clock.now())],
  );
  await engine.db.owner.run("analyze argosy.change_mark");
  expect(await pagesRead(engine)).toBeLessThan(before + 40);
  const marks = async (organization: string) =>
    (
      await engine.db.owner.one<{ left: number }>(
        "select count(*)::int as left from argosy.change_mark where organization_id = $1",
        [organization],
      )
    ).left;
  expect(await engine.engine.carryOn()).toBe(true);
  expect(await marks(noisy)).toBe(MANY - 500);
  expect(await marks(other)).toBe(0);
});

test("more organizations than one look names are all named by the next ones", async () => {
  await using engine = await testEngine({});
  const count = MAX_ORGANIZATIONS + 50;
  await engine.db.owner.run(
    `insert into argosy.change_mark (organization_id, aspect, subject_id)
     select gen_random_uuid(), 'stock', gen_random_uuid() from generate_series(1, $1)`,
    [count],
  );
  const findPending = createPendingWork({ changes: MARKS });
  const poll = async () => {
    const waiting = await findPending(engine.db.database.homes(), engine.clock);
    return { isMore: waiting.isMore, changes: waiting.whose("changes") };
  };
  const [first, second, third] = [await poll(), await poll(), await poll()];
  expect([first.isMore, second.isMore]).toEqual([true, false]);
  expect(new Set([...first.changes, ...second.changes]).size).toBe(count);
  expect(third.changes).toEqual(first.changes);
});

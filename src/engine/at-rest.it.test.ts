/** What a hub does that has nothing to do: its statements a minute grow with what is due, not with its organizations. */
import { expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import { statementsOf } from "../db/testing-statements.ts";
import { sampleStore } from "../hub/listings/samples.ts";
import { prepareJobs } from "./jobs.ts";
import { wakeLanes } from "./lanes.ts";
import { type TestEngine, testEngine } from "./testing.ts";
import { readOnlyOrders } from "./testing-ports.ts";

const MINUTE = 60_000;
const CHANNELS = 5;
// Without the turn of an hour, which ends what is old.
const MINUTES = 10;

async function organizationsWithChannels(engine: TestEngine, count: number): Promise<void> {
  const fill = async (organization: OrganizationId, from: number) => {
    for (let channel = from; channel < CHANNELS; channel += 1)
      await sampleStore(engine.db, organization, `Shop ${channel}`);
  };
  await fill(engine.organization, 1);
  for (let n = 1; n < count; n += 1) await fill(await engine.db.newOrganization(), 0);
}

async function pass(engine: TestEngine, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    // As often as a worker looks for work that nobody announced.
    for (let look = 0; look < 12; look += 1) {
      await engine.engine.runUntilIdle();
      await engine.engine.carryOn();
    }
    engine.clock.pass(MINUTE);
    await engine.engine.upkeep();
  }
}

async function statementsAMinute(organizations: number): Promise<number> {
  await using engine = await testEngine({}, {}, {}, async () => undefined);
  await prepareJobs(engine.db.database.ownerUrl);
  await organizationsWithChannels(engine, organizations);
  // What a new organization and a new process begin with.
  await pass(engine, 7);
  return (await statementsOf(() => pass(engine, MINUTES))).length / MINUTES;
}

/** What a channel that is checked every five minutes finds: nothing. */
async function* nothing() {
  yield { items: [], cursor: "1", safeToSave: true };
}

test("a check of a channel's orders that finds nothing costs eleven statements, beside the looks for it", async () => {
  const everyMs = 5 * MINUTE;
  await using engine = await testEngine({
    orders: readOnlyOrders({ id: "changed", mode: "changed", everyMs, run: nothing }),
  });
  const now = () => new Date(engine.clock.now());
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at, every_ms, reads)
       values (argosy.tenant(), $1, 'orders:changed', $2, $3, 'changed')`,
      [engine.store, now(), everyMs],
    );
    await wakeLanes(tx, engine.organization, [engine.store], "sweep", now());
  });
  await engine.engine.runUntilIdle();
  engine.clock.pass(everyMs);
  const sent = await statementsOf(() => engine.engine.runUntilIdle());
  const looks = sent.filter(({ text }) => /^(?:with waiting as|select\s+array\()/.test(text));
  expect(sent.length - looks.length).toBeLessThanOrEqual(11);
});

test("organizations with five channels and nothing due cost no statement beside those of the hub", async () => {
  const one = await statementsAMinute(1);
  const twenty = await statementsAMinute(20);
  expect((twenty - one) / 19).toBeLessThanOrEqual(0.1);
  // 24 looks for work and lanes, which are twelve each, and the upkeep's.
  expect(one).toBeLessThanOrEqual(33);
});

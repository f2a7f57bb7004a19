/** What a hub does that has nothing to do: its statements a minute grow with what is due, not with its organizations. */
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { statementsOf } from "../../db/testing-statements.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { prepareJobs } from "../jobs/jobs.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { readOnlyOrders } from "../testing-ports.ts";

const MINUTE = 60_000;
const CHANNELS = 5;
// Without the turn of an hour, which ends what is old.
const MINUTES = 10;

/** Of a distributed database: 24 looks, and five questions of the upkeep, each with a begin and a commit. */
const STATEMENTS_OF_PLACE = 87;

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
    for (let round = 0; round < 12; round += 1) {
      await engine.engine.runUntilIdle();
      await engine.engine.carryOn();
    }
    engine.clock.pass(MINUTE);
    await engine.engine.upkeep();
  }
}

/** The statements of a minute, and how many places they are for. */
async function atRest(organizations: number): Promise<{ readonly statements: number; readonly places: number }> {
  await using engine = await testEngine({}, {}, {}, async () => undefined);
  await prepareJobs(engine.db.database.ownerUrl);
  await organizationsWithChannels(engine, organizations);
  // What a new organization and a new process begin with.
  await pass(engine, 7);
  const sent = await statementsOf(() => pass(engine, MINUTES));
  return { statements: sent.length / MINUTES, places: engine.db.database.places().length };
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
  const polls = sent.filter(({ text }) => /^(?:with waiting as|select\s+array\()/.test(text));
  // In a place each look is a transaction of its own, and so is the lane's release: a begin and a commit more.
  const { isSpread } = engine.db.database;
  expect(sent.length - (isSpread ? 3 : 1) * polls.length).toBeLessThanOrEqual(isSpread ? 13 : 11);
});

test("twice as many organizations with five channels and nothing due cost the same statements", async () => {
  const ten = await atRest(10);
  const twenty = await atRest(20);
  expect(twenty).toEqual(ten);
  // 24 looks for work and lanes, which are twelve each, and the upkeep's.
  const max = ten.places === 0 ? 33 : 10 + STATEMENTS_OF_PLACE * ten.places;
  expect(ten.statements).toBeLessThanOrEqual(max);
});

test.runIf(process.env.TESTS_ON_CITUS)(
  "a hundred organizations on three servers cost the statements of one where nothing is due",
  async () => {
    const one = await atRest(1);
    expect(await atRest(20)).toEqual(one);
    expect(await atRest(100)).toEqual(one);
  },
  300_000,
);

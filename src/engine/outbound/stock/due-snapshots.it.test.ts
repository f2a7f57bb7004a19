/** What many stores do in one transaction, and that none of them is the other's trouble. */

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { ConnectorError } from "../../../connectors/kit/contract/errors.ts";
import { applied } from "../../../connectors/kit/contract/results.ts";
import { sampleStore } from "../../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { alsoListed } from "../../testing-listings.ts";
import { stockShown } from "../../testing-ports.ts";

/** Stores that sell the same mug, each under its own key, and what each of them shows. */
async function stores(count: number, onSend: (key: string) => Promise<void> = async () => undefined) {
  const shown = new Map<string, number>();
  const stock = stockShown(shown, {
    maxItems: 100,
    async send(items) {
      for (const { key } of items) await onSend(key);
      for (const { key, want } of items) shown.set(key, want);
      return applied(items);
    },
  });
  const engine = await testEngine({ stock });
  const { variant } = await engine.listed("M0", 5);
  const ids = [engine.store];
  for (let n = 1; n < count; n += 1) ids.push(await another(engine, `M${n}`, variant));
  await engine.adjust(variant, 1);
  await engine.engine.runUntilIdle();
  return { engine, shown, variant, ids };
}

async function another(engine: TestEngine, key: string, variant: string): Promise<string> {
  const store = await sampleStore(engine.db, engine.organization, key);
  await alsoListed(engine, { store, key, variant });
  return store;
}

const openLanes = (engine: TestEngine) =>
  engine.db.owner.rows("select kind from argosy.lane where lease_token is not null or due_at <= $1", [
    new Date(engine.clock.now()),
  ]);

test("a number somebody holds keeps only its own store waiting", async () => {
  const { engine, shown, variant } = await stores(4);
  await using _engine = engine;
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: holds, resolve: isHeld } = Promise.withResolvers<void>();
  await engine.adjust(variant, 1);
  // The desired values are worked out, and nothing has gone out.
  await engine.db.owner.run("update argosy.lane set lease_token = gen_random_uuid(), lease_until = $1", [
    new Date(engine.clock.now() + 1_000),
  ]);
  await engine.engine.runUntilIdle();
  await engine.db.owner.run("update argosy.lane set lease_token = null, lease_until = null");
  const page = engine.inside(async (tx) => {
    await tx.run(
      `update argosy.listing_stock s
       set committed = 0
       from argosy.listing l
       where l.id = s.listing_id and l.ext_key = 'M2'`,
    );
    isHeld();
    await goOn;
  });
  await holds;
  const drained = engine.engine.runUntilIdle();
  while ([...shown.values()].filter((n) => n === 7).length < 3) await delay(5);
  expect([...shown]).toEqual(
    expect.arrayContaining([
      ["M0", 7],
      ["M1", 7],
      ["M2", 6],
      ["M3", 7],
    ]),
  );
  release();
  await page;
  await drained;
  expect(new Set(shown.values())).toEqual(new Set([7]));
  expect(await openLanes(engine)).toEqual([]);
});

test("a store that refuses, one that another worker has by now and one that is paused are nobody else's trouble", async () => {
  const trouble = new Set<string>();
  const { engine, variant, ids } = await stores(5, async (key) => {
    if (key === "M1" && trouble.has(key)) throw new ConnectorError({ kind: "rejected" }, "Not this one.");
    if (key === "M3" && trouble.delete(key))
      await engine.db.owner.run(
        `update argosy.lane
         set lease_token = gen_random_uuid(), lease_until = $2
         where connection_id = $1 and kind = 'outbound'`,
        [ids[3], new Date(engine.clock.now() + 10_000)],
      );
  });
  await using _engine = engine;
  await engine.db.owner.run("update argosy.connection set state = 'paused' where id = $1", [ids[4]]);
  trouble.add("M1").add("M3");
  await engine.adjust(variant, -2);
  await engine.engine.runUntilIdle();
  const state = () =>
    engine.db.owner.rows<{ key: string; expected: number; state: string }>(
      `select l.ext_key as key, s.expected, s.state
       from argosy.listing_stock s
       join argosy.listing l on l.id = s.listing_id
       order by 1`,
    );
  expect(await state()).toMatchObject([
    { key: "M0", expected: 4, state: "idle" },
    { key: "M1", expected: 6, state: "rejected" },
    { key: "M2", expected: 4, state: "idle" },
    { key: "M3" },
    { key: "M4", expected: 6, state: "waiting" },
  ]);
  // The lane that was lost comes back when its new owner's lease has run out, and the store is looked at.
  engine.clock.pass(11_000);
  await engine.engine.runUntilIdle();
  expect((await state())[3]).toMatchObject({ expected: 4, state: "idle" });
  expect(await engine.db.owner.rows("select 1 from argosy.lane where lease_token is not null")).toEqual([]);
});

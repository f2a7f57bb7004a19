import { expect, test } from "vitest";
import { ConnectorError } from "../connectors/kit/errors.ts";
import type { Stock } from "../connectors/kit/ports.ts";
import { prepareJobs } from "./jobs.ts";
import { type TestEngine, testEngine } from "./testing.ts";

const openAlerts = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ kind: string }>(
      "SELECT kind FROM argosy.alert WHERE organization_id = argosy.tenant() AND state <> 'resolved'",
    ),
  );

function refusingShelf(shown: Map<string, number>): Stock {
  return {
    basis: "available",
    compareAndSet: "none",
    takesAt: "",
    multiLocation: false,
    read: async (items) =>
      items.map(({ key }) => ({ key, levels: [{ location: "", available: shown.get(key) ?? 0 }] })),
    push: { maxItems: 100, send: async () => Promise.reject(new ConnectorError({ kind: "rejected" }, "Not here.")) },
  };
}

test("the alert about a stock number ends when the seller sets it on the channel, or unlinks the item", async () => {
  const shown = new Map<string, number>();
  await using engine = await testEngine({ stock: refusingShelf(shown) });
  await prepareJobs(engine.db.database.ownerUrl);
  await engine.listed("MUG", 5);
  const plate = await engine.listed("PLATE", 5);
  await engine.engine.drain();
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toEqual([{ kind: "stock_failed" }, { kind: "stock_failed" }]);

  shown.set("MUG", 5);
  await engine.inside((tx) =>
    tx.run(
      "UPDATE argosy.listing_stock SET recheck = true, due_at = $1 WHERE organization_id = argosy.tenant() AND listing_id <> $2",
      [new Date(engine.clock.now()), plate.listing],
    ),
  );
  await engine.inside((tx) =>
    tx.run("SELECT argosy.wake_lane(argosy.tenant(), ARRAY[$1::uuid], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.drain();
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toHaveLength(1);

  await engine.inside((tx) =>
    tx.run(
      "UPDATE argosy.listing SET state = 'unmapped', variant_id = NULL WHERE organization_id = argosy.tenant() AND id = $1",
      [plate.listing],
    ),
  );
  await engine.engine.upkeep();
  expect(await openAlerts(engine)).toEqual([]);
});

test("a lane that sleeps although something is due is woken", async () => {
  await using engine = await testEngine({});
  await engine.inside((tx) =>
    tx.run(
      "INSERT INTO argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, due_at) VALUES (argosy.tenant(), $1, 'order', '1', 't', '', $2)",
      [engine.store, new Date(engine.clock.now())],
    ),
  );
  await engine.db.owner.run("UPDATE argosy.lane SET due_at = NULL");
  await engine.engine.upkeep();
  const due = await engine.inside((tx) =>
    tx.rows("SELECT kind FROM argosy.lane WHERE organization_id = argosy.tenant() AND due_at IS NOT NULL"),
  );
  expect(due).toEqual([{ kind: "inbox" }]);
});

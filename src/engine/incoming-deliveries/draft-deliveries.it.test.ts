import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { activateStore } from "../../hub/stores/lifecycle.ts";
import { testEngine } from "../testing.ts";
import { trustedWebhooks } from "../testing-ports.ts";

test("a delivery to a draft waits, and is applied once the store is active [A3.9]", async () => {
  await using engine = await testEngine({
    webhooks: trustedWebhooks(async ({ ref }) => ({
      as: "orders",
      parts: [orderPart(ref, { number: ref, lines: [orderLine({ key: "1", quantity: 1 })] })],
    })),
  });
  const { db, store, organization } = engine;
  const now = () => new Date(engine.clock.now());
  const ends = new Date(engine.clock.now() + 86_400_000);
  await db.owner.run("update argosy.connection set state = 'draft', draft_expires_at = $2 where id = $1", [
    store,
    ends,
  ]);
  await db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, trusted, headers, body,
       received_at, due_at)
     values ($1, $2, 'order', 'first', 'order', true, '{}', '', $3, $3)`,
    [organization, store, now()],
  );
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'inbox', $2)", [store, now()]),
  );
  await engine.engine.runUntilIdle();
  const events = () => db.owner.rows("select status from argosy.inbox_event where connection_id = $1", [store]);
  const orders = () => db.owner.rows("select ext_key from argosy.sales_order where connection_id = $1", [store]);
  expect([await events(), await orders()]).toEqual([[{ status: "pending" }], []]);
  await engine.inside((tx) => activateStore(tx, { connectionId: store, by: systemActor, now: now() }));
  await engine.engine.runUntilIdle();
  expect([await events(), await orders()]).toEqual([[{ status: "processed" }], [{ ext_key: "first" }]]);
});

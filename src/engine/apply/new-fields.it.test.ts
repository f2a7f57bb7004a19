import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { InboundChange } from "../../connectors/kit/contract/webhooks.ts";
import { listDrift } from "../../hub/incoming-event-log/drift.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";
import { trustedWebhooks } from "../testing-ports.ts";
import { fieldsOf, recordNewFields } from "./new-fields.ts";

const DAY = 86_400_000;

test("names of fields are reported with their position; ids used as names are none", () => {
  const record = {
    id: 1,
    lines: [{ sku: "A", tax: { rate: 1 } }, { note: "" }],
    meta: { "8f3a-1": 1, "2026": 2, ok: 3 },
  };
  expect([...fieldsOf(record)].sort()).toEqual(
    ["id", "lines", "lines[].note", "lines[].sku", "lines[].tax", "lines[].tax.rate", "meta", "meta.ok"].sort(),
  );
  expect([...fieldsOf([null, "text", 7])]).toEqual([]);
  // Where another record has a list.
  expect([...fieldsOf({ lines: { "[]": 1 } })]).toEqual(["lines"]);
});

test("a field that is new after the first days is reported once, and raises no alert [I9.2]", async () => {
  let change: InboundChange = { as: "nothing", reason: "" };
  await using engine = await testEngine({
    webhooks: trustedWebhooks(async () => change),
  });
  const { db, store, organization } = engine;
  let count = 0;
  const deliver = async (raw: Json) => {
    count += 1;
    const key = `o${count}`;
    change = { as: "orders", parts: [orderPart(key, { number: key, lines: [orderLine({ key, quantity: 1 })], raw })] };
    const now = new Date(engine.clock.now());
    await db.owner.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, trusted, headers, body,
         received_at, due_at)
       values ($1, $2, 'order', $3, 'order', true, '{}', '', $4, $4)`,
      [organization, store, key, now],
    );
    await engine.inside((tx) =>
      tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'inbox', $2)", [store, now]),
    );
    await engine.engine.runUntilIdle();
  };
  const drift = () => engine.inside((tx) => listDrift(tx, store));
  await deliver({ id: 1, total: "9" });
  await deliver({ id: 2, total: "9", coupon: "A" });
  expect(await drift()).toEqual([]);
  const alerts = () => db.owner.rows("select kind from argosy.alert where connection_id = $1", [store]);
  const before = await alerts();
  engine.clock.pass(15 * DAY);
  await deliver({ id: 3, total: "9", coupon: "A", gift: { wrap: true } });
  await deliver({ id: 4, total: "9", gift: { wrap: true } });
  expect((await drift()).map(({ path, count: times }) => [path, times]).sort()).toEqual([
    ["order.gift", 1],
    ["order.gift.wrap", 1],
  ]);
  expect(await alerts()).toEqual(before);
  // Keys that are data are not learnt for ever.
  const flood = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, index) => [
      `k_${"abcdefghij"[index % 10]}_${index.toString(26).replaceAll(/\d/g, "z")}_x`,
      1,
    ]),
  );
  await engine.inside((tx) =>
    recordNewFields(tx, { connectionId: store, subject: "order", records: [flood], now: new Date(engine.clock.now()) }),
  );
  expect((await drift()).length).toBe(2);
});

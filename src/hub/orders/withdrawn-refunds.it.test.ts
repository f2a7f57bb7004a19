import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { later, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("a refund deleted on the channel is withdrawn, those the hub keeps and those of other parts stay", async () => {
  const store = await shop.newStore();
  const refund = (key: string, amountMinor: bigint) => ({ key, amountMinor, at: noon.toISOString(), lines: [] });
  const whole = { lines: [orderLine({ quantity: 4 })] };
  const first = orderPart("2801", { ...whole, partKey: "a" });
  const second = orderPart("2801", { ...whole, partKey: "b", refunds: [refund("r3", 300n)] });
  const refunded = { financial: "partially_refunded", refunds: [refund("r1", 500n), refund("r2", 700n)] } as const;
  await store.apply([later(first, 1, refunded), later(second, 1, {})]);
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from sales_order where organization_id = argosy.tenant() and number = 'SH-2801'"),
  );
  const left = () =>
    shop.run(async (tx) => {
      const found = await getOrder(tx, id);
      return [found.refunds.map(({ key }) => key).sort(), found.money.refundedMinor];
    });
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at)
       values (argosy.tenant(), $1, 'command:1', 100, $2)`,
      [id, noon],
    ),
  );
  expect(await left()).toEqual([["command:1", "r1", "r2", "r3"], 1600n]);
  await store.apply([later(first, 2, { ...refunded, refunds: [], complete: false })]);
  expect(await left()).toEqual([["command:1", "r1", "r2", "r3"], 1600n]);
  await store.apply([later(first, 3, { ...refunded, refunds: [refund("r2", 700n)] })]);
  expect(await left()).toEqual([["command:1", "r2", "r3"], 1100n]);
  const texts = (await shop.run((tx) => getTimeline(tx, id))).map((entry) => entry.text);
  expect(texts).toContain("The refund of 5.00 EUR was deleted on the channel and no longer counts.");
  // Told before it was deleted, arriving after.
  await store.apply([later(first, 1, refunded)]);
  await store.apply([later(first, 4, { refunds: [] })]);
  expect(await left()).toEqual([["command:1", "r3"], 400n]);
});

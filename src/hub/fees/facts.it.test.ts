import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { later, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { feeFacts } from "./facts.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("a fee is not counted for units that were taken out before they were shipped", async () => {
  const store = await shop.newStore();
  const part = orderPart("f1", { lines: [orderLine({ variantKey: "a", quantity: 3 })] });
  const [applied] = await store.apply([part]);
  const id = applied?.orderId ?? "";
  const facts = async () => (await shop.run((tx) => feeFacts(tx, [id]))).get(id);
  expect(await facts()).toMatchObject({ totalMinor: 3000n, lines: [{ totalMinor: 3000n, quantity: 3 }] });
  const lines = [orderLine({ variantKey: "a", quantity: 1, orderedQuantity: 3 })];
  await store.apply([later(part, 1, { lines, totals: { ...part.totals, currentTotalMinor: 1000n } })]);
  expect(await facts()).toMatchObject({ totalMinor: 1000n, lines: [{ totalMinor: 1000n, quantity: 1 }] });
});

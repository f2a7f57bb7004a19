import { expect, test } from "vitest";
import { leastShareOfBudget } from "../../commerce/testing-slice-length.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("two thousand orders applied at once leave other work of the process its turns [F19]", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "m1");
  let made = 0;
  const apply = () => {
    const from = made;
    made += 2_000;
    const order = (_: unknown, n: number) =>
      orderPart(`many-${from + n}`, { lines: [orderLine({ variantKey: "m1", quantity: 1 })] });
    return store.apply(Array.from({ length: 2_000 }, order));
  };
  expect(await leastShareOfBudget(apply)).toBeLessThan(1);
});

import { expect, test } from "vitest";
import { leastShareOfBudget } from "../../commerce/testing-slice-length.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { statementsOf } from "../../db/testing-statements.ts";
import { ordersGone } from "./apply.ts";
import { actor, noon, orderLine, orderPart, testShop } from "./testing.ts";

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

test("twelve orders deleted on their channel end with the statements of one, and free what each held", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "m1");
  await shop.stock(variant, 100);
  const keys = Array.from({ length: 13 }, (_, n) => `deleted-${n}`);
  await store.apply(keys.map((key) => orderPart(key, { lines: [orderLine({ variantKey: "m1", quantity: 2 })] })));
  expect(await shop.level(variant)).toMatchObject({ reserved: 26 });
  const gone = (orderKeys: readonly string[]) =>
    statementsOf(() => shop.run((tx) => ordersGone(tx, { connectionId: store.id, orderKeys, now: noon, actor })));
  const [first, ...rest] = keys;
  const one = await gone([first ?? ""]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 24 });
  const twelve = await gone([...rest, "never-seen"]);
  expect(twelve.map(({ text }) => text)).toEqual(one.map(({ text }) => text));
  expect(await shop.level(variant)).toEqual({ onHand: 100, reserved: 0, available: 100 });
});

/** Units paid back in every combination: gone out or not, into stock or not, with their money or without. */
import type { World } from "../world.ts";
import { done, expected, freeOf, orderIn, type Step, setHubStock } from "./acts.ts";

interface Combination {
  readonly isShipped: boolean;
  readonly isRestocked: boolean;
  readonly isPaidBack: boolean;
}

const ORDERED = 3;

const textOf = ({ isShipped, isRestocked, isPaidBack }: Combination): string =>
  `${isShipped ? "shipped" : "not shipped"}, ${isRestocked ? "into stock" : "not into stock"}, ${isPaidBack ? "paid back" : "not paid back"}`;

const combinations = (payings: readonly boolean[]): readonly Combination[] =>
  [false, true].flatMap((isShipped) =>
    [true, false].flatMap((isRestocked) => payings.map((isPaidBack) => ({ isShipped, isRestocked, isPaidBack }))),
  );

/** One order for each, all with the same item. */
async function bought({ shop, pass }: World, sku: string, all: readonly Combination[]): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const { isShipped } of all) {
    const key = await shop.buy({ lines: [{ sku, quantity: ORDERED }], payment: "paid" });
    if (isShipped) await shop.ship(key);
    keys.push(key);
  }
  await pass(15);
  return keys;
}

export const shopRefunds: Step = {
  name: "units are refunded in the shop before and after shipping, with and without return to stock and payment: stock and money are equal",
  lacking: ({ returns }) => (returns ? undefined : "what is paid back in the shop always or never goes into stock"),
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-27";
    const all = combinations(shop.returns?.areUnpaidToo ? [true, false] : [true]);
    await setHubStock(world, sku, 60);
    await world.settle();
    const free = await freeOf(world, sku);
    const keys = await bought(world, sku, all);
    const problems: string[] = [];
    // First one unit, then all that are left.
    for (const quantity of [1, ORDERED - 1]) {
      for (const [index, { isRestocked, isPaidBack }] of all.entries())
        await shop.returns?.take(keys[index] ?? "", { sku, quantity, isRestocked, isPaidBack });
      await world.settle();
      problems.push(...(await world.differences()));
    }
    const isLost = ({ isShipped, isRestocked }: Combination) =>
      !isRestocked && (isShipped || !shop.returns?.alwaysRestocksUnshipped);
    const lost = all.filter(isLost).length * ORDERED;
    return [...problems, ...expected("free in the shop", await freeOf(world, sku), free - lost)];
  },
};

export const hubRefunds: Step = {
  name: "units are refunded in the hub before and after shipping, with and without return to stock and payment: stock and money are equal",
  lacking: ({ lacks }) => lacks.refunds,
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-28";
    await setHubStock(world, sku, 60);
    await world.settle();
    const free = await freeOf(world, sku);
    const price = Number((await shop.items()).find((item) => item.sku === sku)?.price ?? 0);
    const all = combinations(shop.lacks.bookedRefunds === undefined ? [true, false] : [true]).filter(
      ({ isShipped, isRestocked }) => isShipped || !isRestocked || shop.lacks.restockBefore === undefined,
    );
    const keys = await bought(world, sku, all);
    const problems: string[] = [];
    for (const [index, one] of all.entries()) {
      const key = keys[index] ?? "";
      const [line] = (await world.hubOrder(key)).lines;
      const lines = [{ lineKey: line?.key, quantity: 2, restock: one.isRestocked }];
      const amountMinor = Math.round(price * 200);
      const body = { amountMinor, currency: shop.currency, lines, reason: "combined", moveMoney: one.isPaidBack };
      problems.push(...(await done(world, key, "refund", body)).map((text) => `${textOf(one)}: ${text}`));
      const { refunded } = await orderIn(world, key);
      problems.push(...expected(`${textOf(one)}: refunded in the shop`, refunded, (price * 2).toFixed(2)));
    }
    await world.settle();
    const lost = all.reduce((sum, { isRestocked }) => sum + (isRestocked ? 1 : ORDERED), 0);
    problems.push(...expected("free in the shop", await freeOf(world, sku), free - lost));
    return [...problems, ...(await world.differences())];
  },
};

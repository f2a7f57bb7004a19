/** A shop with two sales channels and one stock, each a store in the hub. */
import { expected, freeOf, type Step, setHubStock } from "./acts.ts";

export const twoChannels: Step = {
  name: "a second sales channel of the shop is connected: both sell one stock, each order is imported once",
  lacking: ({ secondChannel }) => (secondChannel ? undefined : "the shop has one sales channel"),
  async run(world) {
    const { shop } = world;
    const conflicts = () => world.look("SELECT 1 FROM argosy.conflict WHERE organization_id = argosy.tenant()");
    const before = await shop.items();
    const existing = (await conflicts()).length;
    await world.connectSecond();
    await world.settle();
    const untouched = JSON.stringify(await shop.items()) === JSON.stringify(before);
    const problems = expected("the shop's numbers as they were", untouched, true);
    problems.push(...(await world.differences()));
    for (const [index, sku] of ["ITEM-15", "ITEM-16", "ITEM-17"].entries()) {
      const free = await freeOf(world, sku);
      await shop.buy({ lines: [{ sku, quantity: 2 }], payment: "paid", isSecondChannel: true });
      await world.pass(index * 10);
      await shop.buy({ lines: [{ sku, quantity: 1 }], payment: "paid" });
      await world.pass(20);
      problems.push(...expected(`${sku} free in the shop`, await freeOf(world, sku), free - 3));
    }
    const reserved = (await world.levels()).get("ITEM-18")?.reserved ?? 0;
    await setHubStock(world, "ITEM-18", 40 + reserved);
    const key = await shop.buy({ lines: [{ sku: "ITEM-18", quantity: 4 }], payment: "open", isSecondChannel: true });
    await world.pass(20);
    await shop.cancel(key);
    await world.settle();
    problems.push(...expected("ITEM-18 free in the shop", await freeOf(world, "ITEM-18"), 40));
    // Neither store takes what the other one did for a stranger's edit.
    problems.push(...expected("conflicts", (await conflicts()).length, existing));
    return [...problems, ...(await world.differences())];
  },
};

/** What people correct in the shop's back office, and keys that are replaced. */
import { done, expected, freeOf, orderIn, type Step, unitsOf } from "./acts.ts";

export const writtenOff: Step = {
  name: "one unit comes back into stock in the shop and one does not, in either order: only the first is sold again",
  lacking: ({ returns }) => (returns ? undefined : "what is paid back in the shop always or never goes into stock"),
  async run(world) {
    const { shop } = world;
    const problems: string[] = [];
    for (const isRestockFirst of [true, false]) {
      const sku = isRestockFirst ? "ITEM-35" : "ITEM-36";
      const key = await shop.buy({ lines: [{ sku, quantity: 5 }], payment: "paid" });
      await shop.ship(key);
      await world.pass(10);
      const free = await freeOf(world, sku);
      for (const isRestock of [isRestockFirst, !isRestockFirst]) {
        await (isRestock
          ? shop.takeBack(key, sku, 1)
          : shop.returns?.take(key, { sku, quantity: 1, isRestocked: false, isPaidBack: false }));
        await world.pass(20);
      }
      await world.settle();
      problems.push(...expected(`free of ${sku}`, await freeOf(world, sku), free + 1));
    }
    return [...problems, ...(await world.differences())];
  },
};

export const edited: Step = {
  name: "the quantity of an order's line is edited in the shop, up and down: units and stock follow, once",
  lacking: ({ editLine }) => (editLine ? undefined : "an order of this shop is not edited"),
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-37";
    const free = await freeOf(world, sku);
    const key = await shop.buy({ lines: [{ sku, quantity: 2 }], payment: "open" });
    await world.pass(10);
    const problems: string[] = [];
    for (const quantity of [5, 1]) {
      await shop.editLine?.(key, sku, quantity);
      await world.settle();
      problems.push(...expected("ordered", unitsOf(await orderIn(world, key), "ordered", [sku]), [quantity]));
      problems.push(...expected(`free with ${quantity}`, await freeOf(world, sku), free - quantity));
      problems.push(...(await world.differences()));
    }
    return problems;
  },
};

/** What is booked of an order is ended as it stands after the edit, from either side. */
export const editedThenEnded: Step = {
  name: "orders edited in the shop after booking are canceled there, canceled in the hub, and shipped by the hub: units are counted once",
  lacking: ({ editLine }) => (editLine ? undefined : "an order of this shop is not edited"),
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-26";
    const free = await freeOf(world, sku);
    const keys: string[] = [];
    for (const quantity of [4, 1, 3]) {
      const key = await shop.buy({ lines: [{ sku, quantity: 2 }], payment: "open" });
      await world.pass(10);
      await shop.editLine?.(key, sku, quantity);
      keys.push(key);
    }
    const [there = "", here = "", shipped = ""] = keys;
    // The hub hears of the edit and of the end at once, or of one after the other.
    await shop.cancel(there);
    await world.settle();
    const problems = expected("free with the first canceled", await freeOf(world, sku), free - 4);
    problems.push(...(await done(world, here, "cancel", { restock: true })));
    await shop.pay(shipped);
    await world.pass(20);
    problems.push(...(await done(world, shipped, "fulfil", { trackingNumbers: ["LIVING-7"] })));
    await world.settle();
    problems.push(...expected("shipped", unitsOf(await orderIn(world, shipped), "shipped", [sku]), [3]));
    problems.push(...expected("free in the end", await freeOf(world, sku), free - 3));
    return [...problems, ...(await world.differences())];
  },
};

/** Whether its goods count as gone is the shop's own answer; either way they are there once. */
export const setBack: Step = {
  name: "orders that were shipped are set back to paid in the shop, then shipped again and canceled there: no unit is free twice",
  lacking: (shop) => (shop.setBack ? undefined : "an order of this shop is not set back once it is shipped"),
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-29";
    const free = await freeOf(world, sku);
    const keys: string[] = [];
    for (const quantity of [2, 3]) keys.push(await shop.buy({ lines: [{ sku, quantity }], payment: "paid" }));
    const [again = "", canceled = ""] = keys;
    for (const key of keys) await shop.ship(key);
    await world.settle();
    for (const key of keys) await shop.setBack?.(key);
    await world.settle();
    const problems = [
      ...expected("free with both set back", await freeOf(world, sku), free - 5),
      ...(await world.differences()),
    ];
    await shop.ship(again);
    await shop.cancel(canceled);
    await world.settle();
    problems.push(...expected("free with one canceled", await freeOf(world, sku), free - 2));
    problems.push(...expected("shipped", unitsOf(await orderIn(world, again), "shipped", [sku]), [2]));
    return [...problems, ...(await world.differences())];
  },
};

export const newKeys: Step = {
  name: "the hub's keys are revoked in the shop and new ones entered: what happened meanwhile arrives, once",
  lacking: ({ replaceKeys }) => (replaceKeys ? undefined : "its keys cannot be replaced here"),
  async run(world) {
    const { shop, seller } = world;
    const reserved = (await world.levels()).get("ITEM-39")?.reserved ?? 0;
    const values = (await shop.replaceKeys?.()) ?? {};
    const key = await shop.buy({ lines: [{ sku: "ITEM-38", quantity: 1 }], payment: "paid" });
    await seller.post("/inventory/levels", { items: [{ sku: "ITEM-39", onHand: 31 + reserved }] });
    await world.pass(20);
    const { state } = await seller.get<{ state: string }>(`/stores/${world.store()}`);
    const problems = expected("the store without keys", state, "needs_reauth");
    await seller.put(`/stores/${world.store()}/secrets`, { values });
    await world.settle();
    problems.push(...expected("the order of the hour without keys", (await world.hubOrders()).has(key), true));
    problems.push(...expected("free of what was counted meanwhile", await freeOf(world, "ITEM-39"), 31));
    return [...problems, ...(await world.differences())];
  },
};

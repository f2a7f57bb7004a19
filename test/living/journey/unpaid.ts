/** Buyers who were sent away to pay: the shop itself keeps their units aside, and the hub takes them no second time. */
import type { World } from "../world.ts";
import { expected, freeOf, orderIn, type Step } from "./acts.ts";

const lacking: Step["lacking"] = ({ unpaid }) =>
  unpaid ? undefined : "the shop keeps nothing aside for unpaid orders";

async function onHandOf({ shop }: World, sku: string): Promise<number | undefined> {
  return (await shop.items()).find((item) => item.sku === sku)?.places[0]?.onHand;
}

export const unpaidThenPaid: Step = {
  name: "an unpaid order holds its units once: the rest can be bought, its buyer can pay, nothing is taken twice",
  lacking,
  async run(world) {
    const { shop } = world;
    const sku = "ITEM-31";
    const [free, onHand = 0] = [await freeOf(world, sku), await onHandOf(world, sku)];
    const key = await shop.buy({ lines: [{ sku, quantity: 3 }], payment: "unpaid" });
    await world.pass(10);
    const problems = [
      ...expected("what the shop counts while it keeps units aside", await onHandOf(world, sku), onHand),
      ...expected("reserved in the hub", (await world.levels()).get(sku)?.available, free - 3),
      ...expected("free in the shop", await freeOf(world, sku), free - 3),
    ];
    const other = await shop.buy({ lines: [{ sku, quantity: free - 3 }], payment: "paid" });
    await world.pass(10);
    await shop.pay(key);
    await world.settle();
    problems.push(...expected("paid", (await orderIn(world, key)).paid !== "0.00", true));
    problems.push(...expected("free in the shop at the end", await freeOf(world, sku), 0));
    await shop.cancel(other);
    await world.settle();
    problems.push(...expected("free once the other is canceled", await freeOf(world, sku), free - 3));
    return [...problems, ...(await world.differences())];
  },
};

export const abandoned: Step = {
  name: "unpaid orders nobody comes back to: their units are free again when the shop frees them, canceled or left as they are",
  lacking,
  async run(world) {
    const { shop } = world;
    const free = await freeOf(world, "ITEM-32");
    const left = await shop.buy({ lines: [{ sku: "ITEM-32", quantity: 2 }], payment: "unpaid" });
    const cleared = await shop.buy({ lines: [{ sku: "ITEM-32", quantity: 3 }], payment: "unpaid" });
    await world.pass(10);
    const problems = expected("free while both may come back", await freeOf(world, "ITEM-32"), free - 5);
    await shop.unpaid?.lapse(left);
    await shop.unpaid?.clear(cleared);
    await world.settle(2);
    problems.push(...expected("free in the shop", await freeOf(world, "ITEM-32"), free));
    problems.push(...expected("free in the hub", (await world.levels()).get("ITEM-32")?.available, free));
    // Who comes back late and pays is served.
    await shop.pay(left);
    await world.settle();
    problems.push(...expected("free once one has paid", await freeOf(world, "ITEM-32"), free - 2));
    return [...problems, ...(await world.differences())];
  },
};

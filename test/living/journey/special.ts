/** Items and orders that are not like the others. */
import { SKUS } from "../goods.ts";
import { done, expected, freeOf, orderIn, type Step } from "./acts.ts";

export const coupons: Step = {
  name: "an order with a coupon: the hub has its code and its total",
  async run(world) {
    const { shop } = world;
    const key = await shop.buy({ lines: [{ sku: "ITEM-34", quantity: 2 }], payment: "paid", coupon: "SAVE10" });
    await world.settle();
    const { discountCodes } = await world.hubOrder(key);
    return [
      ...expected(
        "codes of the order",
        discountCodes.map((code) => code.toUpperCase()),
        ["SAVE10"],
      ),
      ...(await world.differences()),
    ];
  },
};

export const openOption: Step = {
  name: "an item that leaves an option open is bought: what the buyer picked is in the hub",
  lacking: ({ special }) => (special?.openOption ? undefined : "the shop's items leave no option open"),
  async run(world) {
    const { shop } = world;
    const item = shop.special?.openOption;
    if (!item) return [];
    const { sku, choice } = item;
    const key = await shop.buy({ lines: [{ sku, quantity: 1, choice }], payment: "paid" });
    await world.settle();
    const [line] = (await world.hubOrder(key)).lines;
    const picked = line?.options.find(({ label }) => label.toLowerCase() === choice.name.toLowerCase())?.value;
    return [...expected(choice.name, picked, choice.value), ...(await world.differences())];
  },
};

export const uncounted: Step = {
  name: "an item the shop does not count is bought: the order is not short, and ships",
  lacking: ({ special }) => (special?.uncounted ? undefined : "the shop counts every item"),
  async run(world) {
    const { shop } = world;
    const sku = shop.special?.uncounted ?? "";
    const key = await shop.buy({ lines: [{ sku, quantity: 2 }], payment: "paid" });
    await world.settle();
    const problems = expected("short", (await world.hubOrder(key)).isShort, false);
    problems.push(...(await done(world, key, "fulfil", { trackingNumbers: ["LIVING-5"] })));
    await world.settle();
    problems.push(...expected("parcels", (await orderIn(world, key)).tracking, ["LIVING-5"]));
    return [...problems, ...(await world.differences())];
  },
};

export const fractions: Step = {
  name: "an item sold by the metre: the order's units are rounded up, and the shop's stock is never raised, and lowered by one unit at most",
  lacking: ({ special }) => (special?.fraction ? undefined : "the shop sells whole units only"),
  async run(world) {
    const item = world.shop.special?.fraction;
    if (!item) return [];
    const problems: string[] = [];
    for (const [quantity, units] of [
      ["1.5", 2],
      ["0.5", 1],
    ] as const) {
      const before = await item.left();
      const key = await item.sell(quantity);
      await world.settle();
      const [line] = (await world.hubOrder(key)).lines;
      problems.push(...expected(`units of ${quantity}`, line?.orderedQuantity, units));
      problems.push(...expected(`exactly ${quantity}`, line?.exactQuantity, quantity));
      // Below what is there by what was rounded (decision 520): of this sale, and at first of the stock itself.
      const lost = before - Number(quantity) - (await item.left());
      problems.push(
        ...expected(`${lost} taken from the shop's number beside ${quantity}`, lost >= 0 && lost <= 1, true),
      );
    }
    return problems;
  },
};

/** Everything there is, to somebody whose name is written from right to left. */
export const large: Step = {
  name: "an order of every item, to an address in Arabic and with emoji: all lines and words are in the hub, and it ships",
  async run(world) {
    const { shop } = world;
    const there = new Map((await shop.items()).map((item) => [item.sku, item]));
    const lines: { readonly sku: string; readonly quantity: number }[] = [];
    for (const sku of [...SKUS, ...(shop.special?.more ?? [])])
      if (there.has(sku) && (await freeOf(world, sku)) > 0) lines.push({ sku, quantity: 1 });
    const buyer = { firstName: "ليلى", lastName: "حسن 🌷", street: "شارع النيل 5 🏠", city: "برلين ✨" };
    const key = await shop.buy({ lines, payment: "paid", buyer });
    await world.settle();
    const order = await world.hubOrder(key);
    const problems = [
      ...expected("lines", order.lines.length, lines.length),
      ...expected("the street", order.shippingAddress?.line1, buyer.street),
      ...expected("the name", order.shippingAddress?.name, `${buyer.firstName} ${buyer.lastName}`),
    ];
    problems.push(...(await world.differences()));
    problems.push(...(await done(world, key, "fulfil", { trackingNumbers: ["LIVING-6"] })));
    await world.settle();
    return [...problems, ...(await world.differences())];
  },
};

/** Every command of the hub, with the units of both sides before and after. */
import type { World } from "../world.ts";
import { ask, done, expected, freeOf, orderIn, type Step, toCancel, unitsOf } from "./acts.ts";

export const shipping: Step = {
  name: "the hub ships a part, then the rest, and marks it as delivered: each parcel exists once, available units unchanged",
  lacking: ({ lacks }) => lacks.partsHere,
  async run(world) {
    const { shop } = world;
    const key = await shop.buy({
      lines: [
        { sku: "TEA", quantity: 3 },
        { sku: "MUG", quantity: 1 },
      ],
      payment: "paid",
    });
    await world.pass(5);
    const free = await freeOf(world, "TEA");
    const line = (await world.hubOrder(key)).lines.find(({ sku }) => sku === "TEA");
    const lines = [{ lineKey: line?.key, quantity: 2 }];
    const problems = await done(world, key, "fulfil", { lines, carrier: "DHL", trackingNumbers: ["LIVING-1"] });
    problems.push(...expected("first parcel", (await orderIn(world, key)).tracking, ["LIVING-1"]));
    problems.push(...(await done(world, key, "fulfil", { carrier: "GLS", trackingNumbers: ["LIVING-2"] })));
    const shipped = await orderIn(world, key);
    problems.push(...expected("parcels", shipped.tracking, ["LIVING-1", "LIVING-2"]));
    problems.push(...expected("units shipped", unitsOf(shipped, "shipped", ["TEA", "MUG"]), [3, 1]));
    problems.push(...expected("free units", await freeOf(world, "TEA"), free));
    // With the last parcel some shops complete an order by themselves, which then takes no status any more.
    if ((await world.hubOrder(key)).status !== "completed")
      problems.push(...(await done(world, key, "status", { status: "completed" })));
    await world.settle();
    problems.push(...expected("in the hub", (await world.hubOrder(key)).status, "completed"));
    return [...problems, ...(await world.differences())];
  },
};

/** One unit, with the rest to follow. */
async function hubShips(world: World, key: string, sku: string): Promise<string[]> {
  const line = (await world.hubOrder(key)).lines.find((one) => one.sku === sku);
  return done(world, key, "fulfil", { lines: [{ lineKey: line?.key, quantity: 1 }], trackingNumbers: ["LIVING-4"] });
}

export const cancelling: Step = {
  name: "the hub cancels a paid order and a partly shipped one: unshipped units are available again, once",
  async run(world) {
    const { shop } = world;
    const free = await freeOf(world, "VASE");
    const whole = await shop.buy({ lines: [{ sku: "VASE", quantity: 3 }], payment: toCancel(shop) });
    await world.pass(5);
    const problems = await done(world, whole, "cancel", { restock: true });
    problems.push(...expected("free after cancelling all", await freeOf(world, "VASE"), free));
    problems.push(...expected("cancelled", (await orderIn(world, whole)).cancelled, true));
    if (shop.lacks.partsHere) {
      await world.settle();
      return [...problems, ...(await world.differences())];
    }
    const partly = await shop.buy({
      lines: [
        { sku: "VASE", quantity: 2 },
        { sku: "LAMP", quantity: 1 },
      ],
      payment: toCancel(shop),
    });
    if (!shop.lacks.parts) await shop.ship(partly, [{ sku: "LAMP", quantity: 1 }]);
    await world.pass(30);
    if (shop.lacks.parts) problems.push(...(await hubShips(world, partly, "LAMP")));
    const { state } = await ask(world, partly, "cancel", { restock: true });
    problems.push(...expected("cancelling the rest", state === "done", shop.cancelsTheRest));
    const rest = shop.cancelsTheRest ? 0 : 2;
    const left = await orderIn(world, partly);
    problems.push(...expected("what has left stays", unitsOf(left, "wanted", ["VASE", "LAMP"]), [rest, 1]));
    problems.push(...expected("free after cancelling the rest", await freeOf(world, "VASE"), free - rest));
    await world.settle();
    return [...problems, ...(await world.differences())];
  },
};

export const refunding: Step = {
  name: "the hub refunds a returned unit, and an amount without units: money moves once, stock is correct",
  lacking: ({ lacks }) => lacks.refunds,
  async run(world) {
    const { shop } = world;
    const key = await shop.buy({ lines: [{ sku: "SOCK-36-40", quantity: 2 }], payment: "paid" });
    await world.pass(5);
    const problems = await done(world, key, "fulfil", { trackingNumbers: ["LIVING-3"] });
    const free = await freeOf(world, "SOCK-36-40");
    const order = await world.hubOrder(key);
    const lines = [{ lineKey: order.lines[0]?.key, quantity: 1, restock: true }];
    problems.push(
      ...(await done(world, key, "refund", {
        amountMinor: 1290,
        currency: shop.currency,
        lines,
        reason: "too small",
        moveMoney: true,
      })),
    );
    problems.push(...expected("paid back", (await orderIn(world, key)).refunded, "12.90"));
    problems.push(...expected("free with the unit back", await freeOf(world, "SOCK-36-40"), free + 1));
    problems.push(
      ...(await done(world, key, "refund", {
        amountMinor: 200,
        currency: shop.currency,
        lines: [],
        reason: "late",
        moveMoney: true,
      })),
    );
    problems.push(...expected("paid back in all", (await orderIn(world, key)).refunded, "14.90"));
    await world.settle();
    problems.push(...expected("free afterwards", await freeOf(world, "SOCK-36-40"), free + 1));
    return [...problems, ...(await world.differences())];
  },
};

export const killed: Step = {
  name: "the hub is killed between a write and its response: one parcel, one refund, one cancellation",
  async run(world) {
    const { shop, hub } = world;
    const problems: string[] = [];
    for (const call of [1, 2, 3]) {
      const key = await shop.buy({ lines: [{ sku: "ITEM-3", quantity: 2 }], payment: "paid" });
      await world.pass(5);
      hub.life.seam.dieAtCall(call, "after");
      problems.push(...(await done(world, key, "fulfil", { trackingNumbers: [`KILL-${call}`] })));
      hub.life.seam.disarm();
      await world.pass(10);
      problems.push(...expected(`parcels of ${key}`, (await orderIn(world, key)).tracking, [`KILL-${call}`]));
      if (shop.lacks.refunds) continue;
      hub.life.seam.dieAtCall(call, "after");
      const input = { amountMinor: 300, currency: shop.currency, lines: [], reason: "killed", moveMoney: true };
      problems.push(...(await done(world, key, "refund", input)));
      hub.life.seam.disarm();
      await world.pass(10);
      problems.push(...expected(`refunds of ${key}`, (await orderIn(world, key)).refunded, "3.00"));
    }
    await world.settle();
    return [...problems, ...(await world.differences())];
  },
};

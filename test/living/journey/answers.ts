/** The way between hub and shop is bad: answers are lost, late or cut in half. */
import { done, expected, freeOf, orderIn, type Step, setHubStock } from "./acts.ts";

/** Longer than the hub waits for an answer. */
const LATE_MS = 20_000;

export const lost: Step = {
  name: "responses of the shop are lost, and one arrives too late: one parcel, one refund, one quantity",
  async run(world) {
    const { shop, door } = world;
    const problems: string[] = [];
    for (const call of [1, 2, 3]) {
      const key = await shop.buy({ lines: [{ sku: "ITEM-5", quantity: 2 }], payment: "paid" });
      await world.pass(5);
      door.arm(call === 3 ? { kind: "late", call, ms: LATE_MS } : { kind: "lost", call });
      problems.push(...(await done(world, key, "fulfil", { trackingNumbers: [`LOST-${call}`] })));
      door.disarm();
      await world.pass(10);
      problems.push(...expected(`parcels of ${key}`, (await orderIn(world, key)).tracking, [`LOST-${call}`]));
      if (shop.lacks.refunds) continue;
      door.arm({ kind: "lost", call });
      const input = { amountMinor: 300, currency: shop.currency, lines: [], reason: "lost", moveMoney: true };
      problems.push(...(await done(world, key, "refund", input)));
      door.disarm();
      await world.pass(10);
      problems.push(...expected(`refunds of ${key}`, (await orderIn(world, key)).refunded, "3.00"));
    }
    const reserved = (await world.levels()).get("ITEM-6")?.reserved ?? 0;
    door.arm({ kind: "lost", call: 1 });
    await setHubStock(world, "ITEM-6", 50 + reserved);
    await world.pass(10);
    door.disarm();
    await world.settle();
    problems.push(...expected("free in the shop", await freeOf(world, "ITEM-6"), 50));
    return [...problems, ...(await world.differences())];
  },
};

/** Before answers are cut in the middle: those no one understands. */
export const understood: Step = {
  name: "every response of the shop up to here was understood: no field was missing or of another kind",
  run: async (world) =>
    (
      await world.look<{ path: string; problem: string }>(
        "select path, problem from argosy.drift where organization_id = argosy.tenant() order by first_at",
      )
    ).map(({ path, problem }) => `${path}: ${problem}`),
};

export const halves: Step = {
  name: "every third response of the shop is truncated while buyers order: no partial response is treated as complete",
  async run(world) {
    const { shop, door } = world;
    door.arm({ kind: "half", every: 3 });
    for (const sku of ["TEA", "ITEM-10", "ITEM-11"]) {
      await shop.buy({ lines: [{ sku, quantity: 1 }], payment: "paid" });
      await world.pass(10);
    }
    await setHubStock(world, "ITEM-12", 90);
    await world.pass(30);
    door.disarm();
    await world.settle(2);
    return world.differences();
  },
};

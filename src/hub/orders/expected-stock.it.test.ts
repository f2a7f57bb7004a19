import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { calculateDesiredStock } from "../inventory/calculate-desired-stock.ts";
import { observeLevels } from "../listings/levels.ts";
import { ordersGone } from "./apply.ts";
import { actor, type BelievedStock, later, minutes, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

/** Ten of an item here, which its channel shows. */
async function tenShown() {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  const listing = await store.list(variant, "v");
  await shop.stock(variant, 10);
  await store.believe(listing, { expected: 10, ackedAt: minutes(-60) });
  const desired = async () => (await shop.run((tx) => calculateDesiredStock(tx, [variant])))[0]?.desired;
  return { store, variant, listing, desired };
}

describe("the expected number of a channel when its own sale is imported", () => {
  const sale = minutes(0);
  const cases: [string, Partial<BelievedStock>, "native" | "read", { expected: number | null; recheck: boolean }][] = [
    [
      "moves when the sale is well after the last confirmed write",
      { expected: 10, ackedAt: minutes(-5) },
      "read",
      { expected: 8, recheck: false },
    ],
    [
      "moves when the sale is well after the last look",
      { expected: 10, observedAt: minutes(-5) },
      "read",
      { expected: 8, recheck: false },
    ],
    [
      "stays when the last look is well after the sale",
      { expected: 10, observedAt: minutes(5) },
      "read",
      { expected: 10, recheck: false },
    ],
    [
      "is looked at again when the two are close",
      { expected: 10, observedAt: minutes(0.2) },
      "read",
      { expected: 10, recheck: true },
    ],
    [
      "is looked at again while a write is on its way",
      { expected: 10, ackedAt: minutes(-5), sentSeq: 4, ackSeq: 3 },
      "native",
      { expected: 10, recheck: true },
    ],
    [
      "moves after our own compared write, however close",
      { expected: 10, ackedAt: minutes(0.2) },
      "native",
      { expected: 8, recheck: false },
    ],
    [
      "is looked at again when a look is newer than our compared write",
      { expected: 10, ackedAt: minutes(-1), observedAt: minutes(0.2) },
      "native",
      { expected: 10, recheck: true },
    ],
    [
      "stays when our compared write went over a number that was read well after the sale",
      { expected: 10, ackedAt: minutes(6), readAt: minutes(5) },
      "native",
      { expected: 10, recheck: false },
    ],
    [
      "is looked at again when the number our compared write went over was read close to the sale",
      { expected: 10, ackedAt: minutes(6), readAt: minutes(0.2) },
      "native",
      { expected: 10, recheck: true },
    ],
    [
      "moves when the sale is well after the number was read that our compared write went over",
      { expected: 10, ackedAt: minutes(-1), readAt: minutes(-5) },
      "native",
      { expected: 8, recheck: false },
    ],
    ["stays unknown when it is unknown", { expected: null }, "read", { expected: null, recheck: false }],
  ];
  test.each(cases)("%s", async (_name, state, compareAndSet, outcome) => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    const listing = await store.list(variant, "v");
    await shop.stock(variant, 10);
    await store.believe(listing, state);
    const key = `e${_name.length}${compareAndSet}${listing.slice(-6)}`;
    const part = orderPart(key, {
      placedAt: sale.toISOString(),
      version: { kind: "time", value: BigInt(sale.getTime()) * 1000n },
      lines: [orderLine({ variantKey: "v", quantity: 2 })],
    });
    await store.apply([part], { compareAndSet });
    expect(await store.believed(listing)).toEqual({ ...outcome, isDue: outcome.recheck });
    await store.apply([part], { compareAndSet });
    expect((await store.believed(listing)).expected).toBe(outcome.expected);
  });

  test("an order restored from its shop's trash takes its units again, and nothing is believed twice", async () => {
    const { store, variant, listing, desired } = await tenShown();
    const placed = orderPart("trash1", { lines: [orderLine({ variantKey: "v", quantity: 2 })] });
    await store.apply([placed]);
    await shop.run((tx) => ordersGone(tx, { connectionId: store.id, orderKeys: ["trash1"], now: minutes(5), actor }));
    expect([await desired(), await shop.level(variant)]).toEqual([10, { onHand: 10, reserved: 0, available: 10 }]);
    // Its shop keeps what it took in the trash: the number is looked at before another is written.
    expect(await store.believed(listing)).toMatchObject({ expected: 8, recheck: true });
    expect(await store.apply([later(placed, 4, {})]), "told from before").toMatchObject([{ changed: false }]);
    const restored = later(placed, 10, {});
    for (const part of [restored, restored]) await store.apply([part]);
    expect([await desired(), await shop.level(variant)]).toEqual([8, { onHand: 10, reserved: 2, available: 8 }]);
    expect(await store.believed(listing)).toMatchObject({ expected: 8 });
  });

  test("the expected number comes back when the order is cancelled, and pushes nothing in between", async () => {
    const { store, listing, desired } = await tenShown();
    const first = orderPart("cancel1", { lines: [orderLine({ variantKey: "v", quantity: 3 })] });
    await store.apply([first]);
    expect([await desired(), (await store.believed(listing)).expected]).toEqual([7, 7]);
    const line = orderLine({ variantKey: "v", quantity: 0, orderedQuantity: 3, channelTook: 0 });
    await store.apply([later(first, 1, { status: "cancelled", lines: [line] })]);
    expect([await desired(), (await store.believed(listing)).expected]).toEqual([10, 10]);
  });

  test("the expected number is read back when items sold by measure come back: a write had no part of a unit", async () => {
    const { store, listing } = await tenShown();
    const cloth = { variantKey: "v", orderedQuantity: 3, exactQuantity: "2.75" };
    const first = orderPart("cloth1", { lines: [orderLine({ ...cloth, quantity: 3 })] });
    await store.apply([first]);
    expect(await store.believed(listing)).toMatchObject({ expected: 7, recheck: false });
    const back = orderLine({ ...cloth, quantity: 0, channelTook: 0 });
    await store.apply([later(first, 5, { status: "cancelled", lines: [back] })]);
    expect(await store.believed(listing)).toMatchObject({ recheck: true });
  });

  test("the expected number of a channel that stops at zero rises from there when the order is cancelled", async () => {
    const store = await shop.newStore();
    const listing = await store.list(await shop.newVariant(), "v");
    await store.believe(listing, { expected: 0, ackedAt: minutes(-60) });
    const first = orderPart("owed1", { lines: [orderLine({ variantKey: "v", quantity: 2 })] });
    await store.apply([first]);
    expect((await store.believed(listing)).expected).toBe(-2);
    const levels = [{ listingId: listing, location: "", available: 0, at: minutes(1) }];
    await shop.run((tx) => observeLevels(tx, { connectionId: store.id, levels, now: minutes(1) }));
    const line = orderLine({ variantKey: "v", quantity: 0, orderedQuantity: 2, channelTook: 0 });
    await store.apply([later(first, 5, { status: "cancelled", lines: [line] })]);
    expect((await store.believed(listing)).expected).toBe(2);
  });
});

import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { setComponents } from "../catalog/bundles.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { reconcileWaitingOpenings } from "./opened-lines.ts";
import { later, minutes, orderLine, orderPart, type TestShop, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

async function item(of: TestShop, store: Awaited<ReturnType<TestShop["newStore"]>>, key: string, onHand: number) {
  const variant = await of.newVariant();
  const listing = await store.list(variant, key);
  await of.stock(variant, onHand);
  await store.believe(listing, { expected: onHand, ackedAt: minutes(-60) });
  return { variant, listing };
}

const sound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};
const alerts = (kind: string) =>
  shop.run((tx) =>
    tx.rows<{ id: string; count: number; text: string }>(
      "select id, count, text from alert where organization_id = argosy.tenant() and kind = $1 order by first_at",
      [kind],
    ),
  );
const shipped = { status: "completed", fulfilment: "fulfilled" } as const;

test("a set whose parts are lines holds each part once, and nothing of itself [D2.4]", async () => {
  const store = await shop.newStore();
  const [tee, mug] = [await item(shop, store, "tee", 39), await item(shop, store, "mug", 13)];
  const set = await item(shop, store, "set", 0);
  await shop.run((tx) =>
    setComponents(tx, {
      variantId: set.variant,
      components: [
        { variantId: tee.variant, quantity: 1 },
        { variantId: mug.variant, quantity: 1 },
      ],
    }),
  );
  const lines = [
    orderLine({ key: "1", variantKey: "set", quantity: 1, channelTook: 0, fulfilledBy: "nobody" }),
    orderLine({ key: "2", variantKey: "tee", quantity: 1, group: "1" }),
    orderLine({ key: "3", variantKey: "mug", quantity: 1, group: "1" }),
  ];
  const ordered = orderPart("set1", { lines });
  await store.apply([ordered]);
  expect([await shop.level(tee.variant), await shop.level(mug.variant), await shop.level(set.variant)]).toEqual([
    { onHand: 39, reserved: 1, available: 38 },
    { onHand: 13, reserved: 1, available: 12 },
    { onHand: 0, reserved: 0, available: 0 },
  ]);
  expect(await store.believed(tee.listing)).toMatchObject({ expected: 38 });
  const gone = lines.map((line) => (line.group ? { ...line, fulfilledQuantity: 1 } : line));
  await store.apply([later(ordered, 1, { ...shipped, lines: gone })]);
  expect([await shop.level(tee.variant), await shop.level(mug.variant)]).toEqual([
    { onHand: 38, reserved: 0, available: 38 },
    { onHand: 12, reserved: 0, available: 12 },
  ]);
  await sound();
});

test("a line that is not shipped takes what its channel took: promised until then, gone after, back where given back [D2.4]", async () => {
  const store = await shop.newStore();
  const seat = await item(shop, store, "seat", 50);
  const line = orderLine({ variantKey: "seat", quantity: 10, channelTook: 0, fulfilledBy: "nobody" });
  const ordered = orderPart("seats", { lines: [line] });
  await store.apply([ordered]);
  expect(await shop.level(seat.variant)).toEqual({ onHand: 50, reserved: 10, available: 40 });
  await store.apply([later(ordered, 1, { lines: [{ ...line, channelTook: 10 }] })]);
  expect(await shop.level(seat.variant)).toEqual({ onHand: 40, reserved: 0, available: 40 });
  expect(await store.believed(seat.listing)).toMatchObject({ expected: 40 });
  await store.apply([later(ordered, 2, { lines: [{ ...line, quantity: 7, channelTook: 7 }] })]);
  expect(await shop.level(seat.variant)).toEqual({ onHand: 43, reserved: 0, available: 43 });
  await sound();
});

test("a refunded line that is not shipped stays gone unless put back, and comes back once where it is [D2.4]", async () => {
  const store = await shop.newStore();
  const seat = await item(shop, store, "pass", 50);
  const line = orderLine({ variantKey: "pass", quantity: 10, fulfilledQuantity: 10, fulfilledBy: "nobody" });
  const ordered = orderPart("passes", { ...shipped, lines: [line] });
  await store.apply([ordered]);
  const refund = (key: string, quantity: number, restocked: boolean) => ({
    key,
    amountMinor: 100n,
    at: "2026-11-20T13:00:00Z",
    lines: [{ lineKey: "pass", quantity, restocked }],
  });
  const level = { onHand: 40, reserved: 0, available: 40 };
  expect(await shop.level(seat.variant)).toEqual(level);
  const unsent = { ...line, fulfilledQuantity: 0, orderedQuantity: 10 };
  await store.apply([later(ordered, 1, { lines: [{ ...unsent, quantity: 7 }], refunds: [refund("a", 3, false)] })]);
  expect([await shop.level(seat.variant), await store.believed(seat.listing)]).toMatchObject([level, { expected: 40 }]);
  const refunds = [refund("a", 3, false), refund("b", 2, true)];
  const back = { ...line, channelTook: 8, restockedQuantity: 2 };
  for (const version of [2, 3]) await store.apply([later(ordered, version, { lines: [back], refunds })]);
  expect([await shop.level(seat.variant), await store.believed(seat.listing)]).toMatchObject([
    { onHand: 42, reserved: 0, available: 42 },
    { expected: 42 },
  ]);
  await sound();
});

test("a pack takes its contents as its channel does, and what is believed of them there moves with it [D2.4]", async () => {
  const store = await shop.newStore();
  const [cup, oil] = [await item(shop, store, "cup", 29), await item(shop, store, "oil", 17)];
  const pack = await item(shop, store, "pack", 0);
  const parts = [
    { variantKey: "cup", quantity: 2 },
    { variantKey: "oil", quantity: 1 },
  ];
  const line = orderLine({ variantKey: "pack", quantity: 2, pack: { parts, takesOwn: false } });
  const ordered = orderPart("pack1", { lines: [line] });
  await store.apply([ordered]);
  expect([await shop.level(cup.variant), await shop.level(oil.variant), await shop.level(pack.variant)]).toEqual([
    { onHand: 29, reserved: 4, available: 25 },
    { onHand: 17, reserved: 2, available: 15 },
    { onHand: 0, reserved: 0, available: 0 },
  ]);
  expect([await store.believed(cup.listing), await store.believed(oil.listing)]).toMatchObject([
    { expected: 25 },
    { expected: 15 },
  ]);
  expect(await store.believed(pack.listing)).toMatchObject({ expected: 0 });
  await store.apply([later(ordered, 1, { status: "cancelled", lines: [{ ...line, quantity: 0, channelTook: 0 }] })]);
  expect([await shop.level(cup.variant), await store.believed(cup.listing)]).toMatchObject([
    { onHand: 29, reserved: 0 },
    { expected: 29 },
  ]);
  await sound();
});

test("a pack that is not linked takes its linked parts, and one that is deleted keeps what it took [D2.4]", async () => {
  const store = await shop.newStore();
  const [cup, oil] = [await item(shop, store, "cup3", 29), await item(shop, store, "oil3", 17)];
  const parts = [
    { variantKey: "cup3", quantity: 2 },
    { variantKey: "oil3", quantity: 1 },
  ];
  const line = orderLine({ variantKey: "unknown", quantity: 2, pack: { parts, takesOwn: false } });
  const ordered = orderPart("pack3", { lines: [line] });
  await store.apply([ordered]);
  const promised = [{ reserved: 4 }, { reserved: 2 }];
  const levels = async () => [await shop.level(cup.variant), await shop.level(oil.variant)];
  expect(await levels()).toMatchObject(promised);
  expect(await store.believed(cup.listing)).toMatchObject({ expected: 25 });
  const { pack: _deleted, ...bare } = line;
  await store.apply([later(ordered, 1, { lines: [bare] })]);
  expect(await levels()).toMatchObject(promised);
  await store.apply([later(ordered, 2, { lines: [{ ...line, pack: { parts: parts.slice(0, 1), takesOwn: false } }] })]);
  expect(await levels()).toMatchObject(promised);
  await store.apply([later(ordered, 3, { status: "cancelled", lines: [{ ...bare, quantity: 0, channelTook: 0 }] })]);
  expect(await levels()).toMatchObject([{ reserved: 0 }, { reserved: 0 }]);
  expect(await store.believed(cup.listing)).toMatchObject({ expected: 29 });
  await sound();
});

test("units in a pack from before the cut-over lie here beside the channel's numbers, as those of other lines do [D2.4]", async () => {
  const store = await shop.newStore();
  // The shop had lowered both by the pack that is open, and what it showed became the opening stock.
  const [cup, oil] = [await item(shop, store, "cup4", 16), await item(shop, store, "oil4", 18)];
  const parts = [
    { variantKey: "cup4", quantity: 2 },
    { variantKey: "oil4", quantity: 1 },
  ];
  const ordered = orderPart("pack4", {
    lines: [orderLine({ variantKey: "nowhere", quantity: 2, pack: { parts, takesOwn: false } })],
  });
  const connection = { id: store.id, name: "Shop", orderPrefix: "SH", stockCutoverAt: minutes(600) };
  await store.apply([ordered], { connection });
  await shop.run((tx) =>
    tx.run("update listing set opened_at = $2 where organization_id = argosy.tenant() and id = any($1::uuid[])", [
      [cup.listing, oil.listing],
      minutes(-5),
    ]),
  );
  await shop.run((tx) => reconcileWaitingOpenings(tx, [cup.listing, oil.listing], minutes(0)));
  expect([await shop.level(cup.variant), await shop.level(oil.variant)]).toEqual([
    { onHand: 20, reserved: 4, available: 16 },
    { onHand: 20, reserved: 2, available: 18 },
  ]);
  await sound();
});

test("a pack with a number of its own takes that beside its contents, unless it is a bundle here [D2.4]", async () => {
  const store = await shop.newStore();
  const [cup, pack] = [await item(shop, store, "cup2", 20), await item(shop, store, "pack2", 9)];
  const sold = orderLine({
    variantKey: "pack2",
    quantity: 1,
    pack: { parts: [{ variantKey: "cup2", quantity: 3 }], takesOwn: true },
  });
  await store.apply([orderPart("pack2", { lines: [sold] })]);
  expect([await shop.level(cup.variant), await shop.level(pack.variant)]).toMatchObject([
    { reserved: 3 },
    { reserved: 1 },
  ]);
  expect([await store.believed(cup.listing), await store.believed(pack.listing)]).toMatchObject([
    { expected: 17 },
    { expected: 8 },
  ]);
  await sound();
});

test.each([
  ["0.5", 1],
  ["1.5", 2],
  ["2.25", 3],
])(
  "%s of goods sold in fractions hold as many units as contain it, and a person hears of the item once [D2.4]",
  async (exactQuantity, units) => {
    const store = await shop.newStore();
    const key = `cloth-${exactQuantity}`;
    const cloth = await item(shop, store, key, 12);
    const before = new Set((await alerts("sold_in_fractions")).map(({ id }) => id));
    const line = orderLine({ variantKey: key, title: "Cloth", quantity: units, exactQuantity });
    await store.apply([orderPart(`${key}a`, { lines: [line] })]);
    await store.apply([orderPart(`${key}b`, { lines: [line] })]);
    expect(await shop.level(cloth.variant)).toEqual({ onHand: 12, reserved: 2 * units, available: 12 - 2 * units });
    expect(await store.believed(cloth.listing)).toMatchObject({ expected: 12 - 2 * units });
    const raised = (await alerts("sold_in_fractions")).filter(({ id }) => !before.has(id));
    expect(raised.map(({ text }) => text)).toEqual([expect.stringContaining(exactQuantity)]);
    const [stored] = await shop.run((tx) =>
      tx.rows(
        `select title, trim_scale(exact_quantity)::text as exact from order_line
       where organization_id = argosy.tenant() and ext_variant_key = $1 limit 1`,
        [key],
      ),
    );
    expect(stored).toEqual({ title: `Cloth (${exactQuantity})`, exact: exactQuantity });
    await sound();
  },
);

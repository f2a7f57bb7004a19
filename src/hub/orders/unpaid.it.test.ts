import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { calculateDesiredStock } from "../inventory/calculate-desired-stock.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";
import { endUnpaidHolds } from "./unpaid-holds.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

/** Two stores with 5 mugs; what each should show. */
async function mugs() {
  const [own, other] = [await shop.newStore("Own"), await shop.newStore("Other")];
  const variant = await shop.newVariant("MUG");
  const listings = [await own.list(variant, "v"), await other.list(variant, "w")];
  await shop.stock(variant, 5);
  const shown = async () => {
    const desired = await shop.run((tx) => calculateDesiredStock(tx, [variant]));
    return listings.map((id) => desired.find(({ listingId }) => listingId === id)?.desired);
  };
  const marks = () =>
    shop.run((tx) =>
      tx.rows("delete from change_mark where organization_id = argosy.tenant() and aspect = 'stock' returning 1"),
    );
  return { own, other, variant, shown, marks };
}

const unpaid = (heldUntil?: string) =>
  orderPart("u1", {
    status: "pending",
    financial: "pending",
    placedAt: minutes(-10).toISOString(),
    heldUntil,
    lines: [orderLine({ variantKey: "v", quantity: 3, channelTook: 0 })],
  });
const paid = (part: ReturnType<typeof unpaid>) =>
  later(part, 5, {
    status: "processing",
    financial: "paid",
    heldUntil: undefined,
    lines: part.lines.map((line) => ({ ...line, channelTook: 3 })),
  });
const sound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};

test("a shop that keeps an unpaid order's units aside shows them still, and other channels do not [D4.1]", async () => {
  const { own, shown, marks } = await mugs();
  const part = unpaid(minutes(50).toISOString());
  await own.apply([part]);
  expect(await shown()).toEqual([5, 2]);
  await marks();
  await own.apply([paid(part)]);
  expect(await marks()).not.toEqual([]);
  expect(await shown()).toEqual([2, 2]);
  await sound();
});

test("an unpaid order does not offer units that lie nowhere either", async () => {
  const { own, other, shown } = await mugs();
  await other.apply([orderPart("o1", { lines: [orderLine({ variantKey: "w", quantity: 4 })] })]);
  await own.apply([unpaid(minutes(50).toISOString())]);
  expect(await shown()).toEqual([1, 0]);
});

test("an abandoned order is on sale again when its shop stops keeping it, and promised again if it is paid after all", async () => {
  const { own, variant, shown, marks } = await mugs();
  const part = unpaid(minutes(50).toISOString());
  await own.apply([part]);
  expect(await shop.run((tx) => endUnpaidHolds(tx, minutes(49)))).toBe(false);
  expect(await shown()).toEqual([5, 2]);
  await marks();
  await shop.run((tx) => endUnpaidHolds(tx, minutes(50)));
  expect(await marks()).not.toEqual([]);
  expect(await shown()).toEqual([5, 5]);
  const texts = "select text from timeline where organization_id = argosy.tenant() and kind = 'stock'";
  expect(await shop.run((tx) => tx.rows(texts))).toEqual([
    { text: "Not paid in time: the channel no longer keeps the units aside, and they are on sale again." },
  ]);
  await shop.run((tx) => endUnpaidHolds(tx, minutes(60)));
  expect(await shop.run((tx) => tx.rows(texts))).toHaveLength(1);
  await own.apply([paid(part)]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 3 });
  expect(await shown()).toEqual([2, 2]);
  await sound();
});

test("a hold of a channel whose clock is a quarter of an hour ahead ends a quarter of an hour earlier by ours", async () => {
  const { own, shown } = await mugs();
  const connection = { id: own.id, name: "Own", orderPrefix: "SH", stockCutoverAt: null, clockAheadMs: 15 * 60_000 };
  await own.apply([unpaid(minutes(50).toISOString())], { connection });
  await shop.run((tx) => endUnpaidHolds(tx, minutes(34)));
  expect(await shown()).toEqual([5, 2]);
  await shop.run((tx) => endUnpaidHolds(tx, minutes(35)));
  expect(await shown()).toEqual([5, 5]);
});

test("an order whose hold was over before it came holds nothing", async () => {
  const { own, variant, shown } = await mugs();
  await own.apply([unpaid(minutes(-1).toISOString())]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 0 });
  expect(await shown()).toEqual([5, 5]);
});

test("an unpaid order of a channel that says nothing holds its units as long as the store's settings say", async () => {
  const { own, shown } = await mugs();
  const connection = { id: own.id, name: "Own", orderPrefix: "SH", stockCutoverAt: null, unpaidHoldMinutes: 30 };
  await own.apply([unpaid()], { connection });
  expect(await shown()).toEqual([2, 2]);
  await shop.run((tx) => endUnpaidHolds(tx, minutes(19)));
  expect(await shown()).toEqual([2, 2]);
  await shop.run((tx) => endUnpaidHolds(tx, minutes(20)));
  expect(await shown()).toEqual([5, 5]);
  await sound();
});

test("units the channel has taken from its number are held as long as the order is open, whatever the settings say", async () => {
  const { own, variant } = await mugs();
  const connection = { id: own.id, name: "Own", orderPrefix: "SH", stockCutoverAt: null, unpaidHoldMinutes: 30 };
  const part = { ...unpaid(), lines: [orderLine({ variantKey: "v", quantity: 3, channelTook: 3 })] };
  await own.apply([part], { connection });
  await shop.run((tx) => endUnpaidHolds(tx, new Date(noon.getTime() + 86_400_000)));
  expect(await shop.level(variant)).toMatchObject({ reserved: 3 });
});

/** Two sizes that show one number of the channel's, 5 tees; what the item that writes it should show. Size M may not be linked. */
async function sizes(isLinked: boolean) {
  const own = await shop.newStore("Own");
  const [tee, small, medium] = [await shop.newVariant("TEE"), await shop.newVariant("S"), await shop.newVariant("M")];
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       select argosy.tenant(), v, $2, 1 from unnest($1::uuid[]) as w(v)`,
      [[small, medium], tee],
    ),
  );
  const writes = await own.list(small, "s");
  await own.list(isLinked ? medium : null, "m");
  await shop.run((tx) => tx.run("update listing set shared_stock = 'tee' where organization_id = argosy.tenant()"));
  await shop.stock(tee, 5);
  const shown = async () => {
    const desired = await shop.run((tx) => calculateDesiredStock(tx, [tee]));
    return desired.find(({ listingId }) => listingId === writes)?.desired;
  };
  return { own, tee, shown };
}

test.each([
  ["another item", true],
  ["an item that is not linked", false],
])(
  "units kept aside for an unpaid order of %s that shows the same number stand in that number",
  async (_, isLinked) => {
    const { own, tee, shown } = await sizes(isLinked);
    const order = (key: string, variantKey: string, quantity: number) =>
      orderPart(key, {
        ...{ status: "pending", financial: "pending", heldUntil: minutes(50).toISOString() },
        lines: [orderLine({ variantKey, quantity, channelTook: 0 })],
      });
    await own.apply([order("m1", "m", 2), order("s1", "s", 1)]);
    expect(await shop.level(tee)).toMatchObject({ onHand: 5, reserved: 3 });
    expect(await shown()).toBe(5);
    const paidFor = { status: "processing", financial: "paid", heldUntil: undefined } as const;
    const lines = [orderLine({ variantKey: "m", quantity: 2, channelTook: 2 })];
    const marked = () =>
      shop.run((tx) =>
        tx.rows(
          `delete from change_mark
           where organization_id = argosy.tenant() and aspect = 'stock'
           returning subject_id as id`,
        ),
      );
    await marked();
    await own.apply([later(order("m1", "m", 2), 5, { ...paidFor, lines })]);
    // Whichever of them writes the number is looked at.
    expect(await marked()).toContainEqual({ id: tee });
    expect(await shown()).toBe(3);
    await sound();
  },
);

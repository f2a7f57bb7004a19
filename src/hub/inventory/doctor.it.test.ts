import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { repairLevels, repairLines } from "../orders/repair-stock.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { examineStock } from "./doctor.ts";
import { listStockHistory } from "./history.ts";
import { adjustStock } from "./stock-changes.ts";

let variant: string;

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());
beforeEach(async () => {
  variant = await shop.newVariant("CUP");
  await store.list(variant, "cup");
  await shop.stock(variant, 10);
});

const order = orderPart("o1", { lines: [orderLine({ variantKey: "cup", quantity: 3 })] });
const write = (text: string, params: readonly unknown[] = [variant]) => shop.run((tx) => tx.run(text, params));
/** Past the triggers, as only a bug could. */
const writeBehindTheLedger = (text: string) =>
  shop.run(async (tx) => {
    await tx.run("select set_config('argosy.ledger', 'on', true)");
    await tx.run(text, [variant]);
  });
const repair = async () => {
  const levels = await shop.run((tx) => repairLevels(tx, { actor, now: noon }));
  const lines = await shop.run((tx) => repairLines(tx, { actor, now: noon }));
  expect(await shop.run(examineStock)).toEqual({ isSound: true, levels: [], lines: [] });
  return { levels, lines };
};
const setLevel =
  "update level set on_hand = 4, reserved = 1 where organization_id = argosy.tenant() and variant_id = $1";
const LINE = "organization_id = argosy.tenant() and variant_id = $1";

test("a level that lost its movements is what they say again, and its history ends in it", async () => {
  await store.apply([order]);
  await writeBehindTheLedger(setLevel);
  await shop.run((tx) => adjustStock(tx, { items: [{ variantId: variant, delta: 2 }], actor, now: noon }));
  const { levels } = await repair();
  expect(levels).toMatchObject([{ sku: "CUP", onHand: 6, reserved: 1, ledgerOnHand: 12, ledgerReserved: 3, held: 3 }]);
  expect(await shop.level(variant)).toEqual({ onHand: 12, reserved: 3, available: 9 });
  const { items } = await shop.run((tx) => listStockHistory(tx, { variantId: variant, limit: 1 }));
  expect(items).toMatchObject([{ cause: "repair", onHandAfter: 12, reservedAfter: 3 }]);
  expect(items[0]?.note).toContain("said 6 on hand");
});

test("a reservation nobody holds is released, one that was lost is taken again", async () => {
  await store.apply([order]);
  await write("update level set reserved = 7 where organization_id = argosy.tenant() and variant_id = $1");
  expect((await repair()).levels).toMatchObject([{ reserved: 7, held: 3 }]);
  await write("update level set reserved = 0 where organization_id = argosy.tenant() and variant_id = $1");
  expect((await repair()).levels).toMatchObject([{ reserved: 0, held: 3 }]);
  // Orders removed by hand leave their promises behind.
  await write("delete from sales_order where organization_id = argosy.tenant() and ext_key = $1", ["o1"]);
  expect((await repair()).levels).toMatchObject([{ reserved: 3, held: 0 }]);
  expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 0, available: 10 });
});

test("a line that forgot what it holds, or dreams of it, is settled anew", async () => {
  await store.apply([order]);
  await write(`update order_line set reserved_quantity = 5 where ${LINE}`);
  expect((await repair()).lines).toMatchObject([{ orderNumber: "SH-o1", reserved: 5, held: 3 }]);
  await write(`update order_line set reserved_quantity = 1, quantity = 2 where ${LINE}`);
  expect((await repair()).lines).toMatchObject([{ reserved: 1, held: 3 }]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
  await store.apply([later(order, 1, { status: "cancelled" })]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 0 });
});

test("a bundle that is composed anew while orders hold it is no fault, one that forgot what it holds is", async () => {
  const [box, lid] = [await shop.newVariant("BOX"), await shop.newVariant("LID")];
  await store.list(box, "box");
  const compose = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
     values (argosy.tenant(), $1, $2, $3)`;
  await write(compose, [box, variant, 2]);
  await shop.stock(lid, 5);
  await store.apply([orderPart("b1", { lines: [orderLine({ variantKey: "box", quantity: 2 })] })]);
  await write(compose, [box, lid, 1]);
  expect(await shop.run(examineStock)).toMatchObject({ isSound: true });
  await write(
    "update order_line set reserved_quantity = 0 where organization_id = argosy.tenant() and variant_id = $1",
    [box],
  );
  expect((await repair()).lines).toMatchObject([{ reserved: 0, held: 1 }]);
  expect(await shop.level(variant)).toMatchObject({ reserved: 4 });
  expect(await shop.level(lid)).toMatchObject({ reserved: 2 });
});

test("open orders of what nobody counts are no fault, alone or in a bundle; one of a counted part is", async () => {
  const [made, box] = [await shop.newVariant("MADE"), await shop.newVariant("BOX")];
  for (const [id, key] of [
    [made, "made"],
    [box, "box"],
  ] as const)
    await store.list(id, key);
  const compose = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
     values (argosy.tenant(), $1, $2, 1)`;
  await write(compose, [box, made]);
  const setCounted = "update variant set counted = $2 where organization_id = argosy.tenant() and id = $1";
  for (const id of [made, box]) await write(setCounted, [id, false]);
  const lines = ["made", "box"].map((variantKey) => orderLine({ key: variantKey, variantKey, quantity: 2 }));
  await store.apply([orderPart("m1", { lines })]);
  expect(await shop.run(examineStock)).toEqual({ isSound: true, levels: [], lines: [] });
  await write(compose, [box, variant]);
  await write(setCounted, [box, true]);
  expect(await shop.run(examineStock)).toMatchObject({ lines: [{ sku: "box", reserved: 2, held: 0 }] });
});

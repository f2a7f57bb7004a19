import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAutomationRuns, undoRun } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createBatch } from "../packing/batches.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { packedOrders } from "./packing.ts";
import { changeStockUse } from "./stock-use.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

let last = 0;
/** An order of 3 with so many in stock. */
async function world(inStock = 5) {
  const key = `s${++last}`;
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, key);
  await shop.stock(variant, inStock);
  const sent = orderPart(key, { lines: [orderLine({ variantKey: key, quantity: 3 })] });
  const sell = async () => (await store.apply([sent]))[0]?.orderId ?? "";
  const units = async () => {
    const { onHand, reserved, available } = await shop.level(variant);
    return { onHand, reserved, available };
  };
  const use = (id: string, usesStock: boolean) =>
    shop.run((tx) => changeStockUse(tx, { orderIds: [id], usesStock, actor, now: minutes(1) }));
  return { store, sent, sell, units, use, order: (id: string) => shop.run((tx) => getOrder(tx, id)) };
}

const shipped = (sent: OrderPart, nth: number, units: number): OrderPart =>
  later(sent, nth, {
    fulfilment: units === 3 ? "fulfilled" : "partial",
    lines: sent.lines.map((line) => ({ ...line, fulfilledQuantity: units })),
  });

const isSound = () => shop.run(async (tx) => [...(await checkLedger(tx)), ...(await checkReservations(tx))]);

test("an order excluded from stock frees its units, and what its channel reports of it takes none", async () => {
  const { store, sent, sell, units, use, order } = await world();
  const id = await sell();
  expect(await units()).toEqual({ onHand: 5, reserved: 3, available: 2 });
  expect(await use(id, false)).toEqual([id]);
  expect(await use(id, false), "again").toEqual([]);
  // Whoever packs it here is told.
  expect(await shop.run((tx) => packedOrders(tx, [id]))).toMatchObject([{ state: "to_ship", usesStock: false }]);
  const { items } = await shop.run((tx) => createBatch(tx, { orderIds: [id], actor, now: noon }));
  expect(items).toMatchObject([{ usesStock: false }]);
  expect(await units()).toEqual({ onHand: 5, reserved: 0, available: 5 });
  await store.apply([shipped(sent, 1, 3)]);
  expect(await units()).toEqual({ onHand: 5, reserved: 0, available: 5 });
  expect(await order(id)).toMatchObject({ usesStock: false, fulfilment: "fulfilled", shortUnits: 0 });
  const given = (await shop.run((tx) => getTimeline(tx, id))).map(({ text }) => text);
  expect(given).toContain("Excluded from stock: it reserves and takes nothing.");
  expect(await isSound()).toEqual([]);
});

test("an order counted again reserves what is left, and what it shipped meanwhile leaves stock", async () => {
  const { store, sent, sell, units, use, order } = await world();
  const id = await sell();
  await use(id, false);
  await store.apply([shipped(sent, 1, 1)]);
  expect(await use(id, true)).toEqual([id]);
  expect(await units()).toEqual({ onHand: 4, reserved: 2, available: 2 });
  await store.apply([later(sent, 2, { status: "cancelled", lines: shipped(sent, 2, 1).lines })]);
  expect(await units()).toEqual({ onHand: 4, reserved: 0, available: 4 });
  expect(await order(id)).toMatchObject({ usesStock: true });
  expect(await isSound()).toEqual([]);
});

test("an order without stock that is excluded is short no more, and the units that come go to others", async () => {
  const { sell, units, use, order } = await world(1);
  const id = await sell();
  expect(await order(id)).toMatchObject({ state: "short" });
  await use(id, false);
  expect(await order(id)).toMatchObject({ state: "to_ship", shortUnits: 0 });
  expect(await units()).toEqual({ onHand: 1, reserved: 0, available: 1 });
});

test("a rule excludes orders from stock, later rules see it, and undoing the run counts them again", async () => {
  const { sell, units } = await world(2);
  await shop.run((tx) =>
    switchedOn(
      tx,
      [
        ruleOf("order.received", [{ do: "exclude_from_stock" }]),
        ruleOf("order.received", [{ do: "hold_order", reason: "stock" }], {
          when: { field: "order.is_short", is: "is", value: true },
        }),
      ],
      noon,
    ),
  );
  const id = await sell();
  await workAll(shop.run, noon);
  expect(await units()).toEqual({ onHand: 2, reserved: 0, available: 2 });
  const { items } = await shop.run((tx) => listAutomationRuns(tx, { orderId: id }));
  expect(items.map(({ acts }) => acts)).toEqual([[{ do: "exclude_from_stock", excluded: true }]]);
  const undone = await shop.run((tx) => undoRun(tx, { id: items[0]?.id ?? "", actor, now: minutes(2) }));
  expect(undone.acts).toEqual([{ do: "exclude_from_stock", excluded: true, undone: true }]);
  expect(await units()).toEqual({ onHand: 2, reserved: 2, available: 0 });
});

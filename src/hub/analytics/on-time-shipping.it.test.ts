/** The report of orders shipped by their due time. */
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { promiseReport } from "./on-time-shipping.ts";
import { promiseTable } from "./tables.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const hours = (count: number) => minutes(count * 60).toISOString();

const report = (more: object = {}) =>
  shop.run((tx) =>
    promiseReport(tx, {
      calendar: { zone: "UTC" },
      range: { from: "2026-11-20", to: "2026-11-21" },
      now: minutes(0),
      ...more,
    }),
  );

test("orders count by the day they are due: on time, late, waiting, or shipped at a time nobody told [E1.1]", async () => {
  const [first, second] = [await shop.newStore(), await shop.newStore()];
  const mug = await shop.newVariant();
  await shop.stock(mug, 90);
  for (const store of [first, second]) await store.list(mug, "mug");
  let last = 0;
  const sold = async (store: typeof first, part: Partial<OrderPart>, shipped?: readonly (string | undefined)[]) => {
    last += 1;
    const units = shipped ? 2 : 0;
    const lines = [orderLine({ key: "mug", variantKey: "mug", quantity: 2, fulfilledQuantity: units })];
    const fulfilments = (shipped ?? []).map((shippedAt, n) => ({
      ...{ key: `f${n}`, status: "fulfilled" as const, trackingNumbers: [], lines: [{ lineKey: "mug", quantity: 1 }] },
      ...(shippedAt && { shippedAt }),
    }));
    const fulfilment = shipped ? ("fulfilled" as const) : ("unfulfilled" as const);
    await store.apply([orderPart(`k${last}`, { lines, fulfilments, fulfilment, ...part })]);
  };
  const due = { shipBy: hours(-2) };
  await sold(first, due, [hours(-9), hours(-3)]);
  await sold(first, due, [hours(-9), hours(-1)]);
  await sold(first, due, [hours(-3), undefined]);
  await sold(first, due);
  // Due later and still here, cancelled, due on another day, and due when nothing says.
  await sold(first, { shipBy: hours(3) });
  await sold(first, { ...due, status: "cancelled" });
  await sold(first, { shipBy: "2026-11-22T00:00:00Z" }, [hours(-1)]);
  await sold(first, {}, [hours(-1)]);
  await sold(second, { shipBy: "2026-11-20T00:00:00Z" }, [hours(90)]);
  await sold(second, { shipBy: "2026-11-21T23:59:59Z" }, [hours(-9)]);

  const { all, items } = await report();
  expect(items).toMatchObject([
    { storeId: first.id, orders: 4, onTime: 1, late: 1, waiting: 1, unknown: 1, percentOnTime: 33.3 },
    { storeId: second.id, orders: 2, onTime: 1, late: 1, waiting: 0, unknown: 0, percentOnTime: 50 },
  ]);
  expect(
    items.map(({ hoursLate, mostHoursLate, lateWithinDay, lateBeyondThreeDays }) => [
      ...[hoursLate, mostHoursLate, lateWithinDay, lateBeyondThreeDays],
    ]),
  ).toEqual([
    [1.5, 2, 2, 0],
    [102, 102, 0, 1],
  ]);
  expect(all).toMatchObject({ orders: 6, onTime: 2, late: 2, waiting: 1, unknown: 1, percentOnTime: 40 });
  expect((await report({ storeIds: [second.id] })).all.orders).toBe(2);
  const elsewhere = await report({
    calendar: { zone: "Pacific/Kiritimati" },
    range: { from: "2026-11-22", to: "2026-11-22" },
  });
  expect(elsewhere.all.orders, "days are the organization's").toBe(2);
  expect((await report({ range: { from: "2026-10-01", to: "2026-10-02" }, now: noon })).items).toEqual([]);

  const lines: string[] = [];
  const table = promiseTable(() => report());
  for await (const rows of table.pieces)
    for (const row of rows)
      lines.push(
        table.columns
          .map(({ cell }) => String(cell(row)))
          .slice(1, 7)
          .join(),
      );
  expect(lines).toEqual(["4,1,1,1,1,33.3", "2,1,1,0,0,50"]);
});

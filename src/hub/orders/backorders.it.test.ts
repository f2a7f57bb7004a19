import { expect, test } from "vitest";
import type { Backordered } from "../../commerce/backorders.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { changePurchaseOrder, createPurchaseOrder, placePurchaseOrder } from "../purchasing/orders.ts";
import { createSupplier } from "../purchasing/suppliers.ts";
import { notifyBackorders } from "./backorders.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { listOrders } from "./list.ts";
import { presaleOf, setPresale } from "./presales.ts";
import { explainPromise } from "./promise-dates.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());
const by = { actor, now: noon };

/** A purchase order that is on its way. */
async function onItsWay(variantId: string, quantity: number, expectedOn: string): Promise<string> {
  const supplier = await shop.run((tx) => createSupplier(tx, { name: "Mill", currency: "EUR", now: noon }));
  return shop.run(async (tx) => {
    const { id } = await createPurchaseOrder(tx, {
      supplierId: supplier.id,
      lines: [{ variantId, quantity }],
      expectedOn,
      ...by,
    });
    await placePurchaseOrder(tx, { id, ...by });
    return id;
  });
}

test("short orders are promised what comes in turn, and a late delivery takes the day back once [D4.7]", async () => {
  const mug = await shop.newVariant("MUG");
  await store.list(mug, "mug");
  const sell = async (key: string, quantity: number, minute: number) => {
    const line = orderLine({ variantKey: "mug", quantity, channelTook: 0 });
    const part = orderPart(key, { placedAt: minutes(minute).toISOString(), lines: [line] });
    return (await store.apply([part]))[0]?.orderId ?? "";
  };
  const [first, second, third] = [await sell("a", 2, 0), await sell("b", 2, 1), await sell("c", 2, 2)];
  const purchase = await onItsWay(mug, 4, "2026-12-04");
  const notify = (n: number, now = minutes(n)) => shop.run((tx) => notifyBackorders(tx, now));
  const shown = async (id: string) => (await shop.run((tx) => getOrder(tx, id))).backorder;
  const told = async (id: string) =>
    (await shop.run((tx) => getTimeline(tx, id))).flatMap(({ kind, text }) => (kind === "backorder" ? [text] : []));
  await notify(1);
  expect([await shown(first), await shown(second), await shown(third)]).toEqual([
    { kind: null, state: "expected", expectedOn: "2026-12-04" },
    { kind: null, state: "expected", expectedOn: "2026-12-04" },
    null,
  ]);
  const { items } = await shop.run((tx) => listOrders(tx, {}));
  expect(items.filter(({ backorder }) => backorder !== null)).toHaveLength(2);
  const among = async (...backorder: Backordered[]) =>
    new Set((await shop.run((tx) => listOrders(tx, { backorder }))).items.map(({ id }) => id));
  expect(await among("expected"), "the filter").toEqual(new Set([first, second]));
  expect(await among("none", "late")).toEqual(new Set([third]));
  expect(await among("expected", "undated", "late", "none")).toEqual(new Set([first, second, third]));
  await shop.run((tx) => changePurchaseOrder(tx, { id: purchase, expectedOn: "2026-12-09", ...by }));
  await notify(2);
  await notify(3);
  const late = new Date("2026-12-10T12:00:00Z");
  await notify(0, late);
  await notify(0, late);
  expect((await shown(first))?.state).toBe("late");
  expect(await told(first)).toEqual([
    "Missing units expected on 2026-12-04.",
    "Missing units now expected on 2026-12-09 instead of 2026-12-04.",
    "Missing units did not arrive on 2026-12-09: the purchase order is late.",
  ]);
  expect(await told(third)).toEqual([]);
  const alerts = await shop.run((tx) =>
    tx.rows<{ title: string }>(
      "select title from alert where organization_id = argosy.tenant() and kind = 'purchase_moved' order by first_at",
    ),
  );
  expect(alerts, "the first move, with both orders").toHaveLength(1);
  expect(alerts[0]?.title).toMatch(/^Purchase order .* no longer comes in time for 2 orders$/);
  await shop.stock(mug, 10);
  await shop.run((tx) => tx.run("update sales_order set is_short = false where organization_id = argosy.tenant()"));
  await notify(0, late);
  expect(await shown(first)).toBe(null);
});

test("a preorder is due at the end of its day, also once its units are there, and not before [D4.7]", async () => {
  const book = await shop.newVariant("BOOK");
  await store.list(book, "book");
  const presale = { preorderUntil: "2026-12-24", backorderDays: 10, mostAhead: null };
  await shop.run((tx) => setPresale(tx, book, presale, noon));
  const late = { ...presale, preorderUntil: "9999-12-31" };
  await expect(shop.run((tx) => setPresale(tx, book, late, noon))).rejects.toMatchObject({ code: "PREORDER_TOO_LATE" });
  expect(await shop.run((tx) => presaleOf(tx, book))).toEqual(presale);
  const line = orderLine({ variantKey: "book", quantity: 1, channelTook: 0 });
  const part = orderPart("p", { placedAt: minutes(0).toISOString(), lines: [line] });
  const id = (await store.apply([part]))[0]?.orderId ?? "";
  const shown = () => shop.run((tx) => getOrder(tx, id));
  await shop.run((tx) => notifyBackorders(tx, minutes(1)));
  const dueAt = new Date("2026-12-25T00:00:00Z");
  expect(await shown()).toMatchObject({
    backorder: { kind: "preorder", state: "expected", expectedOn: "2026-12-24" },
    ...{ dueFrom: "expected", dueAt },
  });
  expect(await shop.run((tx) => explainPromise(tx, id))).toMatchObject({ from: "expected", dueAt });
  const among = async (backorder: Backordered) =>
    (await shop.run((tx) => listOrders(tx, { backorder: [backorder] }))).items.map((order) => order.id);
  expect([await among("preorder"), await among("backorder")]).toEqual([[id], []]);
  await shop.stock(book, 5);
  await shop.run((tx) => tx.run("update sales_order set is_short = false where organization_id = argosy.tenant()"));
  await shop.run((tx) => notifyBackorders(tx, minutes(2)));
  expect(await shown()).toMatchObject({ backorder: null, dueFrom: "expected", dueAt });
  await shop.run((tx) => setPresale(tx, book, { preorderUntil: null, backorderDays: null, mostAhead: 3 }, noon));
  const none = { preorderUntil: null, backorderDays: null, mostAhead: null };
  expect(await shop.run((tx) => presaleOf(tx, book))).toEqual(none);
});

test("an order whose preorder is dropped is due as if it had none, and by its other preorder's day [D4.7]", async () => {
  const day = (preorderUntil: string) => ({ preorderUntil, backorderDays: null, mostAhead: null });
  for (const [key, until] of [
    ["book", "2026-12-24"],
    ["film", "2027-01-20"],
    ["mug", null],
  ] as const) {
    const variant = await shop.newVariant(key);
    await store.list(variant, key);
    if (until === null) await shop.stock(variant, 5);
    else await shop.run((tx) => setPresale(tx, variant, day(until), noon));
  }
  const line = (key: string, quantity: number) =>
    orderLine({ key, variantKey: key, quantity, orderedQuantity: 1, channelTook: 0 });
  const ordered = (book: number, film: number) =>
    orderPart("d", {
      placedAt: minutes(0).toISOString(),
      lines: [line("book", book), line("film", film), line("mug", 1)],
    });
  const id = (await store.apply([ordered(1, 1)]))[0]?.orderId ?? "";
  const dueAfter = async (minute: number) => {
    await shop.run((tx) => notifyBackorders(tx, minutes(minute)));
    const { dueFrom, dueAt } = await shop.run((tx) => getOrder(tx, id));
    return [dueFrom, dueAt];
  };
  expect(await dueAfter(1)).toEqual(["expected", new Date("2027-01-21T00:00:00Z")]);
  await store.apply([later(ordered(1, 0), 2, {})]);
  expect(await dueAfter(3)).toEqual(["expected", new Date("2026-12-25T00:00:00Z")]);
  await store.apply([later(ordered(0, 0), 4, {})]);
  expect(await dueAfter(5)).toEqual(["default", new Date("2026-11-22T12:00:00Z")]);
});

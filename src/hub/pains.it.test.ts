/** Pains that are settled inside the hub; the numbers are those of docs/pains.md. */
import { expect, test } from "vitest";
import { testDatabase } from "../db/testing.ts";
import { fixture } from "../db/testing-fixtures.ts";
import { listCustomers } from "./customers/customers.ts";
import { getOrder } from "./orders/detail.ts";
import { later, minutes, orderLine, orderPart, testShop } from "./orders/testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const orderOf = (orderId = "") => shop.run((tx) => getOrder(tx, orderId));

test("pain 1: a bundle and its own part in one order are served from one stock, never twice", async () => {
  const store = await shop.newStore();
  const part = await shop.newVariant();
  const bundle = await shop.newVariant();
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [bundle, part],
    ),
  );
  await store.list(part, "part-1");
  await store.list(bundle, "bundle-1");
  await shop.stock(part, 3);
  const lines = [
    orderLine({ key: "l1", variantKey: "bundle-1", quantity: 1 }),
    orderLine({ key: "l2", variantKey: "part-1", quantity: 2 }),
  ];
  const [first] = await store.apply([orderPart("B-1", { lines })]);
  expect(first?.short).toBe(true);
  const level = await shop.level(part);
  expect(level.reserved).toBeLessThanOrEqual(3);
  expect(level.available).toBeGreaterThanOrEqual(0);
  const order = await orderOf(first?.orderId);
  const missing = order.lines.map((line) => line.shortQuantity);
  expect(missing.some((units) => units > 0)).toBe(true);
  await Promise.all(
    ["B-2", "B-3", "B-4"].map((key) =>
      store.apply([orderPart(key, { lines: [orderLine({ variantKey: "bundle-1", quantity: 1 })] })]),
    ),
  );
  expect((await shop.level(part)).available).toBeGreaterThanOrEqual(0);
});

test("pain 17: an order sent in two parcels keeps both, each with its lines, carrier and numbers", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "two-1");
  const order = orderPart("P-1", { lines: [orderLine({ variantKey: "two-1", quantity: 3 })] });
  const parcel = (key: string, numbers: string[], quantity: number) => ({
    key,
    status: "fulfilled" as const,
    carrier: `Carrier ${key}`,
    trackingNumbers: numbers,
    shippedAt: minutes(1).toISOString(),
    lines: [{ lineKey: "two-1", quantity }],
  });
  await store.apply([order]);
  const first = parcel("a", ["T-1"], 1);
  await store.apply([later(order, 1, { fulfilment: "partial", fulfilments: [first] })]);
  const all = [first, parcel("b", ["T-2", "T-3"], 2)];
  const [applied] = await store.apply([later(order, 2, { fulfilment: "fulfilled", fulfilments: all })]);
  expect((await orderOf(applied?.orderId)).fulfilments).toMatchObject([
    { key: "a", trackingNumbers: ["T-1"], lines: [{ quantity: 1 }] },
    { key: "b", trackingNumbers: ["T-2", "T-3"], lines: [{ quantity: 2 }] },
  ]);
});

test("pain 19: an order stands when its product is gone, and one of a product nobody knows is kept too", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant("GONE-1");
  await store.list(variant, "gone-1");
  const part = orderPart("G-1", { lines: [orderLine({ variantKey: "gone-1", quantity: 1, title: "Blue mug" })] });
  const [before] = await store.apply([part]);
  await shop.run((tx) =>
    tx.run("update variant set deleted_at = now() where organization_id = argosy.tenant() and id = $1", [variant]),
  );
  await shop.run((tx) =>
    tx.run("update listing set gone_at = now() where organization_id = argosy.tenant() and ext_key = 'gone-1'"),
  );
  await store.apply([later(part, 2, { status: "completed" })]);
  expect(await orderOf(before?.orderId)).toMatchObject({
    status: "completed",
    lines: [{ title: "Blue mug", sku: "gone-1", quantity: 1 }],
  });
  const [stranger] = await store.apply([
    orderPart("G-2", { lines: [orderLine({ variantKey: "never-seen", quantity: 2 })] }),
  ]);
  expect(stranger).toMatchObject({ created: true, unmapped: 1 });
});

test("pain 27: an order without any personal data is an order like others; what the platform tells later finds its customer", async () => {
  const store = await shop.newStore();
  const bare = orderPart("N-1", { lines: [], contact: { quality: "absent" } });
  const [made] = await store.apply([bare]);
  expect(await orderOf(made?.orderId)).toMatchObject({ customerId: null, customerName: null, shippingAddress: null });
  const masked = { name: "A***", email: "x@relay.example", phone: "+20*******", quality: "masked" } as const;
  await store.apply([later(bare, 1, { contact: masked })]);
  expect(await shop.run((tx) => listCustomers(tx, { search: "relay" }))).toMatchObject({ items: [] });
  await store.apply([later(bare, 2, { contact: { name: "Amal", email: "amal@example.test", quality: "real" } })]);
  expect(await orderOf(made?.orderId)).toMatchObject({ customerId: expect.any(String), customerName: "Amal" });
});

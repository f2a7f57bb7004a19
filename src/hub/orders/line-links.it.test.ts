import { describe, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { linkOrderLine } from "../listings/order-line.ts";
import { createOrder } from "./create.ts";
import { getOrder } from "./detail.ts";
import { linkPushedOrder } from "./pushed.ts";
import { actor, noon, orderLine, orderPart, testShop } from "./testing.ts";
import { resolveUnmappedLines } from "./unmapped.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const named = (listing: string, sku: string, variantId?: string) =>
  shop.run((tx) =>
    tx.run(
      `update listing
       set sku = $2, variant_id = coalesce($3, variant_id),
         state = case when $3::uuid is null then state else 'mapped' end
       where organization_id = argosy.tenant() and id = $1`,
      [listing, sku, variantId ?? null],
    ),
  );
const bySku = (key: string, sku: string) =>
  orderPart(key, { lines: [orderLine({ key: "1", sku, quantity: 6, title: "Mug" })] });

describe("a line that names a SKU alone", () => {
  test("a line with a SKU alone is of its store's one item that has it, whatever its case", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await named(await store.list(variant, "v-1"), "MUG-1");
    await shop.stock(variant, 10);
    await store.apply([bySku("s1", "mug-1")]);
    expect((await shop.level(variant)).reserved).toBe(6);
  });

  test("a line with a SKU alone is of no item where two of the store share it", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    for (const key of ["v-1", "v-2"]) await named(await store.list(variant, key), "TWICE");
    await shop.stock(variant, 10);
    const [applied] = await store.apply([bySku("s2", "TWICE")]);
    expect([(await shop.level(variant)).reserved, applied?.unmapped]).toEqual([0, 1]);
  });

  test("a line with a SKU alone links later too, when its item is linked or first seen", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await shop.stock(variant, 20);
    await store.apply([bySku("s3", "LATER")]);
    const listing = await store.list(null, "v-9");
    await named(listing, "LATER");
    await store.apply([bySku("s4", "LATER")]);
    await named(listing, "LATER", variant);
    expect(await shop.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor: systemActor }))).toHaveLength(
      2,
    );
    expect((await shop.level(variant)).reserved).toBe(12);
  });
});

describe("a line of a channel with several catalogs", () => {
  const possible = (key: string, possibleKeys: readonly string[], sku = "MUG-2") =>
    orderPart(key, { lines: [orderLine({ key: "1", possibleKeys, sku, quantity: 2, title: "Mug" })] });

  test("a line is of the first of its possible keys that the store lists, also where others have its SKU", async () => {
    const store = await shop.newStore();
    const [named1, named2] = [await shop.newVariant(), await shop.newVariant()];
    await named(await store.list(named1, "item:7"), "MUG-2");
    await named(await store.list(named2, "MUG-2"), "MUG-2");
    for (const variant of [named1, named2]) await shop.stock(variant, 10);
    await store.apply([possible("p1", ["item:7:MUG-2", "item:7", "MUG-2"])]);
    await store.apply([possible("p2", ["item:8:MUG-2", "item:8", "MUG-2"])]);
    expect([(await shop.level(named1)).reserved, (await shop.level(named2)).reserved]).toEqual([2, 2]);
  });

  test("a line of an item not listed yet takes the goods of another with its SKU, and not that one's number", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await shop.stock(variant, 10);
    await named(await store.list(variant, "item:4"), "TWIN");
    const [applied] = await store.apply([possible("p4", ["item:5:TWIN", "item:5", "TWIN"], "TWIN")]);
    const { lines } = await shop.run((tx) => getOrder(tx, applied?.orderId ?? ""));
    expect([(await shop.level(variant)).reserved, lines[0]?.variantId, lines[0]?.listingId]).toEqual([
      2,
      variant,
      null,
    ]);
  });

  test("a line none of whose keys is listed yet goes by its SKU, and links when its item is first seen", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await shop.stock(variant, 10);
    await store.apply([possible("p3", ["item:9:LATE", "item:9", "LATE"], "LATE")]);
    const listing = await store.list(null, "item:9:LATE");
    await named(listing, "LATE", variant);
    await shop.run((tx) => resolveUnmappedLines(tx, [listing], { now: noon, actor: systemActor }));
    expect((await shop.level(variant)).reserved).toBe(2);
  });
});

test("an order pushed to a platform that does not list the item keeps its reservation", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant("OWN-1");
  await shop.stock(variant, 5);
  const order = await shop.run((tx) =>
    createOrder(tx, {
      connectionId: store.id,
      currency: "EUR",
      lines: [{ variantId: variant, quantity: 2, unitPrice: "5", title: "Own thing" }],
      actor,
      now: noon,
    }),
  );
  await shop.run((tx) => linkPushedOrder(tx, { orderId: order.id, orderKey: "77", number: "77", actor, now: noon }));
  const reported = orderLine({ key: "x1", sku: "own-1", title: "Own thing, blue", quantity: 2 });
  await store.apply([orderPart("77", { lines: [reported] })]);
  const after = await shop.run((tx) => getOrder(tx, order.id));
  expect(after.lines).toMatchObject([{ key: "x1", variantId: variant, reservedQuantity: 2 }]);
  expect([after.hasUnmapped, await shop.level(variant)]).toEqual([false, { onHand: 5, reserved: 2, available: 3 }]);
});

test("a line of no item the store lists is linked by a person, once for all open orders and the new ones [C4.6]", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await shop.stock(variant, 20);
  const reported = (key: string, change: Partial<OrderPart> = {}) => ({ ...bySku(key, "UNLISTED"), ...change });
  const [first] = await store.apply([reported("u1"), reported("u2"), reported("u3", { status: "completed" })]);
  const alerts = () =>
    shop.run((tx) =>
      tx.rows<{ state: string; text: string }>(
        `select state, text
         from alert
         where organization_id = argosy.tenant() and kind = 'lines_unlinked' and connection_id = $1`,
        [store.id],
      ),
    );
  expect(await alerts()).toMatchObject([{ state: "open", text: expect.stringContaining("Mug (UNLISTED)") }]);
  const order = await shop.run((tx) => getOrder(tx, first?.orderId ?? ""));
  const [line] = order.lines;
  const link = { orderId: order.id, lineId: line?.id ?? "", variantId: variant, actor, now: noon };
  expect(await shop.run((tx) => linkOrderLine(tx, link))).toBe(false);
  expect((await shop.level(variant)).reserved).toBe(12);
  await store.apply([reported("u4")]);
  expect((await shop.level(variant)).reserved).toBe(18);
  expect((await alerts()).map(({ state }) => state)).toEqual(["resolved"]);
  const other = { ...link, variantId: await shop.newVariant() };
  await expect(shop.run((tx) => linkOrderLine(tx, other))).rejects.toMatchObject({ code: "ORDER_LINE_LINKED" });
});

test("lines of one title stay with their own items, whatever the order they are told in", async () => {
  const store = await shop.newStore();
  const [red, blue] = [await shop.newVariant("TEE-RED"), await shop.newVariant("TEE-BLUE")];
  await shop.stock(red, 5);
  await shop.stock(blue, 5);
  const lines = [red, blue].map((variantId, n) => ({ variantId, quantity: 1, unitPrice: `${5 + n}`, title: "Tee" }));
  const order = await shop.run((tx) =>
    createOrder(tx, { connectionId: store.id, currency: "EUR", lines, actor, now: noon }),
  );
  await shop.run((tx) => linkPushedOrder(tx, { orderId: order.id, orderKey: "78", number: "78", actor, now: noon }));
  const reported = (key: string, minor: bigint) =>
    orderLine({ key, sku: undefined, title: "Tee", quantity: 1, totalMinor: minor });
  await store.apply([orderPart("78", { lines: [reported("b", 600n), reported("r", 500n)] })]);
  const after = await shop.run((tx) => getOrder(tx, order.id));
  expect(after.lines.map(({ key, variantId }) => [key, variantId]).sort()).toEqual([
    ["b", blue],
    ["r", red],
  ]);
});

import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { storeStatistics } from "./statistics.ts";

test("a store's figures are its own: orders by who ships them, items, numbers confirmed [A10.10]", async () => {
  await using db = await testDatabase();
  const shop = await testShop(db);
  const [store, other] = [await shop.newStore(), await shop.newStore("Other")];
  const variant = await shop.newVariant();
  const listing = await store.list(variant, "v1");
  await store.list(null, "v2");
  await other.list(variant, "v1");
  await store.believe(listing, { expected: 5, ackedAt: noon, sentSeq: 3, ackSeq: 3 });
  const line = (fulfilledBy: "merchant" | "marketplace") => orderLine({ variantKey: "v1", quantity: 1, fulfilledBy });
  await store.apply([
    orderPart("mfn", { lines: [line("merchant")] }),
    orderPart("fba", { lines: [line("marketplace")] }),
    orderPart("old", { placedAt: "2026-01-01T00:00:00Z", lines: [line("marketplace")] }),
  ]);
  await other.apply([orderPart("theirs", { lines: [line("merchant")] })]);
  expect(await shop.run((tx) => storeStatistics(tx, store.id, noon))).toEqual({
    orders: 3,
    ordersByMarketplace: 1,
    ordersByMerchant: 1,
    itemsLinked: 1,
    itemsUnlinked: 1,
    stockUpdates: 3,
    openFeeds: 0,
    lastOrderAt: new Date("2026-11-20T11:58:00Z"),
    lastStockUpdateAt: noon,
  });
});

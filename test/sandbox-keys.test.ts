/** Emulated stores are built again after a restart, and go on with keys nothing had before. */
import { expect, test } from "vitest";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { buildShop, buy, type PastPurchase } from "../src/engine/explore/build-shop.ts";
import { startSandboxOf } from "./support/hub.ts";

const sandboxes = { providers: ["shopify", "woocommerce"], start: startSandboxOf };

const purchaseOf = (number: number, startedAt: Date): PastPurchase => ({
  number,
  lines: [{ sku: "MUG-1", quantity: 1 }],
  payment: "paid",
  placedAt: new Date(startedAt.getTime() + (number + 1) * 1_000),
});

/** The hub's own work in a shop uses keys as well. */
function work({ shop }: Sandbox, number: number): void {
  for (const part of ["a", "b", "c"])
    shop.addProduct({ title: "Bag", variants: [{ sku: `BAG-${number}-${part}`, price: "2.00", stock: 1 }] });
}

test.each(sandboxes.providers)("a rebuilt %s store gives no order the key of a former one", async (provider) => {
  const startedAt = new Date(systemClock.now() - 60 * 60_000);
  const plan = { provider, seed: 1, currency: "EUR", startedAt };
  const { sandbox: former } = await buildShop({ sandboxes, clock: systemClock }, { ...plan, purchases: [] });
  const purchases = Array.from({ length: 300 }, (_, number) => {
    const purchase = purchaseOf(number, startedAt);
    const extKey = buy(former.shop, purchase);
    work(former, number);
    return { ...purchase, extKey };
  });
  await former.close();
  const { sandbox } = await buildShop(
    { sandboxes, clock: systemClock },
    { ...plan, purchases, shown: new Map([["MUG-1", 100]]) },
  );
  try {
    const keys = new Set(purchases.map(({ extKey }) => extKey));
    const next = Array.from({ length: 50 }, (_, number) => buy(sandbox.shop, purchaseOf(number, startedAt)));
    expect(next.filter((key) => keys.has(key))).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

import { describe, expect, it } from "vitest";
import { shownMinor } from "../../sandboxes/woocommerce/decimals.ts";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { CommandOf } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { place, shopWith, type TestShop } from "./testing.ts";

type Refund = CommandOf<"refund">;

const refund = (minor: bigint, lines: Refund["lines"] = [], more: Partial<Refund> = {}): Refund => ({
  kind: "refund",
  amount: { minor, currency: "EUR" },
  lines,
  moveMoney: false,
  ...more,
});

/** Goods, shipping and fees carry two taxes, of 5 and 10 %. */
const twoRates = (sandbox: WooSandbox) => {
  sandbox.state.rates.splice(0, 1, { id: 7, country: "NL", percent: 5n, code: "NL-GST-1", label: "GST" });
  sandbox.state.rates.push({ id: 8, country: "NL", percent: 10n, code: "NL-QST-1", label: "QST" });
};

const decimals = (locations: string) => (sandbox: WooSandbox) => {
  const setting = sandbox.state.settings.get("woocommerce_price_num_decimals");
  if (setting) sandbox.state.settings.set(setting.id, { ...setting, value: locations });
};

/** Per refunded line: quantity, net, and tax by rate. */
function booked(shop: TestShop, key: string) {
  const [one] = shop.sandbox.state.orders.get(Number(key))?.refunds.slice(-1) ?? [];
  return one?.lines
    .filter((line) => line.kind !== "tax")
    .map((line) => [
      line.kind,
      line.quantity,
      shownMinor(line.total),
      line.taxes.map((tax) => [tax.id, shownMinor(tax.total)]),
    ]);
}

describe("the booking of a refund in the shop", () => {
  it("a refund takes every tax rate of a line back, and the taxes of shipping", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug] = (await readPart(shop, key)).lines;
      // 10.00 + 0.50 + 1.00, and shipping 4.95 + 0.25 + 0.50.
      const one = [{ lineKey: mug?.key ?? "", quantity: 1, restock: true }];
      await attemptCommand(shop, key, refund(1720n, one, { shippingMinor: 570n }));
      expect(booked(shop, key)).toEqual([
        [
          "line_item",
          -1,
          -1000n,
          [
            [7, -50n],
            [8, -100n],
          ],
        ],
        [
          "shipping",
          0,
          -495n,
          [
            [7, -25n],
            [8, -50n],
          ],
        ],
      ]);
    }, twoRates);
  });

  it("a refund in two halves leaves nothing of the order, whatever the cents", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 3);
      const part = await readPart(shop, key);
      const lines = (quantities: readonly number[]) =>
        part.lines.map((line, index) => ({ lineKey: line.key, quantity: quantities[index] ?? 0, restock: false }));
      await attemptCommand(shop, key, refund(1150n, lines([1, 0])), { idempotencyKey: "a" });
      const left = (part.totals.totalMinor ?? 0n) - 1150n;
      await attemptCommand(shop, key, refund(left, lines([2, 1]), { shippingMinor: 495n }), { idempotencyKey: "b" });
      const refunds = shop.sandbox.state.orders.get(Number(key))?.refunds ?? [];
      const sold = shop.sandbox.state.orders.get(Number(key))?.lines.filter((line) => line.kind !== "tax") ?? [];
      const sums = (lines: readonly { total: bigint; totalTax: bigint }[]) =>
        lines.reduce((sum, line) => sum + line.total + line.totalTax, 0n);
      expect(sums(refunds.flatMap((one) => one.lines.filter((line) => line.kind !== "tax")))).toBe(-sums(sold));
      expect((await readPart(shop, key)).financial).toBe("refunded");
    }, twoRates);
  });

  it("a refund of less than the items cost cuts net and taxes alike", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const [mug] = (await readPart(shop, key)).lines;
      await attemptCommand(shop, key, refund(575n, [{ lineKey: mug?.key ?? "", quantity: 1, restock: false }]));
      expect(booked(shop, key)).toEqual([
        [
          "line_item",
          -1,
          -500n,
          [
            [7, -25n],
            [8, -50n],
          ],
        ],
      ]);
    }, twoRates);
  });

  it("a refund pays an order back whole whose shop counts in four decimals", async () => {
    await shopWith(
      async (shop) => {
        const key = place(shop, 3);
        // 47.1371, which reads 47.14.
        const part = await readPart(shop, key);
        const all = part.lines.map((line) => ({ lineKey: line.key, quantity: line.orderedQuantity, restock: false }));
        expect(part.totals.totalMinor).toBe(4714n);
        expect(
          await attemptCommand(shop, key, refund(part.totals.totalMinor ?? 0n, all, { shippingMinor: 495n })),
        ).toMatchObject({ state: "done", order: { financial: "refunded" } });
      },
      (sandbox) => {
        decimals("4")(sandbox);
        sandbox.shop.setPrice("MUG", "10.0021");
      },
    );
  });
});

describe("the restocking of refunded items", () => {
  const restocked = async (shop: TestShop, key: string) =>
    (await readPart(shop, key)).refunds.map((one) => one.lines.map((line) => [line.quantity, line.restocked]));

  it("restocking is reported for each refund, also of several on one line", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 6);
      const back = (quantity: number, restock: boolean) =>
        shop.sandbox.shop.refundOrder?.(key, [{ sku: "MUG", quantity, restock }]);
      back(1, false);
      expect(await restocked(shop, key)).toEqual([[[1, false]]]);
      back(2, true);
      // Newest first, as the shop lists them.
      expect(await restocked(shop, key)).toEqual([[[2, true]], [[1, false]]]);
      back(1, true);
      // 3 of 4 units went back: the 2 for sure, and one of the single ones.
      expect(await restocked(shop, key)).toEqual([[[1, null]], [[2, true]], [[1, null]]]);
    });
  });

  it("restocking is unknown where the shop counts no stock of the item", async () => {
    await shopWith(
      async (shop) => {
        const key = place(shop);
        shop.sandbox.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 1, restock: true }]);
        expect(await restocked(shop, key)).toEqual([[[1, null]]]);
      },
      (sandbox) => {
        for (const product of sandbox.state.products.values()) product.manageStock = false;
      },
    );
  });
});

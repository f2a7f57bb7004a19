import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import { portOf } from "../kit/testing/shop.ts";
import { type TestShop, withShop } from "./testing.ts";

describe("lines of variations", () => {
  it("a line has no SKU where the variation only shows its parent's, found in one call a page", async () => {
    await withShop(
      async (shop) => {
        for (const sku of ["S", "M", "S"]) shop.sandbox.shop.placeOrder({ lines: [{ sku, quantity: 1 }] });
        const small = [...shop.sandbox.state.products.values()].find((product) => product.sku === "S");
        const parent = shop.sandbox.state.products.get(small?.parentId ?? 0);
        if (!small || !parent) throw new Error("no products");
        small.sku = "";
        parent.sku = "SHIRT";
        shop.seen();
        const parts = [];
        for await (const page of portOf(shop, "orders").sweeps[0]?.run({ cursor: null }, shop.ctx) ?? [])
          parts.push(...page.items);
        expect(parts.map(({ lines }) => lines.map(({ sku, productKey }) => [sku, productKey]))).toEqual(
          [undefined, "M", undefined].map((sku) => [[sku, String(parent.id)]]),
        );
        expect(shop.seen()).toEqual(["GET /wp-json/wc/v3/orders", "GET /wp-json/wc/v3/products"]);
      },
      {
        prepare: (sandbox) => {
          sandbox.shop.addProduct({
            title: "Shirt",
            variants: ["S", "M"].map((sku) => ({ sku, price: "1.00", stock: 9, option: sku })),
          });
        },
      },
    );
  });
});

describe("units of an order", () => {
  const goods = (sandbox: WooSandbox) => {
    sandbox.shop.addProduct({ title: "Pass", variants: [{ sku: "PASS", price: "9.00", stock: 20 }] });
  };
  const buy = async (shop: TestShop, payment: "paid" | "pending") => {
    const key = shop.sandbox.shop.placeOrder({ lines: [{ sku: "PASS", quantity: 3 }], payment });
    const placed = shop.sandbox.state.orders.get(Number(key));
    if (placed) placed.fields["created_via"] = "store-api";
    return portOf(shop, "orders").get(key, shop.ctx);
  };

  it.each([
    ["virtual", { virtual: true }, "unfulfilled"],
    ["virtual and downloaded", { virtual: true, downloadable: true }, "fulfilled"],
  ])(
    "units of items that are %s are taken as any others, where the shop counts them",
    async (_name, fields, fulfilment) => {
      await withShop(
        async (shop) => {
          for (const product of shop.sandbox.state.products.values()) Object.assign(product.fields, fields);
          expect(await buy(shop, "paid")).toMatchObject({
            fulfilment,
            lines: [{ quantity: 3, channelTook: 3, fulfilledBy: "merchant" }],
          });
          expect(shop.sandbox.shop.stockOf("PASS")).toBe(17);
        },
        { prepare: goods },
      );
    },
  );

  it("units the block checkout reserves stay reserved as long as the shop's own setting says", async () => {
    await withShop(
      async (shop) => {
        const reported = await buy(shop, "pending");
        const retentionMs = Date.parse(reported?.heldUntil ?? "") - Date.parse(reported?.placedAt ?? "");
        expect([reported?.status, retentionMs]).toEqual(["pending", 15 * 60_000]);
      },
      {
        prepare(sandbox) {
          goods(sandbox);
          const hold = sandbox.state.settings.get("woocommerce_hold_stock_minutes");
          if (hold) sandbox.state.settings.set("woocommerce_hold_stock_minutes", { ...hold, value: "15" });
        },
      },
    );
  });
});

describe("orders that are gone", () => {
  it.each([
    ["deleted for good", true],
    ["in the trash", false],
  ])("a read of an order that is gone answers so when %s, and the open list leaves it out", async (_how, isForGood) => {
    await withShop(
      async (shop) => {
        const key = shop.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
        const stored = shop.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
        await shop.ctx.http.json({
          method: "DELETE",
          url: `wc/v3/orders/${key}${isForGood ? "?force=true" : ""}`,
          operation: "t",
        });
        expect(await portOf(shop, "orders").get(key, shop.ctx)).toBeNull();
        const open = portOf(shop, "orders").sweeps.find((sweep) => sweep.mode === "open_ids");
        const found: string[] = [];
        for await (const page of open?.run({ cursor: null, openIds: [key, stored] }, shop.ctx) ?? [])
          found.push(...page.items.map((part) => part.orderKey));
        expect(found).toEqual([stored]);
      },
      {
        prepare: (sandbox) => {
          sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "1.00", stock: 9 }] });
        },
      },
    );
  });
});

describe("a status of a plugin", () => {
  it("a plugin's status is named at connect, and reported once for all its orders", async () => {
    await withShop(
      async (shop) => {
        expect(shop.detected.warnings.map(textOf).join(" ")).toContain("Being packed (packing)");
        const keys = [1, 2].map(() => shop.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] }));
        for (const key of keys) {
          const order = shop.sandbox.state.orders.get(Number(key));
          if (order) order.status = "packing";
          expect(await portOf(shop, "orders").get(key, shop.ctx)).toMatchObject({
            platformStatus: "packing",
            unknownStatus: "packing",
            status: "on_hold",
            financial: "paid",
          });
        }
        expect(new Set(shop.drifts.map(({ problem }) => problem))).toEqual(
          new Set(['the order status "packing" is not known: its orders are on hold']),
        );
      },
      {
        prepare: (sandbox) => {
          sandbox.state.statuses.set("packing", "Being packed");
          sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "1.00", stock: 9 }] });
        },
      },
    );
  });
});

import { describe, expect, it } from "vitest";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { shopCall } from "./client.ts";
import { type TestShop, withShop } from "./testing.ts";

function item(key: string, parentId: string | null, desired: number, expected: number | null = null): PushItem<number> {
  return {
    key,
    location: "",
    seq: 1n,
    want: desired,
    expected,
    ext: { productId: key, parentId },
    idempotencyKey: `${key}-${desired}`,
  };
}

const send = ({ ports, ctx }: TestShop, items: readonly PushItem<number>[]) =>
  ports.stock?.push.send(items, ctx) ?? Promise.resolve([]);

function mug(sandbox: WooSandbox): string {
  return sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "5.00", stock: 7 }] }).key;
}

function shirt(sandbox: WooSandbox): { key: string; s: string; m: string } {
  const { key, variantKeys } = sandbox.shop.addProduct({
    title: "Shirt",
    variants: [
      { sku: "S", price: "20.00", stock: 1, option: "S" },
      { sku: "M", price: "20.00", stock: 2, option: "M" },
    ],
  });
  return { key, s: variantKeys["S"] ?? "", m: variantKeys["M"] ?? "" };
}

function setting(sandbox: WooSandbox, id: string, value: string): void {
  const existing = sandbox.state.settings.get(id);
  if (existing) sandbox.state.settings.set(id, { ...existing, value });
}

describe("stock", () => {
  it("stock of a hundred variations of twenty parents is read in one call, renamed ones by their parent", async () => {
    await withShop(async (shop) => {
      const parents = Array.from({ length: 20 }, (_, parent) =>
        shop.sandbox.shop.addProduct({
          title: `Shirt ${parent}`,
          variants: ["XS", "S", "M", "L", "XL"].map((option, index) => ({
            sku: `${option}-${parent}`,
            price: "1.00",
            stock: index - 2,
            option,
          })),
        }),
      );
      const items = parents.flatMap(({ key: parentId, variantKeys }) =>
        Object.entries(variantKeys).map(([sku, productId]) => ({
          key: productId,
          ext: { productId, parentId, sku },
        })),
      );
      const read = async () => (await shop.ports.stock?.read(items, shop.ctx)) ?? [];
      shop.seen();
      const levels = (await read()).map((one) => one.levels[0]?.available);
      expect(levels).toEqual(parents.flatMap(() => [-2, -1, 0, 1, 2]));
      expect(shop.seen()).toEqual(["GET /wp-json/wc/v3/products"]);
      const renamed = shop.sandbox.state.products.get(Number(items[7]?.key));
      if (renamed) renamed.sku = "NEW";
      expect((await read()).map((one) => one.levels[0]?.available)).toEqual(levels);
      expect(shop.seen()).toHaveLength(2);
    });
  });

  it("stock of a hundred simple products is read and written in two calls", async () => {
    await withShop(async (shop) => {
      const keys = Array.from(
        { length: 100 },
        (_, index) =>
          shop.sandbox.shop.addProduct({
            title: `P${index}`,
            variants: [{ sku: `P-${index}`, price: "1.00", stock: 1 }],
          }).key,
      );
      shop.seen();
      const results = await send(
        shop,
        keys.map((key) => item(key, null, 5, 1)),
      );
      expect(results.map((one) => one.outcome)).toEqual(keys.map(() => "applied"));
      expect(shop.seen()).toEqual(["GET /wp-json/wc/v3/products", "POST /wp-json/wc/v3/products/batch"]);
      expect(shop.sandbox.calls.at(-1)?.path).not.toContain("_fields");
    });
  });

  it("stock of variations goes in a batch of each parent's own", async () => {
    await withShop(async (shop) => {
      const { key, s, m } = shirt(shop.sandbox);
      const simple = mug(shop.sandbox);
      expect(["", key]).toEqual([
        ...new Set(
          [item(simple, null, 1), item(s, key, 1), item(m, key, 1)].map((one) => shop.ports.stock?.push.groupOf?.(one)),
        ),
      ]);
      shop.seen();
      await send(shop, [item(s, key, 8, 1), item(simple, null, 9, 7), item(m, key, 6, 2)]);
      expect(shop.seen().sort()).toEqual([
        "GET /wp-json/wc/v3/products",
        `GET /wp-json/wc/v3/products/${key}/variations`,
        `POST /wp-json/wc/v3/products/${key}/variations/batch`,
        "POST /wp-json/wc/v3/products/batch",
      ]);
      expect(["S", "M", "MUG"].map((sku) => shop.sandbox.shop.stockOf(sku))).toEqual([8, 6, 9]);
    });
  });

  it("stock of an item finds its product when the listing does not say", async () => {
    await withShop(async (shop) => {
      const { m } = shirt(shop.sandbox);
      const results = await send(shop, [
        { ...item(m, null, 4), ext: null },
        { ...item("999999", null, 4), ext: null },
      ]);
      expect(new Map(results.map((one) => [one.key, one.outcome]))).toEqual(
        new Map([
          [m, "applied"],
          ["999999", "rejected"],
        ]),
      );
    });
  });

  it("stock that is already there is not written, nor over a number that was not expected", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      shop.seen();
      expect(await send(shop, [item(key, null, 7, 7)])).toMatchObject([{ outcome: "applied", observed: 7 }]);
      expect(await send(shop, [item(key, null, 7, 3)])).toMatchObject([{ outcome: "conflict", observed: 7 }]);
      expect(await send(shop, [item(key, null, 5, 3)])).toMatchObject([{ outcome: "conflict", observed: 7 }]);
      expect(shop.seen().filter((call) => call.startsWith("POST"))).toEqual([]);
    });
  });

  it("stock the shop takes with a 200 and loses is reported: stock management off", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      setting(shop.sandbox, "woocommerce_manage_stock", "no");
      expect(await send(shop, [item(key, null, 5)])).toMatchObject([
        { outcome: "rejected", code: "stock_management_off", text: textWith("Enable stock management") },
      ]);
    });
  });

  it("stock that the parent counts is reported, and the parent's number left alone", async () => {
    await withShop(async (shop) => {
      const { key, s } = shirt(shop.sandbox);
      const parent = shop.sandbox.state.products.get(Number(key));
      const child = shop.sandbox.state.products.get(Number(s));
      if (!parent || !child) throw new Error("no shirt");
      Object.assign(parent, { manageStock: true, stock: 50 });
      Object.assign(child, { manageStock: false });
      shop.seen();
      expect(await send(shop, [item(s, key, 3)])).toMatchObject([{ outcome: "rejected", code: "parent_manages" }]);
      expect(shop.seen().filter((call) => call.startsWith("POST"))).toEqual([]);
      expect(parent.stock).toBe(50);
    });
  });

  it("stock that landed on the parent is not believed, though the answer shows the desired number", async () => {
    await withShop(async (shop) => {
      const { key, s } = shirt(shop.sandbox);
      const landed = { id: Number(s), manage_stock: "parent", stock_quantity: 3, status: "publish" };
      const body = JSON.stringify({ update: [landed] });
      shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, times: 1, write: true });
      expect(await send(shop, [item(s, key, 3, 1)])).toMatchObject([{ outcome: "rejected", code: "parent_manages" }]);
    });
  });

  it("a write switches counting on for an item that had none", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      Object.assign(shop.sandbox.state.products.get(Number(key)) ?? {}, { manageStock: false, stock: null });
      expect(await send(shop, [item(key, null, 5)])).toMatchObject([{ outcome: "applied", observed: 5 }]);
    });
  });

  it("stock of a product in the trash is rejected", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      await shop.ports.products?.remove?.(key, shop.ctx);
      expect(await send(shop, [item(key, null, 5, 7)])).toMatchObject([{ outcome: "rejected", code: "not_found" }]);
    });
  });
});

describe("prices", () => {
  const want = (key: string, minor: bigint, compareAt?: bigint, currency = "EUR") => ({
    key,
    location: "",
    seq: 1n,
    expected: null,
    ext: { productId: key, parentId: null },
    idempotencyKey: "p",
    want: {
      price: { minor, currency },
      ...(compareAt === undefined ? {} : { compareAt: { minor: compareAt, currency } }),
    },
  });
  const push = ({ ports, ctx }: TestShop, items: readonly ReturnType<typeof want>[]) =>
    ports.prices?.push.send(items, ctx) ?? Promise.resolve([]);

  it("a sale is written beside its regular price and cleared again", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      expect(await push(shop, [want(key, 1500n, 2000n)])).toMatchObject([
        { outcome: "applied", observed: { price: { minor: 1500n }, compareAt: { minor: 2000n } } },
      ]);
      expect(shop.sandbox.state.products.get(Number(key))).toMatchObject({ regularPrice: "20.00", salePrice: "15.00" });
      expect(await push(shop, [want(key, 1700n)])).toMatchObject([
        { outcome: "applied", observed: { price: { minor: 1700n } } },
      ]);
      expect(shop.sandbox.shop.priceOf("MUG")).toBe("17.00");
    });
  });

  it("a price in another currency, or on a product that has variations, is rejected", async () => {
    await withShop(async (shop) => {
      const key = mug(shop.sandbox);
      expect(await push(shop, [want(key, 1500n, undefined, "USD")])).toMatchObject([
        { outcome: "rejected", field: "price" },
      ]);
      expect(await push(shop, [want(shirt(shop.sandbox).key, 1500n)])).toMatchObject([
        { outcome: "rejected", code: "price_lost" },
      ]);
    });
  });
});

describe("customers", () => {
  it("a customer's account is changed by its e-mail address, in any case; none is made, and staff is left alone", async () => {
    await withShop(async (shop) => {
      const json = { email: "Mona@buyers.example", first_name: "Mona", last_name: "A." };
      await shopCall(shop.ctx, { method: "POST", path: "customers", json, operation: "test" });
      const { update } = shop.ports.customers ?? {};
      const person = { email: "mona@buyers.example", name: "Mona El Adel", phone: "+201012345678" };
      const before = shop.sandbox.state.customers.size;
      const key = await update?.(person, shop.ctx);
      expect(shop.sandbox.state.customers.get(Number(key))).toMatchObject({
        firstName: "Mona",
        lastName: "El Adel",
        billing: { phone: "+201012345678" },
      });
      expect(await update?.({ ...person, email: "nobody@buyers.example" }, shop.ctx)).toBeNull();
      for (const one of shop.sandbox.state.customers.values())
        if (one.role === "administrator") expect(await update?.({ ...person, email: one.email }, shop.ctx)).toBeNull();
      expect(shop.sandbox.state.customers.size).toBe(before);
    });
  });
});

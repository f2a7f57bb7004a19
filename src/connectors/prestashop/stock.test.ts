import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { find, insert, where } from "../../sandboxes/prestashop/state.ts";
import { pushAll } from "../kit/conformance/bench.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { openShop } from "./testing.ts";

type Open = Awaited<ReturnType<typeof openShop>>;

const item = (key: string, desired: number, expected: number | null = null): PushItem<number> => ({
  key,
  location: "",
  seq: BigInt(key.replace(/\D/g, "")),
  want: desired,
  expected,
  ext: null,
  idempotencyKey: key,
});

function tee(open: Open) {
  return open.shop.addProduct({
    title: "Tee",
    variants: [
      { sku: "TEE-S", price: "10", stock: 3, option: "S" },
      { sku: "TEE-M", price: "10", stock: 4, option: "M" },
    ],
  });
}

const ofProduct = (key: string) => ({ id_product: key, id_product_attribute: "0" });

describe("numbers", () => {
  test("the sum of a product with combinations is neither read nor written as its own", async () => {
    await using open = await openShop();
    const { key } = tee(open);
    expect(await open.stock.push.send([item(`${key}-0`, 50)], open.ctx)).toMatchObject([
      { outcome: "rejected", code: "has_combinations" },
    ]);
    expect(await open.stock.read([{ key: `${key}-0`, ext: null }], open.ctx)).toEqual([
      { key: `${key}-0`, levels: [] },
    ]);
    expect(open.writes()).toEqual([]);
  });

  test("a combination's number moves the sum; a plain product's row is written by itself", async () => {
    await using open = await openShop();
    const { key, variantKeys } = tee(open);
    expect(await open.stock.push.send([item(variantKeys["TEE-S"] ?? "", 10, 3)], open.ctx)).toMatchObject([
      { outcome: "applied", observed: 10 },
    ]);
    expect(
      where(open.state, "stock_availables", { id_product: key, id_product_attribute: 0 })[0]?.values.quantity,
    ).toBe("14");
  });

  test("many rows go into one document, with their number inside, and depends_on_stock is never sent", async () => {
    await using open = await openShop();
    const items = Array.from({ length: 50 }, (_, index) => {
      const { key } = open.shop.addProduct({ title: "M", variants: [{ sku: `M-${index}`, price: "1", stock: 1 }] });
      return item(`${key}-0`, index);
    });
    await open.stock.push.send(items, open.ctx);
    expect(open.writes()).toEqual(["PATCH /api/stock_availables"]);
    const body = open.sandbox.calls.at(-1)?.requestBody ?? "";
    expect([body.split("<stock_available>").length - 1, body.includes("depends_on_stock")]).toEqual([49, false]);
    expect(open.shop.stockOf("M-49")).toBe(49);
  });

  test("a row that is refused in the middle leaves those before it written, and those after it are written", async () => {
    await using open = await openShop();
    const keys = ["A", "B", "C"].map(
      (sku) => open.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] }).key,
    );
    const body = JSON.stringify({ errors: [{ code: 92, message: "Invalid ID" }] });
    open.sandbox.faults.add({
      fault: { kind: "status", status: 404, body, headers: { "content-type": "application/json" } },
      write: true,
      times: 1,
    });
    const [first] = where(open.state, "stock_availables", { id_product: keys[0] ?? "" });
    const send = pushAll(
      open.stock.push,
      keys.map((key) => item(`${key}-0`, 7)),
      open,
    );
    // The shop had done the first one by then.
    if (first) first.values.quantity = "1";
    expect(await send).toMatchObject([{ outcome: "applied" }, { outcome: "applied" }, { outcome: "applied" }]);
    expect(["A", "B", "C"].map((sku) => open.shop.stockOf(sku))).toEqual([7, 7, 7]);
  });

  test("an answer that is lost after some rows has each looked up", async () => {
    await using open = await openShop();
    const keys = ["A", "B"].map(
      (sku) => open.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] }).key,
    );
    open.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, write: true, times: 1 });
    expect(
      await open.stock.push.send(
        keys.map((key) => item(`${key}-0`, 7)),
        open.ctx,
      ),
    ).toMatchObject([
      { outcome: "applied", observed: 7 },
      { outcome: "applied", observed: 7 },
    ]);
    open.sandbox.faults.add({ fault: { kind: "status", status: 500, body: "" }, write: true, times: 1 });
    expect(await open.stock.push.send([item(`${keys[0]}-0`, 9)], open.ctx)).toMatchObject([
      { outcome: "retry", error: { kind: "ambiguous" } },
    ]);
  });

  test("numbers the column cannot hold, rows of old warehouses and items that are gone are refused one by one", async () => {
    await using open = await openShop();
    const keys = ["A", "B", "C"].map(
      (sku) => open.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] }).key,
    );
    const [row] = where(open.state, "stock_availables", { id_product: keys[1] ?? "" });
    if (row) row.values.depends_on_stock = "1";
    const results = await open.stock.push.send(
      [item(`${keys[0]}-0`, 2_147_483_648), item(`${keys[1]}-0`, 5), item("99-0", 5), item(`${keys[2]}-0`, 5)],
      open.ctx,
    );
    expect(results.map((one) => ("code" in one ? one.code : one.outcome)).sort()).toEqual([
      "advanced_stock",
      "applied",
      "too_large",
      "unknown",
    ]);
  });

  test("a product with several rows has the number of the shop's own", async () => {
    await using open = await openShop();
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
    insert(open.state, "stock_availables", { ...ofProduct(key), id_shop: "2", quantity: "99" });
    insert(open.state, "stock_availables", { ...ofProduct(key), id_shop: "0", id_shop_group: "1", quantity: "88" });
    expect(await open.stock.read([{ key: `${key}-0`, ext: null }], open.ctx)).toMatchObject([
      { levels: [{ available: 5 }] },
    ]);
  });

  test("shops that share their quantities have the group's row, whatever rows of theirs are left", async () => {
    await using open = await openShop({
      prepare: (state) => void Object.assign(find(state, "shop_groups", "1")?.values ?? {}, { share_stock: "1" }),
    });
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
    insert(open.state, "stock_availables", { ...ofProduct(key), id_shop: "0", id_shop_group: "1", quantity: "88" });
    expect(await open.stock.read([{ key: `${key}-0`, ext: null }], open.ctx)).toMatchObject([
      { levels: [{ available: 88 }] },
    ]);
  });

  test("quantities shared after connecting count from then on, and no longer when they are not shared any more", async () => {
    await using open = await openShop();
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
    const read = async () => (await open.stock.read([{ key: `${key}-0`, ext: null }], open.ctx))[0]?.levels;
    const share = async (shares: string) => {
      Object.assign(find(open.state, "shop_groups", "1")?.values ?? {}, { share_stock: shares });
      await open.ctx.clock.sleep(11 * 60_000);
    };
    insert(open.state, "stock_availables", { ...ofProduct(key), id_shop: "0", id_shop_group: "1", quantity: "37" });
    expect(await read()).toMatchObject([{ available: 5 }]);
    await share("1");
    expect(await read()).toMatchObject([{ available: 37 }]);
    await share("0");
    expect(await read()).toMatchObject([{ available: 5 }]);
  });

  test.each(["8.1.7", "1.7.8.11"])(
    "a number written after quantities are shared goes to the group's row (%s)",
    async (version) => {
      await using open = await openShop({ prepare: (state) => Object.assign(state, { version }) });
      const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
      const group = insert(open.state, "stock_availables", {
        ...ofProduct(key),
        id_shop: "0",
        id_shop_group: "1",
        quantity: "37",
      });
      const quantities = () =>
        where(open.state, "stock_availables", { id_product: key }).map(({ id, values }) => [
          id === group.id,
          values.quantity,
        ]);
      expect(await open.stock.push.send([item(`${key}-0`, 6, 5)], open.ctx)).toMatchObject([{ outcome: "applied" }]);
      expect(quantities()).toEqual([
        [false, "6"],
        [true, "37"],
      ]);
      Object.assign(find(open.state, "shop_groups", "1")?.values ?? {}, { share_stock: "1" });
      await open.ctx.clock.sleep(11 * 60_000);
      // What was known is of the shop's own row: the group's number is a surprise first.
      const send = async (desired: number, expected: number) =>
        open.stock.push.send([item(`${key}-0`, desired, expected)], open.ctx);
      expect(await send(20, 6)).toMatchObject([{ outcome: "conflict", observed: 37 }]);
      expect(await send(20, 37)).toMatchObject([{ outcome: "applied", observed: 20 }]);
      expect(quantities()).toEqual([
        [false, "6"],
        [true, "20"],
      ]);
      const written = find(open.state, "stock_availables", String(group.id))?.values;
      expect(written).toMatchObject({ id_shop: "0", id_shop_group: "1" });
    },
  );

  test("numbers below zero are read as they are", async () => {
    await using open = await openShop();
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: -3 }] });
    expect((await open.products.get(key, open.ctx))?.variants[0]?.levels).toEqual([{ location: "", available: -3 }]);
  });
});

describe("prices", () => {
  const priced = (key: string, amount: string, currency = "EUR") => ({
    key,
    location: "",
    seq: 1n,
    want: { price: parseMoney(amount, currency) },
    expected: null,
    ext: null,
    idempotencyKey: key,
  });

  test("a combination's price is set as what it adds, also below zero, and the product's stays", async () => {
    await using open = await openShop();
    const { key, variantKeys } = tee(open);
    const send = (sku: string, amount: string) =>
      open.ports.prices?.push.send([priced(variantKeys[sku] ?? "", amount)], open.ctx);
    expect(await send("TEE-M", "8.75")).toMatchObject([{ outcome: "applied" }]);
    expect([
      open.shop.priceOf("TEE-M"),
      open.shop.priceOf("TEE-S"),
      find(open.state, "products", key)?.values.price,
    ]).toEqual(["8.75", "10.00", "10.000000"]);
  });

  test("an equal price is not written; other currencies, negative ones and unknown items are refused", async () => {
    await using open = await openShop();
    const { variantKeys } = tee(open);
    const existing = variantKeys["TEE-S"] ?? "";
    const results = await open.ports.prices?.push.send(
      [priced(existing, "10"), priced(existing, "10", "USD"), priced(existing, "-1"), priced("99-0", "5")],
      open.ctx,
    );
    expect(results?.map((one) => ("code" in one ? one.code : one.outcome))).toEqual([
      "applied",
      "currency",
      "negative",
      "unknown",
    ]);
    expect(open.writes()).toEqual([]);
  });

  const taxed = { values: { priceTax: "with" }, prepare: (state: State) => Object.assign(state, { vatPercent: 21 }) };

  test("a shelf price of 10.00 with tax is 10.00 in the shop, of products and of combinations", async () => {
    await using open = await openShop(taxed);
    const { key, variantKeys } = tee(open);
    const plain = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
    const items = [priced(variantKeys["TEE-M"] ?? "", "10.00"), priced(`${plain.key}-0`, "10.00")];
    expect(await open.ports.prices?.push.send(items, open.ctx)).toMatchObject([
      { outcome: "applied" },
      { outcome: "applied" },
    ]);
    expect(find(open.state, "products", plain.key)?.values.price).toBe("8.264463");
    for (const product of [key, plain.key])
      expect((await open.products.get(product, open.ctx))?.variants.at(-1)?.price).toBe("10.00");
    for (const sku of ["A", "TEE-M"]) {
      const order = open.shop.placeOrder({ lines: [{ sku, quantity: 1 }] });
      expect((await open.read(order)).lines[0]?.totalMinor).toBe(1_000n);
    }
  });

  test("an eco tax is in the price that is read and paid, and not in the one that is written", async () => {
    await using open = await openShop({
      ...taxed,
      prepare: (state) => {
        taxed.prepare(state);
        const group = { name: "PS_ECOTAX_TAX_RULES_GROUP_ID", value: "1", id_shop: "", id_shop_group: "" };
        insert(state, "configurations", group);
      },
    });
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "31.66", stock: 5 }] });
    const { variantKeys } = tee(open);
    Object.assign(find(open.state, "products", key)?.values ?? {}, { ecotax: "1.500000" });
    const price = async () => (await open.products.get(key, open.ctx))?.variants[0]?.price;
    expect(await price()).toBe("40.12");
    const one = priced(`${key}-0`, "20.00");
    expect(await open.ports.prices?.push.send([one], open.ctx)).toMatchObject([{ outcome: "applied" }]);
    expect([find(open.state, "products", key)?.values.price, await price()]).toEqual(["15.028926", "20.00"]);
    const order = open.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    expect((await open.read(order)).lines[0]?.totalMinor).toBe(2_000n);
    const low = await open.ports.prices?.push.send(
      [priced(`${key}-0`, "1.81"), priced(variantKeys["TEE-M"] ?? "", "10.00")],
      open.ctx,
    );
    expect(low?.map((result) => result.outcome).sort()).toEqual(["applied", "rejected"]);
  });

  test.each(["with", "without"])("a price whose cents are the same keeps its decimals (%s tax)", async (priceTax) => {
    await using open = await openShop({ ...taxed, values: { priceTax } });
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "38.954132", stock: 5 }] });
    const amount = priceTax === "with" ? "47.13" : "38.95";
    await open.ports.prices?.push.send([priced(`${key}-0`, amount)], open.ctx);
    expect([find(open.state, "products", key)?.values.price, open.writes()]).toEqual(["38.954132", []]);
  });

  test("the regular price is the price while a special price runs", async () => {
    await using open = await openShop(taxed);
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "50", stock: 5 }] });
    const sale = { price: "-1.000000", reduction: "0.500000", reduction_type: "percentage", from_quantity: "1" };
    insert(open.state, "specific_prices", { id_product: key, ...sale });
    expect((await open.products.get(key, open.ctx))?.variants[0]?.price).toBe("60.50");
  });

  test("prices with tax are refused with a reason without the shop's country", async () => {
    await using open = await openShop({
      ...taxed,
      prepare: (state) => {
        for (const row of where(state, "configurations", { name: "PS_COUNTRY_DEFAULT" })) row.values.value = "";
      },
    });
    const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "50", stock: 5 }] });
    await expect(open.products.get(key, open.ctx)).rejects.toMatchObject({ info: { code: "tax_country" } });
  });

  test("three decimals and none", async () => {
    for (const [currency, amount, stored] of [
      ["KWD", "12.505", "12.505000"],
      ["JPY", "1250", "1250.000000"],
    ] as const) {
      await using open = await openShop({ currency });
      const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 5 }] });
      await open.ports.prices?.push.send([priced(`${key}-0`, amount, currency)], open.ctx);
      expect(find(open.state, "products", key)?.values.price).toBe(stored);
    }
  });
});

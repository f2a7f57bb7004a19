import { describe, expect, it } from "vitest";
import type { ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { need } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { productSent, sizeSent } from "../kit/testing/products.ts";
import { slugOf } from "./product-put.ts";
import { openSite } from "./testing.ts";

const variant = (size: string, more: Partial<VariantForChannel> = {}) =>
  sizeSent("TEE", size, { id: `ours-${size}`, ...more });

const tee = (variants: readonly VariantForChannel[], more: Partial<ProductForChannel> = {}) =>
  productSent({ title: "Tee 👕", descriptionHtml: "<p>Soft</p>", variants, ...more });

const put = (connection: TestConnection, key: string | null, product: ProductForChannel) =>
  need(connection.ports, "products").put?.({ key, product, idempotencyKey: "put-1" }, connection.ctx);

describe("putting a product", () => {
  it("a new product is made with its options, prices and first stock, on the site's store page", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const made = await put(
      connection,
      null,
      tee([variant("S"), variant("M", { compareAtPrice: "25.00", barcode: "4006381333931" })]),
    );
    expect(made?.product).toMatchObject({ title: "Tee 👕", status: "active", descriptionHtml: "<p>Soft</p>" });
    expect(made?.product.variants).toMatchObject([
      { sku: "TEE-S", price: "20.00", options: [{ name: "Size", value: "S" }], levels: [{ available: 4 }] },
      { sku: "TEE-M", price: "20.00", compareAtPrice: "25.00", barcode: "4006381333931" },
    ]);
    expect(made?.variants.map(({ id }) => id)).toEqual(["ours-S", "ours-M"]);
  });

  it("an edit adds a variant, leaves stock and variants of the site alone, and writes only what differs", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const made = await put(connection, null, tee([variant("S"), variant("M")]));
    site.shop.setStock("TEE-S", 1);
    const before = site.sandbox.calls.length;
    const after = await put(
      connection,
      made?.key ?? "",
      tee([variant("S", { price: "20" }), variant("L")], { title: "Shirt", active: false }),
    );
    expect(after?.product).toMatchObject({ title: "Shirt", status: "draft" });
    expect(after?.product.variants.map(({ sku }) => sku)).toEqual(["TEE-S", "TEE-M", "TEE-L"]);
    expect([site.shop.stockOf("TEE-S"), site.shop.stockOf("TEE-L")]).toEqual([1, 4]);
    const writes = site.sandbox.calls.slice(before).filter((call) => call.write);
    expect(writes.map(({ path }) => path.split("/").slice(5).join("/"))).toEqual(["", "variants"]);
  });

  it("an only item without options gets a second one: the product learns the attribute first", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const made = await put(connection, null, tee([variant("S", { options: [] })]));
    const after = await put(connection, made?.key ?? "", tee([variant("S"), variant("M")]));
    expect(after?.product.variants.map(({ title }) => title)).toEqual(["S", "M"]);
  });

  it("a lost answer does not double it: the address is taken, and what was made is found by it", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    expect((await refusal(Promise.resolve(put(connection, null, tee([variant("S")]))))).kind).toBe("ambiguous");
    const again = await put(connection, null, tee([variant("S", { price: "21.00" })]));
    expect([again?.product.variants[0]?.price, site.sandbox.state.products.size]).toEqual(["21.00", 1]);
  });

  it("an address that belongs to another product is refused with the way out", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct({ title: "Other", variants: [{ sku: "X", price: "1", stock: 1 }] });
    Object.assign(site.sandbox.state.products.get(key) ?? {}, { urlSlug: slugOf(tee([variant("S")])) });
    const error = await refusal(Promise.resolve(put(connection, null, tee([variant("S")]))));
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringContaining("tee-s")]);
  });

  it("a missing price is said in words; a barcode that is none is left out; any SKU has an address of its own", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { price: _, ...unpriced } = variant("S");
    expect((await refusal(Promise.resolve(put(connection, null, tee([unpriced]))))).message).toContain("needs a price");
    const made = await put(connection, null, tee([variant("S", { barcode: "ABC" })]));
    expect(made?.product.variants[0]?.barcode).toBeUndefined();
    const slug = (sku: string) => slugOf(tee([variant("S", { sku })]));
    expect([slug("TEE-S"), slug("قميص")]).toEqual(["tee-s", expect.stringMatching(/^item-[0-9a-f]{8}$/)]);
    expect(slug("TEE/S")).not.toBe(slug("TEE-S"));
  });

  it("removing is removing, twice as well", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "1", stock: 1 }] });
    const { remove, get } = need(connection.ports, "products");
    await remove?.(key, connection.ctx);
    await remove?.(key, connection.ctx);
    expect(await get(key, connection.ctx)).toBeNull();
  });
});

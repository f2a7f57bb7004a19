import { describe, expect, it } from "vitest";
import type { ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { refusal } from "../kit/conformance/case.ts";
import { must } from "../kit/testing/shop.ts";
import { bodies, calls, openShop, type Shop } from "./testing.ts";

const variant = (sku: string, more: Partial<VariantForChannel> = {}): VariantForChannel => ({
  id: `id-${sku}`,
  sku,
  options: [],
  price: "20.00",
  levels: [{ location: "", available: 4 }],
  weightGrams: 250,
  ...more,
});
const option = (...values: readonly string[]) =>
  ["Colour", "Size"].slice(0, values.length).map((name, at) => ({ name, value: values[at] ?? "" }));

function product(shop: Shop, more: Partial<ProductForChannel> = {}): ProductForChannel {
  return {
    title: "Cotton tee",
    descriptionHtml: "<p>Soft &amp; warm</p><ul><li>one</li></ul>",
    active: true,
    ...(shop.shop.demanded?.() ?? { categoryKeys: [], images: [] }),
    variants: [variant("TEE")],
    ...more,
  };
}

async function writer(shop: Shop, settings: Readonly<Record<string, string>> = {}) {
  const { ctx, ports } = await shop.connect({ settings });
  const put = must(must(ports.products).put);
  return (what: ProductForChannel, key: string | null = null) => put({ key, product: what, idempotencyKey: "1" }, ctx);
}

describe("writing products", () => {
  it("variants wait until the item has settled, unlisted meanwhile, in the newer shape of tiers", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const variants = [
      variant("TEE-RS", { options: option("Red", "S") }),
      variant("TEE-RM", { options: option("Red", "M") }),
      variant("TEE-BM", { options: option("Blue", "M"), price: "25" }),
    ];
    const made = await put(product(shop, { variants }));
    expect(made.variants.map(({ id }) => id)).toEqual(["id-TEE-RS", "id-TEE-RM", "id-TEE-BM"]);
    expect(made.product.variants.map(({ sku, options }) => [sku, options.map(({ value }) => value).join("/")])).toEqual(
      [
        ["TEE-RS", "Red/S"],
        ["TEE-RM", "Red/M"],
        ["TEE-BM", "Blue/M"],
      ],
    );
    const [added] = bodies(shop, "add_item");
    expect(added).toMatchObject({
      item_status: "UNLIST",
      weight: 0.25,
      brand: { brand_id: 0 },
      logistic_info: [{ logistic_id: 10001, enabled: true }],
      description: "Soft & warm\n\n- one",
    });
    const [tiers] = bodies(shop, "init_tier_variation");
    expect(tiers.standardise_tier_variation[0]).toEqual({
      variation_id: 0,
      variation_group_id: 0,
      variation_name: "Colour",
      variation_option_list: [
        { variation_option_id: 0, variation_option_name: "Red" },
        { variation_option_id: 0, variation_option_name: "Blue" },
      ],
    });
    expect(tiers).not.toHaveProperty("tier_variation");
    expect(made.product.status).toBe("active");
  });

  it("a new variant adds its option behind the old ones: no model loses its id", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const first = [variant("S", { options: option("S") }), variant("M", { options: option("M") })];
    const made = await put(product(shop, { variants: first }));
    const grown = await put(product(shop, { variants: [variant("L", { options: option("L") }), ...first] }), made.key);
    const keyOf = (put: typeof made, id: string) => put.variants.find((one) => one.id === id)?.key;
    expect([keyOf(grown, "id-S"), keyOf(grown, "id-M")]).toEqual([keyOf(made, "id-S"), keyOf(made, "id-M")]);
    expect(keyOf(grown, "id-L")).toMatch(/^\d+-\d+$/);
    expect(calls(shop, "init_tier_variation")).toHaveLength(1);
    expect(bodies(shop, "update_tier_variation")[0].model_list).toHaveLength(2);
  });

  it("pictures of options stay when options are added, and a new one without an image gets the item's", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const own = (sku: string, position: number) => ({
      url: `${shop.sandbox.url}/images/${sku}.jpg`,
      position,
      variantId: `id-${sku}`,
    });
    const first = [variant("S", { options: option("S") }), variant("M", { options: option("M") })];
    const images = [own("S", 0), own("M", 1)];
    const made = await put(product(shop, { variants: first, images }));
    const large = variant("L", { options: option("L") });
    await put(product(shop, { variants: [...first, large], images: made.product.images }), made.key);
    const reported = ["S", "M", "L"].map((sku) => shop.shop.imagesOf?.(sku).item.length);
    expect(reported).toEqual([1, 1, 1]);
    const idsOf = (body: { standardise_tier_variation: { variation_option_list: { image_id?: string }[] }[] }) =>
      body.standardise_tier_variation[0]?.variation_option_list.map(({ image_id }) => image_id);
    const [started] = bodies(shop, "init_tier_variation").map(idsOf);
    const [grown] = bodies(shop, "update_tier_variation").map(idsOf);
    expect(grown).toEqual([...must(started), must(started)[0]]);
    expect(calls(shop, "upload_image")).toHaveLength(2);
  });

  it("pictures of some options alone stand with the item: Shopee refuses a part", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const variants = [variant("S", { options: option("S") }), variant("M", { options: option("M") })];
    const images = [{ url: `${shop.sandbox.url}/images/S.jpg`, position: 0, variantId: "id-S" }];
    const made = await put(product(shop, { variants, images }));
    expect(made.product.images).toHaveLength(1);
    expect(shop.shop.imagesOf?.("S").item).toEqual([]);
  });

  it("SKUs and prices that differ are written, those that do not are left", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const variants = [variant("S", { options: option("S") }), variant("M", { options: option("M") })];
    const made = await put(product(shop, { variants }));
    const keyed = variants.map((one) => ({ ...one, ...made.variants.find(({ id }) => id === one.id) }));
    await put(product(shop, { variants: keyed }), made.key);
    expect([...calls(shop, "update_price"), ...calls(shop, "update_model"), ...calls(shop, "add_model")]).toEqual([]);
    const [small, medium] = keyed;
    if (!small || !medium) throw new Error("no variants");
    await put(
      product(shop, {
        variants: [
          { ...small, sku: "S-NEW" },
          { ...medium, price: "30" },
        ],
        active: false,
      }),
      made.key,
    );
    expect(shop.shop.skus()).toEqual(["S-NEW", "M"]);
    expect(shop.shop.priceOf("M")).toBe("30");
    expect(shop.state.items.get(Number(made.key))?.status).toBe("UNLIST");
  });

  it("an item without variations gets its first ones", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const made = await put(product(shop));
    await shop.clock.sleep(10_000);
    const tiered = await put(
      product(shop, {
        variants: [variant("TEE", { options: option("S") }), variant("TEE-M", { options: option("M") })],
      }),
      made.key,
    );
    expect(tiered.product.variants.map(({ sku }) => sku)).toEqual(["TEE", "TEE-M"]);
  });

  it("a product that lacks what Shopee requires is rejected in words before anything is created", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const tooMany = Array.from({ length: 51 }, (_, index) => variant(`T${index}`, { options: option(String(index)) }));
    const three = [1, 2].map((n) =>
      variant(`T${n}`, { options: ["a", "b", "c"].map((name) => ({ name, value: String(n) })) }),
    );
    for (const [wrong, texts] of [
      [{ images: [] }, /without an image/],
      [{ variants: [variant("A", { weightGrams: undefined })] }, /without a weight/],
      [{ variants: [variant("A", { price: undefined })] }, /needs a price/],
      [{ variants: tooMany }, /up to 50 variants/],
      [{ variants: three }, /up to two kinds of options/],
      [{ variants: [variant("A"), variant("B")] }, /needs a value/],
      [{ variants: [variant("A", { options: option("S") }), variant("B", { options: option("S") })] }, /same options/],
      [
        { variants: [variant("A".repeat(101), { options: option("S") }), variant("B", { options: option("M") })] },
        /100 characters/,
      ],
      [{ variants: [] }, /at least one variant/],
    ] as const) {
      const error = await refusal(put(product(shop, wrong)));
      expect([error.kind, error.message]).toEqual(["rejected", expect.stringMatching(texts)]);
    }
    expect(shop.shop.skus()).toEqual([]);
  });

  it("a product without a category gets Shopee's own suggestion, or the store's default", async () => {
    await using shop = await openShop();
    await (await writer(shop))(product(shop, { categoryKeys: [] }));
    expect(calls(shop, "category_recommend")).toHaveLength(1);
    await (await writer(shop, { defaultCategoryId: "100352" }))(
      product(shop, { categoryKeys: [], variants: [variant("B")] }),
    );
    expect(calls(shop, "category_recommend")).toHaveLength(1);
  });

  it("a picture that cannot be loaded is named", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    shop.sandbox.faults.add({ fault: { kind: "status", status: 404, body: "" }, path: "/images/" });
    expect((await refusal(put(product(shop)))).message).toMatch(/image http.* could not be loaded/);
  });

  it("pictures Shopee shows already are neither loaded nor handed over again", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const made = await put(product(shop));
    const { images } = made.product;
    await put(product(shop, { title: "Better tee", images }), made.key);
    expect(calls(shop, "upload_image")).toHaveLength(images.length);
    expect(bodies(shop, "update_item")).toMatchObject([{ image: { image_id_list: images.map(({ key }) => key) } }]);
  });

  it("a creation whose answer was lost is found by its SKU, not doubled", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "add_item", times: 1 });
    expect((await refusal(put(product(shop)))).kind).toBe("ambiguous");
    await put(product(shop));
    expect(shop.shop.skus()).toEqual(["TEE"]);
  });

  it("a product deleted at Shopee is said to be gone", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const made = await put(product(shop));
    const { ctx, ports } = await shop.connect();
    await must(ports.products).remove?.(made.key, ctx);
    expect((await refusal(put(product(shop), made.key))).message).toMatch(/no longer exists/);
  });

  it("a product goes into its collections", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const key = (await ports.categories?.put?.({ key: null, name: "Summer" }, ctx)) ?? "";
    const put = await writer(shop);
    const made = await put(product(shop, { categoryKeys: ["100352", key] }));
    expect([...(shop.state.collections.get(Number(key.slice(5)))?.items ?? [])]).toEqual([Number(made.key)]);
  });

  it("an item that Shopee keeps on sale, because it is in a promotion, is no product taken off sale", async () => {
    await using shop = await openShop();
    const put = await writer(shop);
    const made = await put(product(shop));
    const item = shop.state.items.get(Number(made.key));
    if (item) item.inPromotion = true;
    const error = await refusal(put(product(shop, { active: false }), made.key));
    expect(error.info.kind).toBe("rejected");
    expect(String(error.userMessage)).toContain("under promotion");
  });
});

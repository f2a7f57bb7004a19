/** Listings made in the hub: what Shopee takes, looks at later, and refuses. */
import { describe, expect, it } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import { itemProblem, tiersProblem } from "../../sandboxes/shopee/listing.ts";
import { bySku } from "../../sandboxes/shopee/state.ts";
import { leafOf, MADE_CATEGORIES, SHIRTS } from "../../sandboxes/shopee/taxonomy.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { itemBody, tiersBody } from "./listing-body.ts";
import { listings } from "./listing-port.ts";
import { bodies, openShop, type Shop } from "./testing.ts";

const DRAFT = "00000000-0000-4000-8000-000000000058";

async function sample(ctx: Context, { sandbox }: Shop, skus: readonly string[]): Promise<ListingToPublish> {
  const { categoryKey, listing } = sandbox.shop.listingSample?.(skus) ?? {
    categoryKey: "",
    listing: { product: {}, variants: [] },
  };
  const variants = skus.map((sku, index) => ({ variantId: `v-${sku}`, sku, values: listing.variants[index] ?? {} }));
  const schema = await listings.requirements(categoryKey, ctx);
  return { id: DRAFT, categoryKey, schema, listing: { product: listing.product, variants } };
}

const withProduct = (draft: ListingToPublish, more: ListingToPublish["listing"]["product"]): ListingToPublish => ({
  ...draft,
  listing: { ...draft.listing, product: { ...draft.listing.product, ...more } },
});

describe("requirements", () => {
  it("a category's requirements have attributes, brands and bounds, with what a value requires besides [B14]", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const { fields } = await listings.requirements(String(SHIRTS), ctx);
    const of = (key: string) => fields.find((field) => field.key === key);
    expect(of("title")).toMatchObject({ minLength: 5, maxLength: 120 });
    expect(of("brand")).toMatchObject({
      need: "required",
      choices: [{ name: "Argosy Pottery" }, { name: "Sandbox Wear" }],
    });
    expect(of("barcode")).toMatchObject({ need: "required", isBarcode: true, choices: [{ value: "00" }] });
    expect(of("attribute:100001")).toMatchObject({ name: "Material", kind: "choice", need: "required" });
    expect(of("attribute:100002")).toMatchObject({ name: "Pattern", isOpen: true });
    expect(of("attribute:100004")).toMatchObject({ isMany: true, most: 3 });
    expect(of("attribute:100009")?.askedIf).toEqual([[{ field: "attribute:100008", is: "in", values: ["#803"] }]]);
    expect(of("length")).not.toHaveProperty("askedIf");
    const seen = await Promise.all(MADE_CATEGORIES.map((key) => listings.requirements(String(key), ctx)));
    const kinds = seen.flatMap((one) => one.fields).filter(({ key }) => key.startsWith("attribute:"));
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(["choice", "text", "measure", "number", "date"]));
    const origin = kinds.find(({ name }) => name === "Country of Origin");
    expect(origin?.choices?.map(({ name }) => name)).toEqual(["China", "Portugal", "Vietnam"]);
  });

  it("a category that is gone has no requirements", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    await expect(listings.requirements("7", ctx)).rejects.toMatchObject({ info: { kind: "not_found" } });
  });
});

describe("a listing", () => {
  it("a listing of two variants is shown once it has them, under a key of its own [B14]", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const reported = await listings.publish(await sample(ctx, shop, ["TEE-S", "TEE-M"]), ctx);
    expect(reported).toMatchObject({ outcome: "listed", made: { variants: [{ id: "v-TEE-S" }, { id: "v-TEE-M" }] } });
    const [item] = bodies(shop, "product/add_item");
    expect(item).toMatchObject({ item_sku: `argosy-${DRAFT}`, item_status: "UNLIST", weight: 0.3 });
    expect(item.dimension).toEqual({ package_length: 30, package_width: 21, package_height: 3 });
    expect(item.attribute_list).toContainEqual({
      attribute_id: 100002,
      attribute_value_list: [{ value_id: 0, original_value_name: "Waves" }],
    });
    expect(bySku(shop.state, "TEE-M").item.tiers).toMatchObject([{ name: "Size", options: ["S", "M"] }]);
    expect(bySku(shop.state, "TEE-M").model).toMatchObject({ gtin: "00", weight: "0.3" });
  });

  it("a listing that Shopee refused half-way is finished under its other title", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const draft = await sample(ctx, shop, ["TEE-S", "TEE-M"]);
    const refused = await listings.publish(withProduct(draft, { option1Name: ["A name of many letters"] }), ctx);
    expect(refused).toMatchObject({ outcome: "refused", issues: [{ field: "option1" }] });
    const reported = await listings.publish(withProduct(draft, { title: ["Another shirt"] }), ctx);
    expect(reported).toMatchObject({ outcome: "listed", made: { product: { title: "Another shirt" } } });
    expect(shop.state.items.size).toBe(1);
  });

  it("a listing that is on sale is not written again: its stock has been sold since", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const draft = await sample(ctx, shop, ["TEE-S", "TEE-M"]);
    await listings.publish(draft, ctx);
    shop.sandbox.shop.setStock("TEE-S", 1);
    expect(await listings.publish(draft, ctx)).toMatchObject({ outcome: "listed" });
    expect(shop.sandbox.shop.stockOf("TEE-S")).toBe(1);
  });

  it("a listing that Shopee reviews is polled, and one it bans says why", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    shop.state.reviews = true;
    const draft = await sample(ctx, shop, ["TEE"]);
    const reported = await listings.publish(draft, ctx);
    expect(reported).toMatchObject({ outcome: "accepted" });
    if (reported.outcome !== "accepted") return;
    const item = bySku(shop.state, "TEE").item;
    item.status = "BANNED";
    const why = { type: "Prohibited Listing", reason: "License Reason", suggestion: "Upload license" };
    shop.state.violations.set(item.id, why);
    expect(await listings.poll?.(reported.handle, draft, ctx)).toEqual({
      outcome: "refused",
      issues: [{ text: "Prohibited Listing. License Reason. Upload license" }],
      key: reported.handle,
    });
    const edited = withProduct({ ...draft, refusedKey: reported.handle }, { title: ["Another shirt"] });
    expect(await listings.publish(edited, ctx)).toMatchObject({ outcome: "accepted", handle: reported.handle });
    expect(item.name).toBe("Another shirt");
    expect(bodies(shop, "product/update_item").at(-1)).not.toHaveProperty("seller_stock");
    item.status = "NORMAL";
    expect(await listings.poll?.(reported.handle, draft, ctx)).toMatchObject({ outcome: "listed" });
  });

  it("a listing of two variants that Shopee bans is edited by the next attempt, without its variations", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const draft = await sample(ctx, shop, ["TEE-S", "TEE-M"]);
    await listings.publish(draft, ctx);
    const { item } = bySku(shop.state, "TEE-S");
    item.status = "BANNED";
    const reported = await listings.publish(withProduct(draft, { title: ["Another shirt"] }), ctx);
    expect(reported).toMatchObject({ outcome: "accepted", handle: String(item.id) });
    expect(item.name).toBe("Another shirt");
    expect(bodies(shop, "product/init_tier_variation")).toHaveLength(1);
  });

  it("a listing that the seller unlisted is not put on sale under the same SKU, title and category", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const draft = await sample(ctx, shop, ["TEE"]);
    await listings.publish(draft, ctx);
    const { item } = bySku(shop.state, "TEE");
    item.status = "UNLIST";
    expect(await listings.publish(draft, ctx)).toMatchObject({ outcome: "refused", issues: [{ variantId: "v-TEE" }] });
    expect(item.status).toBe("UNLIST");
  });

  it("a listing is sent with the id of a brand listed further back, and refused with a brand not listed", async () => {
    await using shop = await openShop();
    const { ctx } = await shop.connect();
    const draft = await sample(ctx, shop, ["TEE"]);
    const open = draft.schema.fields.map((field) =>
      field.key === "brand" ? { ...field, choices: [], isOpen: true as const } : field,
    );
    const cut = { ...draft, schema: { ...draft.schema, fields: open } };
    expect(await listings.publish(withProduct(cut, { brand: ["Nobody"] }), ctx)).toMatchObject({
      outcome: "refused",
      issues: [{ field: "brand" }],
    });
    await listings.publish(withProduct(cut, { brand: ["sandbox wear"] }), ctx);
    expect(bodies(shop, "product/add_item").at(-1).brand).toEqual({
      brand_id: 5002,
      original_brand_name: "Sandbox Wear",
    });
  });
});

it("2,000 products of 20 categories that pass the check are refused by none of Shopee's rules [B14]", async () => {
  await using shop = await openShop();
  const { ctx } = await shop.connect();
  const { state } = shop;
  const random = seededRandom(58);
  state.pictures.set("sg-1", "");
  const image = "https://images.example/mug.jpg";
  const uploaded = { images: new Map([[image, "sg-1"]]), brand: null, values: new Map(), channels: ["10001"] };
  const refused: unknown[] = [];
  let passed = 0;
  for (const category of MADE_CATEGORIES) {
    const schema = await listings.requirements(String(category), ctx);
    for (let product = 0; product < 100; product++) {
      const listing = generatedListing(schema, "g", random, image);
      if (checkListing(schema, listing).length > 0) continue;
      passed += 1;
      const draft = { id: DRAFT, categoryKey: String(category), schema, listing };
      const brand = listing.product.brand?.[0] === "#5001" ? "Argosy Pottery" : "Sandbox Wear";
      const id = Number(listing.product.brand?.[0]?.slice(1) ?? 0);
      const existing = { ...uploaded, brand: id === 0 ? null : { brand_id: id, original_brand_name: brand } };
      const body = JSON.parse(JSON.stringify(itemBody(draft, existing)));
      const tiers = listing.variants.length > 1 ? JSON.parse(JSON.stringify(tiersBody(draft, existing))) : {};
      const problem = itemProblem(body, state) ?? tiersProblem(tiers, leafOf(category));
      if (problem) refused.push({ category, problem, listing });
    }
  }
  expect(refused).toEqual([]);
  expect(passed).toBeGreaterThan(500);
  expect(passed).toBeLessThan(1_900);
});

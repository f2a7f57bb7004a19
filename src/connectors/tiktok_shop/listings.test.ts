/** Listings made in the hub: what TikTok asks for, reviews and refuses. */
import { describe, expect, it } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import { listingProblem } from "../../sandboxes/tiktok_shop/listing-checks.ts";
import { MADE_CATEGORIES, SHIRTS } from "../../sandboxes/tiktok_shop/taxonomy.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { imageKey, productBody } from "./listing-body.ts";
import { listings } from "./listing-port.ts";
import { openShop, type World } from "./testing.ts";

const DRAFT = "00000000-0000-4000-8000-000000000058";

async function sample(ctx: Context, { shop }: World, skus: readonly string[]): Promise<ListingToPublish> {
  const reported = shop.listingSample?.(skus);
  if (!reported) throw new Error("the sandbox has a sample");
  const variants = skus.map((sku, index) => ({
    variantId: `v-${sku}`,
    sku,
    values: reported.listing.variants[index] ?? {},
  }));
  const schema = await listings.requirements(reported.categoryKey, ctx);
  return {
    id: DRAFT,
    categoryKey: reported.categoryKey,
    schema,
    listing: { product: reported.listing.product, variants },
  };
}

const withProduct = (draft: ListingToPublish, more: ListingToPublish["listing"]["product"]): ListingToPublish => ({
  ...draft,
  listing: { ...draft.listing, product: { ...draft.listing.product, ...more } },
});

const sent = ({ sandbox }: World, path: string) =>
  sandbox.calls
    .filter((call) => call.path.split("?")[0]?.endsWith(path) && call.method !== "GET")
    .map(({ requestBody }) => JSON.parse(requestBody || "{}"));

describe("requirements", () => {
  it("a category's requirements have attributes, brands and rules, with what a value requires besides [B15]", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const { fields, version, mostVariants } = await listings.requirements(SHIRTS, ctx);
    const of = (key: string) => fields.find((field) => field.key === key);
    expect([version, mostVariants]).toEqual(["v1", 300]);
    expect(of("title")).toMatchObject({ minLength: 1, maxLength: 255 });
    expect(of("brand")?.choices?.map(({ name }) => name)).toEqual(["No brand", "Acme", "Sandbox Wear"]);
    expect(of("attribute:100101")).toMatchObject({ name: "Material", kind: "choice", need: "required" });
    expect(of("attribute:100102")).toMatchObject({ need: "optional", isOpen: true });
    expect(of("attribute:100103")).toMatchObject({ isMany: true });
    expect(of("attribute:100105")?.askedIf).toEqual([[{ field: "attribute:100104", is: "in", values: ["#1000301"] }]]);
    expect(of("attribute:100107")).toMatchObject({ kind: "number" });
    expect(of("option1Name")?.choices?.map(({ name }) => name)).toEqual(["Color", "Size"]);
    expect(of("sizeChart")).toMatchObject({ need: "required", choices: [{ name: "Shirts" }] });
    expect(of("length")).not.toHaveProperty("askedIf");
    expect(of("warehouse")?.preset).toMatch(/1$/);
  });

  it("requirements follow the market: Asia refuses short titles, and the European Union needs a responsible person", async () => {
    await using asia = await openShop("MYR");
    const inAsia = await listings.requirements(SHIRTS, (await asia.connect()).ctx);
    expect(inAsia.fields.find(({ key }) => key === "title")).toMatchObject({ minLength: 25 });
    expect(inAsia.fields.some(({ key }) => key === "cod")).toBe(true);
    await using europe = await openShop("EUR");
    const { fields } = await listings.requirements(SHIRTS, (await europe.connect()).ctx);
    const people = fields.filter(({ key }) => key === "manufacturer" || key === "responsiblePerson");
    expect(people).toMatchObject([
      { need: "required", preset: "990001" },
      { need: "required", preset: "990002" },
    ]);
  });

  it("a category that is gone has no requirements", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    await expect(listings.requirements("7", ctx)).rejects.toMatchObject({ info: { kind: "not_found" } });
  });
});

describe("a listing", () => {
  it("a listing of two variants is made in one call, under a key of ours [B15]", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const reported = await listings.publish(await sample(ctx, world, ["TEE-S", "TEE-M"]), ctx);
    expect(reported).toMatchObject({ outcome: "listed", made: { variants: [{ id: "v-TEE-S" }, { id: "v-TEE-M" }] } });
    const [body] = sent(world, "/products");
    expect(body).toMatchObject({
      external_product_id: `argosy-${DRAFT}`,
      brand_id: "7082427311584347906",
      package_weight: { value: "0.3", unit: "KILOGRAM" },
      package_dimensions: { length: "30", width: "21", height: "3", unit: "CENTIMETER" },
      skus: [{ sales_attributes: [{ id: "100007", value_name: "S" }] }, { seller_sku: "TEE-M" }],
    });
    expect(body.product_attributes).toContainEqual({ id: "100102", values: [{ name: "Waves" }] });
    expect(body.product_attributes).toContainEqual({ id: "100105", values: [{ id: "1000401" }] });
  });

  it("a listing leaves out what no other value requires any more", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const draft = withProduct(await sample(ctx, world, ["TEE"]), { "attribute:100104": ["#1000302"] });
    expect(await listings.publish(draft, ctx)).toMatchObject({ outcome: "listed" });
    const ids = sent(world, "/products")[0].product_attributes.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(["100101", "100104", "100102", "100103"]);
  });

  it("a listing under review is polled; one that does not pass says why, and is written over by the next attempt", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    world.state.audits = "pend";
    const draft = await sample(ctx, world, ["TEE-S", "TEE-M"]);
    const reported = await listings.publish(draft, ctx);
    expect(reported).toMatchObject({ outcome: "accepted" });
    if (reported.outcome !== "accepted") return;
    const product = world.state.products.get(reported.handle);
    if (!product) throw new Error("the product is there");
    product.status = "FAILED";
    product.reasons = [{ position: "Main image", reasons: ["Blurred"], suggestions: ["Upload another"] }];
    expect(await listings.poll?.(reported.handle, draft, ctx)).toEqual({
      outcome: "refused",
      issues: [{ field: "images", text: "Main image. Blurred. Upload another" }],
    });
    world.state.audits = "approve";
    const again = await listings.publish(withProduct(draft, { title: ["Another shirt, washed and soft"] }), ctx);
    expect(again).toMatchObject({ outcome: "listed", made: { key: reported.handle, product: { status: "active" } } });
    expect(world.state.products.size).toBe(1);
    expect(product.skus.map(({ sellerSku }) => sellerSku)).toEqual(["TEE-S", "TEE-M"]);
  });

  it("a listing that TikTok took off sale is written over by the next attempt; one it froze says so", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const draft = await sample(ctx, world, ["TEE"]);
    await listings.publish(draft, ctx);
    const [product] = world.state.products.values();
    if (!product) throw new Error("the product is there");
    product.status = "FREEZE";
    const edited = withProduct(draft, { title: ["Another shirt, washed and soft"] });
    expect(await listings.publish(edited, ctx)).toMatchObject({
      outcome: "refused",
      issues: [{ text: { code: "tiktok_shop:said.frozenProductSellerCenterSays" } }],
    });
    product.status = "PLATFORM_DEACTIVATED";
    product.audit = "AUDITING";
    expect(await listings.poll?.(product.id, draft, ctx)).toMatchObject({ outcome: "accepted" });
    expect(await listings.publish(edited, ctx)).toMatchObject({
      outcome: "listed",
      made: { product: { status: "active" } },
    });
    expect(product.title).toBe("Another shirt, washed and soft");
  });

  it("a listing is not made while a product of its SKU cannot be read", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    world.shop.addProduct({
      title: "Unreadable",
      status: "active",
      variants: [{ sku: "TEE", price: "7.00", stock: 1 }],
    });
    const draft = await sample(ctx, world, ["TEE"]);
    world.sandbox.faults.add({ fault: { kind: "drop_field", field: "title" }, path: "/product/202309/products/" });
    await expect(listings.publish(draft, ctx)).rejects.toMatchObject({ info: { kind: "drift" } });
    expect(world.state.products.size).toBe(1);
  });

  it("a listing that is on sale is not written again: its stock has been sold since", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const draft = await sample(ctx, world, ["TEE-S", "TEE-M"]);
    await listings.publish(draft, ctx);
    world.shop.setStock("TEE-S", 1);
    expect(await listings.publish(withProduct(draft, { title: ["Another title of the shirt"] }), ctx)).toMatchObject({
      outcome: "listed",
    });
    expect(world.shop.stockOf("TEE-S")).toBe(1);
  });

  it("a listing that the search does not show yet is waited for, not made twice", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const draft = await sample(ctx, world, ["TEE"]);
    await listings.publish(draft, ctx);
    for (const { skus } of world.state.products.values()) for (const sku of skus) sku.sellerSku = "hidden";
    const changed = withProduct(draft, { title: ["Another title of the shirt"] });
    await expect(listings.publish(changed, ctx)).rejects.toMatchObject({ info: { kind: "transient" } });
    expect(world.state.products.size).toBe(1);
  });
});

it("2,000 products of 20 categories that pass the check are refused by none of TikTok's rules [B15]", async () => {
  await using world = await openShop("EUR");
  const { ctx } = await world.connect();
  const random = seededRandom(58);
  const image = "https://images.example/mug.jpg";
  const uses = ["MAIN_IMAGE", "ATTRIBUTE_IMAGE", "CERTIFICATION_IMAGE"].map(
    (use) => [imageKey(use, image), use] as const,
  );
  const uploaded = { images: new Map(uses), brandId: undefined };
  const refused: unknown[] = [];
  let passed = 0;
  for (const categoryKey of MADE_CATEGORIES) {
    const schema = await listings.requirements(categoryKey, ctx);
    for (let product = 0; product < 100; product++) {
      const listing = generatedListing(schema, "g", random, image);
      if (checkListing(schema, listing).length > 0) continue;
      passed += 1;
      const draft = { id: DRAFT, categoryKey, schema, listing };
      const body = JSON.parse(JSON.stringify(productBody(draft, { uploaded, ctx })));
      const problem = listingProblem(body, world.state);
      if (problem) refused.push({ categoryKey, problem, listing });
    }
  }
  expect(refused).toEqual([]);
  expect(passed).toBeGreaterThan(500);
  expect(passed).toBeLessThan(1_900);
});

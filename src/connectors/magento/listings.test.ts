/** Products made by an attribute set: what the set asks for, what the shop takes, and what stands there already. */
import { describe, expect, it } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import type { ListingValues } from "../../commerce/listing/schema.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { portOf } from "../kit/testing/shop.ts";
import { issueOf } from "./listing-refusals.ts";
import { type Bench, bodies, mug, openShop, writesOf } from "./testing.ts";

const DRAFT = "00000000-0000-4000-8000-00a1b2c3d4e5";
const MARK = "-00a1b2c3d4e5";
const SHIRTS = "9";

async function sample(shop: Bench, skus: readonly string[]): Promise<ListingToPublish> {
  const { listing } = shop.sandbox.shop.listingSample?.(skus) ?? { listing: { product: {}, variants: [] } };
  const variants = skus.map((sku, index) => ({ variantId: `v-${sku}`, sku, values: listing.variants[index] ?? {} }));
  const schema = await portOf(shop.connection, "listings").requirements(SHIRTS, shop.connection.ctx);
  return { id: DRAFT, categoryKey: SHIRTS, schema, listing: { product: listing.product, variants } };
}

const withProduct = (draft: ListingToPublish, more: ListingValues): ListingToPublish => ({
  ...draft,
  listing: { ...draft.listing, product: { ...draft.listing.product, ...more } },
});

const withVariants = (draft: ListingToPublish, ...more: readonly ListingValues[]): ListingToPublish => ({
  ...draft,
  listing: {
    ...draft.listing,
    variants: draft.listing.variants.map((one, n) => ({ ...one, values: { ...one.values, ...more[n] } })),
  },
});

const publish = (shop: Bench, draft: ListingToPublish) =>
  portOf(shop.connection, "listings").publish(draft, shop.connection.ctx);

const rowsOf = ({ sandbox }: Bench) => [...sandbox.state.products.values()];
const rowOf = (shop: Bench, sku: string) => rowsOf(shop).find((row) => row.sku === sku);

describe("requirements", () => {
  it("a set's requirements are the fields of every product and its own attributes, by their inputs", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct({ ...mug("A"), category: "Tees" });
    const { categories, requirements } = portOf(shop.connection, "listings");
    expect((await categories(shop.connection.ctx)).categories).toEqual([
      { key: "4", name: "Default", isLeaf: true },
      { key: SHIRTS, name: "Shirts", isLeaf: true },
    ]);
    const { fields } = await requirements(SHIRTS, shop.connection.ctx);
    const of = (key: string) => fields.find((field) => field.key === key);
    expect(fields.map(({ key }) => key).slice(0, 12)).toEqual([
      ...["name", "sku", "price", "weight", "description", "short_description", "meta_title", "url_key"],
      ...["tax_class_id", "images", "categories", "quantity"],
    ]);
    expect(of("name")).toMatchObject({ name: "Product Name", need: "required", maxLength: 255, source: "title" });
    expect(of("sku")).toMatchObject({ need: "required", maxLength: 64 });
    expect(of("weight")).toMatchObject({ need: "optional", kind: "measure", units: ["lb"] });
    expect(of("tax_class_id")).toMatchObject({ kind: "choice", preset: "2" });
    expect(of("categories")?.choices).toEqual([{ value: "3", name: "Tees" }]);
    expect(of("quantity")?.requiredIf).toEqual([[{ variants: "several" }]]);
    expect(of("attribute:shirt_size")).toMatchObject({ kind: "choice", scope: "either", isForAll: true });
    expect(of("attribute:shirt_fabric")).toMatchObject({ name: "Fabric", need: "required", scope: "either" });
    expect(of("attribute:shirt_care")).toMatchObject({ kind: "choice", isMany: true, scope: "product" });
    expect(of("attribute:shirt_fit")).toMatchObject({ kind: "text", maxLength: 255, help: "Slim, regular or loose." });
    expect(of("attribute:shirt_organic")).toMatchObject({ kind: "boolean", preset: "false" });
    expect(of("attribute:shirt_season")).toMatchObject({ kind: "date" });
    expect(of("attribute:shirt_label_cost")).toMatchObject({ kind: "number", minimum: 0, scope: "variant" });
    expect(of("attribute:shirt_serial")).toMatchObject({ isUnique: true, scope: "variant" });
    expect(of("attribute:shirt_eco_fee")).toBeUndefined();
  });

  it("a shop of several sources asks which of them the quantity lies at, and for the barcode its own attribute", async () => {
    await using shop = await openShop({
      connection: { settings: { barcodeAttribute: "shirt_serial" } },
      prepare: ({ shop: controls }) => controls.addLocation?.("West"),
    });
    const { fields } = (await sample(shop, ["TEE"])).schema;
    const source = fields.find(({ key }) => key === "source");
    expect([source?.preset, source?.choices?.map(({ value }) => value)]).toEqual(["default", ["default", "west"]]);
    expect(fields.find(({ key }) => key === "attribute:shirt_serial")).toMatchObject({ source: "barcode" });
  });

  it("a set that is gone has no requirements", async () => {
    await using shop = await openShop();
    const gone = portOf(shop.connection, "listings").requirements("77", shop.connection.ctx);
    await expect(gone).rejects.toMatchObject({ info: { kind: "not_found" } });
  });
});

describe("a listing", () => {
  it("a product is made disabled, and put on sale under its own address once it is whole", async () => {
    await using shop = await openShop();
    const draft = withProduct(withVariants(await sample(shop, ["TEE"]), { weight: ["0.5 kg"] }), {
      "attribute:shirt_season": ["2026-12-01"],
    });
    expect(checkListing(draft.schema, draft.listing)).toEqual([expect.objectContaining({ field: "weight" })]);
    expect(await publish(shop, draft)).toMatchObject({ outcome: "listed", made: { product: { status: "active" } } });
    const [made, last] = bodies(shop, "/V1/products").filter((body) => JSON.stringify(body).includes("url_key"));
    expect(made).toMatchObject({ product: { status: 2, attribute_set_id: 9, price: 12.5, weight: 1.1023 } });
    expect(JSON.stringify(made)).toContain(`shirt-of-the-suite-tee${MARK}`);
    expect(last).toMatchObject({ product: { status: 1 } });
    const row = rowOf(shop, "TEE");
    expect([row?.status, row?.attributeSetId, row?.media.length]).toEqual([1, 9, 1]);
    expect(Object.fromEntries(row?.attributes ?? [])).toMatchObject({
      ...{ url_key: "shirt-of-the-suite-tee", description: "<p>Soft cotton, washed before it is sewn.</p>" },
      ...{ shirt_fabric: "9200", shirt_fit: "regular", shirt_care: ["9300", "9302"], shirt_organic: "1" },
      shirt_season: "2026-12-01 00:00:00",
    });
    expect(shop.sandbox.shop.stockOf("TEE")).toBe(5);
  });

  it("several variants are a configurable product by the dropdown in which they differ, each with its units", async () => {
    await using shop = await openShop();
    const reported = await publish(shop, await sample(shop, ["TEE-S", "TEE-M"]));
    expect(reported).toMatchObject({
      outcome: "listed",
      made: { variants: [{ id: "v-TEE-S", ext: { sku: "TEE-S" } }, { id: "v-TEE-M" }] },
    });
    expect(rowsOf(shop).map((row) => [row.sku, row.name, row.typeId, row.visibility, row.status])).toEqual([
      ["TEE-S", "Shirt of the suite S", "simple", 1, 1],
      ["TEE-M", "Shirt of the suite M", "simple", 1, 1],
      ["TEE-S-family", "Shirt of the suite", "configurable", 4, 1],
    ]);
    const family = rowOf(shop, "TEE-S-family");
    expect(family?.options).toMatchObject([{ attributeId: "9001", label: "Shirt size" }]);
    expect([family?.isInStock, family?.attributes.get("shirt_size"), family?.attributes.get("shirt_fit")]).toEqual([
      ...[true, undefined, "regular"],
    ]);
    expect(rowOf(shop, "TEE-S")?.attributes.get("shirt_fit")).toBe("regular");
    expect(rowOf(shop, "TEE-S")?.attributes.get("description")).toBeUndefined();
    if (reported.outcome === "listed")
      expect(reported.made.product.variants.map(({ options }) => options)).toEqual([
        [{ name: "Shirt size", value: "S" }],
        [{ name: "Shirt size", value: "M" }],
      ]);
  });

  it("a published listing is not written again: nothing that the merchant changed since is lost", async () => {
    await using shop = await openShop();
    const draft = await sample(shop, ["TEE"]);
    await publish(shop, draft);
    rowOf(shop, "TEE")?.attributes.set("description", "The merchant's own.");
    shop.sandbox.shop.setStock("TEE", 1);
    const before = writesOf(shop).length;
    expect(await publish(shop, draft)).toMatchObject({ outcome: "listed" });
    expect(writesOf(shop)).toHaveLength(before);
    expect(shop.sandbox.shop.stockOf("TEE")).toBe(1);
  });

  it("a product the merchant made, or switched off, under the same SKU is left alone", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct({ title: "Shirt of the suite", variants: [{ sku: "TEE", price: "7.00", stock: 1 }] });
    const draft = await sample(shop, ["TEE"]);
    expect(await publish(shop, draft)).toMatchObject({ outcome: "refused", issues: [{ variantId: "v-TEE" }] });
    expect(writesOf(shop)).toEqual([]);
    Object.assign(rowOf(shop, "TEE") ?? {}, { sku: "OTHER" });
    await publish(shop, draft);
    Object.assign(rowOf(shop, "TEE") ?? {}, { status: 2 });
    expect(await publish(shop, draft)).toMatchObject({ outcome: "refused" });
    expect(rowOf(shop, "TEE")?.status).toBe(2);
  });

  it("a family's own SKU that somebody else has is named", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("TEE-S-family"));
    const reported = await publish(shop, await sample(shop, ["TEE-S", "TEE-M"]));
    expect(reported).toMatchObject({ outcome: "refused", issues: [{ field: "sku" }] });
    expect(rowsOf(shop)).toHaveLength(1);
  });
});

describe("a refusal", () => {
  it("a required attribute that is empty is named by its label, and no child of the family stays behind", async () => {
    await using shop = await openShop();
    const draft = withProduct(await sample(shop, ["TEE-S", "TEE-M"]), { "attribute:shirt_fit": [] });
    expect(await publish(shop, draft)).toMatchObject({
      outcome: "refused",
      issues: [
        {
          field: "attribute:shirt_fit",
          text: 'The "Fit" attribute value is empty. Set the attribute and try again.',
        },
      ],
    });
    expect(rowsOf(shop)).toEqual([]);
  });

  it("a value that is to be the shop's only one is named with its variant", async () => {
    await using shop = await openShop();
    const draft = await sample(shop, ["TEE-S", "TEE-M"]);
    const serial = { "attribute:shirt_serial": ["7"] };
    expect(await publish(shop, withVariants(draft, serial, serial))).toMatchObject({
      issues: [{ field: "attribute:shirt_serial", variantId: "v-TEE-M" }],
    });
    expect(rowsOf(shop)).toEqual([]);
  });

  it("an option deleted in the shop since, a long SKU and a missing price are named before anything is written", async () => {
    await using shop = await openShop();
    const draft = await sample(shop, ["TEE-S", "TEE-M"]);
    shop.sandbox.state.attributes.get("shirt_size")?.options.splice(1, 1);
    const issues = async (one: ListingToPublish) => {
      const reported = await publish(shop, one);
      return reported.outcome === "refused" ? reported.issues.map(({ field, variantId }) => [field, variantId]) : null;
    };
    expect(await issues(draft)).toEqual([["attribute:shirt_size", undefined]]);
    expect(await issues(withVariants(draft, {}, { sku: ["x".repeat(65)] }))).toEqual([["sku", "v-TEE-M"]]);
    expect(await issues(withVariants(draft, {}, { price: [] }))).toEqual([["price", "v-TEE-M"]]);
    expect(await issues(withVariants(draft, { quantity: ["0"] }, { quantity: ["0"] }))).toEqual([
      ["quantity", undefined],
    ]);
    expect(writesOf(shop)).toEqual([]);
  });

  it("an address that is taken stands at its field, and the next attempt puts the same product on sale", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("taken"));
    const draft = withProduct(await sample(shop, ["TEE"]), { url_key: ["taken"] });
    const reported = await publish(shop, draft);
    expect(reported).toMatchObject({
      outcome: "refused",
      issues: [{ field: "url_key", text: "URL key for specified store already exists." }],
      key: String(rowOf(shop, "TEE")?.id),
    });
    expect(rowOf(shop, "TEE")?.status).toBe(2);
    const refusedKey = reported.outcome === "refused" ? reported.key : undefined;
    const edited = withProduct({ ...draft, refusedKey }, { url_key: ["a-shirt"], name: ["Another shirt"] });
    expect(await publish(shop, edited)).toMatchObject({
      outcome: "listed",
      made: { product: { title: "Another shirt" } },
    });
    expect([rowsOf(shop).length, rowOf(shop, "TEE")?.attributes.get("url_key")]).toEqual([2, "a-shirt"]);
  });

  it("an address nobody asked for that is taken is left to its product", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("M"));
    rowOf(shop, "M")?.attributes.set("url_key", "shirt-of-the-suite-tee");
    expect(await publish(shop, await sample(shop, ["TEE"]))).toMatchObject({ outcome: "listed" });
    expect(rowOf(shop, "TEE")?.attributes.get("url_key")).toBe(`shirt-of-the-suite-tee${MARK}`);
    expect(await publish(shop, await sample(shop, ["TEE"]))).toMatchObject({ outcome: "listed" });
    expect(rowsOf(shop)).toHaveLength(2);
  });

  it("an image the shop takes none of keeps the product off sale until it is changed", async () => {
    await using shop = await openShop();
    const draft = withProduct(await sample(shop, ["TEE-S", "TEE-M"]), {
      images: [`${shop.sandbox.url}/image/none.webp`],
    });
    const reported = await publish(shop, draft);
    expect(reported).toMatchObject({
      outcome: "refused",
      issues: [{ field: "images" }],
      key: String(rowOf(shop, "TEE-S-family")?.id),
    });
    expect(rowOf(shop, "TEE-S-family")?.status).toBe(2);
    const edited = withProduct(withVariants(draft, { price: ["13.00"] }), {
      images: [`${shop.sandbox.url}/image/one.gif`],
    });
    expect(await publish(shop, edited)).toMatchObject({ outcome: "listed" });
    expect(rowsOf(shop)).toHaveLength(3);
    expect([rowOf(shop, "TEE-S-family")?.status, shop.sandbox.shop.priceOf("TEE-S")]).toEqual([1, "13"]);
  });
});

it.each([
  // Words of the captures, 06 and 07.
  ['The "Product Name" attribute value is empty. Set the attribute and try again.', "name", undefined],
  ["SKU length should be 64 characters maximum.", "sku", "v-TEE-M"],
  ["URL key for specified store already exists.", "url_key", undefined],
  ["Please enter a number 0 or greater in this field.", "price", "v-TEE-M"],
  ['Error occurred during "weight" processing. The "heavy" value\'s type is invalid.', "weight", "v-TEE-M"],
  [
    'Error occurred during "custom_attributes" processing. Attribute "shirt_size" has invalid value.',
    ...(["attribute:shirt_size", "v-TEE-M"] as const),
  ],
  ['Products "46" and "41" have the same set of attribute values.', "attribute:shirt_size", "v-TEE-M"],
  ["The image MIME type is not valid or not supported.", "images", undefined],
  ["The product was unable to be saved. Please try again.", undefined, undefined],
])("the shop's words %j stand at the field they name", async (text, field, variantId) => {
  await using shop = await openShop();
  const draft = await sample(shop, ["TEE-S", "TEE-M"]);
  const details = { body: JSON.stringify({ message: text }) };
  const error = new ConnectorError({ kind: "rejected" }, "refused", { details });
  expect(issueOf(error, draft, "v-TEE-M")).toEqual({ text, ...(field && { field }), ...(variantId && { variantId }) });
});

it("products made by chance that pass the check are refused by the shop for nothing they were asked for", async () => {
  await using shop = await openShop();
  const { schema } = await sample(shop, ["TEE"]);
  const random = seededRandom(58);
  const image = `${shop.sandbox.url}/image/one.gif`;
  const refused: unknown[] = [];
  let passed = 0;
  for (let n = 0; n < 150; n++) {
    const made = generatedListing(schema, `g${n}`, random, image);
    // What else the shop has is not generated: another product's serial number would be chance.
    const own = (sku: string, values: ListingValues): ListingValues => ({
      ...{ ...values, sku: [sku] },
      ...(values["attribute:shirt_serial"] ? { "attribute:shirt_serial": [sku] } : {}),
    });
    const variants = made.variants.map((one) => ({ ...one, values: own(one.sku, one.values) }));
    const listing = { product: made.product, variants };
    const units = variants.map(({ values }) => Number(values.quantity?.[0] ?? 0));
    if (checkListing(schema, listing).length > 0 || (units.length > 1 && Math.max(...units) === 0)) continue;
    passed += 1;
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const reported = await publish(shop, { id, categoryKey: SHIRTS, schema, listing });
    if (reported.outcome !== "listed") refused.push({ reported, listing });
  }
  expect(refused).toEqual([]);
  expect(passed).toBeGreaterThan(40);
  expect(passed).toBeLessThan(150);
});

/** Listings on Walmart: one feed for many, its report at the fields, and what the check passes is taken. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import { faultsOf, unless, visible, when } from "../../sandboxes/walmart/specs.ts";
import type { ItemSchema } from "../../sandboxes/walmart/state.ts";
import type { AttemptResult, ListingToPublish } from "../kit/contract/listings.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { feedItems } from "./listing-items.ts";
import { advance, handleOf, listingsOf, openShop, sendAll } from "./testing.ts";

const feedOf = (result: AttemptResult | undefined): string | null => JSON.parse(handleOf(result) ?? "{}").id;

test("Walmart: several listings go in one feed, and what a row lacks comes back at its field", async () => {
  await using shop = await openShop();
  const [one, two, bad] = await listingsOf(shop, ["A-1", "A-2", "A-3"]);
  const { "visible:material": _, ...product } = must(bad).listing.product;
  const all = [must(one), must(two), { ...must(bad), listing: { ...must(bad).listing, product } }];
  const sent = await advance(
    shop,
    all.map((listing) => ({ listing, handle: null })),
  );
  expect(sent.map(feedOf)).toEqual([feedOf(sent[0]), feedOf(sent[0]), feedOf(sent[0])]);
  await shop.clock.sleep(15 * 60_000);
  const reported = await advance(
    shop,
    all.map((listing, index) => ({ listing, handle: handleOf(sent[index]) })),
  );
  expect(reported).toMatchObject([
    { outcome: "listed" },
    { outcome: "listed" },
    { outcome: "refused", issues: [{ field: "visible:material", variantId: "A-3" }] },
  ]);
  expect(shop.shop.stockOf("A-1")).toBe(0);
});

test("Walmart: variants are items of one group, which differ in what the product type lets them differ in", async () => {
  await using shop = await openShop();
  const [one] = await listingsOf(shop, ["B-1"]);
  const { listing, ...rest } = must(one);
  const variants = ["Red", "Blue"].map((color) => ({
    variantId: color,
    sku: color,
    values: { ...must(listing.variants[0]).values, "visible:color": [color] },
  }));
  const { "visible:color": _, ...product } = listing.product;
  const items = feedItems({ ...rest, listing: { product, variants } });
  const group = { variantGroupId: "argosy-draft-B-1", variantAttributeNames: ["color"] };
  expect(items).toMatchObject([
    { Visible: { "Drinking Mugs": { ...group, color: "Red", isPrimaryVariant: "Yes" } } },
    { Visible: { "Drinking Mugs": { ...group, color: "Blue", isPrimaryVariant: "No" } } },
  ]);
  expect(items.flatMap((item) => faultsOf(item, shop.sandbox.state.productTypes))).toEqual([]);
});

test("Walmart: a SKU that cannot be looked up refuses its own draft alone", async () => {
  await using shop = await openShop();
  shop.sandbox.faults.add({ path: "/items/ODD", fault: { kind: "status", status: 400 } });
  const reported = await sendAll(shop, await listingsOf(shop, ["C-1", "ODD", "C-2"]));
  expect(reported).toMatchObject([
    { outcome: "accepted" },
    { outcome: "failed", error: { kind: "rejected" } },
    { outcome: "accepted" },
  ]);
});

test("Walmart: many drafts are looked up a part a turn, and then go in one feed", async () => {
  await using shop = await openShop();
  const all = await listingsOf(
    shop,
    Array.from({ length: 60 }, (_, n) => `D-${n}`),
  );
  let reported = await sendAll(shop, all);
  expect(new Set(reported.map((one) => one.outcome === "accepted" && one.pollAfterMs < 60_000))).toEqual(
    new Set([true]),
  );
  for (let rounds = 0; rounds < 10 && feedOf(reported[0]) === null; rounds += 1)
    reported = await advance(
      shop,
      all.map((listing, index) => ({ listing, handle: handleOf(reported[index]) })),
    );
  expect(new Set(reported.map(feedOf)).size).toBe(1);
  expect(shop.sandbox.calls.filter(({ path, write }) => write && path.includes("/feeds"))).toHaveLength(1);
});

test("Walmart: a family of 250 is looked up a part a turn, sent once, and then read as the group it is", async () => {
  await using shop = await openShop();
  const [one] = await listingsOf(shop, ["F"]);
  const { listing, ...rest } = must(one);
  const { "visible:color": _, ...product } = listing.product;
  const variants = Array.from({ length: 250 }, (_each, at) => ({
    variantId: `F-${at}`,
    sku: `F-${at}`,
    values: { ...must(listing.variants[0]).values, "visible:color": [`Shade ${at}`] },
  }));
  const family: ListingToPublish = { ...rest, listing: { product, variants } };
  const turns: number[] = [];
  const turn = async (handle: string | null) => {
    const began = shop.clock.now();
    const [result] = await advance(shop, [{ listing: family, handle }]);
    turns.push(shop.clock.now() - began);
    return must(result);
  };
  let result = await turn(null);
  while (feedOf(result) === null && turns.length < 30) result = await turn(must(handleOf(result)));
  expect(turns.length).toBeGreaterThan(3);
  expect(Math.max(...turns)).toBeLessThan(40_000);
  const requests = shop.sandbox.calls.filter(({ path }) => path.includes("/items/F-"));
  expect(new Set(requests.map(({ path }) => path)).size).toBe(250);
  expect(requests).toHaveLength(250);
  for (let rounds = 0; rounds < 5 && result.outcome === "accepted"; rounds += 1) {
    await shop.clock.sleep(result.pollAfterMs);
    result = await turn(result.handle);
  }
  expect(result.outcome === "listed" && 1 + (result.others?.length ?? 0)).toBe(250);
  expect(shop.sandbox.calls.filter(({ path }) => path.includes("/items/F-"))).toHaveLength(250);
  expect(shop.sandbox.calls.filter(({ path, write }) => write && path.includes("/feeds"))).toHaveLength(1);
});

test("Walmart: of a family of which a variant is refused, those that were taken are told to be linked", async () => {
  await using shop = await openShop();
  const [one] = await listingsOf(shop, ["P"]);
  const { listing, ...rest } = must(one);
  const { "visible:color": _, "visible:material": material = [], ...product } = listing.product;
  const variants = ["Red", "Blue"].map((color) => ({
    variantId: color,
    sku: color,
    values: {
      ...{ ...must(listing.variants[0]).values, "visible:color": [color] },
      ...(color === "Red" ? { "visible:material": material } : {}),
    },
  }));
  const family: ListingToPublish = { ...rest, listing: { product, variants } };
  const [sent] = await advance(shop, [{ listing: family, handle: null }]);
  await shop.clock.sleep(15 * 60_000);
  const [reported] = await advance(shop, [{ listing: family, handle: handleOf(sent) }]);
  expect(reported).toMatchObject({
    outcome: "refused",
    issues: [{ variantId: "Blue" }],
    made: [{ key: "Red", variants: [{ id: "Red", key: "Red" }] }],
  });
  expect(shop.shop.stockOf("Red")).toBe(0);
});

test("Walmart: a retired item is sent again, and one exempt from barcodes is known by its type and name", async () => {
  await using shop = await openShop();
  const [retired, exempt, other] = await listingsOf(shop, ["R-1", "R-2", "R-3"]);
  const noBarcode = (to: ListingToPublish): ListingToPublish => ({
    ...to,
    listing: {
      ...to.listing,
      variants: to.listing.variants.map(({ values: { barcode: _, ...values }, ...rest }) => ({ ...rest, values })),
    },
  });
  const all = [must(retired), noBarcode(must(exempt)), noBarcode(must(other))];
  const name = must(must(exempt).listing.product["visible:productName"]?.[0]);
  const item = { price: "1.00", publishedStatus: "PUBLISHED", reasons: [], units: new Map<string, number>() };
  const { items } = shop.sandbox.state;
  const upc = must(must(retired).listing.variants[0]).values.barcode?.[0];
  const productType = "Drinking Mugs";
  items.set("R-1", { ...item, sku: "R-1", title: name, upc, productType, isRetired: true });
  items.set("R-2", { ...item, sku: "R-2", title: name, upc: undefined, productType });
  items.set("R-3", { ...item, sku: "R-3", title: "A vase", upc: undefined, productType });
  expect(await sendAll(shop, all)).toMatchObject([
    { outcome: "accepted" },
    { outcome: "listed" },
    { outcome: "refused" },
  ]);
});

test("Walmart: an item that is not shown two days after its feed is refused, and the seller is told where to look", async () => {
  await using shop = await openShop();
  const all = await listingsOf(shop, ["S-1"]);
  shop.sandbox.faults.add({ path: "/items/S-1", fault: { kind: "status", status: 404 } });
  let [reported] = await sendAll(shop, all);
  for (let checks = 0; checks < 60 && reported?.outcome === "accepted"; checks += 1) {
    await shop.clock.sleep(reported.pollAfterMs);
    [reported] = await advance(shop, [{ listing: must(all[0]), handle: reported.handle }]);
  }
  expect(reported).toMatchObject({
    outcome: "refused",
    issues: [{ text: { text: expect.stringContaining("two days") } }],
  });
});

test("Walmart: what a product type asks for under a condition is told before sending", async () => {
  await using shop = await openShop();
  const { connection } = shop;
  const [one] = await listingsOf(shop, ["T-1"]);
  const warning: ItemSchema = {
    ...{ type: "array", title: "Warnings", minItems: 1 },
    items: {
      ...{ type: "object", additionalProperties: false, required: ["kind"] },
      properties: {
        kind: { type: "string", title: "Kind", enum: ["Choking", "None"] },
        words: { type: "string", title: "Words", maxLength: 100 },
      },
      allOf: [when({ kind: { const: "Choking" } }, { required: ["words"] })],
    },
  };
  const yesNo = (title: string): ItemSchema => ({ type: "string", title, enum: ["Yes", "No"] });
  const plain = (title: string): ItemSchema => ({ type: "string", title, maxLength: 40 });
  const own = { warnings: warning, battery: yesNo("Battery"), chemistry: plain("Chemistry"), color: plain("Color") };
  shop.sandbox.state.productTypes = {
    Toys: visible(["battery"], own, ["color"], {
      allOf: [
        when({ battery: { enum: ["Yes"] } }, { required: ["chemistry"] }, { properties: { chemistry: false } }),
        when({ variantGroupId: {} }, { required: ["color"] }),
      ],
    }),
  };
  await shop.clock.sleep(60_000);
  const schema = await portOf(connection, "listings").requirements("Toys", connection.ctx);
  const { listing } = must(one);
  const names = ["productName", "brand", "shortDescription"].map((name) => `visible:${name}`);
  const base = Object.fromEntries(
    Object.entries(listing.product).filter(
      ([key]) => key.startsWith("orderable:") || names.includes(key) || key === "images",
    ),
  );
  const told = (more: Readonly<Record<string, readonly string[]>>, variants = listing.variants) => {
    const filled = { product: { ...base, ...more }, variants };
    const items = feedItems({ id: "toys", categoryKey: "Toys", schema, listing: filled });
    const faults = items.flatMap((item) => faultsOf(item, shop.sandbox.state.productTypes));
    return [checkListing(schema, filled).map(({ field }) => field), faults.map(({ field }) => field)];
  };
  expect(told({ "visible:battery": ["Yes"] })).toEqual([["visible:chemistry"], ["chemistry"]]);
  expect(told({ "visible:battery": ["No"], "visible:chemistry": ["Alkaline"] })).toEqual([
    ["visible:chemistry"],
    ["chemistry"],
  ]);
  expect(told({ "visible:battery": ["No"], "visible:warnings[].kind": ["Choking"] })).toEqual([
    ["visible:warnings[].words"],
    ["words"],
  ]);
  expect(told({ "visible:battery": ["No"], "visible:warnings[].words": ["Small parts"] })).toEqual([
    ["visible:warnings[].kind"],
    ["kind"],
  ]);
  expect(told({ "visible:battery": ["Yes"], "visible:chemistry": ["Alkaline"] })).toEqual([[], []]);
});

test("Walmart: further images are sent from as many on as the product type takes, and fewer are left out", async () => {
  await using shop = await openShop();
  const { productTypes } = shop.sandbox.state;
  const mugs = must(productTypes["Drinking Mugs"]);
  const properties = mugs.properties as ItemSchema;
  const further = { ...(properties.productSecondaryImageURL as ItemSchema), minItems: 3 };
  shop.sandbox.state.productTypes = {
    "Drinking Mugs": { ...mugs, properties: { ...properties, productSecondaryImageURL: further } },
  };
  const [one] = await listingsOf(shop, ["I-1"]);
  const to = must(one);
  const sent = (count: number) => {
    const images = Array.from({ length: count }, (_, n) => `https://images.example/${n}.jpg`);
    const listing = { ...to.listing, product: { ...to.listing.product, images } };
    expect(checkListing(to.schema, listing)).toEqual([]);
    const items = feedItems({ ...to, listing });
    expect(items.flatMap((item) => faultsOf(item, shop.sandbox.state.productTypes))).toEqual([]);
    return JSON.stringify(items).split("https://images.example/").length - 1;
  };
  expect([1, 3, 4].map(sent)).toEqual([1, 1, 4]);
  expect(to.schema.fields.find(({ key }) => key === "images")?.help).toContain("at least 3");
});

const CATEGORIES = 20;
const EACH = 100;

/** A property of one of the kinds the specifications have. */
function property(n: number, random: () => number): ItemSchema {
  const title = `Property ${n}`;
  const amount = {
    type: "number",
    title: "Measure",
    minimum: 0,
    maximum: 5_000,
    multipleOf: random() < 0.5 ? 0.01 : 0.1,
  };
  const kinds: readonly ItemSchema[] = [
    { type: "string", title, minLength: 2, maxLength: 12 },
    { type: "string", title, enum: ["Red", "Blue", "Green"] },
    { type: "array", title, minItems: 1, items: { type: "string", enum: ["Red", "Blue"] } },
    { type: "integer", title, minimum: 1, maximum: 20 },
    { ...amount, title },
    { type: "string", title, format: "date" },
    {
      ...{ type: "object", title, additionalProperties: false, required: ["measure", "unit"] },
      properties: { measure: amount, unit: { type: "string", title: "Unit", enum: ["in", "cm"] } },
    },
    // Its parts are asked for once it is there at all.
    {
      ...{ type: "object", title, additionalProperties: false, required: ["unit"] },
      properties: {
        unit: { type: "string", title: "Unit of count", enum: ["Each", "Pair"] },
        count: { type: "integer", title: "Count", minimum: 1, maximum: 20 },
      },
    },
    { type: "array", title, minItems: 2, items: { type: "string", enum: ["Red", "Blue"] } },
    {
      ...{ type: "array", title, minItems: 1 },
      items: {
        ...{ type: "object", additionalProperties: false, required: ["kind"] },
        properties: {
          kind: { type: "string", title: "Kind of warning", enum: ["Choking", "None"] },
          words: { type: "string", title: "Words", maxLength: 40 },
        },
        allOf: [when({ kind: { enum: ["Choking"] } }, { required: ["words"] })],
      },
    },
  ];
  return must(kinds[Math.floor(random() * kinds.length)]);
}

/** Conditions between the properties of a type, of the kinds JSON schemas have. */
function conditions(own: Readonly<Record<string, ItemSchema>>, random: () => number): ItemSchema {
  const pick = (names: readonly string[]) => names[Math.floor(random() * names.length)];
  const any = () => pick(Object.keys(own)) ?? "brand";
  const of = (is: (schema: ItemSchema) => boolean) => pick(Object.keys(own).filter((name) => is(must(own[name]))));
  const text = () => of(({ type, format }) => type === "string" && format === undefined) ?? "condition";
  const list = () =>
    of(({ type, items }) => type === "array" && (items as ItemSchema).type === "string") ?? "keyFeatures";
  const object = () => of(({ properties }) => JSON.stringify(properties ?? {}).includes("Unit of count"));
  const kinds: readonly (() => ItemSchema)[] = [
    () => when({ [text()]: { enum: ["Red", "Each", "Used"] } }, { required: [any()] }),
    () => when({ [text()]: { const: "Blue" } }, { required: [any(), any()] }, { not: { required: [any()] } }),
    () => when({ [list()]: { contains: { enum: ["Red"] } } }, { required: [any()] }),
    () => when({ [list()]: { items: { enum: ["Blue"] } } }, { properties: { [any()]: false } }),
    () => when({ [any()]: {}, condition: { enum: ["New"] } }, { required: [any()] }),
    () => when({ [object() ?? "variantGroupId"]: { required: ["count"] } }, { required: [any()] }),
    () => unless(any(), { required: [any()] }),
    () => when({ [text()]: { not: { enum: ["Green", "New"] } } }, { required: [any()] }),
  ];
  return {
    dependencies: { [any()]: [any()] },
    allOf: Array.from({ length: 3 }, () => must(kinds[Math.floor(random() * kinds.length)])()),
  };
}

test(`Walmart: of ${CATEGORIES * EACH} products in ${CATEGORIES} product types none that the check passes is refused`, async () => {
  const random = seededRandom(58);
  await using shop = await openShop();
  const types = Object.fromEntries(
    Array.from({ length: CATEGORIES }, (_, type) => {
      const own = Object.fromEntries(Array.from({ length: 8 }, (__, n) => [`p${n}`, property(n, random)]));
      const required = Object.keys(own).filter(() => random() < 0.4);
      const condition: ItemSchema = { type: "string", title: "Condition", enum: ["New", "Used"] };
      return [`Type ${type}`, visible(required, { ...own, condition }, ["p0", "p1", "p2"], conditions(own, random))];
    }),
  );
  shop.sandbox.state.productTypes = types;
  const { connection } = shop;
  let [passed, refused] = [0, 0];
  for (const type of Object.keys(types)) {
    await shop.clock.sleep(60_000);
    const schema = await portOf(connection, "listings").requirements(type, connection.ctx);
    for (let n = 0; n < EACH; n += 1) {
      const listing = generatedListing(schema, `${type}-${n}`, random);
      const to = { id: `draft-${n}`, categoryKey: type, schema, listing };
      const isGreen = checkListing(schema, listing).length === 0;
      const faults = feedItems(to).flatMap((item) => faultsOf(item, types));
      if (isGreen) expect(faults).toEqual([]);
      passed += isGreen ? 1 : 0;
      refused += faults.length > 0 ? 1 : 0;
    }
  }
  expect(passed).toBeGreaterThan(400);
  expect(refused).toBeGreaterThan(200);
});

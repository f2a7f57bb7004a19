/** What an offer is made of, and what comes back of it: beside the suite, which plays whole publications. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import { problemsOf } from "../../sandboxes/flipkart/listing-create.ts";
import { listingSampleOf } from "../../sandboxes/flipkart/listing-sample.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { offerFields } from "./listing-fields.ts";
import { listings, offerBody } from "./listing-port.ts";
import { openAccount } from "./testing.ts";

const LOCATIONS = ["LOC1", "LOC2"];
const connection = {
  account: { externalId: "seller" },
  facts: {},
  settings: { locationIds: LOCATIONS.join(", ") },
};
const schema: ListingSchema = { version: "1", fields: offerFields({ connection }), mostVariants: 100 };

function offers(skus: readonly string[], location: string) {
  const { categoryKey, listing } = listingSampleOf(location)(skus);
  const variants = skus.map((sku, index) => ({ variantId: `of-${sku}`, sku, values: listing.variants[index] ?? {} }));
  const id = "00000000-0000-4000-8000-000000000001";
  return { id, categoryKey, schema, listing: { product: listing.product, variants } };
}

test("a generated offer of 2,000 is refused where it lacks something, and never where the check finds it whole", () => {
  const random = seededRandom(58);
  const seen = { whole: 0, lacking: 0, refused: 0 };
  for (let n = 0; n < 2_000; n++) {
    const listing = generatedListing(schema, String(n), random);
    const problems = checkListing(schema, listing);
    const refused = () =>
      listing.variants.flatMap(({ sku, values }) =>
        problemsOf(JSON.parse(stringifyJson(offerBody(sku, { ...listing.product, ...values }))), LOCATIONS),
      );
    if (problems.length === 0) {
      seen.whole++;
      const found = refused();
      if (found.length > 0) expect({ listing, found }).toBeNull();
    } else if (problems.every(({ said }) => said.code === "listing.missing")) {
      seen.lacking++;
      if (refused().length > 0) seen.refused++;
    }
  }
  expect(seen.whole).toBeGreaterThan(1_000);
  expect(seen.lacking).toBeGreaterThan(100);
  expect(seen.refused).toBe(seen.lacking);
});

test("an offer is what the check was given: whole rupees, a package of centimetres and kilograms, seconds", () => {
  const { listing } = offers(["MUG-9"], "LOC1");
  const values = { ...listing.product, ...listing.variants[0]?.values, "dating_label.shelf_life": ["30"] };
  expect(JSON.parse(stringifyJson(offerBody("MUG-9", values)))).toMatchObject({
    price: { mrp: 500, selling_price: 450, currency: "INR" },
    shipping_fees: { local: 40, zonal: 60, national: 80, currency: "INR" },
    packages: [{ name: "MUG-9", dimensions: { length: 12.5, breadth: 10, height: 9 }, weight: 0.4 }],
    locations: [{ id: "LOC1", status: "ENABLED", inventory: 5 }],
    address_label: { countries_of_origin: ["IN"] },
    dating_label: { mfg_date: 1_790_812_800, shelf_life: 2_592_000 },
  });
});

test("a price above the MRP, and a product without an FSN, are named before anything is sent", () => {
  const { listing } = offers(["MUG-9"], "LOC1");
  const { product_id: _, ...product } = listing.product;
  const variants = listing.variants.map((one) => ({
    ...one,
    values: { ...one.values, "price.selling_price": ["501"] },
  }));
  expect(checkListing(schema, { product, variants }).map(({ field, said }) => [field, said.text])).toEqual([
    ["product_id", "Missing: FSN."],
    ["price.selling_price", "Selling price: higher than MRP."],
  ]);
});

test("a batch of offers reports the accepted ones, and the next attempt makes the refused ones alone", async () => {
  await using account = await openAccount();
  const { ctx } = await account.connect();
  const { state } = account.sandbox;
  const [home = ""] = state.locations;
  const both = offers(["MUG-8", "MUG-9"], home);
  const wrong = {
    ...both,
    listing: {
      ...both.listing,
      variants: both.listing.variants.map((one) =>
        one.sku === "MUG-9" ? { ...one, values: { ...one.values, "price.mrp": ["1"] } } : one,
      ),
    },
  };
  expect(await listings.publish(wrong, ctx)).toMatchObject({
    outcome: "refused",
    issues: [
      {
        field: "price.selling_price",
        variantId: "of-MUG-9",
        text: "price.selling_price is above the MRP",
      },
    ],
    made: [{ key: "MUG-8", variants: [{ id: "of-MUG-8" }] }],
  });
  expect(account.shop.stockOf("MUG-8")).toBe(0);
  const first = state.listings.get("MUG-8");
  if (first) for (const at of first.locations.values()) at.inventory = 1;
  expect(await listings.publish(both, ctx)).toMatchObject({
    outcome: "listed",
    made: { key: "MUG-8", variants: [{ id: "of-MUG-8" }] },
    others: [{ key: "MUG-9", variants: [{ id: "of-MUG-9" }] }],
  });
  expect(account.shop.stockOf("MUG-8")).toBe(1);
});

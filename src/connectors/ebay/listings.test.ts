/** Listings made of all kinds: what the check finds whole, eBay publishes. */
import { expect, test } from "vitest";
import { checkListing } from "../../commerce/listing/check.ts";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import { seededRandom } from "../kit/sandbox/seeded-random.ts";
import { generatedListing } from "../kit/testing/generated-listings.ts";
import { must } from "../kit/testing/shop.ts";
import { itemBody, offerBody } from "./listing-body.ts";
import { publishErrors } from "./sandbox/listing.ts";
import { leafCategories } from "./sandbox/taxonomy.ts";
import { openAccount } from "./testing.ts";

test("2,000 products of 20 categories that pass the check are refused by none of eBay's rules", async () => {
  await using account = await openAccount();
  const { ctx, ports } = await account.connect();
  const random = seededRandom(58);
  const refused: object[] = [];
  const seen = { whole: 0, lacking: 0 };
  expect(leafCategories()).toHaveLength(20);
  for (const categoryKey of leafCategories()) {
    const schema = await must(ports.listings).requirements(categoryKey, ctx);
    for (let n = 0; n < 100; n++) {
      const listing: FilledListing = generatedListing(schema, `${categoryKey}-${n}`, random);
      if (checkListing(schema, listing).length > 0) {
        seen.lacking++;
        continue;
      }
      seen.whole++;
      for (const variant of listing.variants) {
        const item = JSON.parse(JSON.stringify(itemBody(listing, variant)));
        const written = JSON.parse(JSON.stringify(offerBody(listing, variant, { categoryKey, ctx })));
        const { price } = written.pricingSummary;
        const errors = publishErrors({ category: categoryKey, price, written }, { item, currency: price.currency });
        if (errors.length > 0) refused.push({ categoryKey, errors, listing });
      }
    }
  }
  expect(refused).toEqual([]);
  expect(seen.whole).toBeGreaterThan(500);
  expect(seen.lacking).toBeGreaterThan(100);
});

/** Drafts of a platform that takes few files, each of many listings. */
import { expect, test } from "vitest";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { ListingAttempt, Listings, PublishResult } from "../../connectors/kit/contract/listings.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { createDrafts } from "../../hub/listing-drafts/drafts.ts";
import { publishDrafts } from "../../hub/listing-drafts/publish.ts";
import { saveSchema } from "../../hub/listing-drafts/schemas.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { testEngine } from "../testing.ts";
import { channel } from "./testing.ts";

const schema: ListingSchema = {
  version: "1",
  fields: [{ key: "size", name: "Size", kind: "text", need: "optional", scope: "either" }],
  mostVariants: 10,
};

/** Each variant stands there as an item of its own. */
function listedAs({ listing }: ListingAttempt): PublishResult {
  const [made, ...others] = listing.listing.variants.map(({ variantId, sku }) => ({
    key: sku,
    product: channelProduct(sku, [channelVariant(sku, { sku })]),
    variants: [{ id: variantId, key: sku, ext: null }],
  }));
  if (!made) throw new RangeError("a listing has variants");
  return { outcome: "listed", made, others };
}

test("drafts of a channel that takes files go in one call, and each is settled with its own answer", async () => {
  const sent: (readonly [handle: string | null, sku: string])[][] = [];
  const listings: Listings = {
    categories: async () => ({ version: "", categories: [] }),
    requirements: async () => schema,
    publish: () => Promise.reject(new Error("it goes with the others")),
    together: {
      most: 50,
      async advance(attempts) {
        sent.push(attempts.map(({ handle, listing }) => [handle, listing.listing.variants[0]?.sku ?? ""] as const));
        return attempts.map((attempt) => {
          const isBad = attempt.listing.listing.variants.some(({ sku }) => sku === "BAD");
          if (isBad) return { outcome: "refused", issues: [{ field: "size", text: "No such size." }] };
          if (attempt.handle !== null) return listedAs(attempt);
          return { outcome: "accepted", handle: "file-1", pollAfterMs: 1_000 };
        });
      },
    },
  };
  await using engine = await testEngine({ ...channel().ports, listings });
  const now = () => new Date(engine.clock.now());
  const when = { home: null, now: now() };
  const category = { connectionId: engine.store, categoryKey: "mugs" };
  const variantsOf = (...skus: string[]) =>
    skus.map((sku) => ({ sku, priceMinor: 900n, options: [{ name: "Size", value: sku }] }));
  const ids = await engine.inside(async (tx) => {
    await saveSchema(tx, category, { schema, now: now() });
    const productIds: string[] = [];
    for (const skus of [["S", "M"], ["BAD"], ["ONE"]]) {
      const made = await createProduct(tx, {
        product: { title: skus.join(), variants: variantsOf(...skus) },
        now: now(),
      });
      productIds.push(made.id);
    }
    await createDrafts(tx, { ...category, productIds }, when);
    const rows = await tx.rows<{ id: string }>(
      "select id from argosy.listing_draft where organization_id = argosy.tenant()",
    );
    return rows.map(({ id }) => id);
  });
  await engine.inside((tx) => publishDrafts(tx, { ids }, when));
  for (let n = 0; n < 4; n++) {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  }
  expect(sent.map((calls) => [...calls].sort())).toEqual([
    [
      [null, "BAD"],
      [null, "ONE"],
      [null, "S"],
    ],
    [
      ["file-1", "ONE"],
      ["file-1", "S"],
    ],
  ]);
  const drafts = await engine.inside((tx) =>
    tx.rows<{ state: string; problem_count: number }>(
      `select state, problem_count from argosy.listing_draft
       where organization_id = argosy.tenant() order by state`,
    ),
  );
  expect(drafts.map(({ state }) => state)).toEqual(["listed", "listed", "refused"]);
  const linked = await engine.inside((tx) =>
    tx.rows<{ ext_key: string; sku: string }>(
      `select l.ext_key, v.sku from argosy.listing l
       join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
       where l.organization_id = argosy.tenant() order by v.sku`,
    ),
  );
  expect(linked.map(({ ext_key: key, sku }) => [key, sku])).toEqual([
    ["M", "M"],
    ["ONE", "ONE"],
    ["S", "S"],
  ]);
});

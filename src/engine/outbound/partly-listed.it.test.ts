/** A listing of which the platform took some variants and refused others. */
import { expect, test } from "vitest";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { PublishResult } from "../../connectors/kit/contract/listings.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { createDrafts } from "../../hub/listing-drafts/drafts.ts";
import { publishDrafts } from "../../hub/listing-drafts/publish.ts";
import { saveSchema } from "../../hub/listing-drafts/schemas.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { testEngine } from "../testing.ts";
import { channel, fakeChannel } from "./testing.ts";

const schema: ListingSchema = {
  version: "1",
  fields: [{ key: "colour", name: "Colour", kind: "text", need: "optional", scope: "either" }],
  mostVariants: 10,
};

test("variants a channel took of a refused draft are linked, and once all are taken the rest too", async () => {
  let refuses = true;
  const keys: (string | null)[] = [];
  const fake = fakeChannel();
  await using engine = await testEngine({
    ...channel().ports,
    stock: fake.stock,
    listings: {
      categories: async () => ({ version: "", categories: [] }),
      requirements: async () => schema,
      async publish({ listing, refusedKey }): Promise<PublishResult> {
        keys.push(refusedKey ?? null);
        const made = listing.variants.map(({ variantId, sku }) => ({
          key: sku,
          product: channelProduct(sku, [channelVariant(sku, { sku, levels: [{ location: "", available: 0 }] })]),
          variants: [{ id: variantId, key: sku, ext: null }],
        }));
        const [first, ...others] = made;
        if (!first) throw new RangeError("a listing has variants");
        if (!refuses) return { outcome: "listed", made: first, others };
        return {
          outcome: "refused",
          issues: [{ field: "colour", text: "No such colour." }],
          made: [first],
          key: "kept-off",
        };
      },
    },
  });
  const category = { connectionId: engine.store, categoryKey: "vases" };
  const when = () => ({ home: null, now: new Date(engine.clock.now()) });
  const id = await engine.inside(async (tx) => {
    await saveSchema(tx, category, { schema, now: when().now });
    const variants = ["RED", "BLUE"].map((sku) => ({ sku, options: [{ name: "Colour", value: sku }] }));
    const product = await createProduct(tx, { product: { title: "Vase", variants }, now: when().now });
    await createDrafts(tx, { ...category, productIds: [product.id] }, when());
    return (await tx.one<{ id: string }>("select id from argosy.listing_draft")).id;
  });
  const variants = await engine.inside((tx) => tx.rows<{ id: string }>("select id from argosy.variant"));
  for (const variant of variants) await engine.adjust(variant.id, 3);
  const publish = async () => {
    expect(await engine.inside((tx) => publishDrafts(tx, { ids: [id] }, when()))).toEqual([{ id, ok: true }]);
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
    return engine.inside(async (tx) => {
      const { state } = await tx.one<{ state: string }>("select state from argosy.listing_draft");
      const linked = await tx.rows<{ sku: string }>(
        `select v.sku from argosy.listing l
         join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id order by v.sku`,
      );
      return [state, ...linked.map(({ sku }) => sku)];
    });
  };
  expect(await publish()).toEqual(["refused", "RED"]);
  expect([...fake.shown]).toEqual([["RED", 3]]);
  refuses = false;
  expect(await publish()).toEqual(["listed", "BLUE", "RED"]);
  expect(keys).toEqual([null, "kept-off"]);
});

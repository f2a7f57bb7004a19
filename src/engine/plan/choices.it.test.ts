import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { getProduct } from "../../hub/catalog/read.ts";
import { updateProduct } from "../../hub/catalog/update.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { listListings, mapListings } from "../../hub/listings/index.ts";
import {
  ANA,
  channelProduct,
  channelVariant,
  later,
  NOON,
  sampleChannel,
  sampleStore,
} from "../../hub/listings/samples.ts";
import { applyPlan } from "./apply.ts";
import { buildPlan } from "./build.ts";
import { choosePlanItems, ignorePlanItems, listPlanItems, type PlanSummary } from "./read.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
const record = (products: readonly ChannelProduct[]) =>
  inside((tx) => recordChannelProducts(tx, { connectionId: at.shop, products, now: NOON, initial: true }));
async function plan() {
  const { id } = await db.owner.one<{ id: string }>(
    "insert into run (organization_id, connection_id, kind, requested_by) values ($1, $2, 'plan', 'test') returning id",
    [at.here, at.shop],
  );
  return inside((tx) => buildPlan(tx, { runId: id, connectionId: at.shop }, NOON));
}
const apply = (runId: string, stockFrom: "channel" | "hub" | "none" = "channel") =>
  applyPlan(db.database, {
    organization: at.here,
    runId,
    connectionId: at.shop,
    stockFrom,
    now: () => later(1),
    onChunk: async () => undefined,
  });
const listings = async () => (await inside((tx) => listListings(tx, { limit: 200 }))).items;
const one = async (key: string) => {
  const found = (await listings()).find((listing) => listing.extKey === key);
  if (!found) throw new Error(`no listing ${key}`);
  return found;
};
const ours = (title: string, sku: string, priceMinor = 1000n, barcode?: string) =>
  inside((tx) => createProduct(tx, { product: { title, variants: [{ sku, priceMinor, barcode }] }, now: NOON }));
const counts = (summary: PlanSummary) =>
  Object.fromEntries(
    summary.counts.map((c) => [[c.action, c.entity, c.field].filter((each) => each !== null).join(" "), c.planned]),
  );

describe("differences", () => {
  /** The item is linked, and this is done about all that differs. */
  const eachField = (action: string) => ({
    "link variant": 1,
    [`${action} variant price`]: 1,
    [`${action} variant barcode`]: 1,
    [`${action} product title`]: 1,
  });
  /** Who wins where content or a price differs. */
  const decide = (policy: string) =>
    db.owner.run(
      `update connection
       set settings = jsonb_build_object('policy', jsonb_build_object('content', $2::text, 'price', $2::text),
         'prices', '{"newItems":true}'::jsonb)
       where id = $1`,
      [at.shop, policy],
    );
  const setUp = async (policy?: string) => {
    const { id, variantIds } = await ours("Our title", "SKU-v1", 900n, "111");
    if (policy) await decide(policy);
    await record([
      channelProduct("p1", [channelVariant("v1", { price: "12.00", barcode: "222" })], { title: "Their title" }),
    ]);
    const summary = await plan();
    await apply(summary.runId);
    const product = await inside((tx) => getProduct(tx, id));
    return { counts: counts(summary), product, variantId: variantIds[0] };
  };

  test("differences become open conflicts at a first sync and stay what they were", async () => {
    const result = await setUp();
    expect(result.counts).toEqual(eachField("conflict"));
    expect(result.product).toMatchObject({ title: "Our title", variants: [{ priceMinor: 900n, barcode: "111" }] });
    const open = await db.owner.rows(
      `select field, hub_value, channel_value
       from conflict
       where organization_id = $1 and state = 'open'
       order by field`,
      [at.here],
    );
    expect(open).toEqual([
      { field: "barcode", hub_value: "111", channel_value: "222" },
      { field: "price", hub_value: "900", channel_value: "1200" },
      { field: "title", hub_value: "Our title", channel_value: "Their title" },
    ]);
    expect((await plan()).open).toBe(0);
  });

  test("differences come in where the channel wins", async () => {
    const result = await setUp("channel");
    expect(result.counts).toEqual(eachField("update_here"));
    expect(result.product).toMatchObject({ title: "Their title", variants: [{ priceMinor: 1200n, barcode: "222" }] });
    expect((await plan()).open).toBe(0);
  });

  test("differences go out where the hub wins and the switch is on", async () => {
    const result = await setUp("hub");
    expect(result.counts).toEqual(eachField("update_there"));
    expect(result.product).toMatchObject({ title: "Our title", variants: [{ priceMinor: 900n }] });
    const price = await db.owner.one(
      "select desired_minor, expected_minor, due_at from listing_price where organization_id = $1",
      [at.here],
    );
    expect(price).toEqual({ desired_minor: "900", expected_minor: "1200", due_at: later(1) });
    // Content is not kept in sync there: it is shown, and goes only when chosen.
    const again = await plan();
    expect([again.open, again.chosen]).toEqual([2, 0]);
    expect(again.counts.map((c) => [c.field, c.passedOver])).toEqual([
      ["barcode", 1],
      ["title", 1],
    ]);
    await inside((tx) => choosePlanItems(tx, { runId: again.runId, field: "title", chosen: true }));
    expect(await apply(again.runId)).toEqual({ done: 0, sent: 1, failed: 0, skipped: 0 });
    const [listing] = await db.owner.rows(
      "select push_fields, due_at from product_listing where organization_id = $1",
      [at.here],
    );
    expect(listing).toEqual({ push_fields: ["title"], due_at: later(1) });
  });

  test.each([undefined, "hub"])(
    "a value missing here is no difference: it is taken, with policy %s",
    async (policy) => {
      const { id } = await inside((tx) =>
        createProduct(tx, { product: { title: "Mug", variants: [{ sku: "SKU-v1" }] }, now: NOON }),
      );
      if (policy) await decide(policy);
      await record([
        channelProduct("p1", [channelVariant("v1", { price: "12.00", barcode: "222", weightGrams: 300 })], {
          title: "Mug",
          brand: "Kiln",
          descriptionHtml: "<p>Blue</p>",
          images: [{ key: "i1", url: "https://cdn.example/mug.jpg", position: 0 }],
        }),
      ]);
      const summary = await plan();
      expect(counts(summary)).toEqual({
        "link variant": 1,
        "update_here variant price": 1,
        "update_here variant barcode": 1,
        "update_here variant weight": 1,
        "update_here product brand": 1,
        "update_here product description": 1,
        "update_here product images": 1,
      });
      await apply(summary.runId);
      expect(await inside((tx) => getProduct(tx, id))).toMatchObject({
        brand: "Kiln",
        descriptionHtml: "<p>Blue</p>",
        images: [{ url: "https://cdn.example/mug.jpg" }],
        variants: [{ priceMinor: 1200n, barcode: "222", weightGrams: 300 }],
      });
      expect(await db.owner.rows("select field from conflict where organization_id = $1", [at.here])).toEqual([]);
      expect((await plan()).open).toBe(0);
    },
  );
});

describe("decisions before the plan", () => {
  test("an ignored item is never asked about again, until it is again", async () => {
    await record([channelProduct("p1", [channelVariant("v1")]), channelProduct("p2", [channelVariant("v2")])]);
    const first = await plan();
    const { items } = await inside((tx) => listPlanItems(tx, { runId: first.runId }));
    const ignore = (runId: string, ignored: boolean) =>
      inside((tx) =>
        ignorePlanItems(tx, {
          runId,
          ids: [items.find((item) => item.title === "Product p2")?.id ?? ""],
          connectionId: at.shop,
          ignored,
          by: ANA,
          now: NOON,
        }),
      );
    expect(await ignore(first.runId, true)).toBe(1);
    expect(await apply(first.runId)).toEqual({ done: 1, sent: 0, failed: 0, skipped: 0 });
    const second = await plan();
    expect([second.open, second.counts.map((c) => c.ignored)]).toEqual([0, [1]]);
    await inside((tx) =>
      ignorePlanItems(tx, {
        runId: second.runId,
        entity: "product",
        connectionId: at.shop,
        ignored: false,
        by: ANA,
        now: NOON,
      }),
    );
    expect((await plan()).open).toBe(1);
  });

  test("an item that changed since the plan was made is skipped, with a reason", async () => {
    const { id } = await ours("Our title", "SKU-v1", 900n);
    const other = await ours("Other", "OTHER");
    await ours("Linked elsewhere", "SKU-v2");
    const { id: dropped } = await ours("Dropped", "DROPPED");
    await db.owner.run(
      `update connection set settings = '{"policy":{"content":"channel","price":"channel"}}' where id = $1`,
      [at.shop],
    );
    await record([
      channelProduct("p1", [channelVariant("v1", { price: "12.00" })], { title: "Their title" }),
      channelProduct("p2", [channelVariant("v2")]),
    ]);
    const { runId } = await plan();
    await inside((tx) => choosePlanItems(tx, { runId, action: "create_there", chosen: true }));
    await inside((tx) => updateProduct(tx, { id, patch: { title: "Edited here" }, now: NOON }));
    await record([channelProduct("p1", [channelVariant("v1", { price: "13.00" })], { title: "Their title" })]);
    const [linked] = (await listings()).filter((each) => each.extKey === "v2");
    await inside((tx) =>
      mapListings(tx, {
        pairs: [{ listingId: linked?.id ?? "", variantId: other.variantIds[0] ?? "" }],
        by: ANA,
        now: NOON,
      }),
    );
    await db.owner.run("update product set active = false where id = $1", [dropped]);
    await apply(runId);
    const skips = (await inside((tx) => listPlanItems(tx, { runId, state: "skipped" }))).items;
    expect(skips.map((item) => [item.action, item.field].filter((each) => each !== null).join(" ")).sort()).toEqual([
      "create_there",
      "create_there",
      "link",
      "update_here price",
      "update_here title",
      "update_here title",
    ]);
    expect(skips.every((item) => (item.error ?? "").length > 20)).toBe(true);
    expect(await inside((tx) => getProduct(tx, id))).toMatchObject({
      title: "Edited here",
      variants: [{ priceMinor: 900n }],
    });
    expect((await one("v2")).variantId).toBe(other.variantIds[0]);
  });

  test("a product is proposed for a store only where it is chosen for it", async () => {
    const { id: mug } = await ours("Mug", "MUG");
    const { id: bowl } = await ours("Bowl", "BOWL");
    await ours("Lamp", "LAMP");
    const { id: kitchen } = await db.owner.one<{ id: string }>(
      "insert into category (organization_id, name) values ($1, 'Kitchen') returning id",
      [at.here],
    );
    const { id: mugs } = await db.owner.one<{ id: string }>(
      "insert into category (organization_id, name, parent_id) values ($1, 'Mugs', $2) returning id",
      [at.here, kitchen],
    );
    await db.owner.run("insert into product_category (organization_id, product_id, category_id) values ($1, $2, $3)", [
      at.here,
      mug,
      mugs,
    ]);
    await db.owner.run("update product set brand = 'Kiln' where id = $1", [bowl]);
    const proposed = async (select: object, entity: "product" | "category" = "product") => {
      await db.owner.run("update connection set settings = $2::jsonb where id = $1", [
        at.shop,
        JSON.stringify({ listings: { select } }),
      ]);
      const { runId } = await plan();
      const { items } = await inside((tx) => listPlanItems(tx, { runId, action: "create_there", entity }));
      return items.map((item) => item.title).sort();
    };
    expect(await proposed({})).toEqual(["Bowl", "Lamp", "Mug"]);
    expect(await proposed({ categoryIds: [kitchen] })).toEqual(["Mug"]);
    expect(await proposed({ brands: ["Kiln"], productIds: [mug] })).toEqual(["Bowl", "Mug"]);
    expect(await proposed({ categoryIds: [mugs] }, "category")).toEqual(["Mugs"]);
    expect(await proposed({}, "category")).toEqual(["Kitchen", "Mugs"]);
  });
});

test("a plan made after any choice was applied holds what was left out and nothing else [A12.2]", async () => {
  const side = fc.record({
    hub: fc.boolean(),
    channel: fc.boolean(),
    title: fc.boolean(),
    price: fc.boolean(),
    barcode: fc.boolean(),
    description: fc.boolean(),
    images: fc.boolean(),
    stock: fc.integer({ min: 0, max: 3 }),
  });
  const world = fc.record({
    items: fc.array(side, { minLength: 1, maxLength: 8 }),
    policy: fc.constantFrom("ask", "channel", "hub"),
    leftOut: fc.subarray(["link", "create_here", "create_there", "update_here", "update_there", "conflict"] as const),
    ignored: fc.constantFrom(null, "create_here" as const, "conflict" as const),
    stockFrom: fc.constantFrom("channel" as const, "hub" as const, "none" as const),
  });
  await fc.assert(
    fc.asyncProperty(world, async ({ items, policy, leftOut, ignored, stockFrom }) => {
      at.here = await db.newOrganization();
      at.shop = await sampleStore(db, at.here);
      await db.owner.run("update connection set settings = $2::jsonb where id = $1", [
        at.shop,
        JSON.stringify({ policy: { content: policy, price: policy }, prices: { newItems: true } }),
      ]);
      for (const [n, item] of items.entries())
        if (item.hub)
          await inside((tx) =>
            createProduct(tx, {
              product: {
                title: `Product ${n}`,
                descriptionHtml: "<p>One</p>",
                variants: [{ sku: `SKU-${n}`, priceMinor: 1000n, barcode: `b${n}` }],
              },
              now: NOON,
            }),
          );
      await record(
        items.flatMap((item, n) =>
          item.channel
            ? [
                channelProduct(
                  `p${n}`,
                  [
                    channelVariant(`${n}`, {
                      price: item.price ? "10.00" : "11.50",
                      barcode: item.barcode ? `b${n}` : `c${n}`,
                      levels: [{ location: "", available: item.stock }],
                    }),
                  ],
                  {
                    title: item.title ? `Product ${n}` : `Other ${n}`,
                    descriptionHtml: item.description ? "<p>One</p>" : "<p>Two</p><script>no</script>",
                    images: item.images
                      ? [
                          { url: `https://img.example/${n}.png`, position: 0 },
                          { url: "broken", position: 1 },
                        ]
                      : [],
                  },
                ),
              ]
            : [],
        ),
      );
      const first = await plan();
      for (const action of leftOut)
        await inside((tx) => choosePlanItems(tx, { runId: first.runId, action, chosen: false }));
      if (ignored)
        await inside((tx) =>
          ignorePlanItems(tx, {
            runId: first.runId,
            action: ignored,
            connectionId: at.shop,
            ignored: true,
            by: ANA,
            now: NOON,
          }),
        );
      const applied = await apply(first.runId, stockFrom);
      expect(applied.failed).toBe(0);
      const second = await plan();
      expect(second.chosen).toBe(0);
      const listed = new Set<string>(leftOut);
      for (const count of second.counts.filter((each) => each.planned > 0)) {
        expect(count.planned).toBe(count.passedOver);
        expect(listed.has(count.action) || count.action === "create_there" || count.action === "update_there").toBe(
          true,
        );
      }
    }),
    { numRuns: runsOf({ few: 8, many: 25 }) },
  );
});

import { describe, expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { createProduct } from "../catalog/create.ts";
import { listSuggestions, mapListings, rejectSuggestions, suggestLinks, unmapListings } from "./index.ts";
import { ANA, channelProduct, channelVariant, later, NOON, sampleChannel, sampleVariant } from "./samples.ts";
import { channelOf } from "./testing.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const { record, one } = channelOf(() => ({ db, ...at }));
const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
const queue = async (filter: { minConfidence?: number; limit?: number; cursor?: string } = {}) =>
  inside((tx) => listSuggestions(tx, { connectionId: at.shop, ...filter }));
const suggest = () => inside((tx) => suggestLinks(tx, { connectionId: at.shop, now: NOON }));

describe("suggestions", () => {
  test("suggestions show both sides and why, the surest first, page by page", async () => {
    await sampleVariant(db, at.here, { sku: "OTHER", barcode: "4006381333931", title: "Blue mug" });
    await sampleVariant(db, at.here, { sku: "TWIN", title: "Twin" });
    await sampleVariant(db, at.here, { sku: "T-1", title: "Linen table cloth, white" });
    await record([
      channelProduct("p1", [channelVariant("a", { sku: "TWIN" }), channelVariant("b", { sku: "twin" })]),
      channelProduct("p2", [channelVariant("c", { sku: undefined })], {
        title: "Table cloth white",
        images: [{ url: "https://img.example.test/cloth.jpg", position: 0 }],
      }),
    ]);
    await suggest();
    const { items } = await queue();
    expect(items.map((each) => [each.channel.sku?.toLowerCase(), each.method, each.others])).toEqual([
      ["twin", "sku", 1],
      ["twin", "sku", 1],
      [undefined, "title", 0],
    ]);
    expect(items[0]?.reason).toBe("Same SKU; it stands more than once");
    expect(items[2]).toMatchObject({
      channel: { productTitle: "Table cloth white", imageUrl: "https://img.example.test/cloth.jpg" },
      ours: { sku: "T-1", productTitle: "Linen table cloth, white" },
      reason: expect.stringMatching(/^Similar title \(\d+ %\)$/),
    });
    const first = await queue({ limit: 2 });
    const second = await queue({ limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map((each) => each.listingId)).toEqual(
      items.map((each) => each.listingId),
    );
    expect((await queue({ minConfidence: 90 })).items).toHaveLength(2);
  });

  test("suggestions once rejected never come back, neither by title nor by SKU; a person may still link the pair", async () => {
    const variant = await sampleVariant(db, at.here, { sku: "MUG", title: "Blue stoneware mug" });
    await record([channelProduct("p1", [channelVariant("a", { sku: undefined })], { title: "Stoneware mug blue" })]);
    await suggest();
    const { id } = await one("a");
    const by = { connectionId: at.shop, by: ANA, now: later(1) };
    expect(await inside((tx) => rejectSuggestions(tx, { ...by, listingIds: [id] }))).toEqual({
      changed: 1,
      more: false,
    });
    expect(await one("a")).toMatchObject({
      state: "unmapped",
      matchedBy: "user:ana@example.test",
      matchedAt: later(1),
    });
    await suggest();
    await record([channelProduct("p1", [channelVariant("a", { sku: "MUG" })], { title: "Mug" })], { now: later(2) });
    expect((await one("a")).state).toBe("unmapped");
    const pairs = [{ listingId: id, variantId: variant }];
    await inside((tx) => mapListings(tx, { pairs, by: ANA, now: later(3) }));
    expect((await one("a")).variantId).toBe(variant);
  });

  test("an item that was unlinked by hand is not linked again by its SKU", async () => {
    await sampleVariant(db, at.here, { sku: "MUG" });
    await record([channelProduct("p1", [channelVariant("a", { sku: "MUG" })])]);
    const { id } = await one("a");
    expect((await one("a")).state).toBe("mapped");
    await inside((tx) => unmapListings(tx, { listingIds: [id], by: ANA, now: later(1) }));
    await record([channelProduct("p1", [channelVariant("a", { sku: "MUG" })], { title: "Edited" })], {
      now: later(90),
    });
    expect((await one("a")).state).toBe("unmapped");
  });

  test("rejecting by confidence leaves the surer ones [C4.4]", async () => {
    await sampleVariant(db, at.here, { sku: "TWIN", title: "Something" });
    await sampleVariant(db, at.here, { sku: "T-1", title: "Linen table cloth, white" });
    await record([
      channelProduct("p1", [channelVariant("a", { sku: "TWIN" }), channelVariant("b", { sku: "twin" })]),
      channelProduct("p2", [channelVariant("c", { sku: undefined })], { title: "Table cloth white" }),
    ]);
    await suggest();
    const by = { connectionId: at.shop, by: ANA, now: NOON };
    expect((await inside((tx) => rejectSuggestions(tx, { ...by, maxConfidence: 80 }))).changed).toBe(1);
    expect((await queue()).items).toHaveLength(2);
  });
});

describe("similar titles", () => {
  const shirts = () =>
    inside((tx) =>
      createProduct(tx, {
        product: {
          title: "Organic cotton T-shirt",
          variants: ["S", "M", "L"].map((size) => ({
            sku: `SHIRT-${size}`,
            options: [
              { name: "Size", value: size },
              { name: "Colour", value: "Blue" },
            ],
          })),
        },
        now: NOON,
      }),
    );
  const options = (size: string, colour: string) => [
    { name: "Size", value: size },
    { name: "Colour", value: colour },
  ];

  test("titles distinguish the variants of one product", async () => {
    await shirts();
    const variant = (key: string, size: string, colour = "Blue") =>
      channelVariant(key, { sku: undefined, options: options(size, colour) });
    await record([
      channelProduct("p1", [variant("m", "M"), variant("l", "L"), variant("xl", "XL"), variant("red", "M", "Red")], {
        title: "Organic cotton T-shirt",
      }),
      channelProduct("p2", [channelVariant("any", { sku: undefined })], { title: "Organic cotton T-shirt" }),
    ]);
    await suggest();
    const found = Object.fromEntries(
      (await queue()).items.map((each) => [each.channel.title || "any", [each.ours.sku, each.confidence]]),
    );
    expect(found["M / Blue"]).toEqual(["SHIRT-M", 90]);
    expect(found["L / Blue"]).toEqual(["SHIRT-L", 90]);
    expect(found["XL / Blue"]?.[1]).toBeLessThanOrEqual(40);
    expect(found["M / Red"]?.[1]).toBeLessThanOrEqual(40);
    expect(found.any?.[1]).toBeLessThanOrEqual(60);
  });

  test("titles with different numbers are never taken for each other", async () => {
    await sampleVariant(db, at.here, { sku: "A", title: "Stoneware mug 300 ml" });
    await record([
      channelProduct("p1", [channelVariant("v1", { sku: undefined })], { title: "Stoneware mug 500 ml" }),
      channelProduct("p2", [channelVariant("v2", { sku: undefined })], { title: "Stoneware mug 300ml" }),
    ]);
    await suggest();
    expect((await one("v1")).confidence).toBeLessThanOrEqual(40);
    expect((await one("v2")).confidence).toBeGreaterThan(60);
  });
});

test("several items of a store may stand for one variant: done, and warned about", async () => {
  const variant = await sampleVariant(db, at.here, { sku: "ours" });
  await record([channelProduct("p1", [channelVariant("a"), channelVariant("b")])]);
  const pairs = await Promise.all(
    ["a", "b"].map(async (key) => ({ listingId: (await one(key)).id, variantId: variant })),
  );
  const results = await inside((tx) => mapListings(tx, { pairs, by: ANA, now: NOON }));
  expect(results.map(({ ok, warning }) => [ok, warning?.includes("2 times")])).toEqual([
    [true, true],
    [true, true],
  ]);
});

import { expect, test } from "vitest";
import { linkListings } from "../../hub/listings/index.ts";
import { ANA, sampleVariant } from "../../hub/listings/samples.ts";
import { contentBench } from "./testing-content.ts";

test("what a product says on one channel alone goes there, stays when the product changes, and ends with its own word", async () => {
  await using shop = await contentBench();
  const { channel } = shop;
  await shop.own({ title: "Mug for them", descriptionHtml: '<p onclick="x()">Theirs</p>' });
  await shop.work();
  expect(channel.shown).toMatchObject({ title: "Mug for them", descriptionHtml: "<p>Theirs</p>\n" });
  expect(await shop.ours()).toMatchObject({ title: "Mug", descriptionHtml: "<p>Blue</p>" });
  channel.puts.length = 0;
  await shop.editHere({ title: "Big mug", brand: "Lovelace" });
  await shop.work();
  expect(channel.shown).toMatchObject({ title: "Mug for them", brand: "Lovelace" });
  await shop.own({ title: null });
  await shop.work();
  expect(channel.shown).toMatchObject({ title: "Big mug", descriptionHtml: expect.stringContaining("Theirs") });
  expect(await shop.conflicts()).toEqual([]);
});

test("own images go in place of the product's, in their order", async () => {
  await using shop = await contentBench();
  const url = (name: string) => `https://cdn.example/${name}.png`;
  await shop.own({ images: [{ url: url("b-2"), alt: "Back" }, { url: url("a-9") }] });
  await shop.work();
  expect(shop.channel.puts.at(-1)?.images).toEqual([
    { url: url("b-2"), alt: "Back", position: 0 },
    { url: url("a-9"), alt: "", position: 1 },
  ]);
  await shop.own({ images: [] });
  await shop.work();
  expect(shop.channel.shown.images).toEqual([]);
  await shop.own({ images: null, title: "Cup" });
  await shop.work();
  expect(shop.channel.shown).toMatchObject({ title: "Cup", images: [] });
});

test("taken off sale on one channel a product is on sale everywhere else, and comes back by its own switch", async () => {
  await using shop = await contentBench({ contentSync: false });
  await shop.own({ onSale: false });
  await shop.work();
  expect([shop.channel.shown.status, shop.channel.shown.title]).toEqual(["draft", "Mug"]);
  await shop.editHere({ title: "Big mug" });
  await shop.work();
  expect(shop.channel.shown.status).toBe("draft");
  await shop.own({ onSale: true });
  await shop.work();
  expect([shop.channel.shown.status, shop.channel.shown.title]).toEqual(["active", "Mug"]);
});

test("where the channel wins, its edit of an own text changes that text and not the product's", async () => {
  await using shop = await contentBench({ policy: { content: "channel" } });
  await shop.own({ title: "Mug for them", onSale: false });
  await shop.work();
  await shop.edit({ title: "Their cup", status: "active" });
  await shop.work();
  expect(await shop.ours()).toMatchObject({ title: "Mug" });
  expect(shop.channel.shown).toMatchObject({ title: "Their cup", status: "active" });
  await shop.editHere({ title: "Big mug" });
  await shop.work();
  expect(shop.channel.shown).toMatchObject({ title: "Their cup", status: "active" });
});

test("an own text set while the title is in dispute decides the dispute", async () => {
  await using shop = await contentBench({ policy: { content: "ask" } });
  await shop.edit({ title: "Cup" });
  await shop.work();
  expect(await shop.conflicts("open")).toHaveLength(1);
  await shop.own({ title: "Mug for them" });
  await shop.work();
  expect(await shop.conflicts("open")).toEqual([]);
  expect(shop.channel.shown.title).toBe("Mug for them");
  expect((await shop.ours()).title).toBe("Mug");
});

test("an own text ends where its item comes to stand for another product", async () => {
  await using shop = await contentBench();
  await shop.own({ title: "Mug for them", onSale: false });
  const other = await sampleVariant(shop.engine.db, shop.engine.organization, { sku: "SKU-other", title: "Cup" });
  const { listing } = await shop.engine.db.owner.one<{ listing: string }>("select id as listing from listing");
  await shop.engine.inside((tx) =>
    linkListings(tx, {
      links: [{ listingId: listing, variantId: other, method: "manual", confidence: 100 }],
      by: ANA,
      now: new Date(shop.engine.clock.now()),
    }),
  );
  const { title, off } = await shop.engine.db.owner.one<{ title: string | null; off: boolean }>(
    "select own_title as title, off_sale as off from product_listing",
  );
  expect([title, off]).toEqual([null, false]);
});

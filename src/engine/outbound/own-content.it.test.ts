import { expect, test } from "vitest";
import { linkListings } from "../../hub/listings/index.ts";
import { ANA, sampleVariant } from "../../hub/listings/samples.ts";
import { productBench } from "./testing-products.ts";

test("a product's own text on one channel goes there, stays when the product changes, and ends when it is cleared", async () => {
  await using shop = await productBench();
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
  await using shop = await productBench();
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
  // The product has no image: with its own images gone, the channel shows none either.
  await shop.own({ images: [{ url: url("c-1") }] });
  await shop.work();
  expect(shop.channel.shown.images).toHaveLength(1);
  await shop.own({ images: null });
  await shop.work();
  expect(shop.channel.shown.images).toEqual([]);
});

test("a product without images takes none from the channel, edited or published again, until its own are removed", async () => {
  await using shop = await productBench({ policy: { content: "hub" } });
  const shown = () => shop.channel.shown.images.length;
  await shop.editHere({ title: "Big mug" });
  await shop.work();
  expect([shop.channel.shown.title, shown()]).toEqual(["Big mug", 1]);
  await shop.publish();
  await shop.work();
  expect(shown()).toBe(1);
  await shop.own({ images: [] });
  await shop.publish();
  await shop.work();
  expect(shown()).toBe(0);
});

test("an uploaded image is sent under the hub's address, and one the channel can't fetch is named in the sync log", async () => {
  const stored = (letter: string) => `/images/${"a".repeat(32)}/${letter.repeat(48)}.png`;
  for (const isReachable of [true, false]) {
    await using shop = await productBench({ isReachable });
    const before = shop.channel.shown.images;
    await shop.own({ images: [{ url: stored("b"), alt: "Back" }, { url: stored("c") }] });
    await shop.work();
    const home = "http://localhost";
    expect(shop.channel.puts.at(-1)?.images).toEqual(
      isReachable
        ? [
            { url: home + stored("b"), alt: "Back", position: 0 },
            { url: home + stored("c"), alt: "", position: 1 },
          ]
        : undefined,
    );
    const messages = (await shop.log()).filter((text) => text.includes("APP_URL"));
    expect(messages).toHaveLength(isReachable ? 0 : 1);
    if (!isReachable)
      expect([messages[0], shop.channel.shown.images]).toEqual([expect.stringContaining("Mug"), before]);
  }
});

test("a channel that shows fewer images than it was sent is named in the sync log", async () => {
  await using shop = await productBench();
  shop.channel.maxImages = 1;
  await shop.own({ images: ["a", "b", "c", "b"].map((name) => ({ url: `https://cdn.example/${name}.png` })) });
  await shop.work();
  expect((await shop.log()).at(-1)).toContain("Images sent: 3. Images the channel shows: 1.");
  shop.channel.keepsImages = true;
  await shop.own({ images: [] });
  await shop.work();
  expect((await shop.log()).at(-1)).toContain("Images the channel kept although the product has none there: 1.");
});

test("a product taken off sale on one channel is on sale everywhere else, and comes back by its own switch", async () => {
  await using shop = await productBench({ contentSync: false });
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

test("an edit on a winning channel changes the own text and not the product's", async () => {
  await using shop = await productBench({ policy: { content: "channel" } });
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
  await using shop = await productBench({ policy: { content: "ask" } });
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
  await using shop = await productBench();
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

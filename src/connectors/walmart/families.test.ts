/** Families at Walmart that are looked up SKU by SKU, because they are in no group of ours. */
import { expect, test } from "vitest";
import type { AttemptResult, ListingToPublish } from "../kit/contract/listings.ts";
import { must } from "../kit/testing/shop.ts";
import { advance, handleOf, listingsOf, openShop, type Walmart as Shop, sendAll } from "./testing.ts";

/** A family of so many variants, which differ in their shade. */
async function familyOf(shop: Shop, id: string, count: number): Promise<ListingToPublish> {
  const [one] = await listingsOf(shop, [id]);
  const { listing, ...rest } = must(one);
  const { "visible:color": _, ...product } = listing.product;
  const variants = Array.from({ length: count }, (_each, at) => ({
    ...{ variantId: `${id}-${at}`, sku: `${id}-${at}` },
    values: { ...must(listing.variants[0]).values, "visible:color": [`Shade ${at}`] },
  }));
  return { ...rest, listing: { product, variants } };
}

/** The same, but its first variant lacks what the product type asks for. */
function withoutMaterial(family: ListingToPublish): ListingToPublish {
  const { "visible:material": material = [], ...product } = family.listing.product;
  const variants = family.listing.variants.map(({ values, ...rest }, at) => ({
    ...rest,
    values: at === 0 ? values : { ...values, "visible:material": material },
  }));
  return { ...family, listing: { product, variants } };
}

/** Walmart has not grouped the items yet. */
const ungroup = ({ sandbox }: Shop): void =>
  sandbox.faults.add({ path: "variantGroupId=", fault: { kind: "status", status: 404 } });

const lookups = ({ sandbox }: Shop, id: string) => sandbox.calls.filter(({ path }) => path.includes(`/items/${id}-`));

test("Walmart: a family that stands there outside its group is listed after one lookup of each item, and others go after it", async () => {
  await using shop = await openShop();
  const family = await familyOf(shop, "O", 45);
  await shop.clock.sleep(60_000);
  const [other] = await listingsOf(shop, ["Q-1"]);
  const upc = must(must(family.listing.variants[0]).values.barcode?.[0]);
  for (const { sku } of family.listing.variants)
    shop.sandbox.state.items.set(sku, {
      ...{ sku, title: sku, upc, productType: "Drinking Mugs", price: "1.00", publishedStatus: "PUBLISHED" },
      ...{ reasons: [], units: new Map<string, number>() },
    });
  const all = [family, must(other)];
  let reported = await sendAll(shop, all);
  const ended = new Map<ListingToPublish, AttemptResult>();
  for (let rounds = 0; rounds < 12 && !ended.has(family); rounds += 1) {
    const open = all.filter((listing) => !ended.has(listing));
    for (const [at, one] of reported.entries()) if (one.outcome !== "accepted") ended.set(must(open[at]), one);
    const next = open.flatMap((listing, at) =>
      ended.has(listing) ? [] : [{ listing, handle: handleOf(reported[at]) }],
    );
    reported = await advance(shop, next);
  }
  const result = ended.get(family);
  expect(result?.outcome === "listed" && 1 + (result.others?.length ?? 0)).toBe(45);
  expect(lookups(shop, "O")).toHaveLength(45);
  expect(shop.sandbox.calls.filter(({ path, write }) => write && path.includes("/feeds"))).toHaveLength(1);
});

/** Sends a family, and asks until it has its last answer; items are in no group. */
async function followUngrouped(shop: Shop, family: ListingToPublish): Promise<AttemptResult | undefined> {
  ungroup(shop);
  let [result] = await advance(shop, [{ listing: family, handle: null }]);
  for (let polls = 0; polls < 80 && result?.outcome === "accepted"; polls += 1) {
    await shop.clock.sleep(result.pollAfterMs);
    [result] = await advance(shop, [{ listing: family, handle: result.handle }]);
  }
  return result;
}

test("Walmart: a large family whose items are not grouped yet is listed, each item looked up once after its feed", async () => {
  await using shop = await openShop();
  const family = await familyOf(shop, "U", 45);
  const result = await followUngrouped(shop, family);
  expect(result?.outcome === "listed" && 1 + (result.others?.length ?? 0)).toBe(45);
  // Once before the feed, and once after it.
  expect(lookups(shop, "U").length).toBe(90);
});

test("Walmart: all items that were taken of a large refused family are told to be linked", async () => {
  await using shop = await openShop();
  const family = await familyOf(shop, "W", 45);
  const faulty = withoutMaterial(family);
  const result = await followUngrouped(shop, faulty);
  expect(result).toMatchObject({ outcome: "refused", issues: [{ variantId: "W-0" }] });
  expect(result?.outcome === "refused" && result.made?.length).toBe(44);
});

test("Walmart: a refusal waits hours, not days, for items that were taken and are not shown yet", async () => {
  await using shop = await openShop();
  const family = await familyOf(shop, "X", 3);
  const faulty = withoutMaterial(family);
  let [result] = await advance(shop, [{ listing: faulty, handle: null }]);
  const began = shop.clock.now();
  ungroup(shop);
  shop.sandbox.faults.add({ path: "/items/X-2", fault: { kind: "status", status: 404 } });
  shop.sandbox.faults.add({ path: "/items/X-1", fault: { kind: "status", status: 404 }, times: 2 });
  for (let polls = 0; polls < 20 && result?.outcome === "accepted"; polls += 1) {
    await shop.clock.sleep(result.pollAfterMs);
    [result] = await advance(shop, [{ listing: faulty, handle: result.handle }]);
  }
  expect(result).toMatchObject({ outcome: "refused", issues: [{ variantId: "X-0" }], made: [{ key: "X-1" }] });
  expect((shop.clock.now() - began) / 3_600_000).toBeGreaterThan(3);
  expect((shop.clock.now() - began) / 3_600_000).toBeLessThan(6);
});

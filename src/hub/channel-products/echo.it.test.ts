/** What a channel tells of a product that is known in all is recognised by one statement; anything else is recorded. */
import { expect, test } from "vitest";
import type { ChannelProduct } from "../../commerce/product.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { statementsOf } from "../../db/testing-statements.ts";
import { channelProduct, channelVariant, later, sampleChannel } from "../listings/samples.ts";
import { recordChannelProducts } from "./record.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const product = (more: Partial<ChannelProduct> = {}, variant: Parameters<typeof channelVariant>[1] = {}) =>
  channelProduct(
    "p1",
    [
      channelVariant("v1", {
        price: "12.50",
        compareAtPrice: "15",
        levels: [{ location: "", available: 5, committed: 1 }],
        ...variant,
      }),
      channelVariant("v2", { price: "8", levels: [{ location: "", available: 3 }] }),
    ],
    more,
  );

const notify = (reported: ChannelProduct, now: Date) =>
  db.database.tenant(at.here, (tx) =>
    recordChannelProducts(tx, { connectionId: at.shop, products: [reported], now, initial: false, readAt: () => now }),
  );

/** Statements of telling it, without what begins and ends the transaction. */
const statementsOfTelling = async (reported: ChannelProduct, now: Date) =>
  (await statementsOf(() => notify(reported, now))).filter(({ text }) => !/^(begin|commit)/.test(text)).length;

/** All that is stored of the shop's products. */
const stored = () =>
  Promise.all(
    [
      `select title, platform_status, seen_at, gone_at from product_listing
       where organization_id = $1 order by ext_key`,
      "select ext_key, sku, barcode, title, gone_at from listing where organization_id = $1 order by ext_key",
      `select l.ext_key, s.expected, s.observed, s.observed_at, s.committed from listing_stock s
       join listing l on l.id = s.listing_id where s.organization_id = $1 order by l.ext_key`,
      `select l.ext_key, trim(p.currency) as currency, p.observed_minor, p.expected_compare_minor from listing_price p
       join listing l on l.id = p.listing_id where p.organization_id = $1 order by l.ext_key`,
    ].map((text) => db.owner.rows(text, [at.here])),
  );

test("a product told as it is known costs one statement, and leaves everything as it stands", async () => {
  await notify(product(), later(1));
  const before = await stored();
  expect(await statementsOfTelling(product(), later(2))).toBe(1);
  expect(await stored()).toEqual(before);
});

const changes: [string, ChannelProduct, RegExp][] = [
  ["a number", product({}, { levels: [{ location: "", available: 4, committed: 1 }] }), /"observed":4/],
  ["units waited for", product({}, { levels: [{ location: "", available: 5, committed: 2 }] }), /"committed":2/],
  [
    "a number of a place",
    product({}, { levels: [{ location: "L2", available: 5 }] }),
    /"ext_key":"v1".*"ext_key":"v1"/,
  ],
  ["a price", product({}, { price: "12.51" }), /"1251"/],
  ["a price before", product({}, { compareAtPrice: undefined }), /"expected_compare_minor":null/],
  ["a currency", product({}, { currency: "JPY" }), /"JPY"/],
  ["a title", product({ title: "Another mug" }), /Another mug/],
  ["an item's barcode", product({}, { barcode: "4006381333931" }), /4006381333931/],
  ["an item less", channelProduct("p1", [channelVariant("v2", { price: "8", levels: [] })]), /"gone_at":"20/],
];

test.each(changes)("%s that is new is recorded", async (_what, reported, expected) => {
  await notify(product(), later(1));
  await notify(reported, later(2));
  const text = JSON.stringify(await stored(), (_key, value) => (typeof value === "bigint" ? value.toString() : value));
  expect(text).toMatch(expected);
});

test("a number from before a write of ours is known, whatever it says", async () => {
  await notify(product(), later(1));
  await db.owner.run("update listing_stock set acked_at = $2 where organization_id = $1", [at.here, later(10)]);
  const before = await stored();
  const older = product({}, { levels: [{ location: "", available: 9 }] });
  expect(await statementsOfTelling(older, later(5))).toBe(1);
  expect(await stored()).toEqual(before);
});

test("a product that was gone and is reported again is there again", async () => {
  await notify(product(), later(1));
  await db.owner.run("update product_listing set gone_at = now() where organization_id = $1", [at.here]);
  await notify(product(), later(2));
  expect(await db.owner.rows("select gone_at from product_listing where organization_id = $1", [at.here])).toEqual([
    { gone_at: null },
  ]);
});

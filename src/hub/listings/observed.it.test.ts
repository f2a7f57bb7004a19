import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { observeLevels } from "./index.ts";
import type { SeenLevel } from "./levels.ts";
import { channelProduct, channelVariant, later, sampleChannel, sampleStore, sampleVariant } from "./samples.ts";
import { channelOf } from "./testing.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const { record, one, stock, counted } = channelOf(() => ({ db, ...at }));
const see = (level: Partial<SeenLevel> & { available: number }, now: Date) =>
  db.database.tenant(at.here, (tx) =>
    observeLevels(tx, { connectionId: at.shop, levels: [{ location: "", at: now, ...level }], now }),
  );
const stockMarks = () =>
  db.owner.rows("select 1 from change_mark where organization_id = $1 and aspect = 'stock'", [at.here]);

describe("a number seen on the channel", () => {
  const steer = async () => {
    const variant = await sampleVariant(db, at.here, { sku: "SKU-v1" });
    await counted("SKU-v1");
    await record([channelProduct("p1", [channelVariant("v1", { inventoryKey: "inv-1" })])]);
    await db.owner.run("update listing_stock set desired = 5 where organization_id = $1", [at.here]);
    return variant;
  };

  test("a number on the channel that is expected changes nothing", async () => {
    await steer();
    expect(await see({ extKey: "v1", available: 5 }, later(1))).toEqual({ listingIds: [] });
  });

  test("an unexpected number is read back in 3 seconds, and the expected one stays until then", async () => {
    await steer();
    await db.owner.run("update lane set due_at = null where organization_id = $1", [at.here]);
    const { listingIds } = await see({ inventoryKey: "inv-1", available: 3 }, later(1));
    expect(listingIds).toHaveLength(1);
    const soon = new Date(later(1).getTime() + 3_000);
    expect(await stock("v1")).toEqual({ desired: 5, expected: 5, observed: 3, due_at: soon });
    const lane = await db.owner.one("select due_at from lane where organization_id = $1 and kind = 'outbound'", [
      at.here,
    ]);
    expect(lane).toEqual({ due_at: soon });
  });

  test("a number from before our last read-back or confirmed write is ignored", async () => {
    await steer();
    await see({ extKey: "v1", available: 4, at: later(-5) }, later(1));
    expect((await stock("v1")).observed).toBe(5);
    await db.owner.run("update listing_stock set acked_at = $2 where organization_id = $1", [at.here, later(10)]);
    await see({ extKey: "v1", available: 4 }, later(5));
    expect(await stock("v1")).toMatchObject({ observed: 5, due_at: null });
  });

  test("a number of an item we do not steer simply is believed", async () => {
    await record([channelProduct("p1", [channelVariant("v1")])]);
    await see({ extKey: "v1", available: 9 }, later(1));
    expect(await stock("v1")).toEqual({ desired: null, expected: 9, observed: 9, due_at: null });
  });

  test("a number at a new location gets a row and a desired number of its own", async () => {
    await steer();
    await db.owner.run("delete from change_mark where organization_id = $1", [at.here]);
    await see({ extKey: "v1", location: "berlin", available: 2 }, later(1));
    expect((await one("v1")).observed).toBe(7);
    expect(await stockMarks()).toHaveLength(1);
  });

  test("a number of another store's or no item changes nothing", async () => {
    await steer();
    expect(await see({ extKey: "nope", available: 1 }, later(1))).toEqual({ listingIds: [] });
    const other = await sampleStore(db, at.here, "Other");
    await db.database.tenant(at.here, (tx) =>
      observeLevels(tx, {
        connectionId: other,
        levels: [{ extKey: "v1", location: "", available: 1, at: later(1) }],
        now: later(1),
      }),
    );
    expect((await stock("v1")).observed).toBe(5);
  });
});

describe("a price edited on the channel", () => {
  const setUp = async (policy: string) => {
    const variant = await sampleVariant(db, at.here, { sku: "SKU-v1" });
    await db.owner.run(
      `update connection
       set settings = jsonb_build_object('prices', '{"newItems":true}'::jsonb,
         'policy', jsonb_build_object('price', $2::text))
       where id = $1`,
      [at.shop, policy],
    );
    await record([channelProduct("p1", [channelVariant("v1")])]);
    await db.owner.run("update listing_price set desired_minor = 1000 where organization_id = $1", [at.here]);
    await record([channelProduct("p1", [channelVariant("v1", { price: "12.50" })])], { now: later(1) });
    const price = await db.owner.one<{ expected_minor: string; due_at: Date | null }>(
      "select expected_minor, due_at from listing_price where organization_id = $1",
      [at.here],
    );
    const conflict = await db.owner.one(
      "select field, hub_value, channel_value, state from conflict where organization_id = $1",
      [at.here],
    );
    const { price_minor } = await db.owner.one<{ price_minor: string }>(
      "select price_minor from variant where id = $1",
      [variant],
    );
    return { price, conflict, price_minor };
  };
  const conflict = (state: string) => ({ field: "price", hub_value: "1000", channel_value: "1250", state });

  test("a price edited on the channel is written back where the hub decides", async () => {
    expect(await setUp("hub")).toEqual({
      price: { expected_minor: "1250", due_at: later(1) },
      conflict: conflict("hub"),
      price_minor: "1000",
    });
  });
  test("a price edited on the channel comes in where the channel decides", async () => {
    expect(await setUp("channel")).toEqual({
      price: { expected_minor: "1250", due_at: null },
      conflict: conflict("channel"),
      price_minor: "1250",
    });
  });
  test("a price the channel refused and goes on showing is no edit", async () => {
    const variant = await sampleVariant(db, at.here, { sku: "SKU-v1" });
    const settings = JSON.stringify({ prices: { newItems: true }, policy: { price: "channel" } });
    await db.owner.run("update connection set settings = $2::jsonb where id = $1", [at.shop, settings]);
    await record([channelProduct("p1", [channelVariant("v1", { price: "10.00" })])]);
    await db.owner.run(
      "update listing_price set desired_minor = 9900, state = 'rejected', due_at = null where organization_id = $1",
      [at.here],
    );
    await record([channelProduct("p1", [channelVariant("v1", { price: "10.00", compareAtPrice: "15.00" })])], {
      now: later(1),
    });
    const seen = await db.owner.one<object>(
      `select v.price_minor, p.override_minor, p.expected_compare_minor,
         (select count(*)::int from conflict c where c.organization_id = $2) as conflicts
       from variant v join listing_price p on p.organization_id = v.organization_id where v.id = $1`,
      [variant, at.here],
    );
    expect(seen).toEqual({ price_minor: "1000", override_minor: null, expected_compare_minor: "1500", conflicts: 0 });
  });
  test("a price of a page in flight while ours was confirmed is no edit", async () => {
    const variant = await sampleVariant(db, at.here, { sku: "SKU-v1" });
    const settings = JSON.stringify({ prices: { newItems: true }, policy: { price: "channel" } });
    await db.owner.run("update connection set settings = $2::jsonb where id = $1", [at.shop, settings]);
    await record([channelProduct("p1", [channelVariant("v1", { price: "10.00" })])]);
    await db.owner.run("update variant set price_minor = 9900 where id = $1", [variant]);
    await db.owner.run(
      `update listing_price
       set desired_minor = 9900, expected_minor = 9900, acked_at = $2, state = 'idle', due_at = null
       where organization_id = $1`,
      [at.here, later(2)],
    );
    const page = [channelProduct("p1", [channelVariant("v1", { price: "10.00", compareAtPrice: "15.00" })])];
    await record(page, { now: later(3), readAt: () => later(1) });
    // Nor where a delivery of a change before it came after it.
    await record(page, { now: later(5), readAt: () => later(4), pricedAt: () => later(1) });
    const seen = await db.owner.one<object>(
      `select v.price_minor, p.expected_minor
       from variant v
       join listing_price p on p.organization_id = v.organization_id
       where v.id = $1`,
      [variant],
    );
    expect(seen).toEqual({ price_minor: "9900", expected_minor: "9900" });
  });
  test("an edited price waits where a person decides [C6.1]", async () => {
    expect(await setUp("ask")).toEqual({
      price: { expected_minor: "1250", due_at: null },
      conflict: conflict("open"),
      price_minor: "1000",
    });
  });
});

/** A place of a channel that stops keeping an item, or counting it, while another goes on: nobody believes its old number. */
import { expect, test } from "vitest";
import type { ChannelLevel } from "../../commerce/product.ts";
import type { PushResult, Stock } from "../../connectors/kit/contract/ports.ts";
import { echo } from "../../connectors/kit/contract/results.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { createLocation } from "../../hub/inventory/locations.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fakeChannel } from "./testing.ts";

const KEY = "MUG";
const SOON_MS = 5_000;

/** What each place shows; null: sold there without being counted. One that is missing does not keep the item. */
type Places = Map<string, number | null>;

const levelsOf = (locations: Places) => ({
  levels: [...locations].flatMap(([location, available]): ChannelLevel[] =>
    available === null ? [] : [{ location, available }],
  ),
  uncountedAt: [...locations].flatMap(([location, available]) => (available === null ? [location] : [])),
});

function portOf(locations: Places): Stock {
  return {
    ...fakeChannel().stock,
    multiLocation: true,
    read: async (items) => items.map(({ key }) => ({ key, ...levelsOf(locations) })),
    push: {
      maxItems: 100,
      send: async (items) =>
        items.map((item): PushResult<number> => {
          if (locations.get(item.location) === null)
            return { ...echo(item), outcome: "rejected", code: "not_counted_here", text: "It is not counted there." };
          locations.set(item.location, item.want);
          return { ...echo(item), outcome: "applied", observed: item.want };
        }),
    },
  };
}

async function shop() {
  const locations: Places = new Map([
    ["main", 0],
    ["annex", 0],
  ]);
  const engine = await testEngine({ stock: portOf(locations) });
  const now = () => new Date(engine.clock.now());
  const annex = await engine.inside((tx) => createLocation(tx, { name: "Annex", now: now() }));
  const link = `insert into argosy.ext_location (organization_id, connection_id, ext_key, name, location_id)
    values (argosy.tenant(), $1, $2, $2, $3)`;
  await engine.inside((tx) => tx.run(link, [engine.store, "main", null]));
  await engine.inside((tx) => tx.run(link, [engine.store, "annex", annex.id]));
  const { listing } = await engine.listed(KEY, 5);
  await engine.engine.runUntilIdle();
  expect([...locations]).toEqual([
    ["main", 5],
    ["annex", 0],
  ]);
  engine.clock.pass(60_000);
  return {
    engine,
    places: locations,
    async settle() {
      for (let round = 0; round < 6; round += 1) {
        await engine.engine.runUntilIdle();
        engine.clock.pass(SOON_MS);
      }
    },
    row: (location: string) =>
      engine.db.owner.one<object>(
        "select expected, observed, state from argosy.listing_stock where listing_id = $1 and location = $2",
        [listing, location],
      ),
    alerts: () =>
      engine.db.owner.rows<{ kind: string; text: string }>(
        "select kind, text from argosy.alert where organization_id = $1 and resolved_at is null",
        [engine.organization],
      ),
  };
}

type Shop = Awaited<ReturnType<typeof shop>>;

const READINGS: readonly { readonly by: string; readonly read: (shop: Shop) => Promise<unknown> }[] = [
  { by: "its product", read: ({ engine, places }) => readProduct(engine, places) },
  { by: "a check of its stock", read: ({ engine }) => checkStock(engine) },
];

const readProduct = (engine: TestEngine, locations: Places) =>
  engine.inside((tx) =>
    recordChannelProducts(tx, {
      connectionId: engine.store,
      products: [channelProduct(KEY, [channelVariant(KEY, levelsOf(locations))])],
      now: new Date(engine.clock.now()),
      initial: false,
    }),
  );

async function checkStock(engine: TestEngine): Promise<void> {
  const now = new Date(engine.clock.now());
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'stock', $2)
       on conflict (organization_id, connection_id, sweep) do update set next_at = excluded.next_at`,
      [engine.store, now],
    );
    await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [engine.store, now]);
  });
  await engine.engine.runUntilIdle();
}

test.each(READINGS)("a place that keeps an item no more, told by $by, gets its number again", async ({ read }) => {
  const one = await shop();
  await using engine = one.engine;
  await readProduct(engine, one.places);
  expect(await one.row("main")).toMatchObject({ expected: 5, state: "idle" });
  one.places.delete("main");
  await read(one);
  await one.settle();
  expect(one.places.get("main")).toBe(5);
  expect(await one.row("main")).toEqual({ expected: 5, observed: 5, state: "idle" });
  expect(await one.row("annex")).toEqual({ expected: 0, observed: 0, state: "idle" });
  const written = await engine.db.owner.rows(
    "select 1 from argosy.conflict where field = 'stock' and location = 'main'",
  );
  expect(written, "the seller reads that it was written back").toHaveLength(1);
});

test.each(READINGS)(
  "a place that stopped counting an item, told by $by, is told once, also where none is for sale there",
  async ({ read }) => {
    const one = await shop();
    await using engine = one.engine;
    one.places.set("annex", null);
    for (let time = 0; time < 2; time += 1) {
      await read(one);
      await one.settle();
      expect(await one.row("annex")).toMatchObject({ observed: null, state: "rejected" });
      expect(await one.alerts()).toEqual([
        { kind: "stock_failed", text: expect.stringContaining("at one of its locations without counting it") },
      ]);
    }
    expect(await engine.db.owner.rows("select counted from argosy.listing")).toEqual([{ counted: true }]);
    expect(await one.row("main")).toEqual({ expected: 5, observed: 5, state: "idle" });
    one.places.set("annex", 0);
    await read(one);
    await one.settle();
    expect(await one.row("annex")).toEqual({ expected: 0, observed: 0, state: "idle" });
    expect(await one.alerts()).toEqual([]);
  },
);

test("a reading that may lack places, or was asked before a number was written, says nothing of a missing one", async () => {
  const one = await shop();
  await using engine = one.engine;
  const before = new Date(engine.clock.now() - 120_000);
  const record = (more: object, readAt: Date) =>
    engine.inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: engine.store,
        products: [
          channelProduct(KEY, [channelVariant(KEY, { levels: [{ location: "annex", available: 0 }], ...more })]),
        ],
        now: new Date(engine.clock.now()),
        initial: false,
        readAt: () => readAt,
      }),
    );
  await record({ levelsInPart: true }, new Date(engine.clock.now()));
  await record({}, before);
  expect(await one.row("main")).toEqual({ expected: 5, observed: 5, state: "idle" });
});

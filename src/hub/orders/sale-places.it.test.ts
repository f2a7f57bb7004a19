import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { calculateDesiredStock } from "../inventory/calculate-desired-stock.ts";
import { takeChannelDifference } from "../inventory/channel-difference.ts";
import { mapChannelLocation } from "../inventory/channel-locations.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createLocation } from "../inventory/locations.ts";
import { previewLocations } from "../inventory/preview-locations.ts";
import { setStockRule } from "../inventory/stock-rules.ts";
import { reconcileChangedRecipes } from "./recipes.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "./testing.ts";

const everything = { locationIds: null, buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const europe = fixturePerTest(() => shop.newStore("Europe"));
const america = fixturePerTest(() => shop.newStore("America"));

let variant: string;
let listing: string;
let east: string;
let west: string;

/** Main 20, East 2, West 9; America has locations us_e and us_w of its own. */
beforeEach(async () => {
  variant = await shop.newVariant("MUG");
  await europe.list(variant, "eu");
  listing = await america.list(variant, "us");
  east = (await shop.run((tx) => createLocation(tx, { name: "East", now: noon }))).id;
  west = (await shop.run((tx) => createLocation(tx, { name: "West", now: noon }))).id;
  await shop.stock(variant, 20);
  await shop.stock(variant, 2, east);
  await shop.stock(variant, 9, west);
  await shop.run((tx) =>
    tx.run(
      `insert into ext_location (organization_id, connection_id, ext_key, name)
       select argosy.tenant(), $1, k, k from unnest('{us_e,us_w}'::text[]) as k`,
      [america.id],
    ),
  );
});

const map = (key: string, locationId: string) =>
  shop.run((tx) => mapChannelLocation(tx, { connectionId: america.id, key, locationId }));
const mapBoth = async () => {
  await map("us_e", east);
  await map("us_w", west);
};
const reconcile = async () => {
  while (await shop.run((tx) => reconcileChangedRecipes(tx, noon)));
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};
/** On hand and reserved at Main, East and West. */
const levels = async () => {
  const all = [];
  for (const location of [shop.locationId, east, west]) {
    const { onHand, reserved } = await shop.level(variant, location);
    all.push([onHand, reserved]);
  }
  return all;
};
const ordered = (key: string, quantity: number) =>
  orderPart(key, { lines: [orderLine({ variantKey: "us", quantity, channelTook: 0 })] });
const shipped = (part: ReturnType<typeof ordered>, location?: string) =>
  later(part, 1, {
    fulfilment: "fulfilled",
    lines: part.lines.map((line) => ({
      ...line,
      fulfilledQuantity: line.quantity,
      channelTook: line.quantity,
      location,
    })),
  });

test("units that were written off and go on sale after all come back where they lay [D5.1]", async () => {
  await shop.stock(variant, 3);
  const line = orderLine({ variantKey: "eu", quantity: 8, channelTook: 8 });
  const placed = orderPart("w1", { lines: [line] });
  await europe.apply([placed]);
  const lines = [{ lineKey: line.key, quantity: 8, restocked: false }];
  const refunds = [{ key: "r", amountMinor: 1n, at: noon.toISOString(), lines }];
  await europe.apply([later(placed, 1, { refunds, lines: [{ ...line, quantity: 0 }] })]);
  const elsewhere = [
    [3, 0],
    [2, 0],
  ];
  expect(await levels()).toEqual([...elsewhere, [1, 0]]);
  const back = { ...line, quantity: 0, channelTook: 0 };
  await europe.apply([later(placed, 2, { status: "cancelled", refunds, lines: [back] })]);
  expect(await levels()).toEqual([...elsewhere, [9, 0]]);
});

test("units sold at a channel come from the locations its own stand for, never from the default one [D5.1]", async () => {
  await mapBoth();
  await america.apply([ordered("a1", 3)]);
  expect(await levels()).toEqual([
    [20, 0],
    [2, 0],
    [9, 3],
  ]);
  await america.apply([ordered("a2", 30)]);
  expect((await shop.level(variant)).reserved).toBe(0);
  await europe.apply([orderPart("e1", { lines: [orderLine({ variantKey: "eu", quantity: 1 })] })]);
  expect((await shop.level(variant)).reserved).toBe(1);
  await reconcile();
});

test("the parcel's location takes over from the one that was guessed, with what it takes on hand", async () => {
  await mapBoth();
  const part = ordered("a1", 2);
  await america.apply([part]);
  expect(await levels()).toEqual([
    [20, 0],
    [2, 2],
    [9, 0],
  ]);
  await america.apply([shipped(part, "us_w")]);
  expect(await levels()).toEqual([
    [20, 0],
    [2, 0],
    [7, 0],
  ]);
  await reconcile();
});

test("a channel sells from where its rule says, also where it has no locations [D5.1]", async () => {
  await shop.run((tx) => setStockRule(tx, europe.id, { ...everything, locationIds: [west] }));
  await europe.apply([orderPart("e1", { lines: [orderLine({ variantKey: "eu", quantity: 4 })] })]);
  await europe.apply([orderPart("e2", { lines: [orderLine({ variantKey: "eu", quantity: 40 })] })]);
  expect(await levels()).toEqual([
    [20, 0],
    [2, 0],
    [9, 9],
  ]);
  await shop.run((tx) =>
    takeChannelDifference(tx, {
      connectionId: europe.id,
      rows: [{ listingId: listing, location: "", variantId: variant, delta: 5 }],
      ref: "edit",
      by: actor,
      now: noon,
    }),
  );
  expect((await shop.level(variant, west)).onHand).toBe(14);
});

test("orders from before the locations were linked give back what they held elsewhere, and hold it there", async () => {
  await america.apply([ordered("a1", 3)]);
  expect(await levels()).toEqual([
    [20, 3],
    [2, 0],
    [9, 0],
  ]);
  await map("us_e", east);
  await reconcile();
  expect((await shop.level(variant)).reserved).toBe(3);
  await map("us_w", west);
  await reconcile();
  expect(await levels()).toEqual([
    [20, 0],
    [2, 0],
    [9, 3],
  ]);
});

test("units a channel counts with its open orders stand at the location its goods lie at", async () => {
  await shop.run((tx) =>
    tx.run("update connection set stock_basis = 'available_plus_open_orders' where id = $1", [america.id]),
  );
  await mapBoth();
  await america.apply([ordered("a1", 3)]);
  const desired = await shop.run((tx) => calculateDesiredStock(tx, [variant]));
  expect(
    desired.flatMap(({ connectionId, location, desired }) =>
      connectionId === america.id ? [[location, desired]] : [],
    ),
  ).toEqual([
    ["us_e", 2],
    ["us_w", 9],
  ]);
});

test("the writes of linking locations are shown before they are linked", async () => {
  await america.apply([ordered("a1", 3)]);
  await shop.run((tx) =>
    tx.run(
      `insert into listing_stock (organization_id, connection_id, listing_id, location, desired, expected, observed)
       values (argosy.tenant(), $1, $2, 'us_e', 28, 28, 28), (argosy.tenant(), $1, $2, 'us_w', null, 9, 9)
       on conflict (organization_id, listing_id, location) do update set desired = excluded.desired,
         expected = excluded.expected, observed = excluded.observed`,
      [america.id, listing],
    ),
  );
  const locations = [
    { key: "us_e", locationId: east },
    { key: "us_w", locationId: west },
  ];
  const preview = await shop.run((tx) => previewLocations(tx, america.id, locations));
  expect(preview).toEqual({
    checked: 1,
    complete: true,
    changed: 2,
    emptied: 0,
    locations: [
      { key: "us_e", changed: 1, unitsBefore: 28, unitsAfter: 2 },
      { key: "us_w", changed: 1, unitsBefore: 9, unitsAfter: 6 },
    ],
    samples: [
      { listingId: listing, sku: null, title: expect.any(String), location: "us_e", shown: 28, after: 2 },
      { listingId: listing, sku: null, title: expect.any(String), location: "us_w", shown: 9, after: 6 },
    ],
  });
  expect((await shop.level(variant)).reserved).toBe(3);
});

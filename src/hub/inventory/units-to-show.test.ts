import { describe, expect, test } from "vitest";
import { wholeStock } from "../../commerce/testing-inventory.ts";
import { ruleOf, type StockInputs, unitsToShowByLocation, unwrittenLocations, withStoreRule } from "./units-to-show.ts";

type Channel = NonNullable<ReturnType<StockInputs["channels"]["get"]>>;
type Level = NonNullable<ReturnType<StockInputs["levels"]["get"]>>[number];

const target = { listingId: "listing", connectionId: "shop", variantId: "mug" };

function level(locationId: string | null, available: number | null, more: Partial<Level> = {}): Level {
  return {
    variantId: "mug",
    componentId: "mug",
    sku: "MUG",
    quantity: 1,
    isBundle: false,
    isOffSale: false,
    locationId,
    locationName: locationId === null ? null : locationId.toUpperCase(),
    onHand: available === null ? null : available + 1,
    reserved: available === null ? null : 1,
    available,
    isAhead: false,
    ...more,
  };
}

const LID = { componentId: "lid", sku: "LID", isBundle: true };

const mapped = (...pairs: readonly (readonly [string, string | null])[]) =>
  pairs.map(([key, locationId]) => ({ key, locationId }));

function inputs(
  channel: Partial<Channel>,
  levels: readonly Level[],
  more: Partial<Pick<StockInputs, "itemRules" | "openOrders" | "keepers" | "ahead">> = {},
): StockInputs {
  const shop: Channel = {
    ...wholeStock,
    connectionId: "shop",
    keep: 0,
    countsOpenOrders: false,
    keepsAside: false,
    locationIds: null,
    channelLocations: null,
    ...channel,
  };
  return {
    channels: new Map([["shop", shop]]),
    levels: new Map([["mug", levels]]),
    itemRules: new Map(),
    openOrders: new Map(),
    keepers: new Map(),
    ahead: new Map(),
    ...more,
  };
}

const told = (from: StockInputs) =>
  unitsToShowByLocation(from, target).map(({ location, quantity }) => [location, quantity]);
const here = [level("main", 7), level("annex", 5), level("attic", 3)];

describe("the number for each of a channel's locations", () => {
  test("a variant off sale has the number zero, beside units of the channel's open orders where it counts them [C1.6]", () => {
    const off = here.map((each) => ({ ...each, isOffSale: true }));
    expect(told(inputs({}, off))).toEqual([["", 0]]);
    const openOrders = new Map([["listing", [{ listingId: "listing", location: null, units: 2 }]]]);
    expect(told(inputs({ countsOpenOrders: true }, off, { openOrders }))).toEqual([["", 2]]);
    const bundle = [level("main", 7, { isBundle: true, isOffSale: true, quantity: 2, componentId: "cup" })];
    expect(told(inputs({}, bundle))).toEqual([["", 0]]);
  });

  test("a channel's only number is everything at its chosen locations", () => {
    expect(told(inputs({}, here))).toEqual([["", 15]]);
    expect(told(inputs({ channelLocations: [] }, here))).toEqual([["", 15]]);
    expect(told(inputs({ locationIds: ["main", "attic"] }, here))).toEqual([["", 10]]);
    expect(told(inputs({ locationIds: [] }, here))).toEqual([["", 0]]);
    expect(told(inputs({}, []))).toEqual([["", 0]]);
    expect(unitsToShowByLocation(inputs({}, [level(null, null)]), target)).toMatchObject([{ quantity: 0, levels: [] }]);
  });

  test("a channel's number is what lies where its location is mapped to; the first unmapped one shows the rest", () => {
    const channelLocations = mapped(["1", "annex"], ["2", null], ["3", null], ["4", "annex"]);
    expect(told(inputs({ channelLocations }, here))).toEqual([
      ["1", 5],
      ["2", 10],
    ]);
    expect(unwrittenLocations(inputs({ channelLocations }, here), "shop")).toEqual(["3", "4"]);
    expect(told(inputs({ channelLocations, locationIds: ["annex"] }, here))).toEqual([
      ["1", 5],
      ["2", 0],
    ]);
    expect(told(inputs({ channelLocations: mapped(["1", "annex"]) }, here))).toEqual([["1", 5]]);
    expect(unwrittenLocations(inputs({}, here), "shop")).toEqual([]);
  });

  test("a number contains the channel's open orders at the location they are sold from, or else at the first", () => {
    const open = [
      { listingId: "listing", location: "2", units: 1 },
      { listingId: "listing", location: null, units: 2 },
      { listingId: "listing", location: "9", units: 4 },
    ];
    const openOrders = new Map([["listing", open]]);
    const channelLocations = mapped(["1", "annex"], ["2", "main"]);
    expect(told(inputs({ channelLocations }, here, { openOrders }))).toEqual([
      ["1", 11],
      ["2", 8],
    ]);
    expect(told(inputs({}, here, { openOrders }))).toEqual([["", 22]]);
  });

  test("a bundle's number is what the scarcest component allows at that location", () => {
    const parts = [
      level("main", 7, { componentId: "cup", sku: "CUP", quantity: 2, isBundle: true }),
      level("annex", 9, { componentId: "cup", sku: "CUP", quantity: 2, isBundle: true }),
      level("main", 2, { componentId: "lid", sku: "LID", isBundle: true }),
    ];
    expect(told(inputs({}, parts))).toEqual([["", 2]]);
    expect(told(inputs({ channelLocations: mapped(["1", "annex"], ["2", "main"]) }, parts))).toEqual([
      ["1", 0],
      ["2", 2],
    ]);
    const unknown = level(null, null, { componentId: "lid", sku: "LID", isBundle: true });
    expect(told(inputs({}, [...parts.slice(0, 2), unknown]))).toEqual([["", 0]]);
    const [first] = unitsToShowByLocation(inputs({}, parts), target);
    expect(first?.steps[0]).toMatchObject({ said: { gaps: { component: "CUP", available: 16, perBundle: 2 } } });
  });

  test("a number names the levels it follows from", () => {
    const [first] = unitsToShowByLocation(inputs({ locationIds: ["annex"] }, here), target);
    expect(first).toMatchObject({
      levels: [
        {
          variantId: "mug",
          sku: "MUG",
          perBundle: 1,
          locationId: "annex",
          location: "ANNEX",
          onHand: 6,
          reserved: 1,
          available: 5,
        },
      ],
      steps: [{ said: { gaps: { location: "ANNEX" } }, value: 5 }],
    });
    const [bare] = unitsToShowByLocation(inputs({}, [level("main", null, { locationName: null })]), target);
    expect(bare?.levels).toMatchObject([{ location: "", onHand: 0, reserved: 0, available: 0 }]);
    expect(bare).toMatchObject({ quantity: 0, steps: [{ said: { gaps: { location: "" } } }] });
  });

  const keeper = (connectionId: string, own: number | null, more: { locationIds?: string[]; store?: number } = {}) => ({
    variantId: "mug",
    connectionId,
    locationIds: null,
    store: 0,
    own,
    ...more,
  });
  const storing = (...all: readonly ReturnType<typeof keeper>[]) => ({ keepers: new Map([["mug", all]]) });

  test("a number leaves out what other channels reserve, where they sell from, and not what is reserved here [D5.3]", () => {
    expect(told(inputs({}, here, storing(keeper("amazon", 4), keeper("shop", 2))))).toEqual([["", 11]]);
    expect(told(inputs({}, here, storing(keeper("amazon", 4, { locationIds: ["attic"] }))))).toEqual([["", 12]]);
    const channelLocations = mapped(["1", "annex"], ["2", null]);
    expect(told(inputs({ channelLocations }, here, storing(keeper("amazon", 9))))).toEqual([
      ["1", 3],
      ["2", 3],
    ]);
    // Several items of a channel keep once; an item's own number goes before its store's.
    const two = storing(keeper("amazon", null, { store: 3 }), keeper("amazon", 1, { store: 3 }));
    expect(told(inputs({}, here, two))).toEqual([["", 12]]);
    expect(told(inputs({}, here, storing(keeper("amazon", 0, { store: 3 }))))).toEqual([["", 15]]);
    const [first] = unitsToShowByLocation(inputs({ percent: 50 }, here, storing(keeper("amazon", 20))), target);
    expect(first?.steps.map(({ label, value }) => `${label}: ${value}`).slice(-3)).toEqual([
      "available in all chosen locations: 15",
      "minus 15 reserved for other channels: 0",
      "50 % of it: 0",
    ]);
  });

  test("a number grows by what may be sold early: what comes there less what is sold, the limit once for all locations [D5.1]", () => {
    const incoming = [
      { locationId: "main", units: 6 },
      { locationId: "annex", units: 4 },
    ];
    const offered = (most: number, sold: number) => ({ ahead: new Map([["mug", { most, sold, incoming }]]) });
    expect(told(inputs({}, here, offered(100, 3)))).toEqual([["", 22]]);
    expect(told(inputs({}, here, offered(5, 3)))).toEqual([["", 17]]);
    expect(told(inputs({}, here, offered(5, 9)))).toEqual([["", 15]]);
    expect(told(inputs({ locationIds: ["attic"] }, here, offered(100, 0)))).toEqual([["", 3]]);
    const channelLocations = mapped(["1", "annex"], ["2", "main"]);
    expect(told(inputs({ channelLocations }, here, offered(100, 1)))).toEqual([
      ["1", 8],
      ["2", 12],
    ]);
    expect(told(inputs({ channelLocations }, here, offered(5, 0)))).toEqual([
      ["1", 9],
      ["2", 8],
    ]);
    const [first] = unitsToShowByLocation(inputs({}, here, offered(100, 3)), target);
    expect(first?.steps.at(-1)).toMatchObject({ label: "plus 7 that may be sold before they are there", value: 22 });
    const parts = [level("main", 1, { quantity: 2, isBundle: true }), level("main", 9, LID)];
    expect(told(inputs({}, parts, offered(100, 0)))).toEqual([["", 5]]);
  });

  test("a bundle's number leaves out what other channels reserve of its components [D5.3]", () => {
    const parts = [
      level("main", 8, { componentId: "cup", sku: "CUP", quantity: 2, isBundle: true }),
      level("main", 6, { componentId: "lid", sku: "LID", isBundle: true }),
    ];
    const keepers = new Map([["cup", [{ ...keeper("amazon", 3), variantId: "cup" }]]]);
    expect(told(inputs({}, parts, { keepers }))).toEqual([["", 2]]);
  });

  test("a store that does not exist has no number", () => {
    const other = { ...target, connectionId: "other" };
    expect(unitsToShowByLocation(inputs({}, here), other)).toEqual([]);
    expect(unwrittenLocations(inputs({}, here), "other")).toEqual([]);
    expect(ruleOf(inputs({}, here), other)).toEqual({ ...wholeStock, keep: 0 });
    expect(unitsToShowByLocation({ ...inputs({}, here), levels: new Map() }, target)).toMatchObject([
      { quantity: 0, levels: [] },
    ]);
  });
});

describe("the rule an item follows", () => {
  const store = { buffer: 1, percent: 50, cap: 4, zeroBelow: 2, keep: 3 };
  const own = (rule: Partial<typeof store>) =>
    inputs(store, here, {
      itemRules: new Map([
        ["listing", { buffer: null, percent: null, cap: null, zeroBelow: null, keep: null, ...rule }],
      ]),
    });

  test("an item follows its own rule where it has one, even an empty one, else its store's", () => {
    expect(ruleOf(inputs(store, here), target)).toEqual(store);
    expect(ruleOf(own({}), target)).toEqual(store);
    for (const rule of [
      { buffer: 0 },
      { percent: 0 },
      { cap: 0 },
      { zeroBelow: 0 },
      { keep: 0 },
      { buffer: 9, cap: 3 },
    ])
      expect(ruleOf(own(rule), target)).toEqual({ ...store, ...rule });
  });

  test("an item's rule decides the number", () => {
    expect(told(inputs(store, here))).toEqual([["", 4]]);
    expect(told(own({ cap: 100, percent: 100 }))).toEqual([["", 14]]);
  });

  test("a rule tried with reserved units changes what others show, and not its own items' own [D5.3]", () => {
    const others = {
      keepers: new Map([
        ["mug", [{ variantId: "mug", connectionId: "other", locationIds: null, store: 0, own: null }]],
      ]),
    };
    const before = inputs({}, here, others);
    const existing = {
      ...before,
      channels: new Map(before.channels).set("other", {
        ...([...before.channels.values()][0] as Channel),
        connectionId: "other",
      }),
    };
    expect(told(withStoreRule(existing, "other", { ...wholeStock, keep: 6, locationIds: null }))).toEqual([["", 9]]);
  });

  test("a rule may be tried for one store without an effect on the others", () => {
    const before = inputs({}, here);
    const after = withStoreRule(before, "shop", { ...wholeStock, keep: 0, cap: 2, locationIds: ["main"] });
    expect([told(before), told(after)]).toEqual([[["", 15]], [["", 2]]]);
    expect(withStoreRule(before, "other", { ...wholeStock, keep: 0, locationIds: null })).toBe(before);
  });
});

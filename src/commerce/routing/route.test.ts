import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf, type RoutedLine, type RoutedLocation, routeOrder } from "./route.ts";
import { CRITERIA, closeness, SPLITS } from "./rules.ts";

const at = (id: string, free: Record<string, number>, more: Partial<RoutedLocation> = {}): RoutedLocation => ({
  id,
  free: new Map(Object.entries(free)),
  rank: 0,
  isOwn: false,
  closeness: 0,
  isOutside: false,
  costMinor: null,
  day: "2026-11-30",
  ...more,
});
const mugs = (id: string, needs: number, allowed = ["berlin", "paris", "rome"], variantId = "mug"): RoutedLine => ({
  id,
  needs,
  parts: [{ variantId, quantity: 1 }],
  allowed,
});
const rules = { criteria: CRITERIA, split: "when_needed" } as const;

describe("an order", () => {
  test("an order leaves from the location near the buyer, with the reason of both locations [D4.4]", () => {
    const routing = routeOrder({
      lines: [mugs("1", 2)],
      locations: [at("berlin", { mug: 5 }, { rank: 1, closeness: 3 }), at("paris", { mug: 5 })],
      rules,
    });
    expect(routing?.used).toEqual(["berlin"]);
    expect(routing?.reasons.map(({ locationId, reason }) => [locationId, reason])).toEqual([
      ["berlin", "area"],
      ["paris", "area"],
    ]);
  });

  test("an order leaves whole from a worse location before it is split between better ones [D4.4]", () => {
    const lines = [mugs("1", 1), mugs("2", 1, undefined, "tee")];
    const locations = [
      at("berlin", { mug: 1 }, { closeness: 5 }),
      at("paris", { tee: 1 }, { closeness: 5, rank: 1 }),
      at("rome", { mug: 1, tee: 1 }, { rank: 2 }),
    ];
    expect(routeOrder({ lines, locations, rules })?.used).toEqual(["rome"]);
    expect(routeOrder({ lines, locations: locations.slice(0, 2), rules })?.used).toEqual(["berlin", "paris"]);
    const never = routeOrder({ lines, locations: locations.slice(0, 2), rules: { ...rules, split: "never" } });
    expect([never?.used, never?.short]).toEqual([["berlin"], 1]);
  });

  test("an order is split where two parcels cost less than one, if splitting is allowed [D4.4]", () => {
    const lines = [mugs("1", 1), mugs("2", 1, undefined, "tee")];
    const locations = [
      at("berlin", { mug: 1 }, { costMinor: 200 }),
      at("paris", { tee: 1 }, { costMinor: 300 }),
      at("rome", { mug: 1, tee: 1 }, { costMinor: 900 }),
    ];
    const cheaper = { ...rules, split: "when_cheaper" } as const;
    expect(routeOrder({ lines, locations, rules: cheaper })?.used).toEqual(["berlin", "paris"]);
    expect(routeOrder({ lines, locations, rules })?.used).toEqual(["rome"]);
  });

  test("an order leaves from where it can leave today, and stays where it is unless that is better [D4.4]", () => {
    const lines = [mugs("1", 1)];
    const locations = [at("berlin", { mug: 1 }, { day: "2026-12-01" }), at("paris", { mug: 1 }, { rank: 1 })];
    expect(routeOrder({ lines, locations, rules })?.used).toEqual(["paris"]);
    const equal = [at("berlin", { mug: 1 }), at("paris", { mug: 1 })];
    const current = new Map([["1", "paris"]]);
    expect(routeOrder({ lines, locations: equal, rules, current })?.used).toEqual(["paris"]);
    expect(routeOrder({ lines, locations: equal, rules })?.used).toEqual(["berlin"]);
  });
});

test("an order that no location sends to is sent by one anyway, and says so [D4.4]", () => {
  const locations = [at("berlin", { mug: 1 }, { isOutside: true }), at("paris", {}, { isOutside: true, rank: 1 })];
  const routing = routeOrder({ lines: [mugs("1", 1)], locations, rules });
  expect([routing?.used, routing?.isFallback, routing?.reasons[0]?.reason]).toEqual([["berlin"], true, "fallback"]);
});

test("the longest beginning of a postcode is nearest, whatever its spaces [D4.4]", () => {
  const areas = [
    { country: "GB", postcodes: [] },
    { country: "GB", postcodes: ["sw1", "SW"] },
  ];
  expect(closeness(areas, { country: "gb", postcode: "SW1A 1AA" })).toBe(4);
  expect(closeness(areas, { country: "GB", postcode: "EC1" })).toBe(1);
  expect(closeness(areas, { country: "FR", postcode: "75001" })).toBe(0);
  expect(closeness(areas, { country: null, postcode: null })).toBe(0);
});

const ids = ["a", "b", "c", "d"];
const variants = ["x", "y", "z"];
const location = (id: string) =>
  fc.record({
    id: fc.constant(id),
    free: fc
      .tuple(...variants.map(() => fc.integer({ min: -2, max: 5 })))
      .map((units) => new Map(variants.map((variant, n) => [variant, units[n] ?? 0]))),
    rank: fc.integer({ min: 0, max: 3 }),
    isOwn: fc.boolean(),
    closeness: fc.integer({ min: 0, max: 3 }),
    isOutside: fc.boolean(),
    costMinor: fc.option(fc.integer({ min: 0, max: 500 })),
    day: fc.constantFrom("2026-11-30", "2026-12-01", null),
  });
const line = (id: string) =>
  fc.record({
    id: fc.constant(id),
    needs: fc.integer({ min: 1, max: 4 }),
    parts: fc
      .uniqueArray(fc.constantFrom(...variants), { minLength: 1, maxLength: 2 })
      .chain((some) =>
        fc.tuple(...some.map((variantId) => fc.record({ variantId: fc.constant(variantId), quantity: fc.nat(1) }))),
      )
      .map((parts) => parts.map((part) => ({ ...part, quantity: part.quantity + 1 }))),
    allowed: fc.subarray(ids, { minLength: 1 }),
  });
const input = fc.record({
  lines: fc.tuple(line("1"), line("2"), line("3")),
  locations: fc.tuple(...ids.map(location)),
  rules: fc.record({
    criteria: fc.shuffledSubarray([...CRITERIA], { minLength: 1 }),
    split: fc.constantFrom(...SPLITS),
  }),
});
type Input = Parameters<typeof routeOrder>[0];

/** Units these lines get there, one after the other. */
function shortAt({ lines, locations }: Input, decimals: ReadonlyMap<string, string>): number {
  const left = new Map(locations.map(({ id, free }) => [id, new Map(free)]));
  let short = 0;
  for (const { id, needs, parts } of lines) {
    const free = left.get(decimals.get(id) ?? "") ?? new Map<string, number>();
    const most = Math.min(...parts.map(({ variantId, quantity }) => Math.floor((free.get(variantId) ?? 0) / quantity)));
    const units = Math.min(needs, Math.max(0, most));
    for (const { variantId, quantity } of parts) free.set(variantId, (free.get(variantId) ?? 0) - units * quantity);
    short += needs - units;
  }
  return short;
}

const canSendAll = (given: Input, id: string): boolean =>
  given.lines.every((each) => each.allowed.includes(id)) &&
  !given.locations.some((each) => each.id === id && each.isOutside) &&
  shortAt(given, new Map(given.lines.map((each) => [each.id, id]))) === 0;

test("no line is sent from where it may not be, and no unit is promised twice [D4.4]", () => {
  fc.assert(
    fc.property(input, (given) => {
      const routing = routeOrder(given);
      if (!routing) return;
      for (const { id, allowed } of given.lines) {
        const chosen = routing.places.get(id) ?? "";
        expect(allowed).toContain(chosen);
        const isOutside = given.locations.some((each) => each.id === chosen && each.isOutside);
        const isHeldThere = given.lines.some((each) => each.allowed.join() === chosen);
        expect(isOutside && !isHeldThere && !routing.isFallback).toBe(false);
      }
      if (routing.short === 0) expect(shortAt(given, routing.places)).toBe(0);
      expect(routeOrder(structuredClone(given))).toEqual(routing);
    }),
  );
});

test("an order that one location can send whole leaves whole, unless a split is cheaper [D4.4]", () => {
  fc.assert(
    fc.property(input, (given) => {
      const whole = ids.filter((id) => canSendAll(given, id));
      const routing = routeOrder(given);
      if (whole.length === 0 || !routing || routing.isFallback) return;
      expect(routing.short).toBe(0);
      if (given.rules.split !== "when_cheaper") expect(routing.used).toHaveLength(1);
      if (routing.used.length === 1) return;
      const cost = (some: readonly string[]) => costOf({ used: given.locations.filter(({ id }) => some.includes(id)) });
      const alone = whole.map((id) => cost([id])).filter((each) => each !== null);
      for (const each of alone) expect(cost(routing.used)).toBeLessThan(each);
    }),
  );
});

test("an order that is looked at again stays, and moves only to what has more units, fewer parcels or a better criterion [D4.4]", () => {
  fc.assert(
    fc.property(input, input, (given, later) => {
      const first = routeOrder(given);
      if (!first) return;
      expect(routeOrder({ ...given, current: first.places })?.places).toEqual(first.places);
      const changed = { ...given, locations: later.locations };
      const second = routeOrder({ ...changed, current: first.places });
      if (!second) return;
      expect(routeOrder({ ...changed, current: second.places })?.places).toEqual(second.places);
    }),
  );
});

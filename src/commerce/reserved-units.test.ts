import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distributeReserved, reservedFromOthers } from "./reserved-units.ts";

const LOCATIONS = ["main", "annex", "attic"];
const CHANNELS = ["a", "b", "c", "d"];
const levels = fc.uniqueArray(
  fc.record({ locationId: fc.constantFrom(...LOCATIONS), available: fc.integer({ min: -5, max: 30 }) }),
  { selector: ({ locationId }) => locationId },
);
const shares = fc.uniqueArray(
  fc.record({
    channel: fc.constantFrom(...CHANNELS),
    units: fc.nat(20),
    locationIds: fc.option(fc.subarray(LOCATIONS)),
  }),
  { selector: ({ channel }) => channel },
);
const everywhere = () => true;
const there = (some: readonly { available: number }[]) =>
  some.reduce((sum, { available }) => sum + Math.max(0, available), 0);

describe("units kept for one channel", () => {
  test("reserved units never exceed the stock or the channel's share, and lie where it sells from [D5.3]", () => {
    fc.assert(
      fc.property(levels, shares, (some, all) => {
        const laid = distributeReserved(some, all);
        for (const { locationId, available } of some) {
          const here = laid.filter((each) => each.locationId === locationId);
          expect(here.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(Math.max(0, available));
        }
        for (const share of all) {
          const own = laid.filter(({ channel }) => channel === share.channel);
          expect(own.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(share.units);
          for (const { locationId } of own) expect(share.locationIds ?? LOCATIONS).toContain(locationId);
        }
      }),
    );
  });

  test("units reserved for one channel are sold by no other [D5.3]", () => {
    fc.assert(
      fc.property(levels, shares, (some, all) => {
        const laid = distributeReserved(some, all);
        for (const { channel } of all) {
          const own = laid.filter((each) => each.channel === channel).reduce((sum, { units }) => sum + units, 0);
          const stranger = there(some) - reservedFromOthers(laid, { channel: "z", isHere: everywhere });
          const mine = there(some) - reservedFromOthers(laid, { channel, isHere: everywhere });
          expect(mine - own).toBe(stranger);
          expect(stranger).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("a reserved share never lowers a channel's number when stock rises, nor raises it when another reserves more", () => {
    const plain = shares.map((all) => all.map((share) => ({ ...share, locationIds: null })));
    fc.assert(
      fc.property(levels, plain, fc.nat(9), (some, all, more) => {
        const shown = (lying: typeof some, by: typeof all) =>
          there(lying) - reservedFromOthers(distributeReserved(lying, by), { channel: "z", isHere: everywhere });
        const raised = some.map((each, index) => (index === 0 ? { ...each, available: each.available + more } : each));
        expect(shown(raised, all)).toBeGreaterThanOrEqual(shown(some, all));
        const greedy = all.map((each, index) => (index === 0 ? { ...each, units: each.units + more } : each));
        expect(shown(some, greedy)).toBeLessThanOrEqual(shown(some, all));
      }),
    );
  });

  test("reserved units go to the smaller shares first where stock does not suffice for all", () => {
    const lying = [
      { locationId: "main", available: 3 },
      { locationId: "annex", available: 4 },
    ];
    const share = (channel: string, units: number) => ({ channel, units, locationIds: null });
    expect(distributeReserved(lying, [share("b", 5), share("a", 5), share("c", 1)])).toEqual([
      { channel: "c", locationId: "main", units: 1 },
      { channel: "a", locationId: "main", units: 2 },
      { channel: "a", locationId: "annex", units: 3 },
      { channel: "b", locationId: "annex", units: 1 },
    ]);
    expect(distributeReserved([{ locationId: "main", available: -2 }], [share("a", 5)])).toEqual([]);
  });
});

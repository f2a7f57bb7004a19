import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unitsToShow } from "./inventory.ts";
import { wholeStock } from "./testing-inventory.ts";

const units = fc.integer({ min: -1_000, max: 100_000 });
const levels = fc.array(fc.record({ location: fc.string(), available: units }), { maxLength: 6 });
const rule = fc.record({
  buffer: fc.nat(500),
  percent: fc.option(fc.integer({ min: 0, max: 100 })),
  cap: fc.option(fc.nat(1_000)),
  zeroBelow: fc.nat(50),
});
const bundle = fc.array(fc.record({ label: fc.string(), quantity: fc.integer({ min: 1, max: 9 }), levels }), {
  minLength: 1,
  maxLength: 4,
});
const sum = (some: readonly { available: number }[]) => some.reduce((total, level) => total + level.available, 0);

describe("the quantity for a channel", () => {
  test("a channel's quantity is never negative, above the cap, or above the stock less the buffer", () => {
    fc.assert(
      fc.property(levels, rule, (some, by) => {
        const { quantity } = unitsToShow({ levels: some, rule: by });
        expect(Number.isSafeInteger(quantity)).toBe(true);
        expect(quantity).toBeGreaterThanOrEqual(0);
        expect(quantity).toBeLessThanOrEqual(Math.max(0, sum(some) - by.buffer));
        if (by.cap !== null) expect(quantity).toBeLessThanOrEqual(by.cap);
        if (quantity > 0) expect(quantity).toBeGreaterThanOrEqual(by.zeroBelow);
      }),
    );
  });

  test("a channel's quantity never falls when stock rises", () => {
    fc.assert(
      fc.property(levels, rule, fc.nat(1_000), (some, by, more) => {
        const before = unitsToShow({ levels: some, rule: by }).quantity;
        const after = unitsToShow({ levels: [...some, { location: "new", available: more }], rule: by }).quantity;
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("a channel's quantity is explained to the last step [D5.4]", () => {
    fc.assert(
      fc.property(levels, rule, fc.option(bundle, { nil: undefined }), (some, by, parts) => {
        const { quantity, steps } = unitsToShow({ levels: some, rule: by, bundle: parts });
        expect(steps.at(-1)?.value).toBe(quantity);
      }),
    );
  });

  test("a bundle's quantity is what its scarcest component allows", () => {
    fc.assert(
      fc.property(bundle, (parts) => {
        const { quantity } = unitsToShow({ levels: [], rule: wholeStock, bundle: parts });
        for (const part of parts) expect(quantity * part.quantity).toBeLessThanOrEqual(Math.max(0, sum(part.levels)));
        expect(parts.some((part) => (quantity + 1) * part.quantity > sum(part.levels))).toBe(true);
      }),
    );
  });

  test("a quantity goes through buffer, share, cap, threshold and the channel's open orders, in this sequence [D5.2]", () => {
    fc.assert(
      fc.property(levels, rule, fc.nat(100), (some, by, open) => {
        const stored = Math.max(0, sum(some) - by.buffer);
        const shared = by.percent === null ? stored : Math.floor((stored * by.percent) / 100);
        const capped = by.cap === null ? shared : Math.min(shared, by.cap);
        const shown = capped < by.zeroBelow ? 0 : capped;
        expect(unitsToShow({ levels: some, rule: by, openOrders: open }).quantity).toBe(shown + open);
      }),
    );
  });

  test("quantities by shares of up to a hundred percent together never exceed the stock", () => {
    const shares = fc
      .array(fc.nat(100), { minLength: 1, maxLength: 8 })
      .filter((all) => all.reduce((total, each) => total + each, 0) <= 100);
    fc.assert(
      fc.property(levels, shares, (some, all) => {
        const reported = all.map((percent) => unitsToShow({ levels: some, rule: { ...wholeStock, percent } }).quantity);
        expect(reported.reduce((total, each) => total + each, 0)).toBeLessThanOrEqual(Math.max(0, sum(some)));
      }),
    );
  });

  test("the explanation of a quantity reads like arithmetic", () => {
    const levelsHere = [
      { location: "Main", available: 9 },
      { location: "Annex", available: 4 },
    ];
    expect(unitsToShow({ levels: levelsHere, rule: { buffer: 2, percent: 50, cap: 3, zeroBelow: 0 } })).toMatchObject({
      quantity: 3,
      steps: [
        { label: "available at Main", value: 9 },
        { label: "available at Annex", value: 4 },
        { label: "available in all chosen locations", value: 13 },
        { label: "minus the safety buffer of 2", value: 11 },
        { label: "50 % of it", value: 5 },
        { label: "at most 3", value: 3 },
      ],
    });
  });

  const plain = (available: number, by: Partial<typeof wholeStock> = {}) =>
    unitsToShow({ levels: [{ location: "Main", available }], rule: { ...wholeStock, ...by } });
  const labels = ({ steps }: { readonly steps: readonly { label: string; value: number }[] }) =>
    steps.map(({ label, value }) => `${label}: ${value}`);

  test("a quantity stays at zero where more is promised than there is, and its explanation says so", () => {
    expect(labels(plain(-3))).toEqual(["available at Main: -3", "never below zero: 0"]);
    expect(labels(plain(2, { buffer: 5 }))).toEqual([
      "available at Main: 2",
      "minus the safety buffer of 5: -3",
      "never below zero: 0",
    ]);
    expect(unitsToShow({ levels: [], rule: wholeStock, openOrders: 4 }).quantity).toBe(4);
    expect(labels(plain(0))).toEqual(["available at Main: 0"]);
  });

  test("the explanation names only the steps that changed the quantity", () => {
    expect(labels(plain(5, { cap: 5, zeroBelow: 5 }))).toEqual(["available at Main: 5"]);
    expect(labels(plain(6, { cap: 5, zeroBelow: 5 }))).toEqual(["available at Main: 6", "at most 5: 5"]);
    expect(labels(plain(4, { zeroBelow: 5 }))).toEqual(["available at Main: 4", "nothing when fewer than 5: 0"]);
    expect(labels(plain(4, { percent: 0, zeroBelow: 5 }))).toEqual(["available at Main: 4", "0 % of it: 0"]);
    expect(labels(unitsToShow({ levels: [], rule: wholeStock }))).toEqual(["available in all chosen locations: 0"]);
    expect(
      labels(unitsToShow({ levels: [{ location: "Main", available: 2 }], rule: wholeStock, openOrders: 3 })),
    ).toEqual(["available at Main: 2", "plus 3 in the channel's own open orders, which its number includes: 5"]);
  });

  test("a bundle's explanation names each component, and a bundle without components has no stock", () => {
    const cup = { label: "CUP", quantity: 2, levels: [{ location: "Main", available: 7 }] };
    const lid = { label: "LID", quantity: 1, levels: [] };
    expect(labels(unitsToShow({ levels: [], rule: wholeStock, bundle: [cup] })).at(-1)).toMatch(/: 3$/);
    expect(unitsToShow({ levels: [], rule: wholeStock, bundle: [cup] }).steps.length).toBe(2);
    expect(unitsToShow({ levels: [], rule: wholeStock, bundle: [cup, lid] })).toMatchObject({
      quantity: 0,
      steps: [
        { said: { gaps: { component: "CUP", available: 7, perBundle: 2 } }, value: 3 },
        { said: { gaps: { component: "LID", available: 0, perBundle: 1 } }, value: 0 },
        { value: 0 },
      ],
    });
    expect(unitsToShow({ levels: [], rule: wholeStock, bundle: [] }).quantity).toBe(0);
  });
});

/** Which labels are sent to the channel with the units a person ships. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BookedLabel, withLabels } from "./booked-labels.ts";

type Units = Readonly<Record<string, number>>;
const linesOf = (units: Units) =>
  Object.entries(units).flatMap(([lineKey, quantity]) => (quantity > 0 ? { lineKey, quantity } : []));
const label = (number: string, units: Units): BookedLabel => ({
  shipmentId: number,
  carrier: "DHL",
  trackingUrl: null,
  numbers: [number],
  lines: linesOf(units),
});
const numbersFor = (units: Units, ...labels: readonly BookedLabel[]) =>
  withLabels({ kind: "fulfil", lines: linesOf(units), trackingNumbers: [], notifyCustomer: false }, labels).command
    .trackingNumbers;

const KEYS = ["a", "b", "c"] as const;
const REFUSED = expect.objectContaining({ code: "ORDER_LABEL_BOOKED" });

describe("the labels of an order in several parcels", () => {
  const [two, one] = [label("T2", { a: 2, b: 2 }), label("T1", { a: 1, b: 1 })];

  test("labels with the same lines are told apart by their units", () => {
    expect(numbersFor({ a: 1, b: 1 }, two, one)).toEqual(["T1"]);
    expect(numbersFor({ a: 2, b: 2 }, one, two)).toEqual(["T2"]);
    expect(numbersFor({ a: 3, b: 3 }, one, two)).toEqual(["T1", "T2"]);
    expect(numbersFor({ a: 1, b: 1, c: 1 }, two, one)).toEqual(["T1"]);
  });

  test("labels that hold some of what is shipped and more are refused", () => {
    for (const units of [{ a: 1 }, { a: 2, b: 1 }, { a: 3, b: 2 }])
      expect(() => numbersFor(units, two, one)).toThrow(REFUSED);
    expect(numbersFor({ c: 1 }, two, one)).toEqual([]);
  });

  test("labels that hold just what is shipped are one before several, and of several choices none is taken", () => {
    const labels = [label("T1", { a: 1 }), label("T2", { a: 1, b: 1 }), label("T3", { b: 1 })];
    expect(numbersFor({ a: 1, b: 1 }, ...labels)).toEqual(["T2"]);
    expect(numbersFor({ a: 1, b: 1, c: 1 }, ...labels)).toEqual(["T2"]);
    expect(numbersFor({ a: 2, b: 2 }, ...labels)).toEqual(["T1", "T2", "T3"]);
    const two = [
      label("T1", { a: 1 }),
      label("T2", { b: 1, c: 1 }),
      label("T3", { a: 1, b: 1 }),
      label("T4", { c: 1 }),
    ];
    expect(() => numbersFor({ a: 1, b: 1, c: 1 }, ...two)).toThrow(REFUSED);
  });

  test("labels that are many are chosen where they hold the same or share no line", () => {
    const same = Array.from({ length: 30 }, (_, n) => label(`T${n}`, { a: 1 }));
    expect(numbersFor({ a: 2 }, ...same)).toEqual(["T0", "T1"]);
    const apart = Array.from({ length: 30 }, (_, n) => label(`T${n}`, { [`line ${n}`]: 1 }));
    const shipped = Object.fromEntries(Array.from({ length: 29 }, (_, n) => [`line ${n}`, 1]));
    expect(numbersFor(shipped, ...apart)).toHaveLength(29);
  });

  test("labels are found whichever of them are shipped together", () => {
    const units = fc.record({ a: fc.nat(3), b: fc.nat(3), c: fc.nat(3) });
    const parcels = fc.array(fc.tuple(units, fc.boolean()), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parcels, (some) => {
        const labels = some.map(([own], n) => label(`T${n}`, own));
        const shipped = { a: 0, b: 0, c: 0 };
        for (const [own, isShipped] of some) if (isShipped) for (const key of KEYS) shipped[key] += own[key];
        const content = (own: Units) => JSON.stringify(linesOf(own));
        const exact = Array.from({ length: 2 ** some.length }, (_, bits) =>
          some.flatMap(([own], n) => ((bits >> n) & 1 && linesOf(own).length > 0 ? [own] : [])),
        ).filter((owns) => KEYS.every((key) => owns.reduce((sum, own) => sum + own[key], 0) === shipped[key]));
        const choices = new Set(exact.map((owns) => owns.map(content).sort().join()));
        const isOne = exact.some((owns) => owns.length === 1);
        if (choices.size > 1 && !isOne) {
          expect(() => numbersFor(shipped, ...labels)).toThrow(REFUSED);
          return;
        }
        const chosen = numbersFor(shipped, ...labels).map((number) => Number(number.slice(1)));
        for (const key of KEYS) expect(chosen.reduce((sum, n) => sum + (some[n]?.[0][key] ?? 0), 0)).toBe(shipped[key]);
        if (isOne) expect(chosen).toHaveLength(1);
      }),
    );
  });
});

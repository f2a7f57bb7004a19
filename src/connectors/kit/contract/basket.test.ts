import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { money } from "../../../commerce/money.ts";
import { basketTotal, percentOf } from "./basket.ts";

describe("baskets", () => {
  it("baskets come to the sum of their lines, in any currency's minor unit", () => {
    const line = (minor: bigint, quantity: number) => ({ quantity, unitPrice: money(minor, "KWD") });
    expect(basketTotal({ currency: "KWD", lines: [line(12_505n, 3), line(1n, 2)] })).toEqual(money(37_517n, "KWD"));
    expect(basketTotal({ currency: "JPY", lines: [] })).toEqual(money(0n, "JPY"));
  });

  it("a percentage is exact to half a unit and never more than the whole (property)", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10_000_000n), fc.integer({ min: 0, max: 10_000 }), (minor, basis) => {
        const off = percentOf(money(minor, "EUR"), (basis / 100).toFixed(2)).minor;
        const exact = minor * BigInt(basis);
        expect(off <= minor).toBe(true);
        expect(off * 10_000n - exact <= 5_000n && exact - off * 10_000n <= 5_000n).toBe(true);
      }),
    );
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { collectOf } from "./cod.ts";

const minor = fc.bigInt({ min: 0n, max: 100_000n });

test("the parcels of an order together collect what is owed, however it is split [G1]", () => {
  fc.assert(
    fc.property(minor, fc.array(minor, { minLength: 1, maxLength: 6 }), (owedMinor, worths) => {
      const collected: bigint[] = [];
      for (const [n, worthMinor] of worths.entries()) {
        const othersMinor = collected.reduce((sum, each) => sum + each, 0n);
        collected.push(collectOf({ owedMinor, othersMinor, worthMinor, isLast: n === worths.length - 1 }));
      }
      expect(collected.reduce((sum, each) => sum + each, 0n)).toBe(owedMinor);
      expect(collected.every((each) => each >= 0n)).toBe(true);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { backordersOf } from "./backorders.ts";

const TODAY = "2026-11-30";
const mug = (orderId: string, units: number, locations = ["main"]) => ({ orderId, variantId: "mug", units, locations });
const comes = (on: string | null, units: number, locationId = "main") => ({ variantId: "mug", locationId, units, on });

test("orders take what comes first in turn, and the next one gets the day of the next delivery [D4.7]", () => {
  const found = backordersOf(
    [mug("a", 3), mug("b", 2), mug("c", 4)],
    [comes("2026-12-20", 4), comes("2026-12-05", 4)],
    TODAY,
  );
  expect([...found]).toEqual([
    ["a", { state: "expected", expectedOn: "2026-12-05" }],
    ["b", { state: "expected", expectedOn: "2026-12-20" }],
  ]);
});

test("a late delivery, one without a day and one to another location are no promise [D4.7]", () => {
  expect(backordersOf([mug("a", 1)], [comes("2026-11-29", 5)], TODAY).get("a")?.state).toBe("late");
  expect(backordersOf([mug("a", 1)], [comes(null, 5)], TODAY).get("a")?.state).toBe("undated");
  expect(backordersOf([mug("a", 1)], [comes("2026-12-05", 5, "paris")], TODAY).size).toBe(0);
  expect(backordersOf([mug("a", 6)], [comes("2026-11-29", 5), comes("2026-12-05", 5)], TODAY).get("a")?.state).toBe(
    "late",
  );
});

test("no more orders are promised units than come [D4.7]", () => {
  const day = fc.constantFrom("2026-12-01", "2026-12-09", "2026-11-01", null);
  const units = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.array(units, { maxLength: 8 }), fc.array(fc.tuple(day, units), { maxLength: 5 }), (wants, some) => {
      const lacking = wants.map((each, n) => mug(`o${n}`, each));
      const supplies = some.map(([on, each]) => comes(on, each));
      const found = backordersOf(lacking, supplies, TODAY);
      const promised = lacking.filter(({ orderId }) => found.has(orderId)).reduce((sum, each) => sum + each.units, 0);
      expect(promised).toBeLessThanOrEqual(supplies.reduce((sum, each) => sum + each.units, 0));
      for (const { expectedOn } of found.values())
        if (expectedOn !== null) expect(expectedOn >= TODAY && some.some(([on]) => on === expectedOn)).toBe(true);
    }),
  );
});

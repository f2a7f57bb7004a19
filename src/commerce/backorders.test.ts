import fc from "fast-check";
import { expect, test } from "vitest";
import { byOrder, type LackingUnits, type Supply, suppliedUnits } from "./backorders.ts";
import { soldAhead } from "./presale.ts";

const TODAY = "2026-11-30";
const mug = (orderId: string, units: number, locations = ["main"]) => ({
  ...{ orderId, variantId: "mug", units, locations },
  ahead: null,
});
const comes = (on: string | null, units: number, locationId = "main") => ({
  ...{ variantId: "mug", locationId, units, on },
  purchaseOrderId: `purchase ${on}`,
});
const backordersOf = (lacking: readonly LackingUnits[], supplies: readonly Supply[], today: string) =>
  byOrder(lacking, suppliedUnits(lacking, supplies, today));
const DAYS = { preorderUntil: "2026-12-24", backorderDays: 14 };

test("orders take what comes first in turn, and the next one gets the day of the next delivery [D4.7]", () => {
  const found = backordersOf(
    [mug("a", 3), mug("b", 2), mug("c", 4)],
    [comes("2026-12-20", 4), comes("2026-12-05", 4)],
    TODAY,
  );
  expect([...found]).toEqual([
    ["a", { state: "expected", expectedOn: "2026-12-05", kind: null, purchaseOrderId: "purchase 2026-12-05" }],
    ["b", { state: "expected", expectedOn: "2026-12-20", kind: null, purchaseOrderId: "purchase 2026-12-20" }],
  ]);
});

test("units sold early have their own day where no purchase order names one, and a preorder is one until its day [D4.7]", () => {
  const ordered = (on: string, supplies: Parameters<typeof backordersOf>[1]) =>
    backordersOf([{ ...mug("a", 2), ahead: soldAhead(DAYS, on) }], supplies, TODAY).get("a");
  const own = { state: "expected", purchaseOrderId: null };
  expect(ordered("2026-11-20", [])).toEqual({ ...own, kind: "preorder", expectedOn: "2026-12-24" });
  expect(ordered("2026-12-25", [])).toEqual({ ...own, kind: "backorder", expectedOn: "2027-01-08" });
  expect(ordered("2026-11-20", [comes("2026-12-05", 1)])).toMatchObject({ kind: "preorder", expectedOn: "2026-12-24" });
  expect(ordered("2026-11-20", [comes("2026-11-29", 5)])).toMatchObject({ kind: "preorder", expectedOn: "2026-12-24" });
  expect(ordered("2026-11-20", [comes("2026-12-05", 5)])).toMatchObject({
    ...{ kind: "preorder", expectedOn: "2026-12-05" },
    purchaseOrderId: "purchase 2026-12-05",
  });
  expect(soldAhead({ preorderUntil: "2026-11-01", backorderDays: null }, TODAY)).toBe(null);
  const mixed = [{ ...mug("a", 2), ahead: soldAhead(DAYS, TODAY) }, mug("a", 1)];
  expect(backordersOf(mixed, [], TODAY).size).toBe(0);
  expect(backordersOf(mixed, [comes("2026-12-28", 5)], TODAY).get("a")).toMatchObject({
    ...{ kind: null, expectedOn: "2026-12-28" },
  });
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
    fc.property(
      fc.array(units, { maxLength: 8 }),
      fc.array(fc.tuple(day, units), { maxLength: 5 }),
      (requires, some) => {
        const lacking = requires.map((each, n) => mug(`o${n}`, each));
        const supplies = some.map(([on, each]) => comes(on, each));
        const found = backordersOf(lacking, supplies, TODAY);
        const promised = lacking.filter(({ orderId }) => found.has(orderId)).reduce((sum, each) => sum + each.units, 0);
        expect(promised).toBeLessThanOrEqual(supplies.reduce((sum, each) => sum + each.units, 0));
        for (const { expectedOn } of found.values())
          if (expectedOn !== null) expect(expectedOn >= TODAY && some.some(([on]) => on === expectedOn)).toBe(true);
      },
    ),
  );
});

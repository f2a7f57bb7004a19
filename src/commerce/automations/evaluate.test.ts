import fc from "fast-check";
import { expect, test } from "vitest";
import type { Condition, Facts } from "./definition.ts";
import { type ConditionResult, evaluate, meeting } from "./evaluate.ts";
import type { FieldKey } from "./fields.ts";

const now = new Date("2026-11-30T12:00:00Z");
const verdictOf = (when: Condition, facts: Facts): ConditionResult =>
  evaluate({ when, channels: null }, facts, now).verdict;

test("texts are compared without regard to capitals, lists by their members, dates in hours", () => {
  const facts: Facts = {
    "address.country": "de",
    "address.postcode": "SW1A 1AA",
    "order.tags": ["VIP", "gift"],
    "order.placed_at": "2026-11-30T09:00:00.000Z",
    "order.units": 3,
    "order.is_short": false,
  };
  const comparisons: readonly (readonly [Condition, ConditionResult])[] = [
    [{ field: "address.country", is: "one_of", value: ["DE", "AT"] }, "yes"],
    [{ field: "address.country", is: "not_one_of", value: ["DE"] }, "no"],
    [{ field: "address.country", is: "begins_with", value: "D" }, "yes"],
    [{ field: "address.postcode", is: "begins_with", value: "sw1a1" }, "yes"],
    [{ field: "order.tags", is: "has_any", value: ["vip"] }, "yes"],
    [{ field: "order.tags", is: "has_all", value: ["vip", "new"] }, "no"],
    [{ field: "order.tags", is: "has_none", value: ["new"] }, "yes"],
    [{ field: "order.tags", is: "any_begins_with", value: ["gi"] }, "yes"],
    [{ field: "order.placed_at", is: "within_last_hours", value: 3 }, "yes"],
    [{ field: "order.placed_at", is: "longer_ago_than_hours", value: 3 }, "no"],
    [{ field: "order.placed_at", is: "before", value: "2026-11-30T10:00:00Z" }, "yes"],
    [{ field: "order.units", is: "more_than", value: 2 }, "yes"],
    [{ field: "order.is_short", is: "is", value: false }, "yes"],
  ];
  for (const [condition, result] of comparisons)
    expect([condition, verdictOf(condition, facts)]).toEqual([condition, result]);
});

test("a value that is not known and an amount of another currency match nothing, not even the opposite", () => {
  const total: Condition = { field: "order.total", is: "at_least", value: { minor: 5_000, currency: "EUR" } };
  expect(verdictOf(total, { "order.total": { minor: 9_000, currency: "USD" } })).toBe("unknown");
  expect(verdictOf({ not: total }, {})).toBe("unknown");
  expect(evaluate({ when: { not: total }, channels: null }, {}, now).matches).toBe(false);
  expect(verdictOf({ field: "order.note", is: "is_empty" }, { "order.note": null })).toBe("yes");
});

test("an automation of some channels is for their orders alone, and tells what it looked at and where", () => {
  const rule = {
    channels: ["c1"],
    when: { all: [{ field: "order.units", is: "at_least", value: 2 }] },
  } as const;
  expect(evaluate(rule, { "channel.id": "c2", "order.units": 2 }, now)).toMatchObject({
    matches: false,
    verdict: "no",
  });
  expect(evaluate(rule, { "channel.id": "c1", "order.units": 2 }, now)).toEqual({
    matches: true,
    verdict: "yes",
    looked: [{ path: "when.all.0", field: "order.units", is: "at_least", value: 2, found: 2, verdict: "yes" }],
  });
});

const LEAVES = ["order.is_short", "order.is_manual", "order.is_pickup"] as const satisfies readonly FieldKey[];
const condition = fc.letrec<{ one: Condition }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...LEAVES).map((field): Condition => ({ field, is: "is", value: true })),
    fc.array(tie("one"), { minLength: 1, maxLength: 3 }).map((all): Condition => ({ all })),
    fc.array(tie("one"), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
    tie("one").map((not): Condition => ({ not })),
  ),
})).one;
const facts = fc.record({
  "order.is_short": fc.option(fc.boolean()),
  "order.is_manual": fc.option(fc.boolean()),
  "order.is_pickup": fc.option(fc.boolean()),
});

/** What a condition may come out as, whatever the unknown values turn out to be. */
function possible(one: Condition, existing: Facts): readonly boolean[] {
  const worlds = LEAVES.reduce<Facts[]>(
    (all, field) =>
      all.flatMap((world) =>
        existing[field] == null ? [true, false].map((value) => ({ ...world, [field]: value })) : [world],
      ),
    [{ ...existing }],
  );
  return [...new Set(worlds.map((world) => holds(one, world)))];
}

function holds(one: Condition, world: Facts): boolean {
  if ("all" in one) return one.all.every((each) => holds(each, world));
  if ("any" in one) return one.any.some((each) => holds(each, world));
  if ("not" in one) return !holds(one.not, world);
  return world[one.field] === one.value;
}

test("nested groups come out as plain logic does, and act only on what is certain", () => {
  fc.assert(
    fc.property(condition, facts, (one, existing) => {
      const result = verdictOf(one, existing);
      expect(meeting({ when: one, channels: null })(existing, now)).toBe(result === "yes");
      const outcomes = possible(one, existing);
      if (Object.values(existing).every((value) => value !== null)) expect(result).toBe(outcomes[0] ? "yes" : "no");
      else if (result !== "unknown") expect(outcomes).toEqual([result === "yes"]);
    }),
    { numRuns: 300 },
  );
});

const texts = fc.constantFrom("DE", "de ", "FR", "", "12 345", "12345");
const money = fc.record({ minor: fc.integer({ min: 0, max: 3 }), currency: fc.constantFrom("EUR", "USD") });
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constantFrom("address.country", "address.postcode" as const),
    is: fc.constantFrom("one_of", "not_one_of", "begins_with_one_of" as const),
    value: fc.array(texts, { maxLength: 2 }),
  }),
  fc.record({
    field: fc.constant("order.total" as const),
    is: fc.constantFrom("is", "is_not", "at_least", "at_most", "more_than", "less_than", "is_empty", "is_not_empty"),
    value: money,
  }) as fc.Arbitrary<Condition>,
);

test("an automation acts the same with its reasons and without", () => {
  const existing = fc.record({
    "address.country": fc.option(texts),
    "address.postcode": fc.option(texts),
    "order.total": fc.option(money),
  });
  fc.assert(
    fc.property(fc.array(comparison, { minLength: 1, maxLength: 3 }), existing, fc.boolean(), (each, found, isAny) => {
      const when = isAny ? { any: each } : { all: each };
      expect(meeting({ when, channels: null })(found, now)).toBe(verdictOf(when, found) === "yes");
    }),
    { numRuns: 500 },
  );
});

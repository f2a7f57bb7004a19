import fc from "fast-check";
import { expect, test } from "vitest";
import type { AutomationDefinition, Condition } from "../../../src/commerce/automations/definition.ts";
import { evaluate } from "../../../src/commerce/automations/evaluate.ts";
import { definitionOf, draftOf, newComparison, withField, withOperator, withValue } from "./draft.ts";

const rule: AutomationDefinition = {
  name: "VIP",
  trigger: "order.received",
  channels: null,
  actions: [{ do: "add_tags", tags: ["VIP"] }],
  stopHere: true,
  limits: { perDay: 100, perSubject: 2 },
};

const units = fc
  .integer({ min: 0, max: 3 })
  .map((value): Condition => ({ field: "order.units", is: "at_least", value }));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    units,
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie("condition").map((not) => ({ not })),
  ),
}));

test("a rule that is opened in the editor and saved decides as before", () => {
  fc.assert(
    fc.property(condition, fc.option(fc.integer({ min: 0, max: 4 })), (when, found) => {
      const saved = definitionOf(draftOf({ ...rule, when }));
      const decided = (each: AutomationDefinition) => evaluate(each, { "order.units": found }, new Date(0)).verdict;
      expect(decided(saved)).toBe(decided({ ...rule, when }));
      expect(definitionOf(draftOf(saved))).toEqual(saved);
    }),
  );
});

test("a part that is not a condition of a rule stays as it was", () => {
  expect(definitionOf(draftOf(rule))).toEqual(rule);
});

test("another operator keeps the value it also takes, and another field begins anew", () => {
  const typed = withValue(newComparison("address.city"), "Cairo");
  expect(withOperator(typed, "contains")).toMatchObject({ is: "contains", value: "Cairo" });
  expect(withOperator(typed, "one_of")).not.toHaveProperty("value");
  expect(withField(typed, "order.is_short")).toMatchObject({ key: typed.key, is: "is", value: true });
});

/** What platforms' schemas ask for under a condition, as the hub reads it: each demand once said, none made up. */
import { expect, test } from "vitest";
import type { Json } from "../../../commerce/product.ts";
import type { Node } from "./json-nodes.ts";
import { type Demand, demandsOf, type Reader, valueHolds } from "./schema-conditions.ts";

/** Properties are fields of the same names, with one value each. */
const reader: Reader<null> = {
  nameIn: (_, part) => part,
  isThere: (_, field, isTrue) => [[{ field, is: isTrue ? "filled" : "empty" }]],
  holds: (_, field, rule, isTrue) => valueHolds(field, rule, isTrue),
  inside: () => null,
};
const read = (rule: Node): Demand[] => demandsOf(rule, { reader, place: null });
const whenOf = (rule: Node, name: string) => read(rule).flatMap((one) => (one.name === name ? [one.when] : []));
const THEN = "then";
/** What waits for a promise takes an object with this word for one, so it is put in by its name. */
const branches = (condition: Json, then: readonly string[], other: readonly string[] = []): Node =>
  Object.fromEntries([
    ["if", condition],
    [THEN, { required: then }],
    ["else", { required: other }],
  ]);
const filled = (field: string) => [[{ field, is: "filled" as const }]];

test("a property required beside itself by two keywords is required both times", () => {
  const rule = { dependencies: { battery: ["kind"] }, dependentRequired: { battery: ["weight"] } };
  expect(read(rule).map(({ name, when }) => [name, when])).toEqual([
    ["kind", filled("battery")],
    ["weight", filled("battery")],
  ]);
});

test.each<[Json, string[]]>([
  [false, ["other"]],
  [true, ["then"]],
  [{ anyOf: [false, true] }, ["then"]],
  [{ allOf: [false, true] }, ["other"]],
  [{ not: true }, ["other"]],
])("a condition that is %j asks for %j alone", (condition, names) => {
  const rule = branches(condition, ["then"], ["other"]);
  expect(read(rule).map(({ name, when }) => [name, when])).toEqual(names.map((name) => [name, [[]]]));
});

test("a title or description in a condition changes nothing", () => {
  const notes = { title: "Batteries", description: "Asked of all", $comment: "2026" };
  const condition = (more: Node): Node => ({
    ...{ ...more, required: ["kind"] },
    properties: { kind: { ...more, not: { ...more, const: "none" } }, other: { ...more } },
  });
  const ruleOf = (more: Node): Node => ({
    allOf: [branches(condition(more), ["weight"])],
    not: { ...more, required: ["old"] },
  });
  expect(read(ruleOf(notes))).toEqual(read(ruleOf({})));
  expect(whenOf(ruleOf(notes), "weight")).toHaveLength(1);
  expect(read(ruleOf(notes))).toContainEqual({ name: "old", isBarred: true, when: [[]] });
});

test("a schema deeper than any real one is read at its top, and one a hundred deep as a whole", () => {
  const nested = (word: "allOf" | "not", depth: number): Node => {
    let rule: Node = { required: ["deep"] };
    for (let level = 0; level < depth; level += 1) rule = word === "not" ? { not: rule } : { allOf: [rule] };
    return rule;
  };
  expect(read({ ...nested("allOf", 20_000), required: ["top"] }).map(({ name }) => name)).toEqual(["top"]);
  expect(read(branches(nested("not", 20_000), ["then"]))).toEqual([]);
  expect(read(nested("allOf", 90)).map(({ name }) => name)).toEqual(["deep"]);
});

test("a schema with more conditions than any real one has the first read, the others left to the platform", () => {
  const ways = (n: number): Json => Array.from({ length: 60 }, (_, way) => ({ required: [`p${n}_${way}`] }));
  const rules = Array.from({ length: 3_000 }, (_, n) => branches({ anyOf: ways(n) }, [`t${n}`]));
  const names = read({ required: ["always"], allOf: rules }).map(({ name }) => name);
  expect(names.slice(0, 3)).toEqual(["always", "t0", "t1"]);
  expect(names.length).toBeGreaterThan(100);
  expect(names.length).toBeLessThan(1_000);
});

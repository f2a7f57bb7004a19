import { expect, it } from "vitest";
import { type Hunted, mutantsReport, mutantsSection, withMutants } from "./mutants-table.ts";

const hunted = (name: string, survivor: string): Hunted => ({
  connector: name.toLowerCase(),
  name,
  results: [
    { name: "order: the phone is dropped", state: "caught", by: "orders: golden" },
    { name: survivor, state: "survived" },
    { name: "order: the company is lost", state: "lacking" },
    { name: "order: the note is lost", state: "untouched" },
  ],
});

it("renews the rows of the connectors that were run and keeps the others'", () => {
  const first = withMutants("# Page\n", [hunted("Two", "a"), hunted("One", "b")]);
  const again = withMutants(first, [hunted("Two", "c")]);
  expect(mutantsSection(again).split("\n").slice(3, -1)).toEqual([
    "| One | 1 | 1 | 1 | 1 | b |",
    "| Two | 1 | 1 | 1 | 1 | c |",
  ]);
  expect(again.startsWith("# Page\n\n## Bugs planted on purpose\n")).toBe(true);
});

it("prints what survived", () => {
  expect(mutantsReport([hunted("One", "b")])).toBe(
    "one: 1 noticed, 1 survived, 1 in fields the platform lacks, 1 had nothing to change\n  survived           b\n  no such field      order: the company is lost\n  nothing to change  order: the note is lost",
  );
});

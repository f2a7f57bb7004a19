import { expect, it } from "vitest";
import { type Hunted, mutantsReport, withoutReason } from "../src/connectors/kit/conformance/mutants/report.ts";
import { mutantsSection, survivorsOf, withMutants } from "./mutants-table.ts";

const hunted = (name: string, survivor: string, reason?: string): Hunted => ({
  connector: name.toLowerCase(),
  name,
  results: [
    { name: "order: the phone is dropped", state: "caught", by: "orders: golden" },
    { name: survivor, state: "survived", reason },
    { name: "order: the company is lost", state: "lacking" },
    { name: "order: the note is lost", state: "untouched" },
  ],
});

it("the mutants table renews the rows of the connectors that were run and leaves the others", () => {
  const first = withMutants("# Page\n", [hunted("Two", "a"), hunted("One", "sweep: b: so", "It may: nobody looks.")]);
  const again = withMutants(first, [hunted("Two", "c")]);
  expect(mutantsSection(again).split("\n").slice(3, -1)).toEqual([
    "| One | 1 | 1 | 1 | 1 |",
    "| Two | 1 | 1 | 1 | 1 |",
    "",
    "What survived, and why it may:",
    "",
    "- One, **sweep: b: so**: It may: nobody looks.",
    "- Two, **c**: **no reason yet**",
  ]);
  expect(again.startsWith("# Page\n\n## Bugs planted on purpose\n")).toBe(true);
});

it("the mutants table counts survivors that were run again alone", () => {
  const first = withMutants("# Page\n", [
    { ...hunted("One", "a"), results: [...hunted("One", "a").results, { name: "b", state: "survived" }] },
  ]);
  expect(survivorsOf(first)).toEqual(new Map([["One", ["a", "b"]]]));
  const results: Hunted["results"] = [
    { name: "a", state: "caught" },
    { name: "b", state: "survived", reason: "Nobody could." },
  ];
  const again = withMutants(first, [{ connector: "one", name: "One", results }], true);
  expect(again).toContain("| One | 2 | 1 | 1 | 1 |");
  expect(survivorsOf(again)).toEqual(new Map([["One", ["b"]]]));
});

it("the mutants report prints what survived, and names what has no reason", () => {
  expect(mutantsReport([hunted("One", "b")])).toBe(
    "one: 1 noticed, 1 survived, 1 in fields the platform lacks, 1 had nothing to change\n  survived           b\n  no such field      order: the company is lost\n  nothing to change  order: the note is lost",
  );
  expect(withoutReason([hunted("One", "b"), hunted("Two", "c", "Nobody could.")])).toEqual(["one: b"]);
});

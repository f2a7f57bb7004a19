import { expect, test } from "vitest";
import { weekOf } from "./week.ts";

const run = (id: string, automationId: string) => ({ id, automationId });

test("each rule's acts are counted, and its newest failure is told", () => {
  const week = weekOf([run("3", "a"), run("2", "b"), run("1", "a")], [run("9", "a"), run("8", "a")], false);
  expect([...week.acted]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  expect([...week.failed]).toEqual([["a", run("9", "a")]]);
});

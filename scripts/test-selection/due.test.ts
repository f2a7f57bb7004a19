import { expect, test } from "vitest";
import { dueFiles, REST_ROUNDS, whenLeftOutAreDue } from "./due.ts";

const REST = Array.from({ length: 10 }, (_, index) => `test/${String.fromCharCode(97 + index)}.test.ts`);
const check = (changed: readonly string[] | null, rotation: number) => ({ changed, rotation, countsCommits: true });

test("every file of the second tier is due once in the checks of as many commits as there are turns", () => {
  for (const first of [0, 1417]) {
    const due = Array.from({ length: REST_ROUNDS }, (_, turn) => dueFiles(REST, check([], first + turn)));
    expect(due.flat().toSorted()).toEqual(REST);
  }
});

test("a changed file is due whoever's turn it is", () => {
  for (const rotation of [0, 1, 2])
    expect(dueFiles(REST, check(["test/b.test.ts"], rotation))).toContain("test/b.test.ts");
});

test("everything is due where nobody knows what changed", () => {
  expect(dueFiles(REST, check(null, 4))).toEqual(REST);
});

test("a part that is left out is reported as due in the commits until its turn", () => {
  expect(whenLeftOutAreDue(check([], 10))).toContain("of commits number 11 to 12");
  expect(whenLeftOutAreDue({ ...check([], 10), countsCommits: false })).toContain("of later commits");
});

import { expect, test } from "vitest";
import { oldTerms, termProblems } from "./engine-terms.ts";

test("an old word is found in declared names and file names of the engine", () => {
  expect(oldTerms("src/engine/lanes/courier-desk.ts", "const toldAt = 1;\nfunction newHands() {}")).toEqual([
    "desk",
    "told",
    "hands",
  ]);
});

test("a word inside another word or in a call is no name", () => {
  expect(oldTerms("src/engine/lanes/lanes.ts", "const handsome = tellEndpoints(desktop);")).toEqual([]);
});

test("only the engine's names are read", () => {
  expect(oldTerms("src/hub/stores/desk.ts", "const told = 1;")).toEqual([]);
});

test("a new use names the term to use, and a lower count is asked for", () => {
  const texts = [{ file: "src/engine/a.ts", text: "const verdict = 1;\nconst told = 2;" }];
  expect(termProblems(texts, { told: 1 })).toEqual([
    'src/engine: a name says "verdict"; the term is decision or verification (src/engine/a.ts)',
  ]);
  expect(termProblems(texts, { told: 2, verdict: 1 })).toEqual([
    'src/engine has 1 names with "told": lower the 2 of scripts/exceptions.ts',
  ]);
});

import { expect, test } from "vitest";
import { countOldTerms, oldTerms, termProblems } from "./old-terms.ts";

test("an old word is found in declared names and in the name of the file", () => {
  expect(oldTerms({ file: "src/hub/courier-desk.ts", text: "const toldAt = 1;\nfunction newHands() {}" })).toEqual([
    "desk",
    "told",
    "hands",
  ]);
});

test("a word inside another word or in a call is no name", () => {
  const text = "const handsome = tellEndpoints(desktop);";
  expect(oldTerms({ file: "src/engine/lanes/lanes.ts", text })).toEqual([]);
});

test("a word with an everyday meaning is refused in the engine alone", () => {
  const text = "const keep = 1;";
  expect(oldTerms({ file: "src/engine/lanes/lanes.ts", text })).toEqual(["keep"]);
  expect(oldTerms({ file: "src/hub/returns/disposition.ts", text })).toEqual([]);
});

test("the kit is counted for itself, and folders that are not listed are not read", () => {
  const text = "const told = 1;";
  const files = ["src/connectors/kit/a.ts", "src/connectors/shopify/b.ts", "docs/c.ts"];
  expect(countOldTerms(files.map((file) => ({ file, text })))).toEqual({
    "src/connectors": { told: 1 },
    "src/connectors/kit": { told: 1 },
  });
});

test("a new use names the term to use, and a lower count has to be recorded", () => {
  const texts = [{ file: "src/engine/a.ts", text: "const verdict = 1;\nconst told = 2;" }];
  expect(termProblems(texts, { "src/engine": { told: 1 } })).toEqual([
    'src/engine: a name says "verdict"; the term is result, decision or verification (src/engine/a.ts)',
  ]);
  expect(termProblems(texts, { "src/engine": { told: 2, verdict: 1 } })).toEqual([
    'src/engine has 1 names with "told", and 2 before: node scripts/count-old-terms.ts',
  ]);
});

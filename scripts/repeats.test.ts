import { expect, test } from "vitest";
import { repeatedBlocks, repeatProblems } from "./repeats.ts";

const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `call(${from + n});`);
const source = (file: string, lines: readonly string[]) => ({ file: `src/${file}.ts`, text: lines.join("\n") });

test("six lines that stand in two places are two blocks, five are none", () => {
  const six = [source("a", ["one();", ...rows(1, 6)]), source("b", [...rows(1, 6), "two();"])];
  expect(repeatedBlocks(six)).toEqual([
    { place: "src/a.ts:2", lines: 6, other: "src/b.ts:1" },
    { place: "src/b.ts:1", lines: 6, other: "src/a.ts:2" },
  ]);
  expect(repeatedBlocks([source("a", rows(1, 5)), source("b", rows(1, 5))])).toEqual([]);
});

test("a longer run is one block, and a file may repeat itself", () => {
  const twice = source("a", [...rows(1, 9), "between();", ...rows(1, 9)]);
  expect(repeatedBlocks([twice])).toEqual([
    { place: "src/a.ts:1", lines: 9, other: "src/a.ts:11" },
    { place: "src/a.ts:11", lines: 9, other: "src/a.ts:1" },
  ]);
});

test("spaces, comments, imports and lines of punctuation neither part a block nor make one", () => {
  const plain = source("a", rows(1, 6));
  const spread = ["  call(1);", "// why", "call(2);", "", "call(3);", "}", "/** more", " * of it */", ...rows(4, 6)];
  expect(repeatedBlocks([plain, source("b", spread)])).toHaveLength(2);
  const imports = ["import {", ...rows(1, 6).map((_, n) => `  name${n},`), '} from "./c.ts";'];
  expect(repeatedBlocks([source("a", imports), source("b", imports)])).toEqual([]);
});

test("the number may not rise, and is lowered when it falls by three", () => {
  const pair = [source("a", rows(1, 6)), source("b", rows(1, 6))];
  expect(repeatProblems(pair, 2)).toEqual([]);
  expect(repeatProblems(pair, 4)).toEqual([]);
  expect(repeatProblems(pair, 1)[0]).toContain("2 repeated blocks; 1 is the most");
  expect(repeatProblems(pair, 5)[0]).toContain("lower REPEATED_BLOCKS");
  expect(repeatProblems([{ ...source("a", rows(1, 6)), file: "test/a.ts" }, source("b", rows(1, 6))], 0)).toEqual([]);
});

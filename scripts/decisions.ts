/** Writes the table of numbers in docs/decisions/README.md, and says what is wrong with the pages. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { decisionProblems, INDEX, readDecisionPages, withNumbers } from "./decision-index.ts";

process.chdir(join(import.meta.dirname, ".."));
const pages = readDecisionPages();
const index = withNumbers(readFileSync(INDEX, "utf8"), pages);
writeFileSync(INDEX, index);
const problems = decisionProblems(pages, index);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${INDEX} is written.\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

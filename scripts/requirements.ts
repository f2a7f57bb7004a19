/** Writes docs/requirements.md: every clause with the tests that prove it, absent ones named as absent. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { clauses, readProofs } from "./requirements-read.ts";
import { requirementProblems, requirementsPage } from "./requirements-table.ts";

const proofs = readProofs();
writeFileSync(join(import.meta.dirname, "../docs/requirements.md"), requirementsPage(clauses, proofs));
const problems = requirementProblems(clauses, proofs);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write("docs/requirements.md is written.\n");
process.exitCode = problems.length === 0 ? 0 : 1;

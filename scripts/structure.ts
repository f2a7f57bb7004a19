/**
 * Keeps the shape of the house: the arrows between folders, no circles, no provider named outside its folder, no
 * file of a connector under a strange name, no file, function or line of SQL too long to hold in the head, no more
 * repeated blocks than there were, no type beside a schema of the same fields, nothing that nobody uses, no private words
 * in new names, no title of a test without a subject, no requirement without a test or a word on why it is absent, no
 * file, heading, decision or table named that is not there. Prints what is wrong and exits with 1.
 */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import process from "node:process";
import { brokenArrow, namedProviders } from "./arrows.ts";
import { subjectProblems } from "./commit-subjects.ts";
import { strangeNames } from "./connector-files.ts";
import { LONG_FUNCTIONS, LONG_SQL, MANY_PARAMETERS, NAMED_BY_TESTS, REPEATED_BLOCKS, TWINS } from "./exceptions.ts";
import { limitProblems, measureFunctions } from "./function-limits.ts";
import { circles, type Import, importsOf, knotProblems } from "./imports.ts";
import oldTermCounts from "./old-terms.json" with { type: "json" };
import { termProblems } from "./old-terms.ts";
import { repeatedRefusals } from "./repeated-refusals.ts";
import { repeatProblems } from "./repeats.ts";
import { clauses, readProofs } from "./requirements-read.ts";
import { requirementProblems } from "./requirements-table.ts";
import { documentProblems, sheetProblems } from "./sheets.ts";
import { upperCaseSql } from "./sql-case.ts";
import { sqlProblems } from "./sql-lines.ts";
import { staleReferences } from "./stale-references.ts";
import { listedStates } from "./state-lists.ts";
import { foreignWrites } from "./sync-rows.ts";
import { titleProblems } from "./test-titles.ts";
import { twinProblems } from "./twins.ts";
import { unsetOptions } from "./unset-options.ts";
import { testedOnly, unusedExports, unusedFiles, unusedPackages } from "./unused.ts";

const MAX_LINES = 400;
const MAX_SQL = 120;
function providers(): string[] {
  const entries = readdirSync("src/connectors", { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== "kit").map((entry) => entry.name);
}

process.chdir(join(import.meta.dirname, ".."));
const namedIn = (folder: string): { readonly dependencies: object; readonly devDependencies?: object } =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const packages = new Set(Object.keys(namedIn(".").dependencies));
const devPackages = new Set(Object.keys(namedIn(".").devDependencies ?? {}));
const webPackages = new Set(Object.keys(namedIn("web").dependencies));
/** The image has the hub's packages without the dashboard's; tools may use both. */
const arrowsOf = (found: Import): string | undefined =>
  found.from.startsWith("web/")
    ? brokenArrow(found, webPackages, devPackages)
    : brokenArrow(found, packages, new Set([...devPackages, ...webPackages]));
const ids = providers();
const files = globSync("{src,test,bench,demo,scripts,sdk,cli,web}/**/*.{ts,tsx}", {
  // Examples are programs of the published package: test/sdk-package.test.ts checks and runs them.
  exclude: ["sdk/schema.d.ts", "sdk/examples/**", "web/dist/**"],
}).map((file) => file.replaceAll("\\", "/"));
const texts = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));
const imports = texts.flatMap(({ file, text }) => importsOf(file, text));

const problems = imports.flatMap((found) => arrowsOf(found) ?? []);
problems.push(...subjectProblems("."));
problems.push(...requirementProblems(clauses, readProofs()));
problems.push(...circles(imports).map((files) => `${files.join(" -> ")} is a circle`));
problems.push(...knotProblems(imports));
problems.push(...strangeNames(files, (file) => (existsSync(file) ? readFileSync(file, "utf8") : null)));
problems.push(...unusedFiles(files, imports).map((file) => `${file} is reached from nowhere`));
const resolved = (from: string, target: string) => posix.normalize(posix.join(dirname(from), target));
problems.push(...unusedExports(texts, resolved).map((name) => `${name} is exported and used in no other file`));
problems.push(...unsetOptions(texts).map((name) => `${name} is an option that nobody sets`));
const namedByTests = testedOnly(texts, resolved);
problems.push(
  ...namedByTests.filter((name) => !(name in NAMED_BY_TESTS)).map((name) => `${name} is named by tests only`),
  ...Object.keys(NAMED_BY_TESTS)
    .filter((name) => !namedByTests.includes(name))
    .map((name) => `scripts/exceptions.ts calls ${name} named by tests only, and it is not`),
);
problems.push(
  ...unusedPackages([...new Set([...packages, ...devPackages, ...webPackages])], texts).map(
    (name) => `package.json names ${name}, which no file uses`,
  ),
);
problems.push(...termProblems(texts, oldTermCounts));
problems.push(...titleProblems(texts));
problems.push(...repeatProblems(texts, REPEATED_BLOCKS));
problems.push(...repeatedRefusals(texts));
problems.push(...twinProblems(texts, TWINS));
problems.push(...staleReferences(texts));
for (const { file, text } of texts) {
  const lines = text.split("\n").length - 1;
  if (lines > MAX_LINES) problems.push(`${file} has ${lines} lines; ${MAX_LINES} is the most`);
  problems.push(...namedProviders(file, text, ids));
  problems.push(...foreignWrites(file, text), ...listedStates(file, text));
  problems.push(...sheetProblems(file, text));
  if (!file.endsWith("sheets.test.ts")) problems.push(...documentProblems(file, text));
  if (file.endsWith(".ts")) problems.push(...sqlProblems(file, text, LONG_SQL[file] ?? 0), ...upperCaseSql(file, text));
}
for (const file of globSync("{*.md,docs/**/*.md,src/**/*.md,web/*.md}"))
  problems.push(...documentProblems(file, readFileSync(file, "utf8")));
for (const file of Object.keys(LONG_SQL))
  if (!files.includes(file)) problems.push(`scripts/exceptions.ts names ${file}, which is not there`);
const functions = measureFunctions();
problems.push(...limitProblems(functions, "lines", LONG_FUNCTIONS));
problems.push(...limitProblems(functions, "parameters", MANY_PARAMETERS));
for (const file of globSync("src/db/baseline/*.sql")) {
  const lines = readFileSync(file, "utf8").split("\n");
  if (lines.length > MAX_LINES) problems.push(`${file} has ${lines.length} lines; ${MAX_LINES} is the most`);
  const long = lines.findIndex((line) => line.length > MAX_SQL);
  if (long >= 0) problems.push(`${file}:${long + 1} is longer than ${MAX_SQL} characters`);
}
for (const file of globSync("src/db/migrations/*.sql")) {
  const text = readFileSync(file, "utf8");
  if (/search_path/i.test(text)) problems.push(`${file} sets a search path: name the schema of every object instead`);
  if (!file.endsWith(".concurrently.sql"))
    problems.push(
      ...lockingIndexes(text).map(
        (table) =>
          `${file} makes an index on ${table}, which keeps its writers waiting: put it into a file NNNN-name.concurrently.sql`,
      ),
    );
}
/** Tables the text makes indexes on and does not create. */
function lockingIndexes(text: string): string[] {
  const indexed = [...text.matchAll(/create (?:unique )?index [^;]*? on (argosy\.\w+)/gi)].map(
    ([, table = ""]) => table,
  );
  return indexed.filter((table) => !new RegExp(`create table ${table}\\b`, "i").test(text));
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  problems.length === 0 ? `The structure holds: ${files.length} files.\n` : `${problems.length} structure problems.\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

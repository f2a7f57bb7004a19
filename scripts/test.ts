/**
 * The check of the project: lint, types, structure, then tests, with the counts by kind at the end.
 *   npm test                        the first tier of the tests (scripts/test-tiers.ts)
 *   npm test -- --all               every test
 *   npm test -- --rest              the tests that `npm test` leaves out, without the static checks
 *   npm test -- --due               of those, what a continuous check runs: changed files, and a third in turn
 *   npm test -- --changed [commit]  the tests that what changed since a commit can reach
 *   npm test -- src/hub             the tests below a path, without the static checks
 *   npm test -- --kind conformance  the tests of one kind, without the static checks
 */
import { spawn } from "node:child_process";
import { appendFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { COMPILED } from "../test/support/compile-cache.ts";
import { checkedChange } from "./check-change.ts";
import { ensureClientTypes } from "./client-types.ts";
import { kindOf } from "./test-kinds.ts";
import type { Count, RunResult } from "./test-reporter.ts";
import { affectedTests } from "./test-selection/affected.ts";
import { changedPaths, defaultBase } from "./test-selection/changed-paths.ts";
import { readDependencies } from "./test-selection/read-dependencies.ts";
import { leftOut, requestOf, type Selection, select } from "./test-selection/select.ts";
import { readOwn } from "./test-usage/processes.ts";
import { watchReference } from "./test-usage/reference.ts";
import { type FileResult, usageTable } from "./test-usage/table.ts";
import { type Usage, watchUsage } from "./test-usage/usage.ts";

const root = join(import.meta.dirname, "..");
const node = process.execPath;
// Each checker works out anew what the others know too: two of them are a fourth more work than one, and both cores are
// busy with the other checks meanwhile.
const types = [join(root, "node_modules/typescript7/bin/tsc"), "--checkers", "1"];
/** As `npm run types` keeps it. The continuous check works in a new copy that nobody goes on from. */
const keptTypes = (name: string) =>
  process.env.CLOSING_LINE_FILE
    ? []
    : ["--incremental", "--tsBuildInfoFile", join(root, `node_modules/.cache/types/${name}.tsbuildinfo`)];
const statics = {
  lint: [join(root, "node_modules/@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  types: [...types, "-p", ".", ...keptTypes("hub")],
  "web types": [...types, "-p", "web", ...keptTypes("web")],
  "web build": [join(root, "scripts/build-web.ts")],
  "server build": [join(root, "scripts/build-server.ts")],
  structure: [join(root, "scripts/structure.ts")],
};

/** Checks that read the client's types. */
const NEED_CLIENT_TYPES: ReadonlySet<string> = new Set(["types", "web types", "structure"]);

const FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

/** What kept the client's types from being generated; undefined: they are there. */
async function clientTypesProblem(): Promise<string | undefined> {
  try {
    await ensureClientTypes(root);
    return undefined;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    process.stdout.write(`\n> types\n${problem}\n`);
    return problem;
  }
}

/** All at once: several of them wait for a disk, or work with one core. What each says is told as a whole. */
async function runStatics(names: readonly (keyof typeof statics)[]): Promise<Record<string, Count>> {
  const clientTypes = names.includes("types") ? clientTypesProblem() : undefined;
  const ended = await Promise.all(
    names.map(async (name) => {
      const args = statics[name];
      const problem = NEED_CLIENT_TYPES.has(name) ? await clientTypes : undefined;
      if (problem) return [name, FAILED] as const;
      const check = spawn(node, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
      const over = new Promise<number | null>((resolve) => check.on("close", resolve));
      const [message, complained, status] = await Promise.all([text(check.stdout), text(check.stderr), over]);
      process.stdout.write(`\n> ${name}\n${message}${complained}`);
      const count: Count = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
      return [name, count] as const;
    }),
  );
  return Object.fromEntries(ended);
}

interface Tested {
  readonly counts: Record<string, Count>;
  readonly status: number;
  /** What it cost, where the machine can tell. */
  readonly usage: { readonly usage: Usage; readonly results: readonly FileResult[] } | null;
}

/** One process compiles what all test processes load, beside the static checks. */
async function compileAhead(): Promise<void> {
  const program = spawn(node, [join(root, "test/support/compiled.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  await new Promise((resolve) => program.on("close", resolve));
}

const NOTHING_TESTED: Tested = { counts: {}, status: 0, usage: null };

async function runVitest(filters: readonly string[]): Promise<Tested> {
  process.stdout.write("\n> tests\n");
  const folder = mkdtempSync(join(tmpdir(), "argosy-counts-"));
  const file = join(folder, "result.json");
  const announcements = join(folder, "files.jsonl");
  writeFileSync(announcements, "");
  const watch = watchUsage(announcements);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/test-reporter.ts")}`];
  const run = spawn(node, [vitest, "run", ...reporters, ...filters], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ARGOSY_TEST_RESULT: file, ARGOSY_TEST_USAGE: announcements },
  });
  const status = await new Promise<number | null>((resolve) => run.on("close", resolve));
  try {
    const usage = watch.stop();
    const { counts, files: results } = JSON.parse(readFileSync(file, "utf8")) as RunResult;
    return { counts, status: status ?? 1, usage: usage && { usage, results } };
  } catch (error) {
    process.stderr.write(`The test run ended without a result: ${String(error)}\n`);
    return { counts: {}, status: 1, usage: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without tests in a browser nothing but them; these would each build the dashboard, at once and over each other. */
const checksFor = ({ files, withStatics }: Selection): readonly (keyof typeof statics)[] => {
  if (withStatics) return Object.keys(statics) as (keyof typeof statics)[];
  const kinds = new Set(files.map(kindOf));
  return [
    ...(kinds.has("browser") ? (["web build"] as const) : []),
    ...(kinds.has("browser") || kinds.has("whole-system") ? (["server build"] as const) : []),
  ];
};

/** Test files that what changed since the base can reach; says how many that are. */
function affectedSince(named: string | undefined): readonly string[] {
  const base = named ?? defaultBase(root);
  const changed = changedPaths(root, base);
  const found = affectedTests(changed, readDependencies(root));
  process.stdout.write(`${changed.length} files changed since ${base}: ${found.length} test files are affected.\n`);
  return found;
}

function selected(argv: readonly string[], files: readonly string[]): Selection {
  try {
    return select(requestOf(argv), files, {
      affected: affectedSince,
      check: () => checkedChange(root, process.env.CHECK_BASE),
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const allFiles = globSync("{src,test,scripts,bench,demo,web/src}/**/*.test.{ts,tsx}", { cwd: root });
const selection = selected(
  process.argv.slice(2),
  allFiles.map((file) => file.replaceAll("\\", "/")),
);
const startedAt = performance.now();
const speed = watchReference();
const [counts] = await Promise.all([
  runStatics(checksFor(selection)),
  selection.withStatics ? compileAhead() : undefined,
]);
const checksUsed = readOwn()?.endedChildren ?? 0;
const filters = selection.typed ?? selection.files.map((file) => join(root, file));
// Without filters the test runner runs everything.
const { counts: tested, status, usage } = filters.length > 0 ? await runVitest(filters) : NOTHING_TESTED;
Object.assign(counts, tested);
const reference = speed.stop();
if (usage) {
  const wall = (performance.now() - startedAt) / 1000;
  process.stdout.write(`\n${usageTable({ ...usage, checks: checksUsed, wall, reference }, root)}`);
}
const total: Count = { passed: 0, failed: 0, skipped: 0 };
process.stdout.write("\n");
for (const [name, count] of Object.entries(counts)) {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const cells = [count.passed, count.failed, count.skipped].map((cell) => String(cell).padStart(6));
  process.stdout.write(`${name.padEnd(14)}${cells[0]} passed${cells[1]} failed${cells[2]} skipped\n`);
}
const note = leftOut(selection, allFiles);
if (note) process.stdout.write(`\n${note}\n`);
// Errors outside any test fail vitest without failing a test.
if (status !== 0 && total.failed === 0) total.failed = 1;
const closingLine = `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`;
// The continuous check has more to say, and this line last.
const closingFile = process.env.CLOSING_LINE_FILE;
if (closingFile) appendFileSync(closingFile, closingLine);
else process.stdout.write(closingLine);
process.exitCode = total.failed > 0 ? 1 : 0;

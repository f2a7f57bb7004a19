/**
 * The whole check of the project: lint, types, structure, then every test, with the counts by kind at the end.
 *   npm test                        everything
 *   npm test -- src/hub             the tests below a path, without the static checks
 *   npm test -- --kind conformance  the tests of one kind, without the static checks
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { kindOf, kinds } from "./test-kinds.ts";
import type { Count } from "./test-reporter.ts";

const root = join(import.meta.dirname, "..");
const node = process.execPath;
// Each checker works out anew what the others know too: four of them, its default, are a fourth more work on two cores.
const types = [join(root, "node_modules/typescript7/bin/tsc"), "--checkers", "2"];
const statics = {
  lint: [join(root, "node_modules/@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  types: [...types, "-p", "."],
  "web types": [...types, "-p", "web"],
  "web build": [join(root, "scripts/build-web.ts")],
  structure: [join(root, "scripts/structure.ts")],
};

function runStatics(): Record<string, Count> {
  const counts: Record<string, Count> = {};
  for (const [name, args] of Object.entries(statics)) {
    process.stdout.write(`\n> ${name}\n`);
    const { status } = spawnSync(node, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    counts[name] = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  }
  return counts;
}

function runVitest(filters: readonly string[]): { counts: Record<string, Count>; status: number } {
  process.stdout.write("\n> tests\n");
  const folder = mkdtempSync(join(tmpdir(), "argosy-counts-"));
  const file = join(folder, "counts.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/test-reporter.ts")}`];
  const { status } = spawnSync(node, [vitest, "run", ...reporters, ...filters], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ARGOSY_TEST_COUNTS: file },
  });
  try {
    const { counts } = JSON.parse(readFileSync(file, "utf8")) as { counts: Record<string, Count> };
    return { counts, status: status ?? 1 };
  } catch {
    process.stderr.write("The test run ended without a result.\n");
    return { counts: {}, status: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filtersOf(argv: readonly string[]): { filters: string[]; everything: boolean } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { kind: { type: "string" } },
    allowPositionals: true,
  });
  if (values.kind === undefined) return { filters: positionals, everything: positionals.length === 0 };
  const files = globSync("{src,test,scripts,bench,demo}/**/*.test.ts", { cwd: root });
  const filters = files.filter((file) => kindOf(file) === values.kind);
  if (filters.length === 0) {
    process.stderr.write(`There are no tests of the kind "${values.kind}"; the kinds are ${kinds.join(", ")}.\n`);
    process.exit(1);
  }
  return { filters: filters.filter((file) => positionals.every((part) => file.includes(part))), everything: false };
}

const { filters, everything } = filtersOf(process.argv.slice(2));
const counts = everything ? runStatics() : {};
const { counts: tested, status } = runVitest(filters);
Object.assign(counts, tested);
const total: Count = { passed: 0, failed: 0, skipped: 0 };
process.stdout.write("\n");
for (const [name, count] of Object.entries(counts)) {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const cells = [count.passed, count.failed, count.skipped].map((cell) => String(cell).padStart(6));
  process.stdout.write(`${name.padEnd(14)}${cells[0]} passed${cells[1]} failed${cells[2]} skipped\n`);
}
// Errors outside any test fail vitest without failing a test.
if (status !== 0 && total.failed === 0) total.failed = 1;
const closingLine = `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`;
// The continuous check has more to say, and this line last.
const closingFile = process.env.CLOSING_LINE_FILE;
if (closingFile) writeFileSync(closingFile, closingLine);
else process.stdout.write(closingLine);
process.exitCode = total.failed > 0 ? 1 : 0;

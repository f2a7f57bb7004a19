/** The table at the end of a test run: what each kind of test and the most expensive files cost. */
import { kindOf, kinds } from "../test-kinds.ts";
import { PARTS, type Seconds, type Usage } from "./usage.ts";

export interface FileResult {
  /** Absolute path. */
  readonly file: string;
  readonly tests: number;
  /** Milliseconds from its first to its last test. */
  readonly ms: number;
}

export interface Run {
  readonly usage: Usage;
  readonly results: readonly FileResult[];
  /** Processor seconds of the lint, types, build and structure checks. */
  readonly checks: number;
  /** Wall-clock seconds of the whole run. */
  readonly wall: number;
  /** Processor seconds of the reference calculation on this machine. */
  readonly reference: number;
}

const HEAD = ["", "tests", "wall s", "test", "program", "postgres", "browser", "all", "units"];
const MOST_FILES = 10;

const sum = (seconds: Seconds) => PARTS.reduce((total, part) => total + seconds[part], 0);

function total(all: readonly Seconds[]): Seconds {
  const totalOf = (part: keyof Seconds) => all.reduce((so, seconds) => so + seconds[part], 0);
  return {
    test: totalOf("test"),
    program: totalOf("program"),
    postgres: totalOf("postgres"),
    browser: totalOf("browser"),
  };
}

/**
 * Processor seconds, user and system together. A unit is a thousand reference calculations, so that a faster machine
 * shows fewer seconds and about as many units.
 */
export function usageTable(run: Run, root: string): string {
  const { usage, results } = run;
  const unit = 1000 * run.reference;
  const row = (name: string, tests: number, wall: number | null, seconds: Seconds) => [
    name,
    tests === 0 ? "" : String(tests),
    wall === null ? "" : wall.toFixed(0),
    ...PARTS.map((part) => seconds[part].toFixed(1)),
    sum(seconds).toFixed(1),
    (sum(seconds) / unit).toFixed(2),
  ];
  const files = results.map((result) => ({
    ...result,
    kind: kindOf(result.file),
    seconds: usage.files.get(result.file) ?? total([]),
  }));
  const rowOf = (name: string, some: typeof files) =>
    row(
      name,
      some.reduce((so, { tests }) => so + tests, 0),
      some.reduce((so, { ms }) => so + ms, 0) / 1000,
      total(some.map(({ seconds }) => seconds)),
    );
  const checks = { ...total([]), program: run.checks };
  const everything = total([...files.map(({ seconds }) => seconds), usage.rest, checks]);
  const byKind = kinds.flatMap((kind) => {
    const some = files.filter((file) => file.kind === kind);
    return some.length === 0 ? [] : [rowOf(kind, some)];
  });
  const dearest = files.toSorted((a, b) => sum(b.seconds) - sum(a.seconds)).slice(0, MOST_FILES);
  const tests = files.reduce((so, file) => so + file.tests, 0);
  return [
    "Processor seconds (user and system), by kind of test and what used them",
    ...lined([
      HEAD,
      ...byKind,
      row("runner, server", 0, null, usage.rest),
      ...(run.checks === 0 ? [] : [row("static checks", 0, null, checks)]),
      row("all", tests, run.wall, everything),
    ]),
    "",
    "The files that cost most",
    ...lined([HEAD, ...dearest.map((file) => rowOf(file.file.replace(`${root}/`, ""), [file]))]),
    "",
    `A unit is 1000 reference calculations: ${unit.toFixed(1)} processor seconds on this machine now. ` +
      `${(100 * usage.system).toFixed(0)}% of the seconds are the system's.`,
    "",
  ].join("\n");
}

function lined(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
}

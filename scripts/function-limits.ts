/** How long functions are and how many parameters they take, as the linter counts them. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";

/** Kept in biome.json, which measures; whoever breaks one is told here. */
const RULES = ["complexity/noExcessiveLinesPerFunction", "complexity/useMaxParams"] as const;
/** A test's function is its whole story; its length is no measure. */
const TESTS = /\.test\.tsx?$|^(?:test|bench)\/|\/(?:testing|conformance)\/|(?:^|\/)testing[-.\w]*\.ts$/;

export interface Finding {
  readonly file: string;
  readonly line: number;
  /** Lines of a long function; parameters where it takes too many. */
  readonly size: number;
  readonly of: "lines" | "parameters";
}

interface Diagnostic {
  readonly message: string;
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

export function findingsOf(diagnostics: readonly Diagnostic[]): Finding[] {
  return diagnostics
    .map(
      ({ message, category, location }): Finding => ({
        file: location.path.replaceAll("\\", "/"),
        line: location.start.line,
        size: Number(/\d+/.exec(message)?.[0]),
        of: category.endsWith("useMaxParams") ? "parameters" : "lines",
      }),
    )
    .filter(({ file, of }) => of === "parameters" || !TESTS.test(file));
}

/** Every function over a limit. */
export function measureFunctions(): Finding[] {
  const only = RULES.map((rule) => `--only=${rule}`);
  const biome = join(import.meta.dirname, "../node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", ...only, "--max-diagnostics=none", "--reporter=json", "."];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.startsWith("{")) throw new Error(`The linter did not count: ${stderr}`);
  return findingsOf((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
}

/** Sizes of a file's functions that may still be over a limit, the largest first. */
export type Exceptions = Readonly<Record<string, readonly number[]>>;

/** Functions over a limit whose size is not the one excepted, and exceptions nobody needs any more. */
export function limitProblems(findings: readonly Finding[], of: Finding["of"], exceptions: Exceptions): string[] {
  const byFile = Map.groupBy(
    findings.filter((finding) => finding.of === of),
    ({ file }) => file,
  );
  const different = [...byFile].flatMap(([file, found]) =>
    found
      .toSorted((one, other) => other.size - one.size)
      .flatMap(({ line, size }, index) => {
        const listed = exceptions[file]?.[index];
        if (size === listed) return [];
        const what = `${file}:${line} is a function of ${size} ${of}`;
        if (listed === undefined) return [`${what}: take it apart`];
        return [size > listed ? `${what}; it had ${listed}` : `${what}: lower the ${listed} of scripts/exceptions.ts`];
      }),
  );
  const spare = Object.entries(exceptions)
    .filter(([file, sizes]) => sizes.length > (byFile.get(file)?.length ?? 0))
    .map(([file]) => `${file} has fewer functions over the limit of ${of} than scripts/exceptions.ts says`);
  return [...different, ...spare];
}

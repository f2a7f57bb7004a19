import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";
import { kindOf } from "./test-kinds.ts";
import type { FileResult } from "./test-usage/table.ts";

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export interface RunResult {
  readonly counts: Record<string, Count>;
  readonly files: readonly FileResult[];
  /** Errors outside any test. */
  readonly unhandled: number;
}

/** Writes the result of the run to the file named in ARGOSY_TEST_RESULT when it ends. */
// biome-ignore lint/style/noDefaultExport: vitest loads reporters by their default export
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts: Record<string, Count> = {};
    const files: FileResult[] = [];
    for (const module of modules) {
      const kind = kindOf(module.moduleId);
      const count = counts[kind] ?? { passed: 0, failed: 0, skipped: 0 };
      counts[kind] = count;
      const tests = [...module.children.allTests()].length;
      files.push({ file: module.moduleId, tests, ms: module.diagnostic().duration });
      for (const test of module.children.allTests())
        count[test.result().state === "pending" ? "skipped" : stateOf(test)]++;
      // A file that cannot be loaded has no tests and still is a failure.
      if (module.errors().length > 0) count.failed++;
    }
    const file = process.env.ARGOSY_TEST_RESULT;
    const result: RunResult = { counts, files, unhandled: unhandled.length };
    if (file) writeFileSync(file, JSON.stringify(result));
  }
}

function stateOf(test: { result(): { state: string } }): keyof Count {
  const { state } = test.result();
  return state === "passed" || state === "failed" ? state : "skipped";
}

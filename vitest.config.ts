import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { type Kind, kindOf } from "./scripts/test-kinds.ts";

const isSim = (file: string) => file.includes("/test/sim/");
/** Files of these kinds take up to a minute: started last, one would run alone at the end. All others run by size. */
const LONG: ReadonlySet<Kind> = new Set(["browser", "whole-system", "conformance"]);

/** Merges both lists in proportion to their lengths. */
function spread<T>(some: readonly T[], others: readonly T[]): T[] {
  const placed = [some, others].flatMap((all) => all.map((one, index) => ({ one, place: (index + 0.5) / all.length })));
  return placed.sort((a, b) => a.place - b.place).map(({ one }) => one);
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const all = await super.sort(files);
    const own = all.filter(({ project }) => project.config.isolate);
    const shared = all.filter(({ project }) => !project.config.isolate);
    const of = (kind: Kind) => shared.filter(({ moduleId }) => kindOf(moduleId) === kind && !isSim(moduleId));
    return [
      // Vitest stops a shared worker as soon as the next file needs its own process.
      ...own,
      ...shared.filter(({ moduleId }) => isSim(moduleId)),
      // Browser files keep a core busy, whole-system files often wait (decision 458).
      ...spread(of("browser"), of("whole-system")),
      ...of("conformance"),
      ...shared.filter(({ moduleId }) => !LONG.has(kindOf(moduleId))),
    ];
  }
}

const each = {
  pool: "forks" as const,
  // Only what hangs meets them, also on a busy machine.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
  // Node runs this TypeScript by itself, here as in the hub: transforming it first, and reaching every import through
  // an object, was a sixth of a file's processor time. There are no mocked modules that would need it.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  execArgv: ["--import", join(import.meta.dirname, "test/support/plain-imports.mjs")],
};

const ANNOUNCE = "test/support/announce-file.ts";
/** Tests that start, kill or replace what a process has only once: each starts a process. */
const OWN_PROCESS = [
  "src/{bootstrap,ending,main.it}.test.ts",
  "src/db/{beside,database,embedded,listener,migrate,readiness,replica,rotate,shares,statement}.it.test.ts",
  "src/db/cached-plans.test.ts",
  "src/db/distributed/*.it.test.ts",
  "scripts/launch.test.ts",
];

// Kinds of tests follow from a file's place and name, see scripts/test-kinds.ts. One database server serves them all.
export default defineConfig({
  test: {
    globalSetup: ["src/db/test-server.ts", "test/support/compile-cache.ts", "test/support/client-types.ts"],
    // Two more than the cores of a small machine: many whole-system tests wait for a process or a platform's pace.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      { test: { ...each, name: "own process", include: OWN_PROCESS, setupFiles: [ANNOUNCE] } },
      {
        test: {
          ...each,
          name: "shared process",
          include: ["{src,web/src,test,scripts,bench,demo}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...OWN_PROCESS],
          // Much of their time would go into reading the same code again.
          isolate: false,
          setupFiles: [ANNOUNCE],
        },
      },
    ],
  },
});

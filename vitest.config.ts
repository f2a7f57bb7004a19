import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { kindOf } from "./scripts/test-kinds.ts";

/** What takes minutes or tens of seconds, longest first: begun last, it would run alone at the end. The rest goes by size. */
const LONGEST: readonly ((file: string) => boolean)[] = [
  (file) => file.includes("/test/sim/"),
  (file) => kindOf(file) === "browser",
  (file) => kindOf(file) === "whole-system",
  (file) => kindOf(file) === "conformance",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => LONGEST.findIndex((is) => is(moduleId));
    const first = LONGEST.flatMap((_, index) => files.filter((file) => place(file) === index));
    return [...first, ...(await super.sort(files.filter((file) => place(file) === -1)))];
  }
}

const each = {
  pool: "forks",
  // Only what hangs meets them, also on a busy machine.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // Node runs this TypeScript by itself, here as in the hub: transforming it first, and reaching every import through
  // an object, was a sixth of a file's processor time. There are no mocked modules that would need it.
  experimental: { viteModuleRunner: false, nodeLoader: false },
} as const;

/** Tests that start, kill or replace what a process has only once. */
const OWN_PROCESS = ["src/db/**/*.test.ts", "src/*.test.ts", "scripts/launch.test.ts"];

// Kinds of tests follow from a file's place and name, see scripts/test-kinds.ts. One database server serves them all.
export default defineConfig({
  test: {
    globalSetup: ["src/db/test-server.ts", "test/support/compile-cache.ts"],
    // Two more than the cores of a small machine: many whole-system tests wait for a process or a platform's pace.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      { test: { ...each, name: "own process", include: OWN_PROCESS } },
      {
        test: {
          ...each,
          name: "shared process",
          include: ["{src,test,scripts,bench,demo}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...OWN_PROCESS],
          // Much of their time would go into reading the same code again.
          isolate: false,
          // These processes last until the end of the run, where each would write what it compiled for nobody: seven
          // seconds of a processor each. What they start has the cache again, by the set-up file.
          env: { NODE_DISABLE_COMPILE_CACHE: "1" },
          setupFiles: ["test/support/compile-cache-for-hubs.ts"],
        },
      },
    ],
  },
});

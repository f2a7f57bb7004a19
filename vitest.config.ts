import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The simulated worlds and the browser take minutes: begun last, they would run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      ["/test/sim/", "/test/browser/"].findIndex((part) => moduleId.includes(part));
    const [others, worlds, browser] = [-1, 0, 1].map((wanted) => files.filter((file) => place(file) === wanted));
    return [...(worlds ?? []), ...(browser ?? []), ...(await super.sort(others ?? []))];
  }
}

const whole = "**/*.it.test.ts";

// Kinds of tests follow from a file's place and name, see scripts/test-kinds.ts.
export default defineConfig({
  test: {
    pool: "forks",
    // One more than the cores of a small machine: many whole-system tests wait for a process or a platform's pace.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Only what hangs meets them, also on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        extends: true,
        test: {
          name: "whole",
          include: [`src/${whole}`, "{test,scripts,bench,demo}/**/*.test.ts"],
          globalSetup: ["src/db/test-server.ts"],
        },
      },
      {
        extends: true,
        // These keep nothing in a module, so that a process may run many of them: most of their time is reading code.
        test: {
          name: "pure",
          include: ["src/**/*.test.ts"],
          exclude: [...configDefaults.exclude, whole],
          isolate: false,
        },
      },
    ],
  },
});

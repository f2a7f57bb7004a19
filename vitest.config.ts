import { defineConfig } from "vitest/config";

// One project for every kind of test (kinds follow from the file's place and name, see scripts/test-kinds.ts),
// so that one global set-up serves one database server to the whole run.
export default defineConfig({
  test: {
    include: [
      "src/**/*.test.ts",
      "test/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
      "demo/**/*.test.ts",
    ],
    globalSetup: ["src/db/test-server.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Only what hangs meets them, also on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});

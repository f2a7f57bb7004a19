/**
 * Runs suites on a distributed database: TEST_CITUS_URL names the node that coordinates, whose database `postgres` knows
 * the others (scripts/citus-nodes.sh starts such nodes). Each test there works on a distributed database of its own.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";

const url = process.env.TEST_CITUS_URL;
const MOST_MS = 30 * 60_000;

/** By name: the files of the suite. */
const SUITES = {
  spine: ["test/spine.test.ts"],
  stock: ["src/hub/inventory"],
  plan: ["src/engine/plan"],
  import: ["test/imports.test.ts"],
  simulation: ["test/sim/first-worlds.test.ts"],
  "distribute, move and upgrade": ["src/db/distributed", "test/distribute-filled.test.ts"],
  "a lost server, restored servers": ["test/lost-server.test.ts", "test/restored-servers.test.ts"],
  "at rest": ["src/engine/background/idle-cost.it.test.ts"],
  "every route": ["src/http/examples.it.test.ts", "src/http/admin.it.test.ts"],
  "spine after an upgrade": ["test/spine.test.ts"],
} as const;
/** Of those whose databases were distributed before some of this version's migrations, and then upgraded. */
const UPGRADED = new Set<string>(["spine after an upgrade"]);

if (!url)
  process.stderr.write(
    `\n*** SKIPPED: nothing was tried on Citus (${Object.keys(SUITES).join(", ")}): TEST_CITUS_URL is not set. ***\n\n`,
  );

describe.skipIf(!url)("a distributed database", () => {
  test.each(Object.entries(SUITES))(
    "the suite %s passes",
    async (name, files) => {
      const run = spawn(process.execPath, [join(import.meta.dirname, "../scripts/test.ts"), ...files], {
        cwd: join(import.meta.dirname, ".."),
        env: { ...process.env, TEST_DATABASE_URL: url, TESTS_ON_CITUS: UPGRADED.has(name) ? "upgraded" : "1" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      run.stdout.pipe(process.stdout, { end: false });
      const [status] = await once(run, "close");
      expect(status).toBe(0);
    },
    MOST_MS,
  );
});

/**
 * npm run screens: draws every screen of the dashboard and the register into docs/screens. Less of it with
 * `npm run screens -- --looks phone,arabic --only reports,packages --to /tmp/drawn`.
 */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const root = join(import.meta.dirname, "..");
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { values } = parseArgs({
  options: { looks: { type: "string" }, only: { type: "string" }, to: { type: "string", default: "docs/screens" } },
});
// The register's screens have no names to choose by.
const registers = values.only === undefined ? ["test/browser/register-screens.test.ts"] : [];
const files = ["test/browser/screens.test.ts", ...registers];
const { status } = spawnSync(process.execPath, [vitest, "run", ...files, "-t", "drawn"], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    SCREENS: resolve(root, values.to),
    ...(values.looks !== undefined && { SCREENS_LOOKS: values.looks }),
    ...(values.only !== undefined && { SCREENS_ONLY: values.only }),
  },
});
process.exitCode = status ?? 1;

/** npm run screens: draws every screen of the dashboard and the register into docs/screens. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..");
const files = ["test/browser/screens.test.ts", "test/browser/register-screens.test.ts"];
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", ...files, "-t", "drawn"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, SCREENS: join(root, "docs/screens") },
});
process.exitCode = status ?? 1;

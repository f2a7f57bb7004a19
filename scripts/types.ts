/**
 * npm run types, npm run types:web: checks the types of the hub, or of the dashboard (`web`), and keeps what it found for
 * the next time.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { ensureClientTypes } from "./client-types.ts";

const root = join(import.meta.dirname, "..");
const name = process.argv[2] === "web" ? "web" : "hub";
await ensureClientTypes(root);
const compiler = join(root, "node_modules/typescript7/bin/tsc");
const stored = ["--incremental", "--tsBuildInfoFile", join(root, `node_modules/.cache/types/${name}.tsbuildinfo`)];
const checked = spawnSync(process.execPath, [compiler, "-p", name === "web" ? "web" : ".", ...stored], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = checked.status ?? 1;

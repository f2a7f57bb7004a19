/** Builds the kit as it is published: JavaScript modules with their types in connector-kit/dist. Run by `npm pack` in connector-kit/. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..");
const dist = join(root, "connector-kit/dist");
rmSync(dist, { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript7/bin/tsc");
const config = join(root, "connector-kit/tsconfig.json");
const { status } = spawnSync(process.execPath, [compiler, "-p", config], { stdio: "inherit" });
// The compiler leaves declarations with the names of sources that are not part of the package.
for (const file of globSync("**/*.d.ts", { cwd: dist }).map((name) => join(dist, name)))
  writeFileSync(file, readFileSync(file, "utf8").replaceAll(/(["'])(\.[^"'\n]+)\.ts\1/g, "$1$2.js$1"));
process.exitCode = status ?? 1;

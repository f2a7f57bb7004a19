/** Builds the client package as it is published: JavaScript modules with their types in sdk/dist. Run by `npm pack` in sdk/. */
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { CLIENT_TYPES, ensureClientTypes } from "./client-types.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "sdk/dist");
rmSync(dist, { recursive: true, force: true });
await ensureClientTypes(root);
const compiler = join(root, "node_modules/typescript7/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "sdk/tsconfig.json")], { stdio: "inherit" });
// A file of types alone is no source to the compiler.
if (status === 0) copyFileSync(join(root, CLIENT_TYPES), join(dist, "schema.d.ts"));
process.exitCode = status ?? 1;

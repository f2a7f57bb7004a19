/** Plays every part of the check, one after the other, and writes docs/nightly.md:  npm run nightly */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { everyPart, nightlyParts, type Part } from "./check-parts.ts";
import { playAll } from "./check-play.ts";
import { nightlyPage } from "./nightly-page.ts";
import { git } from "./test-selection/changed-paths.ts";

const root = join(import.meta.dirname, "..");
const PAGE = "docs/nightly.md";
/** With the many random cases of src/db/testing-runs.ts. */
const tests: Part = { name: "every test", command: ["npm", "test", "--", "--all"], env: { ARGOSY_RUNS: "many" } };

const at = `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
const isChanged = git(root, "status", "--porcelain", "--", ".", `:!${PAGE}`) !== "";
const commit = `${git(root, "rev-parse", "--short", "HEAD") ?? "no commit"}${isChanged ? " with changes" : ""}`;
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;

const played = await playAll(root, [tests, ...everyPart, ...nightlyParts], { atOnce: 1, stopsAtFailure: false });
writeFileSync(join(root, PAGE), nightlyPage({ at, commit, machine, played }));
for (const { name, result } of played) process.stdout.write(`${name}: ${result}\n`);
process.stdout.write(`${PAGE} is written.\n`);
process.exitCode = played.some(({ result }) => result === "failed") ? 1 : 0;

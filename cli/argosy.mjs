#!/usr/bin/env node
// The command `argosy`: its TypeScript on the pinned Node.
import { dirname } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.argv.splice(2, 0, `${root}/cli/main.ts`);
await import("../scripts/launch.mjs");

import { enableCompileCache } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { compiledProgram } from "./compiled.ts";

const ROOT = join(import.meta.dirname, "..");

// A start's time is mostly reading the program: what was compiled is kept for the next one, where that may be written.
enableCompileCache(join(ROOT, "node_modules/.cache/argosy"));

const compiled = compiledProgram(ROOT, process.env);
await (compiled === undefined ? import("./run.ts") : import(compiled));

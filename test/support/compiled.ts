/**
 * Loads what most tests load and keeps it compiled, for all processes of a run: each would else compile it, and write it
 * when it ends.
 */
import { flushCompileCache } from "node:module";
import process from "node:process";

await Promise.all([import("../../src/start.ts"), import("./lab.ts"), import("../../src/http/testing.ts")]);
flushCompileCache();
process.exit(0);

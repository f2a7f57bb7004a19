import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

export const COMPILED = join(import.meta.dirname, "../../node_modules/.cache/argosy-compiled");
/** A file of the cache for each of the project's and its packages' modules; those of renamed modules stay. */
const MOST_FILES = 30_000;

/**
 * Vitest's global set-up: what one process of a run has read and compiled, the next one finds, also in the next run.
 * Half of what starting a hub costs is reading its code.
 */
export async function setup(): Promise<void> {
  await mkdir(COMPILED, { recursive: true });
  const files = await readdir(COMPILED, { recursive: true });
  if (files.length > MOST_FILES) await rm(COMPILED, { recursive: true, force: true });
  process.env.NODE_COMPILE_CACHE = COMPILED;
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/**
 * Vitest's global set-up: what one process of a run has read and compiled, the next one finds. Half of what starting a
 * hub costs is reading its code. The folder ends with the run.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "argosy-compiled-"));
  process.env.NODE_COMPILE_CACHE = folder;
  // A process that is just ending may still be writing into it.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

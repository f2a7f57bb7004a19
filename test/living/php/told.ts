/** What a shop's own configuration says, read by a script for its PHP. */
import { spawnSync } from "node:child_process";

/** Throws what the script says in a seller's words. */
export function scriptOutput<T>(script: string, folder: string): T {
  const { stdout, stderr, error, status } = spawnSync("php", [script, folder], { encoding: "utf8" });
  if (error) throw new Error(`The shop needs PHP on this machine: ${error.message}`);
  if (status !== 0) throw new Error(stderr.trim() || stdout.trim());
  return JSON.parse(stdout) as T;
}

/** The client package's types: generated from the hub's sources wherever they are needed, and not in the repository. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { contentsOfSources } from "../src/compiled.ts";
import { headOf } from "./sdk-types.ts";

export const CLIENT_TYPES = "sdk/schema.d.ts";

/** What generates them, which is no part of the compiled hub. */
const GENERATORS = ["scripts/sdk.ts", "scripts/sdk-types.ts"];

/** Their first line: of the sources they describe and of what generated them. */
export function headOfClientTypes(root: string): string {
  const hash = createHash("sha256").update(contentsOfSources(root));
  for (const file of GENERATORS) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return headOf(hash.digest("hex"));
}

/** Whether they are there and of these very sources. */
export function areClientTypesCurrent(root: string): boolean {
  const file = join(root, CLIENT_TYPES);
  return existsSync(file) && readFileSync(file, "utf8").startsWith(headOfClientTypes(root));
}

/** Generates them unless they are current; throws where that fails, with what it said on standard error. */
export async function ensureClientTypes(root: string): Promise<void> {
  if (areClientTypesCurrent(root)) return;
  const program = spawn(process.execPath, [join(root, "scripts/sdk.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  const status = await new Promise<number | null>((resolve, reject) =>
    program.once("error", reject).once("close", resolve),
  );
  if (status !== 0) throw new Error(`${CLIENT_TYPES} could not be generated: npm run sdk says why.`);
}

/**
 * For tests: the data folder of a server with the migrated template is kept for the next run, as long as nothing that
 * makes it has changed. Creating it takes several seconds of processor time.
 */
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import process from "node:process";
import { processInfo } from "./processes.ts";
import { errorCode } from "./start-error.ts";

const ROOT = join(import.meta.dirname, "../..");
const STORED_IN = join(ROOT, "node_modules/.cache/argosy-test-server");
const UNFINISHED = "unfinished-";
/** File with the number of the user who owned the data. */
const OWNER = "owner";

export interface StoredCluster {
  /** The encryption key its roles' passwords are derived from; it guards nothing. */
  readonly keyHex: string;
}

/** Of all that makes the cluster: the code and migrations of `src/db`, the packages, the user who owns the files. */
export function clusterVersion(): string {
  const hash = createHash("sha256").update(String(process.getuid?.()));
  const sources = globSync(["src/db/**/*.{ts,sql}", "package-lock.json"], { cwd: ROOT })
    .filter((file) => !file.endsWith(".test.ts"))
    .sort();
  for (const file of sources) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest("hex").slice(0, 32);
}

/** Copies the kept data folder to `dataDir`, which must not exist; null where there is none of this version. */
export async function takeCluster(
  version: string,
  dataDir: string,
  storedIn = STORED_IN,
): Promise<StoredCluster | null> {
  const stored = join(storedIn, version);
  const keyHex = await readFile(join(stored, "key"), "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (keyHex === null) return null;
  if (!(await isAsItWasKept(stored))) {
    await rm(stored, { recursive: true, force: true });
    return null;
  }
  copy(join(stored, "data"), dataDir);
  return { keyHex };
}

/** A checkout that root has copied belongs to root, for whom no server starts. */
async function isAsItWasKept(stored: string): Promise<boolean> {
  const owner = await readFile(join(stored, OWNER), "utf8");
  return (await stat(join(stored, "data"))).uid === Number(owner);
}

/** Keeps the data folder of a server that is stopped, in place of those of other versions. */
export async function saveCluster(
  version: string,
  dataDir: string,
  { keyHex }: StoredCluster,
  storedIn = STORED_IN,
): Promise<void> {
  const unfinished = join(storedIn, `${UNFINISHED}${process.pid}-${randomUUID()}`);
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  copy(dataDir, join(unfinished, "data"));
  await writeFile(join(unfinished, OWNER), String((await stat(dataDir)).uid));
  await writeFile(join(unfinished, "key"), keyHex, { mode: 0o600 });
  for (const name of await readdir(storedIn))
    if (name !== version && !(await isBeingKept(name)))
      await rm(join(storedIn, name), { recursive: true, force: true });
  await rename(unfinished, join(storedIn, version)).catch(async (error: unknown) => {
    // Another run has kept the same meanwhile.
    if (errorCode(error) !== "ENOTEMPTY" && errorCode(error) !== "EEXIST") throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
}

/** Removed, another run's copy would be half a folder, and be kept as a whole one. */
async function isBeingKept(name: string): Promise<boolean> {
  if (!name.startsWith(UNFINISHED)) return false;
  return (await processInfo(Number.parseInt(name.slice(UNFINISHED.length), 10))) !== undefined;
}

/** With owners and modes: the server refuses a folder that is not its user's. */
function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync("cp", ["-a", from, to], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${relative(ROOT, from)} could not be copied: ${stderr}`);
}

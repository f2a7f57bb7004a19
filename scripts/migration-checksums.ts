/** Adds the checksums of new migrations to scripts/migration-checksums.json:  node scripts/migration-checksums.ts */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrations } from "../src/db/migrate.ts";

const FILE = join(import.meta.dirname, "migration-checksums.json");

export const storedChecksums = (): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(FILE, "utf8")) as Record<string, string>;

/** By file name. */
export async function checksumsNow(): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await readMigrations()).map(({ name, checksum }) => [name, checksum]));
}

if (import.meta.main) {
  // What is kept stays: an applied migration never changes.
  const all = { ...(await checksumsNow()), ...storedChecksums() };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}

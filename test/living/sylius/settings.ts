/** What an installed shop's own configuration says, read by its PHP. */
import { join } from "node:path";
import type { DumpedDatabase } from "../dump.ts";
import { type DatabaseSettings, databaseOf, requireLocal } from "../php/database-of.ts";
import { requireOwnServers } from "../php/shared.ts";
import { scriptOutput } from "../php/told.ts";

export interface ShopSettings {
  readonly database: DumpedDatabase;
  readonly version: string;
}

interface Told extends DatabaseSettings {
  readonly version: string;
  readonly servers: Readonly<Record<string, string>>;
}

/** Throws in a seller's words where the folder holds no shop this can run on. */
export function readSettings(folder: string): ShopSettings {
  const reported = scriptOutput<Told>(join(import.meta.dirname, "settings.php"), folder);
  const database = databaseOf(reported);
  requireLocal(database);
  requireOwnServers(reported.servers);
  return { database, version: reported.version.replace(/^v/, "") };
}

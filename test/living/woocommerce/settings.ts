/** What an installed shop's own configuration says, read by its PHP. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DumpedDatabase } from "../dump.ts";
import { databaseOf, requireLocal } from "../php/database-of.ts";
import { sharedCache } from "../php/shared.ts";
import { scriptOutput } from "../php/told.ts";

export interface ShopSettings {
  readonly database: DumpedDatabase;
  readonly prefix: string;
  /** Folder of plugins that are always active. */
  readonly mustUse: string;
  readonly uploads: string;
}

interface Told {
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly prefix: string;
  readonly content: string;
  readonly mustUse: string | null;
  readonly isNetwork: boolean;
}

/** Throws in a seller's words where the folder holds no shop this can run on. */
export function readSettings(folder: string): ShopSettings {
  const reported = scriptOutput<Told>(join(import.meta.dirname, "settings.php"), folder);
  if (reported.isNetwork) throw new Error("A WordPress network of several sites is not supported.");
  const database = databaseOf(reported);
  requireLocal(database);
  if (existsSync(join(reported.content, "object-cache.php")))
    throw new Error(sharedCache("wp-content/object-cache.php", "Delete that file in the copy."));
  const mustUse = reported.mustUse ?? join(reported.content, "mu-plugins");
  return { database, prefix: reported.prefix, mustUse, uploads: join(reported.content, "uploads", "argosy-living") };
}

/** What an installed shop's own configuration says, read by its PHP. */
import type { DumpedDatabase } from "../dump.ts";
import { type DatabaseSettings, databaseOf, requireLocal } from "./database-of.ts";
import { sharedCache } from "./shared.ts";
import { scriptOutput } from "./told.ts";

export interface ShopSettings {
  readonly database: DumpedDatabase;
  readonly prefix: string;
}

interface Told extends DatabaseSettings {
  readonly prefix: string;
  /** Where a cache server is named that the run cannot keep the shop away from, and what to do about it. */
  readonly cache?: { readonly where: string; readonly remedy: string } | null;
}

/** Throws in a seller's words where the folder holds no shop this can run on. */
export function settingsBy(script: string, folder: string): ShopSettings {
  const reported = scriptOutput<Told>(script, folder);
  const database = databaseOf(reported);
  requireLocal(database);
  if (reported.cache) throw new Error(sharedCache(reported.cache.where, reported.cache.remedy));
  return { database, prefix: reported.prefix };
}

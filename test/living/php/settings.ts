/** What an installed shop's own configuration says, read by its PHP. */
import type { DumpedDatabase } from "../dump.ts";
import { databaseOf, requireLocal, type ToldDatabase } from "./database-of.ts";
import { sharedCache } from "./shared.ts";
import { toldBy } from "./told.ts";

export interface ShopSettings {
  readonly database: DumpedDatabase;
  readonly prefix: string;
}

interface Told extends ToldDatabase {
  readonly prefix: string;
  /** Where a cache server is named that the run cannot keep the shop away from, and what to do about it. */
  readonly cache?: { readonly where: string; readonly remedy: string } | null;
}

/** Throws in a seller's words where the folder holds no shop this can run on. */
export function settingsBy(script: string, folder: string): ShopSettings {
  const told = toldBy<Told>(script, folder);
  const database = databaseOf(told);
  requireLocal(database);
  if (told.cache) throw new Error(sharedCache(told.cache.where, told.cache.remedy));
  return { database, prefix: told.prefix };
}

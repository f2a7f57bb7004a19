/** What an installed shop's own configuration says, read by its PHP. */
import type { DumpedDatabase } from "../dump.ts";
import { databaseOf, requireLocal, type ToldDatabase } from "./database-of.ts";
import { toldBy } from "./told.ts";

export interface ShopSettings {
  readonly database: DumpedDatabase;
  readonly prefix: string;
}

/** Throws in a seller's words where the folder holds no shop this can run on. */
export function settingsBy(script: string, folder: string): ShopSettings {
  const told = toldBy<ToldDatabase & { readonly prefix: string }>(script, folder);
  const database = databaseOf(told);
  requireLocal(database);
  return { database, prefix: told.prefix };
}

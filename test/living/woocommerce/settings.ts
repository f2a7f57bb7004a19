/** What an installed shop's own configuration says, read by its PHP. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { DumpedDatabase } from "../dump.ts";
import { isLoopback } from "../loopback.ts";

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
  const { stdout, stderr, error, status } = spawnSync("php", [join(import.meta.dirname, "settings.php"), folder], {
    encoding: "utf8",
  });
  if (error) throw new Error(`The shop needs PHP on this machine: ${error.message}`);
  if (status !== 0) throw new Error(stderr.trim() || stdout.trim());
  const told = JSON.parse(stdout) as Told;
  if (told.isNetwork) throw new Error("A WordPress network of several sites is not supported.");
  const database = databaseOf(told);
  if (database.socket === null && !isLoopback(database.host))
    throw new Error(`The shop's database is on ${database.host}. Use a copy with a database on this machine.`);
  const mustUse = told.mustUse ?? join(told.content, "mu-plugins");
  return { database, prefix: told.prefix, mustUse, uploads: join(told.content, "uploads", "argosy-living") };
}

/** DB_HOST is a host, a host with a port, or a socket behind a colon. */
export function databaseOf({ host, name, user, password }: Pick<Told, "host" | "name" | "user" | "password">) {
  const [, address = "", rest] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(host) ?? [];
  const isSocket = rest?.startsWith("/") ?? false;
  return {
    host: address === "" ? "localhost" : address,
    port: rest !== undefined && !isSocket && rest !== "" ? Number(rest) : 3306,
    socket: isSocket ? (rest ?? null) : null,
    name,
    user,
    password,
  };
}

/** The database that a shop's own configuration names. */
import type { DumpedDatabase } from "../dump.ts";
import { isLoopback } from "../loopback.ts";

export interface DatabaseSettings {
  readonly host: string;
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

export function requireLocal({ socket, host }: DumpedDatabase): void {
  if (socket === null && !isLoopback(host))
    throw new Error(`The shop's database is on ${host}. Use a copy with a database on this machine.`);
}

/** The host as shops write it: a host, a host with a port, or a socket behind a colon. */
export function databaseOf({ host, name, user, password }: DatabaseSettings): DumpedDatabase {
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

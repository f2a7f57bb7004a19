/** What backup and restore share: the file they were given, the hub's server and what they tell at their end. */
import { resolve } from "node:path";
import process from "node:process";
import { loadConfig } from "../src/config.ts";
import type { BackedUp } from "../src/db/backup/write.ts";
import { StartError } from "../src/db/start-error.ts";
import { type HubServer, print, runForOperator, withHubServer } from "./hub-database.ts";

interface Given extends HubServer {
  readonly file: string;
}

/** Runs `work` on the file named on the command line, with the server of the hub; see `withHubServer` for `isThere`. */
export const withServer = (
  name: string,
  requested: { readonly isThere: boolean },
  work: (given: Given) => Promise<void>,
): Promise<void> =>
  runForOperator(() => {
    const [file] = process.argv.slice(2);
    if (file === undefined) throw new StartError(`Name the file: npm run ${name} -- hub.backup`);
    return withHubServer(loadConfig(process.env), requested, (server) => work({ ...server, file: resolve(file) }));
  });

export const printBackup = (what: string, { tables, rows }: BackedUp) =>
  print(`${what} ${rows} rows of ${tables} tables.`);

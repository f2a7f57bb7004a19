/** What backup and restore share: the hub's settings, its key and its database server, and words when they fail. */
import { join, resolve } from "node:path";
import process from "node:process";
import { ConfigError, loadConfig } from "../src/config.ts";
import type { BackedUp } from "../src/db/backup/write.ts";
import { type Keys, loadKeys } from "../src/db/keys.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";

interface Given {
  readonly ownerUrl: string;
  readonly keys: Keys;
  readonly file: string;
}

/**
 * Runs `work` on the file named on the command line; what an operator can mend is told in one sentence. `isThere`: of a
 * hub that exists, so that no database is made where the data folder is misspelt.
 */
export async function withServer(
  name: string,
  { isThere }: { readonly isThere: boolean },
  work: (given: Given) => Promise<void>,
): Promise<void> {
  try {
    const [file] = process.argv.slice(2);
    if (file === undefined) throw new StartError(`Name the file: npm run ${name} -- hub.backup`);
    const config = loadConfig(process.env);
    const keys = await loadKeys({
      current: config.encryptionKey,
      previous: config.encryptionKeysPrevious,
      file: join(config.dataDir, "encryption.key"),
    });
    if (isThere && keys.isNew) throw new StartError(`There is no hub here: ${keys.origin} is missing.`);
    const server = await startServer({ ...config, log: (message) => void process.stdout.write(`${message}\n`) });
    try {
      await work({ ownerUrl: server.ownerUrl, keys, file: resolve(file) });
    } finally {
      await server.stop();
    }
  } catch (error) {
    const isForOperator = error instanceof ConfigError || error instanceof StartError;
    process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  }
}

export const printBackup = (what: string, { tables, rows }: BackedUp) =>
  void process.stdout.write(`${what} ${rows} rows of ${tables} tables.\n`);

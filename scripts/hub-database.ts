/** What commands for the operator share: the database of a hub that is here already, and how they end. */
import { join } from "node:path";
import process from "node:process";
import { type Config, ConfigError } from "../src/config.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import { homesOf } from "../src/db/home-list.ts";
import { type Keys, loadKeys } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";
import { VaultError } from "../src/db/vault.ts";
import { HubError } from "../src/hub/errors.ts";

export const print = (message: string) => void process.stdout.write(`${message}\n`);

export interface HubServer {
  readonly ownerUrl: string;
  readonly keys: Keys;
}

/**
 * Does the work on the hub's database server, started for it where it is embedded and does not run. `isThere`: of a hub
 * that exists, else rejects with a StartError, so that no database is made where the data folder is misspelt.
 */
export async function withHubServer(
  config: Config,
  { isThere }: { readonly isThere: boolean },
  work: (server: HubServer) => Promise<void>,
): Promise<void> {
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  if (isThere && keys.isNew) throw new StartError(`There is no hub here: ${keys.origin} is missing.`);
  const server = await startServer({ ...config, log: print });
  try {
    await work({ ownerUrl: server.ownerUrl, keys });
  } finally {
    await server.stop();
  }
}

/** Does the work on the database of a hub that exists, brought to this version's form first. Rejects where there is none. */
export function withHubDatabase(
  config: Config,
  work: (database: Database, keys: Keys) => Promise<void>,
): Promise<void> {
  return withHubServer(config, { isThere: true }, async ({ ownerUrl, keys }) => {
    await migrate({ ownerUrl, keys });
    const database = await openDatabase({ ownerUrl, keys, places: await homesOf(ownerUrl) });
    try {
      await work(database, keys);
    } finally {
      await database.close();
    }
  });
}

const FOR_OPERATORS = [ConfigError, StartError, VaultError, HubError];

/** Runs a command; what its operator can mend is told by its message alone, a fault with its stack. Ends with 1 then. */
export async function runForOperator(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isForOperator = FOR_OPERATORS.some((kind) => error instanceof kind);
    process.stderr.write(`${error instanceof Error ? (isForOperator ? error.message : error.stack) : error}\n`);
    process.exitCode = 1;
  }
}

/**
 * Seals every secret with the current key that still is under a retired one (ENCRYPTION_KEY_PREVIOUS). The hub may
 * run meanwhile, with the same keys. See docs/operations.md.
 */
import { join } from "node:path";
import process from "node:process";
import { ConfigError, loadConfig } from "../src/config.ts";
import { openDatabase } from "../src/db/database.ts";
import { loadKeys } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { rotateSecrets } from "../src/db/rotate.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";
import { createVault, VaultError } from "../src/db/vault.ts";
import { rotateSecondFactors } from "../src/hub/accounts/rotate-second-factors.ts";

const print = (message: string) => void process.stdout.write(`${message}\n`);

async function rotate(): Promise<void> {
  const config = loadConfig(process.env);
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  const server = await startServer({ ...config, log: print });
  try {
    await migrate({ ownerUrl: server.ownerUrl, keys });
    const database = await openDatabase({ ownerUrl: server.ownerUrl, keys });
    try {
      const count = await rotateSecrets(database, createVault(keys));
      const factors = await rotateSecondFactors(database.auth, keys);
      print(
        `${count} secrets and ${factors} second factors are now sealed with key ${keys.current.id}. No other key is needed any more.`,
      );
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}

try {
  await rotate();
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError || error instanceof VaultError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

/**
 * Seals every secret with the current key that still is under a retired one (ENCRYPTION_KEY_PREVIOUS). The hub may
 * run meanwhile, with the same keys. See docs/operations.md.
 */
import process from "node:process";
import { loadConfig } from "../src/config.ts";
import { rotateSecrets } from "../src/db/rotate.ts";
import { createVault } from "../src/db/vault.ts";
import { rotateSecondFactors } from "../src/hub/accounts/rotate-second-factors.ts";
import { print, runForOperator, withHubDatabase } from "./hub-database.ts";

await runForOperator(() =>
  withHubDatabase(loadConfig(process.env), async (database, keys) => {
    const count = await rotateSecrets(database, createVault(keys));
    const factors = await rotateSecondFactors(database.auth, keys);
    print(
      `${count} secrets and ${factors} second factors are now sealed with key ${keys.current.id}. No other key is needed any more.`,
    );
  }),
);

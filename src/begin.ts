import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { EmbeddedServer } from "./db/embedded.ts";
import { type Keys, loadKeys } from "./db/keys.ts";
import { startServer } from "./db/server.ts";

/** What a start needs first: the keys, and a database server on its way. */
export interface Begun {
  readonly keys: Keys;
  readonly server: Promise<EmbeddedServer>;
}

/**
 * Starts the database server without waiting for it: making a database takes a second, and so does reading the rest of
 * the program. Throws a StartError about the keys; one about the server comes with its promise.
 */
export async function begin(config: Config, log: Logger): Promise<Begun> {
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  const server = startServer({ ...config, log: (message) => log.info(message) });
  // Whoever waits for it hears of a failure.
  server.catch(() => undefined);
  return { keys, server };
}

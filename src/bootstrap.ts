import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { type Keys, loadKeys } from "./db/keys.ts";
import { type DatabaseServer, startServer } from "./db/server.ts";

/** What a start needs first: the keys, and a database server. */
export interface Bootstrap {
  readonly keys: Keys;
  /** The database server, ready; asked more than once, it is the same. */
  server(): Promise<DatabaseServer>;
}

/**
 * Starts the program's own database server without waiting for it: making a database takes a second, and so does
 * reading the rest of the program. A server elsewhere is only asked when it is wanted: its answer would come while this
 * process reads and cannot listen, and on a busy machine the time it has to answer ran out over that.
 * Throws a StartError about the keys; one about the server comes with its promise.
 */
export async function bootstrap(config: Config, log: Logger): Promise<Bootstrap> {
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  let server: Promise<DatabaseServer> | undefined;
  const start = () => {
    server ??= startServer({ ...config, log: (message) => log.info(message) });
    return server;
  };
  // Whoever waits for it hears of a failure.
  if (config.databaseUrl === undefined) start().catch(() => undefined);
  return { keys, server: start };
}

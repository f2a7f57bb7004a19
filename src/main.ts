import { join } from "node:path";
import process from "node:process";
import pino from "pino";
import { ConfigError, loadConfig } from "./config.ts";
import { openDatabase } from "./db/database.ts";
import { loadKeys } from "./db/keys.ts";
import { migrate } from "./db/migrate.ts";
import { startServer } from "./db/server.ts";
import { StartError } from "./db/start-error.ts";

async function start(): Promise<() => Promise<void>> {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel });
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  const server = await startServer({ ...config, log: (message) => log.info(message) });
  try {
    const { applied } = await migrate({ ownerUrl: server.ownerUrl, keys });
    if (applied.length > 0) log.info({ applied }, "database schema brought up to date");
    const database = await openDatabase({
      ownerUrl: server.ownerUrl,
      keys,
      poolSize: config.databasePoolSize,
      onConnectionError: (error) => log.warn({ err: error }, "a database connection broke"),
    });
    log.info({ ready: await database.isReady() }, "database ready");
    return async () => {
      await database.close();
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

try {
  const stop = await start();
  const end = (signal: NodeJS.Signals) => void stop().then(() => process.exit(signal === "SIGINT" ? 130 : 0));
  process.once("SIGTERM", end).once("SIGINT", end);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}

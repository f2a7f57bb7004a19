/**
 * Moves the files of all organizations to object storage, or back to the database:  npm run move-files -- s3|database
 * The hub may run meanwhile, with the same settings; what was cut off is done again. See docs/operations.md.
 */
import { join } from "node:path";
import process from "node:process";
import { ConfigError, loadConfig } from "../src/config.ts";
import { openDatabase } from "../src/db/database.ts";
import { loadKeys } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";
import { HubError } from "../src/hub/errors.ts";
import { moveAllFiles } from "../src/hub/files/move.ts";
import { fileStorageOf } from "../src/hub/files/storage-of.ts";

const print = (message: string) => void process.stdout.write(`${message}\n`);
const MB = 1024 * 1024;

async function move(to: string | undefined): Promise<void> {
  if (to !== "s3" && to !== "database") throw new ConfigError("Say where to: s3 or database.");
  const config = loadConfig(process.env);
  const { objects } = await fileStorageOf(config);
  if (!objects) throw new ConfigError("There is no object storage: set S3_ENDPOINT and what belongs to it.");
  if ((to === "s3") !== (config.filesIn === "s3"))
    throw new ConfigError(`Set FILES_IN=${to} first, also for the hub: new files would go on being kept elsewhere.`);
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  const server = await startServer({ ...config, log: print });
  try {
    await migrate({ ownerUrl: server.ownerUrl, keys });
    const db = await openDatabase({ ownerUrl: server.ownerUrl, keys });
    try {
      const { files, bytes, damaged } = await moveAllFiles(to, { db, objects });
      print(`${files} files (${Math.round(bytes / MB)} MB) were moved. All others are there already.`);
      for (const id of damaged) print(`The file ${id} is not there whole, and stays as it is.`);
      if (damaged.length > 0) process.exitCode = 1;
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
  }
}

try {
  await move(process.argv[2]);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError || error instanceof HubError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

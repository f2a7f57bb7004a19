/**
 * Moves the files of all organizations to object storage, or back to the database:  npm run move-files -- s3|database
 * The hub may run meanwhile, with the same settings; what was cut off is done again. See docs/operations.md.
 */
import process from "node:process";
import { ConfigError, loadConfig } from "../src/config.ts";
import { fileStorageOf } from "../src/hub/files/choose-storage.ts";
import { moveAllFiles } from "../src/hub/files/move.ts";
import { print, runForOperator, withHubDatabase } from "./hub-database.ts";

const MB = 1024 * 1024;

async function move(to: string | undefined): Promise<void> {
  if (to !== "s3" && to !== "database") throw new ConfigError("Say where to: s3 or database.");
  const config = loadConfig(process.env);
  const { objects } = await fileStorageOf(config);
  if (!objects) throw new ConfigError("There is no object storage: set S3_ENDPOINT and what belongs to it.");
  if ((to === "s3") !== (config.filesIn === "s3"))
    throw new ConfigError(`Set FILES_IN=${to} first, also for the hub: new files would go on being kept elsewhere.`);
  await withHubDatabase(config, async (db) => {
    const { files, bytes, damaged } = await moveAllFiles(to, { db, objects });
    print(`${files} files (${Math.round(bytes / MB)} MB) were moved. All others are there already.`);
    for (const id of damaged) print(`The file ${id} is not there whole, and stays as it is.`);
    if (damaged.length > 0) process.exitCode = 1;
  });
}

await runForOperator(() => move(process.argv[2]));

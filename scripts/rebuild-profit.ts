/**
 * Works out the profit of every order anew, a batch at a time, and tells how far it is. The hub may run meanwhile: it
 * shares the work. See docs/operations.md.
 */
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/commerce/clock.ts";
import { organizationId } from "../src/commerce/ids.ts";
import { ConfigError, loadConfig } from "../src/config.ts";
import { whileAway } from "../src/db/away.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import { loadKeys } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { startServer } from "../src/db/server.ts";
import { StartError } from "../src/db/start-error.ts";
import { countProfitDue, rebuildProfit } from "../src/hub/profit/due.ts";

const SAID_EVERY_MS = 10_000;
/** Another process is at the same organization: its turn takes a second or two. */
const OTHERS_TURN_MS = 500;

const print = (message: string) => void process.stdout.write(`${message}\n`);
const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);

/** Works off one organization's marks; answers how many there were. */
async function rebuild(database: Database, id: string): Promise<number> {
  const organization = organizationId(id);
  const left = () =>
    database.tenant(organization, (tx) =>
      tx.one<{ marks: number }>(
        "select count(*)::int as marks from argosy.profit_due where organization_id = argosy.tenant()",
      ),
    );
  await database.tenant(organization, rebuildProfit);
  let [done, saidAt] = [0, Date.now()];
  for (;;) {
    // Hours of work: a database that restarts meanwhile is no reason to begin again.
    const worked = await whileAway(systemClock, () =>
      database.tenant(organization, (tx) => countProfitDue(tx, new Date()), { kind: "derived" }),
    );
    done += worked;
    if (worked === 0) {
      if ((await left()).marks === 0) return done;
      await delay(OTHERS_TURN_MS);
    }
    if (Date.now() - saidAt < SAID_EVERY_MS) continue;
    saidAt = Date.now();
    print(`${id}: ${done} done, ${(await left()).marks} to go, ${megabytes()} MB of memory`);
  }
}

async function rebuildAll(): Promise<void> {
  const config = loadConfig(process.env);
  const keys = await loadKeys({
    current: config.encryptionKey,
    previous: config.encryptionKeysPrevious,
    file: join(config.dataDir, "encryption.key"),
  });
  if (keys.isNew) throw new StartError(`There is no hub here: ${keys.origin} is missing.`);
  const server = await startServer({ ...config, log: print });
  try {
    await migrate({ ownerUrl: server.ownerUrl, keys });
    const database = await openDatabase({ ownerUrl: server.ownerUrl, keys });
    try {
      const organizations = await database.scheduler.rows<{ id: string }>(
        "select organization_id as id from argosy.organization order by 1",
      );
      const begun = Date.now();
      for (const { id } of organizations) print(`${id}: ${await rebuild(database, id)} done`);
      print(`All of it took ${Math.round((Date.now() - begun) / 1_000)} s and ${megabytes()} MB of memory.`);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}

try {
  await rebuildAll();
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}

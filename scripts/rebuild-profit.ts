/**
 * Works out the profit of every order anew, a batch at a time, and tells how far it is. The hub may run meanwhile: it
 * shares the work. See docs/operations.md.
 */
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/commerce/clock.ts";
import { organizationId } from "../src/commerce/ids.ts";
import { loadConfig } from "../src/config.ts";
import { whileAway } from "../src/db/away.ts";
import type { Database } from "../src/db/database.ts";
import { countProfitDue, rebuildProfit } from "../src/hub/profit/due.ts";
import { print, runForOperator, withHubDatabase } from "./hub-database.ts";

const SAID_EVERY_MS = 10_000;
/** Another process is at the same organization: its turn takes a second or two. */
const OTHERS_TURN_MS = 500;

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
    const { marks: worked } = await whileAway(systemClock, () =>
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

async function rebuildAll(database: Database): Promise<void> {
  const organizations = await database.scheduler.rows<{ id: string }>(
    "select organization_id as id from argosy.organization order by 1",
  );
  const startedAt = Date.now();
  for (const { id } of organizations) print(`${id}: ${await rebuild(database, id)} done`);
  print(`All of it took ${Math.round((Date.now() - startedAt) / 1_000)} s and ${megabytes()} MB of memory.`);
}

await runForOperator(() => withHubDatabase(loadConfig(process.env), rebuildAll));

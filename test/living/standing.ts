/**
 * A shop that somebody has installed on this machine: what is checked before a run touches it, and how it is put back.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { thisProcess } from "../../src/db/processes.ts";
import { startTestServer } from "../../src/db/test-server.ts";
import { databaseOn } from "../../src/db/testing-database.ts";
import { zoneOfNextRepeat } from "./autumn.ts";
import type { StandingDriver } from "./driver.ts";
import { isPlayedIn, isRestoreDue, lockCopy, restoreCopy, saveCopy, unlockCopy } from "./dump.ts";
import type { Ground } from "./ground.ts";
import { isLoopback } from "./loopback.ts";

export interface Place {
  readonly at: string;
  readonly url: string;
  /** The shop may hold orders: it is a copy. */
  readonly isCopy: boolean;
}

/**
 * Why no run may begin there, in a seller's words; null where it may: the copy is then locked. Puts back first what an
 * earlier run left.
 */
export async function refusalOf(driver: StandingDriver, { at, url, isCopy }: Place): Promise<string | null> {
  const address = URL.parse(url);
  if (address?.protocol !== "http:" || !isLoopback(address.hostname))
    return `${url} is not an http address of this machine (http://127.0.0.1:8080). A run never touches a shop that buyers reach.`;
  if (!existsSync(at)) return `There is no folder ${at}.`;
  if ((await isPlayedIn(at)) || !(await lockCopy(at, await thisProcess())))
    return `Another run plays in ${at}. It puts the copy back at its end; start this one afterwards, or end that one first.`;
  const refusal = await refusalOfCopy(driver, { at, isCopy });
  if (refusal !== null) unlockCopy(at);
  return refusal;
}

async function refusalOfCopy(driver: StandingDriver, { at, isCopy }: Omit<Place, "url">): Promise<string | null> {
  try {
    const copy = driver.copyOf(at);
    if (isRestoreDue(at)) restoreCopy(at, copy);
    const orders = await driver.countOrders(at);
    if (orders === 0 || isCopy) return null;
    return `The shop holds ${orders} orders. If it is a copy of your shop, add --copy: orders in it are shipped, canceled and refunded.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export async function openStandingGround(driver: StandingDriver, place: Place): Promise<Ground> {
  const folder = resolve(place.at);
  const copy = driver.copyOf(folder);
  const zone = zoneOfNextRepeat(Date.now());
  const server = await startTestServer();
  const restore = () => restoreCopy(folder, copy);
  const leave = () => {
    restore();
    unlockCopy(folder);
  };
  const player = await thisProcess();
  saveCopy(folder, copy, player);
  let isUsed = false;
  // Whatever ends this program puts the shop back; after a kill the next run does.
  process.once("exit", leave);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  return {
    zone,
    hubDatabase: () => databaseOn(server),
    shop() {
      if (isUsed) {
        restore();
        saveCopy(folder, copy, player);
      }
      isUsed = true;
      return driver.open({ folder, url: place.url.replace(/\/+$/, ""), zone });
    },
    async close() {
      leave();
      process.off("exit", leave);
      await server.stop();
    },
  };
}

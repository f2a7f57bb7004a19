/** A shop of one process and one database: its script stands in its driver's folder. */
import { join } from "node:path";
import pg from "pg";
import type { ShopGround } from "./driver.ts";
import { startProcess } from "./process.ts";

/** `more` is told to the script beside the ground it stands on. */
export async function openShop(folder: string, ground: ShopGround, more: object = {}) {
  const shop = await startProcess(join(folder, "start.mjs"), { ...ground, ...more });
  const database = new pg.Pool({ connectionString: ground.databaseUrl, max: 2 });
  database.on("error", () => undefined);
  return {
    url: `http://127.0.0.1:${ground.port}`,
    database,
    life: {
      version: shop.version,
      start: shop.start,
      stop: shop.stop,
      kill: shop.kill,
      moveClock: shop.moveClock,
      async close() {
        await database.end();
        await shop.stop();
      },
    },
  };
}

/** The hub's own PostgreSQL on a small disk that is filled to its last byte, and freed (F05). Needs a user who may mount. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import pino from "pino";
import { afterAll, expect, test } from "vitest";
import { signUpSeller } from "../demo/seller.ts";
import { organizationId } from "../src/commerce/ids.ts";
import { type EmbeddedServer, startEmbedded } from "../src/db/embedded.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { createVault } from "../src/db/vault.ts";
import { quickHashing } from "../src/hub/accounts/testing-hashing.ts";
import { checkLedger, checkReservations } from "../src/hub/inventory/doctor.ts";
import { type RunningHub, startHub } from "../src/start.ts";
import { sandboxConfig } from "./support/config.ts";
import { deliveryOf } from "./support/deliveries.ts";
import { firstSyncDone, freePort, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";
import { connectSoapShop } from "./support/soap-shop.ts";

const DISK_MB = 256;
const KEY = "5b".repeat(32);
const REFUSALS = 20;

const disk = mkdtempSync(join(tmpdir(), "argosy-disk-"));
const isMounted =
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m,mode=711`, "argosy-disk", disk], { stdio: "ignore" })
    .status === 0;
if (!isMounted)
  process.stderr.write(`SKIPPED: a disk of ${DISK_MB} MB that fills up is not tried: this user may not mount one.\n`);
else chmodSync(disk, 0o711);

let server: EmbeddedServer | undefined;
let hub: RunningHub | undefined;
let closeShop: (() => Promise<void>) | undefined;

afterAll(async () => {
  await closeShop?.();
  await hub?.stop();
  await server?.stop();
  if (isMounted) spawnSync("umount", ["-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Writes until nothing more fits; answers how to make room again. */
async function fill(): Promise<() => Promise<void>> {
  const path = join(disk, "filler");
  const file = await open(path, "w");
  for (const size of [1_048_576, 4_096]) {
    const block = Buffer.alloc(size);
    for (let isFull = false; !isFull; )
      await file.write(block).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOSPC") throw error;
        isFull = true;
      });
  }
  await file.close();
  return () => rm(path);
}

test.skipIf(!isMounted)(
  `a disk of ${DISK_MB} MB filled to its last byte: 503 and never a false 200, and with room all goes on by itself [F05]`,
  async () => {
    const serverLog: string[] = [];
    server = await startEmbedded({ dataDir: join(disk, "d"), log: (line) => void serverLog.push(line) });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const config = sandboxConfig({ port, databaseUrl: server.ownerUrl, key: KEY, dataDir: disk });
    const limits = { api: { most: 100_000, perMs: 60_000 } };
    const running = await startHub({ config, log: pino({ level: "silent" }), hashing: quickHashing, limits });
    hub = running;
    const seller = await signUpSeller({ url, name: "Owner", organization: "Disk", slug: "disk" });
    const { sandbox, store } = await connectSoapShop(seller, { sku: "SOAP", stock: 10_000, seed: 5 });
    closeShop = () => sandbox.close();
    await firstSyncDone(seller, store);
    const { webhookUrls } = await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${store.id}`);
    const [target = ""] = Object.values(webhookUrls);
    const vault = createVault({ current: keyFromHex(KEY), previous: [] });
    const secret = await secretOf({ db: { database: running.database, vault } }, seller, store.id, "webhookSecret");
    sandbox.faults.webhooks.lose = true;
    let orders = 0;
    const deliver = async () => {
      const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" });
      orders += 1;
      const { body, headers } = await deliveryOf(sandbox, key, secret, "created");
      return async () => {
        const answer = await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } });
        await answer.arrayBuffer();
        return answer.status;
      };
    };
    const readyz = async () => {
      const answer = await fetch(`${url}/readyz`);
      const { status } = (await answer.json()) as { status: string };
      return `${answer.status} ${status}`;
    };
    expect(await readyz()).toBe("200 ready");

    const free = await fill();
    const refused: (() => Promise<number>)[] = [];
    const others = new Set<number>();
    // What PostgreSQL had set aside before still takes some.
    while (refused.length < REFUSALS) {
      const send = await deliver();
      const status = await send();
      if (status === 503) refused.push(send);
      else others.add(status);
    }
    expect([...others].filter((status) => status !== 200)).toEqual([]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await until("the hub says that its disk is full", readyz, { wanted: (text) => text === "503 database full" });

    await free();
    await until("the hub is ready again", readyz, { wanted: (text) => text === "200 ready" });
    for (const send of refused) await until("the delivery is taken", send, { wanted: (status) => status === 200 });
    const readNow = <T>(text: string) =>
      running.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text));
    const stored = () =>
      readNow<{ orders: number; keys: number }>(
        `select count(*)::int as orders, count(distinct ext_key)::int as keys
         from argosy.sales_order
         where organization_id = argosy.tenant()`,
      );
    await until("all orders are there", stored, { wanted: ([row]) => row?.orders === orders });
    expect(await stored()).toEqual([{ orders, keys: orders }]);
    await until("the shop shows what is free", async () => sandbox.shop.stockOf("SOAP") === 10_000 - orders);
    const wrong = await running.database.tenant(organizationId(seller.organizationId), async (tx) => [
      ...(await checkLedger(tx)),
      ...(await checkReservations(tx)),
    ]);
    expect(wrong, serverLog.join("\n")).toEqual([]);
  },
);

/** Kill -9 at random moments while deliveries pour in: what was answered 200 is there, once. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConnectedShop, connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { type Delivered, deliveryOf, postAll, shuffled } from "./support/deliveries.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

const ORDERS = 500;
const DELIVERIES = 5_000;
const KILLS = 8;
const SEED = 7;

let db: TestDatabase;
let url: string;
let child: ChildProcess;
let sandbox: Sandbox;
let seller: Seller;
let store: ConnectedShop;

beforeAll(async () => {
  db = await testDatabase();
  url = `http://127.0.0.1:${await freePort()}`;
  child = spawnHub(db, { url });
  await untilReady(url);
  seller = await signUpSeller({ url, name: "Owner", organization: "kill", slug: "kill" });
  sandbox = await startSandboxOf("woocommerce", { clock: systemClock, seed: 3 });
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP-1", price: "6.00", stock: 5_000 }],
  });
  store = await connectShop(seller, sandbox, { sync: { importProducts: true, stockFrom: "channel" } });
  await firstSyncDone(seller, store);
}, HUBS_START_MS);

afterAll(async () => {
  child.kill("SIGKILL");
  await sandbox.close();
  await db[Symbol.asyncDispose]();
});

test(`${DELIVERIES} deliveries with ${KILLS} kills at random moments (seed ${SEED}): none lost, none applied twice, work resumes within 30 s [F01]`, async () => {
  const [row] = await look<{ ciphertext: Buffer; iv: Buffer; tag: Buffer; key_id: string }>(
    `SELECT ciphertext, iv, tag, key_id
     FROM argosy.secret
     WHERE organization_id = argosy.tenant() AND owner_id = $1 AND name = 'webhookSecret'`,
    [store.id],
  );
  if (!row) throw new Error("no secret");
  const secret = db.vault.open(
    { organization: seller.organizationId, owner: `connection:${store.id}`, name: "webhookSecret" },
    { ciphertext: row.ciphertext, iv: row.iv, tag: row.tag, keyId: row.key_id },
  );
  const [route] = await look<{ webhook_key: string }>(
    "SELECT webhook_key FROM argosy.connection WHERE organization_id = argosy.tenant() AND id = $1",
    [store.id],
  );
  const target = `${url}/api/webhooks/woocommerce/${route?.webhook_key}`;
  sandbox.faults.webhooks.lose = true;
  const distinct: Delivered[] = [];
  let sold = 0;
  for (let index = 0; index < ORDERS; index += 1) {
    const quantity = 1 + (index % 3);
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity }], payment: "paid" });
    sold += quantity;
    distinct.push(await deliveryOf(sandbox, key, secret, "created"));
  }
  let waiting = shuffled(
    Array.from({ length: DELIVERIES }, (_, index) => distinct[index % ORDERS] ?? distinct[0]).filter(
      (one) => one !== undefined,
    ),
    SEED,
  );
  const accepted = new Set<string>();
  let isOver = false;
  const killer = (async () => {
    for (let kill = 0; kill < KILLS && !isOver; kill += 1) {
      await pause(300 + ((kill * 7919 + SEED) % 900));
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      child = spawnHub(db, { url });
      await untilReady(url);
    }
  })();
  // A platform that gets no answer sends again later; one that got 200 never does.
  while (waiting.length > 0) {
    const round = waiting.slice(0, 400);
    const statuses = await postAll(target, round, 24);
    const unanswered = round.filter((delivery, index) => {
      if (statuses[index] === 200) accepted.add(delivery.orderKey);
      return statuses[index] !== 200;
    });
    expect(statuses.filter((status) => status !== null && status !== 200 && status !== 503)).toEqual([]);
    waiting = [...waiting.slice(400), ...unanswered];
    if (unanswered.length > 0) await pause(100);
  }
  isOver = true;
  await killer;
  expect(accepted.size).toBe(ORDERS);
  const left = await pending();
  await until("work resumes", async () => left === 0 || (await pending()) < left, { ms: 30_000 });
  await until("it ends", async () => (await pending()) === 0);
  const orders = await look<{ count: number; keys: number }>(
    `SELECT count(*)::int AS count, count(DISTINCT ext_key)::int AS keys
     FROM argosy.sales_order
     WHERE organization_id = argosy.tenant()`,
  );
  expect(orders).toEqual([{ count: ORDERS, keys: ORDERS }]);
  expect(await look("SELECT on_hand, reserved FROM argosy.level WHERE organization_id = argosy.tenant()")).toEqual([
    { on_hand: 5_000, reserved: sold },
  ]);
  expect(
    await look(
      "SELECT sum(reserved_delta)::int AS reserved FROM argosy.movement WHERE organization_id = argosy.tenant()",
    ),
  ).toEqual([{ reserved: sold }]);
  await until("the shop shows what is free", async () => sandbox.shop.stockOf("SOAP-1"), {
    wanted: (shown) => shown === 5_000 - sold,
  });
});

async function pending(): Promise<number> {
  const [row] = await look<{ count: number }>(
    `SELECT count(*)::int AS count
     FROM argosy.inbox_event
     WHERE organization_id = argosy.tenant() AND status = 'pending'`,
  );
  return row?.count ?? 0;
}

function look<T>(text: string, params: readonly unknown[] = []): Promise<T[]> {
  return db.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text, params));
}

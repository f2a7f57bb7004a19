/** Web and worker as processes of their own on one database, restarted and stopped as operators do. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConnectedShop, connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { type Delivered, deliveryOf } from "./support/deliveries.ts";
import { freePort, startSandboxOf, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

let db: TestDatabase;
let url: string;
let workerUrl: string;
let web: ChildProcess;
let worker: ChildProcess;
let sandbox: Sandbox;
let seller: Seller;
let store: ConnectedShop;
let secret: string;
let target: string;

/** Ends a process as an operator does; answers its exit code: 0 when all it had to close was closed in time. */
async function end(child: ChildProcess): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await gone;
  return code;
}

const look = <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
  db.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text, params));
const lastRun = async () =>
  (
    await seller.get<{
      items: { id: string; type: string; status: string; progress: { counts?: Record<string, number> } }[];
    }>(`/runs?storeId=${store.id}`)
  ).items[0];

async function order(quantity = 1): Promise<Delivered> {
  const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity }], payment: "paid" });
  return deliveryOf(sandbox, key, secret, "created");
}

beforeAll(async () => {
  db = await testDatabase();
  url = `http://127.0.0.1:${await freePort()}`;
  web = spawnHub(db, { url, role: "web" });
  workerUrl = `http://127.0.0.1:${await freePort()}`;
  worker = spawnHub(db, { url, at: workerUrl, role: "worker" });
  await untilReady(url);
  await untilReady(workerUrl);
  seller = await signUpSeller({ url, name: "Owner", organization: "roles", slug: "roles" });
  await db.owner.run('update auth."user" set is_operator = true');
  sandbox = await startSandboxOf("woocommerce", { clock: systemClock, seed: 3 });
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP-1", price: "6.00", stock: 5_000 }],
  });
  store = await connectShop(seller, sandbox, { sync: { importProducts: true, stockFrom: "channel" } });
  await until(
    "the worker does the first sync the web process started",
    async () => (await lastRun())?.status === "done",
  );
  sandbox.faults.webhooks.lose = true;
  const [row] = await look<{ ciphertext: Buffer; iv: Buffer; tag: Buffer; key_id: string; webhook_key: string }>(
    `SELECT ciphertext, iv, tag, key_id, webhook_key FROM argosy.secret JOIN argosy.connection ON connection.organization_id = secret.organization_id AND connection.id = owner_id
     WHERE secret.organization_id = argosy.tenant() AND owner_id = $1 AND secret.name = 'webhookSecret'`,
    [store.id],
  );
  if (!row) throw new Error("no secret");
  secret = db.vault.open(
    { organization: seller.organizationId, owner: `connection:${store.id}`, name: "webhookSecret" },
    { ciphertext: row.ciphertext, iv: row.iv, tag: row.tag, keyId: row.key_id },
  );
  target = `${url}/api/webhooks/woocommerce/${row.webhook_key}`;
}, HUBS_START_MS);

afterAll(async () => {
  web.kill("SIGKILL");
  worker.kill("SIGKILL");
  await sandbox.close();
  await db[Symbol.asyncDispose]();
});

test("a worker answers health, readiness and metrics, and nothing else", async () => {
  const ask = async (path: string) => {
    const answer = await fetch(`${workerUrl}${path}`);
    return [answer.status, await answer.text()] as const;
  };
  expect(await ask("/healthz")).toEqual([200, '{"status":"ok"}']);
  expect((await ask("/readyz"))[1]).toContain('"ready"');
  expect((await ask("/metrics"))[1]).toContain("argosy_process_cpu_seconds_total");
  expect((await ask("/api/orders"))[0]).toBe(404);
});

test("a delivery the web process stores is applied by the worker", async () => {
  const delivery = await order();
  const answer = await fetch(target, {
    method: "POST",
    body: new Uint8Array(delivery.body),
    headers: { ...delivery.headers },
  });
  expect(answer.status).toBe(200);
  await until(
    "the order is there",
    async () =>
      (
        await look("SELECT 1 FROM argosy.sales_order WHERE organization_id = argosy.tenant() AND ext_key = $1", [
          delivery.orderKey,
        ])
      ).length === 1,
  );
});

test("a run the worker is in the middle of goes on after the worker was stopped and started [F20]", async () => {
  for (let index = 0; index < 400; index += 1) {
    sandbox.shop.addProduct({
      title: `Item ${index}`,
      status: "active",
      variants: [{ sku: `ITEM-${index}`, price: "1.00", stock: 1 }],
    });
  }
  sandbox.faults.add({ fault: { kind: "slow", ms: 400 }, path: "products" });
  const { id } = await seller.post<{ id: string }>("/runs", { type: "sync_products", storeId: store.id });
  const run = () => seller.get<{ status: string; error: string | null }>(`/runs/${id}`);
  await until("the run is under way", run, { wanted: ({ status }) => status === "running" });
  expect(await end(worker)).toBe(0);
  expect(["running", "queued"]).toContain((await run()).status);
  sandbox.faults.clear();
  worker = spawnHub(db, { url, role: "worker" });
  const done = await until("the run ends", run, { wanted: ({ status }) => status === "done" });
  expect(done.error).toBeNull();
  expect(
    await look("SELECT count(*)::int AS items FROM argosy.product_listing WHERE organization_id = argosy.tenant()"),
  ).toEqual([{ items: 401 }]);
});

test("a web process told to end under load answers every request it took, and stores what it acknowledged [F20]", async () => {
  const deliveries: Delivered[] = [];
  for (let index = 0; index < 300; index += 1) deliveries.push(await order());
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const post = ({ body, headers }: Delivered) =>
    new Promise<number | null>((done) => {
      const call = request(
        target,
        { method: "POST", agent, headers: { ...headers, "content-length": body.length } },
        (answer) => {
          answer.resume().once("end", () => done(answer.statusCode ?? null));
          answer.once("error", () => done(null));
        },
      );
      call.once("error", () => done(null));
      call.end(body);
    });
  let ended: Promise<number | null> | undefined;
  const answers: { key: string; status: number | null }[] = [];
  const queue = [...deliveries];
  const caller = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const status = await post(next);
      answers.push({ key: next.orderKey, status });
      if (answers.length === 60) ended = end(web);
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  agent.destroy();
  expect(await ended).toBe(0);
  // After the address is closed nobody is answered; before it everybody is, and with 200.
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, null]));
  const accepted = answers.filter((answer) => answer.status === 200).map((answer) => answer.key);
  const missing = async (keys: readonly string[]) => {
    const there = await look<{ ext_key: string }>(
      "SELECT ext_key FROM argosy.sales_order WHERE organization_id = argosy.tenant() AND ext_key = ANY ($1)",
      [keys],
    );
    return keys.filter((key) => !there.some(({ ext_key }) => ext_key === key));
  };
  const none = { wanted: (keys: readonly string[]) => keys.length === 0 };
  await until("the worker applies what was stored", () => missing(accepted), none);
  web = spawnHub(db, { url, role: "web" });
  await untilReady(url);
  // The platform sends again what was not answered.
  const again = deliveries.filter((delivery) => !accepted.includes(delivery.orderKey));
  const statuses = await Promise.all(
    again.map((delivery) =>
      fetch(target, { method: "POST", body: new Uint8Array(delivery.body), headers: { ...delivery.headers } }).then(
        (answer) => answer.status,
      ),
    ),
  );
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  const all = deliveries.map((delivery) => delivery.orderKey);
  await until("all orders are there", () => missing(all), none);
});

test("what the operator holds back through the web process the worker does not send, until it is resumed", async () => {
  const moves = () =>
    look<{ moves: boolean }>(
      "SELECT EXISTS (SELECT FROM argosy.listing_stock WHERE organization_id = argosy.tenant() AND due_at IS NOT NULL) AS moves",
    );
  await until("the numbers of the orders before are explained and at rest", async () => !(await moves())[0]?.moves);
  const { pausedAt } = await seller.post<{ pausedAt: string | null }>("/admin/outbound/pause");
  expect(pausedAt).not.toBeNull();
  const shown = sandbox.shop.stockOf("SOAP-1");
  const calls = sandbox.calls.length;
  await seller.post("/inventory/adjustments", { items: [{ sku: "SOAP-1", delta: 7 }] });
  const waits = () =>
    look<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM argosy.listing_stock WHERE organization_id = argosy.tenant() AND due_at IS NOT NULL)
         AND NOT EXISTS (SELECT FROM argosy.lane WHERE organization_id = argosy.tenant() AND kind = 'outbound' AND (due_at IS NOT NULL OR lease_until > now()))
         AND NOT EXISTS (SELECT FROM argosy.change_mark WHERE organization_id = argosy.tenant()) AS waits`,
    );
  await until("the worker has looked and sleeps, with the change waiting", async () => (await waits())[0]?.waits);
  expect(sandbox.calls.slice(calls).filter((call) => call.write)).toEqual([]);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready", outbound: "held back" });
  expect(await seller.get(`/stores/${store.id}/health`)).toMatchObject({ heldBackBy: "hub", outboundWaiting: 1 });
  await seller.post("/admin/outbound/resume");
  await until("all that waited went out", async () => sandbox.shop.stockOf("SOAP-1") === (shown ?? 0) + 7);
});

test("a secret changed through one web process counts at once in another", async () => {
  const second = `http://127.0.0.1:${await freePort()}`;
  const other = spawnHub(db, { url, at: second, role: "web" });
  try {
    await untilReady(second);
    const post = async (delivery: Delivered) =>
      (
        await fetch(target.replace(url, second), {
          method: "POST",
          body: new Uint8Array(delivery.body),
          headers: { ...delivery.headers },
        })
      ).status;
    expect(await post(await order())).toBe(200);
    const old = secret;
    secret = "a-secret-of-the-shop-that-is-new";
    await seller.put(`/stores/${store.id}/secrets`, { values: { webhookSecret: secret } });
    const fresh = await order();
    // Sooner than it would look again by itself.
    await until("the new secret is accepted", () => post(fresh), { wanted: (status) => status === 200, ms: 8_000 });
    secret = old;
    expect(await post(await order())).toBe(401);
  } finally {
    await end(other);
  }
});

/** PostgreSQL is killed under load (F03) or finds its disk full (F05): the hub lives, says so with 503 and Retry-After, loses and repeats nothing. */
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type EmbeddedServer, startEmbedded } from "../src/db/embedded.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { createVault } from "../src/db/vault.ts";
import { type RunningHub, startHub } from "../src/start.ts";
import { sandboxConfig } from "./support/config.ts";
import { type Delivered, deliveryOf } from "./support/deliveries.ts";
import { firstSyncDone, freePort, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";
import { connectSoapShop } from "./support/soap-shop.ts";

const ORDERS = 60;
/** Few here; `npm run faults` asks for more. */
const RESTARTS = Number(process.env.ARGOSY_RESTARTS ?? 3);
/** The database crashes again after so many more. */
const ANSWERS_BETWEEN = 10;

const KEY = "5a".repeat(32);

let folder: string;
let server: EmbeddedServer;
let hub: RunningHub;
let seller: Seller;
let sandbox: Sandbox;
let store: ConnectedShop;
let target: string;
let secret: string;
const logLines: string[] = [];
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  folder = await mkdtemp(join(tmpdir(), "argosy-restart-"));
  await chmod(folder, 0o711);
  server = await startEmbedded({ dataDir: join(folder, "d"), log: () => undefined });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = sandboxConfig({ port, databaseUrl: server.ownerUrl, key: KEY, dataDir: folder });
  hub = await startHub({
    config,
    log: pino({ level: "warn" }, { write: (line) => void logLines.push(line) }),
    limits: { api: { most: 100_000, perMs: 60_000 } },
  });
  seller = await signUpSeller({ url, name: "Owner", organization: "restart", slug: "restart" });
  ({ sandbox, store } = await connectSoapShop(seller, { sku: "SOAP", stock: 1_000, seed: 5 }));
  await firstSyncDone(seller, store);
  target =
    Object.values((await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${store.id}`)).webhookUrls)[0] ??
    "";
  secret = await secretOf(
    { db: { database: hub.database, vault: createVault({ current: keyFromHex(KEY), previous: [] }) } },
    seller,
    store.id,
    "webhookSecret",
  );
  sandbox.faults.webhooks.lose = true;
});

afterAll(async () => {
  await hub.stop();
  await sandbox.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  process.off("unhandledRejection", note);
});

const readNow = <T>(text: string) =>
  hub.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text));

/** As `pg_ctl stop -m immediate`: no checkpoint, every backend gone at once. The embedded server starts it again. */
async function crashDatabase(): Promise<void> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  const pid = Number((await readFile(join(rows[0]?.data_directory ?? "", "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(pid, "SIGQUIT");
  await client.end().catch(() => undefined);
}

/** A test run alone finds fewer of the others' orders. */
const placed = () => sandbox.shop.orderKeys().length;

interface Answer {
  readonly what: string;
  readonly status: number;
  readonly retryAfter: string | null;
}

test(`${RESTARTS} crashes of the database during ${ORDERS} orders: 503 with Retry-After and never a false 200, 0 unhandled rejections, nothing lost, nothing twice [F03]`, async () => {
  const deliveries: Delivered[] = [];
  for (let index = 0; index < ORDERS; index += 1)
    deliveries.push(
      await deliveryOf(
        sandbox,
        sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" }),
        secret,
        "created",
      ),
    );
  const answers: Answer[] = [];
  let isOver = false;
  const ask = async (what: string, call: () => Promise<Response>) => {
    const answer = await call();
    await answer.arrayBuffer();
    answers.push({ what, status: answer.status, retryAfter: answer.headers.get("retry-after") });
    return answer.status;
  };
  const readers = (async () => {
    while (!isOver) {
      await ask("orders", () => seller.call("GET", "/orders"));
      await ask("levels", () => seller.call("POST", "/inventory/adjustments", { items: [{ sku: "SOAP", delta: 0 }] }));
      await pause(15);
    }
  })();
  // A platform sends again what was not answered 200.
  const sender = async (queue: Delivered[]) => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { body, headers } = next;
      const status = await ask("webhook", () =>
        fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } }),
      );
      if (status !== 200) queue.push(next);
      await pause(25);
    }
  };
  const queue = [...deliveries];
  const senders = Promise.all([1, 2].map(() => sender(queue)));
  // Once all is taken, deliveries come again as from a platform that doubts it.
  const again = async () => {
    await senders;
    while (!isOver) await sender(deliveries.slice(0, 5));
  };
  const repeated = again();
  for (let crash = 0; crash < RESTARTS; crash += 1) {
    const before = answers.length;
    await until("requests are answered", async () => {
      return answers.slice(before).filter(({ status }) => status < 300).length >= ANSWERS_BETWEEN;
    });
    const from = answers.length;
    await crashDatabase();
    await until("a request sees the gap", async () => answers.slice(from).some((answer) => answer.status === 503));
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    await until("the hub answers again", async () => (await fetch(`${hub.url}/readyz`)).ok);
  }
  await senders;
  isOver = true;
  await Promise.all([readers, repeated]);

  const faults = logLines.filter((line) => line.includes("a request failed") && !line.includes("ApiError"));
  const refused = answers.filter((answer) => answer.status >= 300);
  expect(new Set(refused.map((answer) => answer.status)), faults.join("\n").slice(0, 3_000)).toEqual(new Set([503]));
  expect(refused.filter((answer) => Number(answer.retryAfter) > 0)).toHaveLength(refused.length);
  await until(
    "all is understood",
    async () =>
      (
        await readNow(
          "select 1 from argosy.inbox_event where organization_id = argosy.tenant() and status = 'pending' limit 1",
        )
      ).length === 0,
  );
  expect(
    await readNow(
      `select count(*)::int as orders, count(distinct ext_key)::int as keys
       from argosy.sales_order
       where organization_id = argosy.tenant()`,
    ),
  ).toEqual([{ orders: ORDERS, keys: ORDERS }]);
  expect(await readNow("select on_hand, reserved from argosy.level where organization_id = argosy.tenant()")).toEqual([
    { on_hand: 1_000, reserved: ORDERS },
  ]);
  expect(
    await readNow(
      `select sum(reserved_delta)::int as reserved, sum(on_hand_delta)::int as on_hand
       from argosy.movement
       where organization_id = argosy.tenant()`,
    ),
  ).toEqual([{ reserved: ORDERS, on_hand: 1_000 }]);
  await until("the shop shows what is free", async () => sandbox.shop.stockOf("SOAP") === 1_000 - ORDERS);
  expect(unhandled).toEqual([]);
});

/** What PostgreSQL says when its disk is full, for every row written into these tables; answers how to free it. */
async function fillDisk(tables: readonly string[]): Promise<() => Promise<void>> {
  const asOwner = async (each: (table: string) => string) => {
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    await client.query(`create or replace function argosy.disk_is_full() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file "base/16384/20104": No space left on device' using ERRCODE = 'disk_full';
        end $$`);
    for (const table of tables) await client.query(each(table));
    await client.end();
  };
  await asOwner(
    (table) =>
      `create trigger full_disk before insert or update
       on argosy.${table} for each row execute function argosy.disk_is_full()`,
  );
  return () => asOwner((table) => `drop trigger full_disk on argosy.${table}`);
}

test("deliveries and edits get 503 while the disk is full, stored work waits; with room all goes on by itself [F05]", async () => {
  const post = async ({ body, headers }: Delivered) => {
    const answer = await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } });
    return [answer.status, Number(answer.headers.get("retry-after")) > 0];
  };
  const events = () =>
    readNow<{ status: string; attempts: number }>(
      `select status, attempts
       from argosy.inbox_event
       where organization_id = argosy.tenant() and status <> 'processed'`,
    );
  await until("all is at rest", async () => (await events()).length === 0);
  const freeOrders = await fillDisk(["sales_order", "level"]);
  // Placed before, the minutes' look at the shop might have brought them in, and nothing of them were left to write.
  const deliveries: Delivered[] = [];
  for (let index = 0; index < 5; index += 1) {
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" });
    deliveries.push(await deliveryOf(sandbox, key, secret, "created"));
  }
  const [before, ...later] = deliveries;
  if (!before) throw new Error("no delivery");
  const from = logLines.length;
  expect(await post(before)).toEqual([200, false]);
  await until("the engine meets the full disk", async () =>
    logLines.slice(from).some((line) => line.includes("53100")),
  );
  const freeInbox = await fillDisk(["inbox_event"]);
  for (const delivery of later) expect(await post(delivery)).toEqual([503, true]);
  const edit = await seller.call("POST", "/inventory/adjustments", { items: [{ sku: "SOAP", delta: 1 }] });
  expect([edit.status, Number(edit.headers.get("retry-after")) > 0]).toEqual([503, true]);
  expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
  expect(await events()).toEqual([{ status: "pending", attempts: 0 }]);
  await freeInbox();
  await freeOrders();
  for (const delivery of later) expect(await post(delivery)).toEqual([200, false]);
  const all = placed();
  await until("all orders are there", async () => {
    const [row] = await readNow<{ orders: number }>(
      "select count(distinct ext_key)::int as orders from argosy.sales_order where organization_id = argosy.tenant()",
    );
    return row?.orders === all;
  });
  expect(await readNow("select on_hand, reserved from argosy.level where organization_id = argosy.tenant()")).toEqual([
    { on_hand: 1_000, reserved: all },
  ]);
  await until("the shop shows what is free", async () => sandbox.shop.stockOf("SOAP") === 1_000 - all);
});

test("a database that ends for want of room in its log and stays away: 503 until it is back, then all goes on by itself [F05]", async () => {
  const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" });
  const { body, headers } = await deliveryOf(sandbox, key, secret, "created");
  const post = async () => {
    const answer = await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } });
    return [answer.status, Number(answer.headers.get("retry-after")) > 0];
  };
  // PostgreSQL cannot recover without its log, either: it is gone until somebody makes room.
  await server.stop();
  for (const _ of [1, 2, 3]) expect(await post()).toEqual([503, true]);
  expect((await seller.call("GET", "/orders")).status).toBe(503);
  expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${hub.url}/readyz`)).status).toBe(503);
  // Its own figures are told on; those of the work lie in the database, and a rule fires when they are absent.
  const figures = await (await fetch(`${hub.url}/metrics`)).text();
  expect(figures).toContain("argosy_process_cpu_seconds_total");
  expect(figures).not.toMatch(/^argosy_(outbound_held_back|lanes|connections)[ {]/m);
  server = await startEmbedded({ dataDir: join(folder, "d"), log: () => undefined });
  await until("the delivery is taken", post, { wanted: ([status]) => status === 200 });
  const orders = `select 1 from argosy.sales_order where organization_id = argosy.tenant() and ext_key = '${key}'`;
  await until("the order is there, once", () => readNow(orders), { wanted: (rows) => rows.length === 1 });
});

test("work goes on as before afterwards: webhooks, runs, wake-ups", async () => {
  const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" });
  const { body, headers } = await deliveryOf(sandbox, key, secret, "created");
  expect((await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } })).status).toBe(
    200,
  );
  await until("the order arrives", async () =>
    (
      await readNow<{ ext_key: string }>(
        "select ext_key from argosy.sales_order where organization_id = argosy.tenant()",
      )
    ).some((order) => order.ext_key === key),
  );
  await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: 500 }] });
  await until("the new stock reaches the shop", async () => sandbox.shop.stockOf("SOAP") === 500 - placed());
  const run = await seller.post<{ id: string }>(`/stores/${store.id}/sync/orders`);
  await until(
    "a run is worked",
    async () => (await seller.get<{ status: string }>(`/runs/${run.id}`)).status === "done",
  );
});

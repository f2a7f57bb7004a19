/** Web and worker as processes of their own on one database, restarted and stopped as operators do. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { type Balancer, createBalancer, type Outcome } from "./support/balancer.ts";
import { type Delivered, deliveryOf } from "./support/deliveries.ts";
import { freePort, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";
import { connectSoapShop } from "./support/soap-shop.ts";

/** How often one of the processes is stopped or killed; `npm run faults` asks for fifty. */
const STRIKES = Number(process.env.ARGOSY_STRIKES ?? 4);
const STRIKE_MS = 120_000;
/** Members of the first round that are killed; the second round turns it about. */
const KILLED_FIRST = new Set([1, 2]);
const CALLERS = 8;
const SENT_BEFORE = 12;
const LEAST_SENT = 40;
const MOST_SENT = 100;

let db: TestDatabase;
let url: string;
let secondUrl: string;
let workerUrl: string;
let web: ChildProcess;
let second: ChildProcess;
let balancer: Balancer;
const spare: ChildProcess[] = [];
let worker: ChildProcess;
let sandbox: Sandbox;
let seller: Seller;
let store: ConnectedShop;
let secret: string;
let target: string;

/** A web process asks to be left alone for long: it is told when all have heard that it is going. */
const startAt = ({ role, at }: { readonly role: "web" | "worker"; readonly at: string }) =>
  spawnHub(db, { url, at, role, drainSeconds: 120 });

/** Ends a process as an operator does; answers its exit code: 0 when all it had to close was closed in time. */
async function end(child: ChildProcess): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await gone;
  return code;
}

const readNow = <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
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
  web = startAt({ role: "web", at: url });
  workerUrl = `http://127.0.0.1:${await freePort()}`;
  worker = startAt({ role: "worker", at: workerUrl });
  secondUrl = `http://127.0.0.1:${await freePort()}`;
  second = startAt({ role: "web", at: secondUrl });
  for (const at of [url, workerUrl, secondUrl]) await untilReady(at);
  seller = await signUpSeller({ url, name: "Owner", organization: "roles", slug: "roles" });
  await db.owner.run('update auth."user" set is_operator = true');
  ({ sandbox, store } = await connectSoapShop(seller, { stock: 50_000, seed: 3 }));
  await until(
    "the worker does the first sync the web process started",
    async () => (await lastRun())?.status === "done",
  );
  sandbox.faults.webhooks.lose = true;
  const [row] = await readNow<{ ciphertext: Buffer; iv: Buffer; tag: Buffer; key_id: string; webhook_key: string }>(
    `select ciphertext, iv, tag, key_id, webhook_key
     from argosy.secret
     join argosy.connection on connection.organization_id = secret.organization_id and connection.id = owner_id
     where secret.organization_id = argosy.tenant() and owner_id = $1 and secret.name = 'webhookSecret'`,
    [store.id],
  );
  if (!row) throw new Error("no secret");
  secret = db.vault.open(
    { organization: seller.organizationId, owner: `connection:${store.id}`, name: "webhookSecret" },
    { ciphertext: row.ciphertext, iv: row.iv, tag: row.tag, keyId: row.key_id },
  );
  const path = `/api/webhooks/woocommerce/${row.webhook_key}`;
  target = url + path;
  balancer = createBalancer(path);
  for (const at of [url, secondUrl]) balancer.include(at);
}, HUBS_START_MS);

afterAll(async () => {
  for (const child of [web, second, worker, ...spare]) child.kill("SIGKILL");
  balancer.close();
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
        await readNow("select 1 from argosy.sales_order where organization_id = argosy.tenant() and ext_key = $1", [
          delivery.orderKey,
        ])
      ).length === 1,
  );
  const figures = async (at: string) => (await fetch(`${at}/metrics`)).text();
  expect(await figures(url)).toMatch(/argosy_webhook_deliveries_total\{provider="woocommerce",status="200"\} [1-9]/);
  const worked = await figures(workerUrl);
  expect(worked).toMatch(/argosy_platform_calls_total\{provider="woocommerce",outcome="ok"\} [1-9]/);
  expect(worked).toMatch(/argosy_derived_work_chunks_total\{kind="search",outcome="ok"\} [1-9]/);
  expect(worked).toMatch(/argosy_connections\{provider="woocommerce",state="active",health="\w+"\} 1/);
});

test("a run the worker is in the middle of goes on after the worker was stopped and started [F20]", async () => {
  for (let index = 0; index < 400; index += 1) {
    sandbox.shop.addProduct({
      title: `Item ${index}`,
      status: "active",
      variants: [{ sku: `ITEM-${index}`, price: "1.00", stock: 1 }],
    });
  }
  sandbox.faults.add({ fault: { kind: "slow", ms: 1_500 }, path: "products" });
  const { id } = await seller.post<{ id: string }>("/runs", { type: "sync_products", storeId: store.id });
  const run = () => seller.get<{ status: string; error: string | null }>(`/runs/${id}`);
  await until("the run is under way", run, { wanted: ({ status }) => status === "running" });
  expect(await end(worker)).toBe(0);
  expect(["running", "queued"]).toContain((await run()).status);
  // What it was at is free at once, not when its leases would have ended.
  expect(
    await readNow("select kind from argosy.lane where organization_id = argosy.tenant() and lease_until > now()"),
  ).toEqual([]);
  sandbox.faults.clear();
  worker = startAt({ role: "worker", at: workerUrl });
  const done = await until("the run ends", run, { wanted: ({ status }) => status === "done" });
  expect(done.error).toBeNull();
  expect(
    await readNow("select count(*)::int as items from argosy.product_listing where organization_id = argosy.tenant()"),
  ).toEqual([{ items: 401 }]);
});

async function missingOf(keys: readonly string[]): Promise<string[]> {
  const there = await readNow<{ ext_key: string }>(
    "select ext_key from argosy.sales_order where organization_id = argosy.tenant() and ext_key = any ($1)",
    [keys],
  );
  return keys.filter((key) => !there.some(({ ext_key }) => ext_key === key));
}

/** A process and how it is started again. */
interface Member {
  readonly name: string;
  readonly role: "web" | "worker";
  readonly at: string;
  child: ChildProcess;
}

const isUp = ({ child }: Member) => child.exitCode === null && child.signalCode === null;

async function bringUp(member: Member): Promise<void> {
  member.child = startAt(member);
  await untilReady(member.at);
  if (member.role === "web") balancer.include(member.at);
}

/** The way of a rolling restart: it says that it is going, is sent nothing more, and ends. */
async function leave({ at, child }: Pick<Member, "at" | "child">): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const readiness = () => fetch(`${at}/readyz`).then(async (answer) => [answer.status, await answer.json()]);
  expect(await until("it says that it is going", readiness, { wanted: ([status]) => status === 503 })).toEqual([
    503,
    { status: "stopping" },
  ]);
  await balancer.exclude(at);
  // Service managers tell a whole group, and npm its child once more; SIGINT: nobody is to be waited for.
  child.kill("SIGTERM");
  child.kill("SIGINT");
  const [code] = await gone;
  return code;
}

/** Callers send orders as long as `strike` lasts; answers what became of each. */
async function under(strike: () => Promise<void>): Promise<{ delivery: Delivered; outcome: Outcome }[]> {
  const sent: { delivery: Delivered; outcome: Outcome }[] = [];
  let isOver = false;
  let started: Promise<void> | undefined;
  const caller = async () => {
    while (sent.length < LEAST_SENT || (!isOver && sent.length < MOST_SENT)) {
      const delivery = await order();
      sent.push({ delivery, outcome: await balancer.send(delivery) });
      if (sent.length >= SENT_BEFORE)
        started ??= strike().finally(() => {
          isOver = true;
        });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await started;
  return sent;
}

interface Counted {
  readonly orders: number;
  readonly keys: number;
  readonly reserved: number;
  readonly wanted: number;
}

/** Every order is of one piece. */
async function counted(): Promise<Counted> {
  const [row] = await readNow<Counted>(
    `select count(*)::int as orders, count(distinct ext_key)::int as keys,
       (select coalesce(sum(reserved), 0) from argosy.level where organization_id = argosy.tenant())::int as reserved,
       (select coalesce(sum(quantity), 0)
        from argosy.order_line where organization_id = argosy.tenant())::int as wanted
     from argosy.sales_order where organization_id = argosy.tenant()`,
  );
  if (!row) throw new Error("nothing was counted");
  return row;
}

async function strike(member: Member, isKill: boolean): Promise<Delivered[]> {
  const sent = await under(async () => {
    if (isKill) {
      const gone = once(member.child, "exit");
      member.child.kill("SIGKILL");
      await gone;
      if (member.role === "web") await balancer.exclude(member.at);
    } else expect(await (member.role === "web" ? leave(member) : end(member.child))).toBe(0);
  });
  const unanswered = sent.filter(({ outcome }) => outcome !== 200);
  // Only a web process that is killed cuts anybody off.
  if (!isKill || member.role === "worker")
    expect(unanswered.map(({ outcome }) => `${member.name}: ${outcome}`)).toEqual([]);
  // What was not answered the platform sends again.
  for (const { delivery } of unanswered) expect(await balancer.send(delivery)).toBe(200);
  return sent.map(({ delivery }) => delivery);
}

test(
  `the processes of three workers and two web servers are stopped or killed one by one under load, ${STRIKES} times: no delivery is cut off, all are applied once [F01][F20]`,
  async () => {
    const more = await Promise.all(
      ["second", "third"].map(async (name): Promise<Member> => {
        const at = `http://127.0.0.1:${await freePort()}`;
        return { name: `the ${name} worker`, role: "worker", at, child: startAt({ role: "worker", at }) };
      }),
    );
    spare.push(...more.map(({ child }) => child));
    await Promise.all(more.map(({ at }) => untilReady(at)));
    const members: Member[] = [
      { name: "the first web process", role: "web", at: url, child: web },
      { name: "the first worker", role: "worker", at: workerUrl, child: worker },
      { name: "the second web process", role: "web", at: secondUrl, child: second },
      ...more,
    ];
    const delivered: Delivered[] = [];
    const before = (await counted()).orders;
    try {
      for (let attempt = 0; attempt < STRIKES; attempt += 1) {
        const struck = members[attempt % members.length];
        if (!struck) throw new Error("nobody to strike");
        if (!isUp(struck)) await bringUp(struck);
        // Somebody of its kind goes on.
        const other = members.find((one) => one !== struck && one.role === struck.role && isUp(one));
        if (!other) for (const one of members) if (one !== struck && one.role === struck.role) await bringUp(one);
        const round = Math.floor(attempt / members.length);
        delivered.push(...(await strike(struck, KILLED_FIRST.has(attempt % members.length) !== (round % 2 === 1))));
      }
      for (const one of members) if (!isUp(one) && (one.role === "web" || one.at === workerUrl)) await bringUp(one);
    } finally {
      [web, worker, second] = [members[0]?.child ?? web, members[1]?.child ?? worker, members[2]?.child ?? second];
      spare.push(...members.slice(3).map(({ child }) => child));
    }
    const keys = delivered.map(({ orderKey }) => orderKey);
    await until("all orders are there", () => missingOf(keys), { wanted: (missing) => missing.length === 0 });
    const all = before + keys.length;
    expect(await counted()).toEqual({ orders: all, keys: all, reserved: all, wanted: all });
  },
  STRIKES * STRIKE_MS,
);

test("work the operator holds back through the web process is not sent by the worker until it is resumed", async () => {
  const moves = () =>
    readNow<{ moves: boolean }>(
      `select exists (select from argosy.listing_stock
         where organization_id = argosy.tenant() and due_at is not null) as moves`,
    );
  await until("the numbers of the orders before are explained and at rest", async () => !(await moves())[0]?.moves);
  const { pausedAt } = await seller.post<{ pausedAt: string | null }>("/admin/outbound/pause");
  expect(pausedAt).not.toBeNull();
  const shown = sandbox.shop.stockOf("SOAP-1");
  const calls = sandbox.calls.length;
  await seller.post("/inventory/adjustments", { items: [{ sku: "SOAP-1", delta: 7 }] });
  const waits = () =>
    readNow<{ waits: boolean }>(
      `select exists (select from argosy.listing_stock where organization_id = argosy.tenant() and due_at is not null)
         and not exists (select from argosy.lane
           where organization_id = argosy.tenant() and kind = 'outbound'
             and (due_at is not null or lease_until > now()))
         and not exists (select from argosy.change_mark where organization_id = argosy.tenant()) as waits`,
    );
  await until("the worker has looked and sleeps, with the change waiting", async () => (await waits())[0]?.waits);
  expect(sandbox.calls.slice(calls).filter((call) => call.write)).toEqual([]);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready", outbound: "held back" });
  expect(await seller.get(`/stores/${store.id}/health`)).toMatchObject({ heldBackBy: "hub", outboundWaiting: 1 });
  await seller.post("/admin/outbound/resume");
  await until("all that waited went out", async () => sandbox.shop.stockOf("SOAP-1") === (shown ?? 0) + 7);
});

test("a secret changed through one web process counts at once in another", async () => {
  const post = async (delivery: Delivered) =>
    (
      await fetch(target.replace(url, secondUrl), {
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
});

/** A hub on several database servers loses one: only the organizations there wait, and nothing is lost (on Citus). */
import { randomUUID } from "node:crypto";
import process from "node:process";
import pino from "pino";
import { expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { checkHomes } from "../scripts/doctor-checks.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { homesOf } from "../src/db/home-list.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { type Line, openLine } from "../src/db/testing-line.ts";
import { quickHashing } from "../src/hub/accounts/testing-hashing.ts";
import { type RunningHub, startHub } from "../src/start.ts";
import { sandboxConfig } from "./support/config.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "./support/hub.ts";

const MOST_MS = 900_000;

/** Lines between the servers that hold places and everybody else, the one that coordinates among them. */
async function linesTo(db: TestDatabase): Promise<Map<string, Line>> {
  const lines = new Map<string, Line>();
  for (const node of new Set((await homesOf(db.database.ownerUrl)).map((home) => home.node))) {
    const line = await openLine(`postgresql://${node}/postgres`);
    const [host, port] = node.split(":");
    const { hostname, port: at } = new URL(line.url);
    await db.servers[0]?.run(
      `select citus_update_node(nodeid, $1, $2::int) from pg_dist_node
       where nodename = $3 and nodeport = $4::int`,
      [hostname, at, host, port],
    );
    lines.set(`${hostname}:${at}`, line);
  }
  await until(
    "all servers know where the others are",
    async () => db.servers[0]?.one<{ known: boolean }>("select bool_and(metadatasynced) as known from pg_dist_node"),
    {
      wanted: (seen) => seen?.known === true,
    },
  );
  return lines;
}

interface Shops {
  readonly seller: Seller;
  readonly node: string;
  readonly first: Sandbox;
  readonly second: Sandbox;
  left: number;
}

/** Two shops of one stock. */
async function openShops(seller: Seller, node: string): Promise<Shops> {
  const open = async (provider: string, seed: number) => {
    const sandbox = await startSandboxOf(provider, { clock: systemClock, seed });
    sandbox.shop.addProduct({
      title: "Soap",
      status: "active",
      variants: [{ sku: "SOAP-1", price: "6.00", stock: seed === 1 ? 50 : 7 }],
    });
    const stockFrom = seed === 1 ? "channel" : "hub";
    const store = await connectShop(seller, sandbox, { name: provider, sync: { importProducts: true, stockFrom } });
    await firstSyncDone(seller, store);
    return sandbox;
  };
  return { seller, node, first: await open("woocommerce", 1), second: await open("shopify", 2), left: 50 };
}

const order = (shops: Shops) => {
  shops.left -= 1;
  return shops.first.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 1 }] });
};

const arrived = (shops: Shops) =>
  until("the other shop shows what is left", async () => shops.second.shop.stockOf("SOAP-1"), {
    wanted: (units) => units === shops.left,
  });

async function countsOf({ seller }: Shops): Promise<{ orders: number; available: number[] }> {
  const { items } = await seller.get<{ items: { available: number }[] }>("/inventory/levels");
  const orders = await seller.get<{ items: unknown[] }>("/orders?limit=100");
  return { orders: orders.items.length, available: items.map(({ available }) => available) };
}

const readyz = async (url: string): Promise<Record<string, unknown>> =>
  JSON.parse(await (await fetch(`${url}/readyz`)).text());

test.runIf(process.env.TESTS_ON_CITUS)(
  "a dead or frozen server stops its own organizations alone, also at the start; nothing accepted is lost [F30]",
  async () => {
    await using db = await testDatabase();
    const lines = await linesTo(db);
    const port = await freePort();
    const key = Buffer.from(db.keys.current.bytes).toString("hex");
    const config = sandboxConfig({ port, databaseUrl: db.database.ownerUrl, key });
    const doctor = () => checkHomes({ config, keys: db.keys, ownerUrl: db.database.ownerUrl });
    const start = () =>
      startHub({
        config,
        log: pino({ level: process.env.LOG_LEVEL ?? "silent" }),
        hashing: quickHashing,
        limits: {
          signIn: { most: 10_000, perMs: 60_000 },
          strangerAsks: { most: 100_000, perMs: 60_000 },
          api: { most: 100_000, perMs: 60_000 },
        },
      });
    let hub: RunningHub = await start();
    const all: Shops[] = [];
    try {
      const nodeOf = async (organization: string) => {
        const { hash } = await db.owner.one<{ hash: number }>("select worker_hash($1::uuid) as hash", [organization]);
        const home = (await homesOf(db.database.ownerUrl)).find(({ from, to }) => from <= hash && hash <= to);
        return home?.node ?? "";
      };
      let setup = hub.setupToken ?? undefined;
      const seen = new Set<string>();
      while (seen.size < lines.size) {
        const slug = `s${randomUUID().slice(0, 8)}`;
        const seller = await signUpSeller({ url: hub.url, name: "Owner", organization: slug, slug, setup });
        if (setup) await seller.post("/operator", { token: setup });
        setup = undefined;
        const node = await nodeOf(seller.organizationId);
        if (seen.has(node)) continue;
        seen.add(node);
        all.push(await openShops(seller, node));
      }
      const [healthy, struck] = all;
      if (!healthy || !struck) throw new Error("Two servers are needed.");
      for (const shops of all) {
        order(shops);
        await arrived(shops);
      }
      const line = lines.get(struck.node);
      if (!line) throw new Error("The server has no line.");

      for (const strike of ["end", "cut"] as const) {
        line[strike]();
        await until("the hub tells of the server", async () => readyz(hub.url), {
          wanted: ({ status, places }) => status === "ready" && places !== undefined,
        });
        order(struck);
        for (let count = 0; count < 3; count += 1) {
          order(healthy);
          await arrived(healthy);
        }
        const answer = await struck.seller.call("GET", "/inventory/levels");
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
        expect(await answer.json()).toMatchObject({
          code: "DATABASE_AWAY",
          detail: expect.stringContaining("server with this organization's data"),
        });
        expect(await signIn(hub.url, struck.seller)).toBe(200);
        const { items } = await healthy.seller.get<{ items: { id: string; isAway: boolean }[] }>(
          "/admin/organizations",
        );
        expect(items.find(({ id }) => id === struck.seller.organizationId)?.isAway).toBe(true);
        expect(items.find(({ id }) => id === healthy.seller.organizationId)?.isAway).toBe(false);
        expect((await healthy.seller.call("GET", "/admin/queues")).status).toBe(200);
        expect(await (await fetch(`${hub.url}/metrics`)).text()).toContain('state="away"');
        const found = await doctor();
        expect(found.length).toBeGreaterThan(0);
        for (const { state, says } of found)
          expect([state, says]).toEqual([
            "fault",
            expect.stringMatching(/on .*does not answer\. Its organizations wait/),
          ]);

        await hub.stop();
        hub = await start();
        expect(await readyz(hub.url)).toMatchObject({ status: "ready", places: expect.anything() });
        order(healthy);
        await arrived(healthy);

        if (strike === "end") line.begin();
        else line.heal();
        await until("all places are ready", async () => readyz(hub.url), {
          wanted: ({ places }) => places === undefined,
        });
        expect(await doctor()).toEqual([
          { what: "places", state: "ok", says: expect.stringContaining("argosy_place0") },
        ]);
        await hub.engine.upkeep();
        await arrived(struck);
        const auditTrail = await struck.seller.get<{ items: { action: string }[] }>("/audit?limit=100");
        expect(auditTrail.items.some(({ action }) => action === "sign-in.done")).toBe(true);
      }
      for (const shops of all)
        expect(await countsOf(shops)).toEqual({ orders: 50 - shops.left, available: [shops.left] });
    } finally {
      await hub.stop();
      for (const { first, second } of all) await Promise.all([first.close(), second.close()]);
      for (const line of lines.values()) await line[Symbol.asyncDispose]();
    }
  },
  MOST_MS,
);

async function signIn(url: string, { email, password }: Seller): Promise<number> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return answer.status;
}

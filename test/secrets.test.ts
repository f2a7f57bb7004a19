/** Credentials appear nowhere: not in answers, logs, errors, jobs, or readable in any table, also when a platform echoes them. */

import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { firstSyncDone, type TestHub, testHub, until } from "./support/hub.ts";
import { secretsOf } from "./support/secrets.ts";

let hub: TestHub;
let seller: Seller;
const stores: ConnectedShop[] = [];
/** Everything the hub answered, but for the two answers whose purpose is to show a new secret once. */
const answers: { readonly what: string; readonly text: string }[] = [];
const canaries = new Map<string, string>();
const realFetch = globalThis.fetch;

beforeAll(async () => {
  hub = await testHub({ LOG_LEVEL: "trace" });
  globalThis.fetch = async (input, init) => {
    const answer = await realFetch(input, init);
    const url = String(input);
    const shows =
      init?.method === "POST" &&
      (/\/api-keys$|\/invitations$/.test(url) || (/\/stores$/.test(url) && String(init.body).includes('"draft":true')));
    if (url.startsWith(hub.url) && !shows)
      answers.push({
        what: `${init?.method ?? "GET"} ${url}`,
        text: `${await answer.clone().text()} ${JSON.stringify([...answer.headers])}`,
      });
    return answer;
  };
  seller = await hub.seller("canary");
  for (const [index, provider] of ["shopify", "woocommerce", "easyorders"].entries()) {
    const sandbox = await hub.sandbox(provider, { seed: 30 + index });
    sandbox.shop.addProduct({ title: "Mug", status: "active", variants: [{ sku: "MUG", price: "9.90", stock: 30 }] });
    for (const [name, value] of Object.entries(sandbox.shop.credentials()))
      if (/key|secret|token/i.test(name)) canaries.set(`${provider} ${name}`, value);
    const store = await hub.connect(seller, sandbox, provider, { stockFrom: "channel" });
    await firstSyncDone(seller, store);
    stores.push(store);
  }
});

afterAll(async () => {
  globalThis.fetch = realFetch;
  await hub[Symbol.asyncDispose]();
});

/** A run in which most things go wrong, on platforms that repeat in their answers what they were sent. */
async function busyRun(): Promise<void> {
  const echo = ({ provider }: ConnectedShop) => {
    const own = [...canaries].filter(([name]) => name.startsWith(provider)).map(([, value]) => value);
    return `{"message":"rejected credentials ${own.join(" ")}","error":"${Buffer.from(own.join(":")).toString("base64")}"}`;
  };
  for (const { sandbox } of stores) sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
  await until("orders arrive", async () => (await seller.get<{ items: unknown[] }>("/orders")).items.length >= 3);
  const { items } = await seller.get<{ items: { id: string }[] }>("/orders");
  for (const store of stores)
    store.sandbox.faults.add({ fault: { kind: "status", status: 400, body: echo(store) }, times: 4 });
  for (const { id } of items) await seller.post(`/orders/${id}/notes`, { text: "hello" });
  await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 12 }] });
  await until("refusals are logged", async () =>
    (
      await Promise.all(
        stores.map((store) => seller.get<{ items: unknown[] }>(`/stores/${store.id}/sync-logs?status=failed`)),
      )
    ).every((page) => page.items.length > 0),
  );
  for (const store of stores) {
    store.sandbox.faults.clear();
    store.sandbox.faults.add({ fault: { kind: "status", status: 500, body: echo(store) } });
  }
  await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 9 }] });
  for (const store of stores) await seller.call("POST", `/stores/${store.id}/test-connection`);
  for (const store of stores) {
    const other = await hub.sandbox(store.provider, { seed: 77 });
    other.faults.add({ fault: { kind: "status", status: 403, body: echo(store) } });
    const refused = await seller.call("POST", "/stores", {
      provider: store.provider,
      name: "Refused",
      values: { ...store.sandbox.shop.credentials(), endpoint: other.url },
    });
    expect(refused.status).toBeGreaterThanOrEqual(400);
  }
}

/** Deliveries with right and with wrong proofs. */
async function deliveries(): Promise<void> {
  for (const store of stores) {
    for (const url of Object.values(store.webhookUrls)) {
      for (const secret of [...canaries]
        .filter(([name]) => name.startsWith(store.provider))
        .map(([, value]) => value)) {
        await fetch(url, {
          method: "POST",
          body: '{"id":1}',
          headers: {
            "content-type": "application/json",
            secret,
            "x-wc-webhook-signature": secret,
            "x-shopify-hmac-sha256": secret,
            authorization: `Bearer ${secret}`,
          },
        });
      }
    }
  }
}

/** Every readable address of the interface, with the ids there are. */
async function readEverything(): Promise<number> {
  const { paths } = await seller.get<{ paths: Record<string, Record<string, unknown>> }>("/openapi.json");
  const { items } = await seller.get<{ items: { id: string }[] }>("/orders");
  const events = await seller.get<{ items: { id: string }[] }>(`/stores/${stores[2]?.id}/webhook-events`);
  let read = 0;
  for (const [path, methods] of Object.entries(paths)) {
    if (!("get" in methods) || /\/events$|openapi/.test(path)) continue;
    for (const store of stores) {
      const filled = path
        .replace(/^\/api/, "")
        .replace("{eventId}", events.items[0]?.id ?? "")
        .replace("{provider}", store.provider)
        .replace(/\{(\w+)\}/g, () => (path.includes("/orders/") ? (items[0]?.id ?? "") : store.id));
      read += (await seller.call("GET", filled)).ok ? 1 : 0;
    }
  }
  return read;
}

/** Each form in which a secret could lie around readable. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((pad) =>
    Buffer.concat([Buffer.alloc(pad, "x"), bytes])
      .toString("base64")
      .slice(Math.ceil((pad * 8) / 6) + (pad ? 1 : 0), -4),
  );
  return [secret, bytes.toString("hex"), encodeURIComponent(secret), ...shifted, [...secret].reverse().join("")];
}

function findIn(where: string, text: string): string[] {
  return [...canaries].flatMap(([name, secret]) =>
    forms(secret).some((form) => text.includes(form)) ? [`${name} in ${where}`] : [],
  );
}

test("a secret is readable nowhere after a run full of failures [B45.5, I8.1]", async () => {
  const key = await seller.post<{ key?: string; secret?: string }>("/api-keys", { name: "robot", role: "staff" });
  for (const value of Object.values(key))
    if (typeof value === "string" && value.length > 30 && !/^[0-9a-f-]{36}$/.test(value))
      canaries.set("api key", value);
  canaries.set("password", seller.password);
  for (const store of stores) {
    for (const [name, value] of await secretsOf(hub, seller, store.id))
      canaries.set(`${store.provider} stored ${name}`, value);
  }
  for (const [name, value] of canaries) if (value.length < 12) canaries.delete(name);
  expect(canaries.size).toBeGreaterThan(7);
  await busyRun();
  await deliveries();
  expect(await readEverything()).toBeGreaterThan(60);

  expect(answers.length).toBeGreaterThan(150);
  expect([...new Set(answers.flatMap(({ what, text }) => findIn(what, text)))]).toEqual([]);
  expect(hub.logLines.length).toBeGreaterThan(20);
  expect(hub.logLines.flatMap((line) => findIn(line.slice(0, 300), line))).toEqual([]);

  const tables = await hub.owner.rows<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name
     from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  let rows = 0;
  for (const { name } of tables) {
    const held = await hub.owner.rows<{ text: string }>(`select t::text as text from ${name} as t`);
    rows += held.length;
    found.push(...held.flatMap(({ text }) => findIn(name, text)));
  }
  expect(tables.map((table) => table.name)).toContain("pgboss.job");
  expect(rows).toBeGreaterThan(200);
  expect([...new Set(found)]).toEqual([]);
});

test("the vault holds every credential, sealed for its own place [B40.3, I8.1]", async () => {
  const sealed = await hub.look<{ name: string; owner_kind: string; ciphertext: Buffer; iv: Buffer; tag: Buffer }>(
    seller,
    "select name, owner_kind, ciphertext, iv, tag from argosy.secret where organization_id = argosy.tenant()",
  );
  expect(sealed.length).toBeGreaterThan(5);
  expect(sealed.every((row) => row.iv.length === 12 && row.tag.length === 16)).toBe(true);
  expect(new Set(sealed.map((row) => row.iv.toString("hex"))).size).toBe(sealed.length);
});

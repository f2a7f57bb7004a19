import { createHmac, randomBytes } from "node:crypto";
import { request } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { firstSyncDone, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";
import { sharedHub } from "./support/shared-hub.ts";

let seller: Seller;
let woo: ConnectedShop;
let secret: string;
let url: string;

const hub = fixture(sharedHub);
beforeAll(async () => {
  seller = await hub.seller("doors");
  const sandbox = await hub.sandbox("woocommerce");
  sandbox.shop.addProduct({ title: "Mug", status: "active", variants: [{ sku: "MUG-1", price: "9.90", stock: 30 }] });
  woo = await hub.connect(seller, sandbox, "Woo", { stockFrom: "channel" });
  await firstSyncDone(seller, woo);
  url = Object.values(woo.webhookUrls)[0] ?? "";
  secret = await secretOf(hub, seller, woo.id, "webhookSecret");
});

const sign = (body: Buffer, key = secret) => createHmac("sha256", key).update(body).digest("base64");

function headers(body: Buffer, change: Record<string, string | undefined> = {}): Record<string, string> {
  const all: Record<string, string | undefined> = {
    "content-type": "application/json",
    "x-wc-webhook-topic": "order.updated",
    "x-wc-webhook-resource": "order",
    "x-wc-webhook-event": "updated",
    "x-wc-webhook-signature": sign(body),
    "x-wc-webhook-id": "7",
    "x-wc-webhook-delivery-id": randomBytes(8).toString("hex"),
    ...change,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const order = (id: number) =>
  Buffer.from(JSON.stringify({ id, status: "processing", date_modified_gmt: "2026-11-20T06:00:01" }));
/** An order as the shop would send it but for its size; the shop itself knows none of this number. */
function large(more: object): object {
  return {
    id: 930_000,
    number: "930000",
    status: "processing",
    currency: "USD",
    date_created_gmt: "2026-11-20T06:00:00",
    date_modified_gmt: "2026-11-20T06:00:01",
    shipping_total: "0.00",
    total: "10000.00",
    payment_method: "bacs",
    billing: { first_name: "Ana", country: "US" },
    shipping: { first_name: "Ana", country: "US" },
    line_items: [lineOf(0, 0)],
    ...more,
  };
}
const lineOf = (_: unknown, index: number) => ({
  id: index + 1,
  name: `Mug ${index}`,
  sku: `NONE-${index}`,
  quantity: 1,
  price: 1,
  subtotal: "1.00",
  total: "1.00",
});
const post = (to: string, body: Buffer, change: Record<string, string | undefined> = {}, method = "POST") =>
  fetch(to, { method, body: new Uint8Array(body), headers: headers(body, change) });
const stored = async () =>
  (
    await hub.look<{ count: number }>(
      seller,
      "select count(*)::int as count from argosy.inbox_event where organization_id = argosy.tenant()",
    )
  )[0]?.count ?? -1;

test("a genuine delivery is stored once and answered 200, also when it comes again [A6.3]", async () => {
  const before = await stored();
  const body = order(900_001);
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(url, body)));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  expect(await stored()).toBe(before + 1);
});

test.each([
  ["a forged body", (body: Buffer) => ({ "x-wc-webhook-signature": sign(Buffer.concat([body, Buffer.from(" ")])) })],
  ["another store's secret", (body: Buffer) => ({ "x-wc-webhook-signature": sign(body, "somebody-else") })],
  ["no signature", () => ({ "x-wc-webhook-signature": undefined })],
  ["an empty signature", () => ({ "x-wc-webhook-signature": "" })],
  ["half a signature", (body: Buffer) => ({ "x-wc-webhook-signature": sign(body).slice(0, 20) })],
  ["a signature that is no base64", () => ({ "x-wc-webhook-signature": "%%%%" })],
  [
    "a hexadecimal signature",
    (body: Buffer) => ({ "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("hex") }),
  ],
])("%s is refused with 401 and leaves nothing behind", async (_what, change) => {
  const before = await stored();
  const body = order(900_002);
  const answer = await post(url, body, change(body));
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toMatch(/at .*\.ts|node_modules|stack/);
  expect(await stored()).toBe(before);
});

test("a body cut on the way does not match its signature", async () => {
  const before = await stored();
  const body = order(900_003);
  const answer = await fetch(url, {
    method: "POST",
    body: new Uint8Array(body.subarray(0, 20)),
    headers: headers(body),
  });
  expect(answer.status).toBe(401);
  expect(await stored()).toBe(before);
});

test("an unknown key, a foreign provider and a wrong path answer 401 or 404 and store nothing [A6.2]", async () => {
  const before = await stored();
  const body = order(900_004);
  const unknown = url.replace(/ak_[^/]+/, `ak_${randomBytes(32).toString("base64url")}`);
  const answers = await Promise.all([
    post(unknown, body),
    post(url.replace("/woocommerce/", "/shopify/"), body),
    post(url.replace(/\/webhooks.*/, "/webhooks/woocommerce"), body),
    post(url.replace("/woocommerce/", "/nobody/"), body),
  ]);
  for (const answer of answers) expect([401, 404]).toContain(answer.status);
  expect(answers[0]?.status).toBe(401);
  expect(await stored()).toBe(before);
});

test("the same address without /api and by the alias reaches the same store", async () => {
  const before = await stored();
  const one = order(900_005);
  const two = order(900_006);
  expect((await post(url.replace("/api/webhooks", "/webhooks"), one)).status).toBe(200);
  const key = /ak_[^/]+/.exec(url)?.[0] ?? "";
  expect((await post(`${hub.url}/api/stores/webhooks/${key}`, two)).status).toBe(200);
  expect(await stored()).toBe(before + 2);
});

test("ten megabytes are refused without being read into memory whole", async () => {
  const before = await stored();
  const status = await new Promise<number>((resolve) => {
    const target = new URL(url);
    const sending = request(
      {
        host: target.hostname,
        port: target.port,
        path: target.pathname,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": 10 * 1024 * 1024 },
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        sending.destroy();
      },
    );
    sending.on("error", () => resolve(413));
    sending.write(Buffer.alloc(64 * 1024));
  });
  expect(status).toBe(413);
  expect(await stored()).toBe(before);
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "",
])("content type %j changes nothing for genuine bytes: the signature decides", async (type) => {
  const body = order(900_100 + type.length);
  const answer = await post(url, body, { "content-type": type === "" ? undefined : type });
  expect([200, 401, 415]).toContain(answer.status);
  expect(answer.status).toBe(200);
});

test.each([
  ["not JSON", Buffer.from("<xml/>")],
  ["an array", Buffer.from("[1,2,3]")],
  ["deeply nested", Buffer.from("[".repeat(5_000) + "]".repeat(5_000))],
  ["NUL bytes", Buffer.from('{"id":"a\\u0000b"}')],
  ["a lone surrogate", Buffer.from('{"id":"\\ud800"}')],
  ["__proto__", Buffer.from('{"__proto__":{"polluted":true},"id":5}')],
  ["1e400", Buffer.from('{"id":1e400}')],
  ["nothing", Buffer.alloc(0)],
  ["a million brackets", Buffer.from(`${"[".repeat(500_000)}${"]".repeat(500_000)}`)],
  ["ten thousand lines", Buffer.from(JSON.stringify(large({ line_items: Array.from({ length: 10_000 }, lineOf) })))],
  ["a note of four megabytes", Buffer.from(JSON.stringify(large({ customer_note: "x".repeat(4_000_000) })))],
  ["five megabytes", Buffer.from(JSON.stringify(large({ customer_note: "x".repeat(5 * 1024 * 1024) })))],
])("a genuine delivery holding %s is answered, kept and shown, and poisons nobody [F13]", async (_what, body) => {
  const answer = await post(url, body);
  expect([200, 400, 413]).toContain(answer.status);
  const good = order(910_000 + body.length);
  expect((await post(url, good)).status).toBe(200);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

/** Far above what is wanted (100 ms), for machines with other work; the figures themselves are printed. */
const MOST_STALL_MS = 5_000;

test.skipIf(process.env.ARGOSY_STALL !== "1")(
  "nothing else waits for long while the largest deliveries are read; how long is printed [F13]",
  async () => {
    const bodies = {
      "a note of 0.9 MB": { customer_note: "x".repeat(900_000) },
      "ten thousand lines": { line_items: Array.from({ length: 10_000 }, lineOf) },
      "five megabytes": { customer_note: "x".repeat(5 * 1024 * 1024) },
    };
    const waiting = () =>
      hub.look(
        seller,
        `select 1 from argosy.inbox_event
         where organization_id = argosy.tenant() and status = 'pending' and attempts = 0`,
      );
    await until("what came before is done", waiting, { wanted: (rows) => rows.length === 0 });
    for (const [n, [what, change]] of Object.entries(bodies).entries()) {
      const id = 950_000 + n;
      const body = Buffer.from(JSON.stringify(large({ ...change, id })));
      const signature = { "x-wc-webhook-signature": sign(body) };
      const stall = monitorEventLoopDelay({ resolution: 1 });
      stall.enable();
      const { status } = await post(url, body, signature);
      const isApplied = async () => {
        const found = await hub.look(
          seller,
          "select 1 from argosy.sales_order where organization_id = argosy.tenant() and ext_key = $1",
          [String(id)],
        );
        return found.length === 1;
      };
      if (status === 200) await until("its order is there", isApplied);
      stall.disable();
      const ms = Math.round(stall.max / 1e6);
      process.stdout.write(`${what} (${body.length} bytes, answered ${status}): held up for ${ms} ms at most\n`);
      expect(ms).toBeLessThan(MOST_STALL_MS);
    }
  },
);

test("a webhook secret that is replaced with an overlap counts beside the new one, until it is replaced without", async () => {
  const old = secret;
  const replace = (value: string, overlapHours?: number) =>
    seller.put(`/stores/${woo.id}/secrets`, { values: { webhookSecret: value }, overlapHours });
  const statusBy = async (key: string, id: number) =>
    (await post(url, order(id), { "x-wc-webhook-signature": sign(order(id), key) })).status;
  await replace("the-second-secret-of-this-shop", 24);
  expect([await statusBy("the-second-secret-of-this-shop", 940_001), await statusBy(old, 940_002)]).toEqual([200, 200]);
  const { credentials } = await seller.get<{ credentials: { name: string; previousUntil: string | null }[] }>(
    `/stores/${woo.id}/health`,
  );
  expect(credentials.map(({ name }) => name).filter((name) => name.includes("previous"))).toEqual([]);
  const until = Date.parse(credentials.find(({ name }) => name === "webhookSecret")?.previousUntil ?? "");
  expect(Math.round((until - Date.now()) / 3_600_000)).toBe(24);
  await replace(old);
  expect([await statusBy(old, 940_003), await statusBy("the-second-secret-of-this-shop", 940_004)]).toEqual([200, 401]);
});

test("an order of a customer still goes through after all that", async () => {
  const key = woo.sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
  await until(
    "the order arrives",
    async () =>
      (
        await hub.look(
          seller,
          "select 1 from argosy.sales_order where organization_id = argosy.tenant() and ext_key = $1",
          [key],
        )
      ).length === 1,
  );
});

import { afterEach, beforeEach, expect, test } from "vitest";
import type { InboundEvent, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { noteSuccess } from "../../hub/stores/health.ts";
import { resolveSettledAlerts } from "../maintenance/settled-alerts.ts";
import { type TestEngine, testEngine } from "../testing.ts";

let engine: TestEngine;
let events: () => readonly InboundEvent[];
let verified: { readonly secrets: readonly string[] }[];
let key: string;

beforeEach(async () => {
  verified = [];
  events = () => [{ kind: "order", ref: "7", topic: "orders/create", deliveryId: "d-1" }];
  const webhooks: WebhookHandler = {
    secrets: () => ["webhookSecret"],
    verify(delivery, secrets) {
      verified.push({ secrets });
      return secrets.includes(delivery.headers["x-secret"] ?? "")
        ? { outcome: "static" }
        : { outcome: "refused", reason: "wrong secret" };
    },
    read: () => events(),
    reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: outcome }),
    interpret: async () => ({ as: "nothing", reason: "" }),
  };
  engine = await testEngine({ webhooks });
  ({ webhook_key: key } = await engine.inside((tx) =>
    tx.one<{ webhook_key: string }>(
      "select webhook_key from argosy.connection where organization_id = argosy.tenant()",
    ),
  ));
});
afterEach(() => engine[Symbol.asyncDispose]());

const secret = async () => {
  const row = await engine.inside((tx) =>
    tx.one<{ ciphertext: Buffer; iv: Buffer; tag: Buffer; key_id: string }>(
      `select ciphertext, iv, tag, key_id
       from argosy.secret
       where organization_id = argosy.tenant() and name = 'webhookSecret'`,
    ),
  );
  return engine.db.vault.open(
    { organization: engine.organization, owner: `connection:${engine.store}`, name: "webhookSecret" },
    { ...row, keyId: row.key_id },
  );
};
const deliver = (more: { key?: string | null; headers?: Readonly<Record<string, string>>; body?: string } = {}) =>
  engine.engine.receive({
    provider: "fakeshop",
    key: key,
    topic: "orders",
    method: "POST",
    query: {},
    ...more,
    headers: more.headers ?? {},
    body: Buffer.from(more.body ?? "{}"),
  });
const inbox = () =>
  engine.inside((tx) =>
    tx.rows<{ ref: string; topic: string; kind: string; headers: Record<string, string>; dedup_key: string }>(
      `select ref, topic, kind, headers, dedup_key
       from argosy.inbox_event
       where organization_id = argosy.tenant()
       order by id`,
    ),
  );

test("a stored delivery has the headers that matter; not the proof, the cookies, nor where it came from", async () => {
  const good = await secret();
  const answer = await deliver({
    headers: {
      "x-secret": good,
      "x-topic": "orders/create",
      authorization: "Basic abc",
      cookie: "a=b",
      host: "hub.example",
      "x-forwarded-for": "10.0.0.1",
      "x-long": "x".repeat(5_000),
    },
  });
  expect(answer).toEqual({ status: 200, body: "stored" });
  const [event] = await inbox();
  expect(event?.headers).toEqual({ "x-secret": "[secret]", "x-topic": "orders/create", "x-long": "x".repeat(1_000) });
  expect(await deliver({ headers: { "x-secret": good } })).toEqual({ status: 200, body: "duplicate" });
});

test("an unknown key is answered like a forged delivery, after the same check", async () => {
  const forged = await deliver({ headers: { "x-secret": "guess" } });
  const unknown = await deliver({ key: "k".repeat(43), headers: { "x-secret": "guess" } });
  expect(unknown).toEqual(forged);
  expect(verified.map((one) => one.secrets.length)).toEqual([1, 1]);
  expect(await inbox()).toEqual([]);
});

test("a store three of whose deliveries are refused within an hour says so until one is accepted again", async () => {
  const health = () =>
    engine.inside((tx) =>
      tx.one<{ health: string; last_error: string | null }>(
        "select health, last_error from argosy.connection where organization_id = argosy.tenant()",
      ),
    );
  const alerts = () =>
    engine.inside((tx) =>
      tx.rows("select state from argosy.alert where organization_id = argosy.tenant() and kind = 'webhooks_refused'"),
    );
  const good = await secret();
  await engine.inside((tx) => noteSuccess(tx, engine.store, new Date(engine.clock.now())));
  await deliver({ headers: { "x-secret": "old" } });
  await deliver({ headers: { "x-secret": "old" } });
  engine.clock.pass(60 * 60_000);
  await deliver({ headers: { "x-secret": "old" } });
  await deliver({ headers: { "x-secret": "old" } });
  expect(await alerts()).toEqual([]);
  // Another webhook of the store is believed.
  await deliver({ headers: { "x-secret": good } });
  await deliver({ headers: { "x-secret": "old" } });
  await expect.poll(alerts).toEqual([{ state: "open" }]);
  expect(await health()).toMatchObject({ health: "degraded", last_error: expect.stringContaining("refused since") });
  engine.clock.pass(1_000);
  events = () => [{ kind: "order", ref: "8", topic: "orders/create", deliveryId: "d-2" }];
  await deliver({ headers: { "x-secret": good } });
  await engine.inside((tx) => resolveSettledAlerts(tx, new Date(engine.clock.now())));
  expect(await alerts()).toEqual([{ state: "resolved" }]);
  await engine.inside((tx) => noteSuccess(tx, engine.store, new Date(engine.clock.now())));
  expect(await health()).toEqual({ health: "healthy", last_error: null });
});

test("text no database stores, and ids longer than any index, are kept in a form that can be", async () => {
  const good = await secret();
  events = () => [
    { kind: "order", ref: "7\u0000\ud800", topic: "t\u0000" },
    { kind: "product", ref: "9".repeat(100_000), topic: "t" },
    { kind: "product", ref: `${"9".repeat(100_000)}1`, topic: "t" },
  ];
  expect(await deliver({ headers: { "x-secret": good } })).toMatchObject({ status: 200 });
  const stored = await inbox();
  expect(stored.map((event) => event.kind)).toEqual(["order", "product", "product"]);
  expect(stored[0]).toMatchObject({ ref: "7\ufffd\ufffd", topic: "t\ufffd" });
  expect(new Set(stored.map((event) => event.dedup_key)).size).toBe(3);
});

test("a body its connector breaks over is kept, to be looked at", async () => {
  events = () => {
    throw new TypeError("undefined is not an order");
  };
  expect(await deliver({ headers: { "x-secret": await secret() } })).toMatchObject({ status: 200 });
  expect(await inbox()).toMatchObject([{ kind: "other", ref: "unreadable", topic: "orders" }]);
});

test("deliveries that come together look up their store once, and a changed secret counts at once here", async () => {
  const good = await secret();
  let opened = 0;
  const { ports } = engine;
  Object.defineProperty(engine, "ports", {
    get() {
      opened += 1;
      return ports;
    },
  });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => deliver({ headers: { "x-secret": good }, body: `{"n":${index}}` })),
  );
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect(opened).toBe(1);
  await engine.engine.connections.setSecrets({
    organization: engine.organization,
    connectionId: engine.store,
    values: { webhookSecret: "another" },
    actor: { kind: "system", id: "test", name: "test" },
  });
  expect((await deliver({ headers: { "x-secret": good } })).status).toBe(401);
  expect((await deliver({ headers: { "x-secret": "another" } })).status).toBe(200);
});

/** Outgoing webhooks from what happens in the hub to a real HTTP receiver, and back through every kind of refusal. */

import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { createEgress } from "../../connectors/kit/http/egress.ts";
import { pauseHub, resumeHub } from "../../hub/admin/outbound-pause.ts";
import { listAlerts, raiseAlert } from "../../hub/alerts/alerts.ts";
import { createProduct } from "../../hub/catalog/index.ts";
import { type OutgoingWebhookType, outgoingWebhookTypeNames } from "../../hub/event-types.ts";
import { announceAll, EVENT_CHANNEL } from "../../hub/events.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { changeTags } from "../../hub/orders/tags.ts";
import { listDeliveries, queueTest, redeliver } from "../../hub/outgoing-webhooks/deliveries.ts";
import {
  createEndpoint,
  getEndpoint,
  rotateSecret,
  updateEndpoint,
  type WebhookEndpoint,
} from "../../hub/outgoing-webhooks/endpoints.ts";
import { wakeEndpoints } from "../../hub/outgoing-webhooks/wake.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { post } from "./post-webhook.ts";
import { signedHeaders } from "./sign-webhook.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let engine: TestEngine;
let server: Server;
let url: string;
let received: Received[] = [];
/** What the receiver answers; told of every delivery before it answers. */
let answer: () => Promise<{ status: number; headers?: Record<string, string> }> = async () => ({ status: 200 });

beforeAll(async () => {
  engine = await testEngine({});
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const { status, headers } = await answer();
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await engine[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await engine.engine.runUntilIdle();
  await engine.inside((tx) => tx.run("delete from webhook_endpoint where organization_id = argosy.tenant()"));
  received = [];
  answer = async () => ({ status: 200 });
});

const now = () => new Date(engine.clock.now());
const add = (...eventTypes: OutgoingWebhookType[]) =>
  engine.inside((tx) =>
    createEndpoint(tx, engine.db.vault, { url, description: "", eventTypes, by: systemActor, now: now() }),
  );
const read = (endpoint: WebhookEndpoint) => engine.inside((tx) => getEndpoint(tx, endpoint.id));
const deliveries = async (endpoint: WebhookEndpoint) =>
  (await engine.inside((tx) => listDeliveries(tx, { endpointId: endpoint.id }))).items;
const send = (endpoint: WebhookEndpoint) =>
  engine.inside(async (tx) => {
    await queueTest(tx, endpoint.id, now());
    await wakeEndpoints(tx, [endpoint.id], now(), "person");
  });
const bodies = () => received.map((each) => JSON.parse(each.body));

test("an event goes to its subscribers, signed, in its newest state, once while it was not sent [I6.3]", async () => {
  const stock = await add("stock.changed");
  const other = await add("alert.raised", "product.created");
  const { variant } = await engine.listed("TEA", 5);
  await engine.adjust(variant, 2);
  await engine.adjust(variant, -1);
  await engine.inside(async (tx) => {
    await createProduct(tx, {
      product: { title: "Pot", variants: [{ sku: "POT", priceMinor: 100n, currency: "USD" }] },
      now: now(),
    });
    await raiseAlert(tx, {
      kind: "low_stock",
      severity: "info",
      cause: "tea",
      title: { ...message("alert.privacy_export.title"), text: "Tea" },
      text: "is cold",
      now: now(),
    });
  });
  await engine.engine.runUntilIdle();
  const sent = bodies();
  expect(sent.filter((each) => each.type === "stock.changed" && each.ids.variantId === variant)).toMatchObject([
    { data: { items: [{ sku: "TEA", onHand: 6, available: 6 }] } },
  ]);
  expect(sent.filter((each) => each.type === "alert.raised")).toMatchObject([
    { data: { title: "Tea", state: "open" } },
  ]);
  expect(sent.filter((each) => each.type === "product.created")).toMatchObject([
    { data: { title: "Pot", variants: [{ sku: "POT", priceMinor: 100 }] } },
  ]);
  for (const { headers, body } of received) {
    const secrets = [stock.secret, other.secret].map((secret) =>
      signedHeaders({
        id: String(headers["webhook-id"]),
        at: new Date(Number(headers["webhook-timestamp"]) * 1000),
        body,
        secrets: [secret],
      }),
    );
    expect(secrets.map((each) => each["webhook-signature"])).toContain(headers["webhook-signature"]);
  }
  expect((await deliveries(stock)).every((each) => each.state === "delivered" && each.lastStatus === 200)).toBe(true);
  expect(await engine.db.owner.rows("select 1 from webhook_event")).toEqual([]);
});

test("stock of several variants changed at once is sent as one delivery for each variant [I6.3]", async () => {
  const endpoint = await add("stock.changed");
  const { variant: bowl } = await engine.listed("BOWL", 5);
  const { variant: plate } = await engine.listed("PLATE", 5);
  await engine.engine.runUntilIdle();
  received = [];
  await engine.inside(async (tx) => {
    const locationId = await ensureDefaultLocation(tx, now());
    const movement = {
      locationId,
      causeKind: "adjust" as const,
      causeRef: randomUUID(),
      onHandDelta: 2,
      reservedDelta: 0,
    };
    await postMovements(tx, {
      movements: [bowl, plate].map((variantId) => ({ ...movement, variantId })),
      actor: systemActor,
      now: now(),
    });
  });
  await engine.engine.runUntilIdle();
  const sent = bodies().map(({ ids, data }) => ({ variant: ids.variantId, onHand: data.items[0].onHand }));
  expect(new Set(sent)).toEqual(
    new Set([
      { variant: bowl, onHand: 7 },
      { variant: plate, onHand: 7 },
    ]),
  );
  expect((await deliveries(endpoint)).every(({ state }) => state === "delivered")).toBe(true);
});

test("every type of event is sent of one, two and many things, also of such that are gone by then [F29]", async () => {
  const endpoint = await add(...outgoingWebhookTypeNames);
  for (const count of [1, 2, 5]) {
    received = [];
    await engine.inside(async (tx) => {
      for (const type of outgoingWebhookTypeNames)
        await announceAll(
          tx,
          type,
          Array.from({ length: count }, () => ({
            id: randomUUID(),
            variantId: randomUUID(),
            orderId: randomUUID(),
            storeId: engine.store,
          })),
        );
    });
    await engine.engine.runUntilIdle();
    const sent = Map.groupBy(bodies(), ({ type }) => type);
    expect(outgoingWebhookTypeNames.map((type) => [type, sent.get(type)?.length])).toEqual(
      outgoingWebhookTypeNames.map((type) => [type, count]),
    );
  }
  expect((await read(endpoint)).failingSince).toBeNull();
});

test("a delivery whose body cannot be made is failed with an alert, and those behind it go out [F29] [I6.3]", async () => {
  const endpoint = await add("order.updated", "alert.raised");
  await engine.db.owner.run(
    `insert into argosy.webhook_event (organization_id, type, subject) values ($1, 'order.updated', '{"id": "no id"}')`,
    [engine.organization],
  );
  await send(endpoint);
  await engine.engine.runUntilIdle();
  expect(bodies().map(({ type }) => type)).toEqual(["test", "alert.raised"]);
  expect(await deliveries(endpoint)).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: "order.updated", state: "failed", dueAt: null })]),
  );
  const { items } = await engine.inside((tx) =>
    listAlerts(tx, { kind: "webhook_delivery_failed", state: "open", now: now() }),
  );
  expect(items).toMatchObject([{ action: { kind: "open_webhook_endpoint", endpointId: endpoint.id } }]);
});

test("a change while a delivery is in flight is sent by another one", async () => {
  const endpoint = await add("stock.changed");
  const { variant } = await engine.listed("CUP", 5);
  let changed = false;
  answer = async () => {
    if (!changed) {
      changed = true;
      await engine.adjust(variant, 10);
    }
    return { status: 204 };
  };
  await engine.engine.runUntilIdle();
  const levels = bodies().map((each) => each.data.items[0]?.onHand);
  expect(levels).toEqual([5, 15]);
  expect(await deliveries(endpoint)).toHaveLength(2);
});

test("an order is told as made before it is told as changed, also when the first attempt fails [I6.3]", async () => {
  await add("order.created", "order.updated");
  const emitted: string[] = [];
  const stop = await engine.db.database.listen(EVENT_CHANNEL, (payload) => {
    const event = JSON.parse(payload) as { type: string; id?: string };
    if (event.type.startsWith("order.")) emitted.push(`${event.id} ${event.type}`);
  });
  const make = () =>
    engine.inside((tx) =>
      createOrder(tx, {
        lines: [{ title: "Tea", unitPrice: "4.00", quantity: 1 }],
        currency: "USD",
        actor: systemActor,
        now: now(),
      }),
    );
  // Both stand in one transaction, mostly in one millisecond.
  for (let n = 0; n < 12; n += 1) await make();
  await engine.engine.runUntilIdle();
  const sent = () => bodies().map((each) => `${each.ids.id} ${each.type}`);
  for (const list of [sent(), emitted])
    for (const id of new Set(list.map((each) => each.split(" ")[0])))
      expect(list.find((each) => each.startsWith(`${id}`))).toBe(`${id} order.created`);
  expect(sent().length).toBe(24);
  await stop();

  received = [];
  let refusals = 1;
  answer = async () => ({ status: refusals-- > 0 ? 500 : 200 });
  const { id } = await make();
  await engine.engine.runUntilIdle();
  engine.clock.pass(4_000);
  await engine.inside((tx) =>
    changeTags(tx, { orderIds: [id], add: ["gift"], remove: [], actor: systemActor, now: now() }),
  );
  await engine.engine.runUntilIdle();
  engine.clock.pass(60_000);
  await engine.engine.runUntilIdle();
  // Two changes before it was told are one.
  expect(sent()).toEqual([`${id} order.created`, `${id} order.created`, `${id} order.updated`]);
});

test("a refused delivery comes again on its schedule, under the same id, and is failed at its end; a person sends it anew [I6.3]", async () => {
  const endpoint = await add("run.finished");
  answer = async () => ({ status: 500 });
  await send(endpoint);
  await engine.engine.runUntilIdle();
  expect(await deliveries(endpoint)).toMatchObject([{ state: "waiting", attempts: 1, lastStatus: 500 }]);
  for (let hours = 0; hours < 40; hours += 0.5) {
    engine.clock.pass(1_800_000);
    await engine.engine.runUntilIdle();
  }
  expect(await deliveries(endpoint)).toMatchObject([{ state: "failed", attempts: 8, dueAt: null }]);
  expect(new Set(received.map((each) => each.headers["webhook-id"])).size).toBe(1);
  expect(await read(endpoint)).toMatchObject({
    enabled: true,
    lastError: "It answered 500 instead of 2xx.",
    lastSaid: [{ code: "webhook.refused", gaps: { status: "500" } }],
  });
  answer = async () => ({ status: 200 });
  await engine.inside(async (tx) => {
    await redeliver(tx, { endpointId: endpoint.id, failedSince: new Date(0) }, now());
    await wakeEndpoints(tx, [endpoint.id], now(), "person");
  });
  await engine.engine.runUntilIdle();
  expect(await deliveries(endpoint)).toMatchObject([{ state: "delivered", attempts: 9 }]);
  expect(await read(endpoint)).toMatchObject({ failingSince: null, lastError: null });
});

test("an endpoint that is away rests as a whole, as long as it asks for, and then gets everything", async () => {
  const endpoint = await add("stock.changed");
  const { variant } = await engine.listed("JAR", 1);
  await engine.engine.runUntilIdle();
  received = [];
  answer = async () => ({ status: 503, headers: { "retry-after": "120" } });
  await engine.adjust(variant, 1);
  await engine.engine.runUntilIdle();
  const { variant: second } = await engine.listed("LID", 3);
  await engine.adjust(second, 1);
  await engine.engine.runUntilIdle();
  engine.clock.pass(100_000);
  await engine.engine.runUntilIdle();
  // News did not wake it, and the second change used up no attempt.
  expect(received).toHaveLength(1);
  answer = async () => ({ status: 200 });
  engine.clock.pass(300_000);
  await engine.engine.runUntilIdle();
  expect(
    bodies()
      .slice(1)
      .map((each) => each.data.items[0].sku)
      .sort(),
  ).toEqual(["JAR", "LID"]);
  expect((await deliveries(endpoint)).every((each) => each.state === "delivered")).toBe(true);
});

test("an endpoint is switched off with an alert after days of failures or when gone; on again it gets what waited", async () => {
  const endpoint = await add("run.finished");
  answer = async () => ({ status: 404 });
  for (let day = 0; day < 9 && (await read(endpoint)).enabled; day += 1) {
    await send(endpoint);
    await engine.engine.runUntilIdle();
    engine.clock.pass(86_400_000);
    await engine.engine.runUntilIdle();
  }
  const off = await read(endpoint);
  expect(off).toMatchObject({ enabled: false, disabledReason: "failing" });
  expect(off.waiting).toBeGreaterThan(0);
  const alerts = () =>
    engine.inside((tx) => listAlerts(tx, { kind: "webhook_endpoint_disabled", state: "open", now: now() }));
  expect((await alerts()).items).toMatchObject([{ subjectId: endpoint.id, severity: "warning" }]);
  const tried = received.length;
  await expect(send(endpoint)).rejects.toThrow(/switched off/);
  engine.clock.pass(86_400_000);
  await engine.engine.upkeep();
  await engine.engine.runUntilIdle();
  expect(received).toHaveLength(tried);
  answer = async () => ({ status: 200 });
  const on = (enabled: boolean) =>
    engine.inside(async (tx) => {
      await updateEndpoint(tx, { id: endpoint.id, enabled, by: systemActor, now: now() });
      if (enabled) await wakeEndpoints(tx, [endpoint.id], now(), "person");
    });
  await on(true);
  await engine.engine.runUntilIdle();
  expect(received.length).toBe(tried + off.waiting);
  expect((await alerts()).items).toEqual([]);
  answer = async () => ({ status: 410 });
  await send(endpoint);
  await engine.engine.runUntilIdle();
  expect(await read(endpoint)).toMatchObject({ enabled: false, disabledReason: "gone", waiting: 1 });
});

test("a new secret signs beside the old one for a day; the operator's pause holds deliveries back", async () => {
  const endpoint = await add("run.finished");
  await engine.inside((tx) => rotateSecret(tx, engine.db.vault, endpoint.id, now()));
  const act = { actor: systemActor, requestId: "r", now: now() };
  await pauseHub(engine.db.database, act);
  await send(endpoint);
  await engine.engine.runUntilIdle();
  expect(received).toEqual([]);
  await resumeHub(engine.db.database, act);
  await engine.engine.runUntilIdle();
  expect(String(received[0]?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  engine.clock.pass(86_400_001);
  await send(endpoint);
  await engine.engine.runUntilIdle();
  expect(String(received[1]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
});

test("no delivery reaches an address inside, whatever its name resolves to, and none follows a redirect [I8.3]", async () => {
  const outgoing = { id: "x", attempt: 1, tries: 1, body: "{}", secrets: [] };
  const signal = AbortSignal.timeout(60_000);
  const port = new URL(url).port;
  const strict = createEgress({
    allowHttp: true,
    extraPorts: [Number(port)],
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  });
  for (const address of [url, `http://shop.example:${port}/hook`, "http://169.254.169.254/latest"]) {
    expect(await post(strict, { ...outgoing, url: address }, now(), signal), address).toMatchObject({
      status: null,
      error: expect.stringMatching(/public internet|not allowed/),
    });
  }
  expect(received).toEqual([]);
  expect(() => engine.engine.webhookEndpoints.check("ftp://example.com/")).toThrow(/https/);
  answer = async () => ({ status: 302, headers: { location: url } });
  const open = createEgress({ allowPrivateNetwork: true });
  expect(await post(open, { ...outgoing, url }, now(), signal)).toMatchObject({
    status: 302,
    error: { code: "webhook.redirect" },
  });
  expect(received).toHaveLength(1);
  await Promise.all([strict.close(), open.close()]);
});

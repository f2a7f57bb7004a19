import { expect, test } from "vitest";
import { newWebhookKey } from "../hub/stores/routes.ts";
import type { WebhookRequest } from "./engine-port.ts";
import { testApp } from "./testing.ts";

function recorder() {
  const received: WebhookRequest[] = [];
  const receive = async (request: WebhookRequest) => {
    received.push(request);
    return { status: 200, headers: { "content-type": "text/plain" }, body: "" };
  };
  return { received, engine: { receive } };
}

test("every form of webhook address reaches the webhook handler with key, topic and the bytes as they came [A6.1]", async () => {
  const { received, engine } = recorder();
  await using hub = await testApp({ engine });
  const key = newWebhookKey();
  const body = '{ "a":1.10,\n "b":"é" }';
  const send = (method: "GET" | "POST" | "PUT" | "OPTIONS", url: string) =>
    hub.app.inject({
      method,
      url,
      ...(method !== "GET" && method !== "OPTIONS" && { payload: body }),
      headers: { "content-type": "application/json", "x-topic": "t" },
    });
  for (const prefix of ["/api", ""]) {
    await send("POST", `${prefix}/webhooks/acme/${key}`);
    await send("PUT", `${prefix}/webhooks/acme/${key}/orders/create?shop=x`);
    await send("POST", `${prefix}/webhooks/acme`);
    await send("POST", `${prefix}/webhooks/acme/customers/redact`);
    await send("POST", `${prefix}/stores/webhooks/${key}`);
    await send("PUT", `${prefix}/stores/webhooks/${key}/newOrder`);
    await send("OPTIONS", `${prefix}/stores/webhooks/${key}/orderStatus`);
    await send("GET", `${prefix}/webhooks/acme/${key}?challenge=1`);
  }
  const seen = received.map(({ provider, key: found, topic, method }) => [
    method,
    provider,
    found === key ? "key" : found,
    topic,
  ]);
  const expected = [
    ["POST", "acme", "key", ""],
    ["PUT", "acme", "key", "orders/create"],
    ["POST", "acme", null, ""],
    ["POST", "acme", null, "customers/redact"],
    ["POST", "", "key", ""],
    ["PUT", "", "key", "newOrder"],
    ["OPTIONS", "", "key", "orderStatus"],
    ["GET", "acme", "key", ""],
  ];
  expect(seen).toEqual([...expected, ...expected]);
  expect(received[0]?.body).toEqual(Buffer.from(body));
  expect(received[1]).toMatchObject({ query: { shop: "x" }, headers: { "x-topic": "t" } });
  expect(received[7]?.query).toEqual({ challenge: "1" });
});

test("odd content types, no content type and broken JSON are the webhook handler's business, too large bodies are nobody's", async () => {
  const { received, engine } = recorder();
  await using hub = await testApp({ engine });
  const url = `/api/webhooks/acme/${newWebhookKey()}`;
  for (const type of [
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/vnd.odd+json",
  ]) {
    const answer = await hub.app.inject({
      method: "POST",
      url,
      payload: "{not json",
      headers: { "content-type": type },
    });
    expect(answer.statusCode, type).toBe(200);
  }
  const bare = await hub.app.inject({ method: "POST", url, payload: Buffer.from("x") });
  expect(bare.statusCode).toBe(200);
  expect(received.every((each) => each.body.length > 0)).toBe(true);
  const count = received.length;
  const large = await hub.app.inject({ method: "POST", url, payload: Buffer.alloc(5 * 1024 * 1024, 32) });
  expect(large.statusCode).toBe(200);
  const tooLarge = await hub.app.inject({ method: "POST", url, payload: Buffer.alloc(10 * 1024 * 1024, 32) });
  expect(tooLarge.statusCode).toBe(413);
  expect(tooLarge.body).not.toMatch(/at |node_modules/);
  expect(received.length).toBe(count + 1);
});

test("a delivery that could not be stored is answered 503 without the reason", async () => {
  const engine = { receive: () => Promise.reject(new Error("secret inside")) };
  await using hub = await testApp({ engine });
  const answer = await hub.app.inject({ method: "POST", url: `/webhooks/acme/${newWebhookKey()}`, payload: "{}" });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["retry-after"]).toBe("5");
  expect(answer.body).toBe("Try again.");
});

test("a flood on one key is turned away while other keys are served [I8.2]", async () => {
  const { engine } = recorder();
  await using hub = await testApp({ engine, deps: { limits: { webhookKey: { most: 3, perMs: 60_000 } } } });
  const [one, other] = [newWebhookKey(), newWebhookKey()];
  const send = async (key: string) =>
    (await hub.app.inject({ method: "POST", url: `/webhooks/acme/${key}`, payload: "{}" })).statusCode;
  expect([await send(one), await send(one), await send(one), await send(one)]).toEqual([200, 200, 200, 429]);
  expect(await send(other)).toBe(200);
  await hub.clock.advance(20_000);
  expect(await send(one)).toBe(200);
});

test("webhook keys appear in no log line", async () => {
  const { engine } = recorder();
  await using hub = await testApp({ engine });
  const key = newWebhookKey();
  await hub.app.inject({ method: "POST", url: `/api/webhooks/acme/${key}`, payload: "{}" });
  await hub.app.inject({ method: "GET", url: `/api/nothing/${key}` });
  expect(hub.logged.join("")).not.toContain(key);
});

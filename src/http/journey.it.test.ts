import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { connectors } from "../connectors/index.ts";
import { ConnectorError } from "../connectors/kit/contract/errors.ts";
import { indexAllDue } from "../hub/search/index-due.ts";
import type { Connections } from "./engine-port.ts";
import { type TestApp, testApp } from "./testing.ts";

async function shop(hub: TestApp) {
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const product = await ana.call("POST", "/api/products", {
    title: "Shirt",
    variants: [
      { sku: "S-1", priceMinor: 1250, options: [{ name: "Size", value: "M" }] },
      { sku: "S-2", priceMinor: 1500 },
    ],
  });
  expect(product.status, product.text).toBe(201);
  return { ana, product: product.json, variant: product.json.variants[0] };
}

test("a product, its stock, an order and what is asked of it, all through the interface", async () => {
  await using hub = await testApp();
  const { ana, product, variant } = await shop(hub);
  const set = await ana.call("POST", "/api/inventory/levels", {
    items: [
      { sku: "S-1", onHand: 10 },
      { sku: "none", onHand: 1 },
    ],
  });
  expect(set.json).toMatchObject({
    succeeded: 1,
    failed: 1,
    results: [{ ok: true }, { ok: false, error: { field: "sku" } }],
  });
  const order = await ana.call("POST", "/api/orders", {
    currency: "USD",
    lines: [{ sku: "S-1", quantity: 3 }],
    contact: { name: "Buyer", email: "buyer@example.test" },
  });
  expect(order.status, order.text).toBe(201);
  expect(order.json).toMatchObject({
    totalMinor: 3750,
    customerName: "Buyer",
    lines: [{ sku: "S-1", reservedQuantity: 3 }],
  });
  const levels = await ana.call("GET", `/api/inventory/levels?variantId=${variant.id}`);
  expect(levels.json.items[0]).toMatchObject({ onHand: 10, reserved: 3, available: 7 });
  const shipped = await ana.call("POST", `/api/orders/${order.json.id}/fulfil`, { trackingNumbers: ["T1"] });
  expect(shipped.status, shipped.text).toBe(202);
  const after = await ana.call("GET", `/api/orders/${order.json.id}`);
  expect(after.json).toMatchObject({ fulfilment: "fulfilled", lines: [{ fulfilledQuantity: 3 }] });
  expect((await ana.call("GET", `/api/inventory/levels?variantId=${variant.id}`)).json.items[0]).toMatchObject({
    onHand: 7,
    reserved: 0,
  });
  expect((await ana.call("GET", `/api/orders/${order.json.id}/timeline`)).json.items.length).toBeGreaterThan(1);
  await indexAllDue((work) => hub.db.database.tenant(ana.organization, work));
  expect(
    (await ana.call("GET", "/api/orders?q=buyer@example.test&status=pending,confirmed,processing,completed")).json
      .items,
  ).toHaveLength(1);
  expect((await ana.call("GET", "/api/customers?q=Buyer")).json.items[0]).toMatchObject({
    email: "buyer@example.test",
    orders: 1,
  });
  expect((await ana.call("GET", `/api/customers/${order.json.customerId}`)).json.spent).toEqual([
    { currency: "USD", minor: 3750, orders: 1 },
  ]);
  expect(
    (await ana.call("GET", "/api/inventory/history")).json.items.map((each: { cause: string }) => each.cause),
  ).toContain("order");
  const renamed = await ana.call("PATCH", `/api/products/${product.id}`, { title: "Shirt II" });
  expect(renamed.json).toMatchObject({
    title: "Shirt II",
    variants: [{ sku: "S-1", priceMinor: 1250 }, { sku: "S-2" }],
  });
  const twin = await ana.call("POST", "/api/products", { title: "Other", variants: [{ sku: "s-1" }] });
  expect(twin.json).toMatchObject({
    status: 409,
    errorType: "validation_error",
    details: [{ field: "variants.0.sku" }],
  });
});

test("lists are paged by an opaque cursor without gaps or repeats", async () => {
  await using hub = await testApp();
  const { ana } = await shop(hub);
  const items = Array.from({ length: 25 }, (_, n) => ({ title: `P${n}`, variants: [{ sku: `P-${n}` }] }));
  expect((await ana.call("POST", "/api/products/bulk", { action: "create", products: items })).json).toMatchObject({
    succeeded: 25,
    failed: 0,
  });
  const seen: string[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < 10; page++) {
    const { json }: { json: { items: { id: string }[]; nextCursor: string | null } } = await ana.call(
      "GET",
      `/api/products?limit=7${cursor ? `&cursor=${cursor}` : ""}`,
    );
    seen.push(...json.items.map((each) => each.id));
    cursor = json.nextCursor;
  }
  expect(seen).toHaveLength(26);
  expect(new Set(seen).size).toBe(26);
  expect((await ana.call("GET", "/api/products?cursor=bm9uc2Vuc2U")).status).toBe(422);
  expect((await ana.call("GET", "/api/products?limit=500")).status).toBe(400);
});

test("the catalog has exactly the shape the dashboard draws from, for every provider, in the reader's language [A3.1, I1.1, I1.2]", async () => {
  await using hub = await testApp({ deps: { connectors } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { json } = await ana.call("GET", "/api/integrations/catalog");
  const cards = json.sections.flatMap((section: { providers: Record<string, unknown>[] }) => section.providers);
  expect(cards.map((card: { id: string }) => card.id).sort()).toEqual([...connectors.keys()].sort());
  for (const card of cards) {
    const always = [
      "id",
      "name",
      "icon",
      "color",
      "connectType",
      "kind",
      "statusEndpoint",
      "setupFormFields",
      "setupSteps",
      "actions",
      "capabilities",
      "connected",
    ];
    const connect =
      card.connectType === "oauth" ? ["oauthInstallEndpoint", "oauthInstallQueryKey"] : ["connectEndpoint"];
    const scopes = connectors.get(String(card.id))?.meta.scopes === undefined ? [] : ["scopes"];
    expect(Object.keys(card).sort()).toEqual([...always, ...connect, ...scopes].sort());
    expect(card.connected).toBe(false);
    expect((await ana.call("GET", String(card.statusEndpoint))).json).toEqual({
      provider: card.id,
      connected: false,
      connections: [],
    });
  }
  const arabic = await ana.call("GET", "/api/integrations/catalog", undefined, { "accept-language": "ar" });
  const [english, translated] = [json, arabic.json].map(({ sections }) =>
    sections.flatMap(({ name, providers }: { name: string; providers: CatalogCard[] }) => [
      name,
      ...providers.flatMap(({ actions, setupFormFields, setupSteps }) => [
        ...[...actions, ...setupFormFields].map(({ label }) => label),
        ...setupSteps.flatMap(({ title, text }) => [title, text]),
      ]),
    ]),
  );
  expect(translated).toHaveLength(english.length);
  for (const texts of translated) expect(texts).toMatch(/[\u0600-\u06ff]/);
});

type Texts<Key extends string> = readonly Readonly<Record<Key, string>>[];
type CatalogCard = Record<"actions" | "setupFormFields", Texts<"label">> & { setupSteps: Texts<"title" | "text"> };

const idle = () => Promise.reject(new Error("not asked for in this test"));
const noConnections: Connections = {
  begin: idle,
  openDraft: idle,
  complete: idle,
  tryOut: idle,
  accounts: idle,
  choose: idle,
  test: idle,
  disconnect: idle,
  refresh: idle,
  setSecrets: idle,
  newSecret: idle,
  health: idle,
};

test("a connector's texts are answered in the requested language, and in English where there are none [I1.2]", async () => {
  const reported = "Enter the access token of the store-level API account.";
  const code = "bigcommerce:refused.enterAccessTokenStoreLevel" as const;
  const refuse = () =>
    Promise.reject(new ConnectorError({ kind: "rejected", field: "accessToken" }, { code, gaps: {}, text: reported }));
  await using hub = await testApp({
    engine: { connections: { ...noConnections, begin: refuse } },
    deps: { connectors },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const sendRequest = (language: string) => ({ "accept-language": language });
  const namesIn = async (language: string) => {
    const { json } = await ana.call("GET", "/api/integrations/catalog", undefined, sendRequest(language));
    return json.sections.flatMap(({ providers }: { providers: { name: string }[] }) =>
      providers.map((one) => one.name),
    );
  };
  expect(await namesIn("ar-EG, en;q=0.5")).toContain("متجرك الخاص");
  expect(await namesIn("fr")).toContain("Your own shop");
  const own = "/api/integrations/providers/custom_api";
  const arabic = (await ana.call("GET", own, undefined, sendRequest("ar"))).json;
  const english = (await ana.call("GET", own)).json;
  expect(arabic.topics[0].label).toBe("أحداث متجرك");
  expect(arabic.setupFormFields[0]).toMatchObject({ id: "manifest", label: "وصف الاتصال", type: "json" });
  expect(arabic.setupFormFields.map((field: { id: string }) => field.id)).toEqual(
    english.setupFormFields.map((field: { id: string }) => field.id),
  );
  expect(english.topics[0].label).toBe("Events of your shop");
  const connect = (language: string) =>
    ana.call("POST", "/api/stores", { provider: "bigcommerce", values: {} }, sendRequest(language));
  expect((await connect("ar")).json).toMatchObject({
    code: "PLATFORM_REJECTED",
    detail: "أدخل رمز الوصول لحساب API الخاص بالمتجر.",
  });
  expect((await connect("en")).json.detail).toBe(reported);
});

test("a platform that refuses the credentials is told in its words, and the secrets sent appear nowhere [A3.4]", async () => {
  const refuse = () => Promise.reject(new ConnectorError({ kind: "auth_revoked" }, "The shop did not accept the key."));
  await using hub = await testApp({
    engine: { connections: { ...noConnections, begin: refuse } },
    deps: { connectors },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const [provider = ""] = [...connectors.keys()];
  const secret = "very-secret-value-1234";
  const body = { provider, name: "Shop", values: { apiKey: ` ${secret} ` } };
  const answer = await ana.call("POST", "/api/stores", body, { "idempotency-key": "connect-1" });
  expect(answer.status).toBe(422);
  expect(answer.json).toMatchObject({
    errorType: "platform_api_error",
    code: "PLATFORM_AUTH_REVOKED",
    detail: "The shop did not accept the key.",
  });
  const everything = JSON.stringify([
    answer.text,
    hub.logged,
    await hub.db.owner.rows("select * from idempotency"),
    await hub.db.owner.rows("select * from audit"),
  ]);
  expect(everything).not.toContain(secret);
});

test("an install asked for by a signed-in seller goes straight to the platform; anyone else's, and a wrong one, to the form", async () => {
  const requests: string[] = [];
  const connections: Connections = {
    ...noConnections,
    begin: async ({ provider, values }) => {
      requests.push(`${provider} ${Object.values(values).join()}`);
      if (Object.values(values).includes("broken")) throw new ConnectorError({ kind: "rejected" }, "No.");
      return { connectionId: "x", step: "redirect", url: "https://platform.example/authorize" };
    },
  };
  const connect = { install: async () => ({ status: 302, headers: { location: "/form" } }), callback: idle };
  await using hub = await testApp({ engine: { connections, connect }, deps: { connectors } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const oauth = [...connectors.values()].find(({ meta }) => meta.oauthInstallQueryKey !== undefined);
  const url = (value: string) =>
    `/api/integrations/${oauth?.meta.id}/oauth/install?${oauth?.meta.oauthInstallQueryKey}=${value}`;
  expect((await ana.call("GET", url("mine"))).headers.location).toBe("https://platform.example/authorize");
  expect(requests).toEqual([`${oauth?.meta.id} mine`]);
  expect((await ana.call("GET", url("broken"))).headers.location).toBe("/form");
  expect((await hub.anonymous.call("GET", url("theirs"))).headers.location).toBe("/form");
  expect(requests).toHaveLength(2);
});

test("a provider's call without a clear target lists the candidates", async () => {
  const started: string[] = [];
  await using hub = await testApp({ deps: { connectors } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const [provider = ""] = [...connectors.keys()];
  for (const code of ["one", "two"])
    await hub.db.owner.run(
      `insert into connection (organization_id, kind, provider, code, name, state, webhook_key)
       values ($1, 'commerce', $2, $3, $3, 'active', $3)`,
      [ana.organization, provider, code],
    );
  const answer = await ana.call("POST", `/api/integrations/providers/${provider}/register-webhooks`);
  expect(answer.status).toBe(409);
  expect(answer.json.detail).toMatch(/one.*two/);
  const status = await ana.call("GET", `/api/integrations/providers/${provider}/status`);
  expect(status.json.connections).toHaveLength(2);
  expect(started).toEqual([]);
  const viewer = hub.withKey((await ana.call("POST", "/api/api-keys", { name: "v", role: "viewer" })).json.key);
  const list = await viewer.call("GET", "/api/stores");
  expect(list.json.items).toHaveLength(2);
  expect(list.text).not.toMatch(/webhookUrls|webhookKey/);
  const paused = await ana.call("POST", `/api/stores/${list.json.items[0].id}/pause`);
  expect(paused.json.state).toBe("paused");
  expect((await ana.call("GET", "/api/audit")).json.items[0]).toMatchObject({
    action: "store.paused",
    actor: "user:ana@example.test",
  });
});

/** Opens a stream and answers a function that waits for the next event of a type. */
async function listen(url: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { headers }, resolve).on("error", reject),
  );
  response.setEncoding("utf8");
  let text = "";
  const ended = new Promise<void>((resolve) => response.on("close", resolve));
  const waiters = new Set<() => void>();
  response.on("data", (chunk: string) => {
    text += chunk;
    for (const wake of waiters) wake();
  });
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const readNow = () => {
        if (!pattern.test(text)) return;
        waiters.delete(readNow);
        resolve(text);
      };
      waiters.add(readNow);
      readNow();
    });
  return { response, until, ended, text: () => text };
}

test("events reach the streams of their organization alone, with ids only, and closing ends them", async () => {
  const hub = await testApp();
  const { ana, variant } = await shop(hub);
  const ben = await hub.signUp("ben@example.test", "ben-shop");
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}/api/events`;
  const [mine, foreign] = [await listen(url, { cookie: ana.cookie }), await listen(url, { cookie: ben.cookie })];
  expect(mine.response.headers["content-type"]).toContain("text/event-stream");
  await Promise.all([mine.until(/event: hello/), foreign.until(/event: hello/)]);
  await ana.call("PATCH", `/api/variants/${variant.id}`, { title: "Large" });
  await ana.call("POST", "/api/products", { title: "Secret plans", variants: [{ sku: "X" }] });
  await ben.call("POST", "/api/products", { title: "Ben's", variants: [{ sku: "B" }] });
  const reported = await mine.until(/event: product\.created/);
  await foreign.until(/event: product\.created/);
  expect(reported).not.toContain("Secret plans");
  expect(reported).not.toContain(ana.organization);
  expect(foreign.text().match(/event: product\.created/g)).toHaveLength(1);
  await hub.app.close();
  await Promise.all([mine.ended, foreign.ended]);
  await hub[Symbol.asyncDispose]();
});

test("a stream begins with what happened while its page was opened, where that is asked for, of its organization alone", async () => {
  const hub = await testApp();
  const { ana } = await shop(hub);
  const ben = await hub.signUp("ben@example.test", "ben-shop");
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}/api/events`;
  const early = await listen(url, { cookie: ana.cookie });
  await early.until(/event: hello/);
  await ana.call("POST", "/api/products", { title: "Soap", variants: [{ sku: "X" }] });
  await early.until(/event: product\.created/);
  const late = await listen(`${url}?agoMs=30000`, { cookie: ana.cookie });
  await late.until(/event: hello[\s\S]*event: product\.created/);
  const unnamed = await listen(`${url}?agoMs=30000&names=no`, { cookie: ana.cookie });
  expect(await unnamed.until(/"type":"product\.created"/)).not.toContain("event: product.created");
  const others = [
    unnamed,
    await listen(url, { cookie: ana.cookie }),
    await listen(`${url}?agoMs=30000`, { cookie: ben.cookie }),
  ];
  for (const other of others.slice(1)) expect(await other.until(/event: hello/)).not.toContain("product.created");
  await hub.app.close();
  await Promise.all([early, late, ...others].map(({ ended }) => ended));
  await hub[Symbol.asyncDispose]();
});

test("a stream beyond the limit is refused, and none outlives its session or key", async () => {
  const hub = await testApp({ deps: { limits: { streams: 2 } } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const key = (await ana.call("POST", "/api/api-keys", { name: "till", role: "viewer" })).json;
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}/api/events`;
  const [mine, program] = [await listen(url, { cookie: ana.cookie }), await listen(url, { "x-api-key": key.key })];
  await Promise.all([mine.until(/event: hello/), program.until(/event: hello/)]);
  const third = await fetch(url, { headers: { "x-api-key": key.key } });
  expect([third.status, ((await third.json()) as { code: string }).code]).toEqual([429, "TOO_MANY_STREAMS"]);
  await ana.call("DELETE", `/api/api-keys/${key.id}`);
  await program.ended;
  await ana.call("POST", "/api/auth/sign-out", {});
  await mine.ended;
  await hub.app.close();
  await hub[Symbol.asyncDispose]();
});

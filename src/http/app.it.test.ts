import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Objects } from "../hub/files/objects.ts";
import { createClosingConnections } from "./closing-connections.ts";
import { type TestApp, testApp } from "./testing.ts";

/** Of the tests that tell their people and organizations apart by name: starting one costs more than such a test. */
let hub: TestApp;
beforeAll(async () => {
  hub = await testApp();
});
afterAll(() => hub?.[Symbol.asyncDispose]());

test("the same Idempotency-Key gets the first answer again; another request under it is refused [I2.4]", async () => {
  const ana = await hub.signUp("ana-again@example.test", "ana-shop-again");
  const post = (name: string) =>
    ana.call("POST", "/api/api-keys", { name, role: "viewer" }, { "idempotency-key": "k-1" });
  const first = await post("till");
  const again = await post("till");
  expect(again.status).toBe(201);
  expect(again.text).toBe(first.text);
  expect(again.headers["idempotency-replayed"]).toBe("true");
  expect((await ana.call("GET", "/api/api-keys")).json.items).toHaveLength(1);
  expect((await post("other")).json).toMatchObject({ status: 409, code: "IDEMPOTENCY_REUSED" });
  const rows = await hub.db.owner.rows("select response::text from idempotency");
  expect(JSON.stringify(rows)).not.toContain(first.json.key);
  const entries = await ana.call("GET", "/api/audit?action=api-keys.create");
  expect(entries.json.items).toHaveLength(1);
  // Somebody else's answer is nobody's, though the request and its key are the same.
  const admin = (await ana.call("POST", "/api/api-keys", { name: "office", role: "admin" })).json.key;
  const stranger = await hub
    .withKey(admin)
    .call("POST", "/api/api-keys", { name: "till", role: "viewer" }, { "idempotency-key": "k-1" });
  expect(stranger).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_REUSED" } });
  expect(stranger.text).not.toContain(first.json.key);
});

test("the audit trail tells what each changed field was and became", async () => {
  const ana = await hub.signUp("ana-trail@example.test", "ana-shop-trail");
  const { id } = (await ana.call("POST", "/api/products", { title: "Mug", brand: "Kiln", variants: [{ sku: "MUG" }] }))
    .json;
  const last = async () => (await ana.call("GET", "/api/audit?limit=1")).json.items[0];
  await ana.call("PATCH", `/api/products/${id}`, { title: "Cup", brand: "Kiln", descriptionHtml: "x".repeat(1_500) });
  expect(await last()).toMatchObject({
    action: "products.update",
    details: {
      fields: ["brand", "descriptionHtml", "title"],
      changes: {
        title: { before: "Mug", after: "Cup" },
        descriptionHtml: { before: "", after: { fingerprint: expect.any(String) } },
      },
    },
  });
  await ana.call("PATCH", "/api/organization", { name: "Ana & Co" });
  expect((await last()).details.changes).toEqual({ name: { before: "ana-shop-trail", after: "Ana & Co" } });
  await ana.call("DELETE", `/api/products/${id}`);
  expect((await last()).details.changes).toMatchObject({ title: { before: "Cup" }, brand: { before: "Kiln" } });
});

test("two requests with one Idempotency-Key at the same moment have one effect [I2.4]", async () => {
  const ana = await hub.signUp("ana-moment@example.test", "ana-shop-moment");
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      ana.call("POST", "/api/api-keys", { name: "till", role: "viewer" }, { "idempotency-key": "same" }),
    ),
  );
  const made = answers.filter((each) => each.status === 201);
  expect(made.length).toBeGreaterThan(0);
  expect(new Set(made.map((each) => each.json.id)).size).toBe(1);
  expect(
    answers.filter((each) => each.status !== 201).every((each) => each.json.code === "IDEMPOTENCY_IN_FLIGHT"),
  ).toBe(true);
  expect((await ana.call("GET", "/api/api-keys")).json.items).toHaveLength(1);
});

test("a refused request is replayed as refused; a key of one organization means nothing in another", async () => {
  const ana = await hub.signUp("ana-refused@example.test", "ana-shop-refused");
  const headers = { "idempotency-key": "k" };
  const body = { name: "x", role: "viewer", expiresAt: "2020-01-01T00:00:00Z" };
  const refused = await ana.call("POST", "/api/api-keys", body, headers);
  expect(refused.status).toBe(422);
  const again = await ana.call("POST", "/api/api-keys", body, headers);
  expect(again.json).toEqual(refused.json);
  expect(again.headers["content-type"]).toContain("problem+json");
  const ben = await hub.signUp("ben-refused@example.test", "ben-shop-refused");
  expect((await ben.call("POST", "/api/api-keys", { name: "x", role: "viewer" }, headers)).status).toBe(201);
});

test("requests are limited per caller, with headers that say how much is left [I2.3]", async () => {
  await using hub = await testApp({
    deps: { limits: { api: { most: 4, perMs: 60_000 }, signIn: { most: 100, perMs: 60_000 } } },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const statuses: number[] = [];
  for (let n = 0; n < 5; n++) statuses.push((await ana.call("GET", "/api/members")).status);
  expect(statuses).toContain(429);
  const slowed = await ana.call("GET", "/api/members");
  expect(slowed.json).toMatchObject({ errorType: "rate_limit_error", retryable: true });
  expect(Number(slowed.headers["retry-after"])).toBeGreaterThan(0);
  expect(slowed.headers["ratelimit-remaining"]).toBe("0");
  await hub.clock.advance(60_000);
  expect((await ana.call("GET", "/api/members")).status).toBe(200);
});

test("mistakes in a request are named by field; unknown addresses, parameters and bodies are problems too [I2.5, I7.3]", async () => {
  const ana = await hub.signUp("ana-mistakes@example.test", "ana-shop-mistakes");
  const wrong = await ana.call("POST", "/api/invitations", { email: "no", role: "king", extra: 1 });
  expect(wrong.status).toBe(400);
  expect(wrong.headers["content-type"]).toContain("application/problem+json");
  expect(wrong.json).toMatchObject({ errorType: "validation_error", code: "REQUEST_INVALID", retryable: false });
  expect(wrong.json.details.map((each: { field: string }) => each.field)).toEqual(
    expect.arrayContaining(["email", "role"]),
  );
  expect(wrong.json.details).toContainEqual({
    field: "email",
    message: "This is not an e-mail address.",
    said: { code: "field.email", gaps: {} },
  });
  expect((await ana.call("GET", "/api/nothing")).json).toMatchObject({ status: 404, code: "NOT_FOUND" });
  const misspelt = await ana.call("GET", "/api/orders?stat=pending&limit=5");
  expect(misspelt).toMatchObject({
    status: 400,
    json: { details: [{ field: "stat", said: { code: "query.unknown" } }] },
  });
  expect(misspelt.json.details[0].message).toContain("status");
  expect((await ana.call("GET", "/api/members?format=csv")).json.details).toEqual([
    { field: "format", message: "This address takes no parameters.", said: { code: "query.none", gaps: {} } },
  ]);
  const broken = await hub.app.inject({
    method: "POST",
    url: "/api/invitations",
    payload: "{",
    headers: {
      "content-type": "application/json",
      cookie: ana.cookie,
      origin: "https://hub.example.test",
      host: "hub.example.test",
    },
  });
  expect(broken.statusCode).toBe(400);
  expect(broken.json()).toMatchObject({ errorType: "validation_error" });
  const large = await ana.call("POST", "/api/invitations", { email: "x".repeat(2_000_000) });
  expect(large.status).toBe(413);
  const settings = { settings: { note: "x".repeat(65_536) } };
  for (const url of ["/api/organization", "/api/stores/5f0c8b6e-0f53-4a8f-8d0c-5a1e2b7c9d10"])
    expect(await ana.call("PATCH", url, settings), url).toMatchObject({
      status: 413,
      json: { code: "BODY_TOO_LARGE" },
    });
  // A piece at a time they come no further.
  const piece = (name: string, text: string) => ana.call("PATCH", "/api/organization", { settings: { [name]: text } });
  expect((await piece("one", "x".repeat(40_000))).status).toBe(200);
  const more = await piece("two", "x".repeat(40_000));
  expect([more.status, more.json.code]).toEqual([422, "SETTINGS_TOO_LARGE"]);
  expect((await piece("one", "")).status).toBe(200);
  expect((await piece("two", "x".repeat(40_000))).status).toBe(200);
});

test("the wrong method, media type, escape or depth is a problem like all others [I7.3]", async () => {
  const ana = await hub.signUp("ana-method@example.test", "ana-shop-method");
  const deleted = await ana.call("DELETE", "/api/orders");
  expect(deleted).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, POST" } });
  expect(deleted.json).toMatchObject({ code: "METHOD_NOT_ALLOWED", errorType: "validation_error", retryable: false });
  const send = (payload: string, type: string, url = "/api/products") =>
    ana.call("POST", url, payload, { "content-type": type });
  for (const type of ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
    expect(await send("title=Shirt", type), type).toMatchObject({ status: 415, json: { code: "MEDIA_TYPE" } });
  const escaped = await ana.call("GET", "/api/orders/%zz");
  expect(escaped).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID", errorType: "validation_error" } });
  expect(escaped.json.requestId).toBe(escaped.headers["x-request-id"]);
  // As they are sent by hand: a client would shorten them.
  for (const path of ["/..%2f..%2fpackage.json", "/static/..%2f..%2f..%2f..%2fpackage.json", "/static/..%5c..%5cx"]) {
    const below = await hub.anonymous.call("GET", `/api/reference${path}`);
    expect([below.status, below.json?.code], path).toEqual([404, "NOT_FOUND"]);
    expect(below.headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
  }
  const deep = await send(`{"title":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, "application/json");
  expect(deep).toMatchObject({ status: 400, json: { code: "REQUEST_INVALID" } });
});

test("a fault while signing in is logged once, as one line with the request id [I7.3]", async () => {
  await using hub = await testApp();
  await hub.signUp("ana@example.test");
  await hub.db.owner.run("alter table auth.session rename to session_away");
  const before = hub.logged.length;
  const email = { email: "ana@example.test", password: "correct horse battery" };
  const answer = await hub.anonymous.call("POST", "/api/auth/sign-in/email", email, {
    origin: "https://hub.example.test",
    "x-request-id": "sign-in-0001",
  });
  expect(answer).toMatchObject({ status: 500, json: { code: "INTERNAL", requestId: "sign-in-0001" } });
  const faults = hub.logged.slice(before).filter((line) => JSON.parse(line).level >= 40);
  expect(faults.map((line) => JSON.parse(line).requestId)).toEqual(["sign-in-0001"]);
});

test("a stopping hub says so, and ends each connection with its answer [F20]", async () => {
  const outgoing = createClosingConnections();
  await using hub = await testApp({ deps: { leaving: outgoing } });
  const before = await hub.anonymous.call("GET", "/healthz");
  expect(before.headers.connection).not.toBe("close");
  outgoing.begin();
  const answer = await hub.anonymous.call("GET", "/readyz");
  expect(answer).toMatchObject({ status: 503, json: { status: "stopping" }, headers: { connection: "close" } });
  expect(await hub.anonymous.call("GET", "/api/members")).toMatchObject({
    status: 401,
    headers: { connection: "close" },
  });
});

test("readiness tells whether object storage works, and stays ready where it does not", async () => {
  let trouble: string | null = null;
  let checks = 0;
  const objects: Objects = {
    newKey: () => "",
    write: async () => undefined,
    read: async () => null,
    remove: async () => undefined,
    async check() {
      checks += 1;
      return trouble;
    },
  };
  await using hub = await testApp({ deps: { fileStorage: { writesTo: "objects", objects } } });
  const ready = () => hub.anonymous.call("GET", "/readyz");
  expect(await ready()).toMatchObject({ status: 200, json: { status: "ready", files: "ready" } });
  trouble = "minio/files refuses this hub (AccessDenied).";
  expect((await ready()).json.files).toBe("ready");
  expect(checks).toBe(1);
  await hub.clock.advance(60_000);
  expect(await ready()).toMatchObject({ status: 200, json: { status: "ready", files: "away" } });
  expect(hub.logged.join("")).toContain(trouble);
});

test("health, readiness and metrics answer; metrics keep to their token", async () => {
  await using hub = await testApp();
  expect((await hub.anonymous.call("GET", "/healthz")).json).toEqual({ status: "ok" });
  expect((await hub.anonymous.call("GET", "/api/readyz")).json).toEqual({ status: "ready", outbound: "open" });
  await hub.anonymous.call("GET", "/api/members");
  expect((await hub.anonymous.call("GET", "/metrics")).text).toContain(
    'argosy_http_answers_total{method="GET",route="/api/members",status="401"} 1',
  );
  // A proxy on this machine is no reason to show them to everybody behind it.
  const renamed = await hub.anonymous.call("GET", "/metrics", undefined, { host: "page.example" });
  expect(renamed.status).toBe(401);
  const handedOn = await hub.anonymous.call("GET", "/metrics", undefined, { "x-forwarded-for": "203.0.113.9" });
  expect(handedOn.status).toBe(401);
  const token = "a-token-of-enough-length";
  await using guarded = await testApp({ deps: { config: { ...hub.deps.config, metricsToken: token } } });
  expect((await guarded.anonymous.call("GET", "/metrics")).status).toBe(401);
  expect(
    (await guarded.anonymous.call("GET", "/metrics", undefined, { authorization: `Bearer ${token}` })).status,
  ).toBe(200);
});

test("answers carry security headers, a request id and no cache", async () => {
  const answer = await hub.anonymous.call("GET", "/api/members", undefined, { "x-request-id": "given-by-caller" });
  expect(answer.headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-request-id": "given-by-caller",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  });
  for (const url of ["/healthz", "/api/members", "/webhooks/nobody", "/nothing"]) {
    const { headers } = await hub.anonymous.call("GET", url);
    expect([url, headers["x-content-type-options"], headers["strict-transport-security"]]).toEqual([
      url,
      "nosniff",
      "max-age=31536000; includeSubDomains",
    ]);
  }
  expect(answer.json.requestId).toBe("given-by-caller");
});

test("an answer of some size is packed for whoever takes it so, and is the same", async () => {
  const { cookie } = await hub.signUp("ana-packed@example.test", "ana-shop-packed");
  const ask = (url: string, accept?: string) =>
    hub.app.inject({ url, headers: { cookie, ...(accept === undefined ? {} : { "accept-encoding": accept }) } });
  const plain = await ask("/api/imports/fields");
  const packed = await ask("/api/imports/fields", "br;q=0.5, gzip");
  expect(packed.headers).toMatchObject({
    "content-encoding": "gzip",
    vary: expect.stringContaining("Accept-Encoding"),
  });
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  for (const [url, accept] of [
    ["/api/imports/fields", "gzip;q=0"],
    ["/api/views", "gzip"],
  ] as const)
    expect((await ask(url, accept)).headers["content-encoding"], url).toBeUndefined();
});

test("the document is OpenAPI 3.1, names every operation once and what it needs; the reference page loads nothing from outside [I2.1]", async () => {
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  expect(json.openapi).toBe("3.1.0");
  const operations = Object.values(json.paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string; "x-permission": string }>),
  );
  expect(operations.every((each) => typeof each["x-permission"] === "string")).toBe(true);
  const names = operations.map((each) => each.operationId);
  expect(new Set(names).size).toBe(names.length);
  const page = await hub.anonymous.call("GET", "/api/reference/");
  expect(page.status).toBe(200);
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self';/);
  expect(page.text).not.toMatch(/(src|href)="https?:|<script|\sstyle=/);
  expect((await hub.anonymous.call("GET", "/api/reference/style.css")).status).toBe(200);
  for (const name of names) {
    expect(page.text).toContain(`href="/api/reference/${name}"`);
    const operation = await hub.anonymous.call("GET", `/api/reference/${name}`);
    expect(operation.status, name).toBe(200);
    expect(operation.text, name).not.toMatch(/undefined|\[object Object\]/);
  }
  const found = await hub.anonymous.call("GET", "/api/reference/?q=refresh+credentials");
  expect(found.text).toContain("postStoresByIdRefreshCredentials");
  expect(found.text).not.toContain("getMembers");
});

test("the documentation is served with the hub: a page of its own, with a policy and without a script, to anybody", async () => {
  const ask = (url: string) => hub.anonymous.call("GET", url);
  const page = await ask("/docs/routing");
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self';/);
  expect(page.text).toContain('<h2 id="when-is-an-order-split">');
  expect(page.text).not.toMatch(/<script|\sstyle=/);
  expect((await ask("/docs?q=routing")).text).toContain('href="/docs/routing"');
  expect((await ask("/docs/style.css")).status).toBe(200);
  for (const missing of ["/docs/nothing", "/docs/..%2FREADME", "/docs/screens/x"])
    expect((await ask(missing)).status).toBe(404);
});

test("the document is packed once, and not sent again to whoever has it", async () => {
  const ask = (headers: Record<string, string>) => hub.app.inject({ url: "/api/openapi.json", headers });
  const packed = await ask({ "accept-encoding": "gzip" });
  const plain = await ask({});
  expect(packed.headers["content-encoding"]).toBe("gzip");
  expect(packed.rawPayload.length * 8).toBeLessThan(plain.rawPayload.length);
  expect(gunzipSync(packed.rawPayload).equals(plain.rawPayload)).toBe(true);
  expect(packed.headers).toMatchObject({ "cache-control": "no-cache", vary: "Accept-Encoding" });
  const again = await ask({ "if-none-match": String(packed.headers.etag) });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

test("a request with amounts and dates is recognised when it is repeated", async () => {
  const ana = await hub.signUp("ana-amounts@example.test", "ana-shop-amounts");
  const create = (priceMinor: number) =>
    ana.call(
      "POST",
      "/api/products",
      { title: "Shirt", variants: [{ sku: "S", priceMinor }] },
      { "idempotency-key": "p-1" },
    );
  const first = await create(1250);
  expect(first.status, first.text).toBe(201);
  expect((await create(1250)).json).toEqual(first.json);
  expect((await create(1300)).json.code).toBe("IDEMPOTENCY_REUSED");
});

test("requests are answered with a retry while the database is away, and nothing of it is shown", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const key = (await ana.call("POST", "/api/api-keys", { name: "k", role: "viewer" })).json.key;
  const { name } = await hub.db.owner.one<{ name: string }>("select current_database() as name");
  await hub.db.owner.run(`alter database ${name} connection limit 0`);
  try {
    await hub.db.owner.rows(
      `select pg_terminate_backend(pid)
       from pg_stat_activity
       where datname = current_database() and usename in ('argosy_auth', 'argosy_app')`,
    );
    for (const caller of [ana, hub.withKey(key)]) {
      let answer = await caller.call("GET", "/api/members");
      // The first statement after the cut may still hit the broken connection.
      if (answer.status !== 503) answer = await caller.call("GET", "/api/members");
      expect(answer.status, answer.text).toBe(503);
      expect(answer.json).toMatchObject({ errorType: "network_error", code: "DATABASE_AWAY", retryable: true });
      expect(answer.headers["retry-after"]).toBe("5");
    }
    expect((await hub.anonymous.call("GET", "/readyz")).status).toBe(503);
  } finally {
    await hub.db.owner.run(`alter database ${name} connection limit -1`);
  }
  expect((await ana.call("GET", "/api/members")).status).toBe(200);
});

/** What somebody without a session may ask of the hub, and how often: no route is left out. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "./testing.ts";

const once = { most: 1, perMs: 60_000 };
const LARGE = 64 * 1024;

let hub: TestApp;
beforeAll(async () => {
  hub = await testApp({
    deps: { limits: { strangerPages: once, strangerAsks: once, webhookAddress: once, signIn: { ...once, most: 2 } } },
  });
});
afterAll(() => hub?.[Symbol.asyncDispose]());

let addresses = 0;
/** An address that nobody used before. */
const nextAddress = () => `2001:db8:${(++addresses).toString(16)}::1`;
const addressOf = (url: string) => url.replace(/:\w+/g, "x").replace("*", "x");

test("every public route is limited by address before anything of a body is read [I4.1]", async () => {
  const routes = hub.app.publicRoutes;
  expect(routes.length).toBeGreaterThan(40);
  const seen = routes.map(({ method, url }) => `${method} ${url}`);
  for (const existing of [
    "POST /api/invitations/preview",
    "POST /api/auth/*",
    "POST /webhooks/:provider/:key",
    "GET /track/:key",
    "POST /api/connect/:state",
    "GET /images/:owner/:name",
    "GET /healthz",
  ])
    expect(seen).toContain(existing);
  for (const { method, url } of routes) {
    const remoteAddress = nextAddress();
    const ask = () =>
      hub.app.inject({
        method: method as "POST",
        url: addressOf(url),
        remoteAddress,
        headers: { "content-type": "application/json", accept: "application/json" },
        // No JSON, and longer than most routes take: whoever looks at it says so.
        ...(!["GET", "HEAD", "OPTIONS"].includes(method) && { payload: `"${'\\"'.repeat(LARGE)}` }),
      });
    const first = await ask();
    expect(first.statusCode, `${method} ${url}`).not.toBe(429);
    const second = await ask();
    expect(second.statusCode, `${method} ${url}: ${second.body}`).toBe(429);
    expect(Number(second.headers["retry-after"]), `${method} ${url}`).toBeGreaterThan(0);
  }
});

test("a stranger's requests to missing paths and those that need a session are counted and refused", async () => {
  for (const method of ["GET", "POST"] as const) {
    const remoteAddress = nextAddress();
    const nowhere = () => hub.app.inject({ method, url: "/api/nowhere", remoteAddress, payload: "{" });
    expect([(await nowhere()).statusCode === 429, (await nowhere()).statusCode]).toEqual([false, 429]);
  }
  const remoteAddress = nextAddress();
  const guarded = () => hub.app.inject({ method: "POST", url: "/api/products", remoteAddress, payload: "{" });
  expect([(await guarded()).statusCode, (await guarded()).statusCode, (await guarded()).statusCode]).toEqual([
    401, 401, 429,
  ]);
});

test("malformed attempts to sign in count like all others, and public forms take what a form holds", async () => {
  const loose = { strangerAsks: { most: 1_000, perMs: 60_000 }, signIn: { most: 3, perMs: 60_000 } };
  await using open = await testApp({ deps: { limits: loose } });
  const attempt = async (payload: string) => {
    const headers = { "content-type": "application/json" };
    return (await open.app.inject({ method: "POST", url: "/api/auth/sign-in/email", headers, payload })).statusCode;
  };
  const broken = `{"a":"${'\\"'.repeat(20_000)}`;
  expect([await attempt(broken), await attempt("["), await attempt("1"), await attempt("{}")]).toEqual([
    400, 400, 400, 429,
  ]);
  const large = await open.anonymous.call("POST", "/api/invitations/preview", { token: "x".repeat(5_000) });
  expect(large.status).toBe(413);
});

test("a refusal waits while others are answered, and no longer than the hub", async () => {
  const limits = { strangerAsks: { most: 1, perMs: 60_000 }, refusalDelayMs: 3_600_000 };
  await using slow = await testApp({ deps: { limits } });
  const post = (remoteAddress: string) =>
    slow.app.inject({ method: "POST", url: "/api/invitations/preview", remoteAddress, payload: {} });
  const [address, other] = [nextAddress(), nextAddress()];
  expect((await post(address)).statusCode).not.toBe(429);
  let isAnswered = false;
  const refusal = post(address).finally(() => {
    isAnswered = true;
  });
  expect((await post(other)).statusCode).not.toBe(429);
  expect(isAnswered).toBe(false);
  await slow.app.close();
  expect((await refusal).statusCode).toBe(429);
});

/** Bodies nobody has a use for: answered without waiting for them, and never read to their end. */
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newWebhookKey } from "../../hub/stores/routes.ts";
import { testApp } from "../testing.ts";

const MB = 1024 * 1024;
const loose = { most: 100_000, perMs: 60_000 };
const KNOWN = newWebhookKey();

/** A hub that listens, where one webhook address is known. */
async function listening() {
  const hub = await testApp({
    engine: { awaitsDeliveries: async ({ key }) => key === KNOWN },
    deps: {
      limits: { strangerAsks: loose, signIn: loose, api: loose, strangerBytes: { most: 2 * MB, perMs: 60_000 } },
    },
  });
  const sockets = new Map<number | undefined, Socket>();
  hub.app.server.on("connection", (socket) => sockets.set(socket.remotePort, socket));
  await hub.app.listen({ host: "127.0.0.1", port: 0 });
  const address = hub.app.server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return { hub, port, sockets };
}

let shared: Awaited<ReturnType<typeof listening>>;
beforeAll(async () => {
  shared = await listening();
});
afterAll(() => shared?.hub[Symbol.asyncDispose]());

interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Sends the head of a request and `sent` bytes of its body; `ended`: the hub has nothing more to say. */
async function begin(port: number, { method, url, headers = {} }: RecordedRequest, sent = 0) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const lines = Object.entries({ host: "hub.example.test", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`${method} ${url} HTTP/1.1\r\n${lines.join("")}\r\n`);
  let text = "";
  const ended = new Promise<void>((resolve) => {
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
    });
    socket.once("end", () => resolve());
    // Cut off while it sends, which some of these are.
    socket.on("error", () => resolve());
  });
  if (sent > 0) socket.write(Buffer.alloc(sent, "x"));
  return { socket, ended, text: () => text, status: () => Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]) };
}

const addressOf = (url: string) => url.replace(/:\w+/g, "x").replace("*", "x");
const JSON_TYPE = { "content-type": "application/json" };
const CSV_TYPE = { "content-type": "text/csv" };

test("a public route answers and ends the connection where more is announced than it takes, before a byte of it is there", async () => {
  const { port, hub } = shared;
  const routes = hub.app.publicRoutes;
  expect(routes.length).toBeGreaterThan(40);
  for (const { method, url } of routes) {
    const headers = { ...JSON_TYPE, "content-length": 100 * MB };
    const { socket, ended, text } = await begin(port, { method, url: addressOf(url), headers });
    await ended;
    expect(text(), `${method} ${url}`).toMatch(/^HTTP\/1.1 [2-5]\d\d .*\r\nconnection: close\r\n/is);
    socket.destroy();
  }
});

const useless: readonly (readonly [what: string, asked: RecordedRequest, status: number])[] = [
  ["an unknown address", { method: "POST", url: "/api/nowhere", headers: JSON_TYPE }, 404],
  ["an unknown page", { method: "POST", url: "/nowhere", headers: JSON_TYPE }, 404],
  ["a page", { method: "GET", url: "/healthz" }, 200],
  ["an unknown webhook key", { method: "POST", url: `/webhooks/shopify/${newWebhookKey()}` }, 401],
  ["an unknown key with a topic", { method: "PUT", url: `/api/stores/webhooks/${newWebhookKey()}/order` }, 401],
  ["an unknown platform", { method: "POST", url: "/webhooks/none" }, 401],
  ["an unknown way to sign in", { method: "POST", url: "/api/auth/%2e", headers: JSON_TYPE }, 404],
  ["no JSON", { method: "POST", url: "/api/invitations/preview", headers: CSV_TYPE }, 415],
  ["no JSON at the sign-in", { method: "POST", url: "/api/auth/sign-in/email", headers: CSV_TYPE }, 415],
  ["a file without a session", { method: "POST", url: "/api/imports?name=x.csv", headers: CSV_TYPE }, 401],
];

test("a body that need not be read, long or not, is never read to its end", async () => {
  const { port, sockets } = shared;
  const lengths = [{ "content-length": 8 * MB }, { "transfer-encoding": "chunked" }];
  const requested = useless.flatMap((each) => lengths.map((length) => [...each, length] as const));
  await Promise.all(
    requested.map(async ([what, { headers, ...where }, status, length]) => {
      const one = await begin(port, { ...where, headers: { ...headers, ...length } });
      await one.ended;
      expect(one.status(), what).toBe(status);
      // Goes on sending, as if it had not heard.
      one.socket.write("content-length" in length ? Buffer.alloc(8 * MB, "x") : `800000\r\n${"x".repeat(8 * MB)}\r\n`);
      const here = sockets.get(one.socket.localPort);
      await expect.poll(() => here?.destroyed).toBe(true);
      expect(here?.bytesRead, what).toBeLessThan(MB);
      one.socket.destroy();
    }),
  );
});

test("a small body keeps the connection, whatever is answered", async () => {
  const requested = { method: "POST", url: "/webhooks/none", headers: { "content-length": 1_000 } };
  const { socket, text } = await begin(shared.port, requested, 1_000);
  await expect.poll(text).toMatch(/^HTTP\/1.1 401 .*\r\nconnection: keep-alive\r\n/is);
  socket.destroy();
});

test("large bodies that are refused are counted by address, and small ones go on", async () => {
  const { hub, port } = await listening();
  await using _ = hub;
  const url = `/webhooks/shopify/${KNOWN}`;
  const send = async (bytes: number) => {
    const headers = { connection: "close", "content-length": bytes };
    const one = await begin(port, { method: "POST", url, headers }, bytes);
    await one.ended;
    one.socket.destroy();
    return one.status();
  };
  expect([await send(MB), await send(MB), await send(1_000)]).toEqual([401, 401, 401]);
  // Not a byte of it is waited for.
  const more = await begin(port, { method: "POST", url, headers: { "content-length": MB } });
  await more.ended;
  expect(more.text()).toMatch(/^HTTP\/1.1 429 .*\r\nretry-after: \d+\r\n/is);
  more.socket.destroy();
  expect(await send(1_000)).toBe(401);
});

test("large deliveries that are accepted do not count", async () => {
  await using hub = await testApp({
    engine: { receive: async () => ({ status: 200 }) },
    deps: { limits: { strangerBytes: { most: MB, perMs: 60_000 } } },
  });
  const send = async () =>
    (await hub.app.inject({ method: "POST", url: `/webhooks/shopify/${KNOWN}`, payload: Buffer.alloc(MB) })).statusCode;
  expect([await send(), await send(), await send()]).toEqual([200, 200, 200]);
});

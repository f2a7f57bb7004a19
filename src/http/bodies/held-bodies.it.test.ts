/** Strangers who send nearly all of a large body and wait: what they hold has a bound, and others are answered. */
import { connect } from "node:net";
import { expect, test } from "vitest";
import { loadConfig } from "../../config.ts";
import { testApp } from "../testing.ts";

const MB = 1024 * 1024;
const PATH = "/api/webhooks/shopify/key";

const config = loadConfig({ APP_URL: "https://hub.example.test", TRUST_PROXY: "127.0.0.1" });

async function listening(receive: () => Promise<void>, silentMs = 60_000) {
  const hub = await testApp({
    deps: { config, limits: { bodies: { bytes: 4 * MB, silentMs } } },
    engine: {
      async receive() {
        await receive();
        return { status: 401, body: "Signature not accepted." };
      },
    },
  });
  await hub.app.listen({ host: "127.0.0.1", port: 0 });
  const address = hub.app.server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  /** A body of 1 MB, of which so much is sent; what comes back, when the connection ends or with the first bytes. */
  const begin = (from: string, bytes: number, path = PATH) => {
    const socket = connect(port, "127.0.0.1");
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    socket.on("error", () => undefined);
    socket.once("data", (data) => resolve(data.toString().split("\r\n")[0] ?? ""));
    socket.once("close", () => resolve("closed"));
    socket.write(`POST ${path} HTTP/1.1\r\nhost: hub.example.test\r\nx-forwarded-for: ${from}\r\n`);
    socket.write(`content-type: application/json\r\ncontent-length: ${MB}\r\n\r\n`);
    socket.write(Buffer.alloc(bytes, 0x61));
    return { socket, answer };
  };
  return { hub, begin, url: `http://127.0.0.1:${port}${PATH}` };
}

const send = (url: string, from: string, bytes: number) =>
  fetch(url, { method: "POST", headers: { "x-forwarded-for": from }, body: Buffer.alloc(bytes, 0x61) });

test("bodies that never end are held up to a bound, and it is their own sender who is refused [I4.1]", async () => {
  const { hub, begin, url } = await listening(async () => undefined);
  await using _ = hub;
  const quiet = begin("203.0.113.1", MB / 2);
  const flood = Array.from({ length: 20 }, () => begin("203.0.113.9", MB - 1));
  const answers = flood.map(({ answer }) => answer);
  const refused = new Set<string>();
  // Three or four of the last still wait: sixteen were refused.
  let count = 0;
  await new Promise<void>((resolve) => {
    for (const answer of answers)
      void answer.then((line) => {
        refused.add(line);
        count += 1;
        if (count === 16) resolve();
      });
  });
  expect([...refused]).toEqual(["HTTP/1.1 429 Too Many Requests"]);
  expect((await send(url, "203.0.113.2", MB)).status).toBe(401);
  expect((await send(url, "203.0.113.9", 1_000)).status).toBe(401);
  quiet.socket.write(Buffer.alloc(MB / 2, 0x61));
  expect(await quiet.answer).toBe("HTTP/1.1 401 Unauthorized");
  for (const { socket } of flood) socket.destroy();
});

test("a body is held until its request is answered", async () => {
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  const { promise: allThere, resolve: isThere } = Promise.withResolvers<void>();
  let there = 0;
  const { hub, url } = await listening(() => {
    there += 1;
    if (there === 4) isThere();
    return goOn;
  });
  await using _ = hub;
  const first = Array.from({ length: 4 }, (_, n) => send(url, `203.0.113.${n}`, MB));
  await allThere;
  const refused = await send(url, "203.0.113.8", MB);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
  resolve();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect((await send(url, "203.0.113.8", MB)).status).toBe(401);
});

test("a silent client within a body is cut off, and one refused by its length harms nobody", async () => {
  const { hub, begin, url } = await listening(async () => undefined, 50);
  await using _ = hub;
  const refused = begin("203.0.113.1", MB / 2, "/api/invitations/preview");
  expect(await refused.answer).toBe("HTTP/1.1 413 Payload Too Large");
  const silent = begin("203.0.113.2", MB / 2);
  expect(await silent.answer).toBe("closed");
  refused.socket.destroy();
  // An error that reached nobody would have failed this test.
  expect((await send(url, "203.0.113.3", MB)).status).toBe(401);
});

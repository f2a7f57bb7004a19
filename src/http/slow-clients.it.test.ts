/** Clients that begin a request and never end it: others are answered, and their connections are closed. */
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { testApp } from "./testing.ts";

const SLOW = 200;

/** A client that has sent a part of its headers, and goes on with a header line whenever told to. */
async function slowClient(port: number) {
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  // Whoever is closed while it writes may see that as an error.
  socket.on("error", () => undefined);
  socket.resume();
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  socket.write("POST /api/webhooks/shopify/key HTTP/1.1\r\nhost: hub.example.test\r\n");
  return { socket, closed };
}

const drip = (socket: Socket) => socket.writable && socket.write("x-a: b\r\n");

test(`${SLOW} connections with half a request each keep nobody else waiting, and are closed once their time is up [F14]`, async () => {
  await using hub = await testApp();
  const { server } = hub.app;
  // The interface gives them a minute, as looked at every half minute.
  expect(server.headersTimeout).toBe(60_000);
  Object.assign(server, { headersTimeout: 300, connectionsCheckingInterval: 50 });
  await hub.app.listen({ host: "127.0.0.1", port: 0 });
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const open = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  const slow = await Promise.all(Array.from({ length: SLOW }, () => slowClient(port)));
  const dripping = setInterval(() => {
    for (const { socket } of slow) drip(socket);
  }, 20);
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status)),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    await Promise.all(slow.map(({ closed }) => closed));
    expect((await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: "close" } })).status).toBe(200);
    // What is left are connections of the answers, kept for the next.
    expect(await open()).toBeLessThanOrEqual(21);
  } finally {
    clearInterval(dripping);
  }
});

import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { endUnused } from "./closing-connections.ts";

/** A server that answers `/slow` when it is let, and one connection to it. */
async function server() {
  const app = Fastify({ forceCloseConnections: "idle" });
  endUnused(app, 60_000);
  const { promise: isLet, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: requested, resolve: ask } = Promise.withResolvers<void>();
  app.get("/slow", async () => {
    ask();
    await isLet;
    return "late";
  });
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const open = async () => {
    const [socket] = await Promise.all([connect(Number(port), "127.0.0.1"), once(app.server, "connection")]);
    return socket;
  };
  return { app, open, asked: requested, letGo };
}

test("a connection on which nothing was ever asked does not keep the interface from closing", async () => {
  const { app, open } = await server();
  const socket = await open();
  const closed = once(socket.resume(), "close");
  await app.close();
  await closed;
});

test("requests from before the end are answered all the same", async () => {
  const { app, open, asked, letGo } = await server();
  const socket = await open();
  socket.write("GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  await asked;
  const closing = app.close();
  letGo();
  expect(await text(socket)).toContain("late");
  await closing;
});

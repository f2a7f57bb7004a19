import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openListener } from "./listener.ts";
import { testDatabase } from "./testing.ts";

test("a line that goes silent is noticed and made again, and what is told from then on is heard", async () => {
  await using db = await testDatabase();
  const target = new URL(db.database.ownerUrl);
  const host = target.searchParams.get("host");
  const reach = () =>
    host ? connect(`${host}/.s.PGSQL.${target.port || 5432}`) : connect(Number(target.port || 5432), target.hostname);
  let opened = 0;
  let isSilent = false;
  let again: () => void = () => undefined;
  const madeAgain = new Promise<void>((resolve) => {
    again = resolve;
  });
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    opened += 1;
    const isFirst = opened === 1;
    if (!isFirst) again();
    const line = reach();
    for (const one of [client, line]) {
      sockets.add(one);
      one.on("error", () => undefined);
    }
    client.on("data", (data) => !(isFirst && isSilent) && line.write(data));
    line.on("data", (data) => !(isFirst && isSilent) && client.write(data));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(target);
  url.searchParams.delete("host");
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" ? address?.port : "");
  const listener = openListener({ url: url.href, onError: () => undefined, pingMs: 300 });
  const { promise: isHeard, resolve: heard } = Promise.withResolvers<void>();
  await listener.listen("news", () => heard());
  isSilent = true;
  await madeAgain;
  // Until the new connection listens, and whenever a busy machine answers a ping too late, what is told is missed.
  let isOver = false;
  void isHeard.then(() => (isOver = true));
  while (!isOver) {
    await db.owner.run("select pg_notify('news', '')");
    await Promise.race([isHeard, pause(20)]);
  }
  expect(opened).toBeGreaterThan(1);
  await listener.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

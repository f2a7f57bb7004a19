import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openListener } from "./listener.ts";
import { testDatabase } from "./testing.ts";
import { openLine } from "./testing-line.ts";

test("a line that goes silent is noticed and made again, and what is told from then on is heard", async () => {
  await using db = await testDatabase();
  await using line = await openLine(db.database.ownerUrl);
  const listener = openListener({ url: line.url, onError: () => undefined, pingMs: 300 });
  const { promise: isReceived, resolve: received } = Promise.withResolvers<void>();
  await listener.listen("news", () => received());
  line.cut((connection) => connection === 1);
  await line.made(2);
  // Until the new connection listens, and whenever a busy machine answers a ping too late, what is told is missed.
  let isOver = false;
  void isReceived.then(() => (isOver = true));
  while (!isOver) {
    await db.owner.run("select pg_notify('news', '')");
    await Promise.race([isReceived, pause(20)]);
  }
  expect(line.opened).toBeGreaterThan(1);
  await listener.close();
});

/** Who has asked too much is refused without a look at the database. */
import { expect, test } from "vitest";
import { testApp } from "./testing.ts";

const MINUTE = 60_000;

test("a caller over its limit who comes again before its time is refused by what it shows, at no statement", async () => {
  await using hub = await testApp({
    deps: { limits: { api: { most: 3, perMs: MINUTE }, signIn: { most: 100, perMs: MINUTE } } },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const ask = () => ana.call("GET", "/api/members");
  for (let status = 200; status !== 429; ) ({ status } = await ask());
  let statements = 0;
  const query = hub.db.database.auth.query.bind(hub.db.database.auth);
  Object.assign(hub.db.database.auth, {
    query: (...given: Parameters<typeof query>) => {
      statements += 1;
      return query(...given);
    },
  });
  const again = await ask();
  expect(again.status).toBe(429);
  expect(again.json).toMatchObject({ code: "TOO_MANY_REQUESTS", retryable: true });
  expect(again.headers).toMatchObject({ "ratelimit-limit": "3", "ratelimit-remaining": "0" });
  expect(Number(again.headers["retry-after"])).toBeGreaterThan(0);
  expect(statements).toBe(0);
  // Somebody else's session is looked at.
  const ben = await hub.signUp("ben@example.test");
  expect((await ben.call("GET", "/api/organizations")).status).not.toBe(429);
  expect(statements).toBeGreaterThan(0);
  await hub.clock.advance(Number(again.headers["retry-after"]) * 1_000);
  expect((await ask()).status).toBe(200);
});

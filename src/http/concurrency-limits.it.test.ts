/** What takes long of one organization waits for its turn; others do not. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApp, testApp } from "./testing.ts";

const LARGE = "x".repeat(70_000);

let hub: TestApp;
/** How many files are looked at now, and what lets the next of them go on. */
let started = 0;
const waiting: (() => void)[] = [];
let isHeldUp = true;
const untilStarted = (count: number) => expect.poll(() => started).toBe(count);
const goOn = () => waiting.shift()?.();

beforeAll(async () => {
  hub = await testApp({
    engine: {
      files: {
        importReader: () => ({
          cells: () =>
            new Promise((resolve) => {
              started += 1;
              const answer = () => resolve([["SKU", "Cost"]]);
              if (isHeldUp) waiting.push(answer);
              else answer();
            }),
        }),
      } as never,
    },
  });
});
afterAll(() => hub?.[Symbol.asyncDispose]());

const body = { csv: `SKU,Cost\n${LARGE}` };

test("large bodies of an organization are worked on one at a time, another's at once, and small ones go on", async () => {
  const [ana, ben] = [
    await hub.signUp("ana-turns@example.test", "ana-turns"),
    await hub.signUp("ben-turns@example.test", "ben-turns"),
  ];
  const post = (who: typeof ana) => who.call("POST", "/api/costs/import", body);
  const first = post(ana);
  await untilStarted(1);
  const second = post(ana);
  const others = post(ben);
  await untilStarted(2);
  // Ana's second is not among them: what she asks beside it is answered, and it has still not begun.
  expect((await ana.call("GET", "/api/products")).status).toBe(200);
  expect((await ben.call("GET", "/api/products")).status).toBe(200);
  expect(started).toBe(2);
  goOn();
  await untilStarted(3);
  goOn();
  goOn();
  await Promise.all([first, second, others]);
});

test("an organization that has had long work beyond its allowance waits beside others, and its searches do not", async () => {
  const [ana, ben] = [
    await hub.signUp("ana-rests@example.test", "ana-rests"),
    await hub.signUp("ben-rests@example.test", "ben-rests"),
  ];
  const post = (who: typeof ana) => who.call("POST", "/api/costs/import", body);
  const before = started;
  const first = post(ana);
  await untilStarted(before + 1);
  await hub.clock.advance(4_000);
  expect((await ben.call("GET", "/api/products")).status).toBe(200);
  goOn();
  await first;
  const second = post(ana);
  // Ben's begins and ends, and Ana's search is answered, while hers waits.
  const other = post(ben);
  await untilStarted(before + 2);
  goOn();
  await other;
  expect((await ana.call("GET", "/api/orders?q=soap")).status).toBe(200);
  expect(started).toBe(before + 2);
  await hub.clock.advance(8_000);
  await untilStarted(before + 3);
  goOn();
  await second;
});

test("more than wait in line are told to come again", async () => {
  const cem = await hub.signUp("cem-turns@example.test", "cem-turns");
  const all = Array.from({ length: 45 }, () => cem.call("POST", "/api/costs/import", body));
  const refused = await Promise.race(all);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  isHeldUp = false;
  goOn();
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  // Of 45 one is at work and 40 wait; what comes after the first has gone on finds room.
  const reported = statuses.filter((status) => status === 429).length;
  expect(reported).toBeGreaterThan(0);
  expect(reported).toBeLessThanOrEqual(4);
  expect(new Set(statuses).size, "all others are answered alike").toBe(2);
});

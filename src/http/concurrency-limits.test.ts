import Fastify, { type FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { type Clock, virtualClock } from "../commerce/clock.ts";
import type { Access } from "../hub/accounts/access.ts";
import { limitConcurrency } from "./concurrency-limits.ts";

/** An app whose answers wait for `end`; it is asked as an organization says by the header of that name. */
async function appWithTurns(clock: Clock) {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const app: FastifyInstance = Fastify();
  onTestFinished(() => app.close());
  app.addHook("onRequest", async (request) => {
    request.access = { organization: String(request.headers["organization"]) } as Access;
  });
  limitConcurrency(app, clock);
  app.get("/short", async () => "");
  for (const turn of ["file", "upload"] as const)
    app.get(`/${turn}`, { config: { turn } }, async () => {
      started.push(turn);
      await new Promise<void>((resolve) => ends.push(resolve));
      return "";
    });
  await app.ready();
  const ask = async (organization: string, url: string) =>
    (await app.inject({ url, headers: { organization } })).statusCode;
  return { ask, begun: started, end: () => ends.shift()?.() };
}

test("files and uploads beyond an organization's allowance are done one after the other, with a rest before each", async () => {
  const clock = virtualClock(0);
  let rests = 0;
  const { ask, begun, end } = await appWithTurns({
    ...clock,
    sleep: (ms, signal) => {
      rests += 1;
      return clock.sleep(ms, signal);
    },
  });
  const first = ask("ana", "/upload");
  await expect.poll(() => begun).toEqual(["upload"]);
  await clock.advance(4_000);
  await ask("ben", "/short");
  end();
  await first;
  const upload = ask("ana", "/upload");
  await expect.poll(() => rests).toBe(1);
  const file = ask("ana", "/file");
  await ask("ben", "/short");
  await clock.advance(7_900);
  expect(begun).toEqual(["upload"]);
  await ask("ben", "/short");
  await clock.advance(100);
  await expect.poll(() => begun).toEqual(["upload", "upload"]);
  await ask("ben", "/short");
  expect(rests, "the file waits for the upload").toBe(1);
  await clock.advance(1_000);
  await ask("ben", "/short");
  end();
  await upload;
  await expect.poll(() => rests).toBe(2);
  expect(begun).toEqual(["upload", "upload"]);
  await clock.advance(8_000);
  await expect.poll(() => begun).toEqual(["upload", "upload", "file"]);
  end();
  await file;
});

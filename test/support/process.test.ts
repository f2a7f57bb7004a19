import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { freePort } from "./hub.ts";
import { spawnHub } from "./process.ts";
import { until } from "./until.ts";

test("a hub that ended by itself ends the waits of its own file, and none once that is done with it", async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const database = { ownerUrl: `postgresql://nobody@127.0.0.1:${await freePort()}/none` };
  const keys = { current: { id: "k", bytes: randomBytes(32) } };
  const child = spawnHub({ database, keys }, { url });
  const never = until("it answers", () => fetch(url).catch(() => false));
  await expect(never).rejects.toThrow(/ended by itself with 1:\nThe database at 127\.0\.0\.1/);
  child.kill("SIGKILL");
  expect(await until("another file's wait", async () => true)).toBe(true);
});

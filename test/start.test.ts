/** `npm start` as a supervisor runs it: told to stop, nothing of it stays behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { untilReady } from "./support/process.ts";
import { freePort } from "./support/start.ts";
import { until } from "./support/until.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-start-"));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("npm start, told to stop, takes the hub and its database with it", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const npm = spawn("npm", ["start"], {
    cwd: resolve(import.meta.dirname, ".."),
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: "silent" },
    stdio: "ignore",
  });
  const ended = once(npm, "exit");
  await untilReady(url);
  npm.kill("SIGTERM");
  await ended;
  const isServed = () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
  await until("the hub answers no more", isServed, { wanted: (served) => !served });
  const isRunning = () =>
    access(join(folder, "postgres/postmaster.pid")).then(
      () => true,
      () => false,
    );
  await until("the database has ended", isRunning, { wanted: (running) => !running });
  expect(await isServed()).toBe(false);
});

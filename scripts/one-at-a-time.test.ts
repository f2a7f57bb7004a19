import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-one-at-a-time-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Does the work once for all, in as many turns of its own as there are lines. */
const PROGRAM = `
  import { appendFileSync, existsSync, writeFileSync } from "node:fs";
  import { oneAtATime } from ${JSON.stringify(join(import.meta.dirname, "one-at-a-time.mjs"))};
  oneAtATime("lock", () => existsSync("done"), () => {
    appendFileSync("log", "begins\\n");
    for (let turn = 0; turn < 200; turn++) appendFileSync("log", "");
    appendFileSync("log", "ends\\n");
    writeFileSync("done", "");
  });`;

async function runs(): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd: folder });
  expect((await once(child, "close"))[0]).toBe(0);
}

test("three processes that begin at once do the work once", async () => {
  await Promise.all([runs(), runs(), runs()]);
  expect(await readFile(join(folder, "log"), "utf8")).toBe("begins\nends\n");
});

test("a lock that a killed process left is taken over", async () => {
  const killed = spawn(process.execPath, ["-e", ""]);
  await once(killed, "close");
  await writeFile(join(folder, "lock"), String(killed.pid));
  await runs();
  expect(await readFile(join(folder, "log"), "utf8")).toBe("begins\nends\n");
});

test("work that fails gives the lock back", async () => {
  const lock = join(folder, "lock");
  const fail = () => {
    throw new Error("no network");
  };
  expect(() => oneAtATime(lock, () => false, fail)).toThrow("no network");
  await runs();
  expect(await readFile(join(folder, "log"), "utf8")).toBe("begins\nends\n");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { hasEnded, processInfo, thisProcess } from "./processes.ts";

test("a process has not ended while it runs or stands still, and has once it was killed [F01]", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1_000)"], { stdio: "ignore" });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const local = { pid, startedAt: (await processInfo(pid))?.startedAt ?? "" };
  const seen = [await hasEnded(local)];
  child.kill("SIGSTOP");
  seen.push(await hasEnded(local));
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  expect([...seen, await hasEnded(local)]).toEqual([false, false, true]);
});

test("a process has ended whose number another one has, as after a restart of the machine or its container", async () => {
  const own = await thisProcess();
  expect(own).toMatchObject({ pid: process.pid });
  if (own) expect([await hasEnded(own), await hasEnded({ ...own, startedAt: "1" })]).toEqual([false, true]);
});

/** The shop's process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { ShopGround } from "../driver.ts";

export interface ShopProcess {
  readonly version: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export async function startProcess({ packages, databaseUrl, port, folder }: ShopGround): Promise<ShopProcess> {
  let child: ChildProcess | undefined;
  let version = "";
  const start = async () => {
    const input = JSON.stringify({ packages, database: databaseUrl, port, assets: folder });
    const started = spawn(process.execPath, [join(import.meta.dirname, "start.mjs"), input], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child = started;
    const ended = once(started, "exit").then(([code]) => {
      throw new Error(`The shop ended with ${code} before it served.`);
    });
    const served = new Promise<string>((resolve) => {
      createInterface({ input: started.stdout }).on("line", (line) => {
        if (line.startsWith('{"ready"')) resolve((JSON.parse(line) as { version: string }).version);
      });
    });
    version = await Promise.race([served, ended]);
    ended.catch(() => undefined);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  await start();
  return {
    get version() {
      return version;
    },
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

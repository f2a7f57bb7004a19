/** The demo's stage: the hub as a process of its own (so that it can be killed), and emulated shops connected to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { SAMPLE_ITEMS, stockShop } from "../src/engine/explore/sample-catalog.ts";
import { startSandbox } from "../src/sandboxes/index.ts";
import { OTHERS } from "./catalog.ts";

export interface HubProcess {
  readonly url: string;
  /** The token of the setup link it printed: who hands it in runs the hub. */
  setupToken(): Promise<string>;
  /** As a power cut does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

// A folder of its own each time: a server left over from a demo that was killed may still hold the last one.
const DATA = resolve(import.meta.dirname, "../data", `demo-${process.pid}`);

/** Starts a hub with an empty database; it is removed when the demo ends. */
export async function startHubProcess(
  port: number,
  variables: Readonly<Record<string, string>> = {},
): Promise<HubProcess> {
  const url = `http://127.0.0.1:${port}`;
  const printed = Promise.withResolvers<string>();
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(process.execPath, [resolve(import.meta.dirname, "../src/main.ts")], {
      env: {
        ...process.env,
        ...variables,
        PORT: String(port),
        APP_URL: url,
        DATA_DIR: DATA,
        ALLOW_PRIVATE_NETWORK: "true",
        LOG_LEVEL: "error",
        DATABASE_URL: "",
        ROLE: "all",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout?.on("data", (bytes: Buffer) => {
      const found = /setup\?token=([\w-]+)/.exec(bytes.toString("utf8"))?.[1];
      if (found !== undefined) printed.resolve(found);
    });
    const ended = once(child, "exit").then(() => {
      throw new Error("The hub ended before it was ready.");
    });
    await Promise.race([untilReady(url), ended]);
    ended.catch(() => undefined);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  await start();
  const stop = async () => {
    await end("SIGTERM");
    await rm(DATA, { recursive: true, force: true });
  };
  return { url, setupToken: () => printed.promise, start, kill: () => end("SIGKILL"), stop };
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("The hub did not become ready within a minute.");
}

/** Starts the emulated shop of a provider and fills it. */
export async function startShop(provider: string, seed: number): Promise<Sandbox> {
  const sandbox = await startSandbox(provider, { clock: systemClock, seed });
  stockShop(sandbox, OTHERS[provider] ?? SAMPLE_ITEMS);
  return sandbox;
}

/** A shop's process: a script beside its driver, started with what it needs as its argument. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";

/** Whatever ends this program ends its shops. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface ShopProcess {
  readonly version: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Sets how far its clock is ahead of the machine's, until it is started again. */
  moveClock(aheadMs: number): Promise<void>;
}

/**
 * The script says `{"ready": true, "version": "..."}` on a line of its own when it serves, and ends when its input does. A
 * line `{"aheadMs": ...}` moves its clock; it answers with a line `{"moved": true}`.
 */
export async function startProcess(script: string, input: object): Promise<ShopProcess> {
  let child: ChildProcess | undefined;
  let version = "";
  let moved = () => undefined as unknown;
  const start = async () => {
    const started = spawn(process.execPath, ["--no-deprecation", script, JSON.stringify(input)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child = started;
    running.add(started);
    started.once("exit", () => running.delete(started));
    const ended = once(started, "exit").then(([code]) => {
      throw new Error(`The shop ended with ${code} before it served.`);
    });
    const served = new Promise<string>((resolve) => {
      createInterface({ input: started.stdout }).on("line", (line) => {
        if (line.startsWith('{"ready"')) resolve((JSON.parse(line) as { version: string }).version);
        if (line.startsWith('{"moved"')) moved();
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
    moveClock: (aheadMs) =>
      new Promise<void>((resolve) => {
        moved = resolve;
        child?.stdin?.write(`${JSON.stringify({ aheadMs })}\n`);
      }),
  };
}

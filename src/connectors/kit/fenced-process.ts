/**
 * Processes for what strangers wrote: a fence around each, and kept for the organization they last worked for. What one
 * organization's bytes could do to a process, they do to that organization alone.
 */
import { type ChildProcess, fork } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const CODE = ["src", "node_modules", "package.json"].map((name) =>
  fileURLToPath(new URL(`../../../${name}`, import.meta.url)),
);

/** It reads the hub's code and nothing else of the machine: no data, no environment, no writing, no processes, no add-ons. */
export function fence(mostMemoryMb: number): string[] {
  return [
    `--max-old-space-size=${mostMemoryMb}`,
    "--permission",
    ...CODE.map((path) => `--allow-fs-read=${path}`),
    "--no-warnings",
  ];
}

/** How long a program may take to load: no job's own time, and on a busy machine many seconds. */
const START_MS = 60_000;
const STARTED = "started";

/** A program could not be started; the message says why. */
export class StartFailed extends Error {}

/** Starts a program behind its fence and waits until it has loaded; it keeps the hub from ending by no minute. Throws StartFailed. */
export async function startFenced(program: URL, rules: readonly string[]): Promise<ChildProcess> {
  const child = fork(fileURLToPath(program), {
    env: {},
    execArgv: [...rules],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // One that dies later is noticed by its job.
  child.on("error", () => undefined);
  try {
    await started(child);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  child.unref();
  child.channel?.unref();
  return child;
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      settle();
      reject(new StartFailed(why));
    };
    const onExit = () => fail("its program does not start here; the hub's installation is incomplete");
    const onMessage = () => {
      settle();
      resolve();
    };
    const timer = setTimeout(() => fail(`its program did not start within ${START_MS / 1000} s`), START_MS);
    const settle = () => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", onExit);
    };
    child.once("message", onMessage).once("exit", onExit).once("error", onExit);
  });
}

/** Says that this program has loaded: the last statement of each that `startFenced` starts. */
export function announceStarted(): void {
  process.send?.(STARTED);
}

export interface Resting {
  /** The owner's own process, which then rests no longer; undefined when there is none that lives. */
  take(owner: string): ChildProcess | undefined;
  /** Keeps a process for its owner until it has rested for long; a second one of the same owner is ended. */
  rest(owner: string, child: ChildProcess): void;
  /** Ends the one that has rested longest. */
  endLongest(): void;
  size(): number;
}

/** Processes at rest, one an owner: no process ever works for two. */
export function createResting(idleMs: number): Resting {
  const resting = new Map<string, { readonly child: ChildProcess; readonly timer: NodeJS.Timeout }>();
  const leave = (owner: string): ChildProcess | undefined => {
    const own = resting.get(owner);
    if (!own) return undefined;
    clearTimeout(own.timer);
    resting.delete(owner);
    return own.child;
  };
  const end = (owner: string) => void leave(owner)?.kill("SIGKILL");
  return {
    size: () => resting.size,
    take(owner) {
      const child = leave(owner);
      // One that died at rest costs nobody a page.
      return child?.connected ? child : undefined;
    },
    rest(owner, child) {
      if (resting.has(owner)) child.kill("SIGKILL");
      else resting.set(owner, { child, timer: setTimeout(() => end(owner), idleMs).unref() });
    },
    endLongest() {
      // Insertion order: the one that has rested longest comes first.
      const [longest] = resting.keys();
      if (longest !== undefined) end(longest);
    },
  };
}

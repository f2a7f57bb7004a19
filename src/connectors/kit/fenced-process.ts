/**
 * Processes for what strangers wrote: a fence around each, and kept for the organization they last worked for. What one
 * organization's bytes could do to a process, they do to that organization alone.
 */
import { type ChildProcess, fork } from "node:child_process";
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

/** Starts a program behind its fence; it keeps the hub from ending by no minute. */
export function startFenced(program: URL, rules: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(program), {
    env: {},
    execArgv: [...rules],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // One that cannot be started is noticed by its job.
  child.on("error", () => undefined);
  child.unref();
  return child;
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

/** What the kernel counted for processes: processor time, peak memory; and where they run. Linux only. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import process from "node:process";

const TICKS_PER_SECOND = Number(spawnSync("getconf", ["CLK_TCK"]).stdout) || 100;
const canPin = availableParallelism() > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;

interface Counted {
  readonly parent: number;
  readonly own: number;
  /** Of children that ended and were waited for. */
  readonly ended: number;
}

function counted(pid: number): Counted | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the fields after it are fixed (proc(5)).
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return { parent, own: (user + system) / TICKS_PER_SECOND, ended: (endedUser + endedSystem) / TICKS_PER_SECOND };
  } catch {
    return undefined; // it ended between listing and reading
  }
}

export function parentOf(pid: number): number {
  return counted(pid)?.parent ?? 0;
}

/** Processor seconds of one process with all its threads, user and system. */
export function cpuSeconds(pid: number): number {
  return counted(pid)?.own ?? 0;
}

/** Processor seconds of a process, its children, and those that ended already: a database server with its backends. */
export function cpuSecondsOfTree(pid: number): number {
  const root = counted(pid);
  if (!root) return 0;
  let total = root.own + root.ended;
  for (const name of readdirSync("/proc")) {
    const child = /^\d+$/.test(name) ? counted(Number(name)) : undefined;
    if (child?.parent === pid) total += child.own + child.ended;
  }
  return total;
}

/** Most memory the process ever held in RAM, in bytes (VmHWM). */
export function peakMemory(pid: number): number {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1] ?? 0) * 1024;
}

/** Memory the process holds in RAM now, in bytes. */
export function memoryNow(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1] ?? 0) * 1024;
}

/** The same of a process and its children, what they share counted once (Pss), in bytes. */
export function memoryOfTree(pid: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && counted(Number(name))?.parent === pid);
  let total = 0;
  for (const name of [String(pid), ...children]) {
    try {
      total += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      // It ended between listing and reading.
    }
  }
  return total;
}

const started = new Set<ChildProcess>();
// Whatever ends this process, what it started ends with it.
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Starts a program bound to one core where the machine can, so that generator and server do not share one. */
export function spawnOn(core: number | null, program: readonly string[], options: SpawnOptions): ChildProcess {
  const [command = "", ...args] = core !== null && canPin ? ["taskset", "-c", String(core), ...program] : program;
  const child = spawn(command, args, options);
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

export const pinning = canPin ? "generator on core 1, server on core 0, PostgreSQL free" : "not pinned";

/** Ends a child and waits for it; after `graceMs` without mercy. */
export async function end(child: ChildProcess, graceMs = 15_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended;
  clearTimeout(timer);
}

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

export interface ProcessInfo {
  readonly command: string;
  /** Differs between two processes that had the same id one after the other. */
  readonly startedAt: string;
}

/** What runs under a process id; undefined when nothing does, also when only a zombie is left of it. */
export async function processInfo(pid: number): Promise<ProcessInfo | undefined> {
  if (process.platform !== "linux") return processInfoByPs(pid);
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
    ]);
    // proc(5): the name in brackets may hold anything; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { command: command.replaceAll("\0", " ").trim(), startedAt: fields[19] ?? "" };
  } catch {
    return undefined; // no such process
  }
}

function processInfoByPs(pid: number): Promise<ProcessInfo | undefined> {
  return new Promise((resolve) => {
    execFile("ps", ["-o", "stat=,lstart=,command=", "-p", String(pid)], (error, output) => {
      const found = /^(\S+)\s+(\S+\s+\S+\s+\d+\s+\S+\s+\d+)\s+(.*)$/m.exec(output);
      if (error || !found || found[1]?.startsWith("Z")) return resolve(undefined);
      resolve({ command: found[3] ?? "", startedAt: found[2] ?? "" });
    });
  });
}

/** Waits until a process is gone; false when it still runs after `timeoutMs`. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (await processInfo(pid)) {
    if (performance.now() > end) return false;
    await delay(20);
  }
  return true;
}

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode } from "./start-error.ts";

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

/** A process of this machine, told from those that had its number before or have it after. */
export interface LocalProcess {
  readonly pid: number;
  readonly startedAt: string;
}

/** This process; null where the system does not say when it was started. */
export async function thisProcess(): Promise<LocalProcess | null> {
  const found = await processInfo(process.pid);
  return found ? { pid: process.pid, startedAt: found.startedAt } : null;
}

/** Whether it has surely ended: what is hidden from this user, or not yet cleared away, may live. */
export async function hasEnded({ pid, startedAt }: LocalProcess): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return true;
  }
  const found = await processInfo(pid);
  return found !== undefined && found.startedAt !== startedAt;
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

/** Processes of this machine and the processor time each has used, read from /proc (Linux only). */
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Clock tick of its start: a pid is given out again. */
  readonly startedAt: number;
  /** Seconds of the process itself. */
  readonly user: number;
  readonly system: number;
  /** Seconds, user and system, of ended children it has waited for, with theirs. */
  readonly endedChildren: number;
}

/** USER_HZ, which Linux fixes at 100 for programs on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;

/** Fields of /proc/<pid>/stat after the name in parentheses, see proc_pid_stat(5); null when the process is gone. */
export function parseStat(text: string): ProcessTimes | null {
  const nameEnd = text.lastIndexOf(")");
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(nameEnd + 2).split(" ");
  const seconds = (index: number) => Number(fields[index]) / TICKS_PER_SECOND;
  const times = {
    pid,
    parent: Number(fields[1]),
    startedAt: Number(fields[19]),
    user: seconds(11),
    system: seconds(12),
    endedChildren: seconds(13) + seconds(14),
  };
  return nameEnd > 0 && Object.values(times).every(Number.isFinite) ? times : null;
}

/** Null where the machine has no /proc. Those of `without` are not looked at. */
export function readProcesses(without: ReadonlySet<number> = new Set()): ProcessTimes[] | null {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return null;
  }
  const pids = names.filter((name) => /^\d+$/.test(name) && !without.has(Number(name)));
  const times = pids.flatMap((pid) => {
    const text = readText(`/proc/${pid}/stat`);
    return text === null ? [] : (parseStat(text) ?? []);
  });
  return times.length > 0 ? times : null;
}

/** This process; null where the machine has no /proc. */
export function readOwn(): ProcessTimes | null {
  const text = readText("/proc/self/stat");
  return text === null ? null : parseStat(text);
}

/** The command line, or the title the process has set; empty when it is gone. */
export function commandOf(pid: number): string {
  return (readText(`/proc/${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim();
}

/** Null when the process has ended meanwhile. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}

/** Which test file used how many processor seconds, with the programs, browsers and database sessions it started. */
import { closeSync, openSync, readSync } from "node:fs";
import { commandOf, type ProcessTimes, readProcesses } from "./processes.ts";

/** A line a test process writes when it begins a file, and when it is done with it (`file` null). */
export interface Announcement {
  readonly pid: number;
  readonly file: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Processor seconds of the process so far. */
  readonly user: number;
  readonly system: number;
}

/** `test`: the test process itself. `program`: what it starts, such as a hub of its own. */
export const PARTS = ["test", "program", "postgres", "browser"] as const;
export type Part = (typeof PARTS)[number];

/** Processor seconds by part. */
export type Seconds = Record<Part, number>;

export interface Usage {
  readonly files: ReadonlyMap<string, Seconds>;
  /** Of no file: the runner, the database server's own work, sessions too short to be seen. */
  readonly rest: Seconds;
  /** System's share of all, 0 to 1. */
  readonly system: number;
}

const SAMPLE_EVERY_MS = 500;
/** After so many samples processes of others are looked at again: a pid is given out again. */
const SAMPLES_WITHOUT_OTHERS = 20;
const MOST_READ_AT_ONCE = 65_536;
const EMPTY: Seconds = { test: 0, program: 0, postgres: 0, browser: 0 };
/** Databases of src/db/testing-database.ts carry the process that made them in their name, sessions that of theirs. */
const SESSION = /^postgres: \S+ argosy_test_(\d+)_/;

interface Tracked {
  part: Part;
  /** The test process whose file at the time is charged, or null. */
  worker: number | null;
  readonly isSession: boolean;
  user: number;
  system: number;
  endedChildren: number;
}

/** Where the processes are seen; a test has its own. */
export interface Seen {
  readonly processes: readonly ProcessTimes[];
  commandOf(pid: number): string;
}

/**
 * Charges each new processor second of `root` and its descendants to the file its test process has announced last.
 * `sample` is to be called again and again; what a process used between its last sample and its end is lost, but for
 * database sessions, which their server counts.
 */
export function chargeUsage(root: number) {
  const tracked = new Map<string, Tracked>();
  const files = new Map<string, Seconds>();
  const rest = { ...EMPTY };
  let system = 0;
  let all = 0;
  let alive: ReadonlySet<string> = new Set();

  function charge(part: Part, file: string | null | undefined, user: number, sys: number): void {
    const seconds = file ? (files.get(file) ?? { ...EMPTY }) : rest;
    if (file) files.set(file, seconds);
    seconds[part] += user + sys;
    system += sys;
    all += user + sys;
  }

  return {
    /** Answers the processes that are of others: they will not be descendants either. */
    sample(seen: Seen, lines: readonly Announcement[]): number[] {
      const workers = new Map(lines.map((line) => [line.pid, line.file]));
      const own = descendants(seen.processes, root);
      for (const one of own) {
        const before = tracked.get(keyOf(one));
        const now = before?.worker ? before : classified(one, before, seen, workers);
        tracked.set(keyOf(one), now);
        // A test process's announcements say exactly what each file took, also before it was known to be one.
        if (now.part === "test" && before?.part === "program") charge("program", null, -before.user, -before.system);
        if (now.part !== "test") {
          const file = now.worker === null ? null : workers.get(now.worker);
          charge(now.part, file, one.user - now.user, one.system - now.system);
        }
        Object.assign(now, { user: one.user, system: one.system, endedChildren: one.endedChildren });
      }
      alive = new Set(own.map(keyOf));
      const ours = new Set(own.map(({ pid }) => pid));
      return seen.processes.map(({ pid }) => pid).filter((pid) => !ours.has(pid));
    },
    /** To be called once. */
    result(lines: readonly Announcement[]): Usage {
      for (const { file, user, system: sys } of filesOfTests(lines)) charge("test", file, user, sys);
      charge("postgres", null, missedSessions(tracked, alive), 0);
      return { files, rest, system: all === 0 ? 0 : system / all };
    },
  };
}

/** Watches this process and its descendants until `stop`, which answers null where the machine has no /proc. */
export function watchUsage(announcements: string): { stop(): Usage | null } {
  const usage = chargeUsage(process.pid);
  const read = announcementsIn(announcements);
  const others = new Set<number>();
  let hasSeen = false;
  let samples = 0;
  const sample = () => {
    if (samples++ % SAMPLES_WITHOUT_OTHERS === 0) others.clear();
    const processes = readProcesses(others);
    if (processes === null) return;
    hasSeen = true;
    for (const pid of usage.sample({ processes, commandOf }, read())) others.add(pid);
  };
  const timer = setInterval(sample, SAMPLE_EVERY_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      sample();
      return hasSeen ? usage.result(read()) : null;
    },
  };
}

const keyOf = (one: ProcessTimes) => `${one.pid} ${one.startedAt}`;

function classified(
  one: ProcessTimes,
  before: Tracked | undefined,
  seen: Seen,
  workers: ReadonlyMap<number, string | null>,
): Tracked {
  const command = seen.commandOf(one.pid);
  const session = SESSION.exec(command);
  const isPostgres = /postgres/.test(command) && !/node/.test(command.split(" ")[0] ?? "");
  const usedPart = isPostgres ? "postgres" : /chrom/.test(command) ? "browser" : "program";
  return {
    part: workers.has(one.pid) ? "test" : usedPart,
    worker: session ? Number(session[1]) : ancestorAmong(one, seen.processes, workers),
    isSession: isPostgres && /postgres/.test(seen.commandOf(one.parent)),
    user: before?.user ?? 0,
    system: before?.system ?? 0,
    endedChildren: before?.endedChildren ?? 0,
  };
}

function ancestorAmong(
  one: ProcessTimes,
  processes: readonly ProcessTimes[],
  workers: ReadonlyMap<number, unknown>,
): number | null {
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  for (let at = byPid.get(one.parent); at; at = byPid.get(at.parent)) if (workers.has(at.pid)) return at.pid;
  return null;
}

function descendants(processes: readonly ProcessTimes[], root: number): ProcessTimes[] {
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const found = processes.filter(({ pid }) => pid === root);
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop())
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      queue.push(child.pid);
    }
  return found;
}

/** All announcements so far; each call reads what was written since the one before. */
function announcementsIn(file: string): () => readonly Announcement[] {
  const found: Announcement[] = [];
  const bytes = Buffer.alloc(MOST_READ_AT_ONCE);
  let position = 0;
  return () => {
    const from = openSync(file, "r");
    try {
      for (;;) {
        const text = bytes.toString("utf8", 0, readSync(from, bytes, 0, bytes.length, position));
        // The last one may be half written.
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        if (whole === "") return found;
        found.push(...whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Announcement])));
        position += Buffer.byteLength(whole);
      }
    } finally {
      closeSync(from);
    }
  };
}

/** What each test process used between announcing a file and the next announcement. */
function* filesOfTests(lines: readonly Announcement[]): Generator<{ file: string; user: number; system: number }> {
  for (const own of Map.groupBy(lines, ({ pid }) => pid).values()) {
    // Loading what all files share falls to the first of them.
    let from = { user: 0, system: 0 };
    for (const [index, line] of own.entries()) {
      const next = own[index + 1];
      if (line.file !== null && next)
        yield { file: line.file, user: next.user - from.user, system: next.system - from.system };
      if (next) from = { user: next.user, system: next.system };
    }
  }
}

/** Sessions that began and ended between two samples are known only to the server that waited for them. */
function missedSessions(tracked: ReadonlyMap<string, Tracked>, alive: ReadonlySet<string>): number {
  let missed = 0;
  for (const [key, one] of tracked) {
    if (one.part === "postgres") missed += one.endedChildren;
    if (one.isSession && !alive.has(key)) missed -= one.user + one.system;
  }
  return Math.max(0, missed);
}

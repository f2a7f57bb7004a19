/** The hub as a process of its own on a test's database, so that it can be stopped and killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import type { TestDatabase } from "../../src/db/testing.ts";
import { until, watchedBy } from "./until.ts";

const KEPT_OUTPUT = 20_000;
const ROOT = resolve(import.meta.dirname, "../..");
const CLOCK = resolve(import.meta.dirname, "clock.mjs");

/**
 * Starts src/main.ts on the port of `at` (a worker answers there for itself alone); its public address is `url`, its clock
 * `aheadMs` before the machine's. Told to stop it goes on answering for `drainSeconds`; `root` holds another version's. Whoever waits hears at once when it ends without being told to, with what it said.
 */
export function spawnHub(
  db: {
    readonly database: Pick<TestDatabase["database"], "ownerUrl">;
    readonly keys: Pick<TestDatabase["keys"], "current">;
  },
  {
    url,
    at = url,
    role = "all",
    aheadMs = 0,
    drainSeconds = 0,
    root = ROOT,
    flags = [],
    env = {},
  }: {
    url: string;
    at?: string;
    role?: "all" | "web" | "worker";
    aheadMs?: number;
    drainSeconds?: number;
    root?: string;
    /** For Node. */
    flags?: readonly string[];
    env?: Readonly<Record<string, string>>;
  },
): ChildProcess {
  const clock = aheadMs === 0 ? [] : ["--import", CLOCK];
  const child = spawn(process.execPath, [...flags, ...clock, resolve(root, "src/main.ts")], {
    env: {
      ...process.env,
      ...(aheadMs !== 0 && { CLOCK_AHEAD_MS: String(aheadMs) }),
      ROLE: role,
      PORT: new URL(at).port,
      ...(role === "worker" && at !== url && { WORKER_PORT: new URL(at).port }),
      APP_URL: url,
      ALLOW_PRIVATE_NETWORK: "true",
      DRAIN_SECONDS: String(drainSeconds),
      LOG_LEVEL: "warn",
      DATABASE_URL: db.database.ownerUrl,
      ENCRYPTION_KEY: Buffer.from(db.keys.current.bytes).toString("hex"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const save = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on("data", save);
  child.stderr.on("data", save);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const name = `the hub's process ${child.pid} (${role})`;
  const unwatch = watchedBy({
    ending: () =>
      isOver() ? `${name} ended by itself with ${child.signalCode ?? child.exitCode}:\n${output}` : undefined,
    witness: () => (isOver() || output === "" ? undefined : `${name} said:\n${output}`),
  });
  // Whoever ends it, also when it has ended by itself before, is done with it.
  const kill = child.kill.bind(child);
  child.kill = (signal) => {
    unwatch();
    return kill(signal);
  };
  return child;
}

/**
 * Nothing is compiled yet where several hubs are the first of a run, and each reads two thousand files: six seconds of a
 * processor, of which a machine with other work leaves a tenth.
 */
const START_MS = 150_000;

/** How long a hook may take that starts hubs. */
export const HUBS_START_MS = 2 * START_MS;

/** Ready, as its own look at itself says. */
export async function untilReady(url: string): Promise<void> {
  await until(
    "the hub is ready",
    () =>
      fetch(`${url}/readyz`).then(
        (answer) => answer.status,
        (error: Error) => String(error.cause ?? error),
      ),
    { wanted: (status) => status === 200, ms: START_MS },
  );
}

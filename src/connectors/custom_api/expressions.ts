/**
 * Expressions run in processes of their own, one job at a time in each, under a deadline and a memory limit: a job that
 * breaks either costs its process, which is started anew; nobody else's work is lost.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/errors.ts";
import type { Mapping } from "./manifest-parts.ts";

export type Bindings = Readonly<Record<string, Json>>;

export type Job =
  | { readonly kind: "check"; readonly expressions: readonly string[] }
  /** Several mappings of one input. */
  | {
      readonly kind: "values";
      readonly mappings: readonly Mapping[];
      readonly input: Json;
      readonly bindings: Bindings;
    }
  /** One mapping of several records; one that fails does not hold up the others. */
  | {
      readonly kind: "records";
      readonly mapping: Mapping;
      readonly records: readonly Json[];
      readonly bindings: Bindings;
    };

export type Evaluated = { readonly value: Json | undefined } | { readonly problem: string };
export type Answer = readonly Evaluated[];

const PROCESSES = 2;
const DEADLINE_MS = 10_000;
const IDLE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL("./expressions-process.ts", import.meta.url));
/** It reads its own program and nothing else of the machine is open to it: no writing, no processes, no add-ons. */
const RULES = ["--max-old-space-size=256", "--permission", "--allow-fs-read=*"];

interface Waiting {
  readonly job: Job;
  readonly deadlineMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Pool {
  run(job: Job, deadlineMs?: number): Promise<Answer>;
  /** Processes at work or at rest. */
  size(): number;
}

/** Processes start with the first job, end when nobody needs them, and keep the hub from ending by no minute. */
export function createPool(idleMs = IDLE_MS): Pool {
  const queue: Waiting[] = [];
  const idle = new Map<ChildProcess, NodeJS.Timeout>();
  let running = 0;

  /** A process at rest, which then rests no longer. */
  function rested(): ChildProcess | undefined {
    for (const [child, timer] of idle) {
      clearTimeout(timer);
      idle.delete(child);
      return child;
    }
    return undefined;
  }

  function rest(child: ChildProcess): void {
    const end = () => {
      idle.delete(child);
      child.kill();
    };
    idle.set(child, setTimeout(end, idleMs).unref());
  }

  function next(): void {
    while (queue.length > 0 && running < PROCESSES) {
      const waiting = queue.shift();
      if (!waiting) return;
      running += 1;
      void runOn(rested() ?? start(), waiting).then((child) => {
        running -= 1;
        if (child) rest(child);
        next();
      });
    }
  }

  return {
    size: () => running + idle.size,
    run: (job, deadlineMs = DEADLINE_MS) =>
      new Promise((resolve, reject) => {
        queue.push({ job, deadlineMs, resolve, reject });
        next();
      }),
  };
}

function start(): ChildProcess {
  const child = fork(PROGRAM, {
    env: {},
    execArgv: RULES,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // One that dies while nobody waits is noticed by the next job.
  child.on("error", () => undefined);
  child.unref();
  return child;
}

/** Never rejects; answers the process when it can be used again. */
function runOn(child: ChildProcess, { job, deadlineMs, resolve, reject }: Waiting): Promise<ChildProcess | null> {
  return new Promise((done) => {
    child.channel?.ref();
    const timer = setTimeout(() => fail(`it did not end within ${deadlineMs / 1000} s`), deadlineMs);
    const onMessage = (answer: unknown) => {
      settle(child);
      resolve(answer as Answer);
    };
    // V8 aborts without memory; a process that ends with an error of its own never came to the expression.
    const onExit = (code: number | null) =>
      fail(
        code === 1
          ? "the process for it does not start here; the hub's installation is incomplete"
          : "it used up its memory",
      );
    const settle = (usable: ChildProcess | null) => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
      child.channel?.unref();
      done(usable);
    };
    const fail = (why: string) => {
      settle(null);
      child.kill("SIGKILL");
      reject(new RangeError(why));
    };
    child.on("message", onMessage).on("exit", onExit);
    if (child.exitCode !== null || !child.connected) onExit(child.exitCode);
    else child.send(job);
  });
}

const pool = createPool();

/** Runs a job; a description whose expressions do not end is the seller's to mend. */
async function run(job: Job): Promise<Answer> {
  try {
    return await pool.run(job);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConnectorError(
      { kind: "rejected", field: "manifest", code: "expression" },
      `An expression of the connection description was stopped: ${why}.`,
      { cause },
    );
  }
}

/** For each expression what is wrong with it, or null. */
export async function checkExpressions(expressions: readonly string[]): Promise<(string | null)[]> {
  const answers = await run({ kind: "check", expressions });
  return answers.map((one) => ("problem" in one ? one.problem : null));
}

/** The values of several mappings over one input. Throws ConnectorError rejected when one of them fails. */
export async function evaluateAll(
  mappings: readonly Mapping[],
  input: Json,
  bindings: Bindings,
  what: string,
): Promise<(Json | undefined)[]> {
  if (mappings.length === 0) return [];
  const answers = await run({ kind: "values", mappings, input, bindings });
  return answers.map((one) => {
    if ("value" in one) return one.value;
    throw new ConnectorError(
      { kind: "drift", path: what },
      `The connection description's expression for ${what} failed on the shop's answer: ${one.problem}`,
    );
  });
}

/** Each record mapped, or what is wrong with it. */
export async function mapRecords(mapping: Mapping, records: readonly Json[], bindings: Bindings): Promise<Answer> {
  return records.length === 0 ? [] : run({ kind: "records", mapping, records, bindings });
}

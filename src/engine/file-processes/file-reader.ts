/**
 * Reads files of strangers in processes of their own, so that no file can hold up the hub or fill its memory: a process
 * has a fence, a limit of memory, and so long to work; whoever stops waiting for it ends it. Files that somebody waits for
 * are read a few at a time, one an organization; runs read theirs beside them, as their own queue lets them.
 */
import type { ChildProcess } from "node:child_process";
import { performance } from "node:perf_hooks";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import { createResting, fence, startFenced } from "../../connectors/kit/fenced-process.ts";
import type { TableRow } from "../../hub/channel-files/rows.ts";
import { HubError } from "../../hub/errors.ts";
import { type Bytes, cellsHere, type ImportReader } from "../../hub/imports/reader.ts";
import type { TemplateItem } from "../../hub/listing-drafts/template-read.ts";
import { createWorkSlots } from "../../hub/work-slots.ts";
import type { Found, FromProcess, Job, ToProcess } from "./messages.ts";
import { errorOf } from "./process-refusal.ts";

export interface Limits {
  /** From one portion to the next; none has more than 3,000,000 characters, and most take a few milliseconds. */
  readonly stepMs: number;
  /** All the time a process works on one file; what the hub does with the rows does not count. */
  readonly wholeMs: number;
  readonly memoryMb: number;
  /** Files that clients wait for, in this process of the hub. */
  readonly places: number;
  /** Of one organization, waiting for their turn. */
  readonly line: number;
  readonly idleMs: number;
}

// 100 MB of CSV take some 3 s, a workbook of 150 MB unpacked some 20 s, on one core of 2026.
const LIMITS: Limits = { stepMs: 20_000, wholeMs: 120_000, memoryMb: 256, places: 3, line: 20, idleMs: 15_000 };

export interface Reading {
  readonly organization: string;
  readonly signal?: AbortSignal | undefined;
  /** A run reads it: its queue says how many of them there are. */
  readonly isRun?: boolean | undefined;
}

export interface FileReader {
  rows(reading: Reading, bytes: Bytes): AsyncIterable<TableRow>;
  /** The first rows of each sheet. */
  head(reading: Reading, bytes: Bytes, maxRows: number): Promise<TableRow[]>;
  /** Lines of a marketplace's own file of a category, then what holds of it whole. */
  template(reading: Reading, bytes: Bytes, schema: ListingSchema): AsyncIterable<TemplateItem>;
  imports(reading: Reading): ImportReader;
  /** Processes at work or at rest. */
  size(): number;
}

/** Letters of a small CSV that are read within a few milliseconds: sooner than a process starts. */
const MAX_HERE = 64_000;
const PIECE = 256 * 1024;

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const whole = Buffer.from(text, "utf8");
  for (let at = 0; at < whole.length; at += PIECE) yield whole.subarray(at, at + PIECE);
}

const PROGRAM = new URL("./program.ts", import.meta.url);

/** Processes start with the first file and end soon after the last. */
export function createFileReader(given: Partial<Limits> = {}): FileReader {
  const limits = { ...LIMITS, ...given };
  const slots = createWorkSlots({ most: limits.places, line: limits.line, busy });
  const resting = createResting(limits.idleMs);
  let working = 0;

  async function* read<K extends Job["kind"]>(
    job: Extract<Job, { kind: K }>,
    reading: Reading,
    bytes: Bytes,
  ): AsyncGenerator<Found[K]> {
    const leave = reading.isRun ? undefined : await slots.take(reading.organization, reading.signal);
    working += 1;
    let child: ChildProcess | undefined;
    let isDone = false;
    try {
      child = resting.take(reading.organization) ?? (await startFenced(PROGRAM, fence(limits.memoryMb)));
      const ask = createAsk(child, limits, reading.signal);
      for await (const items of portions(ask, job, untilLeft(bytes, reading.signal)))
        yield* items as Iterable<Found[K]>;
      isDone = true;
    } finally {
      working -= 1;
      if (child && isDone) resting.rest(reading.organization, child);
      else child?.kill("SIGKILL");
      leave?.();
    }
  }

  return {
    size: () => working + resting.size(),
    rows: (reading, bytes) => read({ kind: "rows" }, reading, bytes),
    head: (reading, bytes, maxRows) => all(read({ kind: "head", maxRows: maxRows }, reading, bytes)),
    template: (reading, bytes, schema) => read({ kind: "template", schema }, reading, bytes),
    imports: (reading) => ({
      async inspect(bytes, input) {
        const [found] = await all(read({ kind: "inspect", shape: input }, reading, bytes));
        if (!found) throw unreadable("nothing was found in it");
        return found;
      },
      records: (bytes, shape) => read({ kind: "records", shape }, reading, bytes),
      async cells(csv, sampleLines) {
        if (csv.length <= MAX_HERE) return cellsHere(csv, sampleLines);
        const rows = await all(read({ kind: "cells", sampleLines: sampleLines }, reading, () => pieces(csv)));
        return rows.map(({ cells }) => cells);
      },
    }),
  };
}

const busy = () =>
  new HubError(
    "UPLOADS_BUSY",
    "busy",
    "Other files of this organization are being read. Send this one a little later.",
  );

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The same bytes; waiting for them ends with the signal. */
function untilLeft(bytes: Bytes, signal: AbortSignal | undefined): Bytes {
  if (!signal) return bytes;
  return async function* () {
    const left = new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    left.catch(() => undefined);
    const source = bytes()[Symbol.asyncIterator]();
    for (;;) {
      const piece = await Promise.race([source.next(), left]);
      if (piece.done) return;
      yield piece.value;
    }
  };
}

type Ask = (message: ToProcess) => Promise<FromProcess>;

/** Sends the process the file's bytes on request, and yields the items it finds. */
async function* portions(ask: Ask, job: Job, bytes: Bytes): AsyncGenerator<readonly unknown[]> {
  let source: AsyncIterator<Uint8Array> | undefined;
  try {
    for (let answer = await ask({ kind: "job", job }); ; ) {
      if (answer.kind === "bytes") {
        if (answer.again) {
          await source?.return?.();
          source = bytes()[Symbol.asyncIterator]();
        }
        const piece = await source?.next();
        answer = await ask({ kind: "bytes", bytes: piece === undefined || piece.done ? null : piece.value });
      } else if (answer.kind === "found") {
        yield answer.items;
        if (answer.isEnd) return;
        answer = await ask({ kind: "next" });
      } else throw refusalOf(answer);
    }
  } finally {
    await source?.return?.();
  }
}

/** Sends requests to a process, within its time limit for this file. */
function createAsk(child: ChildProcess, limits: Limits, signal: AbortSignal | undefined): Ask {
  let leftMs = limits.wholeMs;
  return (message) =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const fail = (error: unknown) => {
        settle();
        reject(error);
      };
      const onMessage = (answer: unknown) => {
        settle();
        resolve(answer as FromProcess);
      };
      const onExit = () => fail(unreadable("it needs more memory than a file may"));
      const onAbort = () => fail(signal?.reason);
      const timer = setTimeout(() => fail(unreadable("it takes too long")), Math.min(limits.stepMs, leftMs));
      const settle = () => {
        leftMs = Math.max(1, leftMs - (performance.now() - startedAt));
        clearTimeout(timer);
        child.off("message", onMessage).off("exit", onExit);
        signal?.removeEventListener("abort", onAbort);
        child.channel?.unref();
      };
      child.channel?.ref();
      child.on("message", onMessage).on("exit", onExit);
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else if (child.exitCode !== null || !child.connected) onExit();
      else child.send(message);
    });
}

function refusalOf(answer: Extract<FromProcess, { kind: "refused" | "broken" }>): HubError {
  return answer.kind === "refused" ? errorOf(answer) : unreadable(`it is damaged (${answer.why})`);
}

function unreadable(why: string): HubError {
  return new HubError("FILE_UNREADABLE", "validation", `The file cannot be read: ${why}.`);
}

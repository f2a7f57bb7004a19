/**
 * Papers, labels and logos are drawn in processes of their own, so that nothing a stranger wrote can hold up the hub, fill
 * its memory or end it: a process has a fence, a limit of memory and so long to draw. Organizations take turns, one
 * drawing of each at a time.
 */
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createResting, fence, startFenced } from "../../connectors/kit/fenced-process.ts";
import { HubError } from "../../hub/errors.ts";
import type { Drawer, DrawingJob } from "../../hub/paper-print/drawing.ts";
import { createWorkSlots } from "../../hub/work-slots.ts";
import { errorOf } from "../file-processes/process-refusal.ts";
import type { FromDrawing } from "./messages.ts";

interface Limits {
  /** A receipt of 500 lines takes some seconds on one core of 2026. */
  readonly deadlineMs: number;
  /** Of the language's own objects. */
  readonly heapMb: number;
  /** Memory limit of the whole process, libraries included; checked where the system reports it. */
  readonly wholeMb: number;
  readonly places: number;
  /** Of one organization, waiting for their turn. */
  readonly line: number;
  readonly idleMs: number;
  /** Processes that stay warm for their organization's next paper; each holds some 100 MB. */
  readonly resting: number;
}

const LIMITS: Limits = {
  deadlineMs: 30_000,
  heapMb: 384,
  wholeMb: 768,
  places: 2,
  line: 40,
  idleMs: 120_000,
  resting: 4,
};
const POLL_MS = 100;
const PROGRAM = new URL("./program.ts", import.meta.url);

export interface Drawing extends Drawer {
  /** Processes at work or at rest. */
  size(): number;
}

/** Processes start with the first paper and end soon after the last. */
export function createDocumentDrawer(given: Partial<Limits> = {}): Drawing {
  const limits = { ...LIMITS, ...given };
  const locations = createWorkSlots({ most: limits.places, line: limits.line, busy });
  const resting = createResting(limits.idleMs);
  let working = 0;
  return {
    size: () => working + resting.size(),
    async draw(organization, job) {
      const leave = await locations.take(organization);
      working += 1;
      let child: ChildProcess | undefined;
      let isSound = false;
      try {
        child = resting.take(organization) ?? (await startFenced(PROGRAM, fence(limits.heapMb)));
        const answer = await answerOf(child, job, limits);
        isSound = true;
        return drawnOf(answer);
      } finally {
        working -= 1;
        if (child && isSound) {
          resting.rest(organization, child);
          if (resting.size() > limits.resting) resting.endLongest();
        } else child?.kill("SIGKILL");
        leave();
      }
    },
  };
}

const busy = () =>
  new HubError("PAPERS_BUSY", "busy", "Other documents of this organization are being drawn. Ask again in a moment.");

const tooLarge = () =>
  new HubError("PAPER_TOO_LARGE", "validation", "This document can't be drawn: it's damaged or far too large.");

function drawnOf(answer: FromDrawing): Buffer {
  if (answer.kind === "drawn") return Buffer.from(answer.bytes);
  if (answer.kind === "refused") throw errorOf(answer);
  throw new Error(`A document could not be drawn: ${answer.why}`);
}

function answerOf(child: ChildProcess, job: DrawingJob, limits: Limits): Promise<FromDrawing> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(deadline);
      clearInterval(timer);
      child.off("message", onMessage).off("exit", fail);
      child.channel?.unref();
    };
    const fail = () => {
      settle();
      reject(tooLarge());
    };
    const onMessage = (answer: unknown) => {
      settle();
      resolve(answer as FromDrawing);
    };
    const deadline = setTimeout(fail, limits.deadlineMs);
    const timer = setInterval(() => {
      void residentMb(child).then((mb) => {
        if (mb > limits.wholeMb) fail();
      });
    }, POLL_MS);
    child.channel?.ref();
    child.on("message", onMessage).on("exit", fail);
    if (child.exitCode !== null || !child.connected) fail();
    else child.send(job);
  });
}

const PAGE_BYTES = 4_096;

/** Memory of the process in MB; 0 where the system does not report it (proc(5), statm), or the process has ended. */
async function residentMb(child: ChildProcess): Promise<number> {
  const memory = await readFile(`/proc/${child.pid}/statm`, "utf8").catch(() => "");
  return (Number(memory.split(" ")[1] ?? 0) * PAGE_BYTES) / 1024 / 1024;
}

/** The one all routes of this process draw with. */
export const drawer = createDocumentDrawer();

/** Plays parts of the continuous check and of the nightly run, each line of a part with its name. */
import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Part } from "./check-parts.ts";
import { readOwn } from "./test-usage/processes.ts";

export type Result = "passed" | "failed" | "not played";

export interface Played {
  readonly name: string;
  readonly result: Result;
  readonly wallS: number;
  /** Seconds of its programs; null where other parts ran beside it, or the machine cannot tell. */
  readonly processorS: number | null;
}

interface HowToPlay {
  /** How many that need one core each are played at once. */
  readonly atOnce: number;
  readonly stopsAtFailure: boolean;
  /** After this no part begins; milliseconds since 1970. Absent: there is time for all. */
  readonly beginsUntilMs?: number | undefined;
}

/** Where one has failed and that stops the others, or the time is over, those not begun are not played. */
export async function playAll(root: string, parts: readonly Part[], how: HowToPlay): Promise<Played[]> {
  const played: Played[] = [];
  const isLate = () => how.beginsUntilMs !== undefined && Date.now() > how.beginsUntilMs;
  const isOver = () => isLate() || (how.stopsAtFailure && played.some(({ result }) => result === "failed"));
  const playFrom = async (waiting: Part[]) => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift())
      played.push(
        isOver()
          ? { name: part.name, result: "not played", wallS: 0, processorS: null }
          : await playOne(root, part, how.atOnce === 1 || part.needsBothCores === true),
      );
  };
  const side = parts.filter(({ needsBothCores }) => !needsBothCores);
  await Promise.all(Array.from({ length: how.atOnce }, () => playFrom(side)));
  await playFrom(parts.filter(({ needsBothCores }) => needsBothCores));
  return played;
}

async function playOne(root: string, part: Part, isAlone: boolean): Promise<Played> {
  const [program = "", ...args] = part.command;
  const [startedAt, usedBefore] = [performance.now(), readOwn()?.endedChildren];
  process.stdout.write(`\n> ${part.name}\n`);
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...part.env, CLOSING_LINE_FILE: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => process.stdout.write(`${part.name}: ${line}\n`));
  const code = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
    child.on("error", (error) => {
      process.stderr.write(`${part.name} could not be started: ${error.message}\n`);
      resolve(null);
    });
  });
  const used = readOwn()?.endedChildren;
  return {
    name: part.name,
    result: code === 0 ? "passed" : code === 2 ? "not played" : "failed",
    wallS: (performance.now() - startedAt) / 1000,
    processorS: isAlone && used !== undefined && usedBefore !== undefined ? used - usedBefore : null,
  };
}

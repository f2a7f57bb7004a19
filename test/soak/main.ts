/**
 * npm run soak -- [--minutes 30] [--shops 50] [--events 200000] [--seed 1] [--no-report]
 * A day's load on one hub, with faults on: whether it comes to rest in order, and whether memory or handles grew. Writes
 * docs/soak.md. Ends with 1 where something is lost, doubled or grows.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { startTestServer, type TestServer } from "../../src/db/test-server.ts";
import { databaseOn } from "../../src/db/testing-database.ts";
import { type Played, play } from "./play.ts";
import { grown, type Sample } from "./slope.ts";
import { atRest, openSoakWorld } from "./world.ts";

/** So much may the heap differ by chance: what a collection leaves depends on what is under way. */
const MOST_GROWTH = 5;
const MOST_HANDLES_GROWTH = 5;
const MB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    shops: { type: "string", default: "50" },
    events: { type: "string", default: "200000" },
    seed: { type: "string", default: "1" },
    "no-report": { type: "boolean", default: false },
  },
});

const say = (text: string) => void process.stdout.write(`${text}\n`);
const mb = (bytes: number) => (bytes / MB).toFixed(1);

function table(samples: readonly Sample[]): string[] {
  return [
    "| deliveries | heap, MB | resident, MB | handles | waiting |",
    "| --- | --- | --- | --- | --- |",
    ...samples.map((one) => `| ${one.done} | ${mb(one.heap)} | ${mb(one.rss)} | ${one.handles} | ${one.waiting} |`),
  ];
}

interface Verdict {
  readonly lines: readonly string[];
  readonly isWell: boolean;
}

function verdictOf(samples: readonly Sample[], problems: readonly string[]): Verdict {
  const heap = grown(samples, (sample) => sample.heap);
  const handles = grown(samples, (sample) => sample.handles);
  const isFlat = heap.growth <= MOST_GROWTH && handles.growth <= MOST_HANDLES_GROWTH;
  const percent = (growth: number) => `${growth >= 0 ? "+" : ""}${growth.toFixed(1)} %`;
  return {
    isWell: isFlat && problems.length === 0,
    lines: [
      `- heap after collection, from the first third to the end: ${mb(heap.from)} to ${mb(heap.to)} MB, ${percent(heap.growth)} (at most +${MOST_GROWTH} %)`,
      `- handles: ${handles.from.toFixed(0)} to ${handles.to.toFixed(0)}, ${percent(handles.growth)} (at most +${MOST_HANDLES_GROWTH} %)`,
      problems.length === 0
        ? "- orders, numbers and ledgers: every order is there once, every shop shows what is free, every ledger adds up"
        : `- not in order:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    ],
  };
}

function report({ sales, samples, faults, brokenConnections }: Played, verdict: Verdict, minutes: number): string {
  const done = samples.at(-1)?.done ?? 0;
  return [
    "# A day's load",
    "",
    "Written by `npm run soak`: one hub as a process of its own, shops that sell what others of their seller sell too, so that every sale becomes numbers at four other shops and news from each. Beside it platforms throttle, fail, answer half and answer nothing, deliveries come twice and connections to the database break. Memory is what the hub holds once its garbage is collected.",
    "",
    `Measured ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, Node ${process.version}, ${cpus().length} cores; shops and hub on the same ones.`,
    "",
    `- ${done} deliveries in ${minutes.toFixed(0)} minutes, ${sales} of them sales, at ${values.shops} shops; ${faults} faults of platforms, ${brokenConnections} broken connections`,
    ...verdict.lines,
    "",
    ...table(samples),
    "",
  ].join("\n");
}

async function soak(server: TestServer): Promise<boolean> {
  const began = performance.now();
  const minutesSo = () => (performance.now() - began) / 60_000;
  await using world = await openSoakWorld(await databaseOn(server), Number(values.shops));
  say(`${values.shops} shops are connected after ${minutesSo().toFixed(1)} minutes`);
  const started = minutesSo();
  const played = await play(world, {
    events: Number(values.events),
    samples: 30,
    seed: Number(values.seed),
    isOver: () => minutesSo() - started > Number(values.minutes),
    onSample: (one) => say(`${one.done} deliveries: heap ${mb(one.heap)} MB, ${one.handles} handles`),
  });
  const minutes = minutesSo() - started;
  const problems = await atRest(world);
  const verdict = verdictOf(played.samples, problems);
  for (const line of verdict.lines) say(line);
  if (!values["no-report"])
    writeFileSync(join(import.meta.dirname, "../../docs/soak.md"), report(played, verdict, minutes));
  return verdict.isWell;
}

const server = await startTestServer();
try {
  process.exitCode = (await soak(server)) ? 0 : 1;
} finally {
  await server.stop();
}

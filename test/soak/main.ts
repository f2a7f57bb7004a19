/**
 * npm run soak -- [--minutes 30] [--shops 50] [--events 200000] [--seed 1] [--no-report]
 * A day's load on one hub, with faults on: whether it comes to rest in order, and whether memory, handles or the time
 * deliveries wait grew. Writes docs/soak.md. Ends with 1 where something is lost, doubled or grows, or where fewer
 * deliveries than asked for came in time.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { startTestServer, type TestServer } from "../../src/db/test-server.ts";
import { databaseOn } from "../../src/db/testing-database.ts";
import { atRest } from "./at-rest.ts";
import { type Played, play } from "./play.ts";
import { grown, type Sample } from "./slope.ts";
import { openSoakWorld } from "./world.ts";

/** So much may the heap differ by chance: what a collection leaves depends on what is under way. */
const MOST_GROWTH = 5;
const MOST_HANDLES_GROWTH = 5;
/** Deliveries wait for some hundredths of a second, which differ by so much from stretch to stretch. */
const MOST_LAG_GROWTH = 10;
const LAG_BY_CHANCE_MS = 30;
/** The deliveries come evenly in this share of the time; the rest is for what comes late. */
const SHARE_OF_TIME = 0.95;
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
    "| deliveries | heap, MB | resident, MB | handles | waiting | half waited at most, ms | 95 of 100, ms |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...samples.map(
      (one) =>
        `| ${one.done} | ${mb(one.heap)} | ${mb(one.rss)} | ${one.handles} | ${one.waiting} | ${one.lagMs} | ${one.longLagMs} |`,
    ),
  ];
}

interface Verdict {
  readonly lines: readonly string[];
  readonly isWell: boolean;
}

function verdictOf(samples: readonly Sample[], problems: readonly string[]): Verdict {
  const heap = grown(samples, (sample) => sample.heap);
  const handles = grown(samples, (sample) => sample.handles);
  const lag = grown(samples, (sample) => sample.lagMs);
  const isLagFlat = lag.growth <= MOST_LAG_GROWTH || lag.to - lag.from <= LAG_BY_CHANCE_MS;
  const isFlat = heap.growth <= MOST_GROWTH && handles.growth <= MOST_HANDLES_GROWTH && isLagFlat;
  const done = samples.at(-1)?.done ?? 0;
  const percent = (growth: number) => `${growth >= 0 ? "+" : ""}${growth.toFixed(1)} %`;
  return {
    isWell: isFlat && problems.length === 0 && done >= Number(values.events),
    lines: [
      `- heap after collection, from the first third to the end: ${mb(heap.from)} to ${mb(heap.to)} MB, ${percent(heap.growth)} (at most +${MOST_GROWTH} %)`,
      `- handles: ${handles.from.toFixed(0)} to ${handles.to.toFixed(0)}, ${percent(handles.growth)} (at most +${MOST_HANDLES_GROWTH} %)`,
      `- lag, which half of the deliveries waited at most to be applied: ${lag.from.toFixed(0)} to ${lag.to.toFixed(0)} ms, ${percent(lag.growth)} (at most +${MOST_LAG_GROWTH} % or ${LAG_BY_CHANCE_MS} ms)`,
      problems.length === 0
        ? "- orders, numbers and ledgers: every order is there once and says what was done to it, every shop shows what is free, every ledger adds up"
        : `- not in order:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    ],
  };
}

/** Of a delivery, from the first sample to the last. */
function processorLine(samples: readonly Sample[]): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || first.done === last.done) return "";
  const of = (who: keyof Sample["processor"]) =>
    ((last.processor[who] - first.processor[who]) / (last.done - first.done)).toFixed(1);
  return `- processor time of a delivery: hub ${of("hub")} ms, database ${of("database")} ms, shops ${of("shops")} ms`;
}

function countLine({ acts, samples, faults, brokenConnections }: Played, minutes: number): string {
  const told = [...acts].map(([act, count]) => `${count} ${act}s`).join(", ");
  const done = samples.at(-1)?.done ?? 0;
  return `- ${done} deliveries in ${minutes.toFixed(0)} minutes at ${values.shops} shops; ${told}; ${faults} faults of platforms, ${brokenConnections} broken connections`;
}

function report(played: Played, verdict: Verdict, minutes: number): string {
  return [
    "# A day's load",
    "",
    "Written by `npm run soak`: one hub as a process of its own, and shops that sell what others of their seller sell too. A day at a shop: orders are placed, paid at once or later, shipped, some cancelled or refunded, products edited, and the shop tells of each by webhook, as its platform does; every sale becomes numbers at four other shops, and those tell of them too. A delivery is a webhook the hub answered as taken, one in twenty of them sent twice. One shop of five is on a platform that allows 150 calls in 30 s, which such a day fills: its deliveries wait for the next half minute, and stand in the last column. Beside it platforms throttle, fail, answer half and answer nothing, and connections to the database break. Memory is what the hub holds once its garbage is collected; lag is the time between a delivery's arrival and when it is applied, of those since the line before.",
    "",
    `Measured ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, Node ${process.version}, ${cpus().length} cores; shops, hub and database on the same ones.`,
    "",
    countLine(played, minutes),
    processorLine(played.samples),
    ...verdict.lines,
    "",
    ...table(played.samples),
    "",
  ].join("\n");
}

const telling = (one: Sample) =>
  `${one.done} deliveries: heap ${mb(one.heap)} MB, ${one.handles} handles, ${one.waiting} waiting, waited ${one.lagMs} and ${one.longLagMs} ms`;

async function soak(server: TestServer): Promise<boolean> {
  const [events, limit] = [Number(values.events), Number(values.minutes)];
  const began = performance.now();
  const minutesSo = () => (performance.now() - began) / 60_000;
  await using world = await openSoakWorld(await databaseOn(server), Number(values.shops));
  say(`${values.shops} shops are connected after ${minutesSo().toFixed(1)} minutes`);
  const started = minutesSo();
  const played = await play(world, {
    events,
    samples: 30,
    seed: Number(values.seed),
    due: () => (events * (minutesSo() - started)) / (limit * SHARE_OF_TIME),
    isOver: () => minutesSo() - started > limit,
    onSample: (one) => say(`${(minutesSo() - started).toFixed(1)} minutes, ${telling(one)}`),
  });
  const minutes = minutesSo() - started;
  say("the day is over; waiting for everything to come to rest");
  const verdict = verdictOf(played.samples, await atRest(world));
  for (const line of [countLine(played, minutes), processorLine(played.samples), ...verdict.lines]) say(line);
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

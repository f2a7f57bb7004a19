/**
 * The continuous check after its tests:  npm run check
 * Plays the parts that the change under check asks for and those whose turn it is, and names the others. Ends with 1
 * where one failed. A part that could not be played fails nothing, but proves nothing either.
 * CHECK_BEGINS_UNTIL (seconds since 1970): no part begins after it; each that is left out so is named.
 */
import { join } from "node:path";
import process from "node:process";
import { checkedChange } from "./check-change.ts";
import { chooseParts } from "./check-parts.ts";
import { playAll } from "./check-play.ts";

const root = join(import.meta.dirname, "..");
const say = (line: string) => void process.stdout.write(`${line}\n`);

const { changed, since, rotation, countsCommits } = checkedChange(root, process.env.CHECK_BASE);
const { play, left } = chooseParts(changed, rotation);
say(`\n> check: ${changed === null ? since : `${changed.length} files changed since ${since}`}, number ${rotation}`);
for (const { part, because } of play) say(`plays ${part.name}: ${because}`);
for (const { name, nextRotation } of left) {
  const later = countsCommits ? `in the run of commit number ${nextRotation}` : "in a later run";
  say(`LEFT OUT ${name}: comes ${later} and in every nightly run`);
}

const parts = play.map(({ part }) => part);
const until = process.env.CHECK_BEGINS_UNTIL;
const beginsUntilMs = until === undefined ? undefined : 1000 * Number(until);
const played = await playAll(root, parts, { atOnce: 2, stopsAtFailure: true, beginsUntilMs });
say("");
for (const { name, result, wallS } of played) say(`${name.padEnd(22)}${result.padEnd(12)}${wallS.toFixed(0)} s`);
for (const { name, result } of played) {
  if (result === "failed") process.stderr.write(`\n*** ${name} FAILED, see above. ***\n`);
  if (result === "not played")
    process.stderr.write(`\n*** ${name} WAS NOT PLAYED, or not all of it: it proves nothing about this state. ***\n`);
}
process.exitCode = played.some(({ result }) => result === "failed") ? 1 : 0;

/**
 * Checks the hub's regular expressions with recheck and keeps those that take linear time:
 *   npm run expressions            those not checked yet
 *   npm run expressions -- --all   every one again
 * Ends with 1 where one is not linear, or recheck cannot tell.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { check } from "recheck";
import { ALLOWED, expressionsOfHub, partsOf, VERIFIED, verified } from "./linear-expressions.ts";

const TIMEOUT_MS = 20_000;
/** What recheck has no word for and what changes nothing about time. */
const WITHOUT_EFFECT = /[dvg]/g;

const existing = new Set(process.argv.includes("--all") ? [] : verified());
const found = [...expressionsOfHub()].filter(([literal]) => !(literal in ALLOWED));
const linear = found.map(([literal]) => literal).filter((literal) => existing.has(literal));
const save = () => writeFileSync(VERIFIED, `${JSON.stringify([...linear].sort(), null, 2)}\n`);

let others = 0;
for (const [literal, files] of found.filter(([each]) => !existing.has(each))) {
  const { source, flags } = partsOf(literal);
  const result = await check(source, flags.replace(WITHOUT_EFFECT, ""), { timeout: TIMEOUT_MS });
  if (result.status === "safe") linear.push(literal);
  else {
    others += 1;
    const why = result.status === "vulnerable" ? result.complexity.summary : result.error.kind;
    process.stdout.write(`${literal}\n  ${why}, in ${files.join(", ")}\n`);
  }
  if (linear.length % 20 === 0) save();
}
save();
process.stdout.write(`${linear.length} linear, ${others} not or unknown, ${Object.keys(ALLOWED).length} allowed.\n`);
process.exit(others > 0 ? 1 : 0);

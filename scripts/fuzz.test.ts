/** A little of `npm run fuzz` in every run: no fault, whatever comes. How long it takes: `test/thread-budget.test.ts`. */
import process from "node:process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { specsDir } from "../src/connectors/kit/testing/specs.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { runsOf } from "../src/db/testing-runs.ts";
import { files } from "./fuzzers/files.ts";
import { fuzz } from "./fuzzers/fuzzer.ts";
import { cursors, filters } from "./fuzzers/requests.ts";
import { sampleSubjects } from "./fuzzers/samples.ts";
import { spread } from "./fuzzers/spread.ts";
import { webhooks } from "./fuzzers/webhooks.ts";

/** Every published order, as the nightly run takes them. */
const EVERY = process.env["ARGOSY_EDGES"] === "all";
const CASES = runsOf({ few: 50, many: 150 });
/** Orders of a platform, of those published. */
const MOST_DECORATED = 3;
/** Not essential, and yet it says something by being there: an order on hold with a transaction has been authorized. */
const TELLS_BY_BEING_THERE = ["woocommerce: transaction_id"];

const all = fixture(sampleSubjects);

test.each([webhooks, files, filters, cursors])("$name: nothing but refusals", async (fuzzer) => {
  const { findings } = await fuzz(fuzzer, { cases: CASES, seed: 7 });
  expect(findings.filter(({ isHang }) => !isHang)).toEqual([]);
});

test("samples of every platform, changed at one place: read, or refused as a platform's fault", async () => {
  for (const { id, cases } of all.subjects) {
    const { findings } = await fuzz({ name: id, cases }, { cases: CASES, seed: 7 });
    expect(findings.filter(({ isHang }) => !isHang)).toEqual([]);
  }
  expect(all.subjects.length).toBeGreaterThan(15);
  expect(all.subjects.filter(({ reads }) => reads.includes("order")).length).toBeGreaterThan(14);
  expect(all.subjects.flatMap(({ leftOut }) => leftOut).length).toBeLessThan(2);
});

test("no field of a published order beside the essential ones changes what decides over it", async () => {
  const [read, found]: [string[], string[]] = [[], []];
  for (const { id, decorated } of all.subjects)
    for (const { what, deciding } of EVERY ? decorated : spread(decorated, MOST_DECORATED)) {
      const fields = await deciding();
      if (fields !== null) read.push(id);
      const others = (fields ?? []).filter(
        (field) => !TELLS_BY_BEING_THERE.some((one) => `${id}: ${field}`.startsWith(`${one} as`)),
      );
      found.push(...others.map((field) => `${id}, ${what}: ${field}`));
    }
  expect(found).toEqual([]);
  // Most orders that platforms publish are in the folder of official descriptions; two stand in this repository.
  expect(new Set(read).size, [...new Set(read)].join(", ")).toBeGreaterThan(specsDir() === null ? 1 : 4);
});

test("a fault and a hang are found", async () => {
  const busy = () => {
    const before = process.threadCpuUsage();
    const spent = ({ user, system }: NodeJS.CpuUsage) => user + system;
    while (spent(process.threadCpuUsage(before)) < 120_000);
  };
  const cases = fc.constantFrom(
    { what: "slow", run: busy },
    { what: "broken", run: () => Promise.reject(new Error("no")) },
  );
  const { findings } = await fuzz({ name: "planted", cases }, { cases: 8, seed: 1 });
  expect(new Set(findings.map(({ what }) => what))).toEqual(new Set(["slow", "broken"]));
});

/** A little of `npm run fuzz` in every run: no fault, whatever comes. How long each takes is asked where nothing else runs. */
import process from "node:process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { leastShareOfBudget } from "../src/commerce/testing-slice-length.ts";
import { specsDir } from "../src/connectors/kit/testing/specs.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { files } from "./fuzzers/files.ts";
import { fuzz } from "./fuzzers/fuzzer.ts";
import { cursors, filters } from "./fuzzers/requests.ts";
import { type LargestCase, sampleSubjects } from "./fuzzers/samples.ts";
import { webhooks } from "./fuzzers/webhooks.ts";

/** Every list of every sample, as the nightly run takes them; otherwise the largest order and delivery of each platform. */
const EVERY = process.env["ARGOSY_EDGES"] === "all";
const MOST_OF_ONE = 60;
/** Orders of a platform, of those published. */
const MOST_DECORATED = 3;
/** Not essential, and yet it says something by being there: an order on hold with a transaction has been authorized. */
const TELLS_BY_BEING_THERE = ["woocommerce: transaction_id"];

/** Of each kind that with the most bytes, of several the first. */
const largestOfKinds = (cases: readonly LargestCase[]): LargestCase[] =>
  ["order", "delivery"].flatMap((kind) => {
    const [first, ...others] = cases.filter((one) => one.kind === kind);
    return first === undefined ? [] : [others.reduce((most, one) => (one.bytes > most.bytes ? one : most), first)];
  });

/** At most so many of them, evenly, each piece of work once. */
function spread<T extends { readonly what: string }>(cases: readonly T[], most: number): T[] {
  const each = [...new Map(cases.map((one) => [one.what, one])).values()];
  const step = Math.max(1, each.length / most);
  return each.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
}

const all = fixture(sampleSubjects);

test.each([webhooks, files, filters, cursors])("$name: nothing but refusals", async (fuzzer) => {
  const { findings } = await fuzz(fuzzer, { cases: 150, seed: 7 });
  expect(findings.filter(({ isHang }) => !isHang)).toEqual([]);
});

test("samples of every platform, changed at one place: read, or refused as a platform's fault", async () => {
  for (const { id, cases } of all.subjects) {
    const { findings } = await fuzz({ name: id, cases }, { cases: 150, seed: 7 });
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

test("no sample of a platform, as large as it can come, keeps the only thread for longer than its budget [I1.3] [F13]", async () => {
  const slow: string[] = [];
  const measured: string[] = [];
  for (const { largest } of all.subjects)
    for (const { what, prepare } of EVERY ? spread(largest(), MOST_OF_ONE) : largestOfKinds(largest())) {
      const share = await leastShareOfBudget(prepare());
      measured.push(what);
      if (share > 1) slow.push(`${what}: ${Math.round(share * 100)} %`);
    }
  expect(slow).toEqual([]);
  expect(measured.length).toBeGreaterThan(24);
});

test("no answer, as long as it may come, keeps the only thread for longer than its budget [I1.3] [F13]", async () => {
  const slow: string[] = [];
  const measured: string[] = [];
  for (const { longest } of all.subjects)
    for (const { what, prepare } of longest()) {
      const run = prepare();
      let isRead = false;
      const share = await leastShareOfBudget(async () => {
        isRead = await run();
      });
      if (share > 1) slow.push(`${what}: ${Math.round(share * 100)} %`);
      if (!isRead) continue;
      measured.push(what);
      break;
    }
  expect(slow).toEqual([]);
  expect(measured.length, measured.join(", ")).toBeGreaterThan(15);
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

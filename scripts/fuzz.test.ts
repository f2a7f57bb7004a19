/** A little of `npm run fuzz` in every run: no fault, whatever comes. How long each takes is asked where nothing else runs. */
import process from "node:process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { files } from "./fuzzers/files.ts";
import { fuzz } from "./fuzzers/fuzzer.ts";
import { cursors, filters } from "./fuzzers/requests.ts";
import { sampleSubjects } from "./fuzzers/samples.ts";
import { webhooks } from "./fuzzers/webhooks.ts";

test.each([webhooks, files, filters, cursors])("$name: nothing but refusals", async (fuzzer) => {
  const { findings } = await fuzz(fuzzer, { cases: 150, seed: 7 });
  expect(findings.filter(({ isHang }) => !isHang)).toEqual([]);
});

test("samples of every platform, changed at one place: read, or refused as a platform's fault", async () => {
  await using all = await sampleSubjects();
  for (const { id, cases } of all.subjects) {
    const { findings } = await fuzz({ name: id, cases }, { cases: 150, seed: 7 });
    expect(findings.filter(({ isHang }) => !isHang)).toEqual([]);
  }
  expect(all.subjects.length).toBeGreaterThan(15);
  expect(all.subjects.filter(({ reads }) => reads.includes("order")).length).toBeGreaterThan(14);
  expect(all.subjects.flatMap(({ leftOut }) => leftOut).length).toBeLessThan(2);
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

import { describe, expect, test } from "vitest";
import { type ProcessTimes, parseStat } from "./processes.ts";
import { type Announcement, chargeUsage, type Seen } from "./usage.ts";

const ROOT = 1;
const COMMANDS: Readonly<Record<number, string>> = {
  1: "node scripts/test.ts",
  2: "node vitest",
  3: "node vitest worker",
  4: "node src/main.ts",
  5: "/usr/lib/chromium/chromium --headless",
  6: "postgres -D data",
  7: "postgres: argosy argosy_test_3_0af1 [local] idle",
};
const process = (pid: number, parent: number, user: number, endedChildren = 0): ProcessTimes => ({
  pid,
  parent,
  startedAt: 100 + pid,
  user,
  system: 0,
  endedChildren,
});
const seen = (...processes: readonly ProcessTimes[]): Seen => ({ processes, commandOf: (pid) => COMMANDS[pid] ?? "" });
const line = (file: string | null, user: number): Announcement => ({ pid: 3, file, at: 0, user, system: 0 });

describe("processor seconds of test files", () => {
  test("a file is charged with its test process, programs, browser and database sessions while it runs", () => {
    const usage = chargeUsage(ROOT);
    const first = [line("a.test.ts", 1)];
    usage.sample(
      seen(process(1, 0, 1), process(3, 2, 1), process(2, 1, 2), process(4, 3, 5), process(6, 2, 1), process(7, 6, 3)),
      first,
    );
    const both = [...first, line(null, 4), line("b.test.ts", 4)];
    usage.sample(
      seen(process(1, 0, 1), process(2, 1, 2), process(3, 2, 9), process(5, 3, 6), process(6, 2, 1), process(7, 6, 7)),
      both,
    );
    const { files, rest } = usage.result([...both, line(null, 9)]);
    expect(files.get("a.test.ts")).toEqual({ test: 4, program: 5, postgres: 3, browser: 0 });
    expect(files.get("b.test.ts")).toEqual({ test: 5, program: 0, postgres: 4, browser: 6 });
    expect(rest).toEqual({ test: 0, program: 3, postgres: 1, browser: 0 });
  });

  test("a database session that ended between two samples is counted by its server", () => {
    const usage = chargeUsage(ROOT);
    usage.sample(seen(process(1, 0, 0), process(3, 1, 0), process(6, 1, 0), process(7, 6, 2)), [line("a.test.ts", 0)]);
    usage.sample(seen(process(1, 0, 0), process(3, 1, 0), process(6, 1, 0, 5)), [line("a.test.ts", 0)]);
    const { files, rest } = usage.result([line("a.test.ts", 0)]);
    expect(files.get("a.test.ts")?.postgres).toBe(2);
    expect(rest.postgres).toBe(3);
  });

  test("processes of others are not counted", () => {
    const usage = chargeUsage(ROOT);
    usage.sample(seen(process(1, 0, 1), process(8, 0, 50)), []);
    expect(usage.result([]).rest.program).toBe(1);
  });
});

test("a process's times are read whatever its name holds", () => {
  const fields = ["S", "2", ...Array(9).fill("0"), "150", "50", "20", "5", ...Array(4).fill("0"), "777", "0"];
  expect(parseStat(`42 (a) b (c) ${fields.join(" ")}`)).toEqual({
    pid: 42,
    parent: 2,
    startedAt: 777,
    user: 1.5,
    system: 0.5,
    endedChildren: 0.25,
  });
  expect(parseStat("42 (gone")).toBeNull();
});

import process from "node:process";
import { expect, test } from "vitest";
import type { Part } from "./check-parts.ts";
import { playAll } from "./check-play.ts";

const part = (name: string, script: string, more: Partial<Part> = {}): Part => ({
  name,
  command: [process.execPath, "--eval", script],
  ...more,
});
const results = async (parts: readonly Part[], how: Parameters<typeof playAll>[2]) =>
  (await playAll(import.meta.dirname, parts, how)).map(({ name, result }) => [name, result]);

test("a part ends as its program does, with 2 for not played, and has its settings", async () => {
  const parts = [
    part("right", "process.exitCode = Number(process.env.CODE)", { env: { CODE: "0" } }),
    part("absent", "process.exitCode = 2"),
    part("wrong", "process.exitCode = 1"),
    { name: "no program", command: ["/nonexistent/program"] },
  ];
  expect(await results(parts, { atOnce: 1, stopsAtFailure: false })).toEqual([
    ["right", "passed"],
    ["absent", "not played"],
    ["wrong", "failed"],
    ["no program", "failed"],
  ]);
});

test("a failed part starts no other where that is requested", async () => {
  const parts = [part("wrong", "process.exitCode = 1"), part("next", ""), part("wide", "", { needsBothCores: true })];
  expect(await results(parts, { atOnce: 1, stopsAtFailure: true })).toEqual([
    ["wrong", "failed"],
    ["next", "not played"],
    ["wide", "not played"],
  ]);
});

test("a part does not start after the time for starting is over", async () => {
  const until = { atOnce: 2, stopsAtFailure: true, beginsUntilMs: Date.now() - 1 };
  expect(await results([part("late", ""), part("wide", "", { needsBothCores: true })], until)).toEqual([
    ["late", "not played"],
    ["wide", "not played"],
  ]);
});

test("two parts of one core each run side by side, and a part of both cores after them, alone", async () => {
  const parts = [part("wide", "", { needsBothCores: true }), part("one", ""), part("two", "")];
  const played = await playAll(import.meta.dirname, parts, { atOnce: 2, stopsAtFailure: true });
  expect(played.at(-1)?.name).toBe("wide");
  const existing = process.platform === "linux" ? ["wide"] : [];
  expect(played.filter(({ processorS }) => processorS !== null).map(({ name }) => name)).toEqual(existing);
});

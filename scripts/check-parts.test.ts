import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseParts, everyPart, ROUNDS, WORLD_RUNS } from "./check-parts.ts";

const played = (changed: readonly string[] | null, rotation: number) =>
  chooseParts(changed, rotation).play.map(({ part }) => part.name);
const turns = (count: number) => Array.from({ length: count }, (_, index) => 1417 + index);
const isWorlds = (name: string) => name.startsWith("worlds");

describe("a run plays", () => {
  test.each([
    ["src/connectors/vendure/orders.ts", ["living vendure"]],
    ["src/connectors/medusa/orders.ts", ["living medusa"]],
    ["src/connectors/kit/http/platform-limiter.ts", ["living vendure", "living medusa"]],
    ["src/engine/plan/rows.ts", ["living vendure", "living medusa", "kills"]],
    ["src/engine/outbound/stock/send-stock.ts", ["living vendure", "living medusa", "kills"]],
    ["test/living/journey/index.ts", ["living vendure", "living medusa"]],
    ["test/living/main.ts", ["living vendure", "living medusa"]],
    ["test/living/medusa/driver.ts", ["living medusa"]],
    ["src/connectors/wix/orders.ts", []],
    ["src/connectors/vendure/orders.test.ts", []],
    ["src/connectors/vendure/README.md", []],
    ["src/engine/lanes/lanes.ts", ["kills"]],
    ["test/kill.test.ts", ["kills"]],
    ["src/db/migrations/2001-orders.sql", ["kills", "version before"]],
    ["src/db/baseline/orders.sql", ["kills", "version before"]],
    ["src/db/distributed/move.ts", ["distributed database", "kills"]],
    ["deploy/Dockerfile", ["image"]],
    ["package-lock.json", ["image", "command package"]],
    ["cli/main.ts", ["command package"]],
    ["docs/operations.md", []],
  ])("a run plays what a change of %s can break", (path, expected) => {
    for (const rotation of turns(ROUNDS)) {
      const inTurn = played([], rotation);
      expect(new Set(played([path], rotation))).toEqual(new Set([...inTurn, ...expected]));
    }
  });

  test("everything that depends on paths where the change is not known", () => {
    const names = everyPart.map(({ name }) => name).filter((name) => !isWorlds(name));
    expect(played(null, 1417)).toEqual(expect.arrayContaining(names));
  });

  test("the packages audit always", () => {
    for (const rotation of turns(ROUNDS)) expect(played([], rotation)).toContain("packages audit");
  });
});

describe("rotation of the parts", () => {
  test("every part comes once in its number of runs, without any change", () => {
    const names = everyPart.map(({ name }) => name).filter((name) => !isWorlds(name) && name !== "packages audit");
    const inTurn = turns(ROUNDS).flatMap((rotation) => played([], rotation));
    for (const name of names) expect(inTurn.filter((each) => each === name)).toEqual([name]);
  });

  test("the worlds of five runs are all from 21 to 300, each once, in two halves a run", () => {
    const ranges = turns(WORLD_RUNS).flatMap((rotation) => {
      const names = played([], rotation).filter(isWorlds);
      expect(names).toHaveLength(2);
      return names.map((name) => /(\d+) to (\d+)/.exec(name)?.slice(1).map(Number) ?? []);
    });
    const seeds = ranges.flatMap(([from = 0, to = 0]) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index),
    );
    expect(seeds.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 280 }, (_, index) => 21 + index));
  });

  test("a part that is left out runs in the named run and in none between", () => {
    for (const rotation of turns(ROUNDS * WORLD_RUNS))
      for (const { name, nextRotation } of chooseParts([], rotation).left) {
        expect(played([], nextRotation)).toContain(name);
        for (let between = rotation; between < nextRotation; between += 1)
          expect(played([], between)).not.toContain(name);
      }
  });

  test("every part is either played or left out", () => {
    const { play, left } = chooseParts(["docs/operations.md"], 1417);
    const names = [...play.map(({ part }) => part.name), ...left.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter(isWorlds)).toHaveLength(2 * WORLD_RUNS);
    expect(names).toEqual(expect.arrayContaining(everyPart.map(({ name }) => name).filter((name) => !isWorlds(name))));
  });
});

test("files that parts run exist", () => {
  const named = everyPart.flatMap(({ command }) => command.filter((word) => /^(test|scripts)\/.*\.ts$/.test(word)));
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((file) => !existsSync(join(import.meta.dirname, "..", file)))).toEqual([]);
});

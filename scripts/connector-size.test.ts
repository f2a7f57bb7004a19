import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const scripts = import.meta.dirname;
const SHOPS = globSync("*/orders.ts", { cwd: join(scripts, "../src/connectors") }).map((file) =>
  join(scripts, "../src/connectors", dirname(file)),
);

const linesOf = (file: string) => readFileSync(file, "utf8").split("\n").length - 1;
const total = (files: readonly string[]) => files.reduce((sum, file) => sum + linesOf(file), 0);
const isOwn = (name: string) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("sandbox");
const median = (numbers: readonly number[]) => {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = Number.NaN, above = Number.NaN] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]];
  return (below + above) / 2;
};

/** The template's files by name; those of an overlay stand in for the first's. */
function template(...folders: readonly string[]): ReadonlyMap<string, string> {
  const files = folders
    .map((folder) => join(scripts, folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter(isOwn)
        .map((name) => [name, join(folder, name)] as const),
    );
  return new Map(files);
}

describe.each([
  { name: "REST", folders: ["connector-template"] },
  { name: "GraphQL", folders: ["connector-template", "connector-template-graphql"] },
])("the template for a $name API", ({ folders }) => {
  const own = template(...folders);

  it("the template is at least a third shorter than the median shop's connector, file by file", () => {
    const shares = SHOPS.map((shop) => {
      const both = [...own].filter(([name]) => existsSync(join(shop, name)));
      return total(both.map(([, file]) => file)) / total(both.map(([name]) => join(shop, name)));
    });
    expect(shares.length).toBeGreaterThan(10);
    expect(median(shares)).toBeLessThanOrEqual(2 / 3);
  });

  it("the template calls most of its files as most shops do, so that there is something to compare", () => {
    const shared = SHOPS.map((shop) => [...own.keys()].filter((name) => existsSync(join(shop, name))).length);
    expect(median(shared)).toBeGreaterThanOrEqual(own.size * (2 / 3));
  });
});

/** What two places keep under one key in the dashboard's memory, each takes for its own: it has to be one query. */
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const WEB = join(import.meta.dirname, "..");
/** `reading([…]`, `readingItems([…]`, and `queryKey: […]` with the function that reads. */
const READ = /(?:reading(?:Items)?\(\s*|queryKey:\s*)(\[[^\]]*\])(?=(,\s*queryFn)?)/g;

/** A key with its changing parts left open: `["orders", id]` and `["orders", order.id]` are one. */
function shapeOf(key: string): string {
  const parts = key.slice(1, -1).split(",");
  return JSON.stringify(parts.map((part) => part.trim()).map((part) => (part.startsWith('"') ? part : "*")));
}

test("a key belongs to one query: what one screen read is never taken for what another reads", () => {
  const places = new Map<string, string[]>();
  for (const file of globSync(`${WEB}/**/*.{ts,tsx}`, { exclude: ["**/*.test.ts"] })) {
    const source = readFileSync(file, "utf8").replace(/^\s*(\/\*)?\*.*$/gm, "");
    for (const { 0: found, 1: key = "", 2: reads } of source.matchAll(READ)) {
      if (found.startsWith("queryKey") && reads === undefined) continue;
      const shape = shapeOf(key);
      places.set(shape, [...(places.get(shape) ?? []), relative(WEB, file)]);
    }
  }
  expect(places.size).toBeGreaterThan(100);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});

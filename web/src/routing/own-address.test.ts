import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectSearch } from "../integrations/connect/steps.ts";
import { listSearch } from "../ui/list/list-search.ts";
import { ownAddress } from "./own-address.ts";
import * as searches from "./searches.ts";

const ELSEWHERE = [
  "http://evil.example",
  "https:evil.example",
  "HTTP:/evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  "javascript:alert(1)",
  "evil.example",
  "",
  7,
  ["/orders"],
  { toString: () => "/orders" },
];

test.each(ELSEWHERE)("%j is no address of the dashboard", (value) => {
  expect(ownAddress(value)).toBeUndefined();
});

test.each(["/", "/orders?q=a%20b", "/invitation?token=t#x", "/@evil.example", "/orders?next=//evil.example"])(
  "%j is one",
  (value) => {
    expect(ownAddress(value)).toBe(value);
  },
);

type Validate = (raw: Record<string, unknown>) => object;

test("no screen leaves a part of its address as it came: what it refuses is answered as nothing", () => {
  const readers = new Map<string, Validate>(Object.entries({ ...searches, connectSearch, listSearch }));
  for (const [name, read] of readers) {
    const all = {
      back: "/x",
      error: "e",
      token: "t",
      email: "e",
      proof: "p",
      q: "q",
      period: "week",
      step: "s",
      stock: "s",
    };
    for (const odd of [{ a: 1 }, 7, ["x"], null, ""]) {
      const hostile = Object.fromEntries(Object.keys(read(all)).map((field) => [field, odd]));
      const seen = Object.values({ ...hostile, ...read(hostile) });
      expect(
        seen.every((value) => value === undefined || value === ""),
        `${name}: ${JSON.stringify(odd)}`,
      ).toBe(true);
    }
    if ("back" in read(all) && name.startsWith("sign"))
      expect({ back: "http://evil", ...read({ back: "http://evil" }) }.back, name).toBeUndefined();
  }
  const root = join(import.meta.dirname, "..");
  const used = globSync("**/*.{ts,tsx}", { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/validateSearch: (\w+),|validateSearch: ([^\w,]+)/g)].flatMap(
      ([, by = ""]) => (file.endsWith(".test.ts") || readers.has(by) ? [] : `${file}: ${by}`),
    ),
  );
  expect(used, "each reader of an address is tried here").toEqual([]);
});

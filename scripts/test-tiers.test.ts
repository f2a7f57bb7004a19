import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kindOf } from "./test-kinds.ts";
import { guards, tierOf } from "./test-tiers.ts";

const root = join(import.meta.dirname, "..");
const listed = Object.values(guards).flatMap(Object.keys);

describe("the files listed for the first tier", () => {
  test("first-tier files exist, each once", () => {
    expect(listed.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(listed).toEqual([...new Set(listed)]);
  });

  test("first-tier files start a whole hub or a browser, as other kinds are in that tier anyway", () => {
    expect(new Set(listed.map(kindOf))).toEqual(new Set(["whole-system", "browser"]));
  });

  test("first-tier files guard promises that README.md makes in the same sentences", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    expect(Object.keys(guards).filter((promise) => !readme.includes(promise))).toEqual([]);
  });
});

test.each([
  ["src/commerce/money.test.ts", "first"],
  ["web/src/data/dates.test.ts", "first"],
  ["src/hub/orders/stock.it.test.ts", "first"],
  ["src/connectors/wix/wix.test.ts", "first"],
  ["test/spine.test.ts", "first"],
  ["test/browser/orders.test.ts", "first"],
  ["test/kill.test.ts", "rest"],
  ["test/browser/screens.test.ts", "rest"],
])("%s is in the tier %s", (file, tier) => {
  expect(tierOf(file)).toBe(tier);
});

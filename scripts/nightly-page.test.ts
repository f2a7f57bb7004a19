import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NIGHTLY_HEAD, nightlyPage } from "./nightly-page.ts";

test("a nightly run is a row for each part, with what it cost where that is known", () => {
  const page = nightlyPage({
    at: "2026-11-27 02:00 UTC",
    commit: "a190b6ff",
    machine: "2 × a processor",
    played: [
      { name: "every test", result: "passed", wallS: 1200.4, processorS: 1800.6 },
      { name: "living vendure", result: "not played", wallS: 3, processorS: null },
    ],
  });
  expect(page.slice(NIGHTLY_HEAD.length)).toBe(
    [
      "2026-11-27 02:00 UTC, a190b6ff, on 2 × a processor.",
      "",
      "| part | result | processor seconds | wall seconds |",
      "| --- | --- | ---: | ---: |",
      "| every test | passed | 1801 | 1200 |",
      "| living vendure | not played | not known | 3 |",
      "",
    ].join("\n"),
  );
});

test("docs/nightly.md begins as the command writes it", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/nightly.md"), "utf8");
  expect(page.startsWith(NIGHTLY_HEAD)).toBe(true);
});

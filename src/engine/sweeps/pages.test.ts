import { expect, test } from "vitest";
import { virtualClock } from "../../commerce/clock.ts";
import type { SweepPage } from "../../connectors/kit/contract/ports.ts";
import { timed } from "./pages.ts";

test("a page is as old as the question it answers, or as the export it comes from", async () => {
  const clock = virtualClock(1_000);
  const exported = new Date(500);
  async function* answers(): AsyncIterable<SweepPage<string>> {
    // The answer takes two seconds: what is written meanwhile is newer than what it shows.
    await clock.advance(2_000);
    yield { items: ["a"], cursor: "1", safeToSave: true };
    await clock.advance(2_000);
    yield { items: ["b"], cursor: "2", safeToSave: true };
    yield { items: ["c"], cursor: "3", safeToSave: true, asOf: exported };
  }
  const seen: [string | undefined, number][] = [];
  for await (const { page, readAt } of timed(answers(), clock)) {
    seen.push([page.items[0], readAt.getTime()]);
    await clock.advance(100);
  }
  expect(seen).toEqual([
    ["a", 1_000],
    ["b", 3_100],
    ["c", 500],
  ]);
});

/** A seller who chooses a time that is past, a slip of the year for one, publishes now and is told so. */
import { expect, test } from "vitest";
import { timeToCome } from "./publish-time.ts";

const NOW = Date.parse("2026-11-30T08:00:00Z");

test("a time to come is that of the organization's zone, and one that is past or not chosen is none", () => {
  const chosen = ["2026-11-30T10:30", "2026-11-30T09:30", "2025-11-30T10:30", ""];
  expect(chosen.map((at) => timeToCome(at, "Europe/Athens", NOW))).toEqual([
    "2026-11-30T08:30:00.000Z",
    null,
    null,
    null,
  ]);
});

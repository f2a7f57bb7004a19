/** Lanes are claimed home by home; a server that stands still holds several homes. */
import { expect, test, vi } from "vitest";
import type { Home, Tx } from "../../db/database.ts";
import { testClock } from "../testing.ts";
import { createDueLanes } from "./due-lanes.ts";

const answering = (rows: Tx["rows"]): Home => {
  const tx: Tx = { rows, one: () => Promise.reject(), maybe: () => Promise.reject(), run: () => Promise.reject() };
  return { ingest: tx, scheduler: tx, operator: tx, isAway: false, returns: 0 };
};

test("four homes that do not answer keep nobody waiting as long as four would [F30]", async () => {
  vi.useFakeTimers();
  try {
    const silent = answering(() => new Promise(() => undefined));
    const healthy = answering(async () => []);
    const claim = createDueLanes([silent, healthy, silent, silent, silent, healthy], testClock());
    let isClaimed = false;
    const request = { token: "", leaseMs: 1, free: new Map([["inbox", { free: 1, maxEach: 1 }]] as const) };
    const claiming = claim({ ...request, tokens: [], underWay: [] }, () => undefined).then(() => {
      isClaimed = true;
    });
    await vi.advanceTimersByTimeAsync(130);
    // Before, each was waited for as long as the first: 400 ms.
    expect(isClaimed).toBe(true);
    await claiming;
  } finally {
    vi.useRealTimers();
  }
});

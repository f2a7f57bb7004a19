import { expect, test } from "vitest";
import { connectors } from "./index.ts";

test("pain 23: every connector says how far back orders reach, and why when not all the way [A3.12]", () => {
  expect(connectors.size).toBeGreaterThan(0);
  for (const { meta } of connectors.values()) {
    // Couriers and advertising have no orders.
    if (meta.kind !== "commerce") continue;
    const { days, note } = meta.orderHistory;
    if (days !== "all") expect(note?.length ?? 0, meta.id).toBeGreaterThan(10);
  }
});

test("pain 26: every connector names the API version it speaks, and the day it ends as a date", () => {
  for (const { meta } of connectors.values()) {
    expect(meta.api.version, meta.id).toMatch(/\d/);
    if (meta.api.endsOn !== undefined) expect(new Date(meta.api.endsOn).toISOString()).toContain(meta.api.endsOn);
  }
});

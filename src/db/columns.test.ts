import { expect, test } from "vitest";
import { columnOf, columns } from "./columns.ts";

test("columns stand under the names of their fields, and those of the same name without an alias", () => {
  expect(columns("o", "id placedAt shipBy")).toBe('o.id, o.placed_at as "placedAt", o.ship_by as "shipBy"');
  expect(columns("", ["isOn", "name"])).toBe('is_on as "isOn", name');
});

test("a field's column is its name in snake case", () => {
  expect(["id", "latencyMsP50", "currentTotalMinor"].map(columnOf)).toEqual([
    "id",
    "latency_ms_p50",
    "current_total_minor",
  ]);
});

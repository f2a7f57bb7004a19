import { expect, test } from "vitest";
import { type EventRow, groupEvents } from "./delivery-groups.ts";

const event = (id: string, change: Partial<EventRow>): EventRow => ({
  id,
  kind: "product",
  ref: "7",
  topic: "product",
  source: "webhook",
  trusted: true,
  headers: {},
  body: Buffer.from(id),
  version_kind: null,
  version_value: null,
  attempts: 0,
  received_at: new Date("2026-11-20T12:00:00Z"),
  replayed_at: null,
  trace_id: null,
  trace_span: null,
  is_hint: false,
  ...change,
});
const grouped = (events: readonly EventRow[]) =>
  groupEvents(events).map(({ newest, all }) => [newest.id, all.map(({ id }) => id).join(" ")]);

test("eight variations saved together cause one read of their product", () => {
  const saved = Array.from({ length: 8 }, (_, index) => event(`v${index}`, {}));
  const [first = event("", {}), ...rest] = saved;
  expect(grouped([first, event("other", { ref: "8" }), ...rest])).toEqual([
    ["v7", "v0 v1 v2 v3 v4 v5 v6 v7"],
    ["other", "other"],
  ]);
});

test("an order, its status and its deletion are one thing, of which the newest version speaks; what has no kind stays apart", () => {
  const at = (value: string) => ({ kind: "order", version_kind: "time", version_value: value }) as const;
  expect(grouped([event("late", at("20")), event("early", at("3")), event("gone", { kind: "order_deleted" })])).toEqual(
    [["gone", "late early gone"]],
  );
  expect(grouped([event("late", at("20")), event("early", at("3"))])).toEqual([["late", "late early"]]);
  expect(grouped([event("a", { kind: "other" }), event("b", { kind: "other" })])).toEqual([
    ["a", "a"],
    ["b", "b"],
  ]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FINANCIAL_STATUSES,
  FINANCIAL_TRANSITIONS,
  FULFILMENT_STATUSES,
  FULFILMENT_TRANSITIONS,
  mayMove,
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  SHIPMENT_STATUSES,
  SHIPMENT_TRANSITIONS,
} from "./statuses.ts";

const axes: readonly [string, readonly string[], Readonly<Record<string, readonly string[]>>][] = [
  ["order", ORDER_STATUSES, ORDER_TRANSITIONS],
  ["financial", FINANCIAL_STATUSES, FINANCIAL_TRANSITIONS],
  ["fulfilment", FULFILMENT_STATUSES, FULFILMENT_TRANSITIONS],
  ["shipment", SHIPMENT_STATUSES, SHIPMENT_TRANSITIONS],
];

describe.each(axes)("the %s axis", (_name, statuses, table) => {
  test("knows exactly its statuses and moves only between them", () => {
    expect(Object.keys(table).sort()).toEqual([...statuses].sort());
    for (const to of Object.values(table).flat()) expect(statuses).toContain(to);
    for (const [from, tos] of Object.entries(table)) {
      expect(tos, "staying is always allowed and not listed").not.toContain(from);
      expect(new Set(tos).size).toBe(tos.length);
    }
  });

  test("leads from where every story begins to every other status", () => {
    const reached = new Set([statuses[0] ?? ""]);
    for (const from of reached) for (const to of table[from] ?? []) reached.add(to);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  test("lets nothing leave an end", () => {
    const status = fc.constantFrom(...statuses);
    fc.assert(
      fc.property(status, status, (from, to) => {
        const isEnd = (table[from] ?? []).length === 0;
        if (isEnd) expect(mayMove(table, from, to)).toBe(from === to);
        expect(mayMove(table, from, from)).toBe(true);
      }),
    );
  });
});

describe("an order", () => {
  test("that is cancelled or completed stays so", () => {
    for (const end of ["cancelled", "completed"] as const) expect(ORDER_TRANSITIONS[end]).toEqual([]);
  });

  test("that is refunded is not paid again", () => {
    expect(mayMove(FINANCIAL_TRANSITIONS, "refunded", "paid")).toBe(false);
    expect(mayMove(FINANCIAL_TRANSITIONS, "paid", "partially_refunded")).toBe(true);
  });
});

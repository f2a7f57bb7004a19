import { expect, test } from "vitest";
import { type Mend, troubleGroups } from "./troubles.ts";

test("the same of many orders is told once with one place to mend it, the most frequent first", () => {
  const order = (n: number) => ({ id: `o${n}`, number: `${n}` });
  const of = (n: number, text: string, mend: Mend) => ({ order: order(n), text, mend });
  const rug = { kind: "product", id: "rug" } as const;
  const groups = troubleGroups([
    of(1, "No address", { kind: "order", id: "o1" }),
    of(2, "No weight", rug),
    of(3, "No weight", rug),
    of(3, "No weight", rug),
    of(4, "No weight", { kind: "product", id: "mat" }),
    of(5, "No weight", rug),
    of(6, "No address", { kind: "order", id: "o6" }),
  ]);
  expect(groups.map(({ text, mend, orders }) => [text, mend.id, orders.map(({ number }) => number).join()])).toEqual([
    ["No weight", "rug", "2,3,5"],
    ["No address", "o1", "1,6"],
    ["No weight", "mat", "4"],
  ]);
});

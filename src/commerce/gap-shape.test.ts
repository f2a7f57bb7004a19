import { expect, test } from "vitest";
import { gapShape } from "./gap-shape.ts";

test("a gap that stands in a sentence twice holds the same both times", () => {
  const shape = new RegExp(`^${gapShape("{{currency}} {{theirs}}, not {{currency}} {{ours}}.")}$`, "su");
  expect(shape.exec("EUR 3.00, not EUR 2.50.")?.groups).toEqual({ currency: "EUR", theirs: "3.00", ours: "2.50" });
  expect(shape.exec("EUR 3.00, not USD 2.50.")).toBeNull();
});

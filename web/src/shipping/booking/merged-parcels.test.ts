import { expect, test } from "vitest";
import { parcelsOf } from "./merged-parcels.ts";

test("orders of one merged parcel count once in the sum of a booking [G1]", () => {
  const rows = [
    { mergeId: "a", n: 1 },
    { mergeId: null, n: 2 },
    { mergeId: "a", n: 3 },
    { mergeId: null, n: 4 },
  ];
  expect(parcelsOf(rows).map(({ n }) => n)).toEqual([1, 2, 4]);
});

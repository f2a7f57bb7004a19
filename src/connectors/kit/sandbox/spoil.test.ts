import { expect, test } from "vitest";
import { spoiledReply } from "./spoil.ts";

const list = { results: [1, 2].map((id) => ({ receipt_id: id, buyer: { name: "Ana" }, total: "9.00" })) };
const spoiledTotals = (recordIds?: readonly string[]) => {
  const { json } = spoiledReply({ status: 200, json: list }, { key: "2", recordIds });
  return (json as typeof list).results.map(({ total }) => total);
};

test("a record is found by the fields its sandbox names, and no other is touched", () => {
  expect(spoiledTotals()).toEqual(["9.00", "9.00"]);
  expect(spoiledTotals(["receipt_id"])).toEqual(["9.00", { spoiled: [true] }]);
});

import { expect, test } from "vitest";
import { turnsOfOthers } from "../../commerce/testing-slices.ts";
import { glanceAt, glancesAt } from "./unread-glance.ts";

test("number and units are found under the names platforms use, wherever in the answer the order lies", () => {
  const reported = [
    { id: 5, number: "18", line_items: [{ sku: 12345, name: "Cloth", quantity: 0.5 }] },
    { data: { order: { increment_id: "000000018", items: [{ sku: "A", name: "Mug", qty_ordered: 2 }] } } },
    {
      orders: [
        {
          reference: "XKBKNABJK",
          order_rows: [{ product_reference: "A", product_name: "Mug", product_quantity: "2" }],
        },
      ],
    },
    { payload: { id: 7, lines: [{ title: "Mug", quantity: 1 }] } },
  ];
  expect(reported.map((each) => glanceAt(JSON.stringify(each)))).toEqual([
    { number: "18", lines: [{ sku: "12345", title: "Cloth", quantity: "0.5" }] },
    { number: "000000018", lines: [{ sku: "A", title: "Mug", quantity: "2" }] },
    { number: "XKBKNABJK", lines: [{ sku: "A", title: "Mug", quantity: "2" }] },
    { number: "7", lines: [{ sku: null, title: "Mug", quantity: "1" }] },
  ]);
});

test.each(["", "not json", "[]", "null", '{"line_items":{}}', '{"number":{}}', '{"items":[{"quantity":{}},3,null]}'])(
  "an unread order of %s has no made-up data",
  (body) => {
    expect(glanceAt(body)).toEqual({ number: null, lines: [] });
  },
);

test("many long deliveries that hold nothing known are looked at in turns [I1.3]", async () => {
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [n.toString(36), 1])));
  const bodies = Array.from({ length: 50 }, () => body);
  expect(await turnsOfOthers(() => glancesAt(bodies))).toBeGreaterThan(3);
  expect(await glancesAt(['{"number":"18"}', "no JSON"])).toEqual([glanceAt('{"number":"18"}'), glanceAt("")]);
});

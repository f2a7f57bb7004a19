import { expect, it } from "vitest";
import { answerDifferences, merged, operationOf, shapeOf } from "./answer-shapes.ts";

const shapeOfAll = (...answers: readonly unknown[]) => answers.map((one) => shapeOf(one)).reduce(merged);

it("an operation is the same for every order, and names what its answer was chosen by", () => {
  expect(operationOf("GET", "/wp-json/wc/v3/orders/17/notes?per_page=100&include[0]=4&include[1]=5", 200)).toBe(
    "GET /wp-json/wc/v3/orders/:id/notes?include[]&per_page 200",
  );
  expect(operationOf("GET", "/api/v2/admin/product-variants/SHIRT", 404)).toBe(
    "GET /api/v2/admin/product-variants/:id 404",
  );
  expect(operationOf("GET", "/api/orders?display=full&limit=5", 200)).toBe("GET /api/orders?display=full&limit 200");
});

it("the form of answers holds no value of them, and no key that is an id", () => {
  const shape = shapeOfAll({ buyer: "Ada Lovelace", prices: { "17": 3 } });
  expect(JSON.stringify(shape)).not.toMatch(/Ada|17/);
});

it("an answer differs by a key the shop never has, by one it always has, and by another type", () => {
  const shape = shapeOfAll([{ id: 1, note: "a", tax: null }], [{ id: 2, tax: null, paid: true }]);
  expect(answerDifferences(shape, [{ id: "3", extra: 1 }])).toEqual([
    "body[].tax: missing",
    "body[].id: string instead of number",
    "body[].extra: not in the shop's answers",
  ]);
});

it("an answer does not differ by what some answers of the shop lack, by an empty list, and by what the shop left empty", () => {
  const shape = shapeOfAll([{ id: 1, note: "a", tax: null, lines: [{ sku: "A" }] }], [{ id: 2, tax: null, lines: [] }]);
  expect(answerDifferences(shape, [{ id: 3, tax: "1.00", lines: [] }])).toEqual([]);
  expect(answerDifferences(shape, [])).toEqual([]);
});

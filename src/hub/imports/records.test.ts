import fc from "fast-check";
import { expect, test } from "vitest";
import { itemRecords } from "./records.ts";

async function* pieces(text: string, sizes: readonly number[]): AsyncGenerator<string> {
  let at = 0;
  for (let n = 0; at < text.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield text.slice(at, at + size);
    at += size;
  }
}

const sku = fc.stringMatching(/^[A-Z]{1,4}$/);
const image = fc.oneof(fc.webUrl(), fc.record({ url: fc.webUrl(), alt: fc.string() }, { requiredKeys: [] }));
const item = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.record(
    {
      sku,
      title: fc.string(),
      variants: fc.oneof(
        fc.array(
          fc.oneof(fc.record({ sku, price: fc.double() }, { requiredKeys: [] }), fc.jsonValue({ maxDepth: 1 })),
          {
            maxLength: 3,
          },
        ),
        fc.jsonValue({ maxDepth: 1 }),
      ),
      images: fc.oneof(fc.array(image, { maxLength: 2 }), fc.jsonValue({ maxDepth: 1 })),
    },
    { requiredKeys: [] },
  ),
);

test("every item of a JSON file becomes a record or a problem, wherever the file is cut in pieces [C2.2]", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 8 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (items, isArray, sizes) => {
        fc.pre(isArray || !Array.isArray(items[0]));
        const text = isArray ? JSON.stringify(items) : items.map((each) => JSON.stringify(each)).join("\n");
        const rows = new Set<number>();
        for await (const { row } of itemRecords(pieces(text, sizes))) rows.add(row);
        expect([...rows]).toEqual(items.map((_, index) => index + 1));
      },
    ),
    { numRuns: 300, seed: 5, examples: [[[{ sku: "A", variants: [] }], true, [40]]] },
  );
});

test("an item with an empty list of variants is the product itself, with its SKU", async () => {
  const records = [];
  for await (const record of itemRecords(
    pieces('{"sku":"A","title":"Mug","variants":[],"images":[{"url":"https://i.example/a"}]}', [99]),
  ))
    records.push(Object.fromEntries(record.cells));
  expect(records).toMatchObject([{ sku: "A", title: "Mug" }, { "Image URL": "https://i.example/a" }]);
});

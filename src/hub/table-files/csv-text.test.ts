import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText } from "./csv-text.ts";

const cell = fc.oneof(fc.string(), fc.constantFrom("", '"', ",", "\r", "\n", "\r\n", ' "a" ', "a,b"));

test.each(["\n", "\r\n"] as const)("a table written with %j is read again as it was", (newline) => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 4 }), (records) => {
      const read = parse(csvText(records, newline), { record_delimiter: newline, relax_column_count: true });
      expect(read).toEqual(records);
    }),
  );
});

test("a cell is quoted only where it needs quotes", () => {
  expect(csvText([["a", "b c", 'say "hi"', "1,5", "x\ny", ""]], "\r\n")).toBe('a,b c,"say ""hi""","1,5","x\ny",\r\n');
});

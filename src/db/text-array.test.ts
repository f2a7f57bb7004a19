import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { TEXT_ARRAYS, textArray } from "./text-array.ts";

/** As PostgreSQL's array_out writes an element. */
const written = (value: string | null) =>
  value === null
    ? "NULL"
    : value === "" || /[{},"\\\s]|^null$/i.test(value)
      ? `"${value.replace(/["\\]/g, "\\$&")}"`
      : value;

test("arrays of text are read as they were written, whatever is in them", () => {
  const element = fc.option(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab{},"\\ \nNUL') })));
  fc.assert(
    fc.property(fc.array(element), (values) => {
      const source = `{${values.map(written).join(",")}}`;
      expect(textArray(source)).toEqual(values);
      expect(textArray(source)).toEqual(pg.types.getTypeParser(TEXT_ARRAYS[0] ?? 0, "text")(source));
    }),
  );
});

test("arrays of several dimensions, and with bounds of their own, are read as the driver reads them", () => {
  expect(textArray("{{a,b},{c,NULL}}")).toEqual([
    ["a", "b"],
    ["c", null],
  ]);
  expect(textArray("[0:1]={a,b}")).toEqual(["a", "b"]);
});

import process from "node:process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRows } from "./csv.ts";
import { jsonItems } from "./json-items.ts";

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function rows(text: string, delimiter = ",", size = 7, newline: "\n" | "\r" = "\n") {
  const found: (readonly string[] | string)[] = [];
  for await (const row of csvRows(pieces(text, size), { delimiter, newline }))
    found.push(row.problem?.text ?? row.cells);
  return found;
}

describe("CSV", () => {
  test("a CSV text gives cells, quotes, line ends and the last line without one", async () => {
    expect(await rows('a,"b, ""c""",d\r\n"two\r\nlines",,\n"",x,"y"')).toEqual([
      ["a", 'b, "c"', "d"],
      ["two\r\nlines", "", ""],
      ["", "x", "y"],
    ]);
    expect(await rows("a;b\rc;d", ";", 3, "\r")).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(await rows('5" nail,2')).toEqual([['5" nail', "2"]]);
  });

  test("a broken quote costs its own row and no other", async () => {
    expect(await rows('1,"x" y\n2,z\n3,"open\n4,"fine"\n5,q\n')).toEqual([
      expect.stringContaining("After a closing quote"),
      ["2", "z"],
      expect.stringContaining("After a closing quote"),
      ["4", "fine"],
      ["5", "q"],
    ]);
    expect(await rows('1,"never closed\n2,z\n3,q')).toEqual([
      expect.stringContaining("never closed"),
      ["2", "z"],
      ["3", "q"],
    ]);
    const long = await rows(`1,"open\n${`2,${"z".repeat(98)}\n`.repeat(30_000)}3,"ok"\n`, ",", 100_000);
    expect([long.length, typeof long[0], long[1], long.at(-1)]).toEqual([
      30_002,
      "string",
      ["2", "z".repeat(98)],
      ["3", "ok"],
    ]);
  });

  test("the time it takes grows with the text alone, whatever stands in a row", async () => {
    const cells = 1_000_000;
    const found: number[] = [];
    const before = process.threadCpuUsage();
    const text = `SKU,Title\n${`"x"${",".repeat(cells)}\n`.repeat(2)}"never ${'""'.repeat(600_000)}\nlast,1\n`;
    for await (const row of csvRows(pieces(text, 16_384), { delimiter: ",", newline: "\n" }))
      found.push(row.problem ? -1 : row.cells.length);
    expect(found).toEqual([2, cells + 1, cells + 1, -1, 2]);
    // Quadratic, it takes minutes.
    expect(process.threadCpuUsage(before).user).toBeLessThan(10_000_000);
  });

  test("a written file is read back, wherever the pieces are cut", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "é", "😀") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        async (table, size) => {
          const text = table
            .map((line) => line.map((each) => `"${each.replaceAll('"', '""')}"`).join(","))
            .join("\r\n");
          expect(await rows(text, ",", size)).toEqual(table);
        },
      ),
    );
  });
});

describe("JSON", () => {
  const items = async (text: string, size = 5) => {
    const found: unknown[] = [];
    for await (const item of jsonItems(pieces(text, size))) found.push(item.ok ? item.item : item.problem.text);
    return found;
  };

  test("an array, or an object a line", async () => {
    const expected = [{ a: '}],"\\' }, { b: [1, { c: 2 }] }];
    expect(await items(JSON.stringify(expected, null, 2))).toEqual(expected);
    expect(await items(expected.map((each) => JSON.stringify(each)).join("\n"))).toEqual(expected);
  });

  test("a broken item does not stop the others", async () => {
    expect(await items('{"a":1}\n{"b":\n{"c":"x}\n{"d":2}')).toEqual([
      { a: 1 },
      "This item is not valid JSON.",
      "This item is not valid JSON.",
      { d: 2 },
    ]);
    expect(await items('[{"a":1}, 5, {"b" 2}, {"c":3}]')).toEqual([
      { a: 1 },
      expect.stringContaining("An item is an object"),
      "This item is not valid JSON.",
      { c: 3 },
    ]);
    expect(await items('[{"a":1}, {"b": "open')).toEqual([{ a: 1 }, expect.stringContaining("not closed")]);
  });
});

import process from "node:process";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { amount, guarded, unguarded } from "./cells.ts";
import { splitAddresses } from "./lists.ts";
import { pagesOf, type Table, tableText } from "./table.ts";

interface Row {
  readonly text: string;
  readonly count: number;
  readonly minor: bigint | null;
}

const columns: Table<Row>["columns"] = [
  { name: "text", cell: (row) => row.text },
  { name: "count", cell: (row) => row.count },
  { name: "total", cell: (row) => amount(row.minor, "USD") },
];

async function* inPieces<T>(pieces: readonly (readonly T[])[]) {
  yield* pieces;
}

async function written<T>(table: Table<T>, style: Parameters<typeof tableText>[1]): Promise<string> {
  let all = "";
  for await (const text of tableText(table, style)) all += text;
  return all;
}

test("a text a spreadsheet would run stays text; numbers stay numbers", async () => {
  const rows = ["=1+1", "+20100", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "plain", "a=b"].map((text) => ({
    text,
    count: -3,
    minor: -1250n,
  }));
  const csv = await written({ columns, pieces: inPieces([rows]) }, { format: "csv" });
  const [head, ...cells] = parse(csv) as string[][];
  expect(head).toEqual(["text", "count", "total"]);
  expect(cells.slice(0, 7).every(([text]) => text?.startsWith("'"))).toBe(true);
  expect(cells.slice(7).map(([text]) => text)).toEqual(["plain", "a=b"]);
  expect(cells.map(([, count, total]) => [count, total])).toEqual(rows.map(() => ["-3", "-12.50"]));
});

test("a file of any texts reads back as it was, and no cell starts like a formula", async () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^['=+@\t\r\n",;-]{0,4}[a-z"]{0,3}['=+@\t\r\n",;-]{0,3}$/),
    fc.constantFrom("سمير", "हिन्दी", 'said "yes"', "a,b", "two\r\nlines"),
  );
  const row = fc.record({
    text,
    count: fc.integer(),
    minor: fc.option(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 5 }), { maxLength: 4 }), fc.boolean(), async (pieces, bom) => {
      const csv = await written({ columns, pieces: inPieces(pieces) }, { format: "csv", bom });
      expect(csv.startsWith("\ufeff")).toBe(bom);
      const read = parse(csv, { bom: true, columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
      expect(read.map((each) => [unguarded(each["text"] ?? ""), each["count"], each["total"]])).toEqual(
        pieces.flat().map((each) => [each.text, String(each.count), amount(each.minor, "USD")?.decimal ?? ""]),
      );
      for (const each of read) expect(each["text"]).not.toMatch(/^[\t\r\n]|(?:^|[\t\r\n;|])[=+\-@\uff1d]/);
    }),
  );
});

test("addresses of pictures are told apart in time that grows with the cell alone", () => {
  const many = ",".repeat(200_000);
  const before = process.threadCpuUsage();
  expect(splitAddresses(`https://a.example/1.jpg, ;https://a.example/2.jpg?w=1,2${many}`)).toEqual([
    "https://a.example/1.jpg",
    `https://a.example/2.jpg?w=1,2${many}`,
  ]);
  // Quadratic, it takes minutes.
  expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000);
});

test("the guard comes off exactly where it was put on", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^['=+@x\t;-]{0,7}$/), (text) => {
      expect(unguarded(guarded(text))).toBe(text);
    }),
  );
});

test("JSON lines hold the same rows, one object each", async () => {
  const rows = [
    { text: "=1", count: 2, minor: 5n },
    { text: "b\nc", count: 0, minor: null },
  ];
  const lines = (await written({ columns, pieces: inPieces([rows]) }, { format: "jsonl" })).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { text: "=1", count: 2, total: "0.05" },
    { text: "b\nc", count: 0, total: null },
  ]);
});

test("pages are asked for one after the other, the next only when the last was taken", async () => {
  const requests: (string | undefined)[] = [];
  const pieces = pagesOf(async (cursor) => {
    requests.push(cursor);
    return { items: [requests.length], nextCursor: requests.length < 3 ? `p${requests.length}` : null };
  });
  expect((await pieces.next()).value).toEqual([1]);
  expect(requests).toEqual([undefined]);
  const rest: number[] = [];
  for await (const piece of pieces) rest.push(...piece);
  expect(rest).toEqual([2, 3]);
  expect(requests).toEqual([undefined, "p1", "p2"]);
});

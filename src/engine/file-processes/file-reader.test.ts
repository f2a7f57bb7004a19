import { expect, test } from "vitest";
import { createFileReader, type FileReader } from "./file-reader.ts";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const csv = (text: string) =>
  async function* () {
    for (let at = 0; at < text.length; at += 100_000) yield Buffer.from(text.slice(at, at + 100_000));
  };
const rowsOf = (reader: FileReader, organization: string, text: string) =>
  all(reader.rows({ organization }, csv(text)));
/** A file of which no more comes: somebody's upload that is under way for ever. */
const stalled = (started: () => void) =>
  async function* () {
    yield Buffer.from("a,b\n");
    started();
    await new Promise(() => undefined);
  };

test("rows come in portions, in their order, and a process serves one organization alone", async () => {
  // On a loaded machine the second process takes longer to start than the first one rests.
  const reader = createFileReader({ idleMs: 600_000 });
  const lines = Array.from({ length: 2_500 }, (_, at) => `${at},x`);
  const found = await rowsOf(reader, "one", lines.join("\n"));
  expect(found.map(({ cells }) => cells.join(","))).toEqual(lines);
  expect(reader.size()).toBe(1);
  await rowsOf(reader, "one", "a,b\n");
  expect(reader.size()).toBe(1);
  await rowsOf(reader, "two", "a,b\n");
  expect(reader.size()).toBe(2);
  const imports = reader.imports({ organization: "one" });
  const { shape, rows } = await imports.inspect(csv("SKU,Title\nA,b\n"), {});
  expect([rows, shape.columns]).toEqual([1, ["SKU", "Title"]]);
  expect(await all(imports.records(csv("SKU,Title\nA,b\n"), shape))).toEqual([{ row: 2, cells: ["A", "b"] }]);
});

test("a file that cannot be read is refused with its reason", async () => {
  const reader = createFileReader();
  await expect(rowsOf(reader, "one", "PK\x03\x04 no archive")).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  await expect(reader.imports({ organization: "one" }).inspect(csv("SKU\n"), {})).rejects.toMatchObject({
    code: "IMPORT_EMPTY",
  });
});

test("a file that takes too long or too much memory costs its own process and nothing else", async () => {
  const items = (variants: number) => csv(`[{"variants":[${"{},".repeat(variants)}{}]}]`);
  const slow = createFileReader({ stepMs: 1 });
  // Work that takes much longer than the step: two short ones may end in either order.
  await expect(slow.imports({ organization: "one" }).inspect(items(300_000), {})).rejects.toThrow("it takes too long");
  const small = createFileReader({ memoryMb: 64 });
  await expect(small.imports({ organization: "one" }).inspect(items(1_300_000), {})).rejects.toThrow("more memory");
  expect([slow.size(), small.size()]).toEqual([0, 0]);
  expect(await rowsOf(small, "one", "a,b\n")).toHaveLength(1);
});

test("a reader who stops waiting ends the reading, at work and in line", async () => {
  const reader = createFileReader();
  const left = new AbortController();
  const started = Promise.withResolvers<void>();
  const reading = (bytes: () => AsyncGenerator<Uint8Array>) =>
    all(reader.rows({ organization: "one", signal: left.signal }, bytes));
  const atWork = expect(reading(stalled(started.resolve))).rejects.toThrow("gone");
  await started.promise;
  const inLine = expect(reading(csv("a,b\n"))).rejects.toThrow("gone");
  left.abort(new Error("gone"));
  await Promise.all([atWork, inLine]);
  expect(reader.size()).toBe(0);
});

test("one organization's files wait for each other and hold up nobody else", async () => {
  const reader = createFileReader({ places: 2, line: 3 });
  const left = new AbortController();
  const started = Promise.withResolvers<void>();
  const attacker = { organization: "attacker", signal: left.signal };
  const many = Array.from({ length: 6 }, () =>
    all(reader.rows(attacker, stalled(started.resolve))).then(
      () => "read",
      (error: Error) => error.message,
    ),
  );
  await started.promise;
  expect(await rowsOf(reader, "victim", "a,b\n")).toHaveLength(1);
  left.abort(new Error("gone"));
  const messages = await Promise.all(many);
  expect(messages.filter((text) => text === "gone")).toHaveLength(4);
  expect(messages.filter((text) => text.startsWith("Other files"))).toHaveLength(2);
});

test("a small CSV is read here, a large one in its process, alike", async () => {
  const reader = createFileReader();
  const imports = reader.imports({ organization: "one" });
  expect(await imports.cells("a;b\n1;2\n", 1)).toEqual([
    ["a", "b"],
    ["1", "2"],
  ]);
  expect(reader.size()).toBe(0);
  const lines = ["Report", ...Array.from({ length: 20_000 }, (_, at) => `${at};ü;x`)];
  const rows = await imports.cells(`\ufeff${lines.join("\r\n")}`, 15);
  expect(rows.map((cells) => cells.join(";")).join("\n") === lines.join("\n")).toBe(true);
  expect(reader.size()).toBe(1);
  // Two million empty cells held everybody up for seconds.
  for (const columns of [501, 100_000])
    await expect(imports.cells(`a,b\n1${",".repeat(columns)}\n`, 1)).rejects.toMatchObject({
      code: "IMPORT_TOO_MANY_COLUMNS",
    });
});

test("the first rows of a file are given with their cells cut, and refused where they are too much", async () => {
  const reader = createFileReader();
  const [row] = await reader.head({ organization: "one" }, csv(`a,${"x".repeat(100_000)}\n`), 30);
  expect(row?.cells.map(({ length }) => length)).toEqual([1, 500]);
});

test("a marketplace's own file is read in the process, and only the values found come back", async () => {
  const reader = createFileReader();
  const field = { key: "material", name: "Material", kind: "text", need: "optional", scope: "either" } as const;
  const schema = { version: "1", mostVariants: 1, fields: [field] };
  const text = `Fill in,"${"[".repeat(500_000)}"\nsku,material,other\nMUG-1,Clay,${"x".repeat(500_000)}\n`;
  expect(await all(reader.template({ organization: "one" }, csv(text), schema))).toEqual([
    { line: { sheet: "", row: 3, sku: "MUG-1", values: { material: ["Clay"] } } },
    {
      summary: {
        columns: [{ column: "material", field: "Material" }],
        left: [{ column: "other", why: "unknown" }],
        sheets: [""],
        unread: [],
      },
    },
  ]);
  await expect(all(reader.template({ organization: "one" }, csv("Name,Age\n"), schema))).rejects.toMatchObject({
    code: "LISTING_SHEET_COLUMN",
  });
});

/** docs/pains.md promises tests and decisions by name: they exist. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFile(new URL(path, root), "utf8");
const COUNT = 36;

interface Row {
  readonly number: number;
  readonly cells: readonly string[];
  readonly tests: readonly { readonly file: string; readonly name: string }[];
  readonly decisions: readonly string[];
}

function rowsOf(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => {
      const cells = line.slice(1, -1).split(" | ");
      return {
        number: Number(cells[0]),
        cells: cells.map((cell) => cell.trim()),
        tests: [...line.matchAll(/`([^`]+\.test\.ts)`: "([^"]+)"/g)].map(([, file = "", name = ""]) => ({
          file,
          name,
        })),
        decisions: [...line.matchAll(/\]\((decisions\/[^)]+)\)/g)].map(([, path = ""]) => `docs/${path}`),
      };
    });
}

test("docs/pains.md has a row for every pain, with a trouble, where it was reported, what is done and a proof", async () => {
  const rows = rowsOf(await read("docs/pains.md"));
  expect(rows.map((row) => row.number)).toEqual(Array.from({ length: COUNT }, (_, n) => n + 1));
  for (const { number, cells, tests } of rows) {
    expect(
      cells.map((cell) => cell !== ""),
      `pain ${number}`,
    ).toEqual([true, true, true, true, true]);
    expect(tests.length, `pain ${number}`).toBeGreaterThan(0);
  }
});

test("every test and decision that docs/pains.md names exists", async () => {
  const missing: string[] = [];
  for (const { number, tests, decisions } of rowsOf(await read("docs/pains.md"))) {
    for (const { file, name } of tests) {
      const source = await read(file).catch(() => "");
      if (!isTitle(source, name)) missing.push(`pain ${number}: ${file}: "${name}"`);
    }
    for (const link of decisions) {
      const [path = "", anchor] = link.split("#");
      const page = await read(path).catch(() => "");
      if (!page.includes(`<a id="${anchor}"></a>`)) missing.push(`pain ${number}: ${link}`);
    }
  }
  expect(missing).toEqual([]);
});

/** The name begins a title: the first argument of test, it or one of their rows. */
function isTitle(source: string, name: string): boolean {
  return ['"', "'", "`"].some((quote) =>
    new RegExp(`\\(\\s*${quote}${name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}`).test(source),
  );
}

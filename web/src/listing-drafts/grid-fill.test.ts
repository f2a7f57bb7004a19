/** What a seller pastes into the table of drafts, or fills down, lands in the cells that have the field. */
import { expect, test } from "vitest";
import { cellsPasted, filledDown, firstFilled, pastedInto, rowsOf, type Table } from "./grid-fill.ts";
import { besideCells, cellOf, editsOf, undone, withCell } from "./grid-values.ts";
import type { Draft, Field } from "./shapes.ts";

const field = (key: string, more: Partial<Field> = {}): Field => ({
  ...{ key, name: key.toUpperCase(), kind: "text", need: "optional", scope: "product" },
  ...more,
});

const BRAND = field("brand");
const MATERIAL = field("material", {
  kind: "choice",
  choices: [
    { value: "m_1", name: "Ceramic" },
    { value: "m_2", name: "Glass" },
  ],
});
const COLOUR = field("colour", { scope: "variant" });

const draft = (id: string, variants: readonly string[], product: Record<string, string[]> = {}): Draft =>
  ({
    ...{ id, title: id, problems: [] },
    values: { product, variants: variants.map((sku) => ({ variantId: sku, sku, values: {} })) },
  }) as unknown as Draft;

const tableOf = (columns: readonly Field[], ...drafts: Draft[]): Table => ({
  rows: rowsOf(drafts),
  columns,
  changed: new Map(),
});

const TOP = { row: 0, column: 0 };

test("a block of cells is pasted over lines and columns, and choices are known by their names", () => {
  const table = tableOf([BRAND, MATERIAL], draft("a", ["A"]), draft("b", ["B"]), draft("c", ["C"]));
  const filled = pastedInto(table, TOP, [
    ["Argosy", "glass"],
    ["Pottery", "m_1"],
  ]);
  expect(filled).toMatchObject({ count: 4, lost: 0, refused: [] });
  expect(editsOf(filled.changed)).toEqual([
    { id: "a", product: { brand: ["Argosy"], material: ["m_2"] }, variants: {} },
    { id: "b", product: { brand: ["Pottery"], material: ["m_1"] }, variants: {} },
  ]);
});

test("a column of variants' values passes over the products' lines, and one of products' over the variants'", () => {
  const table = tableOf([BRAND, COLOUR], draft("a", ["A1", "A2"]), draft("b", ["B1", "B2"]));
  expect(editsOf(pastedInto(table, { row: 0, column: 1 }, [["Red"], ["Blue"], ["Green"]]).changed)).toEqual([
    { id: "a", product: {}, variants: { A1: { colour: ["Red"] }, A2: { colour: ["Blue"] } } },
    { id: "b", product: {}, variants: { B1: { colour: ["Green"] } } },
  ]);
  expect(editsOf(pastedInto(table, TOP, [["One"], ["Two"]]).changed).map(({ id, product }) => [id, product])).toEqual([
    ["a", { brand: ["One"] }],
    ["b", { brand: ["Two"] }],
  ]);
});

test("a row whose value meets a line without its field shows that rows and lines differ: nothing is written", () => {
  const table = tableOf([BRAND, COLOUR], draft("a", ["A1", "A2"]), draft("b", ["B"]));
  const rows = [
    ["Argosy", "Red"],
    ["Pottery", "Blue"],
  ];
  expect(pastedInto(table, TOP, rows)).toEqual({
    ...{ changed: table.changed, count: 0, lost: 0, misplaced: 2, refused: [] },
  });
  // As the table is exported, with the fields each line has.
  const exported = [
    ["Argosy", ""],
    ["", "Red"],
    ["", "Blue"],
    ["Pottery", "Green"],
  ];
  const filled = pastedInto(table, TOP, exported);
  expect(filled).toMatchObject({ count: 5, misplaced: 0 });
  expect(editsOf(filled.changed)).toEqual([
    { id: "a", product: { brand: ["Argosy"] }, variants: { A1: { colour: ["Red"] }, A2: { colour: ["Blue"] } } },
    { id: "b", product: { brand: ["Pottery"] }, variants: { B: { colour: ["Green"] } } },
  ]);
});

test("a value without a cell or a choice of the channel's is counted and named, never dropped unsaid", () => {
  const table = tableOf([MATERIAL], draft("a", ["A"]), draft("b", ["B"]));
  const filled = pastedInto(table, TOP, [["Wood", "Oak"], ["Ceramic"], ["Glass"]]);
  expect(filled).toMatchObject({ count: 1, lost: 2, refused: ["Wood"] });
  expect(editsOf(filled.changed)).toEqual([{ id: "b", product: { material: ["m_1"] }, variants: {} }]);
});

test("an empty pasted cell empties its cell, so that the rule's value is taken again", () => {
  const table = tableOf([BRAND], draft("a", ["A"], { brand: ["Old"] }), draft("b", ["B"]));
  const filled = pastedInto(table, TOP, [[""], [""]]);
  expect(filled).toMatchObject({ count: 1, lost: 0 });
  expect(editsOf(filled.changed)).toEqual([{ id: "a", product: { brand: null }, variants: {} }]);
});

test.each<[string, string, Partial<Field>, string[][] | null]>([
  ["one word in a text", "Argosy", {}, null],
  ["rows", "Argosy\r\nPottery\r\n", {}, [["Argosy"], ["Pottery"]]],
  ["an empty cell between rows", "a\n\nb\n", {}, [["a"], [""], ["b"]]],
  ["columns", "a\tb", { isMany: true }, [["a", "b"]]],
  ["lines for a field of several values", "a\nb", { isMany: true }, null],
  ["one word for a choice", "Glass\n", MATERIAL, [["Glass"]]],
  ["a cell of two lines in quotes", '"a\nb"\tc', {}, [["a\nb", "c"]]],
  ["quotes in quotes", '"a ""b"""\r\n"c"', {}, [['a "b"'], ["c"]]],
  [
    "a quote that is not closed",
    '"a\tb\nc\td',
    {},
    [
      ['"a', "b"],
      ["c", "d"],
    ],
  ],
  [
    "a quoted word at a cell's beginning",
    '"Pro" mug\tb\n"Mini" mug\td',
    {},
    [
      ['"Pro" mug', "b"],
      ['"Mini" mug', "d"],
    ],
  ],
])("a clipboard with %s is read as that", (_, text, more, cells) => {
  expect(cellsPasted(text, field("f", more))).toEqual(cells);
});

test("several values of one cell stand between lines or bars, as in the CSV file", () => {
  const many = field("features", { isMany: true });
  const filled = pastedInto(tableOf([many, BRAND], draft("a", ["A"])), TOP, [["Light | Strong\nCheap", "x"]]);
  expect(editsOf(filled.changed)[0]?.product).toEqual({ features: ["Light", "Strong", "Cheap"], brand: ["x"] });
});

test("a value is filled down into every line below that has the field, not above", () => {
  const table = tableOf(
    [BRAND],
    draft("a", ["A"], { brand: ["First"] }),
    draft("b", ["B1", "B2"], { brand: ["Second"] }),
    draft("c", ["C"]),
    draft("d", ["D"], { brand: ["Second"] }),
  );
  const filled = filledDown(table, { row: 1, column: 0 });
  expect(filled.count).toBe(1);
  expect(editsOf(filled.changed)).toEqual([{ id: "c", product: { brand: ["Second"] }, variants: {} }]);
  expect(firstFilled(table, 0)).toBe(0);
  expect(firstFilled(tableOf([BRAND], draft("a", ["A"])), 0)).toBeNull();
});

test("undoing a filling leaves what was written before and since", () => {
  const drafts = [draft("a", ["A"], { brand: ["Old"] }), draft("b", ["B"]), draft("c", ["C"]), draft("d", ["D"])];
  const typed = withCell(new Map(), { draftId: "b", variantId: null, key: "brand" }, ["Typed"]);
  const filled = filledDown({ ...tableOf([BRAND], ...drafts), changed: typed }, TOP).changed;
  const since = withCell(filled, { draftId: "c", variantId: null, key: "brand" }, ["Since"]);
  expect(editsOf(undone(since, typed, filled)).map(({ id, product }) => [id, product])).toEqual([
    ["b", { brand: ["Typed"] }],
    ["c", { brand: ["Since"] }],
  ]);
});

test("a problem stands in words at its cell, once for what is alike, and beside the name where no cell has it", () => {
  const problems = [
    { field: "brand", variantId: null, text: "Missing: Brand." },
    { field: "colour", variantId: null, text: "No variant has a colour." },
    { field: null, variantId: null, text: "The variants do not differ." },
    { field: "colour", variantId: "A2", text: "Colour: too long." },
    { field: "colour", variantId: "A2", text: "Colour: too long." },
  ];
  const some = { ...draft("a", ["A1", "A2"]), problems };
  const [product, , second] = rowsOf([some]).map(({ line }) => line);
  if (!product || !second) throw new Error("The draft has three lines.");
  expect(besideCells(some, product, [BRAND, COLOUR])).toEqual([
    "No variant has a colour.",
    "The variants do not differ.",
  ]);
  expect(besideCells(some, second, [BRAND, COLOUR])).toEqual([]);
  expect(cellOf(some, product, BRAND, new Map())).toMatchObject({ problem: "Missing: Brand." });
  expect(cellOf(some, second, COLOUR, new Map())).toMatchObject({ problem: "Colour: too long." });
  const cell = { draftId: "a", variantId: "A2", key: "colour" };
  expect(cellOf(some, second, COLOUR, withCell(new Map(), cell, ["Red"]))).toMatchObject({ problem: null });
});

import { expect, test } from "vitest";
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";
import { tableSources } from "../channel-files/rows.ts";
import { workbookOf, zipOf } from "../channel-files/testing-zip.ts";
import { csvText } from "../table-files/csv-text.ts";
import { type CellRow, templateFile, templateItems } from "./template-read.ts";
import { templateRows } from "./template-rows.ts";

const field = (key: string, name: string, more: Partial<ListingField> = {}): ListingField => ({
  ...{ key, name, kind: "text", need: "optional", scope: "either" },
  ...more,
});
const schema: ListingSchema = {
  version: "1",
  mostVariants: 10,
  fields: [
    field("item_name", "Item Name", { source: "title", scope: "product" }),
    field("bullet_point", "Bullet Point", { isMany: true, most: 5 }),
    field("attribute:material", "Material", {
      kind: "choice",
      choices: [
        { value: "CER", name: "Ceramic" },
        { value: "GLS", name: "Glass" },
      ],
    }),
    field("item_weight", "Item Weight", { kind: "measure", units: ["grams", "kilograms"] }),
    field("batteries_required", "Are batteries required?", { kind: "boolean" }),
    field("price", "Price", { kind: "number", source: "price", scope: "variant" }),
    field("externally_assigned_product_identifier", "Barcode", { source: "barcode", scope: "variant" }),
  ],
};

async function* sheet(name: string, rows: readonly (readonly string[])[]) {
  for (const [at, cells] of rows.entries()) yield { sheet: name, row: at + 1, cells };
}
const readTemplate = (rows: AsyncIterable<CellRow>, of: ListingSchema) => templateFile(templateItems(rows, of));
const read = (rows: readonly (readonly string[])[], of = schema) => readTemplate(sheet("Template", rows), of);

test("heads below settings and groups are found by codes with selectors, numbers and parts", async () => {
  const store = "[marketplace_id=A1]";
  const file = await read([
    ["settings=attributeRow=5&labelRow=4"],
    [],
    ["", "Listing identity", "", "Images"],
    ["Verkäufer-SKU", "Artikelname", "Aufzählung", "Aufzählung", "Gewicht", "Gewichtseinheit", "Produkt-ID-Typ", "Was"],
    [
      "contribution_sku#1.value",
      `item_name${store}[language_tag=en_US]#1.value`,
      `bullet_point${store}[language_tag=en_US]#1.value`,
      `bullet_point${store}[language_tag=en_US]#2.value`,
      `item_weight${store}#1.value`,
      `item_weight${store}#1.unit`,
      "externally_assigned_product_identifier#1.type",
      "amzn1.unknown",
    ],
    ["ABC123", "Example"],
    ["MUG-1", "Mug", "One", "Two", "400", "Grams", "EAN", "who knows"],
    ["MUG-2", "", "", "", "0.4", "KG"],
    ["", "", ""],
  ]);
  expect(file.lines.slice(1)).toEqual([
    {
      ...{ sheet: "Template", row: 7, sku: "MUG-1" },
      values: { item_name: ["Mug"], bullet_point: ["One", "Two"], item_weight: ["400 grams"] },
    },
    { sheet: "Template", row: 8, sku: "MUG-2", values: { item_weight: ["400 grams"] } },
  ]);
  expect(file.left).toEqual([
    { column: "externally_assigned_product_identifier#1.type", why: "unknown" },
    { column: "amzn1.unknown", why: "unknown" },
  ]);
});

test("heads are found by labels, and choices and flags by the names they are shown with", async () => {
  const file = await read([
    ["Fill in the yellow cells"],
    ["* Seller SKU", "Item name *", "Material", "Are batteries required?", "Price", "Bullet Point 1", "Bullet Point 2"],
    ["MUG-1", "Mug", "ceramic", "No", "9.90", "", "Two | Three"],
    ["MUG-2", "", "Wood", "1"],
  ]);
  expect(file.lines.map(({ sku, values }) => [sku, values])).toEqual([
    [
      "MUG-1",
      {
        ...{ item_name: ["Mug"], "attribute:material": ["CER"], batteries_required: ["false"] },
        bullet_point: ["Two", "Three"],
      },
    ],
    ["MUG-2", { "attribute:material": ["Wood"], batteries_required: ["true"] }],
  ]);
  expect(file.left).toEqual([{ column: "Price", why: "stockOrPrice" }]);
});

test("labels above codes are one head, and a second column of a field or language is named and not read", async () => {
  const file = await read([
    ["Your number", "Material", "Name", "Nom"],
    ["shop_sku", "material", "item_name[en]", "item_name[fr]"],
    ["MUG-1", "GLS", "Mug", "Tasse"],
  ]);
  expect(file.lines).toEqual([
    { sheet: "Template", row: 3, sku: "MUG-1", values: { "attribute:material": ["GLS"], item_name: ["Mug"] } },
  ]);
  expect(file.left).toEqual([{ column: "item_name[fr]", why: "repeated" }]);
});

test("sheets without a SKU and fields are passed over, and a file of nothing else is refused", async () => {
  async function* book() {
    yield* sheet("Instructions", [["How to fill in"], ["Material"]]);
    yield* sheet("Template", [
      ["sku", "material"],
      ["MUG-1", "GLS"],
    ]);
    yield* sheet("Values", [["Material"], ["material"], ["CER"]]);
  }
  expect(await readTemplate(book(), schema)).toMatchObject({ sheets: ["Template"], lines: [{ sku: "MUG-1" }] });
  await expect(read([["material"], ["GLS"]])).rejects.toMatchObject({ code: "LISTING_SHEET_COLUMN" });
  await expect(read([])).rejects.toMatchObject({ code: "LISTING_SHEET_COLUMN" });
});

test("the SKU is the column of the field that takes it where no head says so", async () => {
  const own = { ...schema, fields: [...schema.fields, field("attribute:artnr", "Artikel (artnr)", { source: "sku" })] };
  expect(
    await read(
      [
        ["artnr", "material"],
        ["MUG-1", "GLS"],
      ],
      own,
    ),
  ).toMatchObject({ lines: [{ sku: "MUG-1" }] });
  expect(
    await read(
      [
        ["Artikel", "Material"],
        ["MUG-1", "GLS"],
      ],
      own,
    ),
  ).toMatchObject({ lines: [{ sku: "MUG-1" }] });
});

test("a number without a unit takes the only unit its field has, and with several stays as it is", async () => {
  const own = { ...schema, fields: [...schema.fields, field("weight", "Weight", { kind: "measure", units: ["kg"] })] };
  const file = await read(
    [
      ["sku", "weight", "item_weight"],
      ["MUG-1", "0.4", "400"],
      ["MUG-2", "400 g", ""],
    ],
    own,
  );
  expect(file.lines.map(({ values }) => values)).toEqual([
    { weight: ["0.4 kg"], item_weight: ["400"] },
    { weight: ["0.4 kg"] },
  ]);
});

test("a file of more rows than are read is refused", async () => {
  const rows = Array.from({ length: 20_001 }, (_, at) => [`S-${at}`, "GLS"]);
  await expect(read([["sku", "material"], ...rows])).rejects.toMatchObject({ code: "LISTING_FILE_ROWS" });
});

test.each(["[", ":", " ", "(", "*", "item_name ", "1"])("a cell of 500 kB of %j is no head and ends", async (sign) => {
  const long = sign.repeat(500_000 / sign.length);
  const file = await read([
    [long, "Material"],
    ["sku", "material", long],
    ["MUG-1", "GLS"],
  ]);
  expect(file.lines).toMatchObject([{ sku: "MUG-1", values: { "attribute:material": ["GLS"] } }]);
});

test("a row of cells as long as a head may be ends, however many they are", async () => {
  const cells = ["[", ":", "(", "#1"].flatMap((sign) =>
    Array.from({ length: 500 }, () => sign.repeat(499).slice(0, 499)),
  );
  const file = await read([...Array.from({ length: 4 }, () => cells), ["sku", "material"], ["MUG-1", "GLS"]]);
  expect(file.lines).toMatchObject([{ sku: "MUG-1" }]);
});

test("values and SKUs of more text than a message holds are refused, and a SKU is cut behind what one may have", async () => {
  const bullets = Array.from({ length: 40 }, () => "x".repeat(32_767));
  const heads = ["sku", ...bullets.map((_, at) => `Bullet Point ${at + 1}`)];
  await expect(read([heads, ["MUG-1", ...bullets]])).rejects.toMatchObject({ code: "LISTING_FILE_ROWS" });
  const many = Array.from({ length: 700 }, (_, at) => [`S-${at}`, "x".repeat(30_000)]);
  await expect(read([["sku", "item_name"], ...many])).rejects.toMatchObject({ code: "LISTING_FILE_ROWS" });
  const file = await read([
    ["sku", "material"],
    ["S".repeat(32_767), "GLS"],
  ]);
  expect(file.lines.map(({ sku }) => sku.length)).toEqual([256]);
});

test("heads are looked for among the first five million characters of a sheet", async () => {
  async function* endless() {
    yield { sheet: "Template", row: 1, cells: ["sku", "material"] };
    const cells = ["MUG-1", "GLS", ...Array.from({ length: 50 }, () => "x".repeat(32_000))];
    for (let row = 2; row < 6; row++) yield { sheet: "Template", row, cells };
    throw new Error("more rows were taken than may wait");
  }
  const items = templateItems(endless(), schema);
  expect((await items.next()).value).toMatchObject({ line: { sku: "MUG-1" } });
});

test("a column whose code is no field's is not read by its label, and of two columns the code's is read", async () => {
  const own = { ...schema, fields: [field("weight", "Weight"), field("color", "Color")] };
  const file = await read(
    [
      ["Your number", "Weight", "Weight", "Color"],
      ["sku", "pkg_weight", "weight", "color"],
      ["MUG-1", "9", "4", "Red"],
    ],
    own,
  );
  expect(file.lines).toMatchObject([{ values: { weight: ["4"], color: ["Red"] } }]);
  expect(file.left).toEqual([{ column: "pkg_weight", why: "unknown" }]);
  const half = await read(
    [
      ["SKU", "Weight", "Weight", "Color"],
      ["", "", "weight", "color"],
      ["MUG-1", "9", "4", "Red"],
    ],
    own,
  );
  expect(half.lines).toMatchObject([{ values: { weight: ["4"], color: ["Red"] } }]);
  expect(half.left).toEqual([{ column: "Weight", why: "repeated" }]);
  const labels = await read(
    [
      ["sku", "Color", "weight", "Shade"],
      ["MUG-1", "Red", "4", "x"],
    ],
    { ...own, fields: [...own.fields, field("hue", "Shade")] },
  );
  expect(labels.lines).toMatchObject([{ values: { color: ["Red"], weight: ["4"], hue: ["x"] } }]);
});

test("a label without its brackets is a field's only where it is no other's, and never takes the exact one", async () => {
  const own = {
    ...schema,
    fields: [
      field("a1", "Length (cm)"),
      field("a2", "Length (inch)"),
      field("a3", "Reference (shop_sku)"),
      field("a4", "Reference"),
      field("a5", "Height (cm)"),
    ],
  };
  const file = await read(
    [
      ["sku", "Length", "Reference", "Height", "Length (inch)"],
      ["MUG-1", "1", "R", "2", "3"],
    ],
    own,
  );
  expect(file.lines).toMatchObject([{ values: { a4: ["R"], a5: ["2"], a2: ["3"] } }]);
  expect(file.left).toEqual([{ column: "Length", why: "unknown" }]);
});

const fileOf = (bytes: Uint8Array | string, of = schema) =>
  readTemplate(
    templateRows(
      tableSources(async function* () {
        yield Buffer.from(bytes);
      }),
    ),
    of,
  );
const bookRow = (cells: readonly string[]) =>
  `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join("")}</row>`;
const bookOf = (...sheets: (readonly string[])[][]) => workbookOf(sheets.map((rows) => rows.map(bookRow).join("")));

test("a broken row of CSV is listed where it stands", async () => {
  const file = await fileOf('sku,material\nMUG-1,"GLS\nMUG-2,CER\n');
  expect(file.lines.map(({ sku }) => sku)).toEqual(["MUG-2"]);
  expect(file.broken).toMatchObject([{ sheet: "", row: 2, problem: { code: "row.openQuote" } }]);
});

test("files of an archive are read each by its own heads, and those without heads are listed", async () => {
  const heads = ["sku", "material", "item_name"];
  const file = await fileOf(
    zipOf({
      "a.xlsx": bookOf([heads, ["A-1", "GLS", "Mug"]]),
      "b.xlsm": bookOf([heads.toReversed(), ["Cup", "CER", "B-1"]], [["Values"]]),
      "c.txt": "sku\tmaterial\nC-1\tCER\n",
      "d.tsv": "Name\tAge\n",
      "old.xls": "binary",
      "__MACOSX/a.xlsx": "x",
    }),
  );
  expect(file.lines).toEqual([
    { sheet: "a.xlsx: Sheet1", row: 2, sku: "A-1", values: { "attribute:material": ["GLS"], item_name: ["Mug"] } },
    { sheet: "b.xlsm: Sheet1", row: 2, sku: "B-1", values: { "attribute:material": ["CER"], item_name: ["Cup"] } },
    { sheet: "c.txt", row: 2, sku: "C-1", values: { "attribute:material": ["CER"] } },
  ]);
  expect(file.sheets).toEqual(["a.xlsx: Sheet1", "b.xlsm: Sheet1", "c.txt"]);
  expect(file.unread).toEqual(["b.xlsm: Sheet2", "d.tsv", "old.xls"]);
});

test("values under no head are listed by their column's letter", async () => {
  const file = await fileOf("sku,,material\nMUG-1,lost,GLS,behind\n");
  expect(file.left).toEqual([
    { column: "B", why: "unknown" },
    { column: "D", why: "unknown" },
  ]);
});

test("the guard of CSV is taken from SKUs, heads and values, and a workbook's apostrophes stay", async () => {
  const own = { ...schema, fields: [...schema.fields, field("plus", "+Plus")] };
  const file = await fileOf(
    csvText(
      [
        ["sku", "'+Plus"],
        ["'-AB1", "'=1"],
      ],
      "\n",
    ),
    own,
  );
  expect(file.lines).toMatchObject([{ sku: "-AB1", values: { plus: ["=1"] } }]);
  const book = await fileOf(
    bookOf([
      ["sku", "item_name"],
      ["'-AB1", "'-5"],
    ]),
  );
  expect(book.lines).toMatchObject([{ sku: "'-AB1", values: { item_name: ["'-5"] } }]);
});

test("the columns read are those whose values are taken", async () => {
  const file = await read([
    ["sku", "item_name[en]", "item_name[fr]", "price", "material"],
    ["MUG-1", "Mug", "Tasse", "1", "GLS"],
  ]);
  expect(file.columns).toEqual([
    { column: "item_name[en]", field: "Item Name" },
    { column: "material", field: "Material" },
  ]);
});

test("numbers and days a spreadsheet stores are read as they were typed", async () => {
  const own = {
    ...schema,
    fields: [
      field("size", "Size", { kind: "choice", choices: [{ value: "S11", name: "1.1" }] }),
      field("depth", "Depth", { kind: "number" }),
      field("thin", "Thin", { kind: "number" }),
      field("model", "Model"),
      field("serial", "Serial"),
      field("from", "From", { kind: "date" }),
      field("until", "Until", { kind: "date" }),
      field("weight", "Weight", { kind: "measure", units: ["kg"] }),
    ],
  };
  const numbers = (cells: readonly string[]) => `<row>${cells.map((cell) => `<c><v>${cell}</v></c>`).join("")}</row>`;
  const stored = ["1.1000000000000001", "12.300000000000001", "1.0999999999999999E-2", "2.2000000000000002"];
  const rest = ["12345678901234567", "46000", "46000.75", "0.29999999999999999"];
  const heads = bookRow(["sku", "size", "depth", "thin", "model", "serial", "from", "until", "weight"]);
  const file = await fileOf(workbookOf([heads + numbers(["77", ...stored, ...rest])]), own);
  expect(file.lines.map(({ values }) => values)).toEqual([
    {
      ...{ size: ["S11"], depth: ["12.3"], thin: ["0.011"], model: ["2.2"], serial: ["12345678901234567"] },
      ...{ from: ["2025-12-09"], until: ["2025-12-09"], weight: ["0.3 kg"] },
    },
  ]);
  const since1904 = heads + numbers(["77", "", "", "", "", "", "44538", "44538.75"]);
  for (const properties of ['date1904="1"', 'date1904="true"'])
    expect((await fileOf(workbookOf([since1904], { properties }), own)).lines).toMatchObject([
      { values: { from: ["2025-12-09"], until: ["2025-12-09"] } },
    ]);
  const since1900 = await fileOf(workbookOf([since1904], { properties: 'date1904="0"' }), own);
  expect(since1900.lines).toMatchObject([{ values: { from: ["2021-12-08"] } }]);
  const typed = await fileOf("sku,from,model\nMUG-1,2026-01-02,1E5\n", own);
  expect(typed.lines).toMatchObject([{ values: { from: ["2026-01-02"], model: ["1E5"] } }]);
});

test("choices are found by names of which a field has thousands, and a name of two values is none", async () => {
  const choices = Array.from({ length: 5_000 }, (_, at) => ({ value: `V${at}`, name: `Name ${at}` }));
  const twice = [...choices, { value: "A", name: "Twice" }, { value: "B", name: "twice" }];
  const own = { ...schema, fields: [field("many", "Many", { kind: "choice", choices: twice })] };
  const rows = Array.from({ length: 5_000 }, (_, at) => [`S-${at}`, `NAME ${at}`]);
  const file = await read([["sku", "many"], ...rows, ["S", "Twice"]], own);
  expect(file.lines.slice(-2).map(({ values }) => values)).toEqual([{ many: ["V4999"] }, { many: ["Twice"] }]);
});

test("several measures of one field have each its own unit", async () => {
  const own = {
    ...schema,
    fields: [field("size", "Size", { kind: "measure", units: ["cm", "mm"], isMany: true })],
  };
  const file = await read(
    [
      ["sku", "size#1.value", "size#1.unit", "size#2.value", "size#2.unit"],
      ["MUG-1", "1", "cm", "2", "mm"],
    ],
    own,
  );
  expect(file.lines).toMatchObject([{ values: { size: ["1 cm", "2 mm"] } }]);
});

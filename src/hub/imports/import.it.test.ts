import { describe, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { getProduct, listCategories, listProducts, listVariants } from "../catalog/index.ts";
import { createFiles } from "../files/files.ts";
import { createLocation } from "../inventory/locations.ts";
import { NOON } from "../listings/samples.ts";
import { readHere } from "./reader.ts";
import { importing } from "./samples.ts";
import { workImport } from "./work.ts";

const db = fixture(testDatabase);
const file = fixturePerTest(() => importing(db));
const products = () => file.inside(async (tx) => (await listProducts(tx, {})).items);
const product = async (title: string) => {
  const found = (await products()).find((each) => each.title === title);
  return file.inside((tx) => getProduct(tx, found?.id ?? ""));
};
const variant = async (sku: string) => (await file.inside((tx) => listVariants(tx, { sku }))).items[0];
const said = (issues: readonly { row: number; code: string; column: string | null }[]) =>
  issues.map(({ row, code, column }) => `${row} ${code}${column === null ? "" : ` ${column}`}`);

describe("a file", () => {
  test("a file's encoding, separator, header and columns are detected", async () => {
    const shape = async (bytes: string | Uint8Array) => (await file.upload(bytes)).shape;
    expect(await shape("\ufeffSKU;Title;Preis\nA;Tasse;1,50\n")).toMatchObject({ delimiter: ";", encoding: "utf-8" });
    expect(await shape(Buffer.from("\ufeffSKU\tTitle\nA\tTasse\n", "utf16le"))).toMatchObject({
      encoding: "utf-16le",
      delimiter: "\t",
      columns: ["SKU", "Title"],
    });
    const latin = await file.upload(Buffer.from("SKU,Title\nA,Caf\xe9\n", "latin1"));
    expect([latin.shape.encoding, latin.sample[0]?.[1], latin.notices[0]?.code]).toEqual([
      "windows-1252",
      "Café",
      "import.encodingGuessed",
    ]);
    expect(await shape("A-1,12.50\nA-2,13\n")).toMatchObject({ header: false, columns: ["Column 1", "Column 2"] });
    const decimal = async (bytes: string) => (await file.upload(bytes)).options.decimal;
    expect(await decimal("SKU;Price\nA;1.234,50\nB;7\n")).toBe("comma");
    expect(await decimal('SKU,Price\nA,"1,234"\nB,7.50\n')).toBe("point");
    expect(await decimal("SKU;Title\nA;1,50\n")).toBe("point");
    // A column nobody has named yet, and weights, say it as well.
    expect(await decimal("SKU;Betrag brutto\nA;19,90\n")).toBe("comma");
    expect(await decimal("SKU;Price;Weight (kg)\nA;20;0,5\n")).toBe("comma");
    const binary = [
      [0x50, 0x4b, 3, 4, 20, 0],
      [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
      [...Buffer.from("%PDF-1.7\n")],
    ];
    for (const bytes of [...binary, Array.from({ length: 400 }, (_, at) => (at * 37) % 256)])
      await expect(file.upload(Uint8Array.from(bytes))).rejects.toMatchObject({ code: "IMPORT_NOT_TEXT" });
    expect(
      await shape(
        "SKU,Title\nA,one stray \u0003 in a hundred characters or more, as an old program once wrote it in a text field of its own making\n",
      ),
    ).toMatchObject({ header: true });
    const twice = await file.upload("SKU,Name,Name\nA,x,y\n");
    expect(twice.shape.columns).toEqual(["SKU", "Name", "Name (2)"]);
    expect([twice.mapping, twice.notices.map(({ code }) => code)]).toEqual([
      ["sku", "title", null],
      ["import.headTwice", "import.fieldTwice"],
    ]);
    await expect(file.upload("SKU\n")).rejects.toMatchObject({ code: "IMPORT_EMPTY" });
    expect(await file.inside((tx) => tx.rows("select 1 from stored_file where size = 4"))).toEqual([]);
  });

  test("an Arabic spreadsheet is read: its headings, its encoding, decimal commas, its own digits", async () => {
    const text = [
      "إسم المنتج;كود الصنف;سعر البيع;الكميّة;الباركود;ملاحظات",
      'صابون زيت الزيتون;S-1;"1.234,50";٤٠;6220000000012;',
      '"صابون; غار ""حلبي""";S-2;١٢٫٥٠;3;;x',
      "بلا رمز;;10,00;1;;",
      "مكرر;S-1;10,00;1;;",
    ].join("\r\n");
    const uploaded = await file.upload(`\ufeff${text}`);
    expect(uploaded.mapping).toEqual(["title", "sku", "price", "stock", "barcode", null]);
    const { counts, issues } = await file.apply(`\ufeff${text}`);
    expect(counts).toMatchObject({ rows: 4, create: 2, refused: 2 });
    expect(said(issues)).toEqual(["4 ROW_SKU_MISSING", "5 ROW_SKU_TWICE"]);
    expect([await variant("S-1"), await variant("S-2")]).toMatchObject([
      { priceMinor: 123_450n, available: 40 },
      { priceMinor: 1_250n, productTitle: 'صابون; غار "حلبي"' },
    ]);
    // "SKU;اسم" and a word, as Excel in Cairo writes them.
    const old = Buffer.from([0x53, 0x4b, 0x55, 0x3b, 0xc7, 0xd3, 0xe3, 0x0a, 0x41, 0x3b, 0xd5, 0xc7, 0xc8, 0xe6, 0xe4]);
    expect(await file.upload(old)).toMatchObject({
      shape: { encoding: "windows-1256", columns: ["SKU", "اسم"] },
      sample: [["A", "صابون"]],
      mapping: ["sku", "title"],
      notices: [{ code: "import.encodingUnsure" }],
    });
  });

  test("a file makes products with variants, options, pictures, categories and stock, and says so before [C2.2]", async () => {
    const shop = await file.inside((tx) => createLocation(tx, { name: "Shop", code: "shop", now: NOON }));
    const text = [
      "Handle,Title,Body (HTML),Vendor,Product Category,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,Variant Image,Cost per item,Stock,Stock: shop,HS Code",
      'tee,Tee,"<p>Soft, ""nice""</p>",Loom,"Clothing > Shirts, Sale","summer, cotton",TRUE,Size,S,Color,Red,TEE-S,150,"1,019.50",1020,0012345678905,https://i.example/2.png,2,Back,https://i.example/s.png,3.50,5,2,6109',
      "tee,,,,,,,,M,,Red,TEE-M,150,19.5,,,https://i.example/1.png,1,Front,,,0,,",
      "tee,,,,,,,,,,,,,,,,https://i.example/3.png,3,,,,,,",
      "mug,Mug,,,,,FALSE,Title,Default Title,,,MUG,,8,,,,,,,,,,",
    ].join("\r\n");
    const checked = await file.check(text);
    expect(checked.counts).toMatchObject({ rows: 4, create: 4, update: 0, refused: 0 });
    expect(await products()).toEqual([]);
    const { counts, issues } = await file.apply(text);
    expect([counts.create, issues]).toEqual([4, []]);
    const tee = await product("Tee");
    expect(tee).toMatchObject({
      descriptionHtml: '<p>Soft, "nice"</p>',
      brand: "Loom",
      hsn: "6109",
      active: true,
      attributes: { tags: ["summer", "cotton"] },
      variants: [
        {
          sku: "TEE-S",
          priceMinor: 101_950n,
          compareAtMinor: 102_000n,
          barcode: "0012345678905",
          costMinor: 350n,
          weightGrams: 150,
          onHand: 7,
          options: [
            { name: "Size", value: "S" },
            { name: "Color", value: "Red" },
          ],
        },
        { sku: "TEE-M", priceMinor: 1_950n, options: [{ value: "M" }, { name: "Color" }], onHand: 0 },
      ],
    });
    expect(tee.images.map(({ url, alt, variantId }) => [url.slice(-5), alt, variantId])).toEqual([
      ["1.png", "Front", null],
      ["2.png", "Back", null],
      ["3.png", "", null],
      ["s.png", "", tee.variants[0]?.id],
    ]);
    const categories = await file.inside((tx) => listCategories(tx));
    expect(new Set(tee.categoryIds)).toEqual(
      new Set(categories.filter(({ name }) => name !== "Clothing").map(({ id }) => id)),
    );
    expect(await product("Mug")).toMatchObject({ active: false, variants: [{ sku: "MUG", options: [] }] });
    const moved = await file.inside((tx) =>
      tx.rows(
        "select cause_kind, on_hand_delta from movement where organization_id = argosy.tenant() and location_id = $1",
        [shop.id],
      ),
    );
    expect(moved).toEqual([{ cause_kind: "import", on_hand_delta: 2 }]);
    const again = await file.apply(text);
    expect(again.counts).toMatchObject({ rows: 4, unchanged: 4, create: 0, update: 0 });
  });

  test("a file with parents and variations, also far apart, becomes products", async () => {
    const text = [
      "ID,Type,SKU,Name,Published,Sale price,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s),Weight (kg),Length (cm),Width (cm),Height (cm)",
      '10,variable,HOOD,Hoodie,1,,,"Clothing, Clothing > Hoodies","https://i.example/a.png, https://i.example/b,c.png",,Size,"S, M",,,,',
      "11,simple,CAP,Cap,1,8,10,,,,,,0.1,10,20.5,5",
      "12,variation,HOOD-S,Hoodie - S,1,,45,,,HOOD,Size,S,,,,",
      "13,variation,HOOD-M,,1,,47,,,HOOD,Size,M,,,,",
      "14,variable,ALONE,Lonely,1,,,,,,,,,,,",
    ].join("\n");
    const { counts, issues } = await file.apply(text);
    expect(counts).toMatchObject({ rows: 5, create: 5, refused: 0 });
    expect(said(issues)).toEqual(["6 ROW_NO_VARIANT"]);
    const hoodie = await product("Hoodie");
    expect(hoodie).toMatchObject({
      sku: "HOOD",
      images: [{ url: "https://i.example/a.png" }, { url: "https://i.example/b,c.png" }],
      variants: [
        { sku: "HOOD-S", priceMinor: 4_500n, options: [{ name: "Size", value: "S" }] },
        { sku: "HOOD-M", priceMinor: 4_700n },
      ],
    });
    expect(hoodie.categoryIds).toHaveLength(2);
    expect(await variant("CAP")).toMatchObject({
      priceMinor: 800n,
      compareAtMinor: 1_000n,
      weightGrams: 100,
      dimensions: { length: 100, width: 205, height: 50 },
    });
    expect((await file.apply(text)).counts).toMatchObject({ unchanged: 4, create: 1 });
  });

  test("a file in JSON may nest variants and pictures [C2.2]", async () => {
    const items = [
      {
        title: "Lamp",
        sku: "L",
        categories: ["Home > Light, warm"],
        images: [{ url: "https://i.example/l.png", alt: "On" }],
        variants: [
          { sku: "L-1", price: 12.5, barcode: "1" },
          { sku: "L-2", price: "13" },
        ],
      },
      { sku: "PLAIN", title: "Plain", price: 3, Tags: ["a, b", "c"] },
      { sku: "BIG", title: "Big", barcode: Number("12345678901234567890") },
    ];
    const { counts, issues } = await file.apply(items.map((item) => JSON.stringify(item)).join("\n"));
    expect(counts).toMatchObject({ create: 4, refused: 1 });
    expect(said(issues)).toEqual(["3 ROW_BROKEN"]);
    const lamp = await product("Lamp");
    expect(lamp).toMatchObject({
      sku: "L",
      images: [{ alt: "On" }],
      variants: [{ sku: "L-1", priceMinor: 1_250n }, { sku: "L-2" }],
    });
    expect((await file.inside((tx) => listCategories(tx))).map(({ name }) => name)).toEqual(["Home", "Light, warm"]);
    expect(await product("Plain")).toMatchObject({ attributes: { tags: ["a, b", "c"] } });
  });
});

test("20,000 rows are read no further ahead than a piece or two, whatever the size of the file", async () => {
  const rows = 20_000;
  const width = 300;
  const line = (n: number) => `${`S-${n},Product ${n},`.padEnd(width - 1, "x")}\n`;
  const text = `${"SKU,Title,Description".padEnd(width - 1)}\n${Array.from({ length: rows }, (_, n) => line(n)).join("")}`;
  const made = await file.upload(text);
  const files = createFiles(db.database);
  let read = 0;
  let furthest = 0;
  let done = 0;
  const counting = {
    ...files,
    async *read(organization: OrganizationId, id: string) {
      for await (const bytes of files.read(organization, id)) {
        read += bytes.length;
        yield bytes;
      }
    },
  };
  await workImport(
    { db: db.database, files: counting, reader: readHere },
    {
      organization: file.here,
      importId: made.id,
      runId: newId(NOON),
      phase: "check",
      done: 0,
      actor: systemActor,
      now: () => NOON,
      onChunk: async (_tx, _lastRow, counts) => {
        done += counts.create ?? 0;
        furthest = Math.max(furthest, read - done * width);
      },
      afterChunk: () => undefined,
    },
  );
  expect([done, read]).toEqual([rows, text.length]);
  expect(furthest).toBeLessThan(1_100_000);
});

test("rows of a product may lie far apart: it is made once, and its own row waits for its variants", async () => {
  const fillers = Array.from({ length: 1_100 }, (_, n) => `F-${n},Filler ${n},,,simple`);
  const text = [
    "SKU,Title,Handle,Parent SKU,Type",
    "A-1,Apart,apart,,",
    "PARENT,Late,,,variable",
    ...fillers,
    "A-2,,apart,,",
    "P-1,Late - 1,,PARENT,variation",
    "P-2,Late - 2,,parent,variation",
    "A-1,,apart,,",
  ].join("\n");
  const expected = { rows: 1_106, create: 1_105, refused: 1 };
  const checked = await file.check(text);
  expect(checked.counts).toMatchObject(expected);
  const applied = await file.apply(text);
  expect(applied.counts).toMatchObject(expected);
  expect([said(checked.issues), said(applied.issues)]).toEqual([["1107 ROW_SKU_TWICE"], ["1107 ROW_SKU_TWICE"]]);
  expect((await variant("A-2"))?.productId).toBe((await variant("A-1"))?.productId);
  const late = await file.inside(async (tx) => getProduct(tx, (await variant("P-2"))?.productId ?? ""));
  expect(late).toMatchObject({ title: "Late", sku: "PARENT", variants: [{ sku: "P-1" }, { sku: "P-2" }] });
});

test("a row may do what its mode allows; empty cells clear a field where the import is set to", async () => {
  await file.apply("SKU,Title,Brand,Barcode,Price,Tags\nA,Mug,Kiln,123,5,x\n");
  const text = "SKU,Title,Brand,Barcode,Price,Tags\nA,Cup,,,,\nB,New,,,1,\n";
  expect((await file.apply(text, { options: { mode: "create" } })).counts).toMatchObject({
    create: 1,
    skipped: 1,
    update: 0,
  });
  expect(await product("Mug")).toMatchObject({ brand: "Kiln" });
  expect((await file.apply(`${text}C,Never,,,1,\n`, { options: { mode: "update" } })).counts).toMatchObject({
    update: 1,
    unchanged: 1,
    skipped: 1,
  });
  expect(await product("Cup")).toMatchObject({
    brand: "Kiln",
    attributes: { tags: ["x"] },
    variants: [{ barcode: "123", priceMinor: 500n }],
  });
  await file.apply(text, { options: { empty: "clear" } });
  expect(await product("Cup")).toMatchObject({
    brand: null,
    attributes: {},
    variants: [{ barcode: null, priceMinor: null }],
  });
});

describe("rows", () => {
  test("a wrong row is reported with column, value and what to do; the others go on [C2.2]", async () => {
    await file.apply("SKU,Title\nOTHER,Other\nOTHER2,Another\n");
    const nul = "\0";
    const text = [
      "SKU,Title,Handle,Price,Barcode,Stock,Active,GST rate,Image URL,Country of origin,Stock: nowhere",
      "A,Good,,1.50,,,,,,,",
      ",No SKU,,1,,,,,,,",
      "B,Bad price,,12.5.0,,,,,,,",
      "C,Bad barcode,,1,1.23E+12,,,,,,",
      "D,Other digits,,१२,,,,,,,",
      `E,Has${nul}nul,,1,,,,,,,`,
      "F,Huge,,1e400,,,,,,,",
      "A,Twice,,1,,,,,,,",
      "G,Short,1",
      "H,Long,,1,,,,,,,,extra",
      'I,"Quote" x,,1,,,,,,,',
      "J,Too many units,,1,,2000000000,,,,,",
      "K,Flag,,1,,,perhaps,101,ftp://x,Germany,",
      "L,Minus,,-1,,-5,,,,,",
      "M,Finer,,1.005,,,,,,,",
      "N,Nowhere,,1,,,,,,,3",
      ",,p1,,,,,,https://i.example/1.png,,",
      "P,,p2,1,,,,,,,",
      "OTHER,Other,p3,1,,,,,,,",
      "OTHER2,Other,p3,1,,,,,,,",
      "R,Good too,,2,,3,yes,18,,in,",
    ].join("\n");
    const checked = await file.check(text);
    const expected = [
      "3 ROW_SKU_MISSING",
      "4 CELL_NUMBER Price",
      "5 CELL_SHORTENED Barcode",
      "6 CELL_DIGITS Price",
      "7 CELL_NUL Title",
      "8 CELL_NUMBER Price",
      "9 ROW_SKU_TWICE",
      "10 ROW_BROKEN",
      "11 ROW_BROKEN",
      "12 ROW_BROKEN",
      "13 CELL_UNITS Stock",
      "14 CELL_FLAG Active",
      "14 CELL_RATE GST rate",
      "14 CELL_ADDRESS Image URL",
      "14 CELL_COUNTRY Country of origin",
      "15 CELL_AMOUNT Price",
      "15 ROW_STOCK",
      "16 CELL_AMOUNT Price",
      "17 ROW_LOCATION",
      "18 ROW_NO_PRODUCT",
      "19 PRODUCT_INVALID Title",
      "21 ROW_SKU_ELSEWHERE",
    ];
    expect(said(checked.issues).sort()).toEqual(expected.sort());
    expect(checked.issues.find(({ row }) => row === 4)).toMatchObject({
      column: "Price",
      value: "12.5.0",
      message: '"12.5.0" is not a number. Write digits only, with a decimal point: 1234.50.',
      said: { code: "cell.numberPoint", gaps: { value: "12.5.0" } },
    });
    expect(checked.issues.find(({ row }) => row === 9)?.said).toEqual({
      code: "row.skuTwice",
      gaps: { sku: "A", row: 2 },
    });
    expect(checked.counts).toMatchObject({ rows: 21, create: 2, update: 1, refused: 18 });
    const applied = await file.apply(text);
    expect(said(applied.issues)).toEqual(said(checked.issues));
    expect((await products()).map(({ title }) => title).sort()).toEqual(["Another", "Good", "Good too", "Other"]);
  });

  test("stock in fractions is whole units here, rounded down and told, never a silent 0", async () => {
    const text = "SKU,Title,Stock\nHALF,Half,0.5\nCLOTH,Cloth,1.5\nCABLE,Cable,2.25\n";
    const { counts, issues } = await file.apply(text);
    expect(counts).toMatchObject({ create: 3, refused: 0, warnings: 3 });
    expect(
      issues.map(({ severity, code, value, said: reported }) => [severity, code, value, reported?.gaps.units]),
    ).toEqual([
      ["warning", "CELL_UNITS", "0.5", 0],
      ["warning", "CELL_UNITS", "1.5", 1],
      ["warning", "CELL_UNITS", "2.25", 2],
    ]);
  });
});

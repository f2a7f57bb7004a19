/** Lists that come again and again: a template, the matching of the time before, faults by kind. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { listVariants } from "../catalog/index.ts";
import { tableText } from "../table-files/table.ts";
import { groupIssues, listIssues } from "./issues.ts";
import { importing } from "./samples.ts";
import { templateTable } from "./template.ts";

const db = fixture(testDatabase);
const file = fixturePerTest(() => importing(db));
const variant = async (sku: string) => (await file.inside((tx) => listVariants(tx, { sku }))).items[0];

test("rows that are wrong in the same way are one group, which is listed and written out by itself", async () => {
  const checked = await file.check("SKU,Title,Price\nA,One,x\nB,Two,y\nC,Three,1\n,Four,1\nD,Five,z\n");
  const of = { importId: checked.id, runId: checked.runId };
  expect(await file.inside((tx) => groupIssues(tx, of))).toMatchObject([
    { code: "CELL_NUMBER", column: "Price", rows: 3, value: "x", severity: "error" },
    { code: "ROW_SKU_MISSING", column: null, rows: 1 },
  ]);
  const rows = async (column: string) =>
    (await file.inside((tx) => listIssues(tx, { ...of, column }))).items.map(({ row }) => row);
  expect([await rows("Price"), await rows("")]).toEqual([[2, 3, 6], [5]]);
});

test("a file with the columns of one that was written is matched in the same way, but read as it writes amounts", async () => {
  const text = "Ref,Artikel,Betrag\nA,Cup,1.50\n";
  const mapping = { Ref: "sku", Artikel: "title", Betrag: "price" };
  await file.check(text, { mapping, options: { listSeparator: "|" } });
  expect((await file.upload(text)).notices).toEqual([]);
  const { id, runId } = await file.apply(text, { mapping, options: { listSeparator: "|" } });
  await file.inside((tx) =>
    tx.run("update catalog_import set apply_run_id = $2 where organization_id = argosy.tenant() and id = $1", [
      id,
      runId,
    ]),
  );
  const next = await file.upload('Ref,Artikel,Betrag\nB,Lid,"2,50"\n');
  expect(next.mapping).toEqual(["sku", "title", "price"]);
  expect([next.options.listSeparator, next.options.decimal]).toEqual(["|", "comma"]);
  expect(next.notices.map(({ code }) => code)).toEqual(["import.asBefore", "import.commas"]);
  expect((await file.upload("Ref,Artikel,Betrag,Farbe\nB,Lid,2,red\n")).notices).toEqual([]);
});

test("a list read again after a sale ended takes the price before it away, and one without sales leaves it", async () => {
  const list = (...rows: readonly string[]) =>
    file.apply(["SKU,Name,Sale price,Regular price", ...rows, ""].join("\n"));
  const prices = async () =>
    Promise.all(
      ["A", "B"].map(async (sku) => [(await variant(sku))?.priceMinor, (await variant(sku))?.compareAtMinor]),
    );
  await list("A,Cup,8.00,10.00", "B,Lid,4.00,5.00");
  expect(await prices()).toEqual([
    [800n, 1000n],
    [400n, 500n],
  ]);
  // Without the column nothing is said of a sale.
  await file.apply("SKU,Regular price\nB,4.50\n");
  expect((await prices())[1]).toEqual([450n, 500n]);
  // Dearer than before the sale, and cheaper.
  const { issues } = await list("A,Cup,,12.00", "B,Lid,,4.80");
  expect(issues).toEqual([]);
  expect(await prices()).toEqual([
    [1200n, null],
    [480n, null],
  ]);
});

test("a list in dinars is read with the decimal sign it has, and says so where that is unclear", async () => {
  await file.inside((tx) => tx.run("update organization set currency = 'TND' where organization_id = argosy.tenant()"));
  const clear = await file.upload("SKU;Title;Price\nA;Cup;12,500\n");
  expect([clear.options.decimal, clear.notices.map(({ code }) => code)]).toEqual(["comma", ["import.commas"]]);
  const unclear = await file.upload("SKU;Title;Price\nA;Cup;12,500\nB;Lid;3.250\n");
  expect(unclear.notices.map(({ text }) => text)).toEqual([
    "Amounts are written like 12,500 and like 3.250, so their decimal sign is unclear. Choose it, and compare the preview.",
  ]);
  await file.apply("SKU;Title;Price\nA;Cup;12,500\n");
  expect(await variant("A")).toMatchObject({ currency: "TND", priceMinor: 12_500n });
});

test("the template comes back with every column understood", async () => {
  const pieces: string[] = [];
  for await (const piece of tableText(templateTable(), { format: "csv" })) pieces.push(piece);
  const made = await file.apply(pieces.join(""));
  expect(made.issues).toEqual([]);
  expect(made.counts).toMatchObject({ create: 2, refused: 0 });
  expect((await file.upload(pieces.join(""))).mapping).not.toContain(null);
  expect(await variant("SHIRT-L")).toMatchObject({ priceMinor: 3990n, available: 8 });
});

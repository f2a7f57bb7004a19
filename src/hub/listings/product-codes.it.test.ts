/** Items and variants whose barcodes are forms of one code (commerce/product-codes.ts). */
import fc from "fast-check";
import { expect, test } from "vitest";
import { codeForms } from "../../commerce/product-codes.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { listVariants } from "../catalog/list.ts";
import { indexAllDue } from "../search/index-due.ts";
import { channelProduct, channelVariant, sampleChannel, sampleVariant } from "./samples.ts";
import { channelOf } from "./testing.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));

const { record, one } = channelOf(() => ({ db, ...at }));

test("a UPC is linked with the EAN and an ISBN with the older one of the same product, and both count as twins", async () => {
  const soap = await sampleVariant(db, at.here, { sku: "soap", barcode: "012345678905" });
  const book = await sampleVariant(db, at.here, { sku: "book", barcode: "0306406152" });
  await sampleVariant(db, at.here, { sku: "tea 1", barcode: "036000291452" });
  await sampleVariant(db, at.here, { sku: "tea 2", barcode: "00036000291452" });
  await record([
    channelProduct("p1", [
      channelVariant("v1", { sku: "S", barcode: "0012345678905" }),
      channelVariant("v2", { sku: "B", barcode: "978-0-306-40615-7" }),
      channelVariant("v3", { sku: "T", barcode: "0036000291452" }),
    ]),
  ]);
  expect([await one("v1"), await one("v2")]).toMatchObject([{ variantId: soap }, { variantId: book }]);
  expect(await one("v3")).toMatchObject({ state: "suggested", variantId: null, matchMethod: "barcode" });
  const found = await db.database.tenant(at.here, (tx) => listVariants(tx, { barcode: "0012345678905", limit: 10 }));
  expect(found.items.map(({ id, barcode }) => [id, barcode])).toEqual([[soap, "012345678905"]]);
});

test.each([
  ["012345000065", "01234565"],
  ["0012345000065", "01234565"],
  ["01234565", "012345000065"],
  ["01234565", "0012345000065"],
  ["01234565", "00012345000065"],
  ["0036000291452", "0036000291452"],
])("%s typed or scanned finds the variant that has it as %s", async (typed, barcode) => {
  const tea = await sampleVariant(db, at.here, { sku: "tea", barcode });
  await sampleVariant(db, at.here, { sku: "other", barcode: "96385074" });
  const found = async (filter: object) => {
    const { items } = await db.database.tenant(at.here, (tx) => listVariants(tx, { ...filter, limit: 10 }));
    return items.map(({ id }) => id);
  };
  expect(await found({ barcode: typed })).toEqual([tea]);
  await indexAllDue((work) => db.database.tenant(at.here, work));
  expect(await found({ text: typed })).toEqual([tea]);
});

test("any code has the same forms in the database as in the code", async () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 7, maxLength: 15 });
  const code = fc.oneof(
    digits,
    digits.map((text) => `978${text}`.slice(0, 13)),
    digits.map((text) => `${text.slice(0, 9)}X`),
    fc.constantFrom("0-306-40615-2", "155404295x", " ab-12 ", "012345 678905", "9780306406157"),
  );
  const codes = fc.sample(code, 300);
  const rows = await db.owner.rows<{ forms: string[] }>(
    "select argosy.code_forms(c) as forms from unnest($1::text[]) with ordinality as given(c, n) order by n",
    [codes],
  );
  expect(rows.map(({ forms }) => [...new Set(forms)].toSorted())).toEqual(
    codes.map((one) => codeForms(one).toSorted()),
  );
});

import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { HubError } from "../errors.ts";
import { checkLedger } from "../inventory/doctor.ts";
import { listStockHistory } from "../inventory/history.ts";
import { adjustStock } from "../inventory/stock-changes.ts";
import { actor, minutes, noon, testShop } from "../orders/testing.ts";
import { changeDocument, createDocument, type DocumentLine, deleteDocument, type NewDocument } from "./documents.ts";
import { postDocument, reverseDocument } from "./post-document.ts";
import { getDocument, listDocuments } from "./read-documents.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const draft = (lines: readonly DocumentLine[], more: Partial<NewDocument> = {}, own = shop) =>
  own.run((tx) => createDocument(tx, { kind: "purchase_invoice", lines, actor, now: noon, ...more }));
const post = (id: string, minute = 0, own = shop) =>
  own.run((tx) => postDocument(tx, { id, actor, now: minutes(minute) }));
const reverse = (id: string, own = shop) => own.run((tx) => reverseDocument(tx, { id, actor, now: noon }));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? { code: error.code, details: error.details } : error),
  );
const cost = (variantId: string) =>
  shop.run((tx) =>
    tx.one<{ cost: bigint | null }>(
      "select cost_minor as cost from variant where organization_id = argosy.tenant() and id = $1",
      [variantId],
    ),
  );
const history = (variantId: string) =>
  shop.run(async (tx) =>
    (await listStockHistory(tx, { variantId })).items.map((row) => [row.reference, row.onHandDelta]),
  );

describe("a stock document", () => {
  test("a stock document moves nothing as a draft, everything once when posted, and back once when reversed [D3.1]", async () => {
    const own = await testShop(db);
    const [cup, lid] = [await own.newVariant("CUP"), await own.newVariant("LID")];
    await own.stock(lid, 1);
    const lines = [
      { sku: "cup", quantity: 5 },
      { variantId: lid, quantity: 2 },
    ];
    const document = await draft(lines, { partner: "Potter", partnerReference: "P-77", date: "2026-11-19" }, own);
    expect(document).toMatchObject({
      number: "PI-1",
      state: "draft",
      units: 7n,
      partner: "Potter",
      date: "2026-11-19",
    });
    expect(await own.level(cup)).toMatchObject({ onHand: 0 });
    const both = await Promise.all([post(document.id, 0, own), post(document.id, 0, own)]);
    expect(both.map((each) => each.state)).toEqual(["posted", "posted"]);
    expect(await own.level(cup)).toMatchObject({ onHand: 5 });
    expect(await own.level(lid)).toMatchObject({ onHand: 3 });
    await Promise.all([reverse(document.id, own), reverse(document.id, own)]);
    expect([await own.level(cup), await own.level(lid)]).toMatchObject([{ onHand: 0 }, { onHand: 1 }]);
    expect(await refusal(post(document.id, 0, own))).toMatchObject({ code: "STOCK_DOCUMENT_REVERSED" });
    expect(await own.run(checkLedger)).toEqual([]);
  });

  test("a stock document takes what was sold and what is missing, under its own number [D3.1]", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 10);
    const sale = await draft([{ variantId: variant, quantity: 4 }], { kind: "sales_invoice" });
    const lost = await draft([{ variantId: variant, quantity: -1 }], { kind: "adjustment", reason: "broken" });
    await post(sale.id);
    await post(lost.id);
    await reverse(sale.id);
    expect(await history(variant)).toEqual([
      [sale.number, 4],
      [lost.number, -1],
      [sale.number, -4],
      [null, 10],
    ]);
    expect([sale.number, lost.number]).toEqual(["SI-1", "ADJ-1"]);
    expect(await shop.level(variant)).toMatchObject({ onHand: 9 });
  });

  test("a stock document is refused whole, with every line against it named", async () => {
    const [good, few, bundle] = [await shop.newVariant(), await shop.newVariant(), await shop.newVariant()];
    await shop.stock(good, 5);
    await shop.stock(few, 2);
    const compose = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 1)`;
    await shop.run((tx) => tx.run(compose, [bundle, good]));
    const lines = [
      { variantId: good, quantity: 1 },
      { sku: "LATER-1", quantity: 1 },
      { variantId: bundle, quantity: 1 },
      { variantId: few, quantity: 2 },
      { variantId: few, quantity: 1 },
    ];
    const document = await draft(lines, { kind: "sales_invoice" });
    expect(document.lines.map((line) => line.problem !== null)).toEqual([false, true, true, false, false]);
    expect(await refusal(post(document.id))).toMatchObject({
      code: "STOCK_DOCUMENT_REFUSED",
      details: [
        { field: "lines.1", code: "INVENTORY_VARIANT_UNKNOWN" },
        { field: "lines.2", code: "INVENTORY_IS_BUNDLE" },
        { field: "lines.4", code: "INVENTORY_NOT_ENOUGH" },
      ],
    });
    expect(await shop.level(good)).toMatchObject({ onHand: 5 });
    expect((await shop.run((tx) => getDocument(tx, document.id))).state).toBe("draft");
    // The SKU that was to come has come; the rest is corrected.
    await shop.stock(await shop.newVariant("later-1"), 1);
    const corrected = [lines[0], lines[1], lines[3]].flatMap((line) => line ?? []);
    await shop.run((tx) => changeDocument(tx, { id: document.id, lines: corrected, now: noon }));
    expect((await post(document.id)).lines.map((line) => [line.sku, line.variantId !== null])[1]).toEqual([
      "later-1",
      true,
    ]);
  });

  test("a stock document that brought what is sold by now cannot be reversed", async () => {
    const variant = await shop.newVariant();
    const document = await draft([{ variantId: variant, quantity: 3 }]);
    await post(document.id);
    await shop.run((tx) => adjustStock(tx, { items: [{ variantId: variant, delta: -1 }], actor, now: noon }));
    expect(await refusal(reverse(document.id))).toMatchObject({
      code: "STOCK_DOCUMENT_REFUSED",
      details: [{ field: "lines.0", message: expect.stringContaining("Only 2") }],
    });
    expect(await shop.level(variant)).toMatchObject({ onHand: 2 });
  });

  test("a stock document can be changed and removed only as a draft", async () => {
    const variant = await shop.newVariant();
    const document = await draft([{ variantId: variant, quantity: 1 }]);
    const addLines = [{ sku: "NEXT", quantity: 2, unitCostMinor: 5n }];
    const longer = await shop.run((tx) =>
      changeDocument(tx, { id: document.id, partner: "Weaver", addLines, now: noon }),
    );
    expect(longer).toMatchObject({ partner: "Weaver", lineCount: 2, lines: [{ line: 1 }, { line: 2, sku: "NEXT" }] });
    await shop.run((tx) =>
      changeDocument(tx, { id: document.id, lines: [{ variantId: variant, quantity: 2 }], now: noon }),
    );
    await post(document.id);
    const change = shop.run((tx) => changeDocument(tx, { id: document.id, note: "x", now: noon }));
    expect(await refusal(change)).toMatchObject({ code: "STOCK_DOCUMENT_NOT_DRAFT" });
    expect(await refusal(shop.run((tx) => deleteDocument(tx, document.id)))).toMatchObject({
      code: "STOCK_DOCUMENT_NOT_DRAFT",
    });
    const other = await draft([]);
    expect(await refusal(post(other.id))).toMatchObject({ code: "STOCK_DOCUMENT_EMPTY" });
    await shop.run((tx) => deleteDocument(tx, other.id));
    expect(await refusal(post(other.id))).toMatchObject({ code: "STOCK_DOCUMENT_NOT_FOUND" });
  });

  test("a stock document names what is wrong with lines that cannot be saved", async () => {
    const wrong = draft([
      { quantity: 1 },
      { sku: "A", quantity: 0 },
      { sku: "A", quantity: -2 },
      { sku: "A", quantity: 1, unitCostMinor: -1n },
    ]);
    expect(await refusal(wrong)).toMatchObject({
      code: "STOCK_DOCUMENT_LINES",
      details: [
        { field: "lines.0" },
        { field: "lines.1.quantity" },
        { field: "lines.2.quantity" },
        { field: "lines.3.unitCostMinor" },
      ],
    });
  });

  test("a stock document is found by number, partner and reference", async () => {
    const own = await testShop(db);
    await own.newVariant("FIND-ME");
    await draft([{ sku: "FIND-ME", quantity: 1 }], { partner: "Potter & Sons" }, own);
    await draft([], { kind: "adjustment", partnerReference: "R-5" }, own);
    const found = async (filter: Parameters<typeof listDocuments>[1]) =>
      (await own.run((tx) => listDocuments(tx, filter))).items.map((document) => document.number);
    expect(await found({})).toEqual(["ADJ-1", "PI-1"]);
    expect(await found({ search: "potter" })).toEqual(["PI-1"]);
    expect(await found({ search: "r-5" })).toEqual(["ADJ-1"]);
    expect(await found({ search: "adj-1" })).toEqual(["ADJ-1"]);
    expect(await found({ kind: "purchase_invoice", state: "draft" })).toEqual(["PI-1"]);
    expect(await found({ state: "posted" })).toEqual([]);
  });
});

describe("the cost of a variant", () => {
  test("a variant's cost is that of the latest purchase; reversing puts it back, in whatever sequence", async () => {
    const variant = await shop.newVariant();
    const buy = async (unitCostMinor: bigint, minute: number) => {
      const document = await draft([{ variantId: variant, quantity: 1, unitCostMinor }]);
      await post(document.id, minute);
      return document.id;
    };
    const [a, b, c] = [await buy(600n, 1), await buy(700n, 2), await buy(800n, 3)];
    expect(await cost(variant)).toEqual({ cost: 800n });
    await reverse(b);
    expect(await cost(variant)).toEqual({ cost: 800n });
    await reverse(c);
    expect(await cost(variant)).toEqual({ cost: 600n });
    await reverse(a);
    expect(await cost(variant)).toEqual({ cost: null });
  });

  test("a variant's cost that was set by hand since stays", async () => {
    const variant = await shop.newVariant();
    const document = await draft([{ variantId: variant, quantity: 1, unitCostMinor: 600n }]);
    await post(document.id);
    const set = "update variant set cost_minor = 650 where organization_id = argosy.tenant() and id = $1";
    await shop.run((tx) => tx.run(set, [variant]));
    await reverse(document.id);
    expect(await cost(variant)).toEqual({ cost: 650n });
  });
});

test("five thousand lines are posted as one", async () => {
  const own = await testShop(db);
  await own.run((tx) =>
    tx.run(`with made as (insert into product (organization_id, title) select argosy.tenant(), 'P' || n
        from generate_series(1, 5000) as n returning id)
      insert into variant (organization_id, product_id, sku, currency)
      select argosy.tenant(), id, 'BULK-' || row_number() over (), 'EUR'
      from made`),
  );
  await own.run((tx) =>
    tx.run("insert into level (organization_id, variant_id, location_id) select argosy.tenant(), id, $1 from variant", [
      own.locationId,
    ]),
  );
  await db.owner.run("analyze variant; analyze product; analyze location; analyze level");
  const lines = Array.from({ length: 5_000 }, (_, n) => ({ sku: `bulk-${n + 1}`, quantity: 2, unitCostMinor: 5n }));
  const document = await draft(lines, {}, own);
  await post(document.id, 0, own);
  const sum = "select sum(on_hand)::int as units from level where organization_id = argosy.tenant()";
  expect(await own.run((tx) => tx.one(sum))).toEqual({ units: 10_000 });
});

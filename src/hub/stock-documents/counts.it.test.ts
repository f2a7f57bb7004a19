import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { HubError } from "../errors.ts";
import { checkLedger } from "../inventory/doctor.ts";
import { listStockHistory } from "../inventory/history.ts";
import { listLevels } from "../inventory/levels.ts";
import { adjustStock, countStock } from "../inventory/stock-changes.ts";
import { actor, minutes, noon, testShop } from "../orders/testing.ts";
import { closeCountStep } from "./close-count.ts";
import { type CountEntry, cancelCount, enterCounts, type NewCount, startCount } from "./counts.ts";
import { getCount, listCountLines, listCounts } from "./read-counts.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

const by = { actor, now: noon };
const start = (more: Partial<NewCount> = {}) => shop.run((tx) => startCount(tx, { scope: "all", ...by, ...more }));
const enter = (id: string, items: readonly CountEntry[], add = false) =>
  shop.run((tx) => enterCounts(tx, { id, items, add, ...by, now: minutes(1) }));
const close = (id: string) => shop.run((tx) => closeCountStep(tx, { id, ...by, now: minutes(9) }));
const adjust = (sku: string, delta: number) =>
  shop.run((tx) => adjustStock(tx, { items: [{ sku, delta }], actor, now: noon }));
const code = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? error.code : error),
  );
const skus = async (id: string, show?: "counted" | "uncounted" | "different") =>
  (await shop.run((tx) => listCountLines(tx, { id, show }))).items.map((line) => line.sku).sort();

async function fakeChannel(units: Readonly<Record<string, number>>): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [sku, onHand] of Object.entries(units)) {
    ids[sku] = await shop.newVariant(sku);
    if (onHand > 0) await shop.stock(ids[sku] ?? "", onHand);
  }
  return ids;
}

describe("a stock count", () => {
  test("a stock count posts the difference to what was there when it was counted: sales in between are not lost", async () => {
    const { CUP = "", LID = "", JAR = "" } = await fakeChannel({ CUP: 10, LID: 5, JAR: 3 });
    const count = await start();
    expect(count).toMatchObject({ number: "SC-1", state: "open", lines: 3, counted: 0 });
    await adjust("CUP", -1);
    expect(
      await enter(count.id, [
        { sku: "cup", counted: 7 },
        { variantId: LID, counted: 5 },
        { sku: "NOPE", counted: 1 },
      ]),
    ).toMatchObject([
      { ok: true, sku: "CUP", expected: 9, counted: 7, difference: -2 },
      { ok: true, expected: 5, difference: 0 },
      { ok: false, error: { code: "INVENTORY_VARIANT_UNKNOWN" } },
    ]);
    await adjust("CUP", -4);
    await adjust("LID", 20);
    expect(await skus(count.id, "different")).toEqual(["CUP"]);
    expect(await skus(count.id, "uncounted")).toEqual(["JAR"]);
    expect(await Promise.all([close(count.id), close(count.id)])).toEqual(["closed", "closed"]);
    expect(await shop.level(CUP)).toMatchObject({ onHand: 3 });
    expect(await shop.level(LID)).toMatchObject({ onHand: 25 });
    expect(await shop.level(JAR)).toMatchObject({ onHand: 3 });
    expect(await shop.run((tx) => getCount(tx, count.id))).toMatchObject({
      state: "closed",
      different: 1,
      missingUnits: 2n,
    });
    const history = await shop.run((tx) => listStockHistory(tx, { reference: "SC-1" }));
    expect(history.items.map((row) => [row.cause, row.sku, row.onHandDelta])).toEqual([["count", "CUP", -2]]);
    expect(await shop.run(checkLedger)).toEqual([]);
  });

  test("a stock count takes the last entry of an item, or adds up what two count", async () => {
    await fakeChannel({ CUP: 10 });
    const count = await start();
    await enter(count.id, [{ sku: "CUP", counted: 3 }]);
    await enter(count.id, [{ sku: "CUP", counted: 4 }]);
    expect(await enter(count.id, [{ sku: "CUP", counted: 5 }], true)).toMatchObject([{ counted: 9, expected: 10 }]);
    // One scans the same shelf twice in one go.
    expect(
      await enter(
        count.id,
        [
          { sku: "CUP", counted: 1 },
          { sku: "cup", counted: 1 },
        ],
        true,
      ),
    ).toMatchObject([{ counted: 11 }, { counted: 11 }]);
    for (const add of [true, false]) {
      await enter(count.id, [{ sku: "CUP", counted: 2 }], add);
      const taken = await enter(count.id, [{ sku: "CUP", counted: null }], add);
      expect(taken).toMatchObject([{ counted: null, expected: null, difference: null }]);
    }
    expect(await skus(count.id, "counted")).toEqual([]);
    await close(count.id);
    expect((await shop.run((tx) => listLevels(tx, {}))).items[0]).toMatchObject({ onHand: 10, countedAt: null });
  });

  test("a stock count never leaves less than none: what was written off meanwhile is not missing twice", async () => {
    const { CUP = "" } = await fakeChannel({ CUP: 10 });
    const count = await start();
    await enter(count.id, [{ sku: "CUP", counted: 2 }]);
    await adjust("CUP", -7);
    await close(count.id);
    expect(await shop.level(CUP)).toMatchObject({ onHand: 0 });
    expect((await shop.run((tx) => listCountLines(tx, { id: count.id }))).items).toMatchObject([
      { difference: -8, posted: -3 },
    ]);
  });

  test("a stock count lists chosen items, a category with what is below, or what was never counted", async () => {
    const { CUP = "", LID = "", BOX = "" } = await fakeChannel({ CUP: 1, LID: 1, JAR: 1, BOX: 0 });
    await shop.run((tx) =>
      tx.run(
        `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, 1)`,
        [BOX, CUP],
      ),
    );
    const category = await shop.run(async (tx) => {
      const add =
        "insert into category (organization_id, parent_id, name) values (argosy.tenant(), $1, $2) returning id";
      const { id: top } = await tx.one<{ id: string }>(add, [null, "Kitchen"]);
      const { id: below } = await tx.one<{ id: string }>(add, [top, "Lids"]);
      await tx.run(
        `insert into product_category (organization_id, product_id, category_id)
         select argosy.tenant(), product_id, $2
         from variant
         where id = $1`,
        [LID, below],
      );
      return top;
    });
    expect(await skus((await start({ scope: "chosen", items: [{ sku: "jar" }, { variantId: CUP }] })).id)).toEqual([
      "CUP",
      "JAR",
    ]);
    expect(await skus((await start({ scope: "category", categoryId: category })).id)).toEqual(["LID"]);
    expect(await skus((await start()).id)).toEqual(["CUP", "JAR", "LID"]);
    await shop.run((tx) => countStock(tx, { items: [{ sku: "JAR", counted: 1 }], ...by }));
    const rest = await start({ scope: "never_counted" });
    expect(await skus(rest.id)).toEqual(["CUP", "LID"]);
    await enter(
      rest.id,
      ["CUP", "LID"].map((sku) => ({ sku, counted: 1 })),
    );
    await close(rest.id);
    expect(await code(start({ scope: "never_counted" }))).toBe("STOCK_COUNT_EMPTY");
    expect(await code(start({ scope: "chosen", items: [{ sku: "NOPE" }, { sku: "BOX" }] }))).toBe("STOCK_COUNT_ITEMS");
    expect(await code(start({ scope: "category" }))).toBe("CATEGORY_NOT_FOUND");
  });

  test("a stock count takes in items found besides, and moves nothing when cancelled", async () => {
    const { LID = "" } = await fakeChannel({ CUP: 4, LID: 2 });
    const count = await start({ scope: "chosen", items: [{ sku: "CUP" }] });
    await enter(count.id, [{ sku: "LID", counted: 9 }]);
    expect(await skus(count.id)).toEqual(["CUP", "LID"]);
    await shop.run((tx) => cancelCount(tx, { id: count.id, ...by }));
    expect(await code(close(count.id))).toBe("STOCK_COUNT_NOT_OPEN");
    expect(await code(enter(count.id, [{ sku: "CUP", counted: 1 }]))).toBe("STOCK_COUNT_NOT_OPEN");
    expect(await shop.level(LID)).toMatchObject({ onHand: 2 });
    expect((await shop.run((tx) => listCounts(tx, { state: "open" }))).items).toEqual([]);
  });

  test("a stock count of many lines closes in steps that can be resumed", async () => {
    await shop.run((tx) =>
      tx.run(`with made as (insert into product (organization_id, title) select argosy.tenant(), 'P' || n
          from generate_series(1, 1200) as n returning id)
        insert into variant (organization_id, product_id, sku, currency)
        select argosy.tenant(), id, 'BULK-' || row_number() over (), 'EUR'
        from made`),
    );
    const count = await start();
    await enter(
      count.id,
      Array.from({ length: 1_200 }, (_, n) => ({ sku: `BULK-${n + 1}`, counted: 2 })),
    );
    expect(await close(count.id)).toBe("more");
    expect(await code(enter(count.id, [{ sku: "BULK-1", counted: 1 }]))).toBe("STOCK_COUNT_NOT_OPEN");
    expect(await close(count.id)).toBe("closed");
    const sum = "select sum(on_hand)::int as units from level where organization_id = argosy.tenant()";
    expect(await shop.run((tx) => tx.one(sum))).toEqual({ units: 2_400 });
  });
});

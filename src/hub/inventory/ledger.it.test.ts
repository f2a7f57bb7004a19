import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { checkLedger } from "./doctor.ts";
import { listStockHistory } from "./history.ts";
import { type Movement, postMovements } from "./ledger.ts";
import { listLevels } from "./levels.ts";
import { createLocation, ensureDefaultLocation, listLocations, updateLocation } from "./locations.ts";
import { listLowStock } from "./low-stock.ts";
import { setReorderPoints } from "./reorder.ts";
import { adjustStock, countStock, setStock, transferStock } from "./stock-changes.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const adjust = (variantId: string, delta: number, reference?: string) =>
  shop.run((tx) => adjustStock(tx, { items: [{ variantId, delta }], reference, actor, now: noon }));

describe("the ledger", () => {
  test("the ledger cannot be rewritten by the application", async () => {
    for (const statement of ["update movement set on_hand_delta = 0", "delete from movement"])
      await expect(shop.run((tx) => tx.run(statement))).rejects.toThrow(/permission denied/);
  });

  test("the ledger agrees with a simple sum, whatever interleaving of changes runs at once [D1.2]", async () => {
    const change = fc.record({ variant: fc.nat(3), delta: fc.integer({ min: -5, max: 9 }), cause: fc.nat(12) });
    const run = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(run, async (transactions) => {
        const variants = await Promise.all([0, 1, 2, 3].map(() => shop.newVariant()));
        const wanted = (each: { variant: number; delta: number; cause: number }): Movement => ({
          variantId: variants[each.variant] ?? "",
          locationId: shop.locationId,
          causeKind: "adjust",
          causeRef: `${variants[0]}:${each.cause}`,
          onHandDelta: each.delta,
          reservedDelta: 0,
        });
        const applied = await Promise.all(
          transactions.map((changes) =>
            shop.run((tx) => postMovements(tx, { movements: changes.map(wanted), actor, now: noon })),
          ),
        );
        const causes = applied.flat().map((movement) => `${movement.causeRef}|${movement.variantId}`);
        expect(new Set(causes).size, "a cause has its effect once").toBe(causes.length);
        for (const variantId of variants) {
          const own = applied.flat().filter((movement) => movement.variantId === variantId);
          const sum = own.reduce((total, movement) => total + movement.onHandDelta, 0);
          expect((await shop.level(variantId)).onHand).toBe(sum);
        }
        const requested = new Set(
          transactions.flat().map((each) => `${variants[0]}:${each.cause}|${variants[each.variant]}`),
        );
        expect(causes.length).toBe(requested.size);
      }),
      { numRuns: runsOf({ few: 5, many: 15 }) },
    );
    expect(await shop.run(checkLedger)).toEqual([]);
  });

  test("the ledger counts every one of a hundred changes made at the same moment, also of a level that is new", async () => {
    const variant = await shop.newVariant();
    await Promise.all(Array.from({ length: 100 }, () => adjust(variant, 1)));
    expect(await shop.level(variant)).toMatchObject({ onHand: 100 });
    const history = await shop.run((tx) => listStockHistory(tx, { variantId: variant, limit: 200 }));
    expect(history.items.map((row) => row.onHandAfter).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
  });

  test("the ledger sets the same number once when two set a new level at once", async () => {
    const variant = await shop.newVariant();
    await Promise.all([10, 10, 10].map((units) => shop.stock(variant, units)));
    expect(await shop.level(variant)).toMatchObject({ onHand: 10 });
  });

  test("the ledger does a repeated request once", async () => {
    const variant = await shop.newVariant();
    await adjust(variant, 5, "delivery 7");
    expect(await adjust(variant, 5, "delivery 7")).toEqual([{ ok: true, changes: [] }]);
    await adjust(variant, 5, "delivery 8");
    expect(await shop.level(variant)).toMatchObject({ onHand: 10 });
  });

  test("the ledger does a repeated request once also where it changed nothing the first time", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 5);
    const items = [{ variantId: variant, onHand: 5 }];
    const set = () => shop.run((tx) => setStock(tx, { items, reference: "evening 1", actor, now: noon }));
    await set();
    await adjust(variant, -1);
    expect(await set()).toEqual([{ ok: true, changes: [] }]);
    expect(await shop.level(variant)).toMatchObject({ onHand: 4 });
  });

  test("the ledger sets no number that was decided on another one than there is by now", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 5);
    const set = (onHand: number) =>
      shop.run((tx) => setStock(tx, { items: [{ variantId: variant, onHand, seenOnHand: 5 }], actor, now: noon }));
    const [first, second] = await Promise.all([set(7), set(9)]);
    expect([first, second].filter(([result]) => result?.ok)).toHaveLength(1);
    expect([...first, ...second].find(({ ok }) => !ok)).toMatchObject({
      error: { code: "INVENTORY_CHANGED", message: expect.stringMatching(/ has [79] on hand by now/) },
    });
  });

  test("the ledger moves a transfer of one reference once, both ends of it", async () => {
    const variant = await shop.newVariant();
    const annex = await shop.run((tx) => createLocation(tx, { name: "Reference annex", now: noon }));
    await shop.stock(variant, 5);
    const items = [{ variantId: variant, toLocationId: annex.id, quantity: 2 }];
    const move = () => shop.run((tx) => transferStock(tx, { items, reference: "van 9", actor, now: noon }));
    await Promise.all([move(), move(), move()]);
    expect([await shop.level(variant), await shop.level(variant, annex.id)]).toMatchObject([
      { onHand: 3 },
      { onHand: 2 },
    ]);
  });

  test("a transfer to where the units are is refused", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 5);
    const { locationId } = shop;
    const items = [{ variantId: variant, locationId, toLocationId: locationId, quantity: 2 }];
    await expect(shop.run((tx) => transferStock(tx, { items, actor, now: noon }))).rejects.toMatchObject({
      code: "INVENTORY_TRANSFER_NOWHERE",
      field: "toLocationId",
    });
  });

  test("the ledger refuses more units than a level can hold instead of failing", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 1_000_000_000);
    expect(await adjust(variant, 1)).toMatchObject([{ ok: false, error: { code: "INVENTORY_QUANTITY_INVALID" } }]);
    expect(await shop.level(variant)).toMatchObject({ onHand: 1_000_000_000 });
  });

  test("the ledger lists its history by level, cause, reference, order, actor and time [D2.5]", async () => {
    const own = await testShop(db);
    const store = await own.newStore();
    const [a, b] = [await own.newVariant("HA"), await own.newVariant("HB")];
    await store.list(a, "a");
    const annex = await own.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    await own.stock(a, 5);
    await own.stock(a, 7, annex.id);
    const ben = { kind: "user", id: "u2", name: "ben@example.test" } as const;
    const items = [{ variantId: b, delta: 3 }];
    await own.run((tx) => adjustStock(tx, { items, reference: "delivery 7", actor: ben, now: minutes(60) }));
    const [order] = await store.apply([orderPart("h1", { lines: [orderLine({ variantKey: "a", quantity: 2 })] })]);
    const told = async (filter: Parameters<typeof listStockHistory>[1]) =>
      (await own.run((tx) => listStockHistory(tx, filter))).items.map((row) => [
        row.sku,
        row.onHandDelta,
        row.reference,
      ]);
    const [five, seven] = [
      ["HA", 5, null],
      ["HA", 7, null],
    ];
    const [delivery, sale] = [
      ["HB", 3, "delivery 7"],
      ["HA", 0, "SH-h1"],
    ];
    expect(await told({})).toEqual([sale, delivery, seven, five]);
    expect(await told({ variantId: a })).toEqual([sale, seven, five]);
    expect(await told({ variantId: a, locationId: annex.id })).toEqual([seven]);
    expect(await told({ locationId: own.locationId, cause: "set" })).toEqual([five]);
    expect(await told({ reference: "delivery 7" })).toEqual([delivery]);
    expect(await told({ reference: "SH-h1" })).toEqual([sale]);
    expect(await told({ reference: "SH-h2" })).toEqual([]);
    expect(await told({ orderId: order?.orderId })).toEqual([sale]);
    expect(await told({ actor: "ben@example.test" })).toEqual([delivery]);
    expect(await told({ actor: "user:ben@example.test" })).toEqual([delivery]);
    expect(await told({ from: minutes(30) })).toEqual([delivery]);
    expect(await told({ to: minutes(30), variantId: a, cause: "order" })).toEqual([sale]);
    const first = await own.run((tx) => listStockHistory(tx, { variantId: a, limit: 1 }));
    expect(await told({ variantId: a, limit: 1, cursor: first.nextCursor ?? undefined })).toEqual([seven]);
  });

  test("the ledger writes down what is changed behind its back, and its doctor finds what is not [D2.5]", async () => {
    const own = await testShop(db);
    const variant = await own.newVariant();
    await own.stock(variant, 5);
    await own.run((tx) =>
      tx.run("update level set on_hand = 8 where organization_id = argosy.tenant() and variant_id = $1", [variant]),
    );
    const { items } = await own.run((tx) => listStockHistory(tx, { variantId: variant }));
    expect(items.map((row) => [row.cause, row.onHandDelta])).toEqual([
      ["sql", 3],
      ["set", 5],
    ]);
    expect(await own.run(checkLedger)).toEqual([]);
    await own.run(async (tx) => {
      await tx.run("select set_config('argosy.ledger', 'on', true)");
      await tx.run("update level set on_hand = 1 where organization_id = argosy.tenant() and variant_id = $1", [
        variant,
      ]);
    });
    expect(await own.run(checkLedger)).toMatchObject([{ variantId: variant, onHand: 1, ledgerOnHand: 8 }]);
  });
});

describe("changes of many items", () => {
  test("changes of many items are answered per item: one bad item never blocks the others [D2.3]", async () => {
    const variant = await shop.newVariant("GOOD-1");
    const results = await shop.run((tx) =>
      setStock(tx, {
        items: [
          { sku: "good-1", onHand: 4 },
          { sku: "NOPE", onHand: 4 },
          { variantId: variant, onHand: -1 },
          { variantId: variant, onHand: 1.5 },
        ],
        actor,
        now: noon,
      }),
    );
    expect(results.map((result) => (result.ok ? "ok" : result.error.code))).toEqual([
      "ok",
      "INVENTORY_VARIANT_UNKNOWN",
      "INVENTORY_QUANTITY_INVALID",
      "INVENTORY_QUANTITY_INVALID",
    ]);
    expect(await shop.level(variant)).toMatchObject({ onHand: 4 });
  });

  test("a transfer moves both ends or none [D2.4]", async () => {
    const variant = await shop.newVariant();
    const annex = await shop.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    await shop.stock(variant, 3);
    const move = (quantity: number) => ({
      variantId: variant,
      locationId: shop.locationId,
      toLocationId: annex.id,
      quantity,
    });
    const results = await shop.run((tx) => transferStock(tx, { items: [move(2), move(2)], actor, now: noon }));
    expect(results.map((result) => result.ok)).toEqual([true, false]);
    expect([await shop.level(variant), await shop.level(variant, annex.id)]).toMatchObject([
      { onHand: 1 },
      { onHand: 2 },
    ]);
  });

  test("a count tells what was missing [D2.3]", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 10);
    const [result] = await shop.run((tx) =>
      countStock(tx, { items: [{ variantId: variant, counted: 8 }], actor, now: noon }),
    );
    expect(result).toMatchObject({ ok: true, changes: [{ onHandBefore: 10, onHand: 8, difference: -2 }] });
  });

  test("nothing is taken that is not there, nothing set on a bundle [D2.3]", async () => {
    const [bundle, part] = [await shop.newVariant(), await shop.newVariant()];
    const insert = `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 1)`;
    await shop.run((tx) => tx.run(insert, [bundle, part]));
    expect(await adjust(part, -1)).toMatchObject([{ ok: false, error: { code: "INVENTORY_NOT_ENOUGH" } }]);
    expect(await adjust(bundle, 1)).toMatchObject([{ ok: false, error: { code: "INVENTORY_IS_BUNDLE" } }]);
  });
});

describe("levels and locations", () => {
  test("low stock lists what is at or below its reorder point, scarcest first [D6.1]", async () => {
    const own = await testShop(db);
    const annex = await own.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    const [a, b, c] = [await own.newVariant("A"), await own.newVariant("B"), await own.newVariant("C")];
    for (const [variant, units] of [
      [a, 4],
      [b, 0],
      [c, 9],
    ] as const)
      await own.stock(variant, units);
    const reorder = { reorderPoint: 5, reorderQuantity: 4 };
    const results = await own.run((tx) =>
      setReorderPoints(tx, {
        items: [
          { sku: "a", ...reorder },
          { variantId: b, ...reorder },
          { sku: "C", ...reorder },
          { sku: "D", ...reorder },
          { sku: "A", locationId: annex.id, reorderPoint: -1, reorderQuantity: null },
        ],
        now: noon,
      }),
    );
    expect(results.map((result) => (result.ok ? result.sku : result.error.code))).toEqual([
      "A",
      "B",
      "C",
      "INVENTORY_VARIANT_UNKNOWN",
      "INVENTORY_REORDER_INVALID",
    ]);
    const store = await own.newStore();
    await store.list(b, "b");
    await store.apply([orderPart("w1", { lines: [orderLine({ variantKey: "b", quantity: 4 })] })]);
    const low = (await own.run((tx) => listLowStock(tx))).items;
    expect(low.map((level) => [level.sku, level.waiting, level.suggestedQuantity])).toEqual([
      ["B", 4, 12],
      ["A", 0, 4],
    ]);
    const first = await own.run((tx) => listLowStock(tx, { limit: 1 }));
    const next = await own.run((tx) => listLowStock(tx, { limit: 1, cursor: first.nextCursor ?? undefined }));
    expect([...first.items, ...next.items].map((level) => level.sku)).toEqual(["B", "A"]);
    expect(next.nextCursor).toBeNull();
    expect((await own.run((tx) => listLowStock(tx, { locationId: annex.id }))).items).toEqual([]);
    expect((await own.run((tx) => listLowStock(tx, { search: "a" }))).items.map((level) => level.sku)).toEqual(["A"]);
    expect((await own.run((tx) => listLevels(tx, { low: true }))).items).toHaveLength(2);
    expect((await own.run((tx) => listLevels(tx, { out: true, search: "b" }))).items.map((level) => level.sku)).toEqual(
      ["B"],
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.run((tx) => listLevels(tx, { limit: 1, cursor }));
      seen.push(...page.items.map((level) => level.sku));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.sort()).toEqual(["A", "B", "C"]);
  });

  test("an organization has always exactly one default location [D1.1]", async () => {
    const own = await testShop(db);
    const ids = await Promise.all([1, 2, 3].map(() => own.run((tx) => ensureDefaultLocation(tx, noon))));
    expect(new Set(ids)).toEqual(new Set([own.locationId]));
    const next = await own.run((tx) => createLocation(tx, { name: "New hall", isDefault: true, now: noon }));
    const all = await own.run(listLocations);
    expect(all.map((location) => [location.name, location.code, location.isDefault])).toEqual([
      ["New hall", "new-hall", true],
      ["Main", "main", false],
    ]);
    const off = own.run((tx) => updateLocation(tx, { id: next.id, active: false, now: noon }));
    await expect(off).rejects.toMatchObject({ code: "LOCATION_IS_DEFAULT" });
    const taken = own.run((tx) => createLocation(tx, { name: "x", code: "MAIN", now: noon }));
    await expect(taken).rejects.toMatchObject({ code: "LOCATION_CODE_TAKEN" });
  });
});

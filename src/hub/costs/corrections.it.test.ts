import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { HubError } from "../errors.ts";
import { cellsHere } from "../imports/reader.ts";
import { minutes } from "../orders/testing.ts";
import { putRates } from "../prices/rates.ts";
import { getDocument } from "../stock-documents/read-documents.ts";
import { setCharges } from "../stock-documents/set-charges.ts";
import type { DocumentCharge } from "./charges.ts";
import { importCosts } from "./import-costs.ts";
import { retakeLineCosts } from "./retake.ts";
import { type CostShop, costShop } from "./testing.ts";
import { fillCosts, listUnknownCosts } from "./unknown-costs.ts";
import { addVariantCost, changeVariantCost, listVariantCosts } from "./variant-costs.ts";

let shop: CostShop;

const db = fixture(testDatabase);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? error.code : error),
  );

describe("a file of dated costs", () => {
  const read = (csv: string, decimal: "point" | "comma" = "point") =>
    shop.run(async (tx) => importCosts(tx, { cells: await cellsHere(csv, 1), decimal, by: "ana", now: minutes(0) }));

  test("a file of dated costs counts once however often it is read, and names the rows that were left out", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("Cup");
    const csv = [
      "Title;SKU;Cost;From;Currency",
      "A cup;cup;1.234,5;2026-01-01;EUR",
      "A cup;CUP;4,25;2026-06-01;",
      "Nothing;lid;4;2026-01-01;EUR",
      "A cup;cup;-1;2026-01-01;EUR",
      "A cup;cup;5;01.01.2026;EUR",
      "A cup;cup;5;2026-03-01;USD",
      "A cup;cup;5;2026-12-01;EUR",
    ].join("\r\n");
    const first = await read(csv, "comma");
    expect(first).toMatchObject({ rows: 7, added: 2, changed: 0, unchanged: 0 });
    expect(first.problems.map((problem) => problem.row)).toEqual([4, 5, 6, 7, 8]);
    expect(await read(csv, "comma")).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    expect(await read("sku,unit cost,date\ncup,4.3,2026-06-01\n")).toMatchObject({ added: 0, changed: 1 });
    const { items } = await shop.run((tx) => listVariantCosts(tx, { variantId: cup }));
    expect(items.map((each) => [each.unitCost, each.source])).toEqual([
      ["4.3", "import"],
      ["1234.5", "import"],
    ]);
    expect(await shop.costMinor(cup)).toBe(430n);
    expect(await codeOf(read("sku,from\ncup,2026-01-01\n"))).toBe("VARIANT_COST");
  });

  test("a row with the other decimal sign is left out, not taken at a hundred times", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    const files = [
      await read('sku,cost,from\ncup,"12,50",2026-01-01\ncup,"1,234.5",2026-02-01\n'),
      await read("sku;cost;from\ncup;12.50;2026-01-01\n", "comma"),
    ];
    expect(files).toMatchObject([
      { added: 1, problems: [{ row: 2, text: expect.stringContaining('"12,50" is not a number') }] },
      { added: 0, problems: [{ row: 2, text: expect.stringContaining('"12.50" is not a number') }] },
    ]);
    const { items } = await shop.run((tx) => listVariantCosts(tx, { variantId: cup }));
    expect(items.map((each) => each.unitCost)).toEqual(["1234.5"]);
  });

  test("a dated cost from a file is the imported cost of what was sold since", async () => {
    shop = await costShop(db);
    await shop.variant("cup");
    const order = await shop.sell([["cup", 1]], 0);
    await read("sku,cost,from\ncup,4,2026-01-01\n");
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([["4.00 EUR", "imported", "variant_cost"]]);
  });
});

describe("sales without a cost", () => {
  test("sales without a cost are listed by page, and costed from the first on when the cost is entered", async () => {
    shop = await costShop(db);
    const [cup, lid] = [await shop.variant("cup"), await shop.variant("lid")];
    const orders = [
      await shop.sell([["cup", 2]], -20),
      await shop.sell([["cup", 1]], -10),
      await shop.sell([["lid", 1]], 0),
    ];
    await shop.take(orders, 1);
    const first = await shop.run((tx) => listUnknownCosts(tx, { limit: 1 }));
    const second = await shop.run((tx) => listUnknownCosts(tx, { limit: 1, cursor: first.nextCursor ?? "" }));
    expect(second.nextCursor).toBeNull();
    const found = [...first.items, ...second.items].map(({ sku, orders: sold, units }) => [sku, sold, units]);
    expect(found.toSorted()).toEqual([
      ["cup", 2, 3],
      ["lid", 1, 1],
    ]);
    const filled = await shop.run((tx) =>
      fillCosts(tx, {
        costs: [
          { variantId: cup, unitCost: "4" },
          { variantId: lid, unitCost: "much" },
        ],
        by: "ana",
        now: minutes(30),
      }),
    );
    expect(filled.map(({ ok }) => ok)).toEqual([true, false]);
    expect(await shop.costs(orders[0] ?? "")).toEqual([["4.00 EUR", "actual", "variant_cost"]]);
    expect(await shop.costs(orders[1] ?? "")).toEqual([["4.00 EUR", "actual", "variant_cost"]]);
    expect(await shop.costMinor(cup)).toBe(400n);
    expect((await shop.run((tx) => listUnknownCosts(tx, {}))).items.map(({ sku }) => sku)).toEqual(["lid"]);
  });
});

describe("a wrong cost", () => {
  test("a wrong cost stays on what was sold until it is recalculated from a day on", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    const dated = await shop.run((tx) =>
      addVariantCost(tx, { variantId: cup, from: "2026-11-01", unitCost: "40", by: "ana", now: minutes(0) }),
    );
    const order = await shop.sell([["cup", 1]], 0);
    const earlier = await shop.sell([["cup", 1]], -3 * 24 * 60);
    await shop.take([order, earlier], 1);
    await shop.run((tx) => changeVariantCost(tx, { id: dated.id, unitCost: "4", now: minutes(2) }));
    await shop.take([order, earlier], 3);
    expect(await shop.costs(order)).toEqual([["40.00 EUR", "actual", "variant_cost"]]);
    const again = await shop.run((tx) => retakeLineCosts(tx, { from: "2026-11-20", variantId: cup, now: minutes(4) }));
    expect(again).toEqual({ orders: 1, next: null });
    expect(await shop.costs(order)).toEqual([["4.00 EUR", "actual", "variant_cost"]]);
    expect(await shop.costs(earlier)).toEqual([["40.00 EUR", "actual", "variant_cost"]]);
  });

  test("a cost of a purchase changed after the sales is recalculated in the sequence of the sales", async () => {
    shop = await costShop(db);
    await shop.choose("fifo", -1_000);
    const cup = await shop.variant("cup");
    const bill = await shop.buy([{ variantId: cup, quantity: 2, unitCostMinor: 400n }], -60);
    await shop.buy([{ variantId: cup, quantity: 5, unitCostMinor: 900n }], -50);
    const orders = [await shop.sell([["cup", 2]], 0), await shop.sell([["cup", 1]], 10)];
    // The later sale was costed first.
    await shop.take([orders[1] ?? ""], 20);
    await shop.take([orders[0] ?? ""], 21);
    expect(await shop.costs(orders[0] ?? "")).toEqual([["6.50 EUR", "actual", "cost_layer"]]);
    const freight: DocumentCharge = { kind: "freight", amountMinor: 100n, currency: "EUR", spread: "value" };
    await shop.run((tx) => setCharges(tx, { id: bill, charges: [freight], now: minutes(30) }));
    await shop.run((tx) => retakeLineCosts(tx, { from: "2026-11-20", now: minutes(31) }));
    expect(await shop.costs(orders[0] ?? "")).toEqual([["4.50 EUR", "actual", "cost_layer"]]);
    expect(await shop.costs(orders[1] ?? "")).toEqual([["9.00 EUR", "actual", "cost_layer"]]);
    expect(await shop.layers(cup)).toEqual([0, 4]);
  });
});

describe("charges of a purchase", () => {
  const freight: DocumentCharge = { kind: "freight", amountMinor: 1_000n, currency: "EUR", spread: "value" };

  test("charges of a purchase raise what its lines cost, before posting and after", async () => {
    shop = await costShop(db);
    const [cup, lid] = [await shop.variant("cup"), await shop.variant("lid")];
    const bill = await shop.buy(
      [
        { variantId: cup, quantity: 10, unitCostMinor: 400n },
        { variantId: lid, quantity: 5, unitCostMinor: 1_200n },
      ],
      0,
    );
    const document = await shop.run((tx) => setCharges(tx, { id: bill, charges: [freight], now: minutes(5) }));
    // 10.00 over 40.00 and 60.00.
    expect(document.lines.map((line) => line.landedUnitCost)).toEqual(["4.4", "13.2"]);
    expect([await shop.costMinor(cup), await shop.costMinor(lid)]).toEqual([440n, 1_320n]);
    await shop.run((tx) => setCharges(tx, { id: bill, charges: [], now: minutes(6) }));
    expect(await shop.costMinor(cup)).toBe(400n);
    expect((await shop.run((tx) => getDocument(tx, bill))).charges).toEqual([]);
    await shop.reverse(bill, 7);
    expect(await codeOf(shop.run((tx) => setCharges(tx, { id: bill, charges: [freight], now: minutes(8) })))).toBe(
      "STOCK_DOCUMENT_CHARGES",
    );
  });

  test("charges of a purchase in another currency use the rate of the posting, and are refused without one", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    const bill = await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], 0);
    const dollars: DocumentCharge = { ...freight, currency: "USD" };
    const set = () => shop.run((tx) => setCharges(tx, { id: bill, charges: [dollars], now: minutes(5) }));
    expect(await codeOf(set())).toBe("STOCK_DOCUMENT_CHARGES");
    await shop.run((tx) =>
      putRates(tx, {
        rates: [{ base: "USD", quote: "EUR", rate: "0.9", validFrom: minutes(-10) }],
        source: "manual",
        now: minutes(-10),
      }),
    );
    expect((await set()).lines.map((line) => line.landedUnitCost)).toEqual(["4.9"]);
  });

  test("charges of a purchase move the averages of later purchases with them", async () => {
    shop = await costShop(db);
    await shop.choose("average", -100);
    const cup = await shop.variant("cup");
    const bill = await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], 0);
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 600n }], 1);
    expect(await shop.costMinor(cup)).toBe(500n);
    await shop.run((tx) => setCharges(tx, { id: bill, charges: [freight], now: minutes(5) }));
    // 5.00 a unit now, and 6.00 of the later ten.
    expect(await shop.costMinor(cup)).toBe(550n);
  });
});

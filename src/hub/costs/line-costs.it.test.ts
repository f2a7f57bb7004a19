import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { minutes } from "../orders/testing.ts";
import { type CostShop, costShop } from "./testing.ts";
import { addVariantCost, changeVariantCost, listVariantCosts, removeVariantCost } from "./variant-costs.ts";

let shop: CostShop;

const db = fixture(testDatabase);

describe("a sold line with the latest cost", () => {
  test("a sold line has the cost of its variant when the order was placed, whatever it costs later", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], -60);
    const order = await shop.sell([["cup", 2]], 0);
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 500n }], 60);
    await shop.take([order], 120);
    expect(await shop.costs(order)).toEqual([["4.00 EUR", "actual", "variant_cost"]]);
    const later = await shop.sell([["cup", 1]], 90);
    await shop.take([order, later], 180);
    expect(await shop.costs(order)).toEqual([["4.00 EUR", "actual", "variant_cost"]]);
    expect(await shop.costs(later)).toEqual([["5.00 EUR", "actual", "variant_cost"]]);
  });

  test("a sold line without a cost takes the first one after it as an estimate, and a dated one in its place", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    const order = await shop.sell([["cup", 2]], 0);
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([[null, "missing", "none"]]);
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 500n }], 60);
    await shop.take([order], 61);
    expect(await shop.costs(order)).toEqual([["5.00 EUR", "estimated", "variant_cost"]]);
    await shop.run((tx) =>
      addVariantCost(tx, { variantId: cup, from: "2026-11-01", unitCost: "4.2", by: "ana", now: minutes(70) }),
    );
    await shop.take([order], 71);
    expect(await shop.costs(order)).toEqual([["4.20 EUR", "actual", "variant_cost"]]);
  });

  test("a sold line that is not linked misses its cost until it is", async () => {
    shop = await costShop(db);
    const order = await shop.sell([["nothing", 1]], 0);
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([[null, "missing", "unlinked"]]);
  });
});

describe("a bundle", () => {
  test("a bundle whose parts are lines of the same order costs nothing beside them", async () => {
    shop = await costShop(db);
    const [cup, set] = [await shop.variant("cup"), await shop.variant("set")];
    await shop.compose(set, [cup, 2]);
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], -60);
    const order = await shop.sell(
      [
        ["set", 3],
        ["cup", 6],
      ],
      0,
    );
    await shop.run((tx) =>
      tx.run(
        `update argosy.order_line l set ext_group = s.ext_key from argosy.order_line s
         where l.order_id = $1 and l.variant_id = $2 and s.order_id = $1 and s.variant_id = $3`,
        [order, cup, set],
      ),
    );
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([
      ["0.00 EUR", "actual", "bundle"],
      ["4.00 EUR", "actual", "variant_cost"],
    ]);
  });

  test("a bundle costs what its components do; without all of theirs its own, as an estimate", async () => {
    shop = await costShop(db);
    const [cup, lid, set] = [await shop.variant("cup"), await shop.variant("lid"), await shop.variant("set")];
    await shop.compose(set, [cup, 2], [lid, 1]);
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], -60);
    const order = await shop.sell([["set", 3]], 0);
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([[null, "missing", "none"]]);
    await shop.run((tx) =>
      tx.run(
        "update variant set cost_minor = 1000, updated_at = $2 where organization_id = argosy.tenant() and id = $1",
        [set, minutes(-50)],
      ),
    );
    await shop.take([order], 2);
    expect(await shop.costs(order)).toEqual([["10.00 EUR", "estimated", "variant_cost"]]);
    await shop.run((tx) =>
      addVariantCost(tx, { variantId: lid, from: "2026-11-01", unitCost: "0.5", by: "ana", now: minutes(70) }),
    );
    await shop.take([order], 3);
    expect(await shop.costs(order)).toEqual([["8.50 EUR", "actual", "bundle"]]);
  });
});

describe("a sold line with FIFO", () => {
  test("a sold line takes the oldest units first, gives back what is not sold after all, and costs what it took", async () => {
    shop = await costShop(db);
    await shop.choose("fifo", -100);
    const cup = await shop.variant("cup");
    await shop.buy([{ variantId: cup, quantity: 3, unitCostMinor: 400n }], -60);
    await shop.buy([{ variantId: cup, quantity: 5, unitCostMinor: 500n }], -30);
    const first = await shop.sell([["cup", 4]], 0);
    await shop.take([first], 1);
    // 3 at 4.00 and 1 at 5.00.
    expect(await shop.costs(first)).toEqual([["4.25 EUR", "actual", "cost_layer"]]);
    expect(await shop.layers(cup)).toEqual([0, 4]);
    await shop.take([first], 2);
    expect(await shop.layers(cup)).toEqual([0, 4]);
    await shop.change(first, { lines: [["cup", 2]] }, 3);
    await shop.take([first], 4);
    expect(await shop.costs(first)).toEqual([["4.00 EUR", "actual", "cost_layer"]]);
    expect(await shop.layers(cup)).toEqual([1, 5]);
    await shop.change(first, { status: "cancelled" }, 5);
    await shop.take([first], 6);
    expect(await shop.layers(cup)).toEqual([3, 5]);
    expect(await shop.costs(first)).toEqual([["4.00 EUR", "actual", "cost_layer"]]);
  });

  test("a line sold beyond what there was is estimated until the next receipt brings its units", async () => {
    shop = await costShop(db);
    await shop.choose("fifo", -100);
    const cup = await shop.variant("cup");
    await shop.buy([{ variantId: cup, quantity: 1, unitCostMinor: 400n }], -60);
    const order = await shop.sell([["cup", 3]], 0);
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([["4.00 EUR", "estimated", "cost_layer"]]);
    await shop.buy([{ variantId: cup, quantity: 5, unitCostMinor: 700n }], 60);
    expect(await shop.costs(order)).toEqual([["6.00 EUR", "actual", "cost_layer"]]);
    expect(await shop.layers(cup)).toEqual([0, 3]);
  });

  test("the first layers are what is on hand: the newest receipts, and older units at the cost of the day", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    await shop.buy([{ variantId: cup, quantity: 3, unitCostMinor: 400n }], -90);
    await shop.buy([{ variantId: cup, quantity: 2, unitCostMinor: 500n }], -80);
    await shop.stock(cup, 4);
    await shop.choose("fifo", -60);
    expect(await shop.layers(cup)).toEqual([2, 2]);
    await shop.choose("latest", -59);
    await shop.stock(cup, 9);
    await shop.choose("fifo", -58);
    expect(await shop.layers(cup)).toEqual([4, 3, 2]);
  });

  test("a sold line of a reversed purchase takes other layers", async () => {
    shop = await costShop(db);
    await shop.choose("fifo", -100);
    const cup = await shop.variant("cup");
    const wrong = await shop.buy([{ variantId: cup, quantity: 3, unitCostMinor: 900n }], -60);
    await shop.buy([{ variantId: cup, quantity: 5, unitCostMinor: 500n }], -30);
    const order = await shop.sell([["cup", 2]], 0);
    await shop.take([order], 1);
    expect(await shop.costs(order)).toEqual([["9.00 EUR", "actual", "cost_layer"]]);
    await shop.reverse(wrong, 2);
    expect(await shop.costs(order)).toEqual([["5.00 EUR", "actual", "cost_layer"]]);
    expect(await shop.layers(cup)).toEqual([3]);
  });
});

describe("the history of costs", () => {
  test("the history of costs has every change, whoever made it, and the variant follows it", async () => {
    shop = await costShop(db);
    const cup = await shop.variant("cup");
    const history = async () =>
      (await shop.run((tx) => listVariantCosts(tx, { variantId: cup }))).items.map((each) => [
        each.unitCost,
        each.source,
      ]);
    const edit = (minor: number | null, minute: number) =>
      shop.run((tx) =>
        tx.run(
          "update variant set cost_minor = $2, updated_at = $3 where organization_id = argosy.tenant() and id = $1",
          [cup, minor, minutes(minute)],
        ),
      );
    await edit(300, 1);
    await shop.buy([{ variantId: cup, quantity: 1, unitCostMinor: 400n }], 2);
    await edit(350, 3);
    await edit(350, 4);
    expect(await history()).toEqual([
      ["3.5", "manual"],
      ["4", "purchase"],
      ["3", "manual"],
    ]);
    const [newest] = (await shop.run((tx) => listVariantCosts(tx, { variantId: cup }))).items;
    await shop.run((tx) => changeVariantCost(tx, { id: newest?.id ?? "", unitCost: "3.755", now: minutes(5) }));
    expect(await shop.costMinor(cup)).toBe(376n);
    await shop.run((tx) => removeVariantCost(tx, { id: newest?.id ?? "", now: minutes(6) }));
    expect(await shop.costMinor(cup)).toBe(400n);
    await edit(null, 7);
    expect((await history())[0]).toEqual([null, "manual"]);
  });

  test("an average weighs each purchase with what was there, and is recalculated when one is reversed", async () => {
    shop = await costShop(db);
    await shop.choose("average", -100);
    const cup = await shop.variant("cup");
    await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 400n }], 1);
    const second = await shop.buy([{ variantId: cup, quantity: 10, unitCostMinor: 600n }], 2);
    expect(await shop.costMinor(cup)).toBe(500n);
    await shop.stock(cup, 5);
    await shop.buy([{ variantId: cup, quantity: 5, unitCostMinor: 700n }], 3);
    expect(await shop.costMinor(cup)).toBe(600n);
    await shop.stock(cup, 20);
    await shop.reverse(second, 4);
    // Then nothing was left of the first ten when the third came: 10 - 10 sold.
    expect(await shop.costMinor(cup)).toBe(700n);
  });
});

test("orders whose cost is missing or estimated are worked out again when another one is known, others are not", async () => {
  shop = await costShop(db);
  const [cup, lid, set] = [await shop.variant("cup"), await shop.variant("lid"), await shop.variant("set")];
  await shop.compose(set, [cup, 1]);
  const dated = (variantId: string, unitCost: string, minute: number) =>
    shop.run((tx) => addVariantCost(tx, { variantId, from: "2026-11-01", unitCost, by: "ana", now: minutes(minute) }));
  await dated(lid, "1", 0);
  const [single, bundle, existing] = [
    await shop.sell([["cup", 1]], 1),
    await shop.sell([["set", 1]], 2),
    await shop.sell([["lid", 1]], 3),
  ];
  await shop.take([single, bundle, existing], 4);
  await shop.run((tx) => tx.run("delete from argosy.profit_due where organization_id = argosy.tenant()"));
  await dated(lid, "2", 5);
  await dated(cup, "4", 6);
  const marked = await shop.run((tx) =>
    tx.rows<{ id: string }>(
      `select distinct order_id as id from argosy.profit_due
       where organization_id = argosy.tenant() and kind = 'order'`,
    ),
  );
  expect(marked.map((each) => each.id).toSorted()).toEqual([single, bundle].toSorted());
});

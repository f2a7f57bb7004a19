/** Whatever is bought, sold, changed, cancelled and reversed, layers and sold units tell the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { type CostShop, costShop } from "./testing.ts";

const db = fixture(testDatabase);

type Act =
  | { readonly kind: "buy"; readonly what: number; readonly units: number; readonly cost: number }
  | { readonly kind: "sell"; readonly what: number; readonly units: number }
  | { readonly kind: "change"; readonly order: number; readonly units: number }
  | { readonly kind: "cancel" | "take"; readonly order: number }
  | { readonly kind: "reverse"; readonly purchase: number };

const nth = fc.integer({ min: 0, max: 5 });
const units = fc.integer({ min: 1, max: 6 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("buy"), what: nth, units, cost: fc.integer({ min: 0, max: 900 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("sell"), what: nth, units }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("change"), order: nth, units }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("cancel", "take"), order: nth }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reverse"), purchase: nth }) },
) as fc.Arbitrary<Act>;

interface Sale {
  readonly id: string;
  readonly key: string;
  units: number;
  isCancelled: boolean;
}

const KEYS = ["cup", "lid", "set"] as const;

async function play(shop: CostShop, acts: readonly Act[]): Promise<Sale[]> {
  const [cup, lid, set] = [await shop.variant("cup"), await shop.variant("lid"), await shop.variant("set")];
  await shop.compose(set, [cup, 2], [lid, 1]);
  const sales: Sale[] = [];
  const purchases: { readonly id: string; isReversed: boolean }[] = [];
  for (const [minute, each] of acts.entries()) {
    if (each.kind === "buy") {
      const variantId = each.what % 2 === 0 ? cup : lid;
      const lines = [{ variantId, quantity: each.units, unitCostMinor: BigInt(each.cost) }];
      purchases.push({ id: await shop.buy(lines, minute), isReversed: false });
    } else if (each.kind === "sell") {
      const key = KEYS[each.what % 3] ?? "cup";
      const id = await shop.sell([[key, each.units]], minute);
      sales.push({ id, key, units: each.units, isCancelled: false });
      await shop.take([id], minute);
    } else if (each.kind === "reverse") {
      const purchase = purchases[each.purchase];
      if (!purchase || purchase.isReversed) continue;
      // Reversing takes the goods off the shelf: they have to be there.
      for (const variantId of [cup, lid]) await shop.stock(variantId, 500);
      await shop.reverse(purchase.id, minute);
      purchase.isReversed = true;
    } else {
      const sale = sales[each.order];
      if (!sale || sale.isCancelled) continue;
      if (each.kind === "change") {
        await shop.change(sale.id, { lines: [[sale.key, each.units]] }, minute);
        sale.units = each.units;
      } else if (each.kind === "cancel") {
        await shop.change(sale.id, { status: "cancelled" }, minute);
        sale.isCancelled = true;
      }
      await shop.take([sale.id], minute);
    }
  }
  await shop.take(
    sales.map((sale) => sale.id),
    acts.length,
  );
  return sales;
}

test("layers hold what they brought less what sold lines took; lines took what they sold, as far as layers had it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      const shop = await costShop(db);
      await shop.choose("fifo", -1_000);
      const sales = await play(shop, acts);
      const layers = await shop.run((tx) =>
        tx.rows<{ quantity: number; remaining: number; used: number; variantId: string }>(
          `select c.quantity, c.remaining, c.variant_id as "variantId",
             coalesce((select sum(u.quantity) from argosy.layer_use u
               where u.organization_id = argosy.tenant() and u.layer_id = c.id), 0)::int as used
           from argosy.cost_layer c
           where c.organization_id = argosy.tenant()`,
        ),
      );
      for (const layer of layers) {
        expect(layer.remaining).toBeGreaterThanOrEqual(0);
        expect(layer.remaining + layer.used).toBe(layer.quantity);
      }
      const sold = (key: string) =>
        sales.filter((sale) => sale.key === key && !sale.isCancelled).reduce((sum, sale) => sum + sale.units, 0);
      const requested = { cup: sold("cup") + 2 * sold("set"), lid: sold("lid") + sold("set") };
      for (const key of ["cup", "lid"] as const) {
        const { id } = await shop.run((tx) =>
          tx.one<{ id: string }>("select id from variant where organization_id = argosy.tenant() and sku = $1", [key]),
        );
        const own = layers.filter((layer) => layer.variantId === id);
        const used = own.reduce((sum, layer) => sum + layer.used, 0);
        const brought = own.reduce((sum, layer) => sum + layer.quantity, 0);
        expect(used).toBe(Math.min(requested[key], brought));
      }
    }),
    { numRuns: runsOf({ few: 8, many: 25 }) },
  );
});

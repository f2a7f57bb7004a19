/** Stock, costs and profit count the same units as sold, whatever is shipped, refunded, returned and cancelled. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { spentUnits } from "../../commerce/profit/ladder.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { soldLines } from "../costs/sold-lines.ts";
import { openReturn } from "../orders/returns/open-return.ts";
import { receiveReturn } from "../orders/returns/receive-return.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { profitTerms } from "./compute.ts";
import { loadFacts } from "./facts.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const STOCK = 50;

interface Units {
  readonly ordered: number;
  readonly wanted: number;
  readonly shipped: number;
  readonly restocked: number;
  /** Refunded before they left, and not for sale again. */
  readonly kept: number;
  readonly isCancelled: boolean;
}

const act = fc.record({
  kind: fc.constantFrom("ship", "ship", "restock", "remove", "keep", "cancel", "return", "return", "scrap"),
  units: fc.integer({ min: 1, max: 3 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function next(own: Units, { kind, units }: Act): Units {
  const open = own.wanted - own.shipped;
  if (kind === "restock") return { ...own, restocked: Math.min(own.shipped, own.restocked + units) };
  if (own.isCancelled) return own;
  if (kind === "ship") return { ...own, shipped: own.shipped + Math.min(open, units) };
  if (kind === "remove") return { ...own, wanted: own.wanted - Math.min(open, units) };
  if (kind === "keep") {
    const gone = Math.min(open, units);
    return { ...own, wanted: own.wanted - gone, kept: own.kept + gone };
  }
  return kind === "cancel" ? { ...own, wanted: own.shipped, isCancelled: true } : own;
}

function told(key: string, own: Units, minute: number) {
  const line = { orderedQuantity: own.ordered, quantity: own.wanted, channelTook: own.ordered };
  const moved = { fulfilledQuantity: own.shipped, restockedQuantity: own.restocked };
  const refused = [{ lineKey: "v", quantity: own.kept, restocked: false }];
  return later(orderPart(key, { lines: [orderLine({ variantKey: "v", ...line, ...moved })] }), minute, {
    status: own.isCancelled ? "cancelled" : "processing",
    refunds: own.kept === 0 ? [] : [{ key: "r", amountMinor: 0n, at: noon.toISOString(), lines: refused }],
  });
}

async function arrive(
  orderId: string,
  of: { readonly key: string; readonly units: number; readonly isScrap: boolean },
) {
  await shop.run(async (tx) => {
    const lines = [{ lineKey: "v", quantity: of.units }];
    const made = await openReturn(tx, { orderId, lines, isApproved: true, actor, now: noon });
    const disposition = of.isScrap ? ("scrap" as const) : ("restock" as const);
    const arrived = made.lines.map(({ id }) => ({ lineId: id, quantity: of.units, disposition }));
    await receiveReturn(tx, { returnId: made.id, lines: arrived, key: of.key, actor, now: minutes(1) });
  });
}

/** Units whose cost is spent: as costs take them, and as profit does. */
async function counted(orderId: string) {
  return shop.run(async (tx) => {
    const [sold] = await soldLines(tx, [orderId], { since: null });
    const [loaded] = await loadFacts(tx, [orderId], await profitTerms(tx));
    const [line] = loaded?.facts.lines ?? [];
    if (!sold || !loaded || !line) throw new Error("The order has one line.");
    return { costed: sold.units, profit: spentUnits(loaded.facts, line) };
  });
}

test("units that costs take from layers are those profit charges, and those the stock lacks [H2]", async () => {
  let run = 0;
  const story = fc.record({ ordered: fc.integer({ min: 1, max: 5 }), acts: fc.array(act, { maxLength: 7 }) });
  await fc.assert(
    fc.asyncProperty(story, async ({ ordered, acts }) => {
      const [store, variant] = [await shop.newStore(), await shop.newVariant()];
      await store.list(variant, "v");
      await shop.stock(variant, STOCK);
      const key = `units${run++}`;
      let own: Units = { ordered, wanted: ordered, shipped: 0, restocked: 0, kept: 0, isCancelled: false };
      const [applied] = await store.apply([told(key, own, 0)]);
      const orderId = applied?.orderId ?? "";
      let [returned, scrapped] = [0, 0];
      for (const [n, each] of acts.entries()) {
        const left = own.shipped - Math.max(own.restocked, 0) - returned - scrapped;
        const units = Math.min(each.units, left);
        if (each.kind === "return" || each.kind === "scrap") {
          if (units < 1) continue;
          await arrive(orderId, { key: `${key} ${n}`, units, isScrap: each.kind === "scrap" });
          if (each.kind === "scrap") scrapped += units;
          else returned += units;
        } else {
          own = next(own, each);
          await store.apply([told(key, own, n + 1)]);
        }
        const { available } = await shop.level(variant);
        expect(await counted(orderId)).toEqual({ costed: STOCK - available, profit: STOCK - available });
      }
    }),
    { numRuns: runsOf({ few: 20, many: 60 }) },
  );
});

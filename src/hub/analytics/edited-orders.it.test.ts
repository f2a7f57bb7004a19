/** What an order counts for once its channel tells a second total: goods were taken out of it, and perhaps paid back. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { getCustomer } from "../customers/customers.ts";
import { later, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { countAllProfitDue } from "../profit/due.ts";
import { profitReport } from "../profit/report.ts";
import { profitSettings, putProfitSettings } from "../profit/settings.ts";
import { calendarOf } from "./calendar.ts";
import { countAllDue } from "./count.ts";
import { salesReport } from "./sales.ts";

const db = fixture(testDatabase);
const now = new Date("2026-11-20T12:00:00Z");
const day = "2026-11-20";

/** @see findings/3/cases/cod-edited-shopify */
test("an unpaid order of which a unit is taken out counts for what is left, in Sales, Profit and what its customer spent [I5.4]", async () => {
  const shop = await testShop(db);
  await db.owner.run("update argosy.organization set currency = 'EUR' where organization_id = $1", [shop.organization]);
  await shop.run(async (tx) => putProfitSettings(tx, { ...(await profitSettings(tx)), recognition: "booked" }));
  const store = await shop.newStore();
  const contact = { name: "Ada", email: "ada@example.test", quality: "real" } as const;
  const part = orderPart("o-1", {
    ...{ lines: [orderLine({ quantity: 2, totalMinor: 2000n })], financial: "cod_pending", contact },
    payment: { kind: "cod", paymentMethod: "cod" },
  });
  const seen = async (change: Parameters<typeof later>[2], minute: number) => {
    await store.apply([minute === 0 ? part : later(part, minute, change)]);
    await countAllDue(shop.run);
    await countAllProfitDue(shop.run, now);
    return shop.run(async (tx) => {
      const question = { calendar: await calendarOf(tx, now), range: { from: day, to: day }, compare: false };
      const { total } = await salesReport(tx, { ...question, now });
      const profit = await profitReport(tx, question);
      const { id } = await tx.one<{ id: string }>(
        "select id from argosy.customer where organization_id = argosy.tenant()",
      );
      const { spent } = await getCustomer(tx, id);
      return [total.grossMinor, total.netMinor, profit.total.revenueMinor, spent[0]?.minor];
    });
  };
  expect(await seen({}, 0)).toEqual([2000n, 2000n, 2000n, 2000n]);
  const lines = [orderLine({ quantity: 1, orderedQuantity: 2, totalMinor: 2000n })];
  const edited = { lines, totals: { ...part.totals, currentTotalMinor: 1000n } };
  expect(await seen(edited, 1), "2 -> 1 before anybody paid").toEqual([1000n, 1000n, 1000n, 1000n]);
  const refunds = [{ key: "r", at: `${day}T12:00:00Z`, amountMinor: 1000n, lines: [] }];
  const paidBack = { ...edited, refunds, financial: "partially_refunded" } as const;
  expect(await seen(paidBack, 2), "what was taken out had been paid, and goes back").toEqual([
    2000n,
    1000n,
    1000n,
    2000n,
  ]);
});

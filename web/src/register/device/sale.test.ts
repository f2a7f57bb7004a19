import { expect, test } from "vitest";
import { counted, emptyBasket, withItem } from "./basket.ts";
import { saleOf } from "./sale.ts";
import { numberedItem, setup } from "./testing.ts";

const how = { setup, at: "2026-11-20T12:00:00Z", titles: { line: "Discount", basket: "Discount" } };

test("a paid basket becomes a sale with the register's number", () => {
  const basket = withItem(emptyBasket("b"), numberedItem(1, "Soap"), { key: "1", price: 1000n });
  const paid = {
    ...basket,
    payments: [{ key: "p", kind: "cash" as const, amount: 1000n, given: 2000n, change: 1000n }],
  };
  const facts = { setup, sessionId: "s", staffId: "h", run: 7, soldAt: how.at, isOffline: true };
  const sale = saleOf(paid, counted(paid, how), facts);
  expect(sale).toMatchObject({ id: "b", number: "R1-000007", rounding: 0n, totals: { total: 1000n }, offline: true });
});

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

test("a line says the taxes it is sold with, and comes back by its receipt with the same", () => {
  const taxed = (rate: string) => ({
    ...how,
    setup: {
      ...setup,
      register: { ...setup.register, pricesIncludeTax: false },
      taxRates: [{ id: rate, tax: "VAT", taxClass: "standard", country: null, region: null, rate, isCompound: false }],
    },
  });
  const basket = withItem(emptyBasket("b"), numberedItem(1, "Soap"), { key: "1", price: 1000n });
  const [sold] = counted(basket, taxed("10")).lines;
  expect(sold?.taxes).toEqual([{ tax: "VAT", rate: "10", isCompound: false }]);
  const back = basket.lines.map((line) => ({ ...line, quantity: -1, taxes: sold?.taxes }));
  expect(counted({ ...basket, lines: back }, taxed("20")).totals).toMatchObject({ tax: -100n, total: -1100n });
});

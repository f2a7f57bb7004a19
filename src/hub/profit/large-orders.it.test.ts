import { expect, test } from "vitest";
import { leastShareOfBudget } from "../../commerce/testing-slice-length.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { later, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { countAllProfitDue } from "./due.ts";

const now = new Date("2026-11-20T12:00:00Z");
const db = fixture(testDatabase);
const [ORDERS, LINES] = [40, 500];

test("the profits of many orders of hundreds of lines are worked out in pieces, and others have their turn", async () => {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const lines = Array.from({ length: LINES }, (_, n) => orderLine({ key: String(n), quantity: 1 }));
  const parts = Array.from({ length: ORDERS }, (_, n) => orderPart(String(n), { lines }));
  let version = 0;
  const come = () => {
    version += 1;
    return store.apply(
      parts.map((part) => {
        const totals = { ...part.totals, currency: "USD", feesMinor: BigInt(version) };
        return later(part, version, { totals });
      }),
    );
  };
  expect(await leastShareOfBudget(() => countAllProfitDue(shop.run, now), come)).toBeLessThan(1);
  const counted = await shop.run((tx) =>
    tx.one(
      `select count(*)::int as orders, count(distinct gross_minor)::int as sums
       from argosy.order_profit
       where organization_id = argosy.tenant() and gross_minor > 0`,
    ),
  );
  expect(counted).toEqual({ orders: ORDERS, sums: 1 });
});

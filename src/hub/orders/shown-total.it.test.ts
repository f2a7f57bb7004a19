import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAutomationRuns, undoRun } from "../automations/runs.ts";
import { ruleOf, switchedOn, workAll } from "../automations/testing.ts";
import { putRates } from "../prices/rates.ts";
import { getOrder } from "./detail.ts";
import { changeHandling } from "./handling.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("a rule shows an order's total in another currency by the rate of its day, counts it in its own, and is undone", async () => {
  const store = await shop.newStore();
  const rate = (quote: string, value: string) => ({ base: "EUR", quote, rate: value, validFrom: minutes(-600) });
  await shop.run((tx) => putRates(tx, { rates: [rate("JPY", "160.5")], source: "manual", now: noon }));
  await shop.run((tx) => switchedOn(tx, [ruleOf("order.received", [{ do: "show_currency", currency: "JPY" }])], noon));
  const [made] = await store.apply([
    orderPart("yen", { placedAt: noon.toISOString(), lines: [orderLine({ quantity: 1 })] }),
  ]);
  const id = made?.orderId ?? "";
  await workAll(shop.run, noon);
  const order = () => shop.run((tx) => getOrder(tx, id));
  const { totalMinor, currency, shown } = await order();
  expect(currency).toBe("EUR");
  const yen = BigInt(Math.round((Number(totalMinor) / 100) * 160.5));
  expect(shown).toEqual({ currency: "JPY", rate: "160.5", totalMinor: yen });
  const change = (shownCurrency: string) =>
    shop.run((tx) => changeHandling(tx, [{ orderId: id, shownCurrency }], { actor, now: minutes(1) }));
  await change("KWD");
  expect((await order()).shown).toEqual({ currency: "KWD", rate: null, totalMinor: null });
  await change("JPY");
  const { items } = await shop.run((tx) => listAutomationRuns(tx, { orderId: id }));
  const undone = await shop.run((tx) => undoRun(tx, { id: items[0]?.id ?? "", actor, now: minutes(2) }));
  expect(undone.acts).toEqual([{ do: "show_currency", before: null, after: "JPY", undone: true }]);
  expect((await order()).shown).toBeNull();
});

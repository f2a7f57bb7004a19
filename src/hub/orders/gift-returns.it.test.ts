/** Gifts that come back: to stock, and worth nothing. */
import { expect, test } from "vitest";
import { returnedReport } from "../analytics/returned.ts";
import { refusal } from "../packing/testing.ts";
import { countAllProfitDue } from "../profit/due.ts";
import { getOrder } from "./detail.ts";
import { quoteRefund } from "./refund-plan.ts";
import { quoteExchange } from "./returns/exchange.ts";
import { exchangeWorth } from "./returns/exchange-worth.ts";
import { getReturn } from "./returns/return-view.ts";
import { soundness } from "./returns/testing.ts";
import { later } from "./testing.ts";
import { by, giftShop } from "./testing-gifts.ts";

const { shop, store, shipped, profitOf } = giftShop();
const sound = soundness(shop);

test("a gift comes back into stock by its condition, once, and its profit with it", async () => {
  const order = await shipped();
  expect(await order.level()).toMatchObject({ onHand: 8 });
  expect(await refusal(order.open([{ lineKey: order.gift, quantity: 3 }]))).toBe("RETURN_TOO_MANY");
  const opened = await order.open([{ lineKey: order.gift, quantity: 2 }]);
  expect(opened.lines).toMatchObject([{ isGift: true, quantity: 2 }]);
  expect(await refusal(order.open([{ lineKey: order.gift, quantity: 1 }]))).toBe("RETURN_TOO_MANY");
  expect(await order.receive(opened, ["restock"])).toMatchObject({ state: "approved" });
  expect(await order.level()).toEqual({ onHand: 9, reserved: 0, available: 9 });
  expect(await order.receive(opened, ["scrap"])).toMatchObject({ state: "received" });
  expect(await order.level()).toMatchObject({ onHand: 9 });
  await store.apply([later(order.part, 20, { buyerNote: "later" })]);
  expect(await order.level()).toEqual({ onHand: 9, reserved: 0, available: 9 });
  await countAllProfitDue(shop.run, by.now);
  expect(await profitOf(order.id)).toEqual({ gross: 2000n, cogs: 150n });
  await sound();
});

test("a returned gift is worth nothing in an exchange or a refund, and stands in no report of what came back", async () => {
  const order = await shipped();
  const opened = await order.open([
    { lineKey: "1", quantity: 1 },
    { lineKey: order.gift, quantity: 1 },
  ]);
  const worth = await shop.run((tx) => quoteExchange(tx, { returnId: opened.id }));
  expect(worth).toMatchObject({ worthMinor: 1000n, units: [{ worthMinor: 1000n }, { worthMinor: 0n, quantity: 1 }] });
  const { refunded } = await shop.run(async (tx) =>
    exchangeWorth(await getReturn(tx, opened.id), await getOrder(tx, order.id), undefined),
  );
  expect(refunded).toMatchObject([{ lineKey: "1", quantity: 1 }]);
  const quote = (lines: { lineKey: string; quantity: number; restock: boolean }[]) =>
    shop.run((tx) => quoteRefund(tx, order.id, { lines }));
  expect(await refusal(quote([{ lineKey: order.gift, quantity: 1, restock: true }]))).toBe("ORDER_LINE_UNKNOWN");
  expect(await quote([{ lineKey: "1", quantity: 1, restock: true }])).toMatchObject({ amountMinor: 1000n });
  const range = { from: "2020-01-01", to: "2099-12-31" };
  const report = await shop.run((tx) => returnedReport(tx, { calendar: { zone: "UTC" }, range, by: "product" }));
  expect(report.items.some(({ variantId }) => variantId === order.sticker)).toBe(false);
});

test("a return with a gift is the channel's of the same goods, which restocks them and leaves the gift awaited", async () => {
  const order = await shipped();
  const opened = await order.open([
    { lineKey: "1", quantity: 1 },
    { lineKey: order.gift, quantity: 1 },
  ]);
  const back = { key: "r1", platformStatus: "done", lines: [{ lineKey: "1", quantity: 1 }] };
  await store.apply([later(order.part, 20, { returns: [{ ...back, state: "approved" }] })]);
  const line = { ...order.line, fulfilledQuantity: 2, restockedQuantity: 1 };
  await store.apply([later(order.part, 30, { lines: [line], returns: [{ ...back, state: "completed" }] })]);
  const { returns } = await order.detail();
  expect(returns).toMatchObject([
    { id: opened.id, state: "approved", lines: [{ receivedQuantity: 1 }, { receivedQuantity: 0 }] },
  ]);
  expect(await order.level()).toMatchObject({ onHand: 8 });
  await order.receive({ ...opened, lines: opened.lines.slice(1) }, ["restock"]);
  expect(await order.level()).toMatchObject({ onHand: 9 });
  await sound();
});

test("a return that awaits nothing but its gift is not the channel's next return of the same goods", async () => {
  const order = await shipped();
  const opened = await order.open([
    { lineKey: "1", quantity: 1 },
    { lineKey: order.gift, quantity: 1 },
  ]);
  await order.receive(opened, ["restock"]);
  const next = { key: "r2", platformStatus: "open", lines: [{ lineKey: "1", quantity: 1 }] };
  await store.apply([later(order.part, 20, { returns: [{ ...next, state: "approved" }] })]);
  const { returns } = await order.detail();
  expect(returns.map(({ lines }) => lines.map((line) => line.receivedQuantity))).toEqual(
    expect.arrayContaining([[1, 0], [0]]),
  );
  expect(returns).toHaveLength(2);
});

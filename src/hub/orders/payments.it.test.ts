import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createOrder, type NewOrder } from "./create.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { type NewPayment, recordPayment } from "./payments.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "./testing.ts";

let requests = 0;
const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const create = (more: Partial<NewOrder> = {}) => {
  const lines = [{ title: "Engraving", quantity: 2, unitPrice: "10.00" }];
  return shop.run((tx) => createOrder(tx, { currency: "EUR", lines, actor, now: noon, ...more }));
};
const pay = (orderId: string, more: Partial<NewPayment> = {}) => {
  requests += 1;
  const requestKey = `k${requests}`;
  return shop.run((tx) => recordPayment(tx, { orderId, method: "Cash", requestKey, actor, now: noon, ...more }));
};

describe("money received for an order made here", () => {
  test("money received is recorded in parts, then whole, once per key, and no more than is outstanding", async () => {
    const { id } = await create({ shippingMinor: 500n });
    const first = await pay(id, { amountMinor: 1_000n, requestKey: "same", reference: "TR-7" });
    expect(first).toMatchObject({
      financial: "partially_paid",
      money: { paidMinor: 1_000n, outstandingMinor: 1_500n },
    });
    expect((await pay(id, { amountMinor: 1_000n, requestKey: "same" })).money.paidMinor).toBe(1_000n);
    await expect(pay(id, { amountMinor: 1_501n })).rejects.toMatchObject({ code: "ORDER_PAYMENT_TOO_MUCH" });
    const whole = await pay(id, { method: "Card" });
    expect(whole).toMatchObject({ financial: "paid", money: { paidMinor: 2_500n, outstandingMinor: 0n } });
    await expect(pay(id)).rejects.toMatchObject({ code: "ORDER_PAYMENT_TOO_MUCH" });
    const texts = (await shop.run((tx) => getTimeline(tx, id))).map((entry) => entry.text);
    expect(texts).toContain("Payment of 10.00 EUR received (Cash, TR-7).");
  });

  test("cash on delivery is received", async () => {
    const { id } = await create({ paymentKind: "cod" });
    expect(await pay(id)).toMatchObject({ financial: "paid", money: { paidMinor: 2_000n } });
  });

  test("money received for a channel's order is recorded by the channel alone", async () => {
    const store = await shop.newStore();
    const [applied] = await store.apply([
      orderPart("1", { financial: "pending", lines: [orderLine({ quantity: 1 })] }),
    ]);
    await expect(pay(applied?.orderId ?? "")).rejects.toMatchObject({ code: "ORDER_PAYMENT_ELSEWHERE" });
  });
});

describe("an order that cannot be is refused", () => {
  test.each<[string, Partial<NewOrder>]>([
    ["discount above the line", { lines: [{ title: "Mug", quantity: 1, unitPrice: "5.00", discountMinor: 501n }] }],
    ["negative discount", { lines: [{ title: "Mug", quantity: 1, unitPrice: "5.00", discountMinor: -1n }] }],
    ["negative price", { lines: [{ title: "Mug", quantity: 1, unitPrice: "-5.00" }] }],
    ["negative shipping", { shippingMinor: -1n }],
    ["negative tax", { taxMinor: -1n }],
    ["a currency nobody has", { currency: "QQQ" }],
  ])("%s", async (_name, more) => {
    await expect(create(more)).rejects.toMatchObject({ kind: "validation" });
  });
});

test("a discount of the whole order is spread over its lines to the cent, and goes out with its code", async () => {
  const store = await shop.newStore();
  const lines = [
    { title: "Mug", quantity: 1, unitPrice: "10.00", discountMinor: 100n },
    { title: "Cup", quantity: 2, unitPrice: "5.00" },
  ];
  const order = await create({ lines, discountMinor: 333n, discountCode: "AUTUMN", connectionId: store.id });
  expect(order.lines.map((line) => line.discountMinor)).toEqual([258n, 175n]);
  expect(order.money).toMatchObject({
    subtotalMinor: 2_000n,
    lineDiscountMinor: 433n,
    totalMinor: 1_567n,
    residualMinor: 0n,
  });
  const [row] = await shop.run((tx) =>
    tx.rows("select discount_code from sales_order where organization_id = argosy.tenant() and id = $1", [order.id]),
  );
  expect(row).toEqual({ discount_code: "AUTUMN" });
  await expect(create({ discountMinor: 2_001n })).rejects.toMatchObject({ code: "ORDER_DISCOUNT_TOO_MUCH" });
  await expect(create({ discountMinor: -1n })).rejects.toMatchObject({ code: "ORDER_AMOUNT_NEGATIVE" });
});

test("an order paid at a till owes what its channel raises its total by, until that is taken back [F4]", async () => {
  const store = await shop.newStore();
  const part = orderPart("t1", { financial: "pending", lines: [orderLine({ quantity: 1 })] });
  const [applied] = await store.apply([part]);
  const id = applied?.orderId ?? "";
  const totalMinor = part.totals.totalMinor ?? 0n;
  await db.owner.run(
    `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
       currency, at)
     select organization_id, id, 'till:pickup:cash', 'sale', 'success', 'cash', total_minor, currency, $2
     from argosy.sales_order where id = $1`,
    [id, noon],
  );
  await db.owner.run("update argosy.sales_order set financial = 'paid', till_paid_minor = total_minor where id = $1", [
    id,
  ]);
  const applyChange = async (minute: number, more: bigint, parts: Parameters<typeof later>[2] = {}) => {
    await store.apply([later(part, minute, { totals: { ...part.totals, totalMinor: totalMinor + more }, ...parts })]);
    const { financial, money } = await shop.run((tx) => getOrder(tx, id));
    return [financial, money.outstandingMinor];
  };
  expect(await applyChange(1, 0n, { buyerNote: "ring twice" })).toEqual(["paid", 0n]);
  expect(await applyChange(2, 250n)).toEqual(["partially_paid", 250n]);
  expect(await applyChange(3, 250n, { buyerNote: "ring once" })).toEqual(["partially_paid", 250n]);
  expect(await applyChange(4, 300n, { keeps: ["financial"] })).toEqual(["partially_paid", 300n]);
  expect(await applyChange(5, 0n)).toEqual(["paid", 0n]);
});

import { expect, test } from "vitest";
import { awaitedOf, holdsMoney, withoutMoney, withPayments } from "./awaited.ts";
import { emptyBasket } from "./basket.ts";

const redeeming = { key: "redemption", code: "GIFT-1", storeId: null, amount: 500n };
const request = { key: "charge", amount: 500n };
const cash = { key: "1", kind: "cash", amount: 500n } as const;

test("a gift card whose answer was lost is waited for whatever else pays, until the payment it became is there", () => {
  const waiting = { ...emptyBasket("b"), redeeming };
  expect(awaitedOf(waiting)).toBe("gift_card");
  const paidInCash = withPayments(waiting, [cash]);
  expect(paidInCash).toMatchObject({ payments: [cash], redeeming });
  expect(awaitedOf(paidInCash)).toBe("gift_card");
  const giftCard = { codeEnd: "FT-1", source: "hub", redemptionKey: redeeming.key };
  expect(awaitedOf(withPayments(waiting, [{ key: "2", kind: "gift_card", amount: 500n, giftCard }]))).toBeNull();
});

test("a charge at the terminal is waited for until its own payment is there", () => {
  const waiting = { ...emptyBasket("b"), asking: request };
  expect(awaitedOf(withPayments(waiting, [cash]))).toBe("terminal");
  expect(awaitedOf(withPayments(waiting, [cash, { key: request.key, kind: "card", amount: 500n }]))).toBeNull();
  expect(awaitedOf(withPayments(emptyBasket("b"), [cash]))).toBeNull();
});

test("money on its way back to a card is waited for when it is given back in cash, until the refund itself is there", () => {
  const refunding = { key: "refund", of: "charge", amount: 500n };
  const waiting = { ...emptyBasket("b"), refunding };
  expect(awaitedOf(withPayments(waiting, [{ ...cash, amount: -500n }]))).toBe("refund");
  expect(awaitedOf(withPayments(waiting, [{ key: refunding.key, kind: "card", amount: -500n }]))).toBeNull();
});

test("a basket holds money once a part is paid or may be, and with a deposit that stands at the hub alone it does not", () => {
  const empty = emptyBasket("b");
  expect(holdsMoney(empty)).toBe(false);
  expect(holdsMoney({ ...empty, payments: [{ ...cash, kind: "deposit" }] })).toBe(false);
  expect(holdsMoney({ ...empty, payments: [cash] })).toBe(true);
  for (const open of [{ asking: request }, { redeeming }, { refunding: { ...request, of: "charge" } }])
    expect(holdsMoney({ ...empty, ...open })).toBe(true);
});

test("a basket that is put aside keeps its goods and customer, and no payment or gift card's code", () => {
  const basket = { ...emptyBasket("b"), note: "For Amal", returnOf: "order", returnCards: [] };
  const cards = { redemption: { code: "GIFT-1", storeId: null } };
  const whole = { ...basket, payments: [cash], asking: request, redeeming, cards, charges: { charge: "refund" } };
  expect(withoutMoney({ ...whole, refunding: { ...request, of: "charge" } })).toEqual(basket);
});

import { expect } from "vitest";
import { formatDecimal, type Money, parseMoney } from "../../../commerce/money.ts";
import { differencesOf } from "../../../commerce/reconciliation.ts";
import { answerByRule } from "../contract/discount-rule.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { Basket, DiscountAnswer } from "../contract/promotions.ts";
import { mayHaveChanged } from "../http/call-log.ts";
import type { Fault } from "../sandbox/sandbox.ts";
import { readPart } from "../testing/commands.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { collect, control, createProducts, listed, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const DAY_MS = 86_400_000;

async function currencyOf({ shop }: Bench, connection: TestConnection): Promise<string> {
  const { key } = shop.addProduct(createProducts(1));
  const { variant } = await listed(connection, key, "MUG-1");
  const currency = variant.currency ?? connection.detected.facts.currency;
  if (typeof currency !== "string") throw new Error("neither the item nor the shop's facts name a currency");
  return currency;
}

/** Two mugs of 12.50. */
async function basketOf(bench: Bench, connection: TestConnection): Promise<Basket> {
  const currency = await currencyOf(bench, connection);
  const unitPrice = parseMoney("12.50", currency);
  return { currency, lines: [{ sku: "MUG-1", quantity: 2, unitPrice }] };
}

function off(answer: DiscountAnswer): string {
  if (!answer.valid) throw new Error(`refused: ${answer.reason}: ${answer.text}`);
  return answer.discount === null ? "the platform's own checkout tells" : formatDecimal(answer.discount);
}

const CARD = "GIFT-AAAA-BBBB-1234";

/** A card with that much on it, and what the port does with cards. */
async function cardOf(bench: Bench, balance: string) {
  const { ports, ctx, calls } = await bench.connect();
  const cards = need(ports, "giftCards");
  control(bench.shop, "addGiftCard")({ code: CARD, balance });
  const currency = (await cards.balance(CARD, ctx))?.balance.currency ?? "USD";
  return { ...cards, ctx, calls, amountOf: (text: string) => parseMoney(text, currency) };
}

/** One move of an amount on a card, as the hub asks for it: first, and again with the same key. */
type Move = (how: {
  readonly idempotencyKey: string;
  readonly uncertain: boolean;
}) => Promise<{ readonly balance: Money }>;

/** Takes the call and gives no answer. */
async function loseFirst(bench: Bench, fault: Fault, attempt: () => Promise<unknown>): Promise<void> {
  bench.sandbox.faults.add({ fault, times: 1, write: true });
  const first = await attempt().catch((error: unknown) => error);
  if (first instanceof Error && !(first instanceof ConnectorError)) throw first;
  bench.sandbox.faults.clear();
}

/** More steps than any platform has. */
const MOST_STEPS = 8;

/**
 * An amount that is moved on the card with each way to lose the answer: after it is carried out, or cut off after each of
 * the platform's steps, from none to all. Asked again, by the hub and by a person, it is moved once each time. Who knows our
 * keys is asked again while it is at work; others once they must have ended (decision 544).
 */
async function movesOnce(
  bench: Bench,
  knowsKeys: boolean,
  card: { balance: bigint; each: bigint; currency: string },
  move: Move,
): Promise<void> {
  const { faults } = bench.sandbox;
  const shown = () => parseMoney(control(bench.shop, "giftCardBalance")(CARD), card.currency).minor;
  const lost: Fault[] = [{ kind: "drop_after_commit" }];
  for (let n = 0; n < MOST_STEPS; n += 1) {
    const fault = lost[n] ?? { kind: "unfinished", steps: n - lost.length };
    const what = `${fault.kind} ${n - lost.length}`;
    const idempotencyKey = `move-${n}`;
    await loseFirst(bench, fault, () => move({ idempotencyKey, uncertain: false }));
    const isWhole = fault.kind === "unfinished" && faults.waiting() === 0;
    if (!knowsKeys) await faults.finish();
    await move({ idempotencyKey, uncertain: true });
    await faults.finish();
    card.balance += card.each;
    const again = await move({ idempotencyKey, uncertain: true });
    expect(again.balance.minor, what).toBe(card.balance);
    expect(shown(), what).toBe(card.balance);
    if (isWhole) return;
  }
}

/** A move the platform never finished, asked for again: at most once. */
async function movesAtMostOnce(
  bench: Bench,
  card: { balance: bigint; each: bigint; currency: string },
  move: Move,
): Promise<void> {
  const { faults } = bench.sandbox;
  for (let steps = 1; steps < MOST_STEPS; steps += 1) {
    const waited = faults.waiting();
    const idempotencyKey = `stopped-${steps}`;
    await loseFirst(bench, { kind: "unfinished", steps }, () => move({ idempotencyKey, uncertain: false }));
    const isWhole = faults.waiting() === waited;
    await move({ idempotencyKey, uncertain: true });
    await move({ idempotencyKey, uncertain: true });
    const now = parseMoney(control(bench.shop, "giftCardBalance")(CARD), card.currency).minor;
    expect([card.balance, card.balance + card.each], `stopped after ${steps} steps`).toContain(now);
    card.balance = now;
    if (isWhole) return;
  }
}

export const promotionCases: readonly Case[] = [
  {
    name: "discounts: a good code says what it takes off this basket, and is still good afterwards",
    run: async (bench) => {
      const connection = await bench.connect();
      const discounts = need(connection.ports, "discounts");
      const basket = await basketOf(bench, connection);
      control(bench.shop, "addDiscount")({ code: "TEN", kind: "percent", value: "10" });
      control(bench.shop, "addDiscount")({ code: "FIVE", kind: "amount", value: "5.00" });
      for (const round of [1, 2]) {
        expect(off(await discounts.validate({ code: "TEN", basket }, connection.ctx)), `round ${round}`).toBe("2.50");
        expect(off(await discounts.validate({ code: "FIVE", basket }, connection.ctx)), `round ${round}`).toBe("5.00");
      }
    },
  },
  {
    name: "discounts: an unknown, an expired and an unfulfilled code are refused with the reason",
    run: async (bench) => {
      const connection = await bench.connect();
      const discounts = need(connection.ports, "discounts");
      const basket = await basketOf(bench, connection);
      control(bench.shop, "addDiscount")({ code: "OLD", kind: "percent", value: "10", expired: true });
      control(bench.shop, "addDiscount")({ code: "BIG", kind: "percent", value: "10", minimum: "1000.00" });
      const ask = (code: string) => discounts.validate({ code, basket }, connection.ctx);
      expect(await ask("NO-SUCH-CODE")).toMatchObject({
        valid: false,
        reason: "unknown",
        text: { code: expect.any(String) },
      });
      expect(await ask("OLD")).toMatchObject({ valid: false, reason: expect.stringMatching(/^(expired|not_active)$/) });
      expect(await ask("BIG")).toMatchObject({ valid: false, reason: "conditions" });
    },
  },
  {
    name: "gift cards: the balance of a card, and none for an unknown code",
    run: async (bench) => {
      const connection = await bench.connect();
      const cards = need(connection.ports, "giftCards");
      control(bench.shop, "addGiftCard")({ code: "GIFT-AAAA-BBBB-1234", balance: "50.00" });
      const card = await cards.balance("GIFT-AAAA-BBBB-1234", connection.ctx);
      expect(card && formatDecimal(card.balance)).toBe("50.00");
      expect(card?.state).toBe("active");
      expect(await cards.balance("GIFT-XXXX-YYYY-9999", connection.ctx)).toBeNull();
    },
  },
  {
    name: "gift cards: redeeming takes the amount off once, also when the answer is lost",
    run: async (bench) => {
      const { redeem, knowsKeys = false, ctx, amountOf } = await cardOf(bench, "200.00");
      if (!redeem) return;
      const order = { code: CARD, amount: amountOf("20.00"), reference: "R-1" };
      const card = { balance: amountOf("200.00").minor, each: -order.amount.minor, currency: order.amount.currency };
      await movesOnce(bench, knowsKeys, card, (how) => redeem({ ...order, ...how }, ctx));
      await movesAtMostOnce(bench, card, (how) => redeem({ ...order, ...how }, ctx));
    },
  },
  {
    name: "gift cards: the call that takes money off a card says that it changes something",
    run: async (bench) => {
      const { redeem, giveBack, ctx, calls, amountOf } = await cardOf(bench, "50.00");
      if (!redeem) return;
      const order = { code: CARD, reference: "R-4", uncertain: false };
      const took = await redeem({ ...order, amount: amountOf("20.00"), idempotencyKey: "receipt-4" }, ctx);
      expect(mayHaveChanged(calls), "taken off").toBe(true);
      const before = calls.length;
      const back = {
        ...order,
        amount: amountOf("2.00"),
        idempotencyKey: "back-4",
        transactionKey: took.transactionKey,
      };
      if (!giveBack) return;
      await giveBack(back, ctx);
      expect(mayHaveChanged(calls.slice(before)), "put back").toBe(true);
    },
  },
  {
    name: "gift cards: a card cannot pay more than is on it",
    run: async (bench) => {
      const { redeem, ctx, amountOf } = await cardOf(bench, "5.00");
      if (!redeem) return;
      const order = { code: CARD, amount: amountOf("20.00"), idempotencyKey: "receipt-2", reference: "R-2" };
      await expect(redeem({ ...order, uncertain: false }, ctx)).rejects.toMatchObject({ kind: "rejected" });
      expect(control(bench.shop, "giftCardBalance")(CARD)).toBe("5.00");
    },
  },
  {
    name: "gift cards: what was redeemed is put back once, also when the answer is lost",
    run: async (bench) => {
      const { redeem, giveBack, knowsKeys = false, ctx, amountOf } = await cardOf(bench, "50.00");
      if (!redeem || !giveBack) return;
      const order = { code: CARD, reference: "R-3", uncertain: false };
      const took = await redeem({ ...order, amount: amountOf("20.00"), idempotencyKey: "receipt-3" }, ctx);
      const back = { ...order, amount: amountOf("2.00"), transactionKey: took.transactionKey };
      const card = { balance: amountOf("30.00").minor, each: back.amount.minor, currency: back.amount.currency };
      await movesOnce(bench, knowsKeys, card, (how) => giveBack({ ...back, ...how }, ctx));
      await movesAtMostOnce(bench, card, (how) => giveBack({ ...back, ...how }, ctx));
    },
  },
  {
    name: "discounts: a rule that is told takes off what the answer says",
    run: async (bench) => {
      const connection = await bench.connect();
      const discounts = need(connection.ports, "discounts");
      const basket = await basketOf(bench, connection);
      control(bench.shop, "addDiscount")({ code: "TEN", kind: "percent", value: "10", minimum: "20.00" });
      control(bench.shop, "addDiscount")({ code: "FIVE", kind: "amount", value: "5.00" });
      for (const code of ["TEN", "FIVE"]) {
        const answer = await discounts.validate({ code, basket }, connection.ctx);
        if (!answer.valid || answer.rule === undefined || answer.discount === null) continue;
        const { rule, warnings, title } = answer;
        expect(answerByRule({ code, title, rule, warnings }, basket)).toMatchObject({ discount: answer.discount });
      }
    },
  },
  {
    name: "orders: the campaign a buyer came by is told, and none where the platform knows of none",
    proves: ["H2"],
    run: async (bench) => {
      if (!bench.shop.attributesOrders) return;
      const connection = await bench.connect();
      bench.shop.addProduct(createProducts(1));
      const lines = [{ sku: "MUG-1", quantity: 1 }];
      const attribution = { source: "google", medium: "cpc", campaign: "Winter sale" };
      const keys = [bench.shop.placeOrder({ lines, attribution }), bench.shop.placeOrder({ lines })];
      const [by = null, without = null] = await Promise.all(
        keys.map((key) => need(connection.ports, "orders").get(key, connection.ctx)),
      );
      expect(by?.attribution).toEqual(attribution);
      expect(without).not.toBeNull();
      expect(without?.attribution?.campaign).toBeUndefined();
    },
  },
  {
    name: "fees: every charge of a settled order is told once, with its order",
    run: async (bench) => {
      const connection = await bench.connect();
      const [sweep] = need(connection.ports, "fees").sweeps;
      if (!sweep) throw new Error("a fees port needs a sweep");
      bench.shop.addProduct(createProducts(1));
      const key = bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      const made = control(bench.shop, "settleOrder")(key);
      const { items, cursor } = await collect(sweep, connection.ctx);
      const ofOrder = items.filter((fee) => fee.orderKey === key);
      expect(ofOrder).toHaveLength(made);
      expect(new Set(items.map((fee) => fee.key)).size).toBe(items.length);
      const { items: again } = await collect(sweep, connection.ctx, { cursor });
      expect(again.filter((fee) => !items.some((each) => each.key === fee.key))).toEqual([]);
    },
  },
  {
    name: "fees: charges that stand days later, and change no order, are told by the day after",
    run: async (bench) => {
      const connection = await bench.connect();
      const { sweeps } = need(connection.ports, "fees");
      const { settleLate } = bench.shop;
      if (!settleLate) throw new Unsupported("charges stand with what they are taken for, or have a time of their own");
      bench.shop.addProduct(createProducts(1));
      const key = bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      const cursors = new Map<string, string>();
      const reportedBy = async (): Promise<readonly string[]> => {
        const keys: string[] = [];
        for (const sweep of sweeps) {
          const { items, cursor } = await collect(sweep, connection.ctx, { cursor: cursors.get(sweep.id) ?? null });
          if (cursor !== null) cursors.set(sweep.id, cursor);
          keys.push(...items.filter(({ orderKey }) => orderKey === key).map((fee) => fee.key));
        }
        return keys;
      };
      expect(await reportedBy()).toEqual([]);
      await bench.clock.sleep(3 * DAY_MS);
      const made = settleLate(key);
      expect(made).toBeGreaterThan(0);
      await bench.clock.sleep(DAY_MS);
      const reported = await reportedBy();
      expect(new Set(reported).size).toBe(made);
      await bench.clock.sleep(DAY_MS);
      expect((await reportedBy()).filter((one) => !reported.includes(one))).toEqual([]);
    },
  },
  {
    name: "fees: a settlement comes to what its lines add up to, names its orders, and is told again alike",
    run: async (bench) => {
      const connection = await bench.connect();
      const [sweep] = need(connection.ports, "fees").settlements ?? [];
      if (!sweep) return;
      bench.shop.addProduct(createProducts(1));
      const key = bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      control(bench.shop, "settleOrder")(key);
      const { items, cursor } = await collect(sweep, connection.ctx);
      const linesOf = (some: typeof items) =>
        some.flatMap(({ key: of, lines }) => lines.map((line) => ({ of, ...line })));
      const lines = linesOf(items);
      expect(lines.filter(({ orderKey, kind }) => orderKey === key && kind === "sale")).toHaveLength(1);
      for (const { key: of, amount } of items) {
        const its = lines.filter((line) => line.of === of && line.kind !== "payout");
        expect(its.reduce((sum, line) => sum + line.amount.minor, 0n)).toBe(amount.minor);
      }
      const keys = (some: typeof items) => new Set(linesOf(some).map((line) => `${line.of} ${line.key}`));
      expect(keys(items).size).toBe(lines.length);
      const { items: again } = await collect(sweep, connection.ctx, { cursor });
      expect([...keys(again)].filter((one) => !keys(items).has(one))).toEqual([]);
    },
  },
  {
    name: "fees: what a settlement pays for an order is what the buyer paid less what was refunded, to the cent",
    run: async (bench) => {
      const connection = await bench.connect();
      const { settlements } = need(connection.ports, "fees");
      const { refundOrder, settlesRefunds, shipOrder } = bench.shop;
      if (!settlements || !refundOrder || !settlesRefunds)
        throw new Unsupported("no settlements line by line, or none of refunds in the sandbox");
      bench.shop.addProduct(createProducts(1));
      const key = bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
      shipOrder?.(key);
      refundOrder(key, [{ sku: "MUG-1", quantity: 1, restock: false }]);
      control(bench.shop, "settleOrder")(key);
      const { totals, refunds } = await readPart(connection, key);
      const lines = [];
      for (const sweep of settlements) {
        const { items } = await collect(sweep, connection.ctx);
        lines.push(...items.flatMap((one) => one.lines).filter(({ orderKey }) => orderKey === key));
      }
      const refundedMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      expect(refundedMinor).toBeGreaterThan(0n);
      const found = differencesOf(
        {
          ...{ totalMinor: totals.totalMinor, refundedMinor, platformPaidMinor: 0n, isOver: false, isLate: true },
          addedTaxMinor: totals.taxIncluded ? 0n : (totals.taxMinor ?? 0n),
          expectedFees: [],
          // A correction is of no sale.
          lines: lines
            .filter(({ kind }) => kind !== "adjustment")
            .map(({ kind, amount }) => ({ kind, amountMinor: amount.minor })),
        },
        0n,
      );
      expect(found).toEqual([]);
    },
  },
];

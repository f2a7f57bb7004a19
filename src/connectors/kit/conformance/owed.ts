/** Cash on delivery in every state: what the hub makes of an order is what the shop itself would still collect. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import { moneyOf } from "../../../commerce/order-money.ts";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, withGolden } from "./golden.ts";

const UNMOVED: readonly OrderPart["financial"][] = ["pending", "cod_pending", "voided"];

/** What the hub knows of an order after it was told once more: it keeps what the channel says nothing about. */
function known(reported: OrderPart, before: OrderPart | undefined): OrderPart {
  const isStored = reported.keeps?.includes("financial") && before && !UNMOVED.includes(before.financial);
  const financial = isStored ? before.financial : reported.financial;
  return { ...reported, financial, transactions: reported.transactions ?? before?.transactions };
}

const owedOf = (part: OrderPart): bigint | null =>
  moneyOf({ ...part, ...part.totals, transactions: part.transactions ?? [] }).outstandingMinor;

interface Owed {
  readonly key: string;
  /** The shop would collect this, in minor units. */
  collected(): bigint;
  /** The hub is told the order, and asks for the same. */
  expectSame(state: string): Promise<void>;
}

/** An order with cash on delivery, told to the hub after each of its changes. */
async function owing({ shop, place, read, clock }: GoldenBench): Promise<Owed> {
  const { owedOn } = shop;
  if (!owedOn) throw new Unsupported("the sandbox does not tell what its shop would collect");
  const key = place({ payment: "cod" });
  let before: OrderPart | undefined;
  const minorOf = (currency: string) => {
    const { minor } = parseMoney(owedOn.call(shop, key), currency);
    return minor > 0n ? minor : 0n;
  };
  const { currency } = (await read(key)).totals;
  return {
    key,
    collected: () => minorOf(currency),
    async expectSame(state) {
      await clock.sleep(2_000);
      const part = known(await read(key), before);
      before = part;
      expect(owedOf(part), `owed of an order ${state}`).toBe(minorOf(part.totals.currency));
      await clock.sleep(2_000);
    },
  };
}

/** A unit is taken out of the order. */
function edit({ shop }: GoldenBench, { key, collected }: Owed): void {
  const { editOrder } = shop;
  if (!editOrder) throw new Unsupported("the platform edits no orders");
  const before = collected();
  editOrder.call(shop, key, "GOLD-1", 2);
  expect(collected(), "the shop collects less for fewer units").toBeLessThan(before);
}

/** A unit that never left is refunded in the shop's panel, before or after its money came. */
function refund({ shop, record }: GoldenBench, { key }: Owed): void {
  const { refundOrder } = shop;
  if (!refundOrder) throw new Unsupported("the shop's panel refunds nothing");
  const before = JSON.stringify(record(key));
  refundOrder.call(shop, key, [{ sku: "GOLD-1", quantity: 1, restock: true }]);
  if (JSON.stringify(record(key)) === before) throw new Unsupported("the shop refunds nothing that was not paid");
}

function payPart({ shop }: GoldenBench, { key, collected }: Owed): void {
  const { payPart: pay } = shop;
  if (!pay) throw new Unsupported("the platform takes no part of what is owed");
  const before = collected();
  pay.call(shop, key);
  expect(collected(), "the shop collects less after an advance").toBeLessThan(before);
  expect(collected(), "the shop collects the rest").toBeGreaterThan(0n);
}

/** What an order can go through, in the order it is tried; a platform goes through those it has. */
const STATES: readonly (readonly [string, (bench: GoldenBench, owed: Owed) => void])[] = [
  ["edited down", edit],
  ["refunded in part", refund],
  ["paid in part", payPart],
];

/** Goes through all of these states that the platform has. */
async function through(bench: GoldenBench, owed: Owed, states: typeof STATES): Promise<number> {
  const gone: string[] = [];
  for (const [state, change] of states) {
    try {
      change(bench, owed);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      continue;
    }
    gone.push(state);
    await owed.expectSame(gone.join(", then "));
  }
  return gone.length;
}

const ADVANCE_GIVEN_BACK: typeof STATES = [
  ["paid in part", payPart],
  ["refunded in part", refund],
];

export const owedCases: readonly Case[] = [
  {
    name: "orders: cash on delivery: placed an order owes its total, and cancelled nothing",
    run: withGolden(async (bench) => {
      const owed = await owing(bench);
      expect(owed.collected(), "an order that nobody paid").toBeGreaterThan(0n);
      await owed.expectSame("as placed");
      bench.shop.cancelOrder(owed.key);
      expect(owed.collected(), "collected for a cancelled order").toBe(0n);
      await owed.expectSame("cancelled");
    }),
  },
  ...STATES.map(([state, change]) => ({
    name: `orders: cash on delivery: ${state} an order owes what the shop still collects`,
    run: withGolden(async (bench) => {
      const owed = await owing(bench);
      await owed.expectSame("as placed");
      change(bench, owed);
      await owed.expectSame(state);
      bench.shop.cancelOrder(owed.key);
      await owed.expectSame(`${state}, then cancelled`);
    }),
  })),
  {
    name: "orders: cash on delivery: paid an order owes nothing, whatever is refunded of it",
    run: withGolden(async (bench) => {
      const { payOrder } = bench.shop;
      if (!payOrder) throw new Unsupported("the shop's panel takes no money");
      const owed = await owing(bench);
      await owed.expectSame("as placed");
      payOrder.call(bench.shop, owed.key);
      if (owed.collected() > 0n) throw new Unsupported("the platform takes the money itself, when the parcel arrives");
      await owed.expectSame("paid");
      await through(bench, owed, [["refunded in part after it was paid", refund]]);
    }),
  },
  {
    name: "orders: cash on delivery: one change after the other leaves what the shop still collects",
    run: withGolden(async (bench) => {
      const owed = await owing(bench);
      await owed.expectSame("as placed");
      if ((await through(bench, owed, STATES)) < 2) throw new Unsupported("the platform has one such change at most");
      bench.shop.payOrder?.(owed.key);
      await owed.expectSame("paid at last");
    }),
  },
  {
    name: "orders: cash on delivery: paid and refunded in part an order owes what the shop still collects",
    run: withGolden(async (bench) => {
      const owed = await owing(bench);
      await owed.expectSame("as placed");
      if ((await through(bench, owed, ADVANCE_GIVEN_BACK)) < 2)
        throw new Unsupported("the platform takes no part of what is owed, or refunds none of it");
    }),
  },
];

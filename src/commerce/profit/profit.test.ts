import fc from "fast-check";
import { expect, test } from "vitest";
import { AMOUNTS, type CostFacts, type LineFacts, type OrderFacts, RUNG_OF_KIND, type SellingKind } from "./facts.ts";
import { addUp, profitOf } from "./ladder.ts";
import { type Moments, recognisedAt } from "./recognition.ts";
import { exchanged, exchangedAll, spread, sumOf } from "./spread.ts";
import { costOf, feeOf, lineOf, orderOf } from "./testing.ts";

const rate = fc.constantFrom("1", "0.0133", "83.21", "0.3345", "1.000001");
const currency = fc.constantFrom("EUR", "INR", "JPY", "KWD");
const minor = fc.bigInt(0n, 1_000_000n);

const line = fc
  .record({
    id: fc.uuid(),
    ordered: fc.integer({ min: 1, max: 9 }),
    kept: fc.nat(9),
    back: fc.nat(9),
    bounced: fc.nat(9),
    price: fc.integer({ min: 0, max: 90_000 }),
    off: fc.nat(100),
    tax: fc.nat(30),
    cost: fc.option(fc.integer({ min: 0, max: 9_999_999 })),
    weight: fc.option(fc.integer({ min: 1, max: 5_000 })),
    isGiftCard: fc.boolean(),
    rate,
  })
  .map((some): LineFacts => {
    const units = Math.min(some.ordered, some.kept);
    const bouncedUnits = Math.min(units, some.bounced);
    const totalMinor = (BigInt(some.price * some.ordered) * BigInt(100 - some.off)) / 100n;
    return lineOf(some.id, {
      orderedUnits: some.ordered,
      units,
      shippedUnits: units,
      bouncedUnits,
      backUnits: Math.min(units, some.back),
      unitPrice: (some.price / 100).toFixed(2),
      totalMinor,
      taxMinor: (totalMinor * BigInt(some.tax)) / 130n,
      weightGrams: some.weight,
      isGiftCard: some.isGiftCard,
      cost: some.cost === null ? null : costOf((some.cost / 1e4).toFixed(4), { rate: some.rate }),
    });
  });

const KINDS = Object.keys(RUNG_OF_KIND) as SellingKind[];
const cost = fc
  .record({ kind: fc.constantFrom(...KINDS), amount: fc.bigInt(-50_000n, 50_000n), tax: fc.nat(99), rate, currency })
  .map(
    ({ kind, amount, tax, ...rest }): CostFacts =>
      feeOf(kind, amount, { ...rest, taxMinor: (amount * BigInt(tax)) / 200n }),
  );

const order = fc
  .record({
    lines: fc.array(line, { maxLength: 6 }),
    costs: fc.array(cost, { maxLength: 8 }),
    refunds: fc.array(fc.record({ amountMinor: minor, lines: fc.constant([]) }), { maxLength: 3 }),
    currency,
    reporting: currency,
    rate,
    taxIncluded: fc.boolean(),
    isCancelled: fc.boolean(),
    isTakenBack: fc.boolean(),
    inputCredit: fc.boolean(),
    shippingMinor: minor,
    totalMinor: fc.option(minor),
  })
  .map((some): OrderFacts => orderOf(some));

test("lines add up to their order in every amount, and rungs to what stands above them", () => {
  fc.assert(
    fc.property(order, (facts) => {
      const profit = profitOf(facts);
      if (!profit) throw new Error("every amount has a rate");
      const { total, lines } = profit;
      for (const name of AMOUNTS) expect(sumOf(lines.map((each) => each[name])), name).toBe(total[name]);
      expect(addUp(lines)).toEqual(total);
      expect(total.revenue).toBe(total.gross - total.discount + total.charged - total.refund);
      expect(total.cm2).toBe(total.revenue - total.cogs - total.selling);
    }),
  );
});

test("every entry that is a cost stands in the ladder once, withheld taxes in none", () => {
  fc.assert(
    fc.property(
      order.filter(({ lines }) => lines.length > 0),
      (facts) => {
        const profit = profitOf(facts);
        const isCost = ({ kind }: { readonly kind: string }) => kind !== "withheld_tax" && kind !== "platform_discount";
        const costs = profit?.entries.filter(isCost) ?? [];
        const { cogs = 0n, selling = 0n, ownAds = 0n } = profit?.total ?? {};
        expect(sumOf(costs.map(({ amountMinor }) => amountMinor))).toBe(cogs + selling + ownAds);
      },
    ),
  );
});

test("an order taken back whole, whose goods are in stock again, earns nothing and has cost no goods", () => {
  fc.assert(
    fc.property(order, (facts) => {
      const lines = facts.lines.map((each) => ({ ...each, backUnits: each.units, platformPaidMinor: 0n }));
      const back = { refunds: [], costs: [], isTakenBack: true, isCancelled: false };
      // A total made up at random may be less than its taxes.
      const profit = profitOf({ ...facts, lines, ...back, totalMinor: null });
      // Exactly nothing in the order's own currency; in another one each amount is rounded by itself.
      if (facts.currency === facts.reporting && facts.rate === "1") expect(profit?.total.revenue).toBe(0n);
      expect(profit?.total.cogs).toBe(0n);
    }),
  );
});

test("shares and converted parts add up", () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 12n), 10n ** 12n),
      fc.array(fc.bigInt(-5n, 10n ** 9n), { minLength: 1 }),
      (all, by) => {
        expect(sumOf(spread(all, by))).toBe(all);
        const exchange = { from: "INR", to: "KWD", rate: "0.0037" };
        expect(sumOf(exchangedAll(by, exchange))).toBe(exchanged(sumOf(by), exchange));
      },
    ),
  );
});

const moments: Moments = {
  placedAt: "2026-11-01T00:00:00Z",
  isCancelled: false,
  isBounced: false,
  endedAt: null,
  payment: "prepaid",
  isPaid: true,
  paidAt: "2026-11-02T00:00:00Z",
  isDelivered: false,
  deliveredAt: null,
  remittedAt: null,
};
const cod = { payment: "cod", isPaid: false, paidAt: null } as const;
const receiver = { isDelivered: true, deliveredAt: "2026-11-05T00:00:00Z" } as const;

test.each([
  ["prepaid counts when it is paid", {}, "delivered", "2026-11-02T00:00:00Z"],
  ["prepaid without a time of payment when it was placed", { paidAt: null }, "delivered", "2026-11-01T00:00:00Z"],
  ["not paid yet: not at all", { isPaid: false, paidAt: null }, "delivered", null],
  ["booked: as it is placed", { isPaid: false, paidAt: null }, "booked", "2026-11-01T00:00:00Z"],
  ["cash on delivery on its way: not yet", cod, "delivered", null],
  ["cash on delivery at the door", { ...cod, ...receiver }, "delivered", "2026-11-05T00:00:00Z"],
  ["cash on delivery at the door, money not here", { ...cod, ...receiver }, "cash", null],
  [
    "cash on delivery passed on",
    { ...cod, ...receiver, remittedAt: "2026-11-20T00:00:00Z" },
    "cash",
    "2026-11-20T00:00:00Z",
  ],
  ["refused and on its way back: not yet", { ...cod, isBounced: true }, "delivered", null],
  [
    "refused: where it ended",
    { ...cod, isBounced: true, endedAt: "2026-11-09T00:00:00Z" },
    "cash",
    "2026-11-09T00:00:00Z",
  ],
  ["cancelled: what it cost stands where it was placed", { isCancelled: true }, "delivered", "2026-11-01T00:00:00Z"],
] as const)("%s", (_, change, rule, at) => {
  expect(recognisedAt({ ...moments, ...change }, rule)).toBe(at);
});

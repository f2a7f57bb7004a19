import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countedCash, denominationsOf, usualCashRounding } from "./cash.ts";
import { registerNumber, runOf } from "./number.ts";
import { cashOffers, changeOf, inCash, settlementOf } from "./payments.ts";
import { zReportBlocks } from "./receipt.ts";
import { recountOf } from "./recount.ts";
import { ratesFor } from "./tax.ts";
import { card, cash, hala, off, omar, rateOf, tillLine } from "./testing.ts";
import { sharedOver, size, sum, totalsOf } from "./totals.ts";
import type { TillLine } from "./types.ts";
import { type SessionSale, zReportOf, zReportsTogether } from "./z-report.ts";

// Nothing but the cash unit of a currency matters here: yen have no decimals, krona two, dinars three.
const currencies = fc.constantFrom("JPY", "EUR", "SEK", "KWD", "HUF");
const lines = fc.array(
  fc
    .record({
      price: fc.bigInt({ min: 0n, max: 10_000_000n }),
      quantity: fc.integer({ min: -20, max: 50 }).filter((quantity) => quantity !== 0),
      percent: fc.bigInt({ min: 0n, max: 100n }),
      taxClass: fc.constantFrom("standard", "food", "books"),
    })
    .map(({ price, quantity, percent, taxClass }) =>
      tillLine(price, { quantity, taxClass, discounts: [off((price * BigInt(quantity) * percent) / 100n)] }),
    ),
  { minLength: 1, maxLength: 30 },
);
const keyed = (some: readonly TillLine[]) => some.map((line, n) => ({ ...line, key: `${n}` }));
const rates = fc
  .array(fc.integer({ min: 0, max: 30_000 }), { minLength: 4, maxLength: 4 })
  .map(([a = 0, b = 0, c = 0, d = 0]) => [
    rateOf("VAT", (a / 1000).toFixed(3)),
    rateOf("VAT", (b / 1000).toFixed(3), { taxClass: "food" }),
    rateOf("PST", (c / 1000).toFixed(3), { taxClass: "food" }),
    rateOf("City", (d / 1000).toFixed(3), { taxClass: "food", isCompound: true }),
  ]);
const rounding = fc.record({
  per: fc.constantFrom("line" as const, "receipt" as const),
  mode: fc.constantFrom("half_up" as const, "down" as const, "up" as const),
});

describe("totals", () => {
  test("totals add up over lines, rates and the receipt [B17]", () => {
    fc.assert(
      fc.property(lines, rates, rounding, fc.boolean(), (some, all, how, pricesIncludeTax) => {
        const totals = totalsOf(keyed(some), { rates: all, place: {}, pricesIncludeTax, rounding: how });
        for (const line of totals.lines) {
          expect(line.gross - line.discount).toBe(line.amount);
          expect(line.net + line.tax).toBe(line.total);
          expect(sum(line.taxes.map(({ amount }) => amount))).toBe(line.tax);
          expect(pricesIncludeTax ? line.total : line.net).toBe(line.amount);
        }
        expect(sum(totals.lines.map(({ total }) => total))).toBe(totals.total);
        expect(totals.net + totals.tax).toBe(totals.total);
        expect(sum(totals.taxes.map(({ amount }) => amount))).toBe(totals.tax);
        if (pricesIncludeTax) expect(totals.subtotal - totals.discount).toBe(totals.total);
      }),
    );
  });

  test("a sale given back whole is what was taken [B17]", () => {
    fc.assert(
      fc.property(lines, rates, rounding, fc.boolean(), (some, all, how, pricesIncludeTax) => {
        const sold = keyed(some);
        const back = sold.map((line) => ({
          ...line,
          quantity: -line.quantity,
          discounts: line.discounts.map((one) => ({ ...one, amount: -one.amount })),
        }));
        const rules = { rates: all, place: {}, pricesIncludeTax, rounding: how };
        const [there, again] = [totalsOf(sold, rules), totalsOf(back, rules)];
        expect(-again.total).toBe(there.total);
        expect(-again.tax).toBe(there.tax);
      }),
    );
  });

  test("a line's tax is at most a unit for each tax away from the exact one", () => {
    fc.assert(
      fc.property(lines, rates, fc.boolean(), (some, all, pricesIncludeTax) => {
        const how = { per: "receipt", mode: "half_up" } as const;
        const totals = totalsOf(keyed(some), { rates: all, place: {}, pricesIncludeTax, rounding: how });
        const each = totalsOf(keyed(some), {
          rates: all,
          place: {},
          pricesIncludeTax,
          rounding: { ...how, per: "line" },
        });
        for (const [n, line] of totals.lines.entries())
          expect(size(line.tax - (each.lines[n]?.tax ?? 0n)) <= 3n).toBe(true);
      }),
    );
  });

  test("a basket's discount is shared out whole, never more than a line costs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -5000n, max: 5000n })),
        fc.bigInt({ min: 0n, max: 20_000n }),
        (some, discount) => {
          const shares = sharedOver(some, discount);
          const most = sum(some.filter((amount) => amount > 0n));
          expect([discount, most]).toContain(sum(shares));
          expect(sum(shares) <= discount && sum(shares) <= most).toBe(true);
          for (const [n, share] of shares.entries()) expect(share <= (some[n] ?? 0n) || share === 0n).toBe(true);
        },
      ),
    );
  });
});

describe("rates", () => {
  const all = [
    rateOf("VAT", "20"),
    rateOf("VAT", "19", { country: "DE" }),
    rateOf("VAT", "7", { country: "ES", region: "Canarias" }),
    rateOf("VAT", "21", { country: "ES" }),
    rateOf("VAT", "5", { country: "DE", taxClass: "food" }),
  ];
  const at = (taxClass: string, place: { country?: string; region?: string }) =>
    ratesFor(all, taxClass, place).map(({ rate }) => rate);

  test("the nearest place counts, and a class without rates is taxed as standard", () => {
    expect(at("standard", { country: "DE" })).toEqual(["19"]);
    expect(at("standard", { country: "es", region: "canarias " })).toEqual(["7"]);
    expect(at("standard", { country: "ES", region: "Madrid" })).toEqual(["21"]);
    expect(at("standard", {})).toEqual(["20"]);
    expect(at("food", { country: "DE" })).toEqual(["5"]);
    expect(at("food", { country: "FR" })).toEqual(["20"]);
    expect(at("toys", { country: "DE" })).toEqual(["19"]);
  });
});

describe("payments", () => {
  test("several payments, cash last, settle to nothing left whatever the currency rounds to [B17]", () => {
    fc.assert(
      fc.property(
        currencies,
        fc.bigInt({ min: 0n, max: 9_999_999n }),
        fc.array(fc.bigInt({ min: 1n, max: 1_000_000n }), { maxLength: 4 }),
        fc.bigInt({ min: 0n, max: 50_000n }),
        (currency, total, cards, more) => {
          const rule = usualCashRounding(currency);
          const byCard = cards.map((amount) => card(amount));
          const left = total - sum(cards);
          const due = inCash(left, rule);
          const settled = settlementOf(total, [...byCard, cash(due)], rule);
          expect(settled.left).toBe(0n);
          expect(settled.paid).toBe(total + settled.rounding);
          expect(due % rule.unit).toBe(0n);
          expect(size(settled.rounding) * 2n <= rule.unit).toBe(true);
          if (due >= 0n) expect(changeOf(due + more, due)).toBe(more);
          expect(changeOf(due - 1n, due)).toBe(null);
        },
      ),
    );
  });

  test("halves of a cash unit go as the rule says, and a refund is rounded as its sale", () => {
    expect(inCash(25n, { unit: 50n, mode: "half_up" })).toBe(50n);
    expect(inCash(5n, { unit: 10n, mode: "half_down" })).toBe(0n);
    expect(inCash(6n, { unit: 10n, mode: "half_down" })).toBe(10n);
    expect(inCash(-1298n, { unit: 5n, mode: "half_up" })).toBe(-1300n);
    expect(inCash(9n, { unit: 10n, mode: "down" })).toBe(0n);
    expect(inCash(1n, { unit: 10n, mode: "up" })).toBe(10n);
  });

  test("a tip is no part of what pays the sale and stays in the drawer", () => {
    expect(changeOf(5000n, 4200n, 300n)).toBe(500n);
    expect(settlementOf(4200n, [cash(4200n, { tip: 300n })], usualCashRounding("EUR"))).toEqual({
      rounding: 0n,
      paid: 4200n,
      left: 0n,
      tips: 300n,
    });
  });

  test("a cash payment offers what customers hand over", () => {
    expect(cashOffers(1_240n, [500n, 1000n, 2000n, 5000n])).toEqual([1240n, 1500n, 2000n, 5000n]);
  });
});

describe("a sale counted again", () => {
  const sale = {
    ...{ id: "a", registerId: "r", sessionId: "s", staffId: "p", number: "R1-000001", soldAt: "2026-11-20T10:00:00Z" },
    ...{ currency: "CHF", pricesIncludeTax: true, offline: true },
    lines: [tillLine(1_297n)],
    payments: [cash(1295n, { given: 2000n, change: 705n })],
    rounding: -2n,
    totals: { subtotal: 1297n, discount: 0n, tax: 97n, total: 1297n },
  };
  const rules = {
    rates: [rateOf("MWST", "8.1")],
    place: {},
    rounding: { per: "line", mode: "half_up" },
    cashRounding: usualCashRounding("CHF"),
  } as const;

  test("a recount has no differences where the device was right, and names them where its rates were old [B17]", () => {
    expect(recountOf(sale, rules).differences).toEqual([]);
    expect(recountOf(sale, { ...rules, rates: [rateOf("MWST", "7.7")] }).differences).toEqual([
      { figure: "tax", shown: 97n, counted: 93n },
    ]);
    expect(recountOf({ ...sale, payments: [cash(1200n)] }, rules).differences).toEqual([
      { figure: "paid", shown: 1200n, counted: 1295n },
    ]);
  });
});

describe("a session", () => {
  const amounts = fc.bigInt({ min: -100_000n, max: 500_000n });

  test("a session adds up to what has to be in the drawer, in every currency [B17]", () => {
    fc.assert(
      fc.property(
        currencies,
        fc.array(fc.tuple(amounts, fc.bigInt({ min: 0n, max: 100n }), fc.bigInt({ min: 0n, max: 900n }))),
        fc.array(
          fc.record({
            amount: fc.bigInt({ min: 1n, max: 9_000n }),
            direction: fc.constantFrom("in" as const, "out" as const),
          }),
        ),
        fc.bigInt({ min: 0n, max: 50_000n }),
        (currency, sold, moves, float) => {
          const rule = usualCashRounding(currency);
          const sales = sold.map(([total, byCard, tip]) => {
            const first = card((total * byCard) / 100n);
            const last = cash(inCash(total - first.amount, rule), { tip });
            const { rounding } = settlementOf(total, [first, last], rule);
            return {
              ...{ subtotal: total, discount: 0n, tax: 0n, total, rounding, taxes: [], payments: [first, last] },
              staff: byCard % 2n === 0n ? hala : omar,
            };
          });
          const report = zReportOf({ float, moves, sales, counted: 7n });
          const half = sales.length >> 1;
          const started = zReportOf({ float: 0n, moves: [], sales: sales.slice(0, half), counted: null });
          const rest = zReportOf({ float, moves, sales: sales.slice(half), counted: 7n });
          expect(zReportsTogether([started, rest])).toEqual(report);
          expect(report.sales + report.returns + report.rounding).toBe(
            sum(report.payments.map(({ taken, returned }) => taken + returned)),
          );
          const byCash = report.payments.find(({ kind }) => kind === "cash");
          const drawer = byCash ? byCash.taken + byCash.returned + byCash.tips : 0n;
          expect(report.expected).toBe(float + report.paidIn - report.paidOut + drawer);
          expect(report.difference).toBe(7n - report.expected);
          const tips = sum(report.payments.map((each) => each.tips));
          expect(sum(report.tips.map(({ amount }) => amount))).toBe(tips);
          expect(report.salesCount + report.returnsCount).toBe(sales.length);
        },
      ),
    );
  });

  test("payments of web orders are in the report, so that its payments add up", () => {
    const sale = {
      subtotal: 500n,
      discount: 0n,
      tax: 0n,
      total: 500n,
      rounding: 0n,
      taxes: [],
      payments: [cash(500n)],
      staff: hala,
    };
    const paid = { ...sale, total: 0n, collected: 1_200n, isDeposit: true, payments: [cash(1_200n)] };
    const linesOf = (sales: readonly SessionSale[]) =>
      zReportBlocks({
        ...{
          seller: { name: "Soap", address: [], taxId: "", hasLogo: false },
          registerName: "R",
          header: "",
          footer: "",
        },
        ...{ staffName: "Hala", language: "en", timezone: "UTC", zNumber: 1, currency: "USD", moves: [] },
        ...{ openedAt: "2026-11-20T08:00:00Z", closedAt: "2026-11-20T18:00:00Z" },
        report: zReportOf({ float: 0n, moves: [], sales, counted: null }),
      }).flatMap((block) => (block.kind === "pair" ? [`${block.start}: ${block.end}`] : []));
    expect(linesOf([sale, paid])).toEqual(
      expect.arrayContaining(["Web orders paid at pickup: 12.00", "Cash (2): 17.00"]),
    );
    expect(linesOf([sale]).join()).not.toContain("Web orders");
    const tipped = { ...paid, payments: [card(1_200n, { tip: 150n })] };
    expect(linesOf([sale, tipped])).toEqual(expect.arrayContaining(["Card (1): 12.00", "Tip: 1.50"]));
    const theirs = { ...tipped, staff: omar, payments: [card(1_200n, { tip: 200n })] };
    expect(linesOf([tipped, theirs])).toEqual(
      expect.arrayContaining(["Tip: 3.50", "Tips of Omar: 2.00", "Tips of Hala: 1.50"]),
    );
  });

  test("coins and notes are multiples of the smallest one there is", () => {
    expect(denominationsOf("EUR").slice(0, 3)).toEqual([50_000n, 20_000n, 10_000n]);
    expect(denominationsOf("CHF").at(-1)).toBe(5n);
    expect(
      countedCash([
        { value: 2000n, count: 3 },
        { value: 5n, count: 7 },
      ]),
    ).toBe(6035n);
  });

  test("a receipt's number is its register's run", () => {
    expect(registerNumber("R1", 123)).toBe("R1-000123");
    expect(runOf("R1-000123", "R1")).toBe(123);
    expect(runOf("R1-000123", "R")).toBe(null);
    expect(runOf("R1-12", "R1")).toBe(null);
  });
});

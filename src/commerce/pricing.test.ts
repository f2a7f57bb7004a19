import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareDecimal, parseDecimal } from "./decimal.ts";
import { currencyExponent } from "./money.ts";
import {
  type ExchangeRate,
  type PriceInput,
  type PriceRule,
  plainPrice,
  priceForStore,
  roundPrice,
} from "./pricing.ts";

const noon = new Date("2026-11-20T12:00:00Z");
const rate = (base: string, quote: string, value: string): ExchangeRate => ({
  base,
  quote,
  rate: value,
  validFrom: noon,
  source: "manual",
});
const usd = (minor: bigint) => ({ minor, currency: "USD" });
const ask = (price: bigint, rule: Partial<PriceRule> = {}, more: Partial<PriceInput> = {}) =>
  priceForStore({
    price: usd(price),
    compareAt: null,
    cost: null,
    currency: "USD",
    rule: { ...plainPrice, ...rule },
    override: null,
    rateOf: () => null,
    ...more,
  });

const currency = fc.constantFrom("USD", "JPY", "KWD", "CLF");
const percent = fc.integer({ min: -9_999, max: 50_000 }).map((each) => (each / 100).toFixed(2));
const rounding = fc
  .record({
    stepMinor: fc.integer({ min: 1, max: 5_000 }),
    ending: fc.nat(),
    direction: fc.constantFrom("up" as const, "down" as const, "nearest" as const),
  })
  .map(({ stepMinor, ending, direction }) => ({
    stepMinor: BigInt(stepMinor),
    endingMinor: BigInt(ending % stepMinor),
    direction,
  }));
const rule: fc.Arbitrary<PriceRule> = fc.record({
  base: fc.constantFrom("price" as const, "compare_at" as const),
  markupPercent: percent,
  fixedMinor: fc.bigInt({ min: -5_000n, max: 5_000n }),
  rounding: fc.option(rounding),
  floorPercent: fc.option(percent),
  compareAt: fc.constantFrom("rule" as const, "price" as const, "none" as const),
});
const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
const decimals = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.nat(6))
  .map(([digits, scale]) => ({ digits, scale }));

describe("rounding", () => {
  test("a rounded price has the requested ending, is never zero, and stays where it has the ending", () => {
    fc.assert(
      fc.property(decimals, rounding, currency, (value, by, code) => {
        const exponent = currencyExponent(code);
        const price = roundPrice(value, by, exponent);
        expect(price % by.stepMinor).toBe(by.endingMinor);
        expect(price).toBeGreaterThan(0n);
        expect(roundPrice({ digits: price, scale: exponent }, by, exponent)).toBe(price);
      }),
    );
  });

  test("rounding up takes the first such price from the value on, down the last up to it, nearest the closer one", () => {
    fc.assert(
      fc.property(decimals, rounding, currency, (value, by, code) => {
        const exponent = currencyExponent(code);
        const at = (minor: bigint) => compareDecimal({ digits: minor, scale: exponent }, value);
        const up = roundPrice(value, { ...by, direction: "up" }, exponent);
        expect(at(up)).toBeGreaterThanOrEqual(0);
        if (up - by.stepMinor > 0n) expect(at(up - by.stepMinor)).toBeLessThan(0);
        const down = roundPrice(value, { ...by, direction: "down" }, exponent);
        if (down > by.stepMinor) expect(at(down)).toBeLessThanOrEqual(0);
        expect([up, down]).toContain(roundPrice(value, { ...by, direction: "nearest" }, exponent));
      }),
    );
  });

  test.each([
    ["USD", 100n, 99n, "12.34", 1299n, 1199n, 1199n],
    ["USD", 100n, 95n, "12.95", 1295n, 1295n, 1295n],
    ["USD", 100n, 0n, "12.50", 1300n, 1200n, 1300n],
    ["USD", 50n, 0n, "10.240", 1050n, 1000n, 1000n],
    ["USD", 50n, 0n, "10.250", 1050n, 1000n, 1050n],
    ["JPY", 100n, 80n, "1234.5", 1280n, 1180n, 1280n],
    ["KWD", 1000n, 990n, "1.5", 1990n, 990n, 1990n],
  ])("%s in steps of %s ending in %s: %s", (code, stepMinor, endingMinor, value, up, down, nearest) => {
    const by = (direction: "up" | "down" | "nearest") =>
      roundPrice(parseDecimal(value), { stepMinor, endingMinor, direction }, currencyExponent(code));
    expect([by("up"), by("down"), by("nearest")]).toEqual([up, down, nearest]);
  });
});

describe("a store's price", () => {
  const made = fc.record({ price: amount, compare: fc.option(amount), cost: fc.option(amount), code: currency });

  const of = (given: { price: bigint; compare: bigint | null; cost: bigint | null; code: string }, by: PriceRule) =>
    priceForStore({
      price: usd(given.price),
      compareAt: given.compare === null ? null : usd(given.compare),
      cost: given.cost === null ? null : usd(given.cost),
      currency: given.code,
      rule: by,
      override: null,
      rateOf: (base, quote) => rate(base, quote, "1.237"),
    });

  test("a store's price is above zero with the requested ending and floor, or is held and says why [C5.1]", () => {
    fc.assert(
      fc.property(made, rule, (given, by) => {
        const { priceMinor, compareAtMinor, held, steps } = of(given, by);
        expect(priceMinor === null).toBe(held !== null);
        if (priceMinor === null) return;
        expect(priceMinor).toBeGreaterThanOrEqual(0n);
        if (compareAtMinor !== null) expect(compareAtMinor).toBeGreaterThan(priceMinor);
        const isFree = (by.base === "price" ? given.price : (given.compare ?? given.price)) === 0n;
        expect(priceMinor === 0n).toBe(isFree);
        if (isFree) return;
        if (by.rounding) expect(priceMinor % by.rounding.stepMinor).toBe(by.rounding.endingMinor);
        expect(
          compareDecimal(parseDecimal(steps.at(-1)?.value ?? ""), {
            digits: priceMinor,
            scale: currencyExponent(given.code),
          }),
        ).toBe(0);
        const floor = given.cost === null || by.floorPercent === null ? null : ([given.cost, by.floorPercent] as const);
        if (floor === null) return;
        const unit = given.code === "USD" ? 1 : 1.237;
        const least = (Number(floor[0]) / 100) * unit * (1 + Number(floor[1]) / 100);
        expect(Number(priceMinor) / 10 ** currencyExponent(given.code)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
      }),
    );
  });

  test("a store's price never falls when our price rises", () => {
    fc.assert(
      fc.property(made, rule, amount, (given, by, more) => {
        const before = of({ ...given, compare: null }, by).priceMinor;
        const after = of({ ...given, compare: null, price: given.price + more }, by).priceMinor;
        if (before !== null && before > 0n && after !== null) expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("a store's price is exact where floating point is not", () => {
    expect(ask(110n, { markupPercent: "10" }).priceMinor).toBe(121n);
    expect(ask(105n, { markupPercent: "-10" }).priceMinor).toBe(95n);
    expect(ask(9_007_199_254_740_993n, { markupPercent: "100" }).priceMinor).toBe(18_014_398_509_481_986n);
  });

  test("the explanation of a price reads like arithmetic", () => {
    const by: Partial<PriceRule> = {
      markupPercent: "15",
      fixedMinor: 200n,
      rounding: { stepMinor: 100n, endingMinor: 99n, direction: "up" },
      floorPercent: "10",
    };
    const shown = ask(1_000n, by, {
      currency: "EUR",
      cost: usd(1_500n),
      compareAt: usd(2_000n),
      rateOf: () => rate("USD", "EUR", "0.92"),
    });
    expect(shown).toMatchObject({ priceMinor: 1_599n, compareAtMinor: 2_399n, origin: "rule", held: null });
    expect(shown.steps).toMatchObject([
      { label: "price", value: "10.00", currency: "USD" },
      { label: "at 0.92 EUR for 1 USD, the rate of 2026-11-20", value: "9.2", currency: "EUR" },
      { label: "plus 15 %", value: "10.58", currency: "EUR" },
      { label: "plus 2.00", value: "12.58", currency: "EUR" },
      { label: "rounded up to a price ending in 0.99 of every 1.00", value: "12.99", currency: "EUR" },
      { label: "raised: not below the cost plus 10 %, which is 15.18", value: "15.99", currency: "EUR" },
    ]);
  });

  test("a store's price starts from the cost or the compare-at price if the rule says so", () => {
    const more = { cost: usd(400n), compareAt: usd(2_000n) };
    expect(ask(1_000n, { base: "cost", markupPercent: "50" }, more).priceMinor).toBe(600n);
    expect(ask(1_000n, { base: "compare_at", markupPercent: "-20" }, more).priceMinor).toBe(1_600n);
    expect(ask(1_000n, { base: "compare_at", markupPercent: "-20" }).priceMinor).toBe(800n);
  });

  test("a store's price shows a discount against our own price, and none that is not there", () => {
    const off = { markupPercent: "-20", compareAt: "price" as const };
    expect(ask(1_000n, off)).toMatchObject({ priceMinor: 800n, compareAtMinor: 1_000n });
    expect(ask(1_000n, { ...off, markupPercent: "5" }).compareAtMinor).toBeNull();
    expect(ask(1_000n, { compareAt: "none" }, { compareAt: usd(2_000n) }).compareAtMinor).toBeNull();
  });

  test("a price is held without a rate, a cost, a price, or anything left", () => {
    const code = (shown: ReturnType<typeof ask>) => shown.held?.code;
    expect(code(ask(1_000n, {}, { currency: "EUR" }))).toBe("no_rate:USD:EUR");
    expect(code(ask(1_000n, { base: "cost" }))).toBe("no_cost");
    expect(code(ask(1_000n, { floorPercent: "0" }))).toBe("no_cost");
    expect(code(ask(1_000n, { fixedMinor: -1_000n }))).toBe("nothing_left");
    expect(code(ask(1_000n, {}, { price: null }))).toBe("no_price");
  });

  test("a price set for the listing replaces every rule, in its own currency only [C5.2]", () => {
    const override = { price: usd(777n), compareAt: usd(999n) };
    const shown = ask(1_000n, { markupPercent: "50", floorPercent: "90" }, { override });
    expect(shown).toMatchObject({ priceMinor: 777n, compareAtMinor: 999n, origin: "override" });
    expect(ask(1_000n, {}, { override, currency: "EUR" }).held?.code).toBe("override_currency");
  });

  test("a store's price is our own without a rule", () => {
    const plain = ask(1_000n, {}, { rule: null, compareAt: usd(1_000n) });
    expect(plain).toMatchObject({ priceMinor: 1_000n, compareAtMinor: 1_000n, origin: "variant" });
  });

  test("a price is raised to the floor with the rule's ending, and stays where it equals the floor", () => {
    const ending = { rounding: { stepMinor: 100n, endingMinor: 99n, direction: "down" as const } };
    const cost = { cost: usd(1_000n) };
    expect(ask(1_100n, { floorPercent: "10" }, cost)).toMatchObject({
      priceMinor: 1_100n,
      steps: [{ label: "price" }],
    });
    expect(ask(1_099n, { floorPercent: "10" }, cost).priceMinor).toBe(1_100n);
    expect(ask(1_098n, { ...ending, floorPercent: "10" }, cost).priceMinor).toBe(1_199n);
    expect(ask(1_199n, { ...ending, floorPercent: "19.9" }, cost).priceMinor).toBe(1_199n);
    expect(ask(900n, { floorPercent: "0.001" }, cost).priceMinor).toBe(1_001n);
    expect(ask(0n, { floorPercent: "10" }, cost).priceMinor).toBe(0n);
    expect(ask(0n, { floorPercent: "10" }).held).toBeNull();
    const raised = ask(
      900n,
      { floorPercent: "10" },
      { ...cost, currency: "EUR", rateOf: () => rate("USD", "EUR", "2") },
    );
    expect(raised).toMatchObject({ priceMinor: 2_200n, steps: [{}, {}, { value: "22.00" }] });
  });

  test("a price above zero never becomes zero", () => {
    expect(ask(1n, { markupPercent: "-90" }).priceMinor).toBe(1n);
    expect(ask(0n, { fixedMinor: 500n }).priceMinor).toBe(0n);
    const down = (endingMinor: bigint) => ({ rounding: { stepMinor: 100n, endingMinor, direction: "down" as const } });
    expect([ask(50n, down(0n)).priceMinor, ask(50n, down(99n)).priceMinor]).toEqual([100n, 99n]);
    expect(ask(100n, { fixedMinor: -100n }).held?.code).toBe("nothing_left");
    expect(ask(100n, { fixedMinor: -99n })).toMatchObject({ priceMinor: 1n, held: null });
  });

  test("the explanation of a price names only the steps that changed it, up or down", () => {
    const steps = (shown: ReturnType<typeof ask>) => shown.steps.map(({ label, value }) => `${label}: ${value}`);
    expect(steps(ask(1_000n, { markupPercent: "0.00" }))).toEqual(["price: 10.00"]);
    expect(steps(ask(1_000n, { markupPercent: "-12.50", fixedMinor: -250n }))).toEqual([
      "price: 10.00",
      "minus 12.5 %: 8.75",
      "minus 2.50: 6.25",
    ]);
    expect(steps(ask(999n, { markupPercent: "50" }))).toEqual([
      "price: 9.99",
      "plus 50 %: 14.985",
      "rounded to the USD minor unit: 14.99",
    ]);
    const step = { rounding: { stepMinor: 50n, endingMinor: 0n, direction: "nearest" as const } };
    expect(steps(ask(1_025n, step)).at(-1)).toBe("rounded to the nearest price in steps of 0.50: 10.50");
    expect(steps(ask(1_050n, step))).toEqual(["price: 10.50"]);
    expect(steps(ask(1n, { base: "compare_at" }))[0]).not.toBe(steps(ask(1n))[0]);
    expect(steps(ask(1n, { base: "compare_at" }, { compareAt: usd(2n) }))).toEqual(["compare-at price: 0.02"]);
    expect(steps(ask(1n, { base: "cost" }, { cost: usd(3n) }))).toEqual(["cost: 0.03"]);
  });

  test("a store's price shows the rate it used, and the steps of the compare-at price", () => {
    const used = rate("USD", "EUR", "0.50");
    const given = { currency: "EUR", rateOf: () => used, compareAt: usd(900n) };
    expect(ask(1_000n, {}, given)).toMatchObject({
      rate: used,
      compareAtMinor: null,
      compareAtSteps: [{ label: "compare-at price", value: "9.00" }, { value: "4.5" }, { value: "4.50" }],
    });
    expect(ask(1_000n, {}, { compareAt: usd(1_000n) })).toMatchObject({ compareAtMinor: null, rate: null });
    expect(ask(1_000n, { compareAt: "price", markupPercent: "-50" }).compareAtSteps).toMatchObject([
      { label: "price" },
    ]);
    expect(ask(1_000n, {}, { compareAt: null }).compareAtSteps).toEqual([]);
    expect(ask(1_000n, { base: "cost", compareAt: "none" }, { cost: usd(400n) }).compareAtMinor).toBeNull();
    expect(ask(1_000n, {}, given).steps[1]?.said).toEqual({
      code: "price.rate",
      gaps: { rate: "0.5", quote: "EUR", base: "USD", day: "2026-11-20" },
    });
    expect(ask(1_000n, { fixedMinor: -2_000n }, { currency: "EUR", rateOf: () => used })).toMatchObject({
      rate: used,
      compareAtMinor: null,
      compareAtSteps: [],
      held: { code: "nothing_left" },
    });
  });

  test("a price is held where it is too large, or has tax in one store and not in another", () => {
    const most = 2n ** 62n;
    expect(ask(most).priceMinor).toBe(most);
    expect(ask(most + 1n).held?.code).toBe("too_large");
    expect(ask(1n, { floorPercent: "0" }, { cost: usd(most) }).priceMinor).toBe(most);
    expect(ask(1n, { floorPercent: "0" }, { cost: usd(most + 1n) }).held?.code).toBe("too_large");
    expect(ask(1n, {}, { rule: null, isOtherTax: true }).held?.code).toBe("other_tax");
    expect(ask(1n, {}, { isOtherTax: true }).priceMinor).toBe(1n);
    const broken = () => {
      throw new Error("The rates are away.");
    };
    expect(() => ask(1n, {}, { currency: "EUR", rateOf: broken })).toThrow("The rates are away.");
    expect(ask(1n, {}, { currency: "EUR" }).held?.said.gaps).toEqual({ from: "USD", to: "EUR" });
    const override = { price: usd(777n), compareAt: null };
    expect(ask(1n, {}, { override, currency: "EUR" }).held?.said.gaps).toEqual({ given: "USD", currency: "EUR" });
    expect(ask(1n, {}, { override })).toMatchObject({
      compareAtMinor: null,
      held: null,
      rate: null,
      compareAtSteps: [],
    });
    expect(ask(1n, {}, { override }).steps).toMatchObject([{ value: "7.77", currency: "USD" }]);
    expect(ask(1n, {}, { override, currency: "EUR" })).toMatchObject({
      priceMinor: null,
      compareAtMinor: null,
      origin: "override",
    });
  });
});

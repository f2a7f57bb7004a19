import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allocateMoney,
  currencyExponent,
  formatDecimal,
  isExactMoney,
  MoneyError,
  money,
  multiplyDecimal,
  parseMoney,
  requireCurrency,
  sumMoney,
} from "./money.ts";

const currency = fc.constantFrom("EUR", "JPY", "KWD", "EGP", "CLF", "USD");
const minor = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: length });
const decimal = fc
  .tuple(fc.constantFrom("", "-", "+"), digits(12), fc.option(digits(6)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? "" : `.${fraction}`}`);

describe("money", () => {
  test("an amount written out and read again is the same", () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const written = formatDecimal(money(amount, code));
        expect(parseMoney(written, code)).toEqual({ minor: amount, currency: code });
        expect(isExactMoney(written, code)).toBe(true);
      }),
    );
  });

  test("an amount that is read differs from its text by at most half a minor unit", () => {
    fc.assert(
      fc.property(decimal, currency, (text, code) => {
        const [whole = "", fraction = ""] = text.replace(/^[+-]/, "").split(".");
        const exact = BigInt(whole + fraction.padEnd(6, "0")) * (text.startsWith("-") ? -1n : 1n);
        const read = parseMoney(text, code).minor * 10n ** BigInt(6 - currencyExponent(code));
        const distance = (read > exact ? read - exact : exact - read) * 2n;
        expect(distance <= 10n ** BigInt(6 - currencyExponent(code))).toBe(true);
      }),
    );
  });

  test("text that is no plain decimal is refused", () => {
    for (const text of ["", " ", "1e3", "1,5", "0x10", "NaN", "Infinity", "--1", "1.2.3", ".", "1 000", "€5"])
      expect(() => parseMoney(text, "EUR"), text).toThrow(MoneyError);
    for (const code of ["eur", "EU", "EURO", ""]) expect(() => parseMoney("1", code), code).toThrow(MoneyError);
  });

  test("an amount split over weights adds up to the cent and is fair to one unit", () => {
    fc.assert(
      fc.property(
        minor,
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          const parts = allocateMoney(money(amount, "EUR"), weights);
          expect(sumMoney(parts, "EUR").minor).toBe(amount);
          const total = weights.reduce((sum, weight) => sum + weight, 0n);
          for (const [n, weight] of weights.entries()) {
            if (total === 0n) continue;
            const off = (parts[n]?.minor ?? 0n) * total - amount * weight;
            expect(off < total && -off < total).toBe(true);
          }
        },
      ),
    );
  });

  test("a price times a quantity is the exact product, rounded once", () => {
    expect(multiplyDecimal("0.3333", 3, "EUR").minor).toBe(100n);
    expect(multiplyDecimal("-0.005", 1, "EUR").minor).toBe(-1n);
    fc.assert(
      fc.property(minor, fc.integer({ min: 0, max: 10_000 }), currency, (amount, quantity, code) => {
        const unit = formatDecimal(money(amount, code));
        expect(multiplyDecimal(unit, quantity, code).minor).toBe(amount * BigInt(quantity));
      }),
    );
  });

  test("amounts of two currencies are never added", () => {
    expect(() => sumMoney([money(1n, "EUR"), money(1n, "USD")], "EUR")).toThrow(MoneyError);
    expect(sumMoney([], "JPY")).toEqual({ minor: 0n, currency: "JPY" });
  });

  test("an amount is exact when no digit lies beyond the currency's minor unit", () => {
    for (const text of ["12.34", "12.3", "12", "12.3400", "-0.10", "0.000", "1.0100"])
      expect(isExactMoney(text, "EUR"), text).toBe(true);
    for (const text of ["12.345", "0.001", "-12.3401", "1.1010"]) expect(isExactMoney(text, "EUR"), text).toBe(false);
    expect([isExactMoney("5.0", "JPY"), isExactMoney("5.1", "JPY"), isExactMoney("1.234", "KWD")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("a split gives the cents left over to the largest remainders, of equal ones to the first", () => {
    const split = (amount: bigint, ...weights: bigint[]) =>
      allocateMoney(money(amount, "EUR"), weights).map((part) => part.minor);
    expect(split(100n, 1n, 1n, 1n)).toEqual([34n, 33n, 33n]);
    expect(split(-100n, 1n, 1n, 1n)).toEqual([-34n, -33n, -33n]);
    expect(split(101n, 1n, 1n, 1n, 1n)).toEqual([26n, 25n, 25n, 25n]);
    expect(split(102n, 1n, 1n, 1n, 1n)).toEqual([26n, 26n, 25n, 25n]);
    expect(split(10n, 1n, 2n, 4n)).toEqual([1n, 3n, 6n]);
    expect(split(10n, 4n, 2n, 1n)).toEqual([6n, 3n, 1n]);
    expect(split(5n, 1n, 2n)).toEqual([2n, 3n]);
    expect(split(1n, 1n, 9n)).toEqual([0n, 1n]);
    expect(split(1n, 9n, 1n)).toEqual([1n, 0n]);
    expect(split(100n, 0n, 1n)).toEqual([0n, 100n]);
    expect(split(5n, 0n, 0n, 0n)).toEqual([2n, 2n, 1n]);
    expect(split(5n)).toEqual([]);
    expect(allocateMoney(money(5n, "JPY"), [1n])).toEqual([{ minor: 5n, currency: "JPY" }]);
  });

  test("an amount has the minor unit of its currency", () => {
    expect(["EUR", "JPY", "KWD", "CLF", "XXX"].map(currencyExponent)).toEqual([2, 0, 3, 4, 2]);
    expect([
      formatDecimal(money(-5n, "EUR")),
      formatDecimal(money(500n, "JPY")),
      formatDecimal(money(1n, "KWD")),
    ]).toEqual(["-0.05", "500", "0.001"]);
    for (const code of ["AEUR", "EURA", "E1R"])
      expect(() => money(1n, code)).toThrow(new MoneyError(`"${code}" is not an ISO 4217 currency code.`));
  });

  test("a currency code that does not exist is refused", () => {
    requireCurrency("EUR");
    for (const code of ["XQQ", "eur", "EURO"])
      expect(() => requireCurrency(code), code).toThrow(new MoneyError(`"${code}" is not an ISO 4217 currency code.`));
  });

  test("an amount is multiplied by whole numbers alone", () => {
    expect(multiplyDecimal("1.25", -2, "EUR").minor).toBe(-250n);
    for (const quantity of [0.5, Number.NaN, 2 ** 53])
      expect(() => multiplyDecimal("1", quantity, "EUR")).toThrow("A quantity is a whole number.");
    expect(() => sumMoney([money(1n, "USD")], "EUR")).toThrow("Cannot add USD to EUR.");
  });
});

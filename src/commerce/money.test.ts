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
  test("written out and read again is the same amount", () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const written = formatDecimal(money(amount, code));
        expect(parseMoney(written, code)).toEqual({ minor: amount, currency: code });
        expect(isExactMoney(written, code)).toBe(true);
      }),
    );
  });

  test("is never further from the text than half a minor unit", () => {
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

  test("refuses what is no plain decimal", () => {
    for (const text of ["", " ", "1e3", "1,5", "0x10", "NaN", "Infinity", "--1", "1.2.3", ".", "1 000", "€5"])
      expect(() => parseMoney(text, "EUR"), text).toThrow(MoneyError);
    for (const code of ["eur", "EU", "EURO", ""]) expect(() => parseMoney("1", code), code).toThrow(MoneyError);
  });

  test("split over weights adds up to the cent and is fair to one unit", () => {
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

  test("of two currencies is never added", () => {
    expect(() => sumMoney([money(1n, "EUR"), money(1n, "USD")], "EUR")).toThrow(MoneyError);
    expect(sumMoney([], "JPY")).toEqual({ minor: 0n, currency: "JPY" });
  });
});

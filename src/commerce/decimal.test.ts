import { expect, test } from "vitest";
import {
  compareDecimal,
  decimalText,
  divideRounded,
  MoneyError,
  parseDecimal,
  plusDecimal,
  roundToUnits,
  timesDecimal,
} from "./decimal.ts";

test.each([
  ["12.34", 1234n, 2],
  [" -0.50 ", -50n, 2],
  ["+7", 7n, 0],
  ["7.", 7n, 0],
  [".5", 5n, 1],
  ["-.05", -5n, 2],
  ["+.5", 5n, 1],
  ["007.10", 710n, 2],
])("%j is read as %s of 10^-%i", (text, digits, scale) => {
  expect(parseDecimal(text)).toEqual({ digits, scale });
});

test("text that is no plain decimal is refused by its text", () => {
  for (const text of ["", ".", "-", "1.5x", "x1.5", ".5x", "x.5", "1,5", "1e3"])
    expect(() => parseDecimal(text), text).toThrow(new MoneyError(`"${text}" is not a decimal number.`));
  expect(new MoneyError("x").name).toBe("MoneyError");
});

test.each([
  [1200n, 3, 0, "1.2"],
  [1200n, 2, 0, "12"],
  [1200n, 3, 2, "1.20"],
  [1200n, 3, 3, "1.200"],
  [5n, 0, 2, "5.00"],
  [5n, 1, 3, "0.500"],
  [-5n, 2, 0, "-0.05"],
  [-5n, 0, 0, "-5"],
  [0n, 2, 0, "0"],
  [0n, 0, 2, "0.00"],
  [120n, 0, 0, "120"],
])("%s of 10^-%i with at least %i places is %s", (digits, scale, decimals, text) => {
  expect(decimalText({ digits, scale }, decimals)).toBe(text);
});

test("sums and products are exact, whatever the scales", () => {
  const [a, b] = [parseDecimal("1.5"), parseDecimal("-0.25")];
  expect(plusDecimal(a, b)).toEqual({ digits: 125n, scale: 2 });
  expect(plusDecimal(b, a)).toEqual({ digits: 125n, scale: 2 });
  expect(timesDecimal(a, b)).toEqual({ digits: -375n, scale: 3 });
});

test("comparing minds the scale", () => {
  const compare = (a: string, b: string) => compareDecimal(parseDecimal(a), parseDecimal(b));
  expect([compare("1.5", "1.50"), compare("1.5", "1.51"), compare("1.51", "1.5"), compare("-1", "0.1")]).toEqual([
    0, -1, 1, -1,
  ]);
});

test("rounding takes the half away from zero, and only where the value is finer", () => {
  const units = (text: string, exponent: number) => roundToUnits(parseDecimal(text), exponent);
  expect(["1.004", "1.005", "-1.004", "-1.005", "1.0149"].map((text) => units(text, 2))).toEqual([
    100n,
    101n,
    -100n,
    -101n,
    101n,
  ]);
  expect([units("1.5", 2), units("1.25", 2), units("-3", 2), units("2.5", 0)]).toEqual([150n, 125n, -300n, 3n]);
  expect([divideRounded(0n, 3n), divideRounded(1n, 3n), divideRounded(2n, 3n), divideRounded(-2n, 3n)]).toEqual([
    0n,
    0n,
    1n,
    -1n,
  ]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { plainNumber, shownSign } from "./written-number.ts";

test.each([
  ["1,234.50", "point", "1234.50"],
  ["1.234,50", "comma", "1234.50"],
  ["12.5", "point", "12.5"],
  ["12,50", "comma", "12.50"],
  ["-1.234.567", "comma", "-1234567"],
  ["1,00,000.5", "point", "100000.5"],
  ["0.125", "point", "0.125"],
  ["1 234,5", "comma", "1234.5"],
  ["1'234.50", "point", "1234.50"],
])("%s shows its sign", (text, sign, plain) => {
  expect(shownSign(text)).toBe(sign);
  expect(plainNumber(text, sign === "point" ? "point" : "comma")).toBe(plain);
});

test.each(["1.234", "1,234", "1234", "none, yet", "", "-"])('"%s" shows none', (text) => {
  expect(shownSign(text)).toBeNull();
});

test("any amount written in either style is read as itself", () => {
  const written = (minor: number, locale: string) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(minor / 100);
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (minor) => {
      for (const [locale, sign] of [
        ["en-US", "point"],
        ["en-IN", "point"],
        ["de-DE", "comma"],
        ["fr-FR", "comma"],
      ] as const) {
        const text = written(minor, locale);
        expect(shownSign(text)).toBe(sign);
        expect(Math.round(Number(plainNumber(text, sign)) * 100)).toBe(minor);
      }
    }),
  );
});

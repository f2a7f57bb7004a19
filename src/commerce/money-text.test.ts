import bidiFactory from "bidi-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SIGNS } from "./currency-signs.ts";
import { currencyExponent, formatDecimal } from "./money.ts";
import { grouped, localeOf, moneyWriter, writtenByIntl } from "./money-text.ts";

const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

type Base = "ltr" | "rtl";

/** The places of a line's characters as they stand on a screen, from the left. */
const placed = (line: string, base: Base): number[] =>
  bidi.getReorderedIndices(line, bidi.getEmbeddingLevels(line, base));

/** A line as it stands on a screen, read from the left, without what has no picture. */
function seen(line: string, base: Base): string {
  return placed(line, base)
    .map((index) => line[index])
    .join("")
    .replace(/[\u061c\u200e\u200f]/g, "")
    .replaceAll("\u00a0", " ");
}

const arabic = (minor: bigint, currency: string, isShort = false) =>
  moneyWriter("ar", currency, { isShort })(formatDecimal({ minor, currency }));

test("English has the sign before the amount, with the currency's own digits", () => {
  const english = (minor: bigint, currency: string) => moneyWriter("en", currency)(formatDecimal({ minor, currency }));
  expect([english(1_320n, "USD"), english(-123_450n, "EUR"), english(1_320n, "JPY"), english(13_200n, "KWD")]).toEqual([
    "$13.20",
    "-€1,234.50",
    "¥1,320",
    "KWD\u00a013.200",
  ]);
  expect(moneyWriter("en", "USD", { digits: 3 })("0.125")).toBe("$0.125");
  expect(moneyWriter("en", "USD", { isShort: true })("1250")).toBe("$1.3k");
});

test("Arabic is read from the right: the amount, then its currency as Arabic readers know it", () => {
  // As they stand from the left.
  expect(seen(arabic(1_320n, "USD"), "rtl")).toBe("US$ 13.20");
  expect(seen(arabic(-132_050n, "USD"), "rtl")).toBe("US$ -1,320.50");
  expect(seen(arabic(1_320n, "EUR"), "rtl")).toBe("€ 13.20");
  expect(seen(arabic(-1_320n, "GBP"), "rtl")).toBe("UK£ -13.20");
  expect(arabic(1_320n, "EGP").replaceAll(/[\u200e\u200f]/g, "")).toBe("13.20\u00a0ج.م.");
  expect(arabic(1_320n, "KWD").replaceAll(/[\u200e\u200f]/g, "")).toBe("1.320\u00a0د.ك.");
  expect(arabic(1_320n, "SAR").replaceAll(/[\u200e\u200f]/g, "")).toBe("13.20\u00a0ر.س.");
  expect(seen(arabic(-132_050n, "USD", true), "rtl")).toMatch(/^US\$ .+ -1\.3$/);
});

test("an Arabic amount's number and sign stay whole and in their sequence, whatever surrounds them", () => {
  const around = fc.constantFrom("", "ادفع ", "Pay ", " · ", "12 ", "(", " × 3", "\u2068Soap\u2069 ");
  fc.assert(
    fc.property(
      fc.bigInt({ min: -99_999_999n, max: 99_999_999n }),
      fc.constantFrom("USD", "EUR", "GBP", "JPY", "CAD", "INR", "KWD", "EGP", "SAR", "AED", "CHF"),
      fc.record({ before: around, after: around, base: fc.constantFrom<Base[]>("rtl", "ltr") }),
      (minor, currency, { before, after, base }) => {
        const text = `${before}${arabic(minor, currency)}${after}`;
        const line = seen(text, base);
        const number = new Intl.NumberFormat("en", { minimumFractionDigits: currencyExponent(currency) }).format(
          formatDecimal({ minor, currency }) as Intl.StringNumericLiteral,
        );
        expect(line).toContain(number);
        const sign = new Intl.NumberFormat("ar-EG-u-nu-latn", { style: "currency", currency })
          .formatToParts(1)
          .find(({ type }) => type === "currency")
          ?.value.replaceAll(/[\u200e\u200f]/g, "");
        if (sign && /[A-Z$€£¥₹]/.test(sign)) {
          expect(line).toContain(sign);
          // Of the amount itself: "12" beside it holds the digit of "1" too.
          const fromTheLeft = (part: string) => placed(text, base).indexOf(text.indexOf(part, before.length));
          if (base === "rtl") expect(fromTheLeft(sign)).toBeLessThan(fromTheLeft(number));
        }
      },
    ),
    { examples: [[1n, "JPY", { before: "", after: "12 ", base: "rtl" }]] },
  );
});

test.each(["en", "ar"] as const)("an amount whose sign is kept here is written in %s as Intl writes it", (language) => {
  for (const currency of SIGNS[language].keys()) {
    const usual = currencyExponent(currency);
    for (const digits of [usual, usual + 2]) {
      const byIntl = writtenByIntl(language, currency, { isShort: false, digits });
      const ours = moneyWriter(language, currency, { digits });
      for (const decimal of ["0", "-0", "7", "-1234", "999999.5", "-1234567.25", "12345678901234567890", "0.12345"])
        expect(ours(decimal), `${decimal} ${currency}`).toBe(byIntl(decimal));
    }
  }
});

test.each(["en", "ar"])("digits are grouped in %s as Intl groups them", (language) => {
  const byIntl = new Intl.NumberFormat(localeOf(language));
  for (const count of [0, 12, 999, 1_000, 99_999, 1_234_567, Number.MAX_SAFE_INTEGER])
    expect(grouped(`${count}`)).toBe(byIntl.format(count));
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDecimal, money } from "../../../commerce/money.ts";
import { type PriceForm, priceRead, priceTaxOf, priceWritten } from "./net-prices.ts";

const form = (more: Partial<PriceForm> = {}): PriceForm => ({
  tax: "with",
  rate: "21.000",
  currency: "EUR",
  places: 6,
  ...more,
});

test("a shelf price of 10.00 is written so that buyers pay 10.00", () => {
  const net = priceWritten("10.00", null, form());
  expect(net).toBe("8.264463");
  expect(priceRead(net ?? "", form())).toBe("10.00");
});

test("a price whose cents did not change is not written, however many decimals the platform keeps", () => {
  expect(priceWritten("38.95", "38.954132", form({ tax: "without", rate: "0" }))).toBeNull();
  expect(priceWritten("47.13", "38.954132", form())).toBeNull();
  expect(priceWritten("47.14", "38.954132", form())).toBe("38.958678");
  expect(priceRead("38.954132", form())).toBe("47.13");
  expect(priceRead("38.954132", form({ tax: "without" }))).toBe("38.954132");
});

test("an amount the platform adds by itself is in the price read, and not in the price written", () => {
  const eco = form({ added: { net: "1.50", rate: "21" } });
  expect(priceRead("31.66", eco)).toBe("40.12");
  expect(priceWritten("40.12", "31.66", eco)).toBeNull();
  const net = priceWritten("20.00", "31.66", eco) ?? "";
  expect([net, priceRead(net, eco)]).toEqual(["15.028926", "20.00"]);
  const without = form({ tax: "without", rate: "0", added: { net: "1.50", rate: "0" } });
  expect([priceRead("31.66", without), priceWritten("20.00", "31.66", without)]).toEqual(["33.16", "18.5"]);
});

test("every gross price comes back to the cent from six decimals, whatever the rate and currency", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.integer({ min: 0, max: 40_000 }),
      fc.constantFrom("EUR", "JPY", "KWD"),
      (minor, thousandths, currency) => {
        const rate = (thousandths / 1000).toFixed(3);
        const price = formatDecimal(money(minor, currency));
        const stored = form({ rate, currency });
        expect(priceRead(priceWritten(price, null, stored) ?? "", stored)).toBe(price);
      },
    ),
  );
});

test("a store that was connected before the setting existed holds prices as the platform does", () => {
  expect([priceTaxOf({}), priceTaxOf({ priceTax: "with" }), priceTaxOf({ priceTax: "without" })]).toEqual([
    "without",
    "with",
    "without",
  ]);
});

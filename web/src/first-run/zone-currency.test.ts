import { expect, test } from "vitest";
import { currencies } from "../i18n/choices.ts";
import { currencyOfZone } from "./zone-currency.ts";

test("a new organization is offered the currency of its time zone, and dollars where the zone tells none", () => {
  expect(
    ["Africa/Cairo", "Europe/Vienna", "Asia/Calcutta", "America/Toronto", "Asia/Kuwait"].map(currencyOfZone),
  ).toEqual(["EGP", "EUR", "INR", "CAD", "KWD"]);
  expect(["America/New_York", "UTC", ""].map(currencyOfZone)).toEqual(["USD", "USD", "USD"]);
});

test("the currency of every time zone is one that can be chosen", () => {
  const guessed = Intl.supportedValuesOf("timeZone").map(currencyOfZone);
  expect(guessed.filter((currency) => !currencies.includes(currency))).toEqual([]);
});

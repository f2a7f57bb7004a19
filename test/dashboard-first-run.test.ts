import { expect, test } from "vitest";
import { currencyOfZone } from "../web/src/first-run/zone-currency.ts";
import { currencies, currencyChoices } from "../web/src/i18n/choices.ts";

test("a new organization is offered the money of where it is, and dollars where that is unknown", () => {
  expect(
    ["Africa/Cairo", "Europe/Vienna", "Asia/Calcutta", "America/Toronto", "Asia/Kuwait"].map(currencyOfZone),
  ).toEqual(["EGP", "EUR", "INR", "CAD", "KWD"]);
  expect(["America/New_York", "UTC", ""].map(currencyOfZone)).toEqual(["USD", "USD", "USD"]);
});

test("currencies are told by name and code in the language of the screen", () => {
  expect(currencyChoices("en")).toContainEqual({ value: "INR", label: "Indian Rupee (INR)" });
  expect(currencyChoices("ar").find(({ value }) => value === "EGP")?.label).toBe("جنيه مصري (EGP)");
  const guessed = Intl.supportedValuesOf("timeZone").map(currencyOfZone);
  expect(guessed.filter((currency) => !currencies.includes(currency))).toEqual([]);
});

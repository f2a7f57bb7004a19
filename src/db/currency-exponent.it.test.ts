import { expect, test } from "vitest";
import { CURRENCY_EXPONENTS, currencyExponent } from "../commerce/money.ts";
import { testDatabase } from "./testing.ts";

test("the database splits currencies into minor units as the program does", async () => {
  await using db = await testDatabase();
  const currencies = [...Object.keys(CURRENCY_EXPONENTS), ...Intl.supportedValuesOf("currency")];
  const rows = await db.owner.rows<{ currency: string; exponent: number }>(
    "select c as currency, argosy.currency_exponent(c) as exponent from unnest($1::text[]) as c",
    [currencies],
  );
  expect(rows).toEqual(currencies.map((currency) => ({ currency, exponent: currencyExponent(currency) })));
});

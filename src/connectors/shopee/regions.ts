/** What a shop's region decides: its currency, and whether prices may have decimals. */

import type { HubText } from "../../commerce/message.ts";
import type { DecimalText } from "../../commerce/money.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { message } from "./words.ts";

/** Region of get_shop_info -> ISO 4217. A region not listed is taken from its items and orders. */
export const CURRENCIES: Readonly<Record<string, string>> = {
  SG: "SGD",
  MY: "MYR",
  TH: "THB",
  ID: "IDR",
  VN: "VND",
  PH: "PHP",
  TW: "TWD",
  BR: "BRL",
  MX: "MXN",
  CO: "COP",
  CL: "CLP",
  PL: "PLN",
  ES: "EUR",
  AR: "ARS",
};

/** Regions where prices may have two decimals; everywhere else they are whole (v2.product.get_model_list). */
const DECIMAL_REGIONS: ReadonlySet<string> = new Set(["SG", "MY", "BR", "MX", "PL", "ES", "AR"]);

export function regionOf({ facts }: ConnectionInfo): string | undefined {
  return typeof facts.region === "string" ? facts.region : undefined;
}

/** The shop's currency, where its region tells it. */
export function shopCurrency({ facts }: ConnectionInfo): string | undefined {
  return typeof facts.currency === "string" ? facts.currency : undefined;
}

/** Whether prices of the region have no decimals. */
export const writesWholePrices = (region: string | undefined): region is string =>
  region !== undefined && region in CURRENCIES && !DECIMAL_REGIONS.has(region);

/** The price as the region writes it, or why it cannot be written there. */
export function priceText(
  price: DecimalText,
  region: string | undefined,
): { readonly text: string } | { readonly problem: HubText } {
  const trimmed = price.includes(".") ? price.replace(/(?:(?=\.)|(?<!0))\.?0+$/, "") : price;
  if (!writesWholePrices(region)) return { text: trimmed };
  if (!trimmed.includes(".")) return { text: trimmed };
  return { problem: message("refused.wholePrices", { region, price }) };
}

/** True when the code is one the hub can count money in. */
export function isCurrency(code: string): boolean {
  try {
    currencyExponent(code);
    return true;
  } catch {
    // Not an ISO code: the caller says which field it stood in.
    return false;
  }
}

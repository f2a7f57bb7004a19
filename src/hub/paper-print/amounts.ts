/** Figures as papers write them: Latin digits in every language, grouped as the currency's country does. */
import { currencyExponent, formatDecimal, money } from "../../commerce/money.ts";
import type { Address } from "../../commerce/order.ts";
import type { DocumentLanguage } from "../invoices/document.ts";

/** 123456.50 as "123,456.50", of rupees "1,23,456.50". */
export function amountText(minor: bigint, currency: string): string {
  return grouped(formatDecimal(money(minor, currency)), currency, currencyExponent(currency));
}

/** A unit price may be finer than the currency. */
export function priceText(decimal: string, currency: string): string {
  const decimals = decimal.split(".")[1]?.length ?? 0;
  return grouped(decimal, currency, Math.max(decimals, currencyExponent(currency)));
}

function grouped(decimal: string, currency: string, decimals: number): string {
  const format = new Intl.NumberFormat(currency === "INR" ? "en-IN" : "en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(decimal as Intl.StringNumericLiteral);
}

/** 2026-11-20 as "20 Nov 2026". */
export function dayText(day: string, language: DocumentLanguage): string {
  const locale = language === "ar" ? "ar-u-nu-latn" : "en-GB";
  const month = language === "ar" ? "long" : "short";
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month, year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** An address in lines, without the name. */
export function addressLines(address: Address | null, language: DocumentLanguage): string[] {
  if (!address) return [];
  const { line1, line2, city, region, postcode, country } = address;
  const town = [postcode, city].filter(Boolean).join(" ");
  return [line1, line2, [town, region].filter(Boolean).join(", "), country && countryName(country, language)].flatMap(
    (line) => line?.trim() || [],
  );
}

function countryName(code: string, language: DocumentLanguage): string {
  return /^[A-Z]{2}$/.test(code)
    ? (new Intl.DisplayNames(language, { type: "region", fallback: "code" }).of(code) ?? code)
    : code;
}

/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export interface ShopFacts {
  readonly channel: string;
  readonly currency: string;
  readonly locale: string;
  /** Those buyers of the channel may choose; texts of new products stand in each. */
  readonly locales: readonly string[];
  /** Of new products; "" when none was chosen and the shop has several, or none. */
  readonly taxCategory: string;
  readonly countriesWithProvinces: readonly string[];
  /** Payment methods by which the courier collects. */
  readonly codMethods: readonly string[];
}

export function shopOf({ facts, settings }: ConnectionInfo): ShopFacts {
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const locale = text(settings.localeCode, text(facts.locale, "en_US"));
  const taxCategories = list(facts.taxCategories);
  return {
    channel: text(facts.channel, text(settings.channelCode, "")),
    currency: text(facts.currency, "USD"),
    locale,
    locales: [...new Set([locale, ...list(facts.locales)])],
    taxCategory: text(settings.taxCategory, taxCategories.length === 1 ? (taxCategories[0] ?? "") : ""),
    countriesWithProvinces: list(facts.countriesWithProvinces),
    codMethods: text(settings.codMethods, "cash_on_delivery")
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
  };
}

/** The text of a locale, else of the language, else any. */
export function inLocale<T>(translations: Readonly<Record<string, T>>, locale: string): T | undefined {
  const language = locale.split("_")[0] ?? locale;
  const similar = Object.entries(translations).find(([code]) => code.split("_")[0] === language)?.[1];
  return translations[locale] ?? similar ?? Object.values(translations)[0];
}

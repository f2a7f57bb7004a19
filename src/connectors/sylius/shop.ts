/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract.ts";

export interface ShopFacts {
  readonly channel: string;
  readonly currency: string;
  readonly locale: string;
  readonly countriesWithProvinces: readonly string[];
  /** Payment methods by which the courier collects. */
  readonly codMethods: readonly string[];
}

export function shopOf({ facts, settings }: ConnectionInfo): ShopFacts {
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  const countries = facts.countriesWithProvinces;
  return {
    channel: text(facts.channel, text(settings.channelCode, "")),
    currency: text(facts.currency, "USD"),
    locale: text(settings.localeCode, text(facts.locale, "en_US")),
    countriesWithProvinces: Array.isArray(countries) ? countries.map(String) : [],
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

/** eBay's sites and what each sells in (sheet section 1; codes as the descriptions write them). */

export interface Site {
  readonly id: string;
  readonly country: string;
  readonly name: string;
  readonly currency: string;
  /** Of the texts read there. */
  readonly language: string;
  /** Prices hold the tax (sheet section 4). */
  readonly hasTaxInPrices: boolean;
}

const TABLE: readonly (readonly [string, string, string, string, string])[] = [
  ["EBAY_US", "US", "United States", "USD", "en-US"],
  ["EBAY_GB", "GB", "United Kingdom", "GBP", "en-GB"],
  ["EBAY_DE", "DE", "Germany", "EUR", "de-DE"],
  ["EBAY_FR", "FR", "France", "EUR", "fr-FR"],
  ["EBAY_IT", "IT", "Italy", "EUR", "it-IT"],
  ["EBAY_ES", "ES", "Spain", "EUR", "es-ES"],
  ["EBAY_AT", "AT", "Austria", "EUR", "de-AT"],
  ["EBAY_CH", "CH", "Switzerland", "CHF", "de-CH"],
  ["EBAY_BE", "BE", "Belgium", "EUR", "nl-BE"],
  ["EBAY_PL", "PL", "Poland", "PLN", "pl-PL"],
  ["EBAY_CA", "CA", "Canada", "CAD", "en-CA"],
  ["EBAY_AU", "AU", "Australia", "AUD", "en-AU"],
];

const TAX_ON_TOP = new Set(["US", "CA"]);

export const SITES: readonly Site[] = TABLE.map(([id, country, name, currency, language]) => ({
  id,
  country,
  name,
  currency,
  language,
  hasTaxInPrices: !TAX_ON_TOP.has(country),
}));

export const siteOf = (id: string): Site | undefined => SITES.find((one) => one.id === id);

/** Amazon's stores and the region whose endpoint serves them (developer documentation, marketplace ids, read 2026-08). */

export const REGIONS = {
  na: { name: "North America", endpoint: "https://sellingpartnerapi-na.amazon.com" },
  eu: { name: "Europe", endpoint: "https://sellingpartnerapi-eu.amazon.com" },
  fe: { name: "Far East", endpoint: "https://sellingpartnerapi-fe.amazon.com" },
} as const;

export type Region = keyof typeof REGIONS;

export interface Marketplace {
  readonly id: string;
  readonly country: string;
  /** Its country's own (ISO 4217), for what Amazon tells without an amount; what it tells of a store at connecting wins. */
  readonly currency: string;
  readonly name: string;
  readonly region: Region;
  /** Where the seller signs in and approves apps; absent where the host is not published. */
  readonly sellerCentral?: string | undefined;
}

const EUROPE = "https://sellercentral-europe.amazon.com";

const TABLE: readonly (readonly [string, string, string, string, Region, string?])[] = [
  ["A2EUQ1WTGCTBG2", "CA", "CAD", "Canada", "na", "https://sellercentral.amazon.ca"],
  ["ATVPDKIKX0DER", "US", "USD", "United States", "na", "https://sellercentral.amazon.com"],
  ["A1AM78C64UM0Y8", "MX", "MXN", "Mexico", "na", "https://sellercentral.amazon.com.mx"],
  ["A2Q3Y263D00KWC", "BR", "BRL", "Brazil", "na", "https://sellercentral.amazon.com.br"],
  ["A28R8C7NBKEWEA", "IE", "EUR", "Ireland", "eu"],
  ["A1RKKUPIHCS9HS", "ES", "EUR", "Spain", "eu", EUROPE],
  ["A1F83G8C2ARO7P", "GB", "GBP", "United Kingdom", "eu", EUROPE],
  ["A13V1IB3VIYZZH", "FR", "EUR", "France", "eu", EUROPE],
  ["AMEN7PMS3EDWL", "BE", "EUR", "Belgium", "eu"],
  ["A1805IZSGTT6HS", "NL", "EUR", "Netherlands", "eu"],
  ["A1PA6795UKMFR9", "DE", "EUR", "Germany", "eu", EUROPE],
  ["APJ6JRA9NG5V4", "IT", "EUR", "Italy", "eu", EUROPE],
  ["A2NODRKZP88ZB9", "SE", "SEK", "Sweden", "eu"],
  ["AE08WJ6YKNBMC", "ZA", "ZAR", "South Africa", "eu"],
  ["A1C3SOZRARQ6R3", "PL", "PLN", "Poland", "eu"],
  ["ARBP9OOSHTCHU", "EG", "EGP", "Egypt", "eu"],
  ["A33AVAJ2PDY3EV", "TR", "TRY", "Turkey", "eu"],
  ["A17E79C6D8DWNP", "SA", "SAR", "Saudi Arabia", "eu"],
  ["A2VIGQ35RCS4UG", "AE", "AED", "United Arab Emirates", "eu"],
  ["A21TJRUUN4KGV", "IN", "INR", "India", "eu", "https://sellercentral.amazon.in"],
  ["A19VAU5U5O7RUS", "SG", "SGD", "Singapore", "fe"],
  ["A39IBJ37TRP1C6", "AU", "AUD", "Australia", "fe"],
  ["A1VC38T7YXB528", "JP", "JPY", "Japan", "fe"],
];

export const MARKETPLACES: readonly Marketplace[] = TABLE.map(
  ([id, country, currency, name, region, sellerCentral]) => ({
    id,
    country,
    currency,
    name,
    region,
    sellerCentral,
  }),
);

export const marketplaceOf = (id: string): Marketplace | undefined => MARKETPLACES.find((one) => one.id === id);

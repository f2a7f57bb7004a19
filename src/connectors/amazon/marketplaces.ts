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
  readonly name: string;
  readonly region: Region;
  /** Where the seller signs in and approves apps; absent where the host is not published. */
  readonly sellerCentral?: string | undefined;
}

const EUROPE = "https://sellercentral-europe.amazon.com";

const TABLE: readonly (readonly [string, string, string, Region, string?])[] = [
  ["A2EUQ1WTGCTBG2", "CA", "Canada", "na", "https://sellercentral.amazon.ca"],
  ["ATVPDKIKX0DER", "US", "United States", "na", "https://sellercentral.amazon.com"],
  ["A1AM78C64UM0Y8", "MX", "Mexico", "na", "https://sellercentral.amazon.com.mx"],
  ["A2Q3Y263D00KWC", "BR", "Brazil", "na", "https://sellercentral.amazon.com.br"],
  ["A28R8C7NBKEWEA", "IE", "Ireland", "eu"],
  ["A1RKKUPIHCS9HS", "ES", "Spain", "eu", EUROPE],
  ["A1F83G8C2ARO7P", "GB", "United Kingdom", "eu", EUROPE],
  ["A13V1IB3VIYZZH", "FR", "France", "eu", EUROPE],
  ["AMEN7PMS3EDWL", "BE", "Belgium", "eu"],
  ["A1805IZSGTT6HS", "NL", "Netherlands", "eu"],
  ["A1PA6795UKMFR9", "DE", "Germany", "eu", EUROPE],
  ["APJ6JRA9NG5V4", "IT", "Italy", "eu", EUROPE],
  ["A2NODRKZP88ZB9", "SE", "Sweden", "eu"],
  ["AE08WJ6YKNBMC", "ZA", "South Africa", "eu"],
  ["A1C3SOZRARQ6R3", "PL", "Poland", "eu"],
  ["ARBP9OOSHTCHU", "EG", "Egypt", "eu"],
  ["A33AVAJ2PDY3EV", "TR", "Turkey", "eu"],
  ["A17E79C6D8DWNP", "SA", "Saudi Arabia", "eu"],
  ["A2VIGQ35RCS4UG", "AE", "United Arab Emirates", "eu"],
  ["A21TJRUUN4KGV", "IN", "India", "eu", "https://sellercentral.amazon.in"],
  ["A19VAU5U5O7RUS", "SG", "Singapore", "fe"],
  ["A39IBJ37TRP1C6", "AU", "Australia", "fe"],
  ["A1VC38T7YXB528", "JP", "Japan", "fe"],
];

export const MARKETPLACES: readonly Marketplace[] = TABLE.map(([id, country, name, region, sellerCentral]) => ({
  id,
  country,
  name,
  region,
  sellerCentral,
}));

export const marketplaceOf = (id: string): Marketplace | undefined => MARKETPLACES.find((one) => one.id === id);

/**
 * eBay's sites as the Trading API names them: by a number in requests, by a word or by the address of the listing in
 * answers (SiteCodeType and the site ID table of eBay's reference).
 */
import type { Site } from "./sites.ts";

interface TradingSite {
  readonly id: string;
  readonly number: string;
  readonly words: readonly string[];
  readonly domain: string;
}

const TABLE: readonly (readonly [string, number, string, string])[] = [
  ["EBAY_US", 0, "US eBayMotors", "ebay.com"],
  ["EBAY_GB", 3, "UK", "ebay.co.uk"],
  ["EBAY_DE", 77, "Germany", "ebay.de"],
  ["EBAY_FR", 71, "France", "ebay.fr"],
  ["EBAY_IT", 101, "Italy", "ebay.it"],
  ["EBAY_ES", 186, "Spain", "ebay.es"],
  ["EBAY_AT", 16, "Austria", "ebay.at"],
  ["EBAY_CH", 193, "Switzerland", "ebay.ch"],
  ["EBAY_BE", 123, "Belgium_Dutch Belgium_French", "ebay.be"],
  ["EBAY_PL", 212, "Poland", "ebay.pl"],
  ["EBAY_CA", 2, "Canada CanadaFrench", "ebay.ca"],
  ["EBAY_AU", 15, "Australia", "ebay.com.au"],
];

const TRADING_SITES: readonly TradingSite[] = TABLE.map(([id, number, words, domain]) => ({
  id,
  number: String(number),
  words: words.split(" "),
  domain,
}));

export const tradingNumber = ({ id }: Site): string => TRADING_SITES.find((one) => one.id === id)?.number ?? "0";

/**
 * The id of the site a listing is on ("EBAY_DE"), by the word of its `Site` or the host of its address. A site the hub
 * does not sell on is its own word or host. Undefined: the answer tells neither.
 */
export function siteIdOfListing(site: string | undefined, url: string | undefined): string | undefined {
  if (site !== undefined) return TRADING_SITES.find(({ words }) => words.includes(site))?.id ?? site;
  const host = url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
  return host === undefined ? undefined : (TRADING_SITES.find(({ domain }) => isOf(host, domain))?.id ?? host);
}

const isOf = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { PRICE_TAX } from "../kit/parse/net-prices.ts";

export interface ShopFacts {
  /** Id of the sales channel connected. */
  readonly channelId: string;
  readonly channel: string;
  /** Upper case: prices of the variants in it are read and written. */
  readonly currency: string;
  readonly regionId: string;
  /** Prices of the variants contain the tax. */
  readonly pricesIncludeTax: boolean;
  /** Stock locations that serve the channel. */
  readonly locations: readonly string[];
  /** New products need one, or no order of theirs can be completed. */
  readonly shippingProfileId: string;
  /** Payment providers by which the courier collects. */
  readonly codProviders: readonly string[];
}

export function shopOf({ facts, settings }: Pick<ConnectionInfo, "facts" | "settings">): ShopFacts {
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  return {
    channelId: text(facts.channelId, ""),
    channel: text(facts.channel, ""),
    currency: text(facts.currency, "EUR"),
    regionId: text(facts.regionId, ""),
    pricesIncludeTax: facts[PRICE_TAX] === "with",
    locations: Array.isArray(facts.stockLocations) ? facts.stockLocations.map(String) : [],
    shippingProfileId: text(facts.shippingProfileId, ""),
    codProviders: text(settings.codProviders, "")
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
  };
}

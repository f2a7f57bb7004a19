/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export interface ShopFacts {
  /** Id of the sales channel connected. */
  readonly channelId: string;
  readonly channel: string;
  /** Upper case: prices of the variants in it are read and written. */
  readonly currency: string;
  readonly regionId: string;
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
    locations: Array.isArray(facts.stockLocations) ? facts.stockLocations.map(String) : [],
    shippingProfileId: text(facts.shippingProfileId, ""),
    codProviders: text(settings.codProviders, "")
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
  };
}
